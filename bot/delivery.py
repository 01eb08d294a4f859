"""From the outbox to the channels: the gate is asked, words are found, and the outcome is recorded."""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.channels.port import (
    Channel,
    FileOut,
    Key,
    Letter,
    RefusedError,
    TryLaterError,
    UnreachableError,
    UnsureError,
)
from bot.clock import Clock
from bot.settling import Settling
from handlers import access, pointer
from handlers.access import Verdict
from handlers.chat import Label, Text
from handlers.context import voice_for
from handlers.lang import Voice
from handlers.menu import menu_for
from handlers.rules import Rules
from handlers.speech import Speech, speech, was_shown
from storage import items, outbox, people
from storage.audit import Tag
from storage.engine import Database
from storage.errors import BusyError
from storage.files import FileStore
from storage.items import Attachment
from storage.outbox import Fate, Lane, Outgoing
from storage.people import Account, Officer
from storage.work import Work

log = structlog.get_logger()
_LONGEST_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True)
class Prepared:
    """A claimed row, ready to go out on a channel."""

    row_id: int
    person: int | str
    channel: str
    letter: Letter
    attempts: int


@dataclass(frozen=True)
class Outcome:
    row_id: int
    fate: Fate
    after: timedelta | None = None
    external: str | None = None
    is_unsure: bool = False  # it may have arrived
    shown: bool = False  # its content, and not only that there is something


