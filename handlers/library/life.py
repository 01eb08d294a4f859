"""The life of an officer's entry in the library, as one table."""

from collections.abc import Mapping
from typing import Any

from handlers.items.life import By, Life, Move, life
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import library
from storage.audit import Tag
from storage.library import ASK_EVERY, EntryState, LibraryEntry
from storage.work import Work

S = EntryState
_OPEN = frozenset({S.WAITING, S.SENT_BACK, S.PUBLISHED})


def _button(move: Move, entry: LibraryEntry) -> Button:
    return Button(move.label, f"library.{move.act}", params={"entry": entry.id})


def _publish(work: Work, by: int | None, entry: LibraryEntry, _detail: Mapping[str, Any]) -> None:
    entry.approved_by, entry.published_at = by, work.now
    entry.ask_at = work.now + ASK_EVERY
    library.change(work, entry)


def _hold(work: Work, _by: int | None, entry: LibraryEntry, _detail: Mapping[str, Any]) -> None:
    """It is right as it stands now."""
    entry.checked_at, entry.ask_at = work.now, work.now + ASK_EVERY
    library.change(work, entry)


def _end(work: Work, _by: int | None, entry: LibraryEntry, _detail: Mapping[str, Any]) -> None:
    library.erase(work, entry)
    library.change(work, entry)


LIFE = life(
    Life(
        "library",
        {
            S.WAITING: N_("waits for approval"),
            S.SENT_BACK: N_("sent back"),
            S.PUBLISHED: N_("in the library"),
            S.WITHDRAWN: N_("withdrawn"),
            S.REPLACED: N_("replaced by a newer one"),
        },
        (
            Move(
                "approve",
                By.ADDRESSEE,
                frozenset({S.WAITING}),
                S.PUBLISHED,
                N_("Approve"),
                effect=_publish,
                tag=Tag.LIBRARY_APPROVED,
            ),
            Move(
                "send_back",
                By.ADDRESSEE,
                frozenset({S.WAITING}),
                S.SENT_BACK,
                N_("Send back"),
                asks=N_("What should be changed?"),
            ),
            Move("keep", By.AUTHOR, frozenset({S.PUBLISHED}), label=N_("Still right"), effect=_hold),
            Move("change", By.AUTHOR, _OPEN, label=N_("Change")),
            Move("withdraw", By.AUTHOR, _OPEN, S.WITHDRAWN, N_("Withdraw"), effect=_end),
            Move("replace", By.HOUSE, _OPEN, S.REPLACED, effect=_end),
            Move("forget", By.HOUSE, frozenset({S.SENT_BACK}), S.WITHDRAWN, effect=_end),
        ),
        _button,
        Tag.LIBRARY_CHANGED,
    )
)
