"""Claimed outbox rows become letters: the gate is asked, and the words are found in the reader's language."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from handlers.core import access, kept_line, step_up
from handlers.core.access import Verdict
from handlers.core.carried import Carried
from handlers.core.rules import Rules
from handlers.core.saying import NEWS, give_back, say, voice_for
from handlers.core.speech import Speech, is_going, speech
from handlers.law.handling import NOTHING, Ceiling, Handling, Tlp
from handlers.letters import headed, remarks, undelivered, unreachable
from handlers.letters.letter import Abilities, FileOut, Key, Letter
from handlers.letters.marks import written_with
from handlers.letters.menu import menu_for
from handlers.screening.masking import Eyes
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Label, Text, paragraphs
from handlers.vocabulary.voice import Voice
from storage import items, leaving, outbox, people
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
        abilities: Mapping[str, Abilities],
        rules: Rules,
        store: FileStore,
    ) -> None:
        self._work, self._rows, self._rules, self._store = work, rows, rules, store
        self._abilities = dict(abilities)
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
                    self._take_typed(row)
                    if result is Fate.WITHHELD:
                        give_back(self._work, row)
                    outbox.settle(self._work, row, result)
        return written

    def _take_typed(self, row: Outgoing) -> None:
        """Nothing is said, for now or for ever: what may not stay where it was typed leaves all the same."""
        try:
            said = speech(row.kind)
            for account in self._accounts[row.officer_id] if row.officer_id is not None else ():
                is_here = account.channel in self._abilities
                for message in (self._typed_above(row, account, said) or "").split() if is_here else ():
                    leaving.will_leave(self._work, account.id, message, self._work.now)
        except Exception as error:
            log.exception("delivery.left", kind=row.kind, error=type(error).__name__)

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
        words = said.words(voice, params)
        letter = Letter(row.id, place["address"], row.kind, words, guarded=not said.is_free)
        row.channel = place["channel"]
        return Prepared(row.id, f"{place}", place["channel"], letter, row.attempts)

    def _to_officer(self, row: Outgoing, officer: Officer) -> Prepared | Fate:
        said = speech(row.kind)
        choice = self._choose(row, officer, said)
        if choice is None:
            if unreachable.cannot_be_reached(self._work, officer):
                unreachable.parked(self._work, row)
            return Fate.PARKED
        account, verdict = choice
        if verdict is Verdict.REFUSE:
            self._work.audit(Tag.WITHHELD, officer.id, row.item, kind=row.kind)
            return Fate.WITHHELD
        if verdict is Verdict.HOLD:
            if row.lane is Lane.ANSWER:  # who asked would wait for it
                say(self._work, officer, "network.holds", account=account, lane=Lane.ANSWER)
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
        whole = [one for one in best if not self._leaves_out(row, one[0])]
        return next(iter([*whole, *best, *verdicts]), None)

    def _leaves_out(self, row: Outgoing, account: Account) -> bool:
        """Whether the message would not say everything there."""
        marks = Carried.of(row).handling
        return marks is not None and not self._most(account).holds(Handling.from_json(marks))

    def _verdict(self, row: Outgoing, officer: Officer, account: Account, said: Speech) -> Verdict:
        if said.shows_content or row.files:
            ceiling = self._can(account).ceiling
            return access.decide(self._work, officer, account, ceiling, row.item, self._rules)
        if officer.state is not people.State.ACTIVE and not said.to_strangers:
            return Verdict.REFUSE
        if row.item and not access.is_within(self._work, officer, row.item):
            return Verdict.REFUSE
        if (said.veil or said.unclear) and self._is_above(row, account):
            return Verdict.POINT
        is_locked = said.recalls and step_up.is_due(self._work, self._rules, officer, account)
        return Verdict.LOCKED if is_locked else Verdict.SHOW

    def _letter(
        self, row: Outgoing, officer: Officer, account: Account, said: Speech, verdict: Verdict
    ) -> Letter:
        work, params = self._work, row.params or {}
        shows = verdict is Verdict.SHOW
        written = written_with(self._can(account).mark)
        most, may_tell = self._most(account), self._may_tell(account)
        plain = replace(voice_for(work, officer), holds=may_tell, may_repeat=most.holds, written=written)
        eyes = Eyes(work, officer, plain)
        voice = eyes.opened()
        ref = str(params.get("ref") or (items.reference_of(work, row.item) if row.item else ""))
        with work.noting() as missed:
            words = self._words(row, voice, said, verdict, ref)
        typed = self._typed_above(row, account, said)
        can_quote = bool(row.files) or not said.is_free
        # of what may not be shown only a veil is put in its place; that something is there may stay
        goes = can_quote and (shows or (verdict is Verdict.POINT and (said.veil or said.unclear)))
        was_guarded = self._guard(row, account, bool(goes))
        biggest = self._can(account).max_file
        files = (*self._files(row, eyes), *_made(said, voice, params)) if shows else ()
        words = remarks.kept_back(plain, words, eyes.through, eyes.kept)
        if shows:
            words = remarks.unopened(voice, words, max(len(missed), Carried.of(row).unopened))
        if too_big := [file.name for file in files if file.size > biggest]:
            words = remarks.too_big(voice, words, too_big, biggest, ref)
        words = headed.marked(work, officer, plain, row, _with_news(plain, row, words))
        return Letter(
            id=row.id,
            address=account.address,
            kind=row.kind,
            text=remarks.taken_back(voice, words) if typed and not said.took_secret else words,
            where_it_stays=remarks.still_there(voice, words, kept=not said.took_secret) if typed else (),
            keys=self._keys(row, voice, bool(typed) and Carried.of(row).may_be_anything)
            if shows or said.veil or said.unclear or row.locked
            else (),
            files=[file for file in files if file.size <= biggest],
            refs=(ref,) if ref else (),
            replaces=self._replaces(row, account),
            sensitive=can_quote and shows,
            guarded=row.guarded,
            anew=row.guarded and not was_guarded,
            bulk=row.lane is Lane.BULK,
            removes=typed,
            ends=self._takes_back(row, account) or None,
            menu=menu_for(voice, officer.role),
        )

    def _guard(self, row: Outgoing, account: Account, goes: bool) -> bool:
        """Whether what it takes the place of cannot be copied; whether this one can is noted."""
        if not self._can(account).guards:
            return False
        earlier = self._earlier(row)
        was_guarded = earlier is not None and earlier.guarded
        row.guarded = row.guarded or goes or was_guarded
        return was_guarded

    def _typed_above(self, row: Outgoing, account: Account, said: Speech) -> str | None:
        """The messages that said it, where that lies above what their channel may show; what an earlier
        letter has taken away already is not asked for, or told, again."""
        can = self._can(account)
        if row.external:  # it was announced, and took them away then
            return None
        places = [one for one in Carried.of(row).said_in if one["account"] == account.id]
        here = [str(one["message"]) for one in places if not _is_gone(can, one)]
        took = said.took or Carried.of(row).may_be_anything
        may_stay = not said.took_secret and not (took and self._is_above(row, account))
        return " ".join(here) if here and can.removes and not may_stay else None

    def _takes_back(self, row: Outgoing, account: Account) -> str:
        """Earlier messages of ours that this one ends: among them its own announcement."""
        if not self._can(account).removes:
            return ""
        ended = self._work.by_id(Outgoing, Carried.of(row).takes_back)
        own = [row] if row.external else []
        return " ".join(
            one.external for one in [*own, *ended.values()] if one.external and one.account_id == account.id
        )

    def _words(self, row: Outgoing, voice: Voice, said: Speech, verdict: Verdict, ref: str) -> Text:
        params = row.params or {}
        if verdict is Verdict.SHOW:
            return said.words(voice, params)
        if verdict is Verdict.LOCKED and row.officer_id is not None:
            step_up.note_locked(self._work, row)
            is_set_up = authenticators.has_authenticator(self._work, row.officer_id)
            useless = self._is_useless(row)
            return step_up.announced(voice, ref, row.lane is Lane.BULK, is_set_up, useless)
        if (veiled := said.veiled(voice, params)) is not None:
            return veiled
        # to an account whose keys have changed nothing is said but that something is there
        what = said.pointed(voice, params) if voice.holds(Handling(Tlp.GREEN)) else ()
        return remarks.point(voice, ref, what)

    def _is_above(self, row: Outgoing, account: Account) -> bool:
        """Whether what was typed may not be where this account is: by its marks, or by its item."""
        ceiling, marks = self._can(account).ceiling, Carried.of(row).handling
        if marks is not None:
            return not ceiling.holds(Handling.from_json(marks))
        subject = access.subject_of(self._work, row.item) if row.item else None
        return subject is not None and not ceiling.holds(subject.handling)

    def _keys(self, row: Outgoing, voice: Voice, is_taken: bool) -> tuple[Key, ...]:
        """`is_taken`: what was typed is gone from the chat, and may have been meant for something else."""
        there = [offer for offer in self._offers[row.id] if outbox.is_opener(offer) is row.locked]
        offers = outbox.at_hand(there)
        if row.locked and not offers:
            offers = list(self._openers(row))
        elif is_taken and not any(offer.params.get("bare") for offer in offers):
            offers += self._ways_on(row, len(offers))
        return tuple(
            Key(o.token, voice.label(Label(o.label, o.label_params or {})), o.position) for o in offers
        )

    def _is_useless(self, row: Outgoing) -> bool:
        """Whether the digits that are demanded cannot be those of this person's app, here."""
        officer = self._officers[row.officer_id or 0]
        here = [one for one in self._accounts[officer.id] if one.id == row.account_id]
        return any(step_up.is_useless(self._work, self._rules, officer, one) for one in here)

    def _openers(self, row: Outgoing) -> Iterator[Offer]:
        """The button under an announced letter; what was just asked for opens by the digits alone."""
        if row.lane is Lane.BULK:
            yield self._opener(row, N_("Show"), outbox.UNLOCK)
        elif not authenticators.has_authenticator(self._work, row.officer_id or 0):
            yield self._opener(row, step_up.SET_UP, outbox.SET_UP)

    def _ways_on(self, row: Outgoing, after: int) -> list[Offer]:
        """What the words may become: as under words without a command."""
        officer = self._officers.get(row.officer_id or 0)
        if officer is None or officer.role is people.Role.OBSERVER:
            return []
        ends_at = self._work.now + self._rules.periods.offer
        return [
            self._work.add(
                Offer(
                    outgoing_id=row.id,
                    officer_id=row.officer_id,
                    position=after + number,
                    label=label,
                    act="again",
                    params={"command": name, "argument": "", "bare": True},
                    group="one",
                    ends_at=ends_at,
                )
            )
            for number, (name, label) in enumerate(kept_line.BECOMES, start=1)
        ]

    def _opener(self, row: Outgoing, label: str, act: str) -> Offer:
        ends_at = self._work.now + self._rules.periods.offer
        return self._work.add(
            Offer(
                outgoing_id=row.id,
                officer_id=row.officer_id,
                position=1,
                label=label,
                act=act,
                item=row.item,
                ends_at=ends_at,
            )
        )

    def _files(self, row: Outgoing, eyes: Eyes) -> tuple[FileOut, ...]:
        # what was erased since it was put in the outbox is left out
        kept = filter(None, (self._work.get(Attachment, file_id) for file_id in row.files))
        return tuple(self._file(one, eyes) for one in kept if eyes.may_have(one))

    def _file(self, kept: Attachment, eyes: Eyes) -> FileOut:
        file_id = kept.file_id
        return FileOut(
            eyes.passes(kept, "name", kept.name),
            kept.mime,
            kept.size,
            kept.sha256,
            lambda: self._store.read(file_id),
            eyes.passes(kept, "caption", kept.caption) or "",
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

    def _most(self, account: Account) -> Ceiling:
        """That a message may say there in passing; its own content is the gate's affair."""
        return self._can(account).ceiling if account.trusted else NOTHING

    def _may_tell(self, account: Account) -> Callable[[Handling], bool]:
        """Of what somebody filed, in passing: nothing while all content is stopped."""
        most, work = self._most(account), self._work
        return lambda handling: most.holds(handling) and not people.is_on(work, access.LOCKDOWN)

    def _can(self, account: Account) -> Abilities:
        return self._abilities[account.channel]


def _is_gone(can: Abilities, place: Mapping[str, Any]) -> bool:
    """Whether what was said there lay above the ceiling before, `under` the marks it had then."""
    under = place.get("under")
    return under is not None and not can.ceiling.holds(Handling.from_json(under))


def _with_news(voice: Voice, row: Outgoing, words: Text) -> Text:
    """What waited to be read comes along, but for what the letter itself is about."""
    news = Carried.of(row).news
    others = [item for item in news["listed"] if item != row.item] if news and words else []
    return (
        paragraphs(words, speech(NEWS).words(voice, {**news, "listed": others})) if news and others else words
    )


def _made(said: Speech, voice: Voice, params: Mapping[str, Any]) -> Iterator[FileOut]:
    for made in said.files(voice, params):
        digest = hashlib.sha256(made.data).hexdigest()
        yield FileOut(
            made.name, made.mime, len(made.data), digest, partial(_whole, made.data), shown=made.shown
        )


def _whole(data: bytes) -> Iterator[bytes]:
    yield data
