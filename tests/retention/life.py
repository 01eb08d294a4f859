"""Two years of a network that files clues, requests, answers, photos, notices, meetings and reminders, keeps
some of them longer for a reason, and then stops: whose words must be gone, and whose must still be there.

Everything that is written holds a word of its own, so that it can be looked for.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import select

from bot.pipeline.sweeping import Sweeping
from storage import items, retention
from storage.files import FileStore
from storage.item import Item
from storage.items import Attachment, attachments_of
from storage.outbox import Offer
from storage.people import Officer
from tests.storage.raw import raw, said_by, tidied
from tests.talk import Talk

WORD = "SECRET"  # each of them begins with it
DAYS = 730
LAST = 350  # days after which nobody files anything: what is kept longer once is over by the end, too
_MOST_ROUNDS = 26
_SALT = slice(5, 21)  # in the head of a sealed file: its key is made from it


@dataclass
class Planted:
    """What was filed, and what its tombstone has to say. `stays`: how often it is kept longer, at most."""

    word: str
    item: Item
    ref: str
    counts: dict[str, int]
    stays: int = 0
    kept: list[datetime] = field(default_factory=list)
    warned: list[datetime] = field(default_factory=list)


@dataclass
class Life:
    talk: Talk
    folder: Path
    planted: list[Planted] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)  # words that belong to no item
    salts: dict[str, bytes] = field(default_factory=dict)  # of every file there ever was
    heard: int = 0  # of the events

    def live(self, step: int, every: int) -> None:
        """`step` days at a time; something of each kind is filed every so many."""
        self._nobody_has_to_leave()
        rounds = list(range(0, LAST, every))[:_MOST_ROUNDS]
        for day in range(0, DAYS, step):
            while rounds and rounds[0] <= day:
                self._file(len(rounds))
                rounds.pop(0)
            self.talk.clock.move_to(self.talk.clock.now() + timedelta(days=step))
            self.talk("@ +1m")  # what was due meanwhile is done now, once
            self._decide()
            asyncio.run(self._sweep())

    def end(self) -> None:
        """The last words of letters have left, and so has what lay in the log."""
        self.talk("spain> /help")
        asyncio.run(self._sweep())

    def _nobody_has_to_leave(self) -> None:
        with self.talk.work() as work:
            for officer in work.all(select(Officer)):
                officer.vetted_until = self.talk.clock.now() + timedelta(days=1500)
                officer.vetting_due_at = None
                work.add(officer)

    def _file(self, number: int) -> None:
        letter, talk = chr(ord("A") + number), self.talk
        clue, asked, kept, ends, masked, notice, meeting, own = (
            f"{WORD}{kind}{letter}X" for kind in ("CLUE", "ASK", "KEPT", "END", "MASK", "NOTE", "MEET", "OWN")
        )
        ref = talk(f"spain> /clue Italy, Norway Three women at {clue}").ref
        talk(f"spain+ {self._picture(clue)} /clue {ref}", f"spain> /clue {ref} They moved: {clue}")
        talk(
            f"italy> /status {ref}",
            "italy! Accept clue",
            "italy! Report the outcome",
            f"italy> Freed: {clue}",
        )
        self._plant(clue, ref, {"agencies": 2, "files": 1})
        ref = talk(f"spain> /request Italy Who owns {asked}?").to("italy").ref
        talk(f"italy+ {self._picture(asked)} /answer {ref} It is {asked}'s", "spain! Confirm")
        self._plant(asked, ref, {"agencies": 1, "answers": 1, "files": 1})
        ref = talk(f"nordic> /clue Spain A man at {kept}").ref
        talk(f"nordic+ {self._picture(kept)} /clue {ref}")
        self._plant(kept, ref, {"agencies": 1, "files": 1}, stays=99 if number % 2 else 1)
        until, soon = ((talk.clock.now() + timedelta(days=days)).date() for days in (10, 3))
        ref = talk(f"spain> /clue Italy The van of {ends}. Use until {until}.").ref
        self._plant(ends, ref, {"agencies": 1})
        ref = self._masked(masked)
        self._plant(masked, ref, {"agencies": 1})
        self._announce(notice, f"eu> /notice all Look at {notice}", {"files": 0})
        self._announce(meeting, f"eu> /notice meeting all {soon} 10:00 at {meeting}", {"files": 0})
        talk(
            f"spain> /remind tomorrow 9:00 {own}", f"spain> /clue {own} nobody knows where", "spain> /cancel"
        )
        talk(f"france+ {self._picture(own)} {own}")  # and never says what for
        self.loose.append(own)
        self._note_keys()

    def _masked(self, word: str) -> str:
        """The reference of what goes to China without the name in it."""
        heard = self.talk(f"spain> /clue China A woman called Lena {word}, passport PAA123456, is held")
        heard = self.talk("spain! Mask and send") if "Mask and send" in heard.buttons else heard
        return heard.ref

    def _announce(self, word: str, line: str, counts: dict[str, int]) -> None:
        offered = self.talk(line).buttons
        send = next(label for label in offered if label.startswith("Send to"))
        self._plant(word, self.talk(f"eu! {send}").ref, counts)

    def _picture(self, word: str) -> Path:
        path = self.folder / f"{word}.jpg"
        path.write_bytes(b"\xff\xd8" + word.encode() * 50)
        return path

    def _plant(self, word: str, ref: str, counts: dict[str, int], stays: int = 0) -> None:
        with self.talk.work() as work:
            item = items.item_called(work, ref)
            assert item is not None
            self.planted.append(Planted(word, item, ref, counts, stays))

    def _note_keys(self) -> None:
        store = self.talk.home.store
        for file_id in store.ids():
            self.salts.setdefault(file_id, store.path(file_id).read_bytes()[_SALT])

    def _decide(self) -> None:
        """Whoever is asked keeps what is to be kept, because a court needs it."""
        events = self.talk.everything.events
        news, self.heard = events[self.heard :], len(events)
        asked = [one for one in news if one["kind"] == "retention.warned"]
        for one in self.planted:
            about = [event for event in asked if one.ref in event["text"]]
            if about:
                one.warned.append(max(datetime.fromisoformat(event["at"]) for event in about))
            if about and len(one.kept) < one.stays:
                self.talk.press(str(about[0]["to"]), self._token(one.item))
                one.kept.append(self.talk.clock.now())
                self.heard = len(events)

    def _token(self, item: Item) -> str:
        with self.talk.work() as work:
            found = work.all(select(Offer).where(Offer.item == item, Offer.act == "retention.keep"))
            because = [one for one in found if one.params["why"] == "court"]
            return str(max(because, key=lambda one: one.id).token)

    async def _sweep(self) -> None:
        """As the service does once a day and hour: files that belong to nothing, what lies in the log. Files
        bear the real clock's time, and are as old as it takes."""
        service, store = self.talk.runner.service, self.talk.home.store
        await Sweeping(self.talk.home.database, store, _Later(self.talk.clock.now())).step()
        await service.tending.step()


