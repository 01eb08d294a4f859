"""Notices and meetings in a coordinator's own words, put as they are typed behind the command."""

import re

from handlers import dates
from handlers.core.context import Context
from handlers.dates import Understood, anywhere
from handlers.dates.anywhere import Mention
from handlers.dates.numbers import number
from handlers.notices import audience, calling
from handlers.reading.cues import Found
from handlers.times.recurring import Rule

_STOPS = " ,，.。:：;；、"
_URGENT = re.compile(r"\burgent(?:ly)?\b|紧急|加急", re.IGNORECASE)
_GIVEN = re.compile(r"[给向跟和](.{1,20}?)(?:群?发|发布|通知|说一声|打个招呼)")  # 给全体发通知
_BODY = re.compile(
    r"^(?:only|saying|say|that|with the text|the text|text|content|内容|正文|说的?是?|就说|即|是)?"
    r"[\s,，:：]*",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"(?:\b(?:topic|subject|agenda|about|on the topic of|regarding|re)\b"
    r"|(?<=[,，])说(?!一声)|议题|主题|内容|讨论|商量)"
    r"(?:是|为|s)?[\s:：]*",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"(?:\bwith\b|\binvite\b|\bfor\b|叫上|邀请|召集|约上?|请上?|和|跟|通知)\s*(?:the )?", re.IGNORECASE
)
_LENGTH = re.compile(
    r"(?<![A-Za-z\d])(?:for )?(an?|one|two|three|half an?|\d{1,3}|[一二两三半])[ -]?(?:个)?(半)?"
    r"(hours?|h|minutes?|min|小时|钟头|分钟)(?![a-z])(半)?( and a half)?",
    re.IGNORECASE,
)

_COLON = re.compile(r"(?<!\d)[:：](?!\d)\s*")
_NAMES = re.compile(
    r"(?:weekly|monthly|daily|regular|team|co-?ordination|working|case) (?:meeting|call|sync|briefing)"
    r"|(?:工作|协调|案件|情况)?(?:例会|周会|月会|碰头会|通报会|联席会议|协调会)",
    re.IGNORECASE,
)
_MEETS = re.compile(
    r"(?=(?:召开|举行|开)?(?:例|周|月|碰头)会|开个?会)"
)  # behind a name, without a space: mps开例会
_ENDS = re.compile(
    r"(?:until|till) .{3,25}?(?=[,，;；:：]| with |$)|(?:直到|截至|到)\S{3,12}?(?=[,，;；:：。\s]|$)"
    r"|for \w+ weeks|\w+ times|(?:一共|总共|共)\w{1,3}次|(?<=[,，\s])\w{1,3}次|(?:为期|连续)\w{1,3}周",
    re.IGNORECASE,
)


def notice(ctx: Context, found: Found) -> str:
    """ "notify all: …", 给全体发通知：…, as it is typed behind the command. "" where nobody is named.

    A time before it, or one that a colon parts from its text, is when it goes.
    """
    whom, text = _whom(ctx, found)
    if not whom or not text:
        return ""
    when, text = _when(ctx, found.before, text)
    urgent = "urgent" if _URGENT.search(ctx.incoming.text[: len(ctx.incoming.text) - len(text)]) else ""
    return " ".join(filter(None, (_marks(found.before), whom, urgent, when, text)))


def is_for_many(ctx: Context, found: Found) -> bool:
    """For everybody, or a whole level: such as only coordinators send."""
    given = _GIVEN.search(ctx.incoming.text)
    said = given[1] if given is not None else found.rest
    return found.intent == "noticeall" or bool({"all", "levels"} & {*audience.read(ctx.work, said)[0]})


def _whom(ctx: Context, found: Found) -> tuple[str, str]:
    """Whom for, as it is typed behind the command; and the text."""
    given = _GIVEN.search(ctx.incoming.text)
    if given is not None and audience.read(ctx.work, given[1])[0]:
        return given[1], _BODY.sub("", found.rest, count=1)
    if found.intent == "noticeall":
        return "all", _BODY.sub("", found.rest, count=1)
    rest = re.sub(r"^(?:to |for )?(?:the )?", "", found.rest, flags=re.IGNORECASE)
    chosen, text = audience.read(ctx.work, rest)
    return (rest[: len(rest) - len(text)].strip(_STOPS), _BODY.sub("", text, count=1)) if chosen else ("", "")


