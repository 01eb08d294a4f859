"""`python -m tests.telegram.fuzz [--updates N] [--seed S] [--minutes M]`: 100,000 updates, many broken.

The whole bot, with python-telegram-bot, from what a poll brings to what is asked of Telegram; only the
network is not there. What may have come of it is judged from the updates alone (`fuzzing`).
"""

import argparse
import asyncio
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlmodel import select

from bot.channels.telegram.cutting import units
from bot.channels.telegram.line import Settings
from bot.pipeline.service import Service
from handlers.core.rules import Rates, Rules
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import LANGUAGES
from handlers.vocabulary.text import Label
from handlers.vocabulary.voice import Voice
from storage.clues import Clue
from storage.drafts import Draft
from storage.inbox import Arrival, Progress
from storage.items import Happening
from storage.notices import Notice
from storage.outbox import Offer, Outgoing
from storage.people import Account, State, officer_named
from storage.requests import Answer, Request
from storage.work import Work
from tests.resident import kept_waiting, resident
from tests.talk import Talk, talk_at
from tests.telegram.fuzzing import ASKING, BY_NUMBER, MOST, OFFICERS, SPAIN, SUSPENDED, WORD, Fuzzer, bare
from tests.telegram.house import TOKEN, give_account
from tests.telegram.wire import Call, Line, NothingMoreError, Wire, telegram_over

ACTIVE = {*OFFICERS.values()} - {SUSPENDED}
_REF = re.compile(r"\b[CR]-[2-9A-Z]{6,7}\b")
_ASKS, _YES = {"words.loose", "number.sure", "remind.when"}, ("confirm", "send")  # presses their one button
_BATCH = 100
_PACE = timedelta(seconds=20)  # between two polls
_PATIENCE = 2.0  # seconds until an officer is answered
_LEAN = 40_000_000  # bytes by which the process may grow, once it has seen a fifth of all


@dataclass
class Outcome:
    updates: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    clues: int = 0
    requests: int = 0
    presses: int = 0
    seconds: float = 0.0
    slowest: float = 0.0  # seconds until an officer was answered, behind a whole poll of others …
    own: float = 0.0  # … without what the machine made it wait for a processor
    memory: list[int] = field(default_factory=list)  # bytes, at each tenth of all
    remembered: int = 0  # bytes that the trial itself has come to know from the second tenth on
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        sent = self.calls["sendMessage"] + self.calls["editMessageText"]
        return (
            f"{self.updates} updates in {self.seconds:.0f} s: {sent} messages out, {self.clues} clues,"
            f" {self.requests} requests, {self.presses} presses that counted; an officer was answered in"
            f" {self.slowest:.2f} s at most ({self.own:.2f} s on a free machine);"
            f" MB in memory at each tenth: {', '.join(f'{one / 1e6:.0f}' for one in self.memory)},"
            f" of which the trial remembers {self.remembered / 1e6:+.0f} from the second on;"
            f" {len(self.faults)} faults"
        )

    @property
    def grown(self) -> int:
        """Bytes from the second tenth on, without what the trial remembers."""
        return self.memory[-1] - self.memory[1] - self.remembered if len(self.memory) > 2 else 0

    @property
    def too_much(self) -> list[str]:
        """What a long run on a free machine must not need; a short one among others says nothing of it."""
        slow = [f"an officer was answered after {self.own:.1f} s of our own"] if self.own > _PATIENCE else []
        return slow + [f"{self.grown / 1e6:.0f} MB more in memory"] * (self.grown > _LEAN)


