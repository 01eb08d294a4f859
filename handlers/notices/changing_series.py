"""A series of meetings afterwards: a date is moved or cancelled, or the series ends; all invited are told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers import dates
from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, act
from handlers.dates import NotUnderstood, Understood, anywhere, daytime
from handlers.forms import dates as form_dates
from handlers.forms.engine import begin
from handlers.forms.model import Field, Form, WrongError, form
from handlers.notices import series
from handlers.notices.item import handling, key, pressed, take
from handlers.notices.life import LIFE
from handlers.notices.series import Held
from handlers.times.walltime import first_instant, local
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Choice, Label
from handlers.vocabulary.voice import Voice
from storage import drafts, meetings
from storage.item import Item
from storage.notices import Notice
from storage.work import Work

Answers = Mapping[str, Any]
_OFFERED = 4  # dates as buttons; any other is written
_AT_ONCE = "now"  # a choice: the series ends with what was held


@act("notice.move_one", COORDINATORS)
def _press_move(ctx: Press) -> None:
    _begin(ctx, "move_one", MOVE)


@act("notice.cancel_one", COORDINATORS)
def _press_cancel(ctx: Press) -> None:
    _begin(ctx, "cancel_one", CANCEL)


@act("notice.end", COORDINATORS)
def _press_end(ctx: Press) -> None:
    _begin(ctx, "end", END)


def _begin(ctx: Press, what: str, wanted: Form) -> None:
    found = pressed(ctx, what)
    if found is not None and series.next_date(ctx.work, found) is None:
        ctx.reply("series.over", notice=found.id)
    elif found is not None:
        begin(ctx, wanted, item=key(found))


def move_one(ctx: Context, found: Notice, to: Understood | None = None) -> None:
    """Which date is moved is asked, where it was typed only to when. A new rule would be a new series."""
    if to is not None and to.spec is not None:
        ctx.reply("series.new_rule", item=key(found), notice=found.id)
    else:
        begin(ctx, MOVE, {"to": to.at.isoformat()} if to is not None else {}, item=key(found))


def _notice(ctx: Context) -> Notice:
    """That of the form under way."""
    draft = drafts.draft_of(ctx.work, ctx.officer.id)
    return ctx.work.need(Notice, draft.item.id if draft is not None else 0)


def _offered(ctx: Context) -> list[Choice]:
    return [
        Choice(one.original.isoformat(), _label(one.starts))
        for one in series.dates(ctx.work, _notice(ctx), ctx.now, _OFFERED)
    ]


def _offered_last(ctx: Context) -> list[Choice]:
    return [Choice(_AT_ONCE, N_("No more meetings")), *_offered(ctx)[: _OFFERED - 1]]


def _label(at: datetime) -> Label:
    return Label("%(time)s", {"time": {"time": at.isoformat()}})


def _read_date(ctx: Context, typed: str) -> str:
    """A date of the series, by its day."""
    result = dates.read(typed, ctx.zone, ctx.now, "reminder")
    days = [result.at] if isinstance(result, Understood) else list(result.choices)
    wanted = {local(at, ctx.zone).date() for at in days}
    if not wanted:
        raise form_dates.wrong(NotUnderstood("unknown"))
    before = min(days) - timedelta(days=2)
    to_come = series.dates(ctx.work, _notice(ctx), max(before, ctx.now), _SEARCHED)
    found = [one for one in to_come if local(one.starts, ctx.zone).date() in wanted]
    if len(found) != 1:
        raise WrongError(N_("There is no meeting of this series on that day."))
    return found[0].original.isoformat()


_SEARCHED = 10


def _show_date(voice: Voice, value: str) -> str:
    return voice.t("No more meetings") if value == _AT_ONCE else voice.when(datetime.fromisoformat(value))


def _read_to(ctx: Context, typed: str) -> str:
    """Its new time. A time alone is of its own day, a day alone at its own time; a weekday that may be seen
    from today or from that day is asked about."""
    draft = drafts.draft_of(ctx.work, ctx.officer.id)
    answers = draft.answers if draft is not None else {}
    original = datetime.fromisoformat(answers["date"])
    found = _understood(ctx, typed, original)
    if isinstance(found, NotUnderstood):
        raise form_dates.wrong(found)
    return found.isoformat()


def _understood(ctx: Context, typed: str, original: datetime) -> datetime | NotUnderstood:
    notice = _notice(ctx)
    date = series.held(ctx.work, notice, original) or Held(original, original)
    midnight = first_instant(datetime.combine(local(date.starts, ctx.zone).date(), time()), ctx.zone)
    read = [_read(ctx, typed, seen, date.starts) for seen in _seen_from(ctx, typed, midnight)]
    moments = sorted({at for one in read for at in ([one] if isinstance(one, datetime) else one.choices)})
    moments = [at for at in moments if at > ctx.now and at != date.starts]
    if len(moments) == 1:
        return moments[0]
    return NotUnderstood("ambiguous", tuple(moments)) if moments else _why(read)


def _why(read: Sequence[datetime | NotUnderstood]) -> NotUnderstood:
    return next((replace(one, choices=()) for one in read if isinstance(one, NotUnderstood)), _PAST)


_PAST = NotUnderstood("past")


def _seen_from(ctx: Context, typed: str, midnight: datetime) -> list[datetime]:
    """From that day where only a time is said, else from now, too."""
    _, found = anywhere.mentions(typed)
    is_time_alone = bool(found) and not found[0].phrase.days and found[0].phrase.length is None
    seen = max(midnight, ctx.now)
    return [seen] if is_time_alone else [ctx.now, seen]


def _read(ctx: Context, typed: str, seen: datetime, usual: datetime) -> datetime | NotUnderstood:
    result = dates.read(typed, ctx.zone, seen, "reminder")
    if isinstance(result, NotUnderstood):
        likely = daytime.likely(result, ctx.zone)
        return likely.at if likely is not None else result
    return _at_usual_time(result.at, usual, ctx.zone) if result.all_day else result.at


def _at_usual_time(at: datetime, usual: datetime, zone: ZoneInfo) -> datetime:
    day, clock = local(at, zone).date(), local(usual, zone).time()
    return first_instant(datetime.combine(day, clock), zone)


def _show_to(voice: Voice, value: str) -> str:
    return voice.when(datetime.fromisoformat(value))


def _open(ctx: Context, answers: Answers, what: str) -> Notice | None:
    """The series, if that may still be done with it; else the person is told."""
    found = ctx.work.hold(Notice, answers["item"].id)
    if LIFE.move(what).is_open(found):
        return found
    ctx.reply("notice.moved_on", item=key(found), notice=found.id)
    return None


def _open_date(ctx: Context, answers: Answers, what: str) -> tuple[Notice, Held] | None:
    found = _open(ctx, answers, what)
    if found is None:
        return None
    date = series.held(ctx.work, found, datetime.fromisoformat(answers["date"]))
    if date is None or date.starts <= ctx.now:
        ctx.reply("series.gone", notice=found.id)
        return None
    return found, date


def _move(ctx: Context, answers: Answers) -> None:
    if (meant := _open_date(ctx, answers, "move_one")) is None:
        return
    found, date = meant
    to = datetime.fromisoformat(answers["to"])
    if to <= ctx.now:
        ctx.reply("series.gone", notice=found.id)
        return
    take(ctx, "move_one", found)
    meetings.change_date(ctx.work, found.id, date.original, to, found.version)
    ctx.reply("series.changed_by_you", item=key(found), notice=found.id)


def _cancel(ctx: Context, answers: Answers) -> None:
    if (meant := _open_date(ctx, answers, "cancel_one")) is not None:
        found, date = meant
        take(ctx, "cancel_one", found)
        meetings.change_date(ctx.work, found.id, date.original, None, found.version)
        ctx.reply("series.changed_by_you", item=key(found), notice=found.id)


def _end(ctx: Context, answers: Answers) -> None:
    if (found := _open(ctx, answers, "end")) is None:
        return
    take(ctx, "end", found)
    found.ends_at = _last(ctx, found, answers["date"])
    _drop_after(ctx.work, found)
    ctx.reply("series.changed_by_you", item=key(found), notice=found.id)


def _last(ctx: Context, found: Notice, value: str) -> datetime:
    if value == _AT_ONCE:
        return ctx.now
    return datetime.fromisoformat(value) + timedelta(minutes=found.minutes)


def _drop_after(work: Work, found: Notice) -> None:
    """Dates that were moved behind the end are not held, either."""
    for row in meetings.changed_dates(work, found.id).values():
        if row.starts_at is not None and found.ends_at is not None and row.starts_at >= found.ends_at:
            meetings.change_date(work, found.id, row.original_at, None, row.version)


def _handled(work: Work, item: Item, _answers: Answers) -> Any:
    return handling(work.need(Notice, item.id))


_HINT = N_("Or write another date of the series.")
_DATE = Field(
    "date",
    N_("Date"),
    N_("Which meeting?"),
    _read_date,
    _offered,
    show=_show_date,
    required=True,
    unknown=False,
    hint=_HINT,
)
_TO = Field(
    "to",
    N_("New time"),
    N_("What is the new time?"),
    _read_to,
    show=_show_to,
    required=True,
    unknown=False,
    hint=N_("A time alone is of the same day: 14:00. Or Tuesday 10:00."),
)
_LAST = replace(_DATE, label=N_("The last one"), question=N_("Which one is the last?"), choices=_offered_last)

MOVE = form(
    Form("series.move", N_("Move one meeting"), (_DATE, _TO), _move, confirm=N_("Move it"), handling=_handled)
)
CANCEL = form(
    Form(
        "series.cancel",
        N_("Cancel one meeting"),
        (_DATE,),
        _cancel,
        confirm=N_("Cancel this one"),
        handling=_handled,
    )
)
END = form(Form("series.end", N_("End the series"), (_LAST,), _end, confirm=N_("End it"), handling=_handled))
