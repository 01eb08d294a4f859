"""A form that has rested for so long that what is typed now may have nothing to do with it."""

from handlers import again, form_typed, old_drafts
from handlers.chat import Button
from handlers.context import Context
from handlers.form_model import form_named
from handlers.lang import N_
from storage.drafts import Draft
from storage.outbox import Lane


def ask(ctx: Context, draft: Draft) -> None:
    """Whether to go on with it; what was typed waits."""
    here = {"form": draft.form, "step": draft.step}
    buttons = [
        Button(N_("Go on"), "form.resume", params=here),
        Button(N_("Put it away"), "form.away", params=here),
    ]
    typed, files = ctx.incoming.text, list(ctx.files)
    since = {"time": draft.touched_at.isoformat()}
    ctx.files.clear()
    title = form_named(draft.form).title
    about = form_typed.places(ctx, draft)
    ctx.reply("form.resting", *buttons, title=title, since=since, typed=typed, kept=files, **about)


def put_away(ctx: Context, draft: Draft) -> None:
    """Leave it. What has left the chat need not be typed again to be put where it belongs."""
    old_drafts.put_away(ctx.work, draft, Lane.ANSWER)
    earlier, marks = again.earlier(ctx), form_typed.marks(ctx.work, draft)
    buttons = again.offers(ctx) if earlier.get("said_in") else []
    kept = {"line": earlier["typed"], "typed": earlier["typed"], "kept": earlier["kept"]}
    ctx.reply("form.then", *buttons, event=ctx.event, **kept, **marks)
