"""Updates of every kind: what people do, what Telegram may send, and what nobody should ever send.

Whatever is said carries a word of its own, so that it can be found again wherever it went: `SX…` where a
command or form makes it content above what Telegram may show, `QX…` elsewhere.
"""

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

from handlers.vocabulary import typed_line

Raw = Any
SPAIN, ITALY, GERMANY, MPS, EU, SUSPENDED, STRANGER = range(1001, 1008)
ASKING = 1008  # who does no harm, and only waits for answers
OFFICERS = {"spain": SPAIN, "italy": ITALY, "germany": GERMANY, "mps": MPS, "eu": EU, "france": SUSPENDED}
PEOPLE = [*OFFICERS.values(), STRANGER]
BY_NUMBER = ITALY  # the only one who chooses by number
GROUP, CHANNEL = -1001, -1002
WORD = re.compile(r"[QS]X\d{7}Z")
_LABEL = 60  # characters of a button's words, at most
MOST = 2**31  # Telegram's numbers of updates are smaller

_HOSTILE = (
    "\u202e", "\u200b", "\ud800", "\udc00", "\x00", "\ufeff", "👨‍👩‍👧‍👦", "Ω" * 3000, "e\u0301" * 900,
    "<b>", "</blockquote>", "&lt;", "`[](tg://user?id=1)", "%(ref)s %s {0}", "'; DROP TABLE clue; --",
    "\r\n\t", "，！：", "／", "١٢", "𝟙", "\U0010ffff",
)  # fmt: skip
_CONTENT = (
    "/clue China {}", "!clue China {}", "/线索 西班牙 {}", "/clue {}", "/clue Spain, Italy {}",
    "/clue Congo {}", "/request China {}", "/request China urgent by Friday 17:00 {}", "/request {}",
    "/clue tlp:red China {}", "/request Germany\n{}\n", "/clue@liaison_bot China {}",
)  # fmt: skip
_FORMS = (
    ("/cancel", "/clue", "China", "{}", "confirm"),
    ("/cancel", "/线索", "西班牙", "{}", "skip"),
    ("/cancel", "/request", "China", "{}", "It is not urgent", "send"),
)
_OTHER = (
    "{}", "cancel", "/clue", "/request", "/status", "/help", "/contacts China {}", "/contacts", "/me",
    "/remind in 1 hour {}", "/remind {}", "/outstanding", "/me name {}", "/notice all {}", "/notice {}",
    "/invite {}", "/officers", "/language {}", "/zzz {}", "/cancel", "back", "skip", "confirm", "China",
    "西班牙", "unknown", "send", "/lockdown {}", "/approve {}", "/enrol {}", "/start", "/start {}",
    "/answer {}", "/notices", "/stats", "/me zone {}", "/me quiet {}", "/me deputy {}", "/me link {}",
    "/contacts {}", "/invite spain officer {}", "/suspend {}", "/suspend netherlands {}", "/reinstate {}",
    "/reset {}", "/notices {}", "/notice meeting all {}", "/notice meeting Spain tomorrow 10:00 {}",
    "/notice Spain {}", "/notice recall {}", "/status {}", "/outstanding {}", "/stats {}", "/cancel {}",
    "/help {}", "/agreements {}", "/clue list {}", "/agreements add China, Spain | {} | 2005", "/approve",
    "/remind every Monday 9:00 {}", "/remind delete {}", "/officers {}", "/officers Spain {}",
    "/contacts mine {}", "/提醒 明天9点 {}", "/我 时区 {}", "/通知 全体 {}",
)  # fmt: skip
_JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, 2**70, -(2**70), 1.5, 1e308, "", "x", "\ud800", "y" * 9000, [],
    {},     [[]], {"id": 1}, ["a", 1, None], {"a": {"b": {"c": {}}}}, "1001", 1001,
)  # fmt: skip
_ORIGINS = (
    {"type": "user", "date": 1, "sender_user": {"id": EU, "is_bot": False, "first_name": "Eu"}},
    {"type": "hidden_user", "date": 1, "sender_user_name": "Eu"},
    {"type": "channel", "date": 1, "chat": {"id": CHANNEL, "type": "channel", "title": "x"}, "message_id": 1},
)


