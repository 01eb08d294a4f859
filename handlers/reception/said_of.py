"""What words may become, as buttons: at most two, and [Nothing]. The words are kept for the press."""

import re
from collections.abc import Sequence

from handlers import places as gazetteer
from handlers.agencies import coverage, finding
from handlers.core import assumed_handling, kept_line
from handlers.core.context import Context
from handlers.core.registry import command_named, is_for
from handlers.core.speech import says
from handlers.reading.cues import Found
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label, Text, lines
from handlers.vocabulary.voice import Voice

_MOST = 2
_NOTHING = Button(N_("Nothing"), "words.nothing")
# somebody from there, or a thing of there, is somewhere else
_ORIGIN = re.compile(
    r"(?<![a-z])from (?:the )?[A-Z]\w+|[\u4e00-\u9fff]{2,4}(?:籍"
    r"|牌照|护照|国籍|口音|出生|户籍)|(?:籍贯|来自)[\u4e00-\u9fff]{2,4}"
)
_LABELS = {
    "clue": (N_("File as a clue for %(country)s"), N_("File as a clue")),
    "request": (N_("Ask %(country)s for information"), N_("Ask for information")),
}


def offer(ctx: Context, buttons: Sequence[Button], line: str, hand: str | None = None, why: str = "") -> bool:
    """`line`: what a command that is pressed carries out; `hand`: what is said with a move; `why`: a row of
    `WHY` that says what it cannot be."""
    kept = kept_line.kept(ctx, line=line)
    kept["keeps"] |= {"hand": line if hand is None else hand}
    marks = assumed_handling.as_words(ctx.work, ctx.incoming.text)
    ctx.reply("words.loose", *buttons[:_MOST], _NOTHING, why=why, **kept, **marks)
    return True


def offer_by_country(
    ctx: Context, line: str, kinds: Sequence[str], known: Sequence[str] | None = None
) -> bool:
    """As a clue, or as a request, to the countries that the words name, or that are `known`."""
    buttons = by_country(ctx, line, kinds, known)
    return bool(buttons) and offer(ctx, buttons, line)


def by_country(
    ctx: Context, line: str, kinds: Sequence[str], known: Sequence[str] | None = None
) -> list[Button]:
    codes = list(known or countries(ctx, line))
    mine = [kind for kind in kinds if _has(ctx, kind)]
    if len(codes) > 1 and len(mine) > 1:
        mine = mine[:1]
    if not codes:
        return [kept_line.as_command(kind, _LABELS[kind][1]) for kind in mine]
    return [_to(kind, code) for kind in mine for code in codes[:_MOST]]


def _to(kind: str, code: str) -> Button:
    return kept_line.as_command(kind, Label(_LABELS[kind][0], {"country": {"country": code}}), code)


def _has(ctx: Context, name: str) -> bool:
    made = command_named(name)
    return made is not None and is_for(made, ctx.officer.role)


def countries(ctx: Context, line: str) -> list[str]:
    """Codes, as they are named; where somebody comes from is not where it is."""
    bare = _ORIGIN.sub(" ", line)
    named = gazetteer.mentioned(bare) or gazetteer.mentioned(line)
    codes = [_code(ctx, place) for place in named]
    offices = [one.country for one in finding.mentioned(ctx.work, line) if one.country]
    return list(dict.fromkeys([*codes, *offices]))


def _code(ctx: Context, place: gazetteer.Place) -> str:
    """A part of a country only where an office of its own answers for it."""
    own = any(one.subdivision == place.subdivision for one in coverage.covering(ctx.work, place.iso))
    return place.iso if place.subdivision and own else place.code


def terms(ctx: Context, found: Found) -> str:
    """ "urgent", or "by" and the date, as a change of a request is typed."""
    if found.intent == "urgent":
        return "urgent"
    date = found.rest or ctx.incoming.text
    date = re.sub(
        r"^(?:to|until|till|by|now|is|到|至|为|延|改|推迟?|[:：\s])+", "", date, flags=re.IGNORECASE
    )
    return f"by {date}"


WHY = {
    "coordinators": N_("Notices to many are sent by coordinators; nothing was sent."),
    "card": N_("A card adds no contact point: the operator keeps those, /contacts shows them."),
}


@says("words.loose", took=True)
def _say_loose(voice: Voice, why: str = "") -> Text:
    if why:
        return lines(voice.t(WHY[why]), voice.t("Your words are kept; what are they?"))
    return lines(voice.t("I did not understand that for sure. Your words are kept; what are they?"))
