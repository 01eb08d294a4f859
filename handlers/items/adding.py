"""What an author adds to a matter that is out already, and puts right by editing the message that did it."""

from collections.abc import Callable, Iterable

from handlers.core.context import Context
from handlers.core.registry import parse
from handlers.items import marks as item_marks
from handlers.items import references
from handlers.items.files import claim_files
from handlers.law import typed_marks
from handlers.law.typed_marks import Marks
from handlers.screening import asking
from handlers.vocabulary.text import Text, paragraphs, quote
from handlers.vocabulary.voice import Voice
from storage import items
from storage.item import Item
from storage.items import Happening

ADDED = "added"  # the happening's act


def keep(
    ctx: Context, item: Item, words: str, marks: Marks, holders: Iterable[int]
) -> tuple[Happening, list[int]] | None:
    """What was added, and the files that came along; None: its author is asked about personal data first.

    `holders`: the agencies that have the matter, and will be told.
    """
    if asking.asks(ctx, [words], holders, item):
        return None
    asking.note(ctx, item)
    files = claim_files(ctx, item, list(ctx.files))
    ctx.files.clear()
    entry = items.note(
        ctx.work,
        item,
        ADDED,
        ctx.officer.id,
        agency_id=ctx.officer.agency_id,
        words={"text": words} if words else None,
        detail={"files": len(files), **item_marks.kept(marks)},
        event=ctx.event,
    )
    return entry, files


def correct(
    ctx: Context,
    entry: Happening,
    holders: Iterable[int],
    mark: Callable[[Marks, str], bool],
    unchanged: str,
) -> bool:
    """Whether an edit changed what was added; otherwise its author is asked, or told that it is `unchanged`.

    `mark` handles the matter as the new words say, and says whether that is stricter. The history keeps what
    was said before.
    """
    parsed = parse(ctx.incoming.text)
    marks, typed = typed_marks.read(parsed[1] if parsed else ctx.incoming.text)
    words, before = references.split(typed)[1], str((entry.words or {}).get("text", ""))
    if words != before and asking.asks(ctx, [words], holders, entry.item):
        return False
    asking.note(ctx, entry.item)
    if not words or (not mark(marks, words) and words == before):
        ctx.reply(unchanged, **references.about(ctx.work, entry.item))
        return False
    entry.words, entry.detail = {"text": words}, {**entry.detail, **item_marks.kept(marks)}
    ctx.work.add(entry)
    about = {"agency_id": ctx.officer.agency_id, "words": {"before": before} if before else None}
    items.note(ctx.work, entry.item, "correct", ctx.officer.id, **about)
    return True


def shown(voice: Voice, title: Text, entry: Happening) -> Text:
    """What was added, as it stands now."""
    words, count = str((entry.words or {}).get("text", "")), int(entry.detail.get("files", 0))
    return paragraphs(
        title,
        quote(words) if words else None,
        item_marks.shown(voice, entry),
        voice.n("%(count)s file", "%(count)s files", count) if count else None,
    )