class Fuzzer:
    """`said`: word → who may have said it. `pressed`: (token, who) that may have been pressed; `numbered`:
    (message, number under it, who). `worded`: (what was typed, who), which presses the button of that name.
    `typed`: what stands where, unless the bot takes it away."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.said: dict[str, set[int]] = {}
        self.pressed: set[tuple[str, int]] = set()
        self.numbered: set[tuple[str, str, int]] = set()
        self.worded: set[tuple[str, int]] = set()
        self.typed: dict[tuple[int, int], str] = {}  # (chat, message) as nobody has broken it
        self.speakers: set[int] = set()
        self.tokens: list[tuple[int, int, str]] = []  # chat, message and token, as the bot sent them
        self.refs: list[str] = []
        self._number, self._message, self._words = 500, 10, 0
        self._earlier: list[Raw] = []
        self._open: dict[int, list[str]] = {}  # what somebody goes on to type

    def batch(self, size: int) -> list[Raw]:
        """A poll's worth: in some order, some of it twice, some of it broken."""
        made = [self._update() for _ in range(size)]
        if self.chance.random() < 0.2:
            self.chance.shuffle(made)
        for update in made:
            self._judge(update)
        self._earlier = [*self._earlier, *made][-1000:]
        return made

    def _update(self) -> Raw:
        kind = self.chance.random()
        if kind < 0.08 and self._earlier:
            return copy.deepcopy(self.chance.choice(self._earlier))
        made: Raw = self._valid()
        said = made.get("message") or {}
        who, text = _private(said.get("chat"), said.get("from")), str(said.get("text"))
        if kind >= 0.33 and who is not None and WORD.search(text):
            self.typed[(who, said["message_id"])] = text[:200]
        if kind < 0.33:
            for _ in range(self.chance.choice((1, 1, 1, 2, 5))):
                made = self._broken(made)
        return made

    def next_update(self) -> int:
        self._number += self.chance.choice((1, 1, 1, 1, 2, 30))
        return self._number

    def _valid(self) -> dict[str, Any]:
        makers: dict[Callable[[], dict[str, Any]], int] = {
            self._typed: 44, self._press: 22, self._edited: 6, self._forwarded: 5, self._in_group: 5,
            self._as_somebody_else: 6, self._file: 5, self._other: 5, self._membership: 2,
        }  # fmt: skip
        (make,) = self.chance.choices(list(makers), list(makers.values()))
        return {"update_id": self.next_update(), **make()}

    # -- what is said

    def _said(self, prefix: str) -> str:
        self._words += 1
        words = f"three {prefix}X{self._words:07}Z held"
        if self.chance.random() < 0.01:
            words += " long" * self.chance.choice((900, 5000, 40_000))
        return words + (self.chance.choice(_HOSTILE) if self.chance.random() < 0.2 else "")

    def _text(self, who: int) -> str:
        if coming := self._open.get(who):
            return coming.pop(0).format(self._said("S"))
        kind = self.chance.random()
        if kind < 0.1:
            first, *self._open[who] = self.chance.choice(_FORMS)
            return first
        if kind < 0.15 and self.refs:
            command = self.chance.choice(("clue", "answer", "status"))
            return f"/{command} {self.chance.choice(self.refs)} {self._said('S')}"
        if who == BY_NUMBER and kind < 0.3:
            return f"{self.chance.randrange(1, 12)}"
        lines, prefix = (_CONTENT, "S") if kind < 0.6 else (_OTHER, "Q")
        line = self.chance.choice(lines).format(self._said(prefix))
        return line if self.chance.random() < 0.95 else self._marred(line)

    def _marred(self, line: str) -> str:
        inside = [place for found in WORD.finditer(line) for place in range(found.start() + 1, found.end())]
        place = self.chance.choice([place for place in range(len(line) + 1) if place not in inside])
        return line[:place] + self.chance.choice(_HOSTILE) + line[place:]

    # -- who says it, and where

    def _person(self, number: int) -> dict[str, Any]:
        names = ("Marta", "Eu", "\u202eEu", "Еu", "李伟", "", "n" * 300)
        return {"id": number, "is_bot": False, "first_name": self.chance.choice(names), "language_code": "zh"}

    def _said_by(self, who: int, **more: Any) -> dict[str, Any]:
        self._message += 1
        return {
            "message_id": self._message,
            "date": 1_764_000_000 + self._number,
            "from": self._person(who),
            "chat": {"id": who, "type": "private", "first_name": "x"},
            **more,
        }

    def _typed(self) -> dict[str, Any]:
        who = self.chance.choice(PEOPLE)
        return {"message": self._said_by(who, text=self._text(who))}

    def _edited(self) -> dict[str, Any]:
        who = self.chance.choice(PEOPLE)
        said = self._said_by(who, text=self._text(who), edit_date=1_764_000_000 + self._number)
        return {"edited_message": {**said, "message_id": self.chance.randrange(10, self._message + 1)}}

    def _forwarded(self) -> dict[str, Any]:
        who, origin = self.chance.choice(PEOPLE), copy.deepcopy(self.chance.choice(_ORIGINS))
        line = self.chance.choice(_OTHER).format(self._said("Q"))
        return {"message": self._said_by(who, text=line, forward_origin=origin)}

    def _in_group(self) -> dict[str, Any]:
        who = self.chance.choice(PEOPLE)
        chat = {"id": GROUP, "type": self.chance.choice(("group", "supergroup")), "title": "Colleagues"}
        line = self.chance.choice(_CONTENT).format(self._said("S"))
        return {"message": self._said_by(who, text=line, chat=chat)}

    def _as_somebody_else(self) -> dict[str, Any]:
        """In a chat of one's own, but not by oneself; or by nobody."""
        who, other = self.chance.sample(PEOPLE, 2)
        line = self.chance.choice(_CONTENT).format(self._said("S"))
        more: dict[str, Any] = self.chance.choice(
            (
                {"from": self._person(other)},
                {"from": {**self._person(who), "is_bot": True}},
                {"from": None},
                {"chat": {"id": who, "type": "channel", "title": "x"}},
                {
                    "chat": {"id": GROUP, "type": "supergroup", "title": "x"},
                    "sender_chat": {"id": GROUP, "type": "supergroup", "title": "x"},
                    "from": {"id": 1087968824, "is_bot": True, "first_name": "Group"},
                },
            )
        )
        return {"message": {**self._said_by(who, text=line), **more}}

    def _press(self) -> dict[str, Any]:
        who = self.chance.choice(PEOPLE)
        chat, message, token = self.chance.choice([*self.tokens[-400:], (who, 11, "7")])
        if self.chance.random() < 0.75:
            who = chat
        where = who if self.chance.random() < 0.9 else self.chance.choice((chat, GROUP))
        kind = "private" if where > 0 else "supergroup"
        if self.chance.random() < 0.1:
            token = self.chance.choice((token[:-1], token + "x", "", token * 9, "\u202e" + token, "1"))
        held = {
            "message_id": message,
            "date": self.chance.choice((0, 1)),
            "chat": {"id": where, "type": kind},
        }
        query = {"id": f"q{self._number}", "from": self._person(who), "chat_instance": "1", "data": token}
        if self.chance.random() < 0.95:
            query["message"] = held
        return {"callback_query": query}

    def _file(self) -> dict[str, Any]:
        who, group = (
            self.chance.choice(PEOPLE),
            self.chance.choice((None, "a1", "a2", f"g{self._number // 5}")),
        )
        size = self.chance.choice((None, 0, 10, 10**8, -1))
        file = {"file_id": f"f{self._number}", "file_unique_id": "u", "file_size": size}
        kind: dict[str, Any] = self.chance.choice(
            (
                {"photo": [{**file, "width": 1, "height": 1}]},
                {"document": {**file, "file_name": "a/../<b>\x00.pdf"}},
                {"voice": {**file, "duration": 1}},
                {"video": {**file, "width": 1, "height": 1, "duration": 1}},
            )
        )
        caption = self.chance.choice((None, self.chance.choice(_CONTENT).format(self._said("S"))))
        return {"message": self._said_by(who, caption=caption, media_group_id=group, **kind)}

    def _other(self) -> dict[str, Any]:
        who = self.chance.choice(PEOPLE)
        kind: dict[str, Any] = self.chance.choice((
            {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                         "is_animated": False, "is_video": False}},
            {"location": {"latitude": 39.9, "longitude": 116.4}},
            {"location": {"latitude": "x", "longitude": None}},
            {"contact": {"phone_number": "+44 20 7946 0001", "first_name": "A"}},
            {"dice": {"emoji": "🎲", "value": 1}},
            {"new_chat_title": "x"}, {"migrate_to_chat_id": GROUP}, {"pinned_message": {}}, {},
        ))  # fmt: skip
        where = self.chance.choice(
            ("message", "message", "channel_post", "edited_message", "poll", "unheard_of")
        )
        return {where: self._said_by(who, **kind)}

    def _membership(self) -> dict[str, Any]:
        user = {"id": 5, "is_bot": True, "first_name": "bot"}
        status = self.chance.choice(("member", "kicked", "left", "administrator", "x"))
        chat = {
            "id": self.chance.choice((GROUP, CHANNEL, SPAIN)),
            "type": self.chance.choice(("group", "private")),
        }
        old, new = {"status": "left", "user": user}, {"status": status, "user": user}
        change = {"chat": chat, "from": self._person(SPAIN), "date": 1}
        return {"my_chat_member": {**change, "old_chat_member": old, "new_chat_member": new}}

    # -- what is broken about it

    def _broken(self, update: Raw) -> Raw:
        """One place of it is gone, or holds something else."""
        if self.chance.random() < 0.02 or not isinstance(update, dict):
            return self.chance.choice(_JUNK)
        holder, key = self.chance.choice(list(_places(update)) or [(update, "update_id")])
        if self.chance.random() < 0.3 and isinstance(holder, dict):
            holder.pop(key, None)
        else:
            holder[key] = copy.deepcopy(self.chance.choice(_JUNK))
        return update

    # -- what may come of it

    def _judge(self, update: Raw) -> None:
        """By the rules as they are documented, and by nothing that the bot says itself."""
        if not isinstance(update, dict) or not _is_number(update.get("update_id")):
            return
        for name in ("message", "edited_message"):
            said = update.get(name)
            if isinstance(said, dict) and (who := _private(said.get("chat"), said.get("from"))) is not None:
                self.speakers.add(who)
                for word in WORD.findall(json.dumps(said)):
                    self.said.setdefault(word, set()).add(who)
                if name == "message" and not said.get("forward_origin"):  # others' words press nothing
                    self._note_words(str(said.get("text")), who)
        query = update.get("callback_query")
        if isinstance(query, dict) and isinstance(query.get("message"), dict):
            who, data = _private(query["message"].get("chat"), query.get("from")), query.get("data")
            if who is not None and isinstance(data, str):
                self.speakers.add(who)
                data = data.replace("\u202e", "")  # nobody sees it, and nobody may be misled by it
                self.pressed.add((data, who))
                self.numbered.add((str(query["message"].get("message_id")), data, who))

    def _note_words(self, text: str, who: int) -> None:
        if len(words := bare(text)) <= _LABEL:
            self.worded.add((words, who))


def bare(words: str) -> str:
    """As whoever types a label may write it: in any case, behind a command's mark, with a full stop."""
    return typed_line.folded(typed_line.cleaned(words)).lstrip("/!").strip(" .,;:!?~。")


def _places(of: Any) -> Any:
    """Every (holder, key) in a tree of JSON."""
    for key in list(of) if isinstance(of, dict) else range(len(of)):
        yield of, key
        if isinstance(of[key], dict | list):
            yield from _places(of[key])


def _is_number(value: Any, most: int = MOST) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < most


def _private(chat: Any, person: Any) -> int | None:
    """Who speaks, where that is a person in the private chat of his or her own."""
    if not isinstance(chat, dict) or not isinstance(person, dict) or chat.get("type") != "private":
        return None
    number = person.get("id")
    is_person = _is_number(number, 2**52) and number != 0 and not person.get("is_bot")
    return number if is_person and isinstance(number, int) and chat.get("id") == number else None