def _when(ctx: Context, before: str, text: str) -> tuple[str, str]:
    """When it goes: a time before everything else, or one that a colon parts from the text."""
    for said, rest in ((before.strip(_STOPS), text), _at_head(text)):
        result = dates.read(said, ctx.zone, ctx.now, "reminder") if said else None
        if isinstance(result, Understood):
            return ("" if isinstance(result.spec, Rule) else "at ") + said, rest
    return "", text


def _at_head(text: str) -> tuple[str, str]:
    _, found = anywhere.mentions(text)
    if not found or found[0].start > 0:
        return "", text
    end = found[0].end
    is_apart = text[:end].rstrip().endswith((":", "：")) or re.match(r"\s*[:：]", text[end:]) is not None
    return (text[:end].strip(_STOPS), text[end:].lstrip(_STOPS)) if is_apart else ("", text)


def _marks(before: str) -> str:
    found = re.search(r"tlp\s*[:：]?\s*[a-z]+(?:\+strict)?", before, re.IGNORECASE)
    return found[0] if found else ""


def meeting(ctx: Context, found: Found) -> str:
    """ "a meeting with Spain, Thursday 10:00, one hour, topic: …", in whatever order."""
    line = ctx.incoming.text
    _, dated = anywhere.mentions(line)
    moment = next((one for one in dated if one.phrase.days and one.phrase.clock), None)
    if any(one.phrase.repeat for one in dated):
        return series(ctx, found)
    topic, whom = _TOPIC.search(line), _invited(ctx, line)
    if moment is None or not whom or topic is None:
        return f"meeting {found.rest}" if found.rest and not found.before else ""
    said = line[topic.end() :].strip()
    return " ".join(
        filter(
            None,
            (
                "meeting",
                whom,
                _moment(line, moment),
                _minutes_in(anywhere.cut(line, moment.start, moment.end)),
                said,
            ),
        )
    )


def series(ctx: Context, _found: Found) -> str:
    """ "meeting every Monday 9:00 30 minutes with Spain: cases", 每周一9点例会30分钟; what it does not say is
    asked. "" where nothing repeats at a time of day."""
    line = ctx.incoming.text
    _, dated = anywhere.mentions(line)
    moment = next((one for one in dated if one.phrase.repeat and one.phrase.clock), None)
    if moment is None or _STARTS.search(line) is not None:
        return ""  # a first date of its own cannot be kept: asked about, and not called too early
    besides = anywhere.cut(line, moment.start, moment.end)
    parts = (_invited(ctx, line), _moment(line, moment), _minutes_in(besides), _until(line[moment.end :]))
    return " ".join(filter(None, ("meeting", *parts, _called(line))))


_STARTS = re.compile(
    r"(?<![a-z])(?:start(?:s|ing)?|beginning|as of|first (?:one|time) on)(?![a-z])"
    r"|(?:自|从|由).{1,12}?(?:起|开始)|首次",
    re.IGNORECASE,
)


def _moment(line: str, moment: Mention) -> str:
    return line[moment.start : moment.end].strip(_STOPS)


def _minutes_in(line: str) -> str:
    if (whole := calling.minutes_in(line)) is not None:
        return f"{whole} minutes"
    length = _LENGTH.search(line)
    return f"{_minutes(length)} minutes" if length is not None and length.start() > 0 else ""


def _until(behind: str) -> str:
    """The end of a series, behind what says how it repeats."""
    found = _ENDS.search(behind)
    return found[0].strip(_STOPS).removeprefix("一共").removeprefix("总共") if found is not None else ""


def _called(line: str) -> str:
    """What a series is about: what follows a word for it or a colon; else what it is called."""
    topic = _TOPIC.search(line) or _COLON.search(line)
    if topic is not None and (said := line[topic.end() :].strip()):
        return said
    named = _NAMES.search(line)
    return named[0] if named is not None else ""


def _invited(ctx: Context, line: str) -> str:
    line = _MEETS.sub(" ", line)
    for lead in _WITH.finditer(line):
        chosen, rest = audience.read(ctx.work, line[lead.end() :])
        if chosen:
            return line[lead.end() : len(line) - len(rest)].strip(_STOPS)
    return ""


def _minutes(found: re.Match[str]) -> int:
    unit = 60 if found[3][0].casefold() in "h小钟" else 1
    word = found[1].casefold()
    count = 0.5 if word.startswith(("half", "半")) else 1 if word in {"a", "an"} else number(word)
    half = 0.5 if found[2] or found[4] or found[5] else 0
    return round((count + half) * unit)
