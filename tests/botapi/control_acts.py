"""What people do: write, send files, edit, forward, press, react, post to channels."""

import asyncio
from typing import Any

from tests.botapi.args import caption as caption_body
from tests.botapi.control_base import Base, content_of, named
from tests.botapi.methods.media import shown
from tests.botapi.model import (
    ANONYMOUS_ADMIN,
    CHANNEL_SENDER,
    LINKED_CHANNEL,
    Blob,
    Chat,
    Json,
    Message,
    Query,
    User,
)
from tests.botapi.text import with_found


class Acts(Base):
    # -- writing

    def text(
        self,
        user: int,
        text: str,
        chat: int | None = None,
        bot: str | None = None,
        entities: list[Json] | None = None,
        **how: Any,
    ) -> Json:
        """Write; `how`: reply_to (message id), anonymous (as an administrator), as_channel (a channel's
        id), linked (an automatic forward of as_channel), forward_from (a user id, or a hidden name)."""
        content, found = with_found(text, entities or [])
        body: Json = {"text": content} | ({"entities": found} if found else {})
        return self._say(user, self._place(user, chat, bot), body, [], how)

    def file(
        self,
        user: int,
        kind: str,
        data: bytes | None = None,
        data_b64: str | None = None,
        name: str | None = None,
        mime: str | None = None,
        caption: str = "",
        chat: int | None = None,
        bot: str | None = None,
        size: int | str | None = None,
        **how: Any,
    ) -> Json:
        """Send a photo, document, voice, video, audio, animation or video_note. `size` is what Telegram
        claims about it ("unknown": nothing), whatever the data."""
        place = self._place(user, chat, bot)
        blob = self._blob(place, bot, kind, content_of(data, data_b64), name, mime, size)
        body = shown(self._world, blob, kind) | caption_body(caption, "", None)
        return self._say(user, place, body, [blob], how)

    def _blob(
        self,
        place: Chat,
        bot: str | None,
        kind: str,
        data: bytes,
        name: str | None,
        mime: str | None,
        size: Any,
    ) -> Blob:
        present = [b for b in self._world.bots.values() if place.holds(b.user.id)]
        owner = present[0] if place.person is None and present else self._bot(bot)
        blob = self._world.make_blob(owner.user.id, kind, data, None if kind == "photo" else name, mime)
        if size is not None:
            blob.size = None if size == "unknown" else int(size)
        return blob

    async def album(
        self,
        user: int,
        items: list[Json],
        chat: int | None = None,
        bot: str | None = None,
        spacing: float = 0.0,
        **how: Any,
    ) -> list[Json]:
        """Several files as one album: items of {kind, data or data_b64, name, caption}; they arrive as
        one update each, `spacing` seconds apart."""
        group, sent = str(13_900_000_000_000_000 + self._world.serial()), []
        for number, item in enumerate(items):
            if number and spacing:
                await asyncio.sleep(spacing)
            sent.append(self.file(user, chat=chat, bot=bot, album=group, **{"kind": "photo", **item}, **how))
        return sent

    def location(
        self, user: int, latitude: float, longitude: float, chat: int | None = None, bot: str | None = None
    ) -> Json:
        body = {"location": {"latitude": latitude, "longitude": longitude}}
        return self._say(user, self._place(user, chat, bot), body, [], {})

    def contact(
        self,
        user: int,
        phone_number: str,
        first_name: str,
        contact_user: int | None = None,
        chat: int | None = None,
        bot: str | None = None,
    ) -> Json:
        body = {"contact": named(phone_number=phone_number, first_name=first_name, user_id=contact_user)}
        return self._say(user, self._place(user, chat, bot), body, [], {})

    def content(
        self, user: int, body: Json, chat: int | None = None, bot: str | None = None, **how: Any
    ) -> Json:
        """Any other content: a sticker, a poll, a game, a service message."""
        return self._say(user, self._place(user, chat, bot), body, [], how)

    def _say(self, user: int, place: Chat, body: Json, files: list[Blob], how: Json) -> Json:
        person, place_sender = self._sender(user, place, how)
        if place.person is not None:
            place.blocked = False
        reply_to = place.messages[how["reply_to"]] if how.get("reply_to") else None
        extra = self._extra(how)
        message = self._world.post(
            place, body, person, sender_chat=place_sender, reply_to=reply_to, extra=extra, files=files
        )
        return message.json()

    def _sender(self, user: int, place: Chat, how: Json) -> tuple[User | None, Chat | None]:
        """Who a message seems to come from: the person, the group, or a channel."""
        if place.kind == "channel":
            return None, place
        if how.get("anonymous"):
            return ANONYMOUS_ADMIN, place
        if how.get("as_channel"):
            sender = LINKED_CHANNEL if how.get("linked") else CHANNEL_SENDER
            return sender, self._world.chats[how["as_channel"]]
        return self._user(user), None

    def _extra(self, how: Json) -> Json:
        extra = named(media_group_id=how.get("album"))
        origin = how.get("forward_from")
        if isinstance(origin, int):
            shown_user = self._world.users[origin].json()
            extra["forward_origin"] = {"type": "user", "sender_user": shown_user, "date": self._world.now()}
        elif origin:
            extra["forward_origin"] = {
                "type": "hidden_user",
                "sender_user_name": origin,
                "date": self._world.now(),
            }
        if how.get("linked"):
            extra["is_automatic_forward"] = True
        return extra

    def channel_post(self, chat: int, text: str) -> Json:
        content, found = with_found(text, [])
        body: Json = {"text": content} | ({"entities": found} if found else {})
        return self._say(0, self._world.chats[chat], body, [], {})

    # -- changing what was written

    def edit(
        self,
        user: int,
        message: int,
        text: str | None = None,
        caption: str | None = None,
        chat: int | None = None,
        bot: str | None = None,
    ) -> Json:
        """Edit a text or a caption; with neither, an edit that changes nothing."""
        found = self._message(self._place(user, chat, bot), message)
        if text is not None:
            content, entities = with_found(text, [])
            found.body = {"text": content} | ({"entities": entities} if entities else {})
        if caption is not None:
            kept = {k: v for k, v in found.body.items() if not k.startswith("caption")}
            found.body = kept | caption_body(caption, "", None)
        found.edited = self._world.now()
        self._world.tell(found, "edited_channel_post" if found.chat.kind == "channel" else "edited_message")
        self._world.touch()
        return found.json()

    def delete(self, user: int, message: int, chat: int | None = None, bot: str | None = None) -> None:
        """Delete a message from the chat; bots are not told."""
        self._message(self._place(user, chat, bot), message).deleted = True

    # -- buttons and reactions

    def press(
        self,
        user: int,
        button: str | int = 0,
        message: int | None = None,
        chat: int | None = None,
        bot: str | None = None,
        late: bool = False,
    ) -> str:
        """Press a button by label or place (from 0), on this message or the last that has buttons; the
        id of the query. A deleted message can be pressed, too: a client may not know. `late`: by the
        time the bot answers, the query is too old."""
        found = self._message(self._place(user, chat, bot), message, buttons=True)
        rows = found.markup["inline_keyboard"] if found.markup and found.inline else []
        chosen = _chosen([b for row in rows for b in row], button)
        return self._press(user, found, chosen["callback_data"], bot, late)

    def press_data(
        self,
        user: int,
        data: str,
        message: int,
        chat: int | None = None,
        bot: str | None = None,
        late: bool = False,
    ) -> str:
        """A query with any data, as a modified client or an older version's keyboard would send it."""
        return self._press(user, self._message(self._place(user, chat, bot), message), data, bot, late)

    def _press(self, user: int, found: Message, data: str, bot: str | None, late: bool) -> str:
        mine = self._bot(bot)
        number = str(4_300_000_000_000_000 + self._world.serial())
        mine.queries[number] = Query(number, self._user(user), self._world.clock.now(), late=late)
        gone = {"chat": found.chat.json(), "message_id": found.id, "date": 0}
        query: Json = {"id": number, "from": self._user(user).json(), "data": data}
        query["chat_instance"] = str(found.chat.id)
        query["message"] = gone if found.deleted else found.json()
        mine.mailbox.put("callback_query", query)
        return number

    def react(
        self, user: int, message: int, emoji: str | None, chat: int | None = None, bot: str | None = None
    ) -> None:
        found = self._message(self._place(user, chat, bot), message)
        old = found.reactions.pop(user, None)
        if emoji:
            found.reactions[user] = emoji
        update: Json = {"chat": found.chat.json(), "message_id": found.id, "user": self._user(user).json()}
        update |= {
            "date": self._world.now(),
            "old_reaction": _reaction(old),
            "new_reaction": _reaction(emoji),
        }
        self._bot(bot).mailbox.put("message_reaction", update)


def _reaction(emoji: str | None) -> list[Json]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


def _chosen(buttons: list[Json], wanted: str | int) -> Json:
    if isinstance(wanted, int):
        return buttons[wanted]
    fitting = [b for b in buttons if b["text"] == wanted]
    if not fitting:
        raise LookupError(f"no button {wanted!r} among {[b['text'] for b in buttons]}")
    return fitting[0]
