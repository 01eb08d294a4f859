"""Who comes to a meeting, at a glance: how many, and from which agencies."""

from collections import Counter
from collections.abc import Mapping

from handlers.notices.series import Held, effective, is_series, next_date
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, text
from handlers.vocabulary.voice import Voice
from storage import meetings
from storage.notices import Notice
from storage.people import Agency

_MOST_NAMED = 15  # agencies of one answer
_NAMED = {
    "yes": N_("Come: "),
    "no": N_("Cannot: "),
    "maybe": N_("May come: "),
    "": N_("Have not said: "),
}


def said(voice: Voice, notice: Notice) -> Text | None:
    """ "5 come · 2 cannot · 3 have not said" and who that is; of a series, to its next date."""
    date = next_date(voice.work, notice) or _only(notice)
    if date is None:
        return None
    found = _answers(voice, notice, date)
    counts = _counted(voice, {answer: agencies.total() for answer, agencies in found.items()})
    next_one = voice.t("Next: %(time)s", time=voice.when(date.starts)) if is_series(notice) else None
    named = [_named(voice, _NAMED[answer], agencies) for answer, agencies in found.items()]
    return lines(dim(next_one) if next_one else None, bold(" · ".join(counts)), *named)


def _counted(voice: Voice, found: Mapping[str, int]) -> list[str]:
    """Who may come is named where there is somebody."""
    may_come = voice.n("%(count)s may come", "%(count)s may come", found["maybe"])
    return [
        voice.n("%(count)s comes", "%(count)s come", found["yes"]),
        voice.n("%(count)s cannot", "%(count)s cannot", found["no"]),
        *([may_come] if found["maybe"] else []),
        voice.n("%(count)s has not said", "%(count)s have not said", found[""]),
    ]


def _only(notice: Notice) -> Held | None:
    """A single meeting that is over still says who came."""
    starts = notice.starts_at
    return Held(starts, starts) if starts is not None and not is_series(notice) else None


def _answers(voice: Voice, notice: Notice, date: Held) -> dict[str, Counter[int]]:
    found: dict[str, Counter[int]] = {answer: Counter() for answer in _NAMED}
    for agency, invited, own in meetings.answers(voice.work, notice.id, date.original):
        found[effective(date, invited, own)][agency] += 1
    return found


def _named(voice: Voice, label: str, agencies: Counter[int]) -> Piece:
    if not agencies:
        return None
    rows = voice.work.by_id(Agency, agencies)
    names = [_name(voice, rows[one], count) for one, count in agencies.items() if one in rows]
    shown, more = names[:_MOST_NAMED], voice.more(len(names) - _MOST_NAMED)
    return text(dim(voice.t(label)), voice.listed([*shown, *([more] if more else [])]))


def _name(voice: Voice, agency: Agency, count: int) -> str:
    return voice.agency(agency) + (f" ({voice.number(count)})" if count > 1 else "")
