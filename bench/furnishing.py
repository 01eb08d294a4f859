"""A network that is years old, by bulk: every row with its real column types, seals and links, as if it had
been written one by one. What waits and what is open is as much in a small one as in a large one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Column, Dialect, Table
from sqlmodel import SQLModel

from bot.home import demo
from bot.home.network import Home
from handlers.core.rules import DEFAULTS
from storage import audit, inbox, people, rights
from storage.clues import Clue, Consent, Referral, ReferralState
from storage.columns import UtcDateTime, in_row
from storage.item import Item
from storage.items import ALPHABET, Happening, Reference, check_character
from storage.keys import Keyring
from storage.outbox import Fate, Lane, Offer, Outgoing
from storage.people import Account, Agency, AgencyKind, Level, Officer, Role, State
from storage.recipients import Recipient
from storage.reminders import Reminder
from storage.requests import Addressee, AddresseeState, Answer, Request
from storage.retention import Review
from storage.rights import Guarded
from storage.sealed import SealedColumn
from storage.work import Work

NOW = datetime(2026, 12, 1, 1, tzinfo=UTC)
_BEGUN = datetime(2020, 6, 1, tzinfo=UTC)
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_OPEN = 500  # of the newest items: what is open does not grow with the years
_OFFICES = 1000  # agencies, at most ten persons each
_HERE = 40  # one in so many items is of those who ask and are timed
_BATCH = 5_000
_APART: tuple[str, ...] = ("token", "details")  # are another one in every row
_RETENTION = "retention"  # the tick that has looked through all of it
_TEXT = (
    "Three women held at a restaurant near the station; plate 1234 BBB, a white van that comes at night."
    " The owner keeps their passports and says that they owe him the journey."
)
_ANSWER = "The company was registered in 2019 under this name; its address was given up two years later."

Values = dict[str, Any]


@dataclass(frozen=True)
class Side:
    """Who writes an item, or has it."""

    agency_id: int
    officer_id: int
    account_id: int


def furnish(home: Home, officers: int, amount: int, say: Callable[[str], object] = print) -> None:
    """So many officers; so many clues, as many requests, letters and entries of the trail."""
    with home.database.work(NOW) as work:
        demo.furnish(work, DEFAULTS)
    sides = _people(home, officers)
    for start in range(0, amount, _BATCH):
        with home.database.work(NOW, lasting=False) as work:
            batch, end = _Batch(work, sides, amount), min(start + _BATCH, amount)
            for number in range(start, end):
                batch.clue(number)
                batch.request(number)
            batch.write()
            _trail(work, sides, start, end, amount)
        if end % 50_000 == 0:
            say(f"{end:,} of {amount:,}")
    with home.database.work(NOW) as work:
        inbox.move_cursor(work, _RETENTION, NOW.isoformat())


def _people(home: Home, officers: int) -> list[Side]:
    """The first three are those of the demo network that are spoken for."""
    with home.database.work(NOW) as work:
        ours = [_side(work, name) for name in ("spain", "mps", "germany")]
        batch = _Batch(work, ours, 1)
        offices = min(_OFFICES, max(1, officers // 10))
        agencies = [_row_id(_BEGUN + timedelta(milliseconds=number)) for number in range(offices)]
        for number, agency_id in enumerate(agencies):
            batch.add(Agency, **_agency(agency_id, number))
        for number in range(officers - 14):  # the demo network has as many
            officer = _row_id(_BEGUN + timedelta(seconds=10, milliseconds=number))
            side = Side(agencies[number % offices], officer, officer + 1)
            batch.add(Officer, **_officer(side, number))
            batch.add(Account, **_account(work, side, number))
            ours.append(side)
        batch.write()
    return ours


def _side(work: Work, handle: str) -> Side:
    officer = people.officer_named(work, handle)
    assert officer is not None
    return Side(officer.agency_id, officer.id, people.accounts_of(work, officer.id)[0].id)


def _agency(agency_id: int, number: int) -> Values:
    name = {"name": f"Office {number}", "names": {}, "handle": f"office{number}"}
    kind = {"kind": AgencyKind.POLICE, "level": Level.MISSION, "country": "ES", "made_at": _BEGUN}
    return {"id": agency_id, **name, **kind}


def _officer(side: Side, number: int) -> Values:
    at = {"made_at": _BEGUN, "terms_at": _BEGUN, "vetted_until": NOW + timedelta(days=300)}
    at["vetting_due_at"] = NOW + timedelta(days=270)
    who = {"handle": f"officer{number}", "agency_id": side.agency_id, "name": f"Invented Person {number}"}
    return {"id": side.officer_id, **who, "role": Role.OFFICER, "state": State.ACTIVE, "standing": 1, **at}


def _account(work: Work, side: Side, number: int) -> Values:
    address = str(10_000 + number)
    index = people.address_index(work, "telegram", address)
    where = {"channel": "telegram", "address": address, "address_index": index}
    return {"id": side.account_id, "officer_id": side.officer_id, **where, "made_at": _BEGUN}


class _Batch:
    """Rows of many tables, written together; those that others point to first."""

    def __init__(self, work: Work, sides: list[Side], amount: int) -> None:
        self._work, self._sides, self._amount = work, sides, amount
        self._rows: dict[type[SQLModel], list[list[Any]]] = {}

    def add(self, kind: type[SQLModel], /, **values: Any) -> None:
        self._rows.setdefault(kind, []).append(self._shape(kind).row(self._work.keyring, values))

    def write(self) -> None:
        """As the columns' own types made them, past the rest of the library: it takes longer than all."""
        driver: Any = self._work.session.connection().connection.driver_connection
        for kind, rows in self._rows.items():
            driver.cursor().executemany(self._shape(kind).insert, rows)

    def _shape(self, kind: type[SQLModel]) -> "_Shape":
        """The types of a dialect hold its keys."""
        dialect = self._work.session.get_bind().dialect
        if (kind, dialect) not in _shapes:
            _shapes[kind, dialect] = _Shape(kind, dialect)
        return _shapes[kind, dialect]

    def clue(self, number: int) -> None:
        at = _moment(number, self._amount)
        ids = _ids(at)
        clue, (by, to) = next(ids), self._between(number)
        item, is_open = Item("clue", clue), number >= self._amount - _OPEN
        made = {"made_at": at, "agency_id": by.agency_id, "author_id": by.officer_id}
        self.add(Clue, id=clue, text=_TEXT, countries=["CN"], **made)
        state = ReferralState.SENT if is_open else ReferralState.OUTCOME
        where = {"clue_id": clue, "agency_id": to.agency_id, "by_agency_id": by.agency_id}
        self.add(Referral, id=next(ids), **where, state=state, made_at=at, changed_at=at)
        self._beside(ids, item, "C", number)
        for side in (by, to):
            who = {"officer_id": side.officer_id, "agency_id": side.agency_id}
            self.add(Recipient, id=next(ids), item=item, **who, consent=Consent.GIVEN, made_at=at)
        self._history(ids, item, at, ("file", by), ("acknowledge", to))
        self._letter(ids, item, to, at, number)

    def _letter(self, ids: Iterator[int], item: Item, to: Side, at: datetime, number: int) -> None:
        letter, reader = next(ids), {"officer_id": to.officer_id, "account_id": to.account_id}
        when = {"due_at": at, "made_at": at, "sent_at": at}
        sent = {"fate": Fate.SENT, "channel": "telegram", "external": f"{number}", "attempts": 1}
        said = {"kind": "clue.referred", "params": {"ref": _reference("C", number), "author": "office"}}
        self.add(Outgoing, id=letter, **reader, **said, item=item, lane=Lane.BULK, **sent, **when)
        for position, label in enumerate(("Acknowledge", "Accept clue"), 1):
            key = {"outgoing_id": letter, "officer_id": to.officer_id, "position": position, "label": label}
            ends = at + timedelta(days=30)
            self.add(Offer, id=next(ids), **key, act="clue.step", item=item, ends_at=ends)

    def request(self, number: int) -> None:
        at = _moment(number, self._amount) + timedelta(milliseconds=5)
        ids = _ids(at)
        request, addressee, (by, to) = next(ids), next(ids), self._between(number)
        is_open = number >= self._amount - _OPEN
        made = {"made_at": at, "agency_id": by.agency_id, "author_id": by.officer_id}
        closed = {"closed_at": None if is_open else at + timedelta(days=7), "event": f"console r{number}"}
        self.add(Request, id=request, text=_TEXT, countries=["CN"], **made, **closed)
        state = AddresseeState.SENT if is_open else AddresseeState.CLOSED
        where = {"request_id": request, "agency_id": to.agency_id, "at_agency_id": to.agency_id}
        due = {"received_at": at, "due_at": NOW + timedelta(days=7) if is_open else at, "changed_at": at}
        self.add(Addressee, id=addressee, **where, state=state, **due)
        if is_open:
            step = {"step": "close", "due_at": NOW + timedelta(days=40)}
            self.add(Reminder, id=next(ids), item=Item("addressee", addressee), **step, made_at=at)
        else:
            said = {"text": _ANSWER, "kind": AddresseeState.ANSWERED, "officer_id": to.officer_id}
            self.add(Answer, id=next(ids), addressee_id=addressee, request_id=request, **said, made_at=at)
        item = Item("request", request)
        self._beside(ids, item, "R", number)
        self._history(ids, item, at, ("file", by), ("answer", to))

    def _beside(self, ids: Iterator[int], item: Item, letter: str, number: int) -> None:
        self.add(Reference, id=next(ids), text=_reference(letter, number), item=item)
        due = NOW + timedelta(days=20 + number % 150)
        self.add(Review, id=next(ids), item=item, due_at=due)

    def _history(self, ids: Iterator[int], item: Item, at: datetime, *acts: tuple[str, Side]) -> None:
        for act, side in acts:
            who = {"officer_id": side.officer_id, "agency_id": side.agency_id}
            self.add(Happening, id=next(ids), item=item, at=at, act=act, **who, event=f"console {next(ids)}")

    def _between(self, number: int) -> tuple[Side, Side]:
        spain, mps, *others = self._sides
        if number % _HERE == 0:
            return spain, mps
        by, to = others[number % len(others)], others[(number * 7 + 1) % len(others)]
        return by, mps if to is by else to


