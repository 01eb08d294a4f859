"""`/library`: what is asked in one's own words, what there is by kind, and one entry whole."""

from collections.abc import Callable, Sequence

from handlers.core import access, kept_line
from handlers.core.context import Context, Press
from handlers.core.declared import Declared
from handlers.core.registry import OFFICERS, act, command
from handlers.core.saying import voice_for
from handlers.items import paging, references
from handlers.items.paging import PAGE
from handlers.law.handling import Tlp
from handlers.library import entry as entries
from handlers.library import excerpt, item, shelf, shipped
from handlers.library.entry import SHIPPED, Entry, item_of
from handlers.screening.masking import Eyes
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import LANGUAGES, N_
from handlers.vocabulary.text import Button, Label
from storage import library, people
from storage.audit import Tag
from storage.item import Item
from storage.library import EntryState
from storage.work import Work

LETTER = "L"  # of its references
_MOST = 4  # found ones in one answer; where there are more, the last button leads on
_ABOUT = 40  # characters of a question that is asked without a mark
_LOOKED_AT = 200  # that fit less are not worth turning to

Sub = Callable[[Context], None]
_subs: Declared[Sub] = Declared()
Buttons = Callable[[Context, Entry], Sequence[Button]]
_buttons: Declared[Buttons] = Declared()
Menu = Callable[[Context], Sequence[Button]]
_menus: Declared[Menu] = Declared()


def sub(*names: str) -> Callable[[Sub], Sub]:
    """Declare a word of its own: `/library add`."""

    def register(run: Sub) -> Sub:
        return _subs.add(run, *names)

    return register


def under_entry(name: str) -> Callable[[Buttons], Buttons]:
    """Declare what else may be done with an entry that is open."""
    return lambda offered: _buttons.add(offered, name)


def in_menu(name: str) -> Callable[[Menu], Menu]:
    """Declare what else stands under `/library`."""
    return lambda offered: _menus.add(offered, name)


def _fits(_ctx: Context, rest: str) -> bool:
    is_one_line = "\n" not in rest and not any(mark in rest for mark in ".,;。，；")
    return typed_line.folded(rest) in _subs or (is_one_line and len(rest) <= _ABOUT)


@command(
    "library",
    zh="资料库",
    help=N_("Good practice, signs of trafficking, how-tos, legal notes"),
    roles=OFFICERS,
    arguments=N_("[words]"),
    group=N_("Contacts and notices"),
    is_lookup=True,
    aliases=("知识库", "资料"),
    fits=_fits,
    shows="library.found",
)
def look(ctx: Context, argument: str) -> None:
    if not argument:
        _menu(ctx)
    elif (run := _subs.get(typed_line.folded(argument))) is not None:
        run(ctx)
    elif references.normal(references.split(argument)[0]).startswith(LETTER):
        found = references.find(ctx, references.split(argument)[0], "library")
        if found is not None:
            show(ctx, found)
    else:
        _search(ctx, argument)


def _menu(ctx: Context) -> None:
    counts = {kind: len(_of_kind(ctx, kind)) for kind in shipped.KINDS}
    buttons = [
        Button(label, "library.kind", params={"kind": kind}, group="")
        for kind, label in shipped.KINDS.items()
    ]
    waiting = len(item.waiting_for(ctx.work, ctx.officer))
    if waiting:
        waits = Label(N_("To approve: %(count)s"), {"count": waiting})
        buttons.append(Button(waits, "library.waiting", group=""))
    buttons += [button for _, offered in _menus.in_order() for button in offered(ctx)]
    ctx.reply("library.menu", *buttons, counts=counts)


@act("library.kind", OFFICERS)
def _press_kind(ctx: Press) -> None:
    kind, wanted = ctx.offer.params["kind"], int(ctx.offer.params.get("start", 0))
    found = _of_kind(ctx, kind)
    start = paging.start_of(wanted, len(found))
    turns = [
        Button(one.label, one.act, params={**one.params, "kind": kind})
        for one in paging.turns("library.kind", start, len(found))
    ]
    _list(ctx, kind, found, start, turns)


def _list(ctx: Context, kind: str, found: Sequence[str], start: int, turns: Sequence[Button]) -> None:
    shown = found[start : start + PAGE]
    buttons = [*opens(shown), *turns]
    ctx.reply("library.list", *buttons, of_kind=kind, listed=shown, start=start, count=len(found))


