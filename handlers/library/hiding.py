"""What came with the program may not fit a network: coordinators hide an entry, and show it again."""

from collections.abc import Sequence

from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, act
from handlers.core.speech import says
from handlers.library import command, shipped
from handlers.library.command import show, under_entry
from handlers.library.entry import SHIPPED, Entry
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label, Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import library, people
from storage.audit import Tag
from storage.people import Officer, Role


def _title(voice: Voice, about: str) -> str:
    """Also of what is hidden."""
    found = shipped.entries().get(about.removeprefix(SHIPPED))
    return found.texts[voice.language].title if found is not None else ""


@under_entry("hide")
def _under(ctx: Context, shown: Entry) -> Sequence[Button]:
    if not shown.is_shipped or ctx.officer.role is not Role.COORDINATOR:
        return []
    return [Button(N_("Hide it from all"), "library.hide", params={"about": shown.about}, group="")]


@command.in_menu("hidden")
def _beside(ctx: Context) -> Sequence[Button]:
    count = len(library.hidden(ctx.work)) if ctx.officer.role is Role.COORDINATOR else 0
    label = Label(N_("Hidden: %(count)s"), {"count": count})
    return [Button(label, "library.hidden", group="")] if count else []


@act("library.hide", COORDINATORS)
def _hide(ctx: Press) -> None:
    about = ctx.offer.params["about"]
    if not about.startswith(SHIPPED):
        return
    if library.hide(ctx.work, about, ctx.officer.id):
        ctx.work.audit(Tag.LIBRARY_HIDDEN, ctx.officer.id)
        others = [one for one in people.with_role(ctx.work, Role.COORDINATOR) if one.id != ctx.officer.id]
        ctx.tell_all(others, "library.hid", _again(about), about=about, by=ctx.officer.id)
    ctx.reply("library.hidden.done", _again(about), about=about)


def _again(about: str, number: int = 0) -> Button:
    label = Label(N_("Show %(number)s again"), {"number": number}) if number else N_("Show it again")
    return Button(label, "library.unhide", params={"about": about}, group="")


@act("library.unhide", COORDINATORS)
def _unhide(ctx: Press) -> None:
    about = ctx.offer.params["about"]
    if library.unhide(ctx.work, about):
        ctx.work.audit(Tag.LIBRARY_HIDDEN, ctx.officer.id, again=1)
    ctx.keep_message()
    show(ctx, about)


@act("library.hidden", COORDINATORS)
def _list(ctx: Press) -> None:
    ctx.keep_message()
    found = sorted(library.hidden(ctx.work))
    again = [_again(about, number) for number, about in enumerate(found, start=1)]
    ctx.reply("library.hidden", *again, listed=found)


@says("library.hidden.done", free=True)
def _say_hidden(voice: Voice, about: str) -> Text:
    return lines(
        voice.rich(
            N_("Nobody sees this in the library any more: %(title)s"), title=bold(_title(voice, about))
        ),
        voice.t("You find it under /library, “Hidden”."),
    )


@says("library.hid")
def _say_hid(voice: Voice, about: str, by: Officer) -> Text:
    title = bold(_title(voice, about))
    return voice.rich(N_("%(name)s has hidden this in the library: %(title)s"), name=by.name, title=title)


@says("library.hidden", free=True)
def _say_list(voice: Voice, listed: Sequence[str]) -> Text:
    rows = [f"{number}. {_title(voice, about)}" for number, about in enumerate(listed, start=1)]
    return lines(bold(voice.t("Hidden in the library")), *(rows or [voice.t("Nothing is hidden.")]))
