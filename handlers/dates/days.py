"""Which calendar days a word means, seen from today. Weeks begin on Monday."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from handlers.dates.pieces import Days, Firm
from handlers.times.working_hours import is_working_day

# a day without its year that passed so lately may be a slip: it is asked about
_JUST_PAST = timedelta(days=31)
_MOST_DAYS = 1000  # in which so many working days have to be found
_LEAP_CYCLE = 9  # years that surely hold a 29 February, 1900 and 2100 included


def real(year: int, month: int, day: int) -> tuple[date, ...]:
    """That day, or none: there is no 30 February."""
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


def in_days(days: int) -> Days:
    """Today, tomorrow, yesterday."""
    return Days(lambda today: _moved(today, days))


def on_weekday(iso: int, firm: Firm = Firm.REMINDER) -> Days:
    """A weekday alone: the coming one; on a Friday today's or the next."""

    def on(today: date) -> tuple[date, ...]:
        ahead = (iso - today.isoweekday()) % 7
        return _moved(today, ahead) + (_moved(today, 7) if ahead == 0 else ())

    return Days(on, firm, weekday=iso)


def later(days: Days, by: timedelta) -> Days:
    """ "two weeks from Friday", "Tuesday week": so much after that day."""
    return Days(lambda today: tuple(day + by for day in days.on(today)), days.firm)


def in_week(iso: int, weeks: int) -> Days:
    """本周五, 下周五, "Friday next week": the weekday of the week that is so many weeks ahead."""
    coming = on_weekday(iso).on if weeks == 0 else None
    return Days(lambda today: _of_week(today, iso, weeks), weekday=iso, later=coming)


def next_weekday(iso: int) -> Days:
    """The "next Friday": of next week, or the coming one; from Friday on, both are the same day."""

    def on(today: date) -> tuple[date, ...]:
        coming = _moved(today, (iso - today.isoweekday() - 1) % 7 + 1)
        return tuple(sorted({*coming, *_of_week(today, iso, 1)}))

    return Days(on, weekday=iso)


def last_weekday(iso: int) -> Days:
    """The "last Friday": of last week, or the one just passed; both are over."""
    return Days(lambda today: _of_week(today, iso, -1), weekday=iso)


def dated(year: int, month: int, day: int, firm: Firm = Firm.REMINDER) -> Days:
    """A day with its year."""
    return Days(lambda _: real(year, month, day), firm)


def in_year(years: int, month: int, day: int) -> Days:
    """明年3月5日."""
    return Days(lambda today: real(today.year + years, month, day))


def yearless(month: int, day: int, firm: Firm = Firm.REMINDER) -> Days:
    """A day without its year: the next one to come; asked about when it has only just passed."""
    return Days(lambda today: _around(today, month, day), firm, asks="past")


def in_month(months: int, day: int) -> Days:
    """下月5日: that day of the month so many months ahead."""

    def on(today: date) -> tuple[date, ...]:
        year, month = _month(today, months)
        return real(year, month, day)

    return Days(on)


def day_of_month(day: int) -> Days:
    """A day such as "the 15th": of this month; when that has passed, next month's is offered."""

    def on(today: date) -> tuple[date, ...]:
        found = [real(*_month(today, ahead), day) for ahead in range(4)]
        this = found[0]
        return this if this and this[0] >= today else this + next(filter(None, found[1:]), ())

    return Days(on, Firm.NEVER, asks="past")


def nth_weekday(nth: int, iso: int, months: int = 0) -> Days:
    """The first Monday of the month (-1: the last): of this month, or of the next where it has passed."""

    def on(today: date) -> tuple[date, ...]:
        found = [day for ahead in (months, months + 1) for day in _nth(*_month(today, ahead), nth, iso)]
        return tuple(day for day in found if months or day >= today)[:1]

    return Days(on)


def _nth(year: int, month: int, nth: int, iso: int) -> tuple[date, ...]:
    last = calendar.monthrange(year, month)[1]
    days = [day for day in range(1, last + 1) if date(year, month, day).isoweekday() == iso]
    return real(year, month, days[nth - 1 if nth > 0 else nth])


def end_of_month(months: int) -> Days:
    """The last day of the month so many months ahead."""
    return Days(lambda today: _last(*_month(today, months)), span=True)


def end_of_named_month(month: int) -> Days:
    """12月底: its next last day; asked about when that has only just passed."""

    def on(today: date) -> tuple[date, ...]:
        lasts = [last for years in (-1, 0, 1) for last in _last(today.year + years, month)]
        return nearest(lasts, today)

    return Days(on, span=True, asks="past")


def end_of_year(years: int) -> Days:
    """31 December of the year so many years ahead."""
    return Days(lambda today: real(today.year + years, 12, 31), span=True)


def end_of_week(weeks: int) -> Days:
    """Its Friday or its Sunday: asked about."""
    ends = (5, 7)
    return Days(
        lambda today: tuple(day for iso in ends for day in _of_week(today, iso, weeks)),
        asks="ambiguous",
        span=True,
    )


def numeric(first: int, second: int, year: int | None) -> Days:
    """04/12/2026: the day first, or the month first."""
    pairs = {(second, first), (first, second)}
    if year is None:
        rules = [yearless(month, day).on for month, day in sorted(pairs) if real(2000, month, day)]
        return Days(
            lambda today: tuple(d for rule in rules for d in rule(today)), Firm.NEVER, asks="ambiguous"
        )
    found = tuple(day for month, day_ in sorted(pairs) for day in real(year, month, day_))
    return Days(lambda _: found, asks="ambiguous")


def short_year(first: int, second: int, third: int) -> Days:
    """04/12/26: the day, the month or the year first."""
    orders = {(third, second, first), (third, first, second), (first, second, third)}
    found = tuple(day for year, month, day_ in sorted(orders) for day in real(2000 + year, month, day_))
    return Days(lambda _: found, asks="ambiguous")


def months_later(start: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter."""
    year, month = _month(start, months)
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def _around(today: date, month: int, day: int) -> tuple[date, ...]:
    years = range(max(today.year - 1, 1), min(today.year + _LEAP_CYCLE, 9999))
    days = [found for year in years for found in real(year, month, day)]
    return nearest(days, today)


def nearest(days: list[date], today: date) -> tuple[date, ...]:
    """The first to come, and before it the one that has only just passed, if there is one."""
    gone = [day for day in days if timedelta(0) < today - day <= _JUST_PAST]
    return tuple(gone + [day for day in days if day >= today][:1])


def working_days_on(day: date, count: int, countries: Iterable[str]) -> tuple[date, ...]:
    """The day that is so many days of work in all these countries away from that one; -1: the last before."""
    step, left = (1 if count > 0 else -1), abs(count)
    for _ in range(_MOST_DAYS):
        day += timedelta(days=step)
        left -= all(is_working_day(day, country) for country in countries)
        if not left:
            return (day,)
    return ()


def _of_week(today: date, iso: int, weeks: int) -> tuple[date, ...]:
    return _moved(today, 7 * weeks + iso - today.isoweekday())


def _moved(today: date, days: int) -> tuple[date, ...]:
    try:
        return (today + timedelta(days=days),)
    except OverflowError:
        return ()


def _month(today: date, months: int) -> tuple[int, int]:
    """Year and month so many months ahead."""
    years, month = divmod(today.month - 1 + months, 12)
    return today.year + years, month + 1


def _last(year: int, month: int) -> tuple[date, ...]:
    return real(year, month, calendar.monthrange(year, month)[1]) if year <= 9999 else ()
