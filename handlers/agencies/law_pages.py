"""`/law China`: what binds two countries, what may be exchanged, and where each line of it comes from."""

from collections.abc import Iterable, Sequence

from handlers import places as gazetteer
from handlers.agencies import agreements, law_lines
from handlers.core import access
from handlers.core.context import Context
from handlers.core.registry import EVERYONE, command
from handlers.core.speech import says
from handlers.law import pages
from handlers.law.corridors import Rule, corridor
from handlers.law.pages import Line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage.people import Agency

_HERE = {
    Rule.ALLOW: N_("Here, personal data may go along, under its markings."),
    Rule.POINTER: N_("Here, personal data goes masked, or as the reference of an official channel."),
    Rule.DENY: N_("Here, nothing goes from one to the other."),
}


@command(
    "law",
    zh="法律",
    help=N_("What binds two countries, and what may be exchanged"),
    roles=EVERYONE,
    arguments=N_("[country, or two]"),
    group=N_("Contacts and notices"),
    is_lookup=True,
    aliases=("legal", "法规", "法律依据"),
    fits=lambda _ctx, rest: not gazetteer.split(rest).rest.strip(),
)
def law(ctx: Context, argument: str) -> None:
    """One country stands for the way between it and one's own."""
    found = gazetteer.split(argument)
    codes = list(dict.fromkeys(place.code for place in found.places))
    mine = ctx.work.need(Agency, ctx.officer.agency_id).country
    if len(codes) == 1 and mine and mine != codes[0]:
        codes = [mine, *codes]
    ctx.unused = found.rest.strip()
    if not codes or found.unclear is not None:
        ctx.reply("law.how")
        return
    pair = codes[:2]
    way = corridor(ctx.rules.corridors, pair[0], pair[1]) if len(pair) > 1 else None
    ctx.reply("law.of", countries=pair, rule=str(way.rule) if way else None, basis=way.basis if way else "")


@says("law.of")
def _say_of(voice: Voice, countries: Sequence[str], rule: str | None, basis: str) -> Text:
    found = pages.about(countries, law_lines.in_force(voice.work))
    here = text(voice.t(_HERE[Rule(rule)]), dim(f" ({basis})") if basis else None) if rule else None
    oldest = min((line.checked for line in found), default=None)
    return paragraphs(
        lines(bold(voice.t("Law: %(countries)s", countries=voice.countries(countries))), here),
        agreements.between(voice, *countries) if len(countries) > 1 else None,
        *(_topic(voice, name, found) for name in dict.fromkeys(line.topic for line in found)),
        _missing(voice, found),
        dim(
            voice.t("Not legal advice. Every line was checked on %(date)s or later.", date=oldest.isoformat())
        )
        if oldest
        else None,
    )


def _topic(voice: Voice, name: str, found: Iterable[Line]) -> Text:
    rows = (_line(voice, line) for line in found if line.topic == name)
    return lines(bold(voice.t(pages.TOPICS[name])), *rows)


def _line(voice: Voice, line: Line) -> Text:
    checked = voice.t("checked %(date)s", date=line.checked.isoformat())
    return text("• ", line.said(voice.language), dim(f" [{line.source}; {checked}]"))


def _missing(voice: Voice, found: Iterable[Line]) -> Piece:
    names = [voice.t(pages.TOPICS[topic]) for topic in pages.missing(found)]
    if not names:
        return None
    return text(
        voice.t("Nothing is on record for: %(topics)s. Ask a coordinator.", topics=voice.listed(names))
    )


@says("law.how")
def _say_how(voice: Voice) -> Text:
    return lines(
        voice.t("Write one country, or two:"),
        bold(voice.t("/law China")),
        bold(voice.t("/law Spain, China")),
    )


def asked_for(ctx: Context, agencies: Iterable[int]) -> list[list[str]]:
    """Of the agencies that something goes to: the countries behind a pointer corridor, and one's own."""
    mine = ctx.work.need(Agency, ctx.officer.agency_id).country or ""
    ways = {agency: access.corridor_between(ctx.work, ctx.officer.agency_id, agency) for agency in agencies}
    behind = (
        ctx.work.need(Agency, agency).country for agency, way in ways.items() if way.rule is Rule.POINTER
    )
    return [[mine, country] for country in dict.fromkeys(filter(None, behind))]


def brief(voice: Voice, ways: Iterable[Sequence[str]]) -> Piece:
    """One line for each country, where a request to it is written."""
    ways = list(ways)
    among = law_lines.in_force(voice.work) if ways else ()
    said = {country: pages.brief(mine, country, voice.language, among) for mine, country in ways}
    return lines(
        *(
            dim(voice.t("%(line)s More: /law %(country)s", line=line, country={"country": country}))
            for country, line in said.items()
            if line
        )
    )