class Delivery:
    """Call `step` until it says that nothing is left."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        channels: Mapping[str, Channel],
        rules: Rules,
        clock: Clock,
        batch: int = 16,
    ) -> None:
        self._database, self._store, self._channels = database, store, channels
        self._rules, self._clock, self._batch = rules, clock, batch
        self._settling = Settling(self._settle)

    async def step(self) -> bool:
        """Deliver what is due, at most one batch; False when nothing is."""
        claimed, prepared = await asyncio.to_thread(self._claim)
        if not claimed:
            return False
        people_in_turn = groupby(sorted(prepared, key=lambda one: str(one.person)), lambda one: one.person)
        await asyncio.gather(*(self._in_order(list(letters)) for _, letters in people_in_turn))
        return True

    async def _in_order(self, letters: list[Prepared]) -> None:
        """One person's letters: when one has to wait, so do those after it."""
        last: Outcome | None = None
        for letter in letters:
            if last is not None and last.fate in {Fate.WAITING, Fate.PARKED}:
                last = Outcome(letter.row_id, last.fate, last.after)
            else:
                last = await self._send(letter)
            await self._settling.record(last)

    async def _send(self, prepared: Prepared) -> Outcome:
        try:
            external = await self._channels[prepared.channel].deliver(prepared.letter)
        except TryLaterError as later:
            pause = later.after or min(timedelta(seconds=2**prepared.attempts), _LONGEST_PAUSE)
            log.warning("delivery.later", channel=prepared.channel, seconds=pause.total_seconds())
            return Outcome(prepared.row_id, Fate.WAITING, pause, is_unsure=isinstance(later, UnsureError))
        except UnreachableError:
            return Outcome(prepared.row_id, Fate.PARKED)
        except RefusedError as refused:
            log.warning("delivery.refused", channel=prepared.channel, reason=str(refused))
            return Outcome(prepared.row_id, Fate.FAILED)
        shown = prepared.letter.sensitive
        return Outcome(prepared.row_id, Fate.SENT, external=external, shown=shown)

    def _settle(self, outcomes: Sequence[Outcome]) -> None:
        with self._database.work(self._clock.now()) as work:
            for outcome in outcomes:
                row = work.need(Outgoing, outcome.row_id)
                row.may_be_twice = row.may_be_twice or outcome.is_unsure
                due_at = work.now + outcome.after if outcome.after is not None else None
                fate = self._parked(work, row) if outcome.fate is Fate.PARKED else outcome.fate
                outbox.settle(work, row, fate, due_at, outcome.external)
                if outcome.shown:
                    was_shown(work, work.need(Officer, row.officer_id), row)

    def _parked(self, work: Work, row: Outgoing) -> Fate:
        """This account cannot be written to: another one of the same person is tried, if there is any."""
        if (account := work.get(Account, row.account_id)) is not None:
            account.blocked, row.account_id = True, None
            work.session.add(account)
        others = people.accounts_of(work, row.officer_id) if row.officer_id else []
        has_another = any(a.channel in self._channels and not a.blocked for a in others)
        return Fate.WAITING if has_another else Fate.PARKED

    def _claim(self) -> tuple[int, list[Prepared]]:
        """How many were claimed, and those of them that may go out."""
        try:
            with self._database.work(self._clock.now()) as work:
                rows = outbox.claim(work, self._batch)
                prepared = [self._prepare(work, row) for row in rows]
            return len(rows), [one for one in prepared if one is not None]
        except BusyError:
            return 0, []

    def _prepare(self, work: Work, row: Outgoing) -> Prepared | None:
        try:
            if row.officer_id is None:
                return self._to_stranger(work, row)
            return self._to_officer(work, row, work.need(Officer, row.officer_id))
        except Exception as error:
            # one message that cannot be put into words must not keep the others back
            log.exception("delivery.broken", kind=row.kind, error=type(error).__name__)
            outbox.settle(work, row, Fate.FAILED)
            return None

    def _to_stranger(self, work: Work, row: Outgoing) -> Prepared | None:
        said, place = speech(row.kind), row.place or {}
        if not said.to_strangers or place["channel"] not in self._channels:
            outbox.settle(work, row, Fate.WITHHELD)
            return None
        params = row.params or {}
        voice = Voice(params["language"], ZoneInfo(self._rules.service_zone), work.now, work)
        letter = Letter(row.id, place["address"], row.kind, said.say(voice, params))
        row.channel = place["channel"]
        return Prepared(row.id, f"{place}", place["channel"], letter, row.attempts)

    def _to_officer(self, work: Work, row: Outgoing, officer: Officer) -> Prepared | None:
        said = speech(row.kind)
        choice = self._choose(work, row, officer, said)
        if choice is None:
            outbox.settle(work, row, Fate.PARKED)
            return None
        account, verdict = choice
        if verdict is Verdict.REFUSE:
            outbox.settle(work, row, Fate.WITHHELD)
            work.audit(Tag.WITHHELD, officer.id, row.item, kind=row.kind)
            return None
        if verdict is Verdict.HOLD:
            outbox.settle(work, row, Fate.HELD)
            return None
        row.account_id, row.channel = account.id, account.channel
        letter = self._letter(work, row, officer, account, said, verdict)
        if not letter.text:  # what it was about is settled: there is nothing to say any more
            outbox.settle(work, row, Fate.WITHHELD)
            return None
        return Prepared(row.id, officer.id, account.channel, letter, row.attempts)

    def _choose(
        self, work: Work, row: Outgoing, officer: Officer, said: Speech
    ) -> tuple[Account, Verdict] | None:
        """The account to write to and what the gate says: one that may show it, else the last used."""
        accounts = people.accounts_of(work, officer.id)
        reachable = [a for a in accounts if a.channel in self._channels and not a.blocked]
        if row.account_id is not None:
            reachable = [a for a in reachable if a.id == row.account_id] or reachable
        verdicts = [(account, self._verdict(work, row, officer, account, said)) for account in reachable]
        showing = [one for one in verdicts if one[1] is Verdict.SHOW]
        return next(iter([*showing, *verdicts]), None)

    def _verdict(
        self, work: Work, row: Outgoing, officer: Officer, account: Account, said: Speech
    ) -> Verdict:
        if said.shows_content or row.files:
            return access.decide(
                work, officer, account, self._channels[account.channel].abilities.ceiling, row.item
            )
        return Verdict.SHOW if officer.state is people.State.ACTIVE or said.to_strangers else Verdict.REFUSE

    def _letter(
        self, work: Work, row: Outgoing, officer: Officer, account: Account, said: Speech, verdict: Verdict
    ) -> Letter:
        voice, params = voice_for(work, officer), row.params or {}
        ref = str(params.get("ref") or (items.reference_of(work, row.item) if row.item else ""))
        shows = verdict is Verdict.SHOW
        words: Text = said.say(voice, params) if shows else pointer.point(voice, ref)
        removes = self._typed_above(work, row, account, said)
        return Letter(
            id=row.id,
            address=account.address,
            kind=row.kind,
            text=pointer.taken_back(voice, words) if removes else words,
            keys=self._keys(work, row, voice) if shows else (),
            files=(*self._files(work, row), *_made(said, voice, params)) if shows else (),
            refs=(ref,) if ref else (),
            replaces=self._replaces(work, row, account),
            sensitive=said.shows_content and shows,
            bulk=row.lane is Lane.BULK,
            removes=removes,
            menu=menu_for(voice, officer.role),
        )

    def _typed_above(self, work: Work, row: Outgoing, account: Account, said: Speech) -> str | None:
        """The message that said it, where that lies above what its channel may show."""
        where, can = (row.params or {}).get("said_in"), self._channels[account.channel].abilities
        if not (said.took and where and row.item and can.removes) or where["account"] != account.id:
            return None
        subject = access.subject_of(work, row.item)
        is_above = subject is not None and not can.ceiling.holds(subject.handling)
        return str(where["message"]) if is_above else None

    def _keys(self, work: Work, row: Outgoing, voice: Voice) -> tuple[Key, ...]:
        offers = outbox.offers_under(work, row.id)
        return tuple(Key(o.token, voice.label(Label(o.label, o.label_params)), o.position) for o in offers)

    def _files(self, work: Work, row: Outgoing) -> tuple[FileOut, ...]:
        return tuple(self._file(work.need(Attachment, file_id)) for file_id in row.files)

    def _file(self, kept: Attachment) -> FileOut:
        file_id = kept.file_id
        return FileOut(
            kept.name,
            kept.mime,
            kept.size,
            kept.sha256,
            lambda: self._store.read(file_id),
            kept.caption or "",
        )

    def _replaces(self, work: Work, row: Outgoing, account: Account) -> str | None:
        earlier = work.get(Outgoing, row.replaces_id)
        if earlier is None or earlier.account_id != account.id:
            return None
        return earlier.external if self._channels[account.channel].abilities.edits else None


def _made(said: Speech, voice: Voice, params: Mapping[str, Any]) -> Iterator[FileOut]:
    for made in said.makes(voice, params) if said.makes else ():
        digest = hashlib.sha256(made.data).hexdigest()
        yield FileOut(made.name, made.mime, len(made.data), digest, partial(_whole, made.data))


def _whole(data: bytes) -> Iterator[bytes]:
    yield data
