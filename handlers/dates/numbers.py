"""Numbers in figures and in words of both languages."""

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UP_TO_FIFTEEN = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_ENGLISH = {word: value for value, word in enumerate(_UP_TO_FIFTEEN.split(), 1)} | {
    "a": 1,
    "an": 1,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "sixty": 60,
    "ninety": 90,
}

FIGURES = r"\d{1,4}"
CHINESE = "(?:" + FIGURES + "|[零〇一二两三四五六七八九十百]{1,5})"
ENGLISH = "(?:" + FIGURES + "|" + "|".join(sorted(_ENGLISH, key=len, reverse=True)) + ")"


def number(text: str) -> int:
    """What a number matched by one of the patterns above is worth; -1 for characters that make none.

    >>> [number(text) for text in ("17", "three", "二十五", "十二", "两", "二〇二六")]
    [17, 3, 25, 12, 2, 2026]
    """
    if text.isdecimal():
        return int(text)
    if text in _ENGLISH:
        return _ENGLISH[text]
    if not set(text) & set("十百"):
        return int("".join(str(_DIGITS[char]) for char in text))
    return _counted(text)


def _counted(text: str) -> int:
    """二百, 一百二十, 二十五, 十, 一百零五: hundreds, tens and ones in that order, or no number at all."""
    hundreds, has_hundreds, rest = text.rpartition("百")
    tens, has_tens, ones = rest.lstrip("零").rpartition("十")
    if any(len(part) > 1 or part in {"百", "十"} for part in (hundreds, tens, ones)):
        return -1
    total = 100 * _DIGITS.get(hundreds, 1) if has_hundreds else 0
    total += 10 * _DIGITS.get(tens, 1) if has_tens else 0
    return total + _DIGITS.get(ones, 0)
