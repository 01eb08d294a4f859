"""What the clock does with notices: write their messages in portions, show progress, remind, tell changes."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers.core.hooks import joined
from handlers.core.registry import tick
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.when_to_ring import rings_at
from handlers.notices import series, words
from handlers.notices.item import handling, key
from handlers.notices.life import LIFE
from handlers.notices.series import is_over, is_series, next_date
from handlers.times import recurring
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import items, notices
from storage.notices import Notice, NoticeDelivery, NoticeState
from storage.outbox import Fate, Outgoing
from storage.people import Officer, State
from storage.work import Work

_PORTION = 200  # messages written in one transaction: answers go between
_LOOKS = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


def _next(work: Work, _rules: Rules) -> datetime | None:
    return notices.next_due(work)


@tick("notices", _next)
def _work(work: Work, rules: Rules) -> None:
    for notice in notices.due(work):
        _STEPS.get(notice.state, _rest)(work, rules, notice)
        work.session.add(notice)


def _rest(_work: Work, _rules: Rules, notice: Notice) -> None:
    notice.due_at = None


def _begin(work: Work, rules: Rules, notice: Notice) -> None:
    if is_over(work, notice):  # nobody was there to send it in time
        _take(work, "lapse", notice)
        author = work.need(Officer, notice.author_id)
        say(work, author, "notice.over", item=key(notice), notice=notice.id)
        return
    _take(work, "begin", notice)
    _send(work, rules, notice)


def _take(work: Work, act: str, notice: Notice) -> None:
    LIFE.take(work, notice.author_id, notice, LIFE.move(act), key(notice))


def _send(work: Work, rules: Rules, notice: Notice) -> None:
    """The next portion; each person once, whatever happens in between."""
    portion = notices.not_yet_told(work, notice, _PORTION)
    for officer in portion:
        _tell(work, rules, notice, officer)
    if len(portion) == _PORTION:
        return
    _take(work, "sent", notice)
    if notice.rule and not is_series(notice):
        _repeat(work, notice)


def _tell(work: Work, rules: Rules, notice: Notice, officer: Officer) -> None:
    said = say(
        work,
        officer,
        words.invitation_kind(notice),
        buttons=buttons(notice),
        item=key(notice),
        files=notice.files,
        urgent=notice.is_urgent,
        notice=notice.id,
    )
    work.session.add(
        NoticeDelivery(
            notice_id=notice.id,
            officer_id=officer.id,
            outgoing_id=said.id,
            version=notice.version,
            remind_at=_remind_at(work, rules, notice, officer, 0),
            made_at=work.now,
        )
    )


@joined
def catch_up(work: Work, rules: Rules, officer: Officer) -> int:
    """Tell a new officer what is still in force; how many notices that were. What is limited to those who
    received it is sent to somebody else by its author only."""
    common = [one for one in notices.in_force(work) if not handling(one).is_limited]
    found = [one for one in common if one.starts_at is None or next_date(work, one)]
    missed = [
        one
        for one in found
        if notices.is_in(work, one.audience, officer.id)
        and notices.delivery_to(work, one.id, officer.id) is None
    ]
    for notice in missed:
        _tell(work, rules, notice, officer)
    return len(missed)


def buttons(notice: Notice) -> list[Button]:
    if notice.starts_at is not None:
        return words.answer_buttons()
    return [Button(N_("Acknowledge"), "notice.acknowledge")] if notice.wants_ack else []


def _repeat(work: Work, notice: Notice) -> None:
    """The next one of a repeating notice, as a notice of its own."""
    following = recurring.next_after(recurring.from_compact(notice.rule), work.now, ZoneInfo(notice.zone))
    if notice.ends_at is not None and following >= notice.ends_at:
        return
    own = {"id", "sent_at", "progress_id", "due_at", "send_at", "state", "made_at"}
    kept = notice.model_dump(exclude=own)
    again = work.add(
        Notice(**kept, state=NoticeState.PLANNED, send_at=following, due_at=following, made_at=work.now)
    )
    items.new_reference(work, "N", key(again))


def _progress(work: Work, _rules: Rules, notice: Notice) -> None:
    """One message, edited in place, until every recipient's message has come to an end."""
    found = notices.outcomes(work, notice.id)
    open_ones = found.get(Fate.WAITING, 0) + found.get(Fate.SENDING, 0)
    age = work.now - (notice.sent_at or work.now)
    later = next((look for look in _LOOKS if look > age), None)
    notice.due_at = work.now + (later or _LOOKS[-1]) if open_ones and age < timedelta(days=1) else None
    before = work.get(Outgoing, notice.progress_id)
    counts = {str(fate): count for fate, count in found.items()}
    if before is not None and (before.params or {}).get("counts") == counts:
        return
    author = work.need(Officer, notice.author_id)
    said = say(
        work,
        author,
        "notice.progress",
        item=key(notice),
        notice=notice.id,
        counts=counts,
        replaces=notice.progress_id,
    )
    notice.progress_id = said.id


