"""A meeting as an entry for calendars (RFC 5545)."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import icalendar

from handlers.core import access
from handlers.notices.item import handling, key
from handlers.notices.words import in_language
from handlers.vocabulary.made_files import MadeFile
from handlers.vocabulary.voice import Voice
from storage import items, people
from storage.notices import Notice, NoticeState
from storage.people import Agency, Officer


def calendar_entry(voice: Voice, notice: Notice) -> MadeFile:
    """For any calendar: the same entry is moved or cancelled by a later one."""
    ref, said = items.reference_of(voice.work, key(notice)), in_language(voice, notice)
    cancelled = notice.state is NoticeState.RECALLED
    entry = icalendar.Event()
    author = voice.work.need(Officer, notice.author_id)
    starts = (notice.starts_at or voice.now).astimezone(ZoneInfo(author.zone))
    for name, value in (
        ("uid", f"{ref}@liaison"),
        ("dtstamp", voice.now),
        ("dtstart", starts),
        ("dtend", starts + timedelta(minutes=notice.minutes)),
        ("sequence", notice.version),
        ("summary", said.splitlines()[0]),
        ("description", said),
        ("status", "CANCELLED" if cancelled else "CONFIRMED"),
    ):
        entry.add(name, value)
    entry.add("organizer", _organizer(voice, notice))
    made = icalendar.Calendar()
    made.add("prodid", "-//Liaison//EN")
    made.add("version", "2.0")
    made.add("method", "CANCEL" if cancelled else "PUBLISH")
    made.add_component(entry)
    made.add_missing_timezones()
    return MadeFile(f"{ref}.ics", "text/calendar", made.to_ical())


def _organizer(voice: Voice, notice: Notice) -> icalendar.vCalAddress:
    """Calendars want one (RFC 5546); nobody is written to by mail."""
    said = icalendar.vCalAddress("mailto:nobody@liaison.invalid")
    said.params["cn"] = icalendar.vText(voice.agency(voice.work.need(Agency, notice.agency_id)))
    return said


def as_file(voice: Voice, notice: Notice) -> Sequence[MadeFile]:
    """Nothing where its text may not be shown, nor while all content is stopped."""
    may_go = voice.holds(handling(notice)) and not people.is_on(voice.work, access.LOCKDOWN)
    return (calendar_entry(voice, notice),) if may_go else ()
