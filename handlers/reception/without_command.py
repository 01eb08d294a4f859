"""Files without a command: nothing is guessed; they are kept, and buttons say what for."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from handlers.clues import changing as clue_changing
from handlers.core import access, assumed_handling, kept_line
from handlers.core.context import Context, Press
from handlers.core.hooks import loose
from handlers.core.params import Typed
from handlers.core.registry import OFFICERS, act, command_named, run_command
from handlers.core.speech import says
from handlers.reception import said_of
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label, Text, bold, lines, paragraphs, quote
from handlers.vocabulary.voice import Voice
from storage import clues, items, people
from storage.clues import Filter
from storage.item import NO_ITEM, Item
from storage.people import Role

_WAIT = timedelta(hours=1)  # files sent one after another belong together
_RECENT = 2
_CARD = ".vcf"  # what phones share a contact as


@loose(80)
def _files(ctx: Context) -> bool:
    """A photo without a command; those that came shortly before and belong to nothing yet go with it."""
    if not ctx.files or ctx.officer.role is Role.OBSERVER:
        return False
    if (album := _of_album(ctx)) is None or not _joins(ctx, album):
        ask_what_for(ctx)
    return True


def ask_what_for(ctx: Context, stays: Item = NO_ITEM) -> None:
    """`stays`: what has the file in whose place these were put, and keeps it."""
    ctx.files.clear()
    waiting = items.waiting_files(ctx.work, ctx.officer.id, ctx.now - _WAIT)
    buttons = [
        Button(N_("File as a clue"), "files.clue"),
        *(
            Button(Label(N_("Add to %(ref)s"), {"ref": ref}), "files.add", item=item)
            for item, ref in _recent(ctx)
        ),
        Button(N_("Drop"), "files.drop"),
    ]
    names = [file.name for file in waiting]
    line, marks = ctx.incoming.text, assumed_handling.as_clue(ctx.work, ctx.incoming.text)
    about: dict[str, Any] = {
        "names": names,
        "line": line,
        "card": any(one.lower().endswith(_CARD) for one in names),
        "stays": items.reference_of(ctx.work, stays) if stays else "",
    }
    ctx.reply("files.what_for", *buttons, keeps={"event": ctx.event}, **about, **marks)


def _joins(ctx: Context, album: Item) -> bool:
    """A further picture of an album: it goes along, without a word where it may stay."""
    if album and not (album.kind == "clue" and clue_changing.join_album(ctx, album)):
        return False
    marks = {} if album else assumed_handling.as_clue(ctx.work, ctx.incoming.text)
    ctx.reply("files.joined", item=album, **marks)
    return True


def _of_album(ctx: Context) -> Item | None:
    """To what the earlier pictures of the same album belong: "clue:1", or "" while that is being asked."""
    album = ctx.incoming.extra.get("album")
    earlier = items.in_album(ctx.work, ctx.officer.id, album) if album else []
    others = [file.item for file in earlier if file.id not in ctx.files]
    return others[0] if others else None


def _recent(ctx: Context) -> list[tuple[Item, str]]:
    """The newest clues that this officer may add to."""
    mine = people.agencies_of(ctx.work, ctx.officer)
    newest = clues.listed(ctx.work, mine, Filter(received=False, only_open=True), _RECENT)
    found = access.only_seen(ctx.work, ctx.officer, (Item("clue", clue_id) for clue_id in newest))
    refs = items.references_of(ctx.work, found)
    return [(item, refs[item]) for item in found]


def _waiting(ctx: Context) -> list[int]:
    """Their files, for the command that follows; the words sent with them are that command's line."""
    found = [file.id for file in items.waiting_files(ctx.work, ctx.officer.id, ctx.now - 24 * _WAIT)]
    if not found:
        ctx.reply("files.none")
    return found


@act("files.clue", OFFICERS)
def _file_as_clue(ctx: Press) -> None:
    _hand_over(ctx, "")


@act("files.add", OFFICERS)
def _add_to(ctx: Press) -> None:
    _hand_over(ctx, items.reference_of(ctx.work, ctx.offer.item))


def _hand_over(ctx: Press, reference: str) -> None:
    if files := _waiting(ctx):
        ctx.files = files
        ctx.said_in = kept_line.said_in(kept_line.earlier(ctx))
        ctx.event, said = kept_line.earlier(ctx)["event"], str(kept_line.earlier(ctx)["line"])
        if not run_command(ctx, command_named("clue"), " ".join(filter(None, (reference, said)))):
            ctx.reply("button.gone")


@act("files.drop", OFFICERS)
def _drop(ctx: Press) -> None:
    if files := _waiting(ctx):
        items.drop_files(ctx.work, files)
        ctx.reply("files.dropped", count=len(files))


def _veiled_what_for(voice: Voice, names: Sequence[str], card: bool = False, stays: str = "") -> Text:
    """Their names may say something, too."""
    count = len(names)
    ask = voice.n("Kept: %(count)s file. What is it for?", "Kept: %(count)s files. What are they for?", count)
    return lines(_no_contact_point(voice) if card else None, ask, _staying(voice, stays))


def _staying(voice: Voice, ref: str) -> Text | None:
    said = N_("The file that it replaces in your message stays with %(ref)s.")
    return voice.rich(said, ref=bold(ref)) if ref else None


def _no_contact_point(voice: Voice) -> str:
    return voice.t(said_of.WHY["card"])


@says("files.what_for", took=True, veil=_veiled_what_for)
def _say_what_for(
    voice: Voice, names: Sequence[str], line: Typed, card: bool = False, stays: str = ""
) -> Text:
    return paragraphs(
        lines(
            _no_contact_point(voice) if card else None,
            voice.n(
                "Kept: %(names)s. What is it for?",
                "Kept: %(names)s. What are they for?",
                len(names),
                names=voice.listed(names),
            ),
            _staying(voice, stays),
        ),
        quote(line) if line else None,
    )


def _veiled_joined(voice: Voice) -> Text:
    return lines(voice.t("Another picture of the same album is there."))


@says("files.joined", took=True, veil=_veiled_joined)
def _say_joined(_voice: Voice) -> Text:
    """Where it may stay nobody has to be told."""
    return ()


@says("files.dropped")
def _say_dropped(voice: Voice, count: int) -> Text:
    return lines(voice.n("%(count)s file is dropped.", "%(count)s files are dropped.", count))


@says("files.none")
def _say_none(voice: Voice) -> Text:
    return lines(voice.t("No file is waiting any more. Please send it again."))