def _tell_change(work: Work, rules: Rules, notice: Notice) -> None:
    """That it was recalled or moved, to all who know of it."""
    portion = notices.to_be_told_again(work, notice, _PORTION)
    for delivery in portion:
        since, delivery.version = delivery.version, notice.version
        officer = work.need(Officer, delivery.officer_id)
        if is_series(notice) and notice.state is NoticeState.SENT:
            _tell_dates(work, rules, notice, delivery, officer, since)
        else:
            _tell_one_change(work, rules, notice, delivery, officer)
        work.session.add(delivery)
    if len(portion) < _PORTION:
        notice.due_at = None


def _tell_dates(
    work: Work, rules: Rules, notice: Notice, delivery: NoticeDelivery, officer: Officer, since: int
) -> None:
    """What changed in a series; whoever is invited is asked anew about a date that was moved."""
    about: dict[str, Any] = {"item": key(notice), "notice": notice.id, "since": since}
    moved = series.moved_since(work, notice, since)
    asked = words.answer_buttons(moved[0].original) if len(moved) == 1 else []
    said = say(work, officer, "series.changed", buttons=asked, **about)
    delivery.outgoing_id, delivery.remind_at = said.id, _remind_at(work, rules, notice, officer, 0)


def _tell_one_change(
    work: Work, rules: Rules, notice: Notice, delivery: NoticeDelivery, officer: Officer
) -> None:
    """Moved: asked again. Recalled: whoever has it is told. Replaced: the correction says so itself."""
    item, delivery.remind_at = key(notice), None
    if notice.state is NoticeState.SENT:
        delivery.answer, delivery.acknowledged_at, delivery.reminded = "", None, 0
        delivery.remind_at = _remind_at(work, rules, notice, officer, 0)
        said = say(work, officer, "meeting.moved", buttons=buttons(notice), item=item, notice=notice.id)
        delivery.outgoing_id = said.id
        return
    before = work.get(Outgoing, delivery.outgoing_id)
    has_it = before is not None and before.fate in {Fate.SENT, Fate.SENDING}
    if before is None or not has_it or notice.state is NoticeState.REPLACED:
        return
    ref = items.reference_of(work, item)
    if notice.starts_at is not None:
        say(work, officer, "meeting.cancelled", notice=notice.id, ref=ref)
    else:
        say(work, officer, "notice.recalled", ref=ref, replaces=before.id)


def _sent(work: Work, rules: Rules, notice: Notice) -> None:
    if notices.to_be_told_again(work, notice, 1):
        _tell_change(work, rules, notice)
    else:
        _progress(work, rules, notice)


_STEPS = {
    NoticeState.PLANNED: _begin,
    NoticeState.SENDING: _send,
    NoticeState.SENT: _sent,
    NoticeState.RECALLED: _tell_change,
    NoticeState.REPLACED: _tell_change,
}


def _next_reminder(work: Work, _rules: Rules) -> datetime | None:
    return notices.next_reminder(work)


@tick("notices.remind", _next_reminder)
def _remind(work: Work, rules: Rules) -> None:
    for delivery in notices.to_be_reminded(work, _PORTION):
        notice, officer = work.need(Notice, delivery.notice_id), work.need(Officer, delivery.officer_id)
        work.session.add(delivery)
        if (at := _may_be_rung(work, rules, notice, officer)) > work.now:
            delivery.remind_at = at  # the quiet hours were changed meanwhile
            continue
        delivery.reminded += 1
        delivery.remind_at = _remind_at(work, rules, notice, officer, delivery.reminded)
        if officer.state is State.ACTIVE and notice.state is NoticeState.SENT:
            _ring(work, rules, notice, delivery, officer)


def _ring(work: Work, rules: Rules, notice: Notice, delivery: NoticeDelivery, officer: Officer) -> None:
    if notice.starts_at is not None:
        _ring_meeting(work, rules, notice, delivery, officer)
    elif delivery.acknowledged_at is None:
        about: dict[str, Any] = {"item": key(notice), "notice": notice.id}
        say(work, officer, "notice.reminder", buttons=buttons(notice), **about)


def _ring_meeting(
    work: Work, rules: Rules, notice: Notice, delivery: NoticeDelivery, officer: Officer
) -> None:
    """Of a date that is still to come; who cannot come to it is not reminded."""
    date = series.to_remind_of(work, notice, rules)
    if date is None:
        return
    answer = series.answer_of(work, notice, officer.id, delivery.answer, date)
    if answer != "no":
        asked = words.answer_buttons(date.original if is_series(notice) else None)
        about: dict[str, Any] = {"item": key(notice), "notice": notice.id, "on": date.starts.isoformat()}
        say(work, officer, "meeting.reminder", buttons=asked, answer=answer, **about)


def _remind_at(work: Work, rules: Rules, notice: Notice, officer: Officer, reminded: int) -> datetime | None:
    """When this person is reminded next, outside quiet hours unless it is urgent; None: not any more."""
    if notice.starts_at is not None:
        return series.next_reminder(work, notice, rules)
    if not notice.wants_ack or reminded >= rules.notices.reminders:
        return None
    wanted = work.now + rules.notices.remind_after
    if notice.ends_at is not None and wanted >= notice.ends_at:
        return None
    return rings_at(work, rules, officer, wanted, notice.is_urgent)


def _may_be_rung(work: Work, rules: Rules, notice: Notice, officer: Officer) -> datetime:
    """A meeting does not wait."""
    return rings_at(work, rules, officer, work.now, notice.is_urgent or notice.starts_at is not None)
