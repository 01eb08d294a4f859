"""Claimed outbox rows become letters: the gate is asked, and the words are found in the reader's language."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.channels.port import Abilities, Channel, FileOut, Key, Letter
from handlers import access, pointer, stepup, undelivered
from handlers.access import Handling, Verdict
from handlers.chat import Label, Text
from handlers.context import voice_for
from handlers.lang import N_, Voice
from handlers.menu import menu_for
from handlers.rules import Rules
from handlers.speech import Speech, is_going, speech
from storage import items, outbox, people
from storage import stepup as authenticators
from storage.audit import Tag
from storage.files import FileStore
from storage.items import Attachment
from storage.outbox import Fate, Lane, Offer, Outgoing
from storage.people import Account, Officer
from storage.work import Work

log = structlog.get_logger()


@dataclass(frozen=True)
class Prepared:
    """A claimed row, ready to go out on a channel."""

    row_id: int
    person: int | str
    channel: str
    letter: Letter
    attempts: int


class Letters:
    """One batch of rows, and what all of them need, asked for at once."""

    def __init__(
        self,
        work: Work,
        rows: Sequence[Outgoing],
        channels: Mapping[str, Channel],
        rules: Rules,
        store: FileStore,
    ) -> None:
        self._work, self._rows, self._rules, self._store = work, rows, rules, store
        self._abilities = {name: channel.abilities for name, channel in channels.items()}
        officers = {row.officer_id for row in rows if row.officer_id is not None}
        self._officers = work.by_id(Officer, officers)
        self._replaced = work.by_id(Outgoing, (row.replaces_id for row in rows))
        self._accounts: dict[int, list[Account]] = defaultdict(list)
        for account in people.accounts_of(work, *officers) if officers else []:
            self._accounts[account.officer_id].append(account)
        self._offers: dict[int, list[Offer]] = defaultdict(list)
        for offer in outbox.offers_under(work, *(row.id for row in rows)) if rows else []:
            self._offers[offer.outgoing_id].append(offer)

    def written(self) -> list[Prepared]:
        """Those that may go out; the others are settled."""
        written = []
        # what is noted on the rows goes to the database at the end, all at once, not before each question
        with self._work.session.no_autoflush:
            for row in self._rows:
                result = self._try(row)
                if isinstance(result, Prepared):
                    written.append(result)
                else:
                    outbox.settle(self._work, row, result)
        return written

    def _try(self, row: Outgoing) -> Prepared | Fate:
        try:
            if row.officer_id is None:
                return self._to_stranger(row)
            return self._to_officer(row, self._officers[row.officer_id])
        except Exception as error:
            # one message that cannot be put into words must not keep the others back
            log.exception("delivery.broken", kind=row.kind, error=type(error).__name__)
            undelivered.tell(self._work, row)
            return Fate.FAILED

    def _to_stranger(self, row: Outgoing) -> Prepared | Fate:
        said, place, params = speech(row.kind), row.place or {}, row.params or {}
        if not said.to_strangers or place["channel"] not in self._abilities:
            return Fate.WITHHELD
        voice = Voice(params["language"], ZoneInfo(self._rules.service_zone), self._work.now, self._work)
        letter = Letter(row.id, place["address"], row.kind, said.say(voice, params))
        row.channel = place["channel"]
        return Prepared(row.id, f"{place}", place["channel"], letter, row.attempts)

    def _to_officer(self, row: Outgoing, officer: Officer) -> Prepared | Fate:
        said = speech(row.kind)
        choice = self._choose(row, officer, said)
        if choice is None:
            return Fate.PARKED
        account, verdict = choice
        if verdict is Verdict.REFUSE:
            self._work.audit(Tag.WITHHELD, officer.id, row.item, kind=row.kind)
            return Fate.WITHHELD
        if verdict is Verdict.HOLD:
            return Fate.HELD
        row.account_id, row.channel = account.id, account.channel
        row.locked = verdict is Verdict.LOCKED
        is_going(self._work, self._rules, row)
        letter = self._letter(row, officer, account, said, verdict)
        if not letter.text:  # what it was about is settled: there is nothing to say any more
            return Fate.WITHHELD
        return Prepared(row.id, officer.id, account.channel, letter, row.attempts)

    def _choose(self, row: Outgoing, officer: Officer, said: Speech) -> tuple[Account, Verdict] | None:
        """The account to write to and what the gate says: one that may show it, else the last used."""
        reachable = [a for a in self._accounts[officer.id] if a.channel in self._abilities and not a.blocked]
        if row.account_id is not None:
            reachable = [a for a in reachable if a.id == row.account_id] or reachable
        verdicts = [(account, self._verdict(row, officer, account, said)) for account in reachable]
        best = [one for best in (Verdict.SHOW, Verdict.LOCKED) for one in verdicts if one[1] is best]
        return next(iter([*best, *verdicts]), None)

    def _verdict(self, row: Outgoing, officer: Officer, account: Account, said: Speech) -> Verdict:
        if said.shows_content or row.files:
            ceiling = self._can(account).ceiling
            return access.decide(self._work, officer, account, ceiling, row.item, self._rules)
        if officer.state is not people.State.ACTIVE and not said.to_strangers:
            return Verdict.REFUSE
        if said.veil and self._is_above(row, account):
            return Verdict.POINT
        is_locked = said.recalls and stepup.is_due(self._work, self._rules, officer, account)
        return Verdict.LOCKED if is_locked else Verdict.SHOW

    def _letter(
        self, row: Outgoing, officer: Officer, account: Account, said: Speech, verdict: Verdict
    ) -> Letter:
        work, params = self._work, row.params or {}
        voice, shows = voice_for(work, officer), verdict is Verdict.SHOW
        ref = str(params.get("ref") or (items.reference_of(work, row.item) if row.item else ""))
        words = self._words(row, voice, said, verdict, ref)
        typed = self._typed_above(row, account, said)
        quotes = (said.quotes or said.secret) and shows
        was_guarded = self._guard(row, account, quotes)
        most = self._can(account).max_file
        files = (*self._files(row), *_made(said, voice, params)) if shows else ()
        if too_big := [file.name for file in files if file.size > most]:
            words = pointer.too_big(voice, words, too_big, most, ref)
        return Letter(
            id=row.id,
            address=account.address,
            kind=row.kind,
            text=pointer.taken_back(voice, words) if typed and not said.took_secret else words,
            where_it_stays=pointer.still_there(voice, words, kept=not said.took_secret) if typed else (),
            keys=self._keys(row, voice) if shows or said.veil or row.locked else (),
            files=[file for file in files if file.size <= most],
            refs=(ref,) if ref else (),
            replaces=self._replaces(row, account),
            sensitive=quotes,
            guarded=was_guarded,
            anew=quotes and not was_guarded and self._can(account).guards,
            bulk=row.lane is Lane.BULK,
            removes=typed,
            ends=self._takes_back(row, account) or None,
            menu=menu_for(voice, officer.role),
        )

    def _guard(self, row: Outgoing, account: Account, quotes: bool) -> bool:
        """Whether what it takes the place of cannot be copied; whether this one can is noted."""
        if not self._can(account).guards:
            return False
        earlier = self._earlier(row)
        was_guarded = earlier is not None and bool((earlier.params or {}).get("guarded"))
        if quotes or was_guarded:
            row.params = {**(row.params or {}), "guarded": True}
        return was_guarded

    def _typed_above(self, row: Outgoing, account: Account, said: Speech) -> str | None:
        """The messages that said it, where that lies above what their channel may show; what an earlier
        letter has taken away already is not asked for, or told, again."""
        can = self._can(account)
        if row.external:  # it was announced, and took them away then
            return None
        places = [one for one in (row.params or {}).get("said_in") or () if one["account"] == account.id]
        here = [str(one["message"]) for one in places if not _is_gone(can, one)]
        may_stay = not said.took_secret and not (said.took and self._is_above(row, account))
        return " ".join(here) if here and can.removes and not may_stay else None

    def _takes_back(self, row: Outgoing, account: Account) -> str:
        """Earlier messages of ours that this one ends: among them its own announcement."""
        if not self._can(account).removes:
            return ""
        ended = self._work.by_id(Outgoing, (row.params or {}).get("takes_back") or ())
        own = [row] if row.external else []
        return " ".join(one.external for one in [*own, *ended.values()]
                        if one.external and one.account_id == account.id)  # fmt: skip

    def _words(self, row: Outgoing, voice: Voice, said: Speech, verdict: Verdict, ref: str) -> Text:
        params = row.params or {}
        if verdict is Verdict.SHOW:
            return said.say(voice, params)
        if verdict is Verdict.LOCKED and row.officer_id is not None:
            stepup.note_locked(self._work, row)
            is_set_up = authenticators.has_authenticator(self._work, row.officer_id)
            return stepup.announced(voice, ref, row.lane is Lane.BULK, is_set_up)
        return said.veil(voice, params) if said.veil is not None else pointer.point(voice, ref)

    def _is_above(self, row: Outgoing, account: Account) -> bool:
        """Whether what was typed may not be where this account is: by its item, or by its form as it was."""
        ceiling, marks = self._can(account).ceiling, (row.params or {}).get("handling")
        if marks is not None:
            return not ceiling.holds(Handling.from_json(marks))
        subject = access.subject_of(self._work, row.item) if row.item else None
        return subject is not None and not ceiling.holds(subject.handling)

    def _keys(self, row: Outgoing, voice: Voice) -> tuple[Key, ...]:
        offers = [offer for offer in self._offers[row.id] if outbox.is_opener(offer) is row.locked]
        if row.locked and not offers:
            offers = list(self._openers(row))
        return tuple(Key(o.token, voice.label(Label(o.label, o.label_params)), o.position) for o in offers)

    def _openers(self, row: Outgoing) -> Iterator[Offer]:
        """The button under an announced letter; what was just asked for opens by the digits alone."""
        if row.lane is Lane.BULK:
            yield self._opener(row, N_("Show"), outbox.UNLOCK)
        elif not authenticators.has_authenticator(self._work, row.officer_id or 0):
            yield self._opener(row, stepup.SET_UP, outbox.SET_UP)

    def _opener(self, row: Outgoing, label: str, act: str) -> Offer:
        ends_at = self._work.now + self._rules.periods.offer
        return self._work.add(
            Offer(outgoing_id=row.id, officer_id=row.officer_id, position=1, label=label,
                  act=act, item=row.item, ends_at=ends_at)
        )  # fmt: skip

    def _files(self, row: Outgoing) -> tuple[FileOut, ...]:
        return tuple(self._file(self._work.need(Attachment, file_id)) for file_id in row.files)

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

    def _earlier(self, row: Outgoing) -> Outgoing | None:
        """What it takes the place of."""
        return None if row.replaces_id is None else self._replaced.get(row.replaces_id)

    def _replaces(self, row: Outgoing, account: Account) -> str | None:
        if row.external:  # it was announced: what it says comes as a message that cannot be copied
            return None
        earlier = self._earlier(row)
        if earlier is None or earlier.account_id != account.id:
            return None
        return earlier.external if self._can(account).edits else None

    def _can(self, account: Account) -> Abilities:
        return self._abilities[account.channel]


def _is_gone(can: Abilities, place: Mapping[str, Any]) -> bool:
    """Whether what was said there lay above the ceiling before, `under` the marks it had then."""
    under = place.get("under")
    return under is not None and not can.ceiling.holds(Handling.from_json(under))


def _made(said: Speech, voice: Voice, params: Mapping[str, Any]) -> Iterator[FileOut]:
    for made in said.makes(voice, params) if said.makes else ():
        digest = hashlib.sha256(made.data).hexdigest()
        yield FileOut(made.name, made.mime, len(made.data), digest, partial(_whole, made.data))


def _whole(data: bytes) -> Iterator[bytes]:
    yield data
