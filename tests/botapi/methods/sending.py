"""Messages without files: text, places, contacts, copies, chat actions, reactions."""

from typing import Any

from tests.botapi import errors
from tests.botapi.args import caption_of, message_text
from tests.botapi.methods.call import Call, method
from tests.botapi.model import Json, Message

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
REACTIONS = set(
    "👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🤡🥱🥴😍🐳💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡❤🕊"
)


@method("sendMessage")
async def send_message(call: Call) -> Json:
    return call.send(message_text(call.args, too_long="message is too long")).json()


@method("sendLocation")
async def send_location(call: Call) -> Json:
    return call.send({"location": _place(call)}).json()


def _place(call: Call) -> Json:
    place = {"latitude": call.args.number("latitude"), "longitude": call.args.number("longitude")}
    if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
        raise errors.bad("wrong latitude or longitude specified")
    return place


@method("sendVenue")
async def send_venue(call: Call) -> Json:
    place = _place(call)
    venue = {"location": place, "title": call.args.text("title"), "address": call.args.text("address")}
    return call.send({"venue": venue, "location": place}).json()


@method("sendContact")
async def send_contact(call: Call) -> Json:
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: call.args.text(name) for name in names if call.args.has(name)}
    if "phone_number" not in contact:
        raise errors.bad("phone number is empty")
    if "first_name" not in contact:
        raise errors.bad("first name is empty")
    return call.send({"contact": contact}).json()


@method("sendChatAction")
async def send_chat_action(call: Call) -> bool:
    if call.args.text("action") not in ACTIONS:
        raise errors.bad("wrong parameter action in request")
    chat = call.writable()
    call.world.actions.append((chat.id, call.args.text("action")))
    call.world.touch()
    return True


def _source(call: Call, verb: str) -> Message:
    origin = call.world.chat_of(call.bot, call.args.text("from_chat_id"))
    found = call.world.message(origin, call.args.integer("message_id"))
    if found is None:
        raise errors.bad(f"message to {verb} not found")
    if "service" in found.extra or found.protected:
        raise errors.bad(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return found


@method("copyMessage")
async def copy_message(call: Call) -> Json:
    found = _source(call, "copy")
    body = dict(found.body)
    if "caption" in call.args.values and "text" not in body:
        body.pop("caption_entities", None)
        body = {k: v for k, v in body.items() if k != "caption"} | caption_of(call.args)
    return {"message_id": call.send(body, list(found.files)).id}


@method("forwardMessage")
async def forward_message(call: Call) -> Json:
    found = _source(call, "forward")
    message = call.send(dict(found.body), list(found.files))
    sender = found.sender.json() if found.sender else {}
    message.extra["forward_origin"] = {"type": "user", "sender_user": sender, "date": found.date}
    return message.json()


@method("setMessageReaction")
async def set_message_reaction(call: Call) -> bool:
    message = call.own("message to react not found")
    wanted: list[Any] = call.args.json("reaction", "reaction", list) or []
    if len(wanted) > 1:
        raise errors.bad("REACTIONS_TOO_MANY")
    emoji = str(wanted[0].get("emoji", "")) if wanted else ""
    if wanted and emoji.rstrip("\ufe0f") not in REACTIONS:  # custom and paid ones are not for bots
        raise errors.bad("REACTION_INVALID")
    message.reactions.pop(call.bot.user.id, None)
    if emoji:
        message.reactions[call.bot.user.id] = emoji
    call.world.touch()
    return True
