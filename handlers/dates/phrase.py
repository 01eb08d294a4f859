"""The date phrase at the head of a text: pieces in any order, as long as they make sense together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from handlers.dates import chinese, english, feasts, figures, weeks
from handlers.dates.patterns import inside_word, matches
from handlers.dates.pieces import Clock, Days, Firm, Length, Part, Piece, Repeat, Vague, Zones
from handlers.dates.plain_text import Typed
from handlers.dates.results import Purpose
from handlers.dates.zones import zones_at

_PATTERNS = (*weeks.PATTERNS, *feasts.PATTERNS, *figures.PATTERNS, *english.PATTERNS, *chinese.PATTERNS)
_GAP = re.compile(r"[ ,(]*")
_CLOSE = re.compile(r" *\)")
_ALSO = re.compile(r" *· *")
# two dates or times that belong together are a range or a choice, and no deadline
_RANGE = re.compile(r"-|~|/| *[至到或、]者? *| +(?:to|or|and) +")
_MOST_GROUPS = 4


@dataclass
class Phrase:
    """What was read, and where it ends in the plain text."""

    end: int = 0
    days: list[Days] = field(default_factory=list)
    part: Part | None = None
    clock: Clock | None = None
    zones: list[Zones] = field(default_factory=list)
    maybe: list[Zones] = field(default_factory=list)  # a zone, or the first word of the text that follows
    length: Length | None = None
    repeat: Repeat | None = None
    vague: bool = False
    before: bool = False
    lead: Literal["by", "on"] | None = None
    firm: Firm = Firm.NEVER
    also: "Phrase | None" = None  # "· 10:00 Madrid": the same instant once more
    is_repeated: bool = False
    ahead: Length | None = None  # "half an hour before 14:00", 12月21日前三天

    def takes(self, piece: Piece) -> bool:
        """Whether one more piece makes sense beside what there is."""
        match piece:
            case Days():
                if self.repeat:
                    return self.repeat.any_day and not self.days and piece.weekday is not None
                return not (self.length or self.vague) and self._is_one_more_day(piece)
            case Clock():
                return self.clock is None and not self._counts_seconds() and not self.vague
            case Part():
                return self.part is None and not self._counts_seconds() and not self.vague
            case Length():
                return not (self.days or self.clock or self.part or self.length or self.repeat or self.vague)
            case Repeat():
                return not (self.length or self.repeat or self.vague) and self._can_repeat(piece)
            case Vague():
                is_of_text = piece.repeats and self.lead == "by"  # "by 18 December weekly report"
                return not (self.clock or self.vague or self.length or is_of_text)
            case Zones():
                return True

    def _can_repeat(self, piece: Repeat) -> bool:
        """ "Monday 9:00 every second week" is one date; "Friday 9:00 weekly report" ends in its text."""
        if not piece.any_day or not self.days:
            return not self.days and not (piece.firm is Firm.NEVER and (self.clock or self.part))
        return piece.firm is not Firm.NEVER and all(one.weekday is not None for one in self.days)

    def _is_one_more_day(self, piece: Days) -> bool:
        """A weekday and a date may stand together, two days of one kind may not."""
        if len(self.days) == 1:
            return (self.days[0].weekday is None) != (piece.weekday is None)
        return not self.days

    def _counts_seconds(self) -> bool:
        return self.length is not None and self.length.seconds > 0

    def add(self, piece: Piece) -> None:
        match piece:
            case Days():
                self.days.append(piece)
            case Clock():
                self.clock = piece
            case Part():
                self.part = piece
            case Length():
                self.length = piece
            case Repeat():
                self.repeat = piece
            case Vague():
                self.vague = True
            case Zones():
                self.zones.append(piece)
        firm = Firm.NEVER if isinstance(piece, Part) else piece.firm
        self.firm = max(self.firm, firm, key=lambda one: one.value)

    def says_something(self) -> bool:
        return bool(self.days or self.clock or self.length or self.repeat or self.vague)

    def leaves_hour_open(self) -> bool:
        """Whether "today at 9" was typed: asked about, even when nine in the morning has passed."""
        return (
            self.part is not None if self.clock is None else self.clock.kind == "bare" and self.part is None
        )

    def is_meant(self, purpose: Purpose) -> bool:
        """Whether this, before a longer text, is surely the date of the command and not of the text."""
        if self.lead == "by" or self.firm is Firm.ALWAYS:
            return True
        together = bool(self.days) + bool(self.clock) + (self.part is not None) > 1
        return purpose == "reminder" and (self.lead == "on" or self.firm is Firm.REMINDER or together)


def phrase_at(text: Typed, at: int, groups: int = _MOST_GROUPS, repeats: bool = False) -> Phrase | None:
    """The phrase that begins at `at`; None where none does. `repeats`: it says an instant once more."""
    phrase = Phrase(is_repeated=repeats)
    at = _ahead(phrase, text, at)
    at = _lead(phrase, text, at)
    while (end := _next(phrase, text, at)) is not None:
        phrase.end = at = end
    if not phrase.says_something():
        return None
    if _behind(phrase, text):  # 除夕前一天上午十点
        while phrase.clock is None and (end := _next(phrase, text, phrase.end)) is not None:
            phrase.end = end
    else:
        _tail(phrase, text)
    _more(phrase, text, groups)
    return phrase


def _ahead(phrase: Phrase, text: Typed, at: int) -> int:
    found = english.AHEAD.match(text.plain, _skip(text, at))
    length = english.length_of(found[1] or f"a {found[2]}") if found is not None else None
    if found is None or not isinstance(length, Length):
        return at
    phrase.ahead, phrase.firm = length, Firm.REMINDER
    return found.end()


def _behind(phrase: Phrase, text: Typed) -> bool:
    """前三天 behind a day or a time, which is then no 前 of its own."""
    found = chinese.BEHIND.match(text.plain, phrase.end)
    length = chinese.length_of(found[1]) if found is not None else None
    if found is None or not isinstance(length, Length) or phrase.length or phrase.repeat:
        return False
    phrase.end, phrase.ahead = found.end(), length
    phrase.firm = Firm.ALWAYS
    return True


def _lead(phrase: Phrase, text: Typed, at: int) -> int:
    at = _skip(text, at)
    for lead in (english.LEAD, chinese.LEAD):
        match = lead.match(text.plain, at)
        if match and not inside_word(text.plain, match.end()):
            phrase.lead = "by"
            phrase.before = bool(match.groupdict().get("before"))
            return match.end()
    return at


def _next(phrase: Phrase, text: Typed, at: int) -> int | None:
    """Take the longest piece after `at`, over a joining word where that is needed; its end, or None."""
    start = _skip(text, at)
    for join in (None, english.JOIN, chinese.JOIN):
        begin = start
        if join:
            match = join.match(text.plain, start)
            if not match or inside_word(text.plain, match.end()):
                continue
            begin = _skip(text, match.end())
        end = _longest(phrase, text, begin)
        if end is not None:
            if join and not phrase.lead and not phrase.end:
                phrase.lead = "on"
            return end
    return None


def _longest(phrase: Phrase, text: Typed, at: int) -> int | None:
    found = [(end, pieces) for end, pieces in _pieces(phrase, text, at) if all(map(phrase.takes, pieces))]
    if not found:
        _maybe(phrase, text, at)
        return None
    end, pieces = max(found, key=lambda pair: pair[0])
    for piece in pieces:
        phrase.add(piece)
    if closed := _CLOSE.match(text.plain, end):
        return closed.end()
    return end


def _pieces(phrase: Phrase, text: Typed, at: int) -> Iterator[tuple[int, tuple[Piece, ...]]]:
    if phrase.days or phrase.repeat:
        yield from matches(figures.AFTER_A_DAY, text.plain, at)
    yield from matches(_PATTERNS, text.plain, at)
    for end, zone, is_sure in zones_at(text, at, phrase.clock is not None):
        if is_sure or phrase.is_repeated:
            yield end, (zone,)


def _maybe(phrase: Phrase, text: Typed, at: int) -> None:
    """A city after the time that may be its zone, or where the text begins: kept for both readings."""
    if phrase.clock and not phrase.zones:
        phrase.maybe = [
            zone
            for _, zone, is_sure in zones_at(text, at, after_clock=True)
            if isinstance(zone, Zones) and not is_sure
        ]


def _tail(phrase: Phrase, text: Typed) -> None:
    tail = chinese.TAIL.match(text.plain, phrase.end)
    if tail:
        phrase.end, phrase.lead = tail.end(), "by"
        phrase.before = phrase.before or bool(tail["before"])


def _more(phrase: Phrase, text: Typed, groups: int) -> None:
    """A second phrase that belongs to this one."""
    for mark in (_ALSO, _RANGE):
        match = mark.match(text.plain, phrase.end) if groups else None
        more = phrase_at(text, match.end(), groups - 1, mark is _ALSO) if match else None
        if more is None:
            continue
        phrase.end = more.end
        if mark is _ALSO:
            phrase.also = more
        else:
            phrase.vague = True
        return


def _skip(text: Typed, at: int) -> int:
    match = _GAP.match(text.plain, at)
    return match.end() if match else at