def _of_kind(ctx: Context, kind: str) -> list[str]:
    """Those that this reader may see: what officers wrote, the newest first, then what was shipped."""
    written = [Item("library", row_id) for row_id in library.in_state(ctx.work, EntryState.PUBLISHED, kind)]
    came = [f"{SHIPPED}{one.name}" for one in shipped.entries().values() if one.kind == kind]
    hidden = library.hidden(ctx.work)
    return [*access.only_seen(ctx.work, ctx.officer, written), *(one for one in came if one not in hidden)]


def opens(shown: Sequence[str]) -> list[Button]:
    """One for each, by the number that it has in the list."""
    return [
        Button(
            Label(N_("Open %(number)s"), {"number": number}),
            "library.open",
            item=item_of(about),
            params={"about": about},
            group="",
        )
        for number, about in enumerate(shown, start=1)
    ]


@act("library.waiting", OFFICERS)
def _press_waiting(ctx: Press) -> None:
    """One by one: the one that has waited longest."""
    waiting = item.waiting_for(ctx.work, ctx.officer)
    if waiting:
        show(ctx, Item("library", waiting[0]))
    else:
        ctx.reply("library.none_waits")


def _search(ctx: Context, question: str, start: int = 0) -> None:
    found = _found(ctx, question)
    if not found and people.is_on(ctx.work, access.LOCKDOWN):
        ctx.reply("network.paused")
        return
    if not found:
        ctx.reply("library.nothing", typed=question[:60])
        return
    left = found[start:]
    shown = left if len(left) <= _MOST else left[: _MOST - 1]
    more = Button(N_("More"), "library.more", params={"start": start + len(shown)}, group="")
    buttons = [*opens(shown), *([more] if len(shown) < len(left) else [])]
    ctx.work.audit(Tag.LIBRARY_SEARCHED, ctx.officer.id, found=len(found))
    ctx.reply("library.found", *buttons, asked=question, listed=shown)


@act("library.more", OFFICERS)
def _press_more(ctx: Press) -> None:
    ctx.keep_message()
    _search(ctx, str(kept_line.earlier(ctx)["asked"]), int(ctx.offer.params["start"]))


def _found(ctx: Context, question: str) -> list[str]:
    """Of what fits, that which this reader may see, and in which something of the question stands as he or
    she reads it: what a corridor masks cannot be searched for."""
    asked = excerpt.asked_terms(question)
    work = Eyes(ctx.work, ctx.officer, voice_for(ctx.work, ctx.officer)).opened().work
    hidden = library.hidden(ctx.work)
    ranked = [about for about in shelf.search(ctx.work, question) if about not in hidden][:_LOOKED_AT]
    return [about for about in ranked if about.startswith(SHIPPED) or _is_there(ctx, work, about, asked)]


def _is_there(ctx: Context, work: Work, about: str, asked: frozenset[str]) -> bool:
    """`work`: with this reader's eyes."""
    entry, is_seen = entries.find(work, about), access.may_see(ctx.work, ctx.officer, item_of(about))
    return is_seen and entry is not None and any(excerpt.holds(one, asked) for one in entry.texts.values())


@act("library.open", OFFICERS)
def _press_open(ctx: Press) -> None:
    ctx.keep_message()
    show(ctx, ctx.offer.params["about"])


@act("library.language", OFFICERS)
def _press_language(ctx: Press) -> None:
    show(ctx, ctx.offer.params["about"], ctx.offer.params["language"])


def show_entry(ctx: Context, entry_id: int) -> None:
    """For whoever names it by its reference."""
    show(ctx, Item("library", entry_id))


def show(ctx: Context, about: str, language: str = "") -> None:
    """The whole of it."""
    entry, found = entries.find(ctx.work, about), item_of(about)
    if entry is None or (found and not access.may_see(ctx.work, ctx.officer, found)):
        ctx.reply("library.gone")
        return
    language = language or entry.language_for(ctx.officer.language)
    others = [
        Button(
            Label("%(language)s", {"language": LANGUAGES[code]}),
            "library.language",
            item=found,
            params={"about": about, "language": code},
            group="",
        )
        for code in entry.texts
        if code != language
    ]
    more = [button for _, offered in _buttons.in_order() for button in offered(ctx, entry)]
    if found:
        ctx.work.audit(Tag.LIBRARY_VIEWED, ctx.officer.id, found)
    ctx.reply("library.entry", *more, *others, item=found, about=about, language=language)


def is_common(tlp: str) -> bool:
    """Whether the library, which is everybody's, may hold it."""
    return Tlp(tlp).rank <= Tlp.AMBER.rank
