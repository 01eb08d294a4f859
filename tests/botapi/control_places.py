"""Bots, people, groups and channels: who exists, who is where, what goes wrong, what time it is."""

import time
from typing import Any, cast

from tests.botapi.control_base import Base, named
from tests.botapi.faults import Fault
from tests.botapi.flood import Flood
from tests.botapi.mailbox import Mailbox
from tests.botapi.methods.chats import member_json
from tests.botapi.model import Chat, ChatKind, Json, User
from tests.botapi.world import Bot


class Places(Base):
    # -- bots and people

    def add_bot(
        self, token: str, username: str = "liaison_bot", name: str = "Liaison", reads_groups: bool = False
    ) -> Json:
        """A bot account; the digits before the colon of its token are its id."""
        user = User(int(token.split(":")[0]), name, username=username, is_bot=True)
        rules = Flood(**{k: v for k, v in vars(self._world.default_flood).items() if k in _RULES})
        self._world.bots[token] = Bot(token, user, Mailbox(self._world.clock), rules, reads_groups)
        return user.json()

    def add_user(
        self,
        user: int,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
        begun: bool = False,
    ) -> Json:
        """`begun`: they pressed Start long ago, so the only bot may write to them."""
        self._world.users[user] = User(user, first_name, last_name, username, language_code)
        if begun:
            self._place(user, None, None)
        return self._world.users[user].json()

    def rename(self, user: int, **names: str | None) -> Json:
        """New first_name, last_name, username or language_code; only those given change."""
        for name, value in names.items():
            if name not in {"first_name", "last_name", "username", "language_code"}:
                raise ValueError(f"a person has no {name}")
            setattr(self._user(user), name, value)
        return self._user(user).json()

    def deactivate(self, user: int, deactivated: bool = True) -> None:
        self._user(user).deactivated = deactivated

    def block(self, user: int, bot: str | None = None) -> None:
        self._set_blocked(user, bot, blocked=True)

    def unblock(self, user: int, bot: str | None = None) -> None:
        self._set_blocked(user, bot, blocked=False)

    def _set_blocked(self, user: int, token: str | None, *, blocked: bool) -> None:
        bot = self._bot(token)
        dialog = self._world.dialog(bot, self._user(user))
        if dialog.blocked != blocked:
            dialog.blocked = blocked
            self._tell_standing(bot, dialog, self._user(user), *_SWITCH[blocked])
        self._world.touch()

    def _tell_standing(self, bot: Bot, chat: Chat, by: User, old: str, new: str) -> None:
        change: Json = {"chat": chat.json(), "from": by.json(), "date": self._world.now()}
        change["old_chat_member"] = member_json(bot.user, old)
        change["new_chat_member"] = member_json(bot.user, new)
        bot.mailbox.put("my_chat_member", change)

    # -- groups and channels

    def add_chat(
        self,
        title: str,
        members: list[int] | None = None,
        kind: str = "supergroup",
        chat: int | None = None,
        username: str | None = None,
        admins: list[int] | None = None,
        bot: str | None = None,
        bot_is_admin: bool = False,
        with_bot: bool = True,
    ) -> Json:
        """A group, supergroup or channel. Its first member owns it, and brings the bot in."""
        place = self._world.make_chat(cast("ChatKind", kind), title, chat, username)
        everybody = [*(members or []), *(admins or [])]
        place.members = dict.fromkeys(everybody, "member") | dict.fromkeys(admins or [], "administrator")
        if everybody:
            place.members[everybody[0]] = "creator"
        if with_bot:
            self.bring_bot(place.id, everybody[0], bot, bot_is_admin)
        return place.json()

    def bring_bot(self, chat: int, by: int, bot: str | None = None, admin: bool = False) -> None:
        """Somebody adds the bot; it learns so by my_chat_member and a service message."""
        place, mine = self._world.chats[chat], self._bot(bot)
        old, new = place.standing(mine.user.id), "administrator" if admin else "member"
        place.members[mine.user.id] = new
        self._tell_standing(mine, place, self._user(by), old, new)
        if place.kind != "channel":
            joined = {"new_chat_members": [mine.user.json()]}
            self._world.post(place, joined, self._user(by), extra={})

    def remove_bot(self, chat: int, by: int, bot: str | None = None) -> None:
        """Kicked out: writing there is forbidden from now on."""
        place, mine = self._world.chats[chat], self._bot(bot)
        old = place.standing(mine.user.id)
        place.members[mine.user.id] = "kicked"
        self._tell_standing(mine, place, self._user(by), old, "kicked")

    def join(self, chat: int, user: int, standing: str = "member") -> None:
        self._world.chats[chat].members[user] = standing

    def migrate(self, chat: int, announce: bool = True, by: int | None = None) -> int:
        """The group becomes a supergroup with a new id, with or without the two service messages."""
        old = self._world.chats[chat]
        new = self._world.make_chat("supergroup", old.title or "", None, None)
        new.members = dict(old.members)
        if announce:
            chief = self._user(by if by is not None else next(iter(old.members)))
            self._world.post(old, {"migrate_to_chat_id": new.id}, chief)
            self._world.post(new, {"migrate_from_chat_id": old.id}, chief)
        old.migrated_to = new.id
        return new.id

    # -- updates by hand

    def inject(self, update: dict[str, Any], bot: str | None = None) -> int:
        """Any object as an update, malformed ones too; its own update_id is kept (repeats, disorder)."""
        return self._bot(bot).mailbox.put_raw(update)

    def pending(self, bot: str | None = None) -> list[Json]:
        """Updates that were not confirmed yet."""
        return [update.json for update in self._bot(bot).mailbox.waiting]

    def webhook(self, bot: str | None = None) -> Json | None:
        """Where updates are brought, and each attempt as [update id, HTTP status or 0]."""
        hook = self._bot(bot).webhook
        return None if hook is None else named(url=hook.url, secret=hook.secret, attempts=hook.attempts)

    # -- time, limits and faults

    def now(self) -> float:
        return self._world.clock.now()

    def set_clock(self, at: float | None = None, frozen: bool = False) -> float:
        """Seconds since 1970; without `at` real time again."""
        self._world.clock.set(time.time() if at is None else at, frozen=frozen)
        return self.now()

    def advance(self, seconds: float) -> float:
        self._world.clock.advance(seconds)
        return self.now()

    def flood(self, **rules: Any) -> Json:
        """Switch limits off (enabled=false) or change them; for all bots, those to come too."""
        for flood in (self._world.default_flood, *(bot.flood for bot in self._world.bots.values())):
            for name, value in rules.items():
                if name not in _RULES:
                    raise ValueError(f"no such limit: {name}")
                setattr(flood, name, value)
            flood.reset()
        return {name: getattr(self._world.default_flood, name) for name in _RULES}

    def refused_by_flood(self) -> int:
        """How many calls met a 429 of the flood control (not those of a fault)."""
        return sum(bot.flood.refused for bot in self._world.bots.values())

    def webhook_retry(self, seconds: float) -> None:
        """The first pause after a failed webhook delivery, for webhooks set from now on."""
        self._world.webhook_retry_seconds = seconds

    def fault(self, kind: str, **rest: Any) -> None:
        """See faults.py: method, after, times, chat_id, code, description, seconds, migrate_to."""
        self._world.faults.append(Fault(kind, **rest))  # type: ignore[arg-type]

    def clear_faults(self) -> None:
        self._world.faults.clear()


_RULES = ("enabled", "overall", "burst", "seconds_per_message", "group_per_minute")
_SWITCH = {True: ("member", "kicked"), False: ("kicked", "member")}
