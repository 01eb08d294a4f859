"""The buttons under a question of a form, and what they do."""

from collections.abc import Callable

from handlers.core import kept_line
from handlers.core.context import Press
from handlers.core.registry import EVERYONE, act
from handlers.forms import resting, unread
from handlers.forms.engine import (
    _ask_next,
    _back,
    _cancel,
    _confirm,
    _offer_fields,
    _put,
    _take,
    answer,
    ask,
    offer_details,
)
from handlers.forms.model import choices_of, form_named
from handlers.vocabulary.text import UNKNOWN
from storage import drafts
from storage.drafts import Draft


def _current(ctx: Press) -> Draft | None:
    """The draft that the pressed button belongs to; otherwise the person is told that it is behind."""
    draft = drafts.draft_of(ctx.work, ctx.officer.id)
    meant = (ctx.offer.params["form"], ctx.offer.params["step"])
    if draft is None or meant != (draft.form, draft.step):
        ctx.reply("form.behind")
        return None
    return draft


OnDraft = Callable[[Press, Draft], None]


def _on_draft(name: str) -> Callable[[OnDraft], OnDraft]:
    def register(run: OnDraft) -> OnDraft:
        @act(name, EVERYONE)
        def _pressed(ctx: Press) -> None:
            if (draft := _current(ctx)) is not None:
                run(ctx, draft)

        return run

    return register


_on_draft("form.cancel")(_cancel)
_on_draft("form.back")(_back)
_on_draft("form.next")(_ask_next)
_on_draft("form.confirm")(_confirm)


@_on_draft("form.screened")
def _screened(ctx: Press, draft: Draft) -> None:
    """Its sender says of what looks personal in it that it is not, or lets the reference go alone."""
    _confirm(ctx, draft, ctx.offer.params["how"])


@_on_draft("form.show")
def _show(ctx: Press, draft: Draft) -> None:
    ask(ctx, draft, draft.step)


@_on_draft("form.unknown")
def _unknown(ctx: Press, draft: Draft) -> None:
    _put(draft, **{draft.step: UNKNOWN})
    _ask_next(ctx, draft)


@_on_draft("form.resume")
def _resume(ctx: Press, draft: Draft) -> None:
    """What was typed before the question is the answer now."""
    earlier = kept_line.earlier(ctx)
    draft.touched_at, ctx.files = ctx.now, list(earlier["kept"])
    answer(ctx, draft, earlier["typed"])


_on_draft("form.away")(resting.leave)


@_on_draft("form.choose")
def _choose(ctx: Press, draft: Draft) -> None:
    field = form_named(draft.form).field(draft.step)
    value = ctx.offer.params["value"]
    if not field.many:
        if field.reads_choices or not choices_of(ctx, field):  # it was offered for what could not be read
            _take(ctx, draft, field, value)
            return
        _put(draft, **{field.name: value})
        _ask_next(ctx, draft)
        return
    before = [one for one in draft.answers.get(field.name, []) if one != UNKNOWN]
    _put(draft, **{field.name: [v for v in before if v != value] if value in before else [*before, value]})
    ask(ctx, draft, field.name)


@_on_draft("form.place")
def _place(ctx: Press, draft: Draft) -> None:
    unread.place(draft)
    _ask_next(ctx, draft)


@_on_draft("form.details")
def _details(ctx: Press, draft: Draft) -> None:
    offer_details(ctx, draft)


@_on_draft("form.group")
def _group(ctx: Press, draft: Draft) -> None:
    wanted = ctx.offer.params["group"]
    fields = [f for f in form_named(draft.form).fields if not f.is_asked(draft.answers) and f.group == wanted]
    _offer_fields(ctx, draft, fields)


@_on_draft("form.change")
def _change(ctx: Press, draft: Draft) -> None:
    _offer_fields(ctx, draft, [f for f in form_named(draft.form).fields if f.name in draft.answers])


@_on_draft("form.open")
def _open(ctx: Press, draft: Draft) -> None:
    ask(ctx, draft, ctx.offer.params["field"])
