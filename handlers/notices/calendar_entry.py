"""A meeting as an entry for calendars (RFC 5545)."""

from datetime import UTC, datetime, timedelta

import icalendar

from handlers.notices import recurrence
from handlers.notices.item import key
from handlers.notices.series import is_series, jumped_over, nominal, rule_of, zone_of
from handlers.notices.words import in_language
from handlers.times import clock_changes
from handlers.vocabulary.made_files import MadeFile
from handlers.vocabulary.voice import Voice
from storage import items, meetings
from storage.notices import Notice, NoticeState
from storage.people import Agency

_AHEAD = timedelta(days=400)  # until when dates that the clocks jump over are written out


def calendar_entry(voice: Voice, notice: Notice) -> MadeFile:
    """For any calendar: the same entry is moved or cancelled by a later one. A series is one entry by its
    rule, without the dates that are cancelled; beside it those that were moved."""
    ref = items.reference_of(voice.work, key(notice))
    made = icalendar.Calendar()
    made.add("prodid", "-//Liaison//EN")
    made.add("version", "2.0")
    made.add("method", "CANCEL" if _is_off(notice) else "PUBLISH")
    entries = _of_series(voice, notice) if is_series(notice) else [_of_date(voice, notice, notice.starts_at)]
    for part in (_zone(notice), *entries):
        made.add_component(part)
    return MadeFile(f"{ref}.ics", "text/calendar", made.to_ical())


def _zone(notice: Notice) -> icalendar.Timezone:
    """Its clock and when that is changed, from the year before on: by rule, which every calendar reads."""
    made = icalendar.Timezone()
    made.add("tzid", notice.zone)
    first = notice.starts_at or notice.made_at
    for change in clock_changes.changes(zone_of(notice), first.year - 1):
        part = icalendar.TimezoneDaylight() if change.is_summer else icalendar.TimezoneStandard()
        part.add("dtstart", change.wall)
        part.add("tzoffsetfrom", change.before)
        part.add("tzoffsetto", change.after)
        part.add("tzname", change.name)
        if change.rule:
            part.add("rrule", dict(change.rule))
        made.add_component(part)
    return made


def _is_off(notice: Notice) -> bool:
    never = notice.ends_at is not None and notice.starts_at is not None and notice.ends_at <= notice.starts_at
    return notice.state is NoticeState.RECALLED or (is_series(notice) and never)


def _of_date(voice: Voice, notice: Notice, starts: datetime | None) -> icalendar.Event:
    """`starts` on any clock: written on that of the zone it was called in."""
    begins = (starts or voice.now).astimezone(zone_of(notice))
    ends = begins.astimezone(UTC) + timedelta(minutes=notice.minutes)  # over a change of the clocks, too
    said, entry = in_language(voice, notice), icalendar.Event()
    for name, value in (
        ("uid", f"{items.reference_of(voice.work, key(notice))}@liaison"),
        ("dtstamp", voice.now),
        ("dtstart", begins),
        ("dtend", ends.astimezone(zone_of(notice))),
        ("sequence", notice.version),
        ("summary", said.splitlines()[0]),
        ("description", said),
        ("status", "CANCELLED" if _is_off(notice) else "CONFIRMED"),
    ):
        entry.add(name, value)
    entry.add("organizer", _organizer(voice, notice))
    return entry


def _of_series(voice: Voice, notice: Notice) -> list[icalendar.Event]:
    starts = notice.starts_at or voice.now
    entry = _of_date(voice, notice, starts)
    entry["dtstart"] = icalendar.vDDDTypes(nominal(notice, starts))
    entry.add("rrule", recurrence.as_recurrence(rule_of(notice), notice.ends_at))
    changed = meetings.changed_dates(voice.work, notice.id)
    if cancelled := [at for at, row in changed.items() if row.starts_at is None]:
        entry.add("exdate", [nominal(notice, at) for at in cancelled])
    moved = {at: row.starts_at for at, row in changed.items() if row.starts_at is not None}
    jumped = {at: at for at in jumped_over(notice, max(starts, voice.now) + _AHEAD) if at not in changed}
    others = [_instead(voice, notice, at, then) for at, then in sorted({**jumped, **moved}.items())]
    return [entry, *others]


def _instead(voice: Voice, notice: Notice, original: datetime, starts: datetime) -> icalendar.Event:
    entry = _of_date(voice, notice, starts)
    entry.add("recurrence-id", nominal(notice, original))
    return entry


def _organizer(voice: Voice, notice: Notice) -> icalendar.vCalAddress:
    """Calendars want one (RFC 5546); nobody is written to by mail."""
    said = icalendar.vCalAddress("mailto:nobody@liaison.invalid")
    said.params["cn"] = icalendar.vText(voice.agency(voice.work.need(Agency, notice.agency_id)))
    return said
