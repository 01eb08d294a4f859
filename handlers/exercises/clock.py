"""The time of an exercise, told from its start: "D+2 H+3 M+30"; never a date."""

import re

_UNITS = {"D": 86400, "H": 3600, "M": 60}
_PART = re.compile(r"([DHM])\+(\d{1,4})", re.ASCII)
_LENGTH = re.compile(
    r"(\d{1,4})\s*(days?|d|天|日|hours?|hrs?|h|个?小时|时|minutes?|mins?|m|分钟?)", re.ASCII | re.IGNORECASE
)
_OF_WORD = {"d": "D", "天": "D", "日": "D", "h": "H", "小": "H", "个": "H", "时": "H", "m": "M", "分": "M"}


def read(written: str) -> int:
    """Seconds. ValueError: it is no such time."""
    parts = written.split()
    found = [_PART.fullmatch(part) for part in parts]
    if not parts or not all(found):
        raise ValueError(f"{written!r} is no time such as D+2 H+3")
    return sum(_UNITS[part[1]] * int(part[2]) for part in found if part)


def shown(seconds: int) -> str:
    """The same in every language."""
    days, left = divmod(seconds, _UNITS["D"])
    hours, left = divmod(left, _UNITS["H"])
    minutes = left // _UNITS["M"]
    return f"D+{days} H+{hours}" + (f" M+{minutes}" if minutes else "")


def length(typed: str) -> int | None:
    """Seconds of "2 hours 30 minutes", "1d" or 2小时; None: it says no length."""
    rest = _LENGTH.sub("", typed).strip(" +,，")
    found = _LENGTH.findall(typed)
    if not found or rest:
        return None
    return sum(int(count) * _UNITS[_OF_WORD[unit[0].lower()]] for count, unit in found)
