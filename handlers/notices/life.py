"""The life of a notice, as one table. Meetings are notices with a time of their own."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handlers.items.life import By, Life, Move, life
from handlers.notices.series import is_series
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage.audit import Tag
from storage.notices import Notice, NoticeState
from storage.work import Work

S = NoticeState


_FIRST_LOOK = timedelta(seconds=10)  # after it was sent: whom it has reached by then


def _button(move: Move, _notice: Notice) -> Button:
    """What cannot be taken back is asked about once."""
    return Button(move.label, "notice.ask_recall" if move.act == "recall" else f"notice.{move.act}")


def _launch(work: Work, _by: int | None, notice: Notice, _detail: Mapping[str, Any]) -> None:
    """Now, or when its time comes; the clock does the rest."""
    notice.due_at = max(notice.send_at or work.now, work.now)


def _stop(_work: Work, _by: int | None, notice: Notice, _detail: Mapping[str, Any]) -> None:
    notice.due_at = None


def _is_out(work: Work, _by: int | None, notice: Notice, _detail: Mapping[str, Any]) -> None:
    notice.sent_at, notice.due_at = work.now, work.now + _FIRST_LOOK


def _tell_again(work: Work, _by: int | None, notice: Notice, _detail: Mapping[str, Any]) -> None:
    """Whoever has it hears of the change."""
    notice.version, notice.due_at = notice.version + 1, work.now


def _has_its_date(notice: Notice, _whole: None) -> bool:
    """A planned one has it still to come; what was sent has one only as a meeting."""
    return notice.state is S.PLANNED or notice.starts_at is not None


def _is_no_meeting(notice: Notice, _whole: None) -> bool:
    return notice.starts_at is None


LIFE = life(
    Life(
        "notice",
        {
            S.DRAFT: N_("draft"),
            S.WAITING: N_("waits for approval"),
            S.PLANNED: N_("planned"),
            S.SENDING: N_("being sent"),
            S.SENT: N_("sent"),
            S.CANCELLED: N_("cancelled"),
            S.DROPPED: N_("cancelled"),
            S.RECALLED: N_("recalled"),
            S.REPLACED: N_("replaced by a correction"),
        },
        (
            Move("ask", By.AUTHOR, frozenset({S.DRAFT}), S.WAITING),
            Move("send", By.AUTHOR, frozenset({S.DRAFT}), S.PLANNED, effect=_launch),
            Move("drop", By.AUTHOR, frozenset({S.DRAFT}), S.DROPPED),
            Move(
                "approve",
                By.SECOND,
                frozenset({S.WAITING}),
                S.PLANNED,
                N_("Approve"),
                effect=_launch,
                tag=Tag.NOTICE_APPROVED,
            ),
            Move("reject", By.SECOND, frozenset({S.WAITING}), S.CANCELLED, N_("Reject"), effect=_stop),
            Move(
                "cancel",
                By.COORDINATOR,
                frozenset({S.WAITING, S.PLANNED}),
                S.CANCELLED,
                N_("Cancel it"),
                effect=_stop,
            ),
            Move(
                "lapse",
                By.HOUSE,
                frozenset({S.WAITING, S.PLANNED}),
                S.CANCELLED,
                past=N_("not sent: its time had passed"),
                effect=_stop,
            ),
            Move("begin", By.HOUSE, frozenset({S.PLANNED}), S.SENDING),
            Move("sent", By.HOUSE, frozenset({S.SENDING}), S.SENT, effect=_is_out, tag=Tag.NOTICE_SENT),
            Move(
                "move_one",
                By.COORDINATOR,
                frozenset({S.SENT}),
                label=N_("Move one"),
                past=N_("a date was moved"),
                effect=_tell_again,
                only=is_series,
                tag=Tag.NOTICE_MOVED,
            ),
            Move(
                "cancel_one",
                By.COORDINATOR,
                frozenset({S.SENT}),
                label=N_("Cancel one"),
                past=N_("a date was cancelled"),
                effect=_tell_again,
                only=is_series,
                tag=Tag.NOTICE_MOVED,
            ),
            Move(
                "end",
                By.COORDINATOR,
                frozenset({S.SENT}),
                label=N_("End the series"),
                past=N_("the series was ended"),
                effect=_tell_again,
                only=is_series,
                tag=Tag.NOTICE_MOVED,
            ),
            Move(
                "recall",
                By.COORDINATOR,
                frozenset({S.SENDING, S.SENT}),
                S.RECALLED,
                N_("Recall"),
                effect=_tell_again,
                tag=Tag.NOTICE_RECALLED,
            ),
            Move(
                "move",
                By.COORDINATOR,
                frozenset({S.PLANNED, S.SENT}),
                only=_has_its_date,
                tag=Tag.NOTICE_MOVED,
            ),
            Move(
                "correct",
                By.COORDINATOR,
                frozenset({S.SENT}),
                S.REPLACED,
                effect=_tell_again,
                only=_is_no_meeting,
            ),
        ),
        _button,
        Tag.NOTICE_CHANGED,
        is_dated=False,
    )
)
