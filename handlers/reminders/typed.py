"""What a line says about a reminder: when, wherever it stands in the line, and of what."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import dates
from handlers.core.context import Context
from handlers.dates import NotUnderstood, Understood, anywhere, daytime, vague
from handlers.dates.meaning import earlier
from handlers.reading import cues
from handlers.times.walltime import local
from handlers.vocabulary import typed_line

DROP = re.compile(r"(?:delete|cancel|drop|删除|取消)\s*(?:no\.?|#|第)?\s*(\d{1,3})\s*[项条]?", re.IGNORECASE)
_ME = re.compile(r"^(?:me(?![a-z])|我(?![们局方国的司]))[\s,:：，]*(?:一下)?[\s,:：，]*", re.IGNORECASE)
_TO = re.compile(r"^(?:to|that|about|of|for)\s+", re.IGNORECASE)
_OTHERS = re.compile(r"(?:them|him|her|us|everybody|everyone|all)\b|他|她|大家|对方|各位|我们", re.IGNORECASE)


def read(ctx: Context, argument: str) -> anywhere.Read | None:
    """None where it says no time at all."""
    line = _ME.sub("", argument.strip(), count=1)
    return _in_advance(ctx, line) or _read(ctx, line, argument)


# "of the month" repeats, where it is no month that is named
_OF_THE_MONTH = re.compile(
    r"((?:first|second|third|fourth|last|1st|2nd|3rd|4th) (?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r" (?:of|in) the month\b",
    re.IGNORECASE,
)


def monthly(ctx: Context, argument: str) -> anywhere.Read | None:
    """ "first Monday of the month", as one that repeats."""
    if _OF_THE_MONTH.search(argument) is None:
        return None
    return read(ctx, _OF_THE_MONTH.sub(r"\1 of every month", argument, count=1))


_JOINS = re.compile(r"(?:[,，;；.。]\s*|\s+)(?:and |then |also |plus |和|还有|以及|再)?\s*$")
_LEADS = 3  # characters before the first of two dates: "on"


def both(ctx: Context, argument: str) -> list[anywhere.Read]:
    """ "Thursday 9:00 call Rome and Friday 10:00 call Paris": two, each with words of its own; else none."""
    line = _ME.sub("", argument.strip(), count=1)
    found = anywhere.mentions(line)[1]
    dated = [one for one in found if one.phrase.days and one.phrase.clock is not None]
    if len(found) != len(dated) or len(dated) != 2 or dated[0].start > _LEADS:
        return []
    first, second = line[: dated[1].start], line[dated[1].start :]
    joins = _JOINS.search(first)
    parts = [first[: joins.start()], second] if joins is not None else []
    reads = [one for part in parts if (one := _read(ctx, part, argument)) is not None and one.rest]
    return reads if len(reads) == len(dated) and all(is_one(ctx, one) for one in reads) else []


def is_one(ctx: Context, read: anywhere.Read) -> bool:
    """Whether its moment is clear, be it by day."""
    result = read.result
    return isinstance(result, Understood) or daytime.likely(result, ctx.zone) is not None


def _in_advance(ctx: Context, line: str) -> anywhere.Read | None:
    """ "call at 15:00, remind me 20 minutes before", 下午3点有会，提前20分钟: so much before that moment."""
    found = anywhere.in_advance(line)
    rest = anywhere.cut(line, *found[1]) if found is not None else ""
    event = anywhere.reminder(rest, ctx.zone, ctx.now) if rest else None
    firm = [one for one in anywhere.mentions(rest)[1] if one.is_strong]
    if found is None or event is None or len(firm) != 1:
        return None
    likely = (
        daytime.likely(event.result, ctx.zone) if isinstance(event.result, NotUnderstood) else event.result
    )
    if likely is None or getattr(likely, "spec", None) or getattr(likely, "rule", None):
        return None
    at = earlier(likely.at, found[0], ctx.zone)
    result = Understood(at) if at > ctx.now else NotUnderstood("past")
    return anywhere.Read(result, line[found[1][0] : found[1][1]], words(event.rest))


def _read(ctx: Context, line: str, argument: str) -> anywhere.Read | None:
    found = dates.find(line, ctx.zone, ctx.now, "reminder")
    dated = anywhere.Read(*found, is_sure=_is_all(line, found)) if found is not None else None
    if dated is None or not _is_read(dated.result) or anywhere.is_ruled_out(dated.rest):
        dated = anywhere.reminder(line, ctx.zone, ctx.now) or dated
    if dated is None or (isinstance(dated.result, NotUnderstood) and dated.result.reason != "past"):
        dated = _vague(ctx, line, dated) or dated
    return (
        None
        if dated is None
        else _asked_about(ctx, replace(dated, rest=words(dated.rest, is_natural=_is_natural(ctx, argument))))
    )


def _is_all(line: str, found: tuple[object, str, str]) -> bool:
    return anywhere.is_whole(line, len(line) - len(found[2])) if found[2] else True


_FAR = timedelta(days=370)
_YEAR = re.compile(r"\d{4}|\d年|[明后]年|year|every|每|month|week", re.IGNORECASE)


def _asked_about(ctx: Context, read: anywhere.Read) -> anywhere.Read:
    """A date that was read in part only, or that comes years from now ("29 February"), is asked about."""
    result = read.result
    if not isinstance(result, Understood):
        found = daytime.likely(result, ctx.zone)
        if found is not None and found.rule is None and _WAKES.search(ctx.incoming.text):
            return replace(read, result=Understood(min(found.at, found.instead, key=_hour(ctx))))
        is_part = found is not None and _leaves_a_time(read.rest)
        return replace(read, result=NotUnderstood("ambiguous", (found.at,))) if found and is_part else read
    if result.spec is not None:
        is_more = _GOES_ON.match(read.rest) or _UNTIL.search(read.rest) or _leaves_a_time(read.rest)
        is_more = is_more or _MORE_OF_IT.match(read.rest) is not None
        return (
            replace(read, result=NotUnderstood("ambiguous", (result.at,), (result.spec,)))
            if is_more
            else read
        )
    is_far = result.at - ctx.now > _FAR and _YEAR.search(read.typed) is None
    is_more = _leaves_a_day(read) or _leaves_a_time(read.rest) or _ANOTHER.search(read.rest) is not None
    if read.is_sure and not is_far and not is_more:
        return read
    return replace(read, result=NotUnderstood("ambiguous", (result.at,)))


# what is left over at either end of the words, and says more about when: "around 11", 不行, "the day before"
_MORE_AT_HEAD = re.compile(
    r"(?:(?:and|or|but|at|around|about|by|from|till|until|between|except|not|no,|rather|instead|sharp|before"
    r"|after|earlier|later|the (?:day|night|morning|evening|week) (?:before|after))"
    r"(?= .{0,12}(?:\d|day|noon|night|morning|evening|week|hour|half|quarter|before|after))"
    r"|(?:around |about |at )?\d{1,2}(?:[:.h]\d\d| ?[ap]m\b|$)"
    r"|\d{1,2}(?:st|nd|rd|th) of\b|[一-鿿]{1,4}(?:那天|当天|那一天)"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6} ?(?:[-–—/&+,]|to|and|until|till)"
    r" ?(?:mon|tue|wed|thu|fri|sat|sun)"
    r"|eve\b|[ap]\.?m\b|o['’]?clock|(?:[01]\d|2[0-3])[0-5][05]\b|\d{1,2}h\d\d|h\d\d"
    r"|(?:上午|下午|晚上|早上|中午|凌晨)?[一二三四五六七八九十两\d]{1,3}[点时](?!名|评|心)"
    r"|不行|不要|不对|除了|或者?|还是|之?前(?!台|往|线|夫|妻|科)|之?后(?!台|门|勤)|左右|前后|以前|以后|放假|开始|结束|那天|那周)",
    re.IGNORECASE,
)
_MORE_ANYWHERE = re.compile(
    r"\b(?:(?:the|a) (?:day|night|week|hour|morning|evening) (?:before|after|earlier|later)|as well|except"
    r"|(?:minutes?|mins?|hours?|days?|weeks?) (?:before|earlier|ahead|beforehand|in advance)|not on"
    r"|mornings? only|evenings? only)\b"
    r"|前[一二两三四五六七八九十半\d]+个?(?:分|刻|小时|天|周)|提前|除外|周末不|晚上的$|早上的$|下午的$",
    re.IGNORECASE,
)


def _leaves_a_time(rest: str) -> bool:
    return _MORE_AT_HEAD.match(rest) is not None or _MORE_ANYWHERE.search(rest[:120]) is not None


# what says which day, or how often, and was not read: with it the time alone is half of what was said
_A_DAY = (
    r"(?<![a-z])(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?|day (?:after|before)|eve"
    r"|week(?:end|day)?s?|months?|workdays?|working|holidays?|festival|pentecost|whit|carnival|ramadan)(?![a-z])"
    r"|[月周]|礼拜|星期|[\d一二三四五六七八九十][号日]|初[一二三四五六七八九十]|工作日|节(?!目|奏|约)|除夕|隔"
)
_OFTEN = (
    r"(?<![a-z])(?:every|each|until|till|times|alternate)(?![a-z])"
    r"|每|隔|直到|为止|共[一二三四五\d]+次"
)
_MORE = rf"(?:and|or|,|，|、|和|及|还有|until|till|for)\s*(?:the )?(?:{_A_DAY}|\d|\w*day(?![a-z]))"
_ENDS = (
    r"(?<![a-z])(?:until|till|(?:\d+|two|three|four|five|ten) times)(?![a-z])|为止|直到|[一二三四五六七\d]次"
)
_MORE_OF_IT = re.compile(rf"(?:的|和|及|、|[末初中底]|of |the )?(?:{_A_DAY})(?!报|会|刊)", re.IGNORECASE)
_LEFT_DAY, _LEFT_OFTEN, _GOES_ON, _UNTIL = (
    re.compile(words, re.IGNORECASE) for words in (_A_DAY, _OFTEN, _MORE, _ENDS)
)


def _leaves_a_day(read: anywhere.Read) -> bool:
    """ "10:00 the day after epiphany": the words that are left say more about when."""
    if _GOES_ON.match(read.rest) or _LEFT_OFTEN.search(read.rest[:60]) is not None:
        return True
    return _CLOCK_ALONE.fullmatch(read.typed.strip()) is not None and _LEFT_DAY.search(read.rest) is not None


_WAKES = re.compile(r"(?<![a-z])wake me(?! when)|叫醒我|叫我起床", re.IGNORECASE)


def _hour(ctx: Context) -> Callable[[datetime], int]:
    return lambda at: local(at, ctx.zone).hour


# "thu 9 dentist, fri 10 vet": a second day with an hour of its own
_ANOTHER = re.compile(
    r"(?:[,，;；]|(?<![a-z])and|和|还有)\s*(?:on )?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}|tomorrow"
    r"|(?:本|这|下)?(?:周|星期|礼拜)[一二三四五六日天]|明天|后天|\d{1,2}[号日])\s*(?:at |[上下]午|早上|晚上)*"
    r"[\d一二三四五六七八九十]",
    re.IGNORECASE,
)
_CLOCK_ALONE = re.compile(
    r"(?:at |by |around )?\d{1,2}(?:[:.h]\d\d)? ?(?:[ap]\.?m\.?|o'?clock|h|hrs)?"
    r"|(?:at )?(?:noon|midday|midnight)"
    r"|(?:早上|上午|中午|下午|晚上|早|晚)?[零一二两三四五六七八九十\d]{1,3}[点:时][半\d一二三四五刻十]*分?",
    re.IGNORECASE,
)


_NUMBER = re.compile(r"(?:[01]?\d|2[0-3])(?=\s+[^\W\d])")


def hour_behind(ctx: Context, read: anywhere.Read) -> str:
    """The number that stands alone behind a day, and may be its hour: "5 Dec 8 call". "": none does."""
    found = _NUMBER.match(read.rest)
    days = anywhere.mentions(read.typed)[1]
    is_open = len(days) == 1 and days[0].phrase.clock is None
    is_behind = found is not None and re.sub(r"\s", "", read.typed + found[0]) in re.sub(
        r"\s", "", ctx.incoming.text
    )
    return found[0] if found is not None and is_open and is_behind else ""


def _is_read(result: object) -> bool:
    return not (isinstance(result, NotUnderstood) and result.reason == "unknown")


def _vague(ctx: Context, line: str, read: anywhere.Read | None) -> anywhere.Read | None:
    """ "next week", 下班前: the moments to ask about, where the date names none of its own."""
    found = vague.find(read.typed if read is not None else line, ctx.zone, ctx.now)
    if found is None:
        return None
    choices, at = found
    if read is not None and at != (0, len(read.typed)):
        return None  # "next Wednesday", and not "next week"
    if read is not None:
        return replace(read, result=NotUnderstood("ambiguous", choices))
    rest = anywhere.cut(line, *at)
    return anywhere.Read(NotUnderstood("ambiguous", choices), line[at[0] : at[1]], rest)


def words(rest: str, *, is_natural: bool = True) -> str:
    """Of what. In a sentence a word leads to it, "to call …"; behind the command every word is meant."""
    return _TO.sub("", rest.strip().lstrip("！!，,"), count=1).strip() if is_natural else rest.strip()


def _is_natural(ctx: Context, argument: str) -> bool:
    """ "remind me to …", and not "/remind …"."""
    is_marked = typed_line.is_marked(ctx.incoming.text)
    return _ME.match(argument.strip()) is not None or not is_marked


_REFERENCE = re.compile(r"(?<![A-Za-z0-9])[A-Z]-[0-9A-Z]{4,8}(?![A-Za-z0-9])")


def bare(argument: str) -> str:
    return words(_ME.sub("", argument.strip(), count=1))


def fits(ctx: Context, rest: str) -> bool:
    """A date at one of its ends. What others are to be reminded of is nobody's own reminder."""
    if cues.find(ctx.incoming.text, "again", "unremind", "reminders"):
        return False
    if _REFERENCE.search(rest) and anywhere.ahead_of(rest):
        return False  # so long before an item is due
    if DROP.fullmatch(rest) or _ME.match(rest):
        return True
    found = read(ctx, rest)
    return found is not None and found.at_edge and _OTHERS.match(rest) is None
