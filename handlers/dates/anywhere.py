"""Date phrases wherever they stand in a line: "call Beijing tomorrow at 9am", 两小时后提醒我发名单.

A phrase at the head or at the end of a line is its date; one in the middle may belong to what is told.
Nothing is guessed: where two phrases can be meant, both are given back to be asked about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.dates import chinese, english
from handlers.dates.meaning import meaning
from handlers.dates.patterns import inside_word
from handlers.dates.phrase import Phrase, phrase_at
from handlers.dates.pieces import Firm, Length
from handlers.dates.plain_text import Typed, typed
from handlers.dates.results import NotUnderstood, Purpose, Understood

_LONGEST = 500  # characters in which phrases are looked for
_MOST = 6  # phrases of one line: what has more is a story
# where a phrase can begin: a figure, or a word that one begins with; joining words only before such a word
_JOINED = (
    r"(?:(?:no later than|not later than|due(?: by| on)?|deadline:?|before|prior to|until|till|by|on|at|in"
    r"|within|from|for|the|of|around|about) )*"
)
_WORDS = (
    r"\d|today|tonight|heute|oggi|vandaag|aujourd|morgen|demain|ma[nñ]ana|domani|imorgon"
    r"|übermorgen|uebermorgen"
    r"|overmorgen|après|dopodomani|tmw|tomo|day before|week before|hlaf|halve|quater"
    r"|tomm?orr?ow|tmrw|2moro|tmr|day after"
    r"|yesterday|last night|(?:mon|tue|wed|thu|fri|sat|sun)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|this"
    r" |next |coming |last |end of|close of|eod|cob|eom|month"
    r"|year|noon|midday|lunch|midnight|morning|afternoon|evening|night|half|quarter|every|each|daily|weekly|monthly"
    r"|yearly|fortnight|weekdays|workdays|working days|soon|asap|first |second |third"
    r" |christmas|xmas|easter|good friday|boxing day|new year|chinese new year|lunar new year|spring festival"
    r"|lantern festival|qingming|tomb|dragon boat|mid-autumn|moon festival|may day|chinese national"
    r"|epiphany|three kings|all saints"
    r"|a |an |one|two|three|four"
    r"|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|sixty|ninety"
)
_BEGINS = re.compile(
    rf"(?<![a-z0-9]){_JOINED}(?:{_WORDS})"
    "|(?:请|务必)*(?:于|在|截至|截止(?:到|至|日期)?|最迟|最晚|限期?|到)?[于在:]?"
    "(?:大?[今明后昨前][天日早晚夜年儿一]|[本这下上]+个?[周星礼月]|周|星期|礼拜|逢|每|隔[一1]?[周天日]|天天|月[底末]|年[底末]|工作日"
    "|差[一二两三四五六七八九十半\\d]|一大?早|大清早|[早晚](?=[一二三四五六七八九十\\d])|凌晨|清晨|早[上晨]|上午|中午|正午|下午|午后|傍晚|晚[上间]|夜[里间]|深夜|半[夜个天]|午夜|子夜|过|再过|[零〇一二两三四五六七八九十半]"
    "|农历|阴历|旧历|大年|正月|春节|国庆|中秋|元旦|除夕|年三十|元宵|清明|端午|劳动节|圣诞|平安夜|复活节|跨年|下班|尽快|等会|一会)"
)
_EDGE = re.compile(r"[\s,，.。:：;；!！?？、()（）\-–—]*")
_POLITE = re.compile(
    r"(?:[\s,，.。:：;；!！?？、()（）-]|please|pls|thanks|thank you"
    r"|at the latest|latest|即可|谢谢|吧|啊|哦|答复|回复|反馈|回函|要|之前)*"
)
_NEEDED = re.compile(
    r"(?:(?:we |i )?need(?:ed)?(?: (?:it|this|an? answer|an? reply|answer|reply))?"
    r"|(?:please )?(?:answer|reply|respond)"
    r"(?: (?:needed|us|me|back))?|deadline:?|请|需|要)\s*$"
)
_ANSWERED = re.compile(
    r"\s*(?:给?(?:我们?)?(?:答复|回复|反馈|回函)(?:我们?|即可|为盼)?|(?:please|pls|at the latest)(?![a-z]))"
)


@dataclass(frozen=True)
class Mention:
    """A phrase, and where it stands in the raw text."""

    phrase: Phrase
    start: int
    end: int
    plain_start: int

    @property
    def is_strong(self) -> bool:
        """More than a number or a word that may be anything: "in two hours", not "the 15th"."""
        phrase = self.phrase
        together = bool(phrase.days) + (phrase.clock is not None) + (phrase.part is not None) > 1
        return phrase.lead is not None or phrase.firm is not Firm.NEVER or together


def mentions(text: str) -> tuple[Typed, list[Mention]]:
    """All phrases of a line, from its head on."""
    plain = typed(text, _LONGEST)
    return plain, list(_mentions(plain))


def _mentions(text: Typed) -> Iterator[Mention]:
    at, found = 0, 0
    while found < _MOST and (begins := _BEGINS.search(text.plain, at)) is not None:
        start = begins.start()
        phrase = phrase_at(text, start)
        if phrase is None or inside_word(text.plain, phrase.end):
            at = _after_word(text.plain, start)
            continue
        raw_start, raw_end = text.starts[start], text.raw_end(phrase.end)
        yield Mention(phrase, raw_start, raw_end, start)
        at, found = phrase.end, found + 1


def _after_word(plain: str, at: int) -> int:
    """A joining word may be no part of a phrase that the next word begins."""
    end = at + 1
    while end < len(plain) and plain[end].isascii() and plain[end].isalnum():
        end += 1
    return end


@dataclass(frozen=True)
class Read:
    """What a line says: the date, its words as they were typed, and the line without them."""

    result: Understood | NotUnderstood
    typed: str
    rest: str
    at_edge: bool = True
    is_sure: bool = True  # nothing beside it looks like more of it


# what a time may go on with, or begin with: where it is left over, the date was read in part only
_LEFT_BEFORE = re.compile(
    r"(?<![a-z])(?:between|from|before|after|past|to|until|and"
    r"|or|minutes?|mins?|hours?|half an hour|an hour|days?|weeks?"
    r"|quarter|half|quarters? of|quarter of)$|\d$|(?:从|至|到|或)$"
)
_LEFT_BEHIND = re.compile(
    r"(?:past|to \d|and \d|or \d|before|after|minutes|hours|o'clock)(?![a-z])|\d{1,2}[:.h点时]|\d{3,4}(?!\d)"
    r"|的?[前后][一二两三四五六七八九十\d半]|[一二两三四五六七八九十半\d]{1,3}(?:小时|分钟|刻钟|天|周|点)|[至到或]"
)


def _is_whole(text: Typed, one: Mention) -> bool:
    before = text.plain[: one.plain_start].rstrip(" ,")
    behind = text.plain[one.phrase.end :].lstrip(" ,")
    return _LEFT_BEFORE.search(before[-20:]) is None and _LEFT_BEHIND.match(behind) is None


def reminder(text: str, zone: ZoneInfo, now: datetime) -> Read | None:
    """The date of a line that is a reminder; None where it has none."""
    line = text.strip()
    plain, every = mentions(line)
    found = [one for one in every if not _is_ruled_out(plain, one)]
    strong = [one for one in found if one.is_strong]
    edge = [one for one in found if _at_edge(plain, one)]
    chosen = next(iter([one for one in edge if one.is_strong] or (strong or edge)), None)
    if chosen is None:
        return None
    other = next((one for one in found if one is not chosen and _completes(chosen, one)), None)
    result = meaning(chosen.phrase, zone, now, "reminder")
    near = next((one for one in found if _completes(chosen, one) and _is_near(plain, chosen, one)), None)
    if near is not None and (both := _together(plain, chosen, near, zone, now)) is not None:
        said = line[chosen.start : near.end].strip()
        return Read(both, said, cut(line, chosen.start, near.end), is_sure=_is_whole(plain, near))
    if other is not None:
        result = _either(result, plain, chosen, other, zone, now)
    typed_date = line[chosen.start : chosen.end].strip()
    return Read(result, typed_date, without(line, chosen), chosen in edge, _is_whole(plain, chosen))


_NOT = re.compile(r"(?<![a-z])(?:not|except|instead of|rather than)(?: on)?\s*$|(?:不是|除了|而不是)\s*$")
_NOT_IT = re.compile(
    r"\s*(?:does ?n[o']?t work|won't work|will not work|is no good|no good|is not possible|is impossible"
    r"|is full)(?![a-z])|\s*(?:不行|不可以|不方便|没空|有事|来不及)"
)


def _is_ruled_out(text: Typed, one: Mention) -> bool:
    """ "not Sunday", 周日不行: a day that is named and not meant."""
    before = text.plain[max(0, one.plain_start - 20) : one.plain_start]
    return _NOT.search(before) is not None or _NOT_IT.match(text.plain, one.phrase.end) is not None


def is_ruled_out(behind: str) -> bool:
    """Whether what follows a date says that it is not meant."""
    return _NOT_IT.match(typed(behind, 40).plain) is not None


_AHEAD_EN = re.compile(
    rf"(?<![a-z0-9]){english.LENGTH} (?:before|ahead of|prior to)(?: the)?"
    r"(?: (?:deadline|due date|end)(?: of)?)?(?: it)?(?: is due| expires| runs out)?(?![a-z])"
)
_AHEAD_ZH = re.compile(rf"(?:的)?(?:到期|期限|截止)(?:日期|时间|日)?的?(?:之前|前){chinese.LENGTH}")


def ahead_of(line: str) -> tuple[Length, tuple[int, int]] | None:
    """So long before something that is no date ("two hours before the deadline", 到期前一天), and where it
    stands in the line."""
    plain = typed(line, _LONGEST)
    for pattern, length_of in ((_AHEAD_EN, english.length_of), (_AHEAD_ZH, chinese.length_of)):
        found = pattern.search(plain.plain)
        length = length_of(found[1]) if found is not None else None
        if found is not None and isinstance(length, Length):
            return length, (plain.starts[found.start()], plain.raw_end(found.end()))
    return None


_ANY_LENGTH = tuple(
    (re.compile(rf"(?<![a-z0-9]){pattern}"), length_of)
    for pattern, length_of in ((english.LENGTH, english.length_of), (chinese.LENGTH, chinese.length_of))
)


def length_in(line: str) -> Length | None:
    """The first length of time that a line names: "another two days", 再宽两天."""
    plain = typed(line, _LONGEST)
    for pattern, length_of in _ANY_LENGTH:
        found = pattern.search(plain.plain)
        length = length_of(found[1]) if found is not None else None
        if isinstance(length, Length):
            return length
    return None


_EARLIER = re.compile(
    rf"(?<![a-z0-9]){english.LENGTH} (?:before(?=$|[,.;!]|hand| that| it| then)(?:hand| that| it| then)?"
    r"|earlier|ahead of time|ahead|in advance)(?![a-z])"
)
_EARLIER_ZH = re.compile(
    rf"(?:提前|(?:[上下]班|开[会庭始]|出发|起飞|登机|到点|庭审|会议)之?前(?:的)?){chinese.LENGTH}"
)


def in_advance(line: str) -> tuple[Length, tuple[int, int]] | None:
    """ "20 minutes before that", 提前20分钟: so long before what else the line names, and where it stands."""
    plain = typed(line, _LONGEST)
    for pattern, length_of in ((_EARLIER, english.length_of), (_EARLIER_ZH, chinese.length_of)):
        found = pattern.search(plain.plain)
        length = length_of(found[1]) if found is not None and found[1] else None
        if found is not None and isinstance(length, Length):
            return length, (plain.starts[found.start()], plain.raw_end(found.end()))
    return None


def is_whole(line: str, end: int) -> bool:
    """Whether a date that a line begins with, and that ends there, is all that it says about the time."""
    return _LEFT_BEHIND.match(typed(line[end:].lstrip(" ,，"), 40).plain) is None


def _at_edge(text: Typed, one: Mention) -> bool:
    head = _EDGE.match(text.plain)
    tail = _POLITE.match(text.plain, one.phrase.end)
    is_head = head is not None and head.end() >= one.plain_start
    return is_head or (tail is not None and tail.end() == len(text.plain))


def _completes(chosen: Mention, other: Mention) -> bool:
    """ "on Monday … at 9": a day alone at one end, a time alone at the other."""
    one, two = chosen.phrase, other.phrase
    return (
        bool(one.days) and one.clock is None and one.part is None and two.clock is not None and not two.days
    )


_THAT_DAY = re.compile(r"[\s,!]*(?:吧|呀|那天|当天|那一天|的|这天|that day|then)?[\s,!]*")


def _is_near(text: Typed, chosen: Mention, other: Mention) -> bool:
    """元旦那天上午9点: the time of the day before it."""
    between = text.plain[chosen.phrase.end : other.plain_start]
    return other.plain_start >= chosen.phrase.end and _THAT_DAY.fullmatch(between) is not None


def _together(
    text: Typed, day: Mention, clock: Mention, zone: ZoneInfo, now: datetime
) -> Understood | NotUnderstood | None:
    """A day and a time that stand apart, as one date."""
    said = (
        f"{text.plain[day.plain_start : day.phrase.end]} {text.plain[clock.plain_start : clock.phrase.end]}"
    )
    phrase = phrase_at(typed(said, _LONGEST), 0)
    return meaning(phrase, zone, now, "reminder") if phrase is not None else None


def _either(
    result: Understood | NotUnderstood,
    text: Typed,
    day: Mention,
    clock: Mention,
    zone: ZoneInfo,
    now: datetime,
) -> Understood | NotUnderstood:
    """The day by itself, or at the time that stands elsewhere in the line: whose it is cannot be told."""
    both = _together(text, day, clock, zone, now)
    if not isinstance(both, Understood) or not isinstance(result, Understood) or result.spec is not None:
        return result
    return NotUnderstood("ambiguous", tuple(sorted({result.at, both.at})))


def deadline(text: str, zone: ZoneInfo, now: datetime, countries: tuple[str, ...] = ()) -> Read | None:
    """The date until which a line wants an answer. `at_edge` is False where it may as well belong to what is
    asked: "was he there before 5 May?"."""
    line = text.strip()
    plain, found = mentions(line)
    for one in found:
        phrase = one.phrase
        said = line[one.start : one.end].casefold()
        is_needed = _NEEDED.search(plain.plain[: one.plain_start]) is not None
        is_vague = phrase.vague and (_ENDS_A_WAIT.search(said) or is_needed)
        if phrase.lead != "by" and phrase.firm is not Firm.ALWAYS and not is_vague:
            continue
        result = meaning(phrase, zone, now, "deadline", countries)
        if isinstance(result, NotUnderstood) and result.reason == "past":
            continue
        is_apart, whole = _is_apart(plain, one), _with_need(plain, one)
        return Read(result, line[one.start : one.end].strip(), without(line, whole), is_apart)
    return None


_ENDS_A_WAIT = re.compile(r"\b(?:in|within|by|before)\b|[前内]$")


def _with_need(text: Typed, one: Mention) -> Mention:
    """ "need answer by Friday noon" and 周五17点前答复 are no part of what is asked either."""
    lead = _NEEDED.search(text.plain[: one.plain_start])
    start = (
        lead.start() if lead is not None and not inside_word(text.plain, lead.start()) else one.plain_start
    )
    behind = _ANSWERED.match(text.plain, one.phrase.end)
    end = behind.end() if behind is not None else one.phrase.end
    return Mention(one.phrase, text.starts[start], text.raw_end(end), start)


def _is_apart(text: Typed, one: Mention) -> bool:
    """It stands at the head, or at the end behind a stop, or "answer needed" leads to it."""
    before = text.plain[: one.plain_start].rstrip()
    if (
        not before.strip(" ,，:：;；、")
        or _NEEDED.search(before)
        or _ANSWERED.match(text.plain, one.phrase.end)
    ):
        return True
    ends = _POLITE.match(text.plain, one.phrase.end)
    after = text.plain[one.phrase.end :].lstrip()
    closes = (ends is not None and ends.end() == len(text.plain)) or after[:1] in ",，:：;；"
    return before[-1] in "?？.。,，;；!！:：\n" and closes


def without(line: str, one: Mention) -> str:
    """The line without the phrase: both its ends joined, and no stop left over."""
    return cut(line, one.start, one.end)


def cut(line: str, start: int, end: int) -> str:
    """The line without what stands there."""
    before, after = line[:start].rstrip(), line[end:].strip()
    after = re.sub(r"^(?:[,，.。:：;；、|！!]|[-–—](?=\s))+\s*", "", after)
    before = re.sub(r"[\s,，;；:：、(（\-–—]+$", "", before)
    if not before or not after:
        return before or after
    glue = "" if before[-1] > "\u2e80" or after[0] > "\u2e80" else " "
    return f"{before}{glue}{after}"


__all__ = [
    "Mention",
    "Purpose",
    "Read",
    "cut",
    "deadline",
    "in_advance",
    "length_in",
    "mentions",
    "reminder",
    "without",
]
