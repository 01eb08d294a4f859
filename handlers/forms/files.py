"""Files that come while a form is open."""

from collections.abc import Sequence
from enum import Enum, auto

from handlers.core.context import Context
from handlers.forms.model import form_named
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Label
from storage import items
from storage.drafts import Draft


class Taken(Enum):
    KEPT = auto()
    JOINED = auto()  # a further picture of an album: ten sent together are confirmed once
    REFUSED = auto()


def may_take(ctx: Context, draft: Draft) -> bool:
    """Whether a message is taken in as it is: where a form takes no files, one with files is not."""
    return not ctx.files or form_named(draft.form).takes_files


def take(ctx: Context, draft: Draft) -> Taken:
    """Put the files of the message into the draft, or drop them."""
    files = list(ctx.files)
    ctx.files.clear()
    if not form_named(draft.form).takes_files:
        items.drop_files(ctx.work, files)
        return Taken.REFUSED
    before = draft.answers.get("files", [])
    draft.answers = {**draft.answers, "files": [*before, *files]}
    ctx.work.session.add(draft)
    return Taken.JOINED if _is_more_of_an_album(ctx, before) else Taken.KEPT


def refusal(ctx: Context) -> Label:
    """Why there is the same question again; what was not taken in is not taken away either."""
    if not ctx.said_in:
        return Label(N_("This question takes no file. Please answer in words."))
    ctx.said_in = ()
    return Label(N_("This question takes no file; yours is not kept. Please delete it, and answer in words."))


def _is_more_of_an_album(ctx: Context, before: Sequence[int]) -> bool:
    album = ctx.incoming.extra.get("album")
    together = items.in_album(ctx.work, ctx.officer.id, album) if album else []
    return any(file.id in before for file in together)
