"""Changing and deleting messages."""

from tests.botapi import errors
from tests.botapi.args import caption_of, message_text
from tests.botapi.keyboards import markup_of
from tests.botapi.methods.call import Call, method
from tests.botapi.methods.media import media_of
from tests.botapi.model import Blob, Json, Message

DELETABLE_SECONDS = 48 * 3600


def _editable(call: Call) -> Message:
    message = call.own("message to edit not found")
    own = message.sender is call.bot.user or message.chat.kind == "channel"
    if not own or (message.markup is not None and not message.inline):
        raise errors.bad("message can't be edited")
    return message


def _apply(call: Call, message: Message, body: Json, files: list[Blob] | None = None) -> Json:
    """Take over the new content; the keyboard goes where the call brings none."""
    markup = markup_of(call.args, inline_only=True)
    if body == message.body and markup == message.markup:
        raise errors.NOT_MODIFIED
    call.charge(message.chat)
    if body != message.body:
        message.edited = call.world.now()
    message.body, message.markup = body, markup
    if files is not None:
        message.files = files
    call.world.touch()
    return message.json()


@method("editMessageText")
async def edit_message_text(call: Call) -> Json:
    body = message_text(call.args, too_long="MESSAGE_TOO_LONG")
    message = _editable(call)
    if "text" not in message.body:
        raise errors.bad("there is no text in the message to edit")
    return _apply(call, message, body)


@method("editMessageCaption")
async def edit_message_caption(call: Call) -> Json:
    words = caption_of(call.args)
    message = _editable(call)
    if not message.files:
        raise errors.bad("there is no caption in the message to edit")
    kept = {k: v for k, v in message.body.items() if k not in {"caption", "caption_entities"}}
    return _apply(call, message, kept | words)


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(call: Call) -> Json:
    message = _editable(call)
    return _apply(call, message, message.body)


@method("editMessageMedia")
async def edit_message_media(call: Call) -> Json:
    item = call.args.json("media", "media", dict) or {}
    body, blob = media_of(call, item)
    message = _editable(call)
    if message.extra.get("media_group_id") and item.get("type") not in message.body:
        raise errors.bad("type of file mismatch")
    return _apply(call, message, body, [blob])


@method("deleteMessage")
async def delete_message(call: Call) -> bool:
    message = call.own("message to delete not found")
    if not _may_delete(call, message):
        raise errors.bad("message can't be deleted for everyone")
    _delete(call, message)
    return True


@method("deleteMessages")
async def delete_messages(call: Call) -> bool:
    """Missing ones are skipped; more than 100 are refused."""
    wanted: list[int] = call.args.json("message_ids", "message identifiers", list) or []
    if not 1 <= len(wanted) <= 100:
        raise errors.bad(
            "message identifiers are not specified" if not wanted else "too many message identifiers"
        )
    chat = call.writable()
    for found in (call.world.message(chat, int(number)) for number in wanted):
        if found is not None and _may_delete(call, found):
            _delete(call, found)
    return True


def _may_delete(call: Call, message: Message) -> bool:
    """Any message under 48 hours in a private chat, own ones elsewhere, all of them for an administrator."""
    chat, me = message.chat, call.bot.user
    young = call.world.clock.now() - message.date < DELETABLE_SECONDS
    if chat.kind == "private":
        return young
    return chat.standing(me.id) in {"creator", "administrator"} or (young and message.sender is me)


def _delete(call: Call, message: Message) -> None:
    message.deleted = True
    call.world.touch()
