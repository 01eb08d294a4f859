"""Which times of the day a clock time may mean: 5 o'clock is one in the morning and one in the afternoon."""

from handlers.dates.pieces import Clock, Part

_Hours = dict[int, tuple[int, ...]]


def _same(first: int, last: int, add: int = 0) -> _Hours:
    return {hour: (hour + add,) for hour in range(first, last + 1)}


# hour as it was typed → hours of the day, 24 and more being the night that follows; missing: a contradiction
_IN_PART: dict[Part, _Hours] = {
    Part.DAWN: _same(0, 6) | {12: (0,)},
    Part.MORNING: _same(1, 11) | {12: (0, 12)},
    Part.NOON: _same(11, 14) | _same(1, 2, 12),
    Part.AFTERNOON: _same(1, 7, 12) | {12: (12, 24)} | _same(13, 19),
    Part.EVENING: {0: (0, 24), 12: (24,)}
    | {hour: (hour, hour + 24) for hour in range(1, 5)}
    | _same(5, 11, 12)
    | _same(17, 24),
}
_OF_KIND: dict[str, _Hours] = {
    "exact": _same(0, 24),
    "bare": {0: (0,), 12: (12, 24)} | {hour: (hour, hour + 12) for hour in range(1, 12)} | _same(13, 24),
    "am": _same(0, 11) | {12: (0, 24)},  # 12 am Friday: as Friday begins, or as it ends
    "pm": _same(1, 11, 12) | _same(12, 23),
    "midnight": {0: (0, 24)},
}


def seconds(clock: Clock, part: Part | None) -> tuple[int, ...]:
    """Seconds from the beginning of the day (24 h and more: the night that follows); none: no such time."""
    if clock.minute > 59 or clock.second > 59 or (clock.hour > 23 and clock.minute):
        return ()
    hours = _OF_KIND[clock.kind].get(clock.hour, ())
    if part and clock.kind in {"exact", "bare"}:
        hours = _IN_PART[part].get(clock.hour, ())
    elif part is Part.EVENING:  # "tonight at midnight", "Friday night 12 am"
        hours = hours[-1:]
    return tuple(3600 * hour + 60 * clock.minute + clock.second for hour in hours)


def of_part(part: Part, one: bool) -> tuple[int, ...]:
    """A part of the day with no hour: its beginning and its end; with `one`, a morning is its beginning."""
    hours = part.value[:1] if one and part is Part.MORNING else dict.fromkeys(part.value)
    return tuple(3600 * hour for hour in hours)
