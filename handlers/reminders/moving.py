"""A reminder that was just set, moved: "make it 10", 改到周五."""

import re
from dataclasses import replace
from datetime import datetime

from handlers import dates
from handlers.core import assumed_handling
from handlers.core.context import Context
from handlers.dates import Understood, anywhere, daytime
from handlers.dates.meaning import earlier
from handlers.dates.phrase import Phrase
from handlers.reminders import own
from handlers.times import recurring
from handlers.times.recurring import Rule
from handlers.times.walltime import local
from handlers.vocabulary.languages import N_
from storage.reminders import Reminder


def move(ctx: Context, line: str, before: Reminder) -> bool:
    """ "make it 10": another time on the same day, or another day at the same time; undone by one press."""
    rule = recurring.from_compact(before.rule) if before.rule else None
    line = _target(line)
    later = _later(ctx, line, before)
    said_of = [] if later else _said(line, local(before.due_at, ctx.zone))
    found = later or [one for said in said_of for one in _read(ctx, said, rule)]
    moments = list(dict.fromkeys(found))
    if not moments:
        return False
    (at, new_rule), words = moments[0], before.words or ""
    if len(moments) == 1 and at > ctx.now:
        back = own.choice(before.due_at, rule, N_("%(time)s instead"))
        own.drop(ctx, before)
        own.keep(ctx, at, words, new_rule, *([back] if before.due_at > ctx.now else []))
        return True
    marks = assumed_handling.as_clue(ctx.work, words) if words else {}
    keeps = {"words": words, "instead_of": before.id}
    choices = [own.choice(*one) for one in moments[:2]]
    ctx.reply("remind.when", *choices, reason="ambiguous", offers=True, keeps=keeps, **marks)
    return True


_TO = re.compile(
    r".*(?:(?<![a-z])(?:to|until|till)(?![a-z])|改[到成为]|[挪调推换]到)", re.IGNORECASE | re.DOTALL
)
# "not Thursday, Friday", 不是周四，是周五; "Friday not Thursday"
_NOT_IT = re.compile(
    r"(?:不是|not )[^,，;；。]{1,16}?(?:[,，;；]\s*(?:而?是|but )?|而是)"
    r"|[,，\s]+(?:not|instead of|不是|而不是)\s?[^,，;；。]{1,16}$",
    re.IGNORECASE,
)


def _target(line: str) -> str:
    """Of "shift my 11 o'clock to half past 2" what stands behind; without what is taken back."""
    bare = _NOT_IT.sub(" ", line)
    behind = _TO.sub("", bare)
    is_hour = behind != bare and _AN_HOUR.match(behind) is not None  # "to half four" is not read: no other is
    return behind if is_hour or anywhere.mentions(behind)[1] else bare


_AN_HOUR = re.compile(r"\s*(?:half|quarter|three quarters|ten|five|twenty)(?![a-z])|\s*[半差]", re.IGNORECASE)


_LATER = re.compile(
    r"(?<![a-z])(?:by|later|back|forward|another|put (?:it|that) off)(?![a-z])"
    r"|[往向]?后[挪推移延]|推[迟后]|延[后迟]|晚|往后",
    re.IGNORECASE,
)
_SOONER = re.compile(
    r"(?<![a-z])(?:earlier|sooner|forward)(?![a-z])|[往向]?前[挪移提]|提[前早]|早点?", re.IGNORECASE
)


def is_by_so_much(line: str) -> bool:
    """往后挪半小时, "an hour later": from when it was to ring, and not from now."""
    return bool(anywhere.length_in(line) and (_SOONER.search(line) or _LATER.search(line)))


def _later(ctx: Context, line: str, before: Reminder) -> list[tuple[datetime, Rule | None]]:
    """往后挪半小时, "half an hour later": so much from when it was to ring."""
    length = anywhere.length_in(line)
    if length is None or before.rule:
        return []
    sooner = _SOONER.search(line) is not None
    if not is_by_so_much(line):
        return []
    return [(earlier(before.due_at, length if sooner else length.negative(), ctx.zone), None)]


_HOUR = re.compile(
    r"(?:to |at |that )?(\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)?)(?=$|[\s,.!?]|instead)", re.IGNORECASE
)


_LEAD = re.compile(r"^(?:(?:to|until|till|by|on)\b|[到至为成])\s*", re.IGNORECASE)


_HOURS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_HALF = re.compile(rf"\s*half ({'|'.join(_HOURS)})\b", re.IGNORECASE)
_DAWN = 7  # an hour before it is meant after noon


def _said(line: str, was: datetime) -> list[str]:
    """The moments that a line names, made whole by the day or the time that it was. "half four" is half past
    to some, and half an hour before to others."""
    if (half := _HALF.match(line)) is not None:
        hour = _HOURS.index(half[1].casefold()) + 1
        hours = [one if one >= _DAWN else one + 12 for one in (hour, hour - 1)]
        return [f"{was:%Y-%m-%d} {one:02}:30" for one in hours]
    _, found = anywhere.mentions(line)
    said = [_whole(one.phrase, _LEAD.sub("", line[one.start : one.end].strip()), was) for one in found]
    bare = _HOUR.match(line.strip())
    return said or ([f"{was:%Y-%m-%d} at {bare[1]}"] if bare is not None else [line])


def _whole(phrase: Phrase, said: str, was: datetime) -> str:
    if phrase.days or phrase.length or phrase.repeat:
        is_day = phrase.clock is None and phrase.part is None and phrase.length is None
        return f"{said} {was:%H:%M}" if is_day else said
    return f"{was:%Y-%m-%d} {said}"


def _read(ctx: Context, said: str, rule: Rule | None) -> list[tuple[datetime, Rule | None]]:
    """The moment, by day rather than by night, and how it goes on where it repeats."""
    result = dates.read(said, ctx.zone, ctx.now, "reminder")
    if isinstance(result, Understood):
        return [(result.at, result.spec or _at_time(rule, result.at, ctx))]
    likely = daytime.likely(result, ctx.zone)
    moments = (likely.at,) if likely is not None else result.choices
    return [(at, _at_time(rule, at, ctx)) for at in moments]


def _at_time(rule: Rule | None, at: datetime, ctx: Context) -> Rule | None:
    return replace(rule, at=local(at, ctx.zone).time()) if rule is not None else None