@dataclass
class _Later:
    at: datetime

    def now(self) -> datetime:
        return max(self.at, datetime.now(self.at.tzinfo)) + timedelta(days=3)


@dataclass
class Report:
    """What was there at the end."""

    erased: int = 0
    kept: int = 0
    extensions: int = 0
    files: int = 0  # erased
    late: timedelta = timedelta()  # at most, after the six months
    cells: int = 0  # sealed values that can be read out of the files of the database
    # of what was erased, what the files hold before they are tidied, and after PostgreSQL's plain VACUUM
    before: int = 0
    halfway: int = 0
    faults: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        hours = self.late / timedelta(hours=1)
        yield f"{self.erased} items erased, at most {hours:.0f} hours after their time"
        yield f"{self.kept} kept longer, {self.extensions} times in all; {self.files} files erased"
        yield f"{self.cells} sealed values in the database's files; of what was erased none, tidied"
        yield f"before, {self.before} of what was erased; after a plain VACUUM, {self.halfway}"


def lived(life: Life, step: int, every: int) -> Report:
    life.live(step, every)
    life.end()
    report = looked_through(life, step)
    _carve(life, report)
    return report


def _carve(life: Life, report: Report) -> None:
    """What can still be read with the keys, and that nothing at all can be read without."""
    database = life.talk.home.database
    gone = [one.word.encode() for one in life.planted if one.stays < 2] + [one.encode() for one in life.loose]
    report.before = _hold(said_by(database), gone)
    tidied(database, whole=False)
    report.halfway = _hold(said_by(database), gone)
    tidied(database)
    said, data = said_by(database), raw(database)
    report.cells = len(said)
    report.faults += [f"{word!r} can still be read" for word in gone if _hold(said, [word])]
    for one in life.planted:
        if one.stays > 1 and not _hold(said, [one.word.encode()]):
            report.faults.append(f"{one.word} was kept, and is not there")
    if WORD.encode() in data:
        report.faults.append("something stands there in clear")


def _hold(said: list[bytes], words: list[bytes]) -> int:
    return sum(any(word in one for word in words) for one in said)


def looked_through(life: Life, step: int) -> Report:
    """Tombstones and dates, what was kept, files and their keys; what is wrong with any of it is said."""
    report = Report(extensions=sum(len(one.kept) for one in life.planted))
    with life.talk.work() as work:
        for one in life.planted:
            stone = retention.tombstone_of(work, one.item)
            if stone is None:
                report.kept += 1
                report.faults += [] if one.stays > 1 else [f"{one.word}: still there"]
                continue
            report.erased += 1
            report.faults += [f"{one.word}: {fault}" for fault in _stone(one, stone, step)]
            if one.item.kind != "notice":
                late = stone.erased_at - stone.ended_at - life.talk.home.rules.periods.review
                report.late = max(report.late, late)
        ids = {row.file_id for row in work.all(select(Attachment))}
        kept = {file.file_id for one in life.planted for file in attachments_of(work, one.item)}
    store = life.talk.home.store
    report.files = len(life.salts) - len(kept)
    if not ids == kept == {*store.ids()}:
        report.faults.append("files: others are there than those of what was kept")
    report.faults += [f"file {one}: its key is there" for one in _keys_left(life, store) if one not in kept]
    return report


def _stone(one: Planted, stone: retention.Tombstone, step: int) -> Iterator[str]:
    """What its tombstone says wrongly, and when it was erased at a wrong time."""
    if one.stays > 1:
        yield "erased, and was to be kept"
    for name, count in one.counts.items():
        if stone.counts.get(name) != count:
            yield f"its tombstone counts {stone.counts.get(name)} {name} instead of {count}"
    if one.item.kind == "notice":
        return
    period = stone.erased_at - stone.ended_at
    if not timedelta(days=180) <= period <= timedelta(days=181 + 2 * step):
        yield f"erased {period.days} days after the last that happened"
    if len(one.warned) != one.stays + 1:
        yield f"asked about {len(one.warned)} times, and kept {one.stays} times"
    elif stone.erased_at - one.warned[-1] < timedelta(days=13):
        yield "asked about too late"


def _keys_left(life: Life, store: FileStore) -> Iterator[str]:
    """Files whose salt still stands in any file of the store."""
    data = b"\n".join(path.read_bytes() for path in store.root.rglob("*") if path.is_file())
    return (file_id for file_id, salt in life.salts.items() if salt in data)