class Trial:
    """One bot and one fuzzer."""

    def __init__(self, talk: Talk, seed: int) -> None:
        self.talk, self.fuzzer, self.outcome = talk, Fuzzer(seed), Outcome()
        self._moods, self._is_over = random.Random(seed + 1), False
        self._asked, self._polled, self._waited, self._knew = "", 0.0, 0.0, 0
        self.guarded: set[tuple[int, Any]] = set()
        self.deleted: set[tuple[int, Any]] = set()
        self.wire = Wire(self._refuse)
        self.line = Line(self.wire)
        self.telegram = telegram_over(self.line, Settings(TOKEN), talk.clock)
        self.service = Service(talk.home, [self.telegram], talk.clock)

    def _question(self) -> dict[str, Any]:
        """Asked by somebody who does no harm, behind everything else."""
        self._asked = f"zz-{self.outcome.updates}"
        return _said(ASKING, self.fuzzer.next_update(), f"/{self._asked}")

    def _refuse(self, name: str, params: Mapping[str, Any]) -> tuple[int, str] | None:
        """Some of what Telegram is asked it refuses, as it does, until the last question."""
        if self._asked and self._asked in str(params.get("text")):
            took = time.monotonic() - self._polled
            self.outcome.slowest = max(self.outcome.slowest, took)
            self.outcome.own = max(self.outcome.own, took - (kept_waiting() - self._waited))
            self._asked = ""
            return None
        if self._is_over or self._moods.random() > 0.03:
            return None
        return {
            "answerCallbackQuery": (400, "Bad Request: query is too old and response timeout expired"),
            "editMessageText": (400, "Bad Request: message to edit not found"),
            "deleteMessage": (400, "Bad Request: message can't be deleted"),
            "leaveChat": (403, "Forbidden: bot is not a member of the group chat"),
            "sendMessage": (500, "Internal Server Error"),
        }.get(name)

    async def run(self, updates: int, minutes: float) -> None:
        begun, share = time.monotonic(), 0.0  # of all that is to be seen, by number or by time
        asyncio.get_running_loop().set_exception_handler(self._unheard)
        with structlog.testing.capture_logs() as logged:
            while share < 1:
                batch = self.fuzzer.batch(min(_BATCH, updates - self.outcome.updates))
                self.outcome.updates += len(batch)
                await self._poll([*batch, self._question()])
                self._note_errors(logged)
                share = max(self.outcome.updates / updates, (time.monotonic() - begun) / minutes / 60)
                self._weigh(share)
            self._is_over = True
            self._move(timedelta(days=2))  # what was put off, and what waits for an album
            await self._poll([_said(SPAIN, MOST - 1, "/help")])
        self.outcome.seconds = time.monotonic() - begun
        with self.talk.work() as work:
            self._judge(work)

    def _weigh(self, share: float) -> None:
        weighed = self.outcome.memory
        if share < (len(weighed) + 1) / 10:
            return
        weighed.append(resident())
        if len(weighed) == 2:
            self._knew = self._known()
        self.outcome.remembered = self._known() - self._knew if len(weighed) > 2 else 0

    def _known(self) -> int:
        """Bytes of all that the trial has to remember in order to judge; about."""
        kept: list[Any] = [*vars(self.fuzzer).values(), self.guarded, self.deleted]
        return sum(_size(one) for one in kept if isinstance(one, set | dict | list))

    def _unheard(self, _loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        """A task of its own that ended in an error."""
        self.outcome.faults.append(f"unheard: {context}")

    async def _poll(self, batch: list[Any]) -> None:
        self.line.feed.append(batch)
        self._polled, self._waited = time.monotonic(), kept_waiting()
        with suppress(NothingMoreError):
            await self.telegram.run(self.service.intake)
        self._move(_PACE)
        await self.service.quiet()
        await self.service.removal.step()
        await asyncio.sleep(0)
        if self._asked:
            self.outcome.faults.append(f"/{self._asked} has no answer")
        calls, self.wire.calls = self.wire.calls, []
        for call in calls:
            self._check(call)
        self._spoken = [str(params.get("text", "")) for _, params in calls]

    def _move(self, on: timedelta) -> None:
        self.talk.clock.move_to(self.talk.clock.now() + on)

    def _note_errors(self, logged: list[Any]) -> None:
        bad = [e for e in logged if e["log_level"] in {"error", "critical"}]
        self.outcome.faults += [f"logged: {e.get('event')} {e.get('error')} {e.get('exc_info')}" for e in bad]
        logged.clear()

    # -- what leaves

    def _check(self, call: Call) -> None:
        name, params = call
        self.outcome.calls[name] += 1
        if "chat_id" in params:
            self._guards(name, params)
        if name in {"sendMessage", "editMessageText", "sendDocument"}:
            for problem in self._problems(params):
                self.outcome.faults.append(f"{name}: {problem}")
            self._learn(params)

    def _guards(self, name: str, params: Mapping[str, Any]) -> None:
        place = (params["chat_id"], params.get("message_id"))
        if name == "deleteMessage":
            self.deleted.add(place)
        elif name.startswith("send"):
            self.guarded.update([place] if params.get("protect_content") else [])

    def _problems(self, params: Mapping[str, Any]) -> Iterator[str]:
        text = str(params.get("text") or params.get("caption") or "")
        chat = params["chat_id"]
        if chat not in {*OFFICERS.values(), ASKING, *self.fuzzer.speakers}:
            yield f"to {chat!r}"
        if chat == SUSPENDED and WORD.search(text):
            yield "words to somebody who is suspended"
        if (secret := next((w for w in WORD.findall(text) if w.startswith("S")), None)) is not None:
            yield f"{secret} leaves: {text[:300]!r}"
        if (found := WORD.search(text)) and (chat, params.get("message_id")) not in self.guarded:
            yield f"{found[0]} stands there for ever: {text[:300]!r}"
        if units(text) > 4096 * 3:  # with its tags
            yield f"{units(text)} units"
        for _, token in _keys(params):
            if not 1 <= len(token.encode()) <= 64:
                yield f"a key of {len(token.encode())} bytes"

    def _learn(self, params: Mapping[str, Any]) -> None:
        found = [(params["chat_id"], int(params.get("message_id", 0)), token) for _, token in _keys(params)]
        self.fuzzer.tokens = [*self.fuzzer.tokens, *found][-2000:]
        self.fuzzer.refs = [*self.fuzzer.refs, *_REF.findall(str(params.get("text", "")))][-60:]

    # -- what has become of it

    def _judge(self, work: Work) -> None:
        self.outcome.faults += [*self._wrong_words(work), *self._wrong_presses(work), *self._left_over(work)]
        self.outcome.faults += self._left_standing(work)
        self.outcome.clues = len(work.all(select(Clue.id)))
        self.outcome.requests = len(work.all(select(Request.id)))

    def _numbers(self, work: Work) -> dict[int, int]:
        """Officer → number at Telegram."""
        accounts = work.all(select(Account).where(Account.channel == "telegram"))
        return {account.officer_id: int(account.address) for account in accounts}

    def _wrong_words(self, work: Work) -> Iterator[str]:
        """Whatever is kept was said by the person whose it is."""
        numbers, filed = self._numbers(work), Counter[str]()
        for kind, officer, kept in _kept(work):
            words = set(WORD.findall(kept))
            filed.update(words if kind in {"clue", "request"} else ())
            for word in words:
                if numbers.get(officer) not in self.fuzzer.said.get(word, set()):
                    yield f"{kind}: {word} is {officer}'s, said by {self.fuzzer.said.get(word)}"
        yield from (f"{word} is filed {times} times" for word, times in filed.items() if times > 1)

    def _wrong_presses(self, work: Work) -> Iterator[str]:
        numbers = self._numbers(work)
        used = [offer for offer in work.all(select(Offer)) if offer.used_at is not None]
        meant = {offer.params.get("offer") for offer in used if offer.act == "number.this"}
        self.outcome.presses = len(used)
        for offer in used:
            who = numbers.get(offer.officer_id or 0)
            if offer.id not in meant and not self._was_pressed(work, offer, who):
                yield f"{offer.act} was never pressed by {who}"

    def _was_pressed(self, work: Work, offer: Offer, who: int | None) -> bool:
        """By its key, its number, its label, or a yes where only one thing was asked."""
        if who == BY_NUMBER or (offer.token, who) in self.fuzzer.pressed:
            return True
        letter = work.need(Outgoing, offer.outgoing_id)
        if letter.kind in _ASKS and any((yes, who) in self.fuzzer.worded for yes in _YES):
            return True
        under = (letter.external or "").split()[:1]
        is_numbered = (*under, f"{offer.position}", who) in self.fuzzer.numbered
        return is_numbered or any((words, who) in self.fuzzer.worded for words in _called(work, offer))

    def _left_standing(self, work: Work) -> Iterator[str]:
        """What an officer typed and nobody may read there goes, or its deletion was tried at least.

        A notice is TLP:GREEN, and an agreement public, as long as nobody says otherwise; one's own name, and
        what an agency is called, too.
        """
        public = set(self._names_of_agencies(work))
        for place, text in self.fuzzer.typed.items():
            line = typed_line.cleaned(text)
            may_stay = place in public or line.startswith(("/notice", "/通知", "/agreements", "/me name"))
            if place[0] in ACTIVE and place not in self.deleted and not may_stay:
                yield f"{place} was never taken away: {text[:200]!r}"

    def _names_of_agencies(self, work: Work) -> Iterator[tuple[int, int]]:
        """What the form of an agency took as an answer, and asks no more."""
        numbers = {account.id: int(account.address) for account in work.all(select(Account))
                   if account.channel == "telegram"}  # fmt: skip
        for letter in work.all(select(Outgoing).where(Outgoing.kind == "form.ask")):
            params, said_in = letter.params or {}, (letter.carried or {}).get("said_in", ())
            if params.get("form") == "agency" and not params.get("wrong"):
                yield from ((numbers[one["account"]], int(one["message"])) for one in said_in)

    def _left_over(self, work: Work) -> Iterator[str]:
        arrivals = Counter(work.all(select(Arrival.progress)))
        if left := arrivals[Progress.WAITING] + arrivals[Progress.FAILED]:
            yield f"{left} messages are waiting or failed"
        if not any("/status" in said or "/状态" in said for said in self._spoken):
            yield f"the last question has no answer: {self._spoken}"
        if self.line.offsets[-1] != MOST:
            yield f"the cursor stands at {self.line.offsets[-1]}"


def _size(of: Any) -> int:
    """Bytes of a collection and of what it holds."""
    inner = (
        [*of, *of.values()] if isinstance(of, dict) else [*of] if isinstance(of, set | list | tuple) else []
    )
    return sys.getsizeof(of) + sum(_size(one) for one in inner)


def _keys(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = (params.get("reply_markup") or {}).get("inline_keyboard", ())
    return [(key["text"], key["callback_data"]) for row in rows for key in row]


def _called(work: Work, offer: Offer) -> Iterator[str]:
    """By its label, or the first word of it, in each language."""
    said = Label(offer.label, offer.label_params or {})
    for language in LANGUAGES:
        label = bare(Voice(language, ZoneInfo("UTC"), work.now, work).label(said))
        yield label
        yield label.partition(" ")[0]


def _kept(work: Work) -> Iterator[tuple[str, int, str]]:
    """Kind, whose it is, and all that it says."""
    for clue in work.all(select(Clue)):
        yield "clue", clue.author_id, f"{clue.text} {clue.details} {clue.handling_note}"
    for asked in work.all(select(Request)):
        yield "request", asked.author_id, f"{asked.text} {asked.details}"
    for answer in work.all(select(Answer)):
        yield "answer", answer.officer_id, f"{answer.text}"
    for draft in work.all(select(Draft)):
        yield "draft", draft.officer_id, f"{draft.answers}"
    for notice in work.all(select(Notice)):
        yield "notice", notice.author_id, f"{notice.texts}"
    for entry in work.all(select(Happening)):
        yield "happening", entry.officer_id or 0, f"{entry.words}"


def _said(who: int, number: int, line: str) -> dict[str, Any]:
    person = {"id": who, "is_bot": False, "first_name": "Marta"}
    chat = {"id": who, "type": "private"}
    return {
        "update_id": number,
        "message": {"message_id": 9, "date": 1, "from": person, "chat": chat, "text": line},
    }


def tried(folder: Path, updates: int, seed: int, minutes: float = inf) -> Outcome:
    """The demo network with some officers on Telegram, at its default ceiling; one of them is suspended."""
    rules = Rules(rates=Rates(commands_per_minute=10**6, lookups_per_hour=10**6))
    talk = talk_at(f"sqlite:///{folder / 'liaison.db'}", folder, rules)
    with talk.work() as work:
        for handle, number in [*OFFICERS.items(), ("uk", ASKING)]:
            officer = officer_named(work, handle)
            assert officer is not None
            give_account(work, officer, number, used_at=work.now)
            if number == SUSPENDED:
                officer.state = State.SUSPENDED
                work.add(officer)
    trial = Trial(talk, seed)
    asyncio.run(trial.run(updates, minutes))
    talk.home.close()
    return trial.outcome


def main() -> int:
    """0 where nothing went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.telegram.fuzz")
    parser.add_argument(
        "--updates", type=int, default=100_000, metavar="N", help="100000 unless told otherwise"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--minutes", type=float, default=inf, metavar="M", help="no longer than that")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        outcome = tried(Path(folder), given.updates, given.seed, given.minutes)
    sys.stdout.write(f"{outcome}\n{dict(outcome.calls)}\n")
    found = [*outcome.too_much, *outcome.faults]
    for fault in found[:40]:
        sys.stdout.write(f"{fault}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
