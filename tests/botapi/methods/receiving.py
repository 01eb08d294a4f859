"""getMe, updates by long poll or webhook, and answers to pressed buttons."""

import json
import re
from urllib.parse import urlsplit

from tests.botapi import errors
from tests.botapi.args import Args
from tests.botapi.methods.call import METHODS, Call, method
from tests.botapi.model import Json
from tests.botapi.text import units
from tests.botapi.webhook import Answered, Webhook
from tests.botapi.world import QUERY_SECONDS


@method("getMe")
async def get_me(call: Call) -> Json:
    return call.bot.user.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": call.bot.reads_groups,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("logOut", "close")
async def done(_call: Call) -> bool:
    return True


@method("getUpdates")
async def get_updates(call: Call) -> list[Json]:
    if call.bot.webhook is not None:
        raise errors.WEBHOOK_ACTIVE
    _set_allowed(call)
    limit = call.args.integer("limit", 100)
    timeout = min(max(call.args.integer("timeout"), 0), 50)
    return await call.bot.mailbox.poll(call.args.integer("offset"), min(max(limit, 1), 100), timeout)


def _set_allowed(call: Call) -> None:
    """The list is remembered from call to call; an empty one goes back to the default."""
    allowed = call.args.json("allowed_updates", "allowed updates", list)
    if allowed is not None:
        call.bot.mailbox.allowed = set(allowed)


@method("setWebhook")
async def set_webhook(call: Call) -> object:
    url, secret = call.args.text("url"), call.args.text("secret_token")
    if not url:
        return await delete_webhook(call)
    _check_hook(url, secret)
    _set_allowed(call)
    await _take_down(call)
    most = min(max(call.args.integer("max_connections", 40), 1), 100)
    hook = Webhook(url, secret or None, most, call.bot.mailbox, _obeyed(call))
    hook.retry_seconds = call.world.webhook_retry_seconds
    call.bot.mailbox.terminate_poll(errors.WEBHOOK_TOOK_OVER)
    call.bot.webhook = hook
    hook.start()
    call.note = "Webhook was set"
    return True


def _check_hook(url: str, secret: str) -> None:
    """Plain http is taken, as a local Bot API server takes it."""
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise errors.bad("bad webhook: An HTTPS URL must be provided for webhook")
    if len(secret) > 256:
        raise errors.bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise errors.bad("secret token contains unallowed characters")


def _obeyed(call: Call) -> Answered:
    async def obey(wish: Json) -> None:
        values = {k: v if isinstance(v, str) else json.dumps(v) for k, v in wish.items()}
        function = METHODS.get(values.pop("method").lower())
        try:
            if function is not None:
                await function(Call(call.world, call.bot, "webhook answer", Args(values)))
        except errors.ApiError:
            return

    return obey


@method("deleteWebhook")
async def delete_webhook(call: Call) -> object:
    call.note = "Webhook was deleted" if call.bot.webhook else "Webhook is already deleted"
    await _take_down(call)
    return True


async def _take_down(call: Call) -> None:
    if call.args.flag("drop_pending_updates"):
        call.bot.mailbox.waiting.clear()
    if call.bot.webhook is not None:
        await call.bot.webhook.stop()
        call.bot.webhook = None


@method("getWebhookInfo")
async def get_webhook_info(call: Call) -> Json:
    hook = call.bot.webhook
    info: Json = {"url": hook.url if hook else "", "has_custom_certificate": False}
    info["pending_update_count"] = len(call.bot.mailbox.waiting)
    if hook is not None:
        info |= {"max_connections": hook.most, "ip_address": "127.0.0.1"}
        if hook.last_error:
            info |= {"last_error_date": hook.last_error[0], "last_error_message": hook.last_error[1]}
    if call.bot.mailbox.allowed:
        info["allowed_updates"] = sorted(call.bot.mailbox.allowed)
    return info


@method("answerCallbackQuery")
async def answer_callback_query(call: Call) -> bool:
    text = call.args.text("text")
    if units(text) > 200:
        raise errors.bad("MESSAGE_TOO_LONG")
    query = call.bot.queries.get(call.args.text("callback_query_id"))
    age = call.world.clock.now() - query.made if query else 0.0
    if query is None or query.late or query.answer is not None or age > QUERY_SECONDS:
        raise errors.QUERY_TOO_OLD
    query.answer = {"text": text, "show_alert": call.args.flag("show_alert"), "url": call.args.text("url")}
    call.world.touch()
    return True