def _trail(work: Work, sides: list[Side], start: int, end: int, amount: int) -> None:
    """As many entries as there are clues, in their chain."""
    batch, head = _Batch(work, sides, amount), work.session.get_one(audit.AuditHead, 1)
    for number in range(start, end):
        at = _moment(number, amount)
        reader = sides[1] if number % _HERE == 0 else sides[2 + number % (len(sides) - 2)]
        told = {"tag": audit.Tag.SENT, "actor": reader.officer_id, "item": Item("clue", _row_id(at))}
        entry = {"number": head.number + 1, "at": at, **told, "detail": {"channel": "telegram"}}
        head.link = audit._link(work.keyring, head.link, SimpleNamespace(**entry))  # type: ignore[arg-type]
        head.number += 1
        batch.add(audit.AuditEntry, **entry, link=head.link)
    head.seal = audit.head_seal(work.keyring, head.number, head.link)
    work.session.add(head)
    batch.write()


def _moment(number: int, amount: int) -> datetime:
    """Evenly over the years; the last ones of yesterday."""
    return _BEGUN + (NOW - timedelta(days=1) - _BEGUN) * (number / amount)


def _row_id(at: datetime) -> int:
    """As `storage.ids` would have given it then; 63 more may follow."""
    return ((at - _EPOCH) // timedelta(milliseconds=1) << 16 | 1) << 6


def _ids(at: datetime) -> Iterator[int]:
    return count(_row_id(at))


def _reference(letter: str, number: int) -> str:
    digits = [ALPHABET[number // 31**place % 31] for place in range(5)]
    return f"{letter}-{''.join(digits)}{check_character(''.join(digits))}"


class _Shape:
    """What a row of a table is made of, found once: bulk is what this is for."""

    def __init__(self, kind: type[SQLModel], dialect: Dialect) -> None:
        table: Table = kind.__table__  # type: ignore[attr-defined]
        self.name, self.bound = table.name, kind.__bound__ if issubclass(kind, Guarded) else ()
        self.sealed = {one.name for one in table.columns if isinstance(one.type, SealedColumn)}
        self.columns = {one.name: _processor(one, dialect) for one in table.columns}
        fields = {name: one for name, one in kind.model_fields.items() if not one.is_required()}
        makers: dict[str, Any] = {name: one.default_factory for name, one in fields.items()}
        self.made = {name: makers[name] for name in _APART if name in makers}
        self.same = {name: makers[name]() if makers[name] else one.default for name, one in fields.items()}
        plain = self.same.keys() - self.made.keys()
        self.written = {name: self.columns[name](self.same[name]) for name in plain}
        names = ", ".join(f'"{name}"' for name in self.columns)
        marks = ", ".join(["?" if dialect.name == "sqlite" else "%s"] * len(self.columns))
        self.insert = f'INSERT INTO "{self.name}" ({names}) VALUES ({marks})'  # noqa: S608 (our own names)

    def row(self, keyring: Keyring, values: Values) -> list[Any]:
        for name, make in self.made.items():
            values.setdefault(name, make())
        if self.bound:
            values["rights"] = rights.seal(keyring, self.name, values["id"], self._bound(values))
        for name in self.sealed:
            if values.get(name) is not None:
                values[name] = in_row(values[name], values["id"])
        there = self.columns.items()
        return [write(values[name]) if name in values else self.written[name] for name, write in there]

    def _bound(self, values: Values) -> Iterator[Any]:
        for name in self.bound:
            value = values[name] if name in values else self.same[name]
            yield value is not None if name in self.sealed else value


def _processor(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any]:
    process = column.type.bind_processor(dialect) or _same
    return lru_cache(64)(process) if isinstance(column.type, UtcDateTime) else process


def _same(value: Any) -> Any:
    return value


_shapes: dict[tuple[type[SQLModel], Dialect], _Shape] = {}
