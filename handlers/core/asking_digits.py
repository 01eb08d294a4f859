"""Whoever is to do what needs them is asked for the six digits first; what was interrupted then goes on."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from handlers.core import assumed_handling, step_up
from handlers.core.context import Context, Press
from storage import stepup
from storage.audit import Tag
from storage.item import Item


def holds_up(ctx: Context, **body: Any) -> bool:
    """True: the digits are asked for first; what `body` says goes on by itself when they are right."""
    if not step_up.is_due(ctx.work, ctx.rules, ctx.officer, ctx.account, acts=True):
        return False
    ask_first(ctx, **body)
    return True


def ask_first(ctx: Context, **body: Any) -> None:
    """Ask for the digits, whatever came before; what was typed with it waits here, not in the chat."""
    marks = assumed_handling.as_words(ctx.work, str(body.get("argument") or ""))
    under = {"under": marks["handling"]} if marks else {}
    said_in = [{**one, **under} for one in ctx.said_in]
    where = {"event": ctx.event, "said_in": said_in, "files": list(ctx.files)}
    stepup.interrupt(ctx.work, ctx.account.id, body={**where, "incoming": ctx.incoming.to_json(), **body})
    ctx.work.audit(Tag.STEP_UP_ASKED, ctx.officer.id, Item("account", ctx.account.id))
    ctx.files.clear()
    ctx.keep_message()
    say_ask(ctx, **marks)


def say_ask(ctx: Context, **marks: Any) -> None:
    """That the digits are needed, or first an app that makes them."""
    is_set_up = stepup.has_authenticator(ctx.work, ctx.officer.id)
    if step_up.is_useless(ctx.work, ctx.rules, ctx.officer, ctx.account, acts=True):
        ctx.reply("stepup.elsewhere", **marks)
    else:
        ctx.reply("stepup.ask", *([] if is_set_up else [step_up.set_up()]), is_set_up=is_set_up, **marks)


def guarded_command(name: str, run: Callable[[Context, str], None]) -> Callable[[Context, str], None]:
    """A command that is only run by somebody who has just shown to be who it is."""

    @wraps(run)
    def first(ctx: Context, argument: str) -> None:
        if not holds_up(ctx, command=name, argument=argument):
            run(ctx, argument)

    return first


def guarded_act(run: Callable[[Press], None]) -> Callable[[Press], None]:
    """The same for a button, which can still be pressed when the digits were never written."""

    @wraps(run)
    def first(ctx: Press) -> None:
        if holds_up(ctx, offer=ctx.offer.id):
            ctx.offer.used_at = None
            ctx.work.session.add(ctx.offer)
        else:
            run(ctx)

    return first
