"""Agreements between countries: listed, kept by coordinators, and shown where they matter.

`/agreements China`; coordinators: `/agreements add China, Spain | title | 2005 | scope | use`.
"""

from collections.abc import Sequence

from handlers import places as gazetteer
from handlers.core import asking_digits
from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, EVERYONE, act, command
from handlers.core.speech import says
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Piece, Text, bold, dim, lines, paragraphs, said, text
from handlers.vocabulary.typed_line import one_line
from handlers.vocabulary.voice import Voice
from storage import contacts
from storage.audit import Tag
from storage.contacts import Agreement
from storage.item import Item
from storage.people import Role

_ADD = ("add", "添加", "新增")
_PARTS = 3  # parties, title, date; scope and use may be left out


@command(
    "agreements",
    zh="协议",
    help=N_("Agreements between countries"),
    roles=EVERYONE,
    arguments=N_("[country]"),
    group=N_("Contacts and notices"),
    is_lookup=True,
    aliases=("agreement",),
    fits=lambda _ctx, rest: (
        rest.partition(" ")[0].casefold() in _ADD or not gazetteer.split(rest).rest.strip()
    ),
)
def agreements(ctx: Context, argument: str) -> None:
    word, _, rest = argument.partition(" ")
    if word.casefold() in _ADD and ctx.officer.role is Role.COORDINATOR:
        if not asking_digits.holds_up(ctx, command="agreements", argument=argument):
            _add(ctx, rest)
        return
    found = gazetteer.split(argument)
    if not found.places:
        ctx.reply("agreements.how", may_add=ctx.officer.role is Role.COORDINATOR)
        return
    ctx.unused = found.rest
    codes = [place.code for place in found.places]
    buttons = []
    if ctx.officer.role is Role.COORDINATOR:
        listed = _shared(ctx.voice, codes)
        buttons = (
            [Button(N_("It has ended"), "agreement.end", params={"agreement": one.id}) for one in listed[:1]]
            if len(listed) == 1
            else []
        )
    ctx.reply("agreements.of", *buttons, countries=codes)


def _add(ctx: Context, typed: str) -> None:
    parts = [part.strip() for part in typed.replace("｜", "|").split("|")]
    parties = [place.code for place in gazetteer.split(parts[0]).places]
    if len(parties) < 2 or len(parts) < _PARTS or not parts[1]:
        ctx.reply("agreements.how", may_add=True)
        return
    scope, use = [*parts[3:5], "", ""][:2]
    made = contacts.agree(
        ctx.work,
        Agreement(
            title=parts[1],
            parties=parties,
            signed_on=parts[2][:10],
            scope=scope,
            use=use,
            made_by=ctx.officer.id,
            made_at=ctx.now,
        ),
    )
    ctx.work.audit(Tag.AGREEMENT_KEPT, ctx.officer.id, Item("agreement", made.id))
    ctx.reply("agreements.of", countries=parties)


@act("agreement.end", COORDINATORS)
def _end(ctx: Press) -> None:
    ended = ctx.work.need(Agreement, ctx.offer.params["agreement"])
    ended.ended_at = ctx.now
    ctx.work.session.add(ended)
    ctx.work.audit(Tag.AGREEMENT_KEPT, ctx.officer.id, Item("agreement", ended.id), ended=1)
    ctx.reply("agreements.of", countries=ended.parties)


def _shared(voice: Voice, codes: Sequence[str]) -> list[Agreement]:
    """In force, with all of these countries among their parties."""
    return [one for one in contacts.agreements_of(voice.work, codes[0]) if set(codes) <= set(one.parties)]


def between(voice: Voice, one: str, other: str) -> Text | None:
    """What is in force between two countries, as a part of another message."""
    if not one or not other or one == other:
        return None
    found = _shared(voice, [one, other])
    if not found:
        return None
    head = voice.t("In force with %(country)s:", country=voice.country(one))
    return lines(bold(head), *(_shown(voice, agreement) for agreement in found))


def _shown(voice: Voice, agreement: Agreement) -> Text:
    date = f" ({one_line(agreement.signed_on)})" if agreement.signed_on else ""
    details: list[Piece] = [
        dim(voice.t("Scope: ") + said(agreement.scope)) if agreement.scope else None,
        dim(voice.t("Use: ") + said(agreement.use)) if agreement.use else None,
    ]
    return lines(text("• ", one_line(agreement.title), dim(date)), *details)


@says("agreements.of")
def _say_of(voice: Voice, countries: Sequence[str]) -> Text:
    found = _shared(voice, countries)
    named = voice.countries(countries)
    if not found:
        return text(voice.t("No agreement is on record for %(countries)s.", countries=named))
    head = bold(voice.t("Agreements: %(countries)s", countries=named))
    return paragraphs(head, *(_entry(voice, one) for one in found))


def _entry(voice: Voice, agreement: Agreement) -> Text:
    return lines(_shown(voice, agreement), dim(voice.countries(agreement.parties)))


@says("agreements.how", unclear=True)
def _say_how(voice: Voice, may_add: bool) -> Text:
    add = voice.t("/agreements add China, Spain | title | 2005 | scope | use") if may_add else None
    return lines(
        voice.t("Write one country, or two:"),
        bold(voice.t("/agreements China, Spain")),
        bold(add) if add else None,
    )
