"""Dates and times in figures, the same in every language: 2026-12-04, 04/12/2026, 17:00."""

import re

from handlers.dates.days import dated, numeric, short_year, yearless
from handlers.dates.patterns import pattern
from handlers.dates.pieces import Clock, Days, Firm, Vague


def _numeric(match: re.Match[str]) -> Days:
    return numeric(int(match[1]), int(match[2]), int(match[3]))


PATTERNS = (
    pattern(
        r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![-/]|\.\d)",
        lambda m: dated(int(m[1]), int(m[3]), int(m[4]), Firm.ALWAYS),
    ),
    pattern(r"(\d{1,2})/(\d{1,2})/(\d{4})", _numeric),
    pattern(r"(\d{1,2})-(\d{1,2})-(\d{4})", _numeric),
    # points between day, month and year are a European habit, where the day comes first
    pattern(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", lambda m: dated(int(m[3]), int(m[2]), int(m[1]))),
    pattern(
        r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2})(?![\d/.-])",
        lambda m: short_year(int(m[1]), int(m[3]), int(m[4])),
    ),
    pattern(r"(\d{1,2})/(\d{1,2})(?![/\d])", lambda m: numeric(int(m[1]), int(m[2]), None)),
    # a European day and month, a point behind both; before a Chinese part of the day the month stands first
    pattern(
        r"(\d{1,2})\. ?(\d{1,2})\.(?= ?(?:\d{1,2}[:.h]|$|[a-z]))", lambda m: yearless(int(m[2]), int(m[1]))
    ),
    pattern(
        r"(\d{1,2})\.(\d{1,2})(?= ?(?:[上下]午|中午|早上|晚上|[一二两三四五六七八九十\d]{1,3}点))",
        lambda m: yearless(int(m[1]), int(m[2])),
    ),
    pattern(
        r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?(?!:|\.\d)(?: ?(?:hrs|hours|h|uhr)(?![a-z]))?",
        lambda m: Clock(int(m[1]), int(m[2]), int(m[3] or 0)),
    ),
    pattern(r"(\d{1,2}):(\d{1,2})?[:\d.]*", lambda _: Vague()),
    # five in the afternoon where French is written, seventeen hours elsewhere
    pattern(r"(?:1[3-9]|2[0-3])h", lambda _: Vague()),
)
# these mean a time only after a day: 17.00 alone is a number
AFTER_A_DAY = (
    pattern(r"(?:at |around |about )?(\d{1,2})ish", lambda m: Clock(int(m[1]), kind="bare")),
    pattern(
        r"(?:at )?(\d{1,2})\.(\d{2})(?!\.?\d)(?: ?(?:uhr|h|hrs)(?![a-z]))?",
        lambda m: Clock(int(m[1]), int(m[2])),
    ),
    pattern(r"(?:at )?(\d{1,2})h(\d{2})?", lambda m: Clock(int(m[1]), int(m[2] or 0))),
    pattern(
        r"(?:at )?([01]\d|2[0-3])([0-5][05])(?: ?(?:uhr|h|hrs)(?![a-z]))?(?![\d年个名人])",
        lambda m: Clock(int(m[1]), int(m[2])),
    ),
)
