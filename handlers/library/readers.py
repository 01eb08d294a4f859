"""What readers say of an entry with a tap: useful, or out of date. Its owner hears of the second once from
each."""

from collections.abc import Sequence
from datetime import datetime

from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act, tick
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.items import references
from handlers.items.life import By
from handlers.library import entry as entries
from handlers.library import owning
from handlers.library.command import under_entry
from handlers.library.entry import Entry
from handlers.library.item import key
from handlers.library.life import LIFE
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, lines, text
from handlers.vocabulary.voice import Voice
from storage import library, people
from storage.audit import Tag
from storage.library import EntryState, LibraryEntry, LibraryWord
from storage.people import Agency, Officer, Role
from storage.work import Work

_AGAIN = 6  # part of half a year: who has not answered is asked again after a month
_ASKED = 100  # entries asked about in one transaction


@under_entry("readers")
def _under(ctx: Context, shown: Entry) -> Sequence[Button]:
    row = ctx.work.get(LibraryEntry, shown.item.id)
    if row is not None and (row.state is not EntryState.PUBLISHED or ctx.may_act_for(row.agency_id)):
        return []
    about = {"about": shown.about}
    return [
        Button(N_("Useful"), "library.useful", item=shown.item, params=about),
        Button(N_("Out of date"), "library.outdated", item=shown.item, params=about),
    ]


def _said(ctx: Press, is_useful: bool) -> Entry | None:
    """Written down; a later word takes the place of an earlier one. None: the entry is gone."""
    about = ctx.offer.params["about"]
    shown = entries.find(ctx.work, about)
    if shown is None or (shown.item and not access.may_see(ctx.work, ctx.officer, shown.item)):
        ctx.reply("library.gone")
        return None
    word = library.word_of(ctx.work, about, ctx.officer.id)
    if word is None:
        word = LibraryWord(about=about, officer_id=ctx.officer.id, is_useful=is_useful, made_at=ctx.now)
    word.is_useful = is_useful
    ctx.work.add(word)
    ctx.work.audit(Tag.LIBRARY_JUDGED, ctx.officer.id, shown.item, useful=int(is_useful))
    ctx.keep_message()
    return shown


@act("library.useful", OFFICERS)
def _useful(ctx: Press) -> None:
    if _said(ctx, is_useful=True) is not None:
        ctx.reply("library.thanks")


@act("library.outdated", OFFICERS)
def _outdated(ctx: Press) -> None:
    shown = _said(ctx, is_useful=False)
    if shown is None:
        return
    word = library.word_of(ctx.work, shown.about, ctx.officer.id)
    if word is not None and word.told_at is None:
        word.told_at = ctx.now
        ctx.work.add(word)
        _tell(ctx, shown)
    ctx.reply("library.thanks_told")


def _tell(ctx: Context, shown: Entry) -> None:
    row = ctx.work.get(LibraryEntry, shown.item.id)
    told = {"item": shown.item, "about": shown.about, "by": ctx.officer.agency_id}
    if row is None:
        ctx.tell_all(people.with_role(ctx.work, Role.COORDINATOR), "library.is_outdated", **told)
    else:
        ctx.tell_all(
            owning.owners(ctx.work, row), "library.is_outdated", *LIFE.buttons(row, By.AUTHOR), **told
        )


def _next(work: Work, _rules: Rules) -> datetime | None:
    return library.next_to_be_asked(work)


@tick("library.owners", _next)
def _ask_owners(work: Work, _rules: Rules) -> None:
    """Twice a year: does it still hold?"""
    for row in library.to_be_asked(work, _ASKED):
        row.ask_at = work.now + library.ASK_EVERY / _AGAIN
        work.session.add(row)
        for owner in owning.owners(work, row):
            _ask(work, owner, row)


def _ask(work: Work, owner: Officer, row: LibraryEntry) -> None:
    about = references.about(work, key(row), about=key(row))
    say(work, owner, "library.still_right", buttons=LIFE.buttons(row, By.AUTHOR), **about)


def _title(voice: Voice, about: str) -> str:
    shown = entries.find(voice.work, about)
    return shown.title_in(shown.language_for(voice.language)) if shown is not None else voice.t("withdrawn")


@says("library.thanks")
def _say_thanks(voice: Voice) -> Text:
    return text(voice.t("Thank you."))


@says("library.thanks_told")
def _say_thanks_told(voice: Voice) -> Text:
    return text(voice.t("Thank you. Whoever keeps it has been notified."))


@says("library.is_outdated", shows_content=True, rings=Rings.NEWS)
def _say_is_outdated(voice: Voice, about: str, by: Agency) -> Text:
    said = N_("%(agency)s says that this entry of the library is out of date:")
    return lines(voice.rich(said, agency=voice.agency(by)), bold(_title(voice, about)))


@says("library.still_right", shows_content=True, rings=Rings.NEWS)
def _say_still_right(voice: Voice, ref: str, about: str) -> Text:
    return lines(
        voice.rich(N_("%(ref)s is in the library. Is it still right?"), ref=bold(ref)),
        bold(_title(voice, about)),
    )
