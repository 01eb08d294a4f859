"""Clues: filed in one line or by the guided form, and referred to whoever covers the country."""

from collections.abc import Sequence

from handlers.clues import changing, lists, referrals, referring_on, words
from handlers.clues.filing import FORM, answers_from, begin_or_file, marked
from handlers.clues.item import show
from handlers.core import assumed_handling, kept_line
from handlers.core.context import Context, Press
from handlers.core.params import Typed
from handlers.core.registry import OFFICERS, act, command
from handlers.core.speech import says
from handlers.forms import engine
from handlers.items import changes as item_changes
from handlers.items import references
from handlers.law import official_references, typed_marks
from handlers.law.typed_marks import Marks
from handlers.places.model import Split
from handlers.reading import heads
from handlers.screening import asking
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import UNKNOWN, Button, Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage.clues import Clue, Way
from storage.item import Item
from storage.people import Agency


def fits(ctx: Context, rest: str) -> bool:
    """A reference, a list, or what a clue begins with: a mark, a country, "urgent", a channel's reference."""
    marks, words = typed_marks.read(rest)
    if marks or references.split(words)[0] or lists.is_meant(rest) or ctx.files:
        return True
    urgent, words = marked(words)
    found = heads.places(words)
    return bool(urgent or found.places or _is_several(found) or official_references.is_only(rest))


def _is_several(found: Split) -> bool:
    """A name that is several countries' ("Congo") is one all the same; what only resembles a name is none."""
    return found.unclear is not None and found.unclear.exact


@command(
    "clue",
    zh="线索",
    help=N_("File a clue, and refer it to who covers the country"),
    roles=OFFICERS,
    arguments=N_("[country, …] [text]"),
    group=N_("Clues"),
    aliases=("clues", "报线索", "提交线索", "报送线索"),
    fits=fits,
)
def clue(ctx: Context, argument: str) -> None:
    marks, words = typed_marks.read(argument)
    typed, rest = references.split(words)
    if typed:
        _with_reference(ctx, typed, rest, marks)
        return
    if lists.is_meant(argument):
        lists.answer(ctx, argument)
        return
    marks, words = marked(words, marks)
    if (told := heads.nowhere(words)) is not None:
        begin_or_file(ctx, [UNKNOWN], told, marks)
        return
    found = heads.places(words)
    if found.unclear is not None:
        _which_country(ctx, found, marks)
    else:
        begin_or_file(ctx, [place.iso for place in found.places], found.rest, marks)


def _with_reference(ctx: Context, typed: str, rest: str, marks: Marks) -> None:
    item = references.find(ctx, typed, "clue")
    if item is None:
        return
    clue_id = item.id
    found = ctx.work.need(Clue, clue_id)
    if item_changes.is_withdrawal(rest):
        changing.withdraw(ctx, found)
    elif (wanted := referring_on.wanted(rest)) is not None:
        referring_on.typed(ctx, found, wanted)
    elif rest or marks or ctx.files:
        changing.add(ctx, found, rest, marks)
    else:
        show(ctx, clue_id)


def _which_country(ctx: Context, found: Split, marks: Marks) -> None:
    """Never a guess: the nearest names as buttons, and what was typed stays."""
    unclear = found.unclear
    if unclear is None:
        return
    buttons = [kept_line.instead_place(place) for place in unclear.choices]
    elsewhere = Button(N_("Another country"), "clue.elsewhere")
    handling = assumed_handling.by_marks(ctx.work, "", answers_from([], found.rest, marks)).to_json()
    ctx.reply(
        "clue.which_country",
        *buttons,
        elsewhere,
        typed=unclear.text,
        handling=handling,
        **kept_line.kept(ctx, unclear.text),
    )


@act("clue.elsewhere", OFFICERS)
def _elsewhere(ctx: Press) -> None:
    argument = kept_line.argument_of(ctx)
    engine.begin(ctx, FORM, answers_from([], argument))


@act("clue.send", OFFICERS)
def _send(ctx: Press) -> None:
    found = changing.own(ctx)
    if found is None:
        return
    agency = ctx.work.need(Agency, ctx.offer.params["agency"])
    if asking.asks(ctx, words.told(ctx.work, found), [agency.id], Item("clue", found.id)):
        return
    asking.note(ctx, Item("clue", found.id))
    sent = referrals.refer(ctx, found, agency, Way.DIRECT)
    item = Item("clue", found.id)
    kind = "clue.sent" if sent is not None else "clue.has_it"
    ctx.reply(kind, **references.about(ctx.work, item), agencies=[agency.id])


@says("clue.which_country", took=True, unclear=True)
def _say_which_country(voice: Voice, typed: Typed) -> Text:
    return lines(
        voice.t("Which country is “%(typed)s”?", typed=typed[:40]),
        voice.t("Your text is kept."),
    )


@says("clue.sent")
def _say_sent(voice: Voice, agencies: Sequence[int], ref: str) -> Text:
    names = voice.listed(words.agency(voice, one) for one in agencies)
    return voice.rich(N_("%(ref)s is sent to %(agencies)s."), ref=bold(ref), agencies=names)


@says("clue.has_it")
def _say_has_it(voice: Voice, agencies: Sequence[int], ref: str) -> Text:
    names = voice.listed(words.agency(voice, one) for one in agencies)
    return voice.rich(N_("%(agencies)s has %(ref)s already."), ref=bold(ref), agencies=names)
