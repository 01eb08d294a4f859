"""A meeting called in one line, its parts in any order, or asked for what the line does not say.

`/notice meeting all Friday 10:00 90 minutes Monthly call`, the agenda on further lines. A series:
`/notice meeting China, Spain every Monday 9:00 30 minutes until 18 December Weekly call`
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handlers import dates
from handlers.core import asking_date, kept_line
from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, act
from handlers.dates import NotUnderstood, Understood, daytime
from handlers.dates.numbers import CHINESE, ENGLISH, number
from handlers.forms import dates as form_dates
from handlers.forms.engine import begin
from handlers.forms.model import Field, Form, form
from handlers.law.typed_marks import Marks
from handlers.notices import audience, one_line, series
from handlers.notices.drafting import FORM, draft, preview, sub
from handlers.notices.item import pressed
from handlers.times import recurring
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label

_USUAL = 60  # minutes
_MOST_MINUTES = 24 * 60
_MOST_TIMES = 200  # dates of a series that says how many it has
_HOURS = (
    r"(?P<hours>\d{1,2}(?:[.,]\d{1,2})?|an?|one|two|three|一|两|三|半)\s*(?:个)?(?P<half>半)?"
    r"\s*(?:hours?|hrs?|h|小时)"
)
_MINUTES = r"(?P<minutes>\d{1,3})\s*(?:minutes?|mins?\.?|m|分钟|分)"
_END = r"(?=[\s:：,，]|$)[\s:：,，]*"
_LENGTH = re.compile(
    rf"(?:for\s+)?(?:{_HOURS}(?P<more>\s*(?:and|,)?\s*(?:a half|{_MINUTES}|\d{{2}}))?"
    rf"|{_MINUTES.replace('minutes>', 'alone>')}){_END}",
    re.IGNORECASE,
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "一": 1, "两": 2, "三": 3, "半": 0.5}
_TIMES = re.compile(
    rf"(?:(?:in all|altogether)\s+)?(?P<en>{ENGLISH}) (?:times|dates|meetings|sessions){_END}"
    rf"|(?:一?共|总共)?(?P<zh>{CHINESE})次{_END}",
    re.IGNORECASE,
)
_WEEKS = re.compile(
    rf"for (?P<en>{ENGLISH}) weeks?{_END}|(?:为期|连续|持续)(?P<zh>{CHINESE})(?:周|个?星期){_END}",
    re.IGNORECASE,
)
UNTIL = re.compile(r"(?:valid\s+)?(?:until|till)\s+|(?:直到|有效期至|截至|持续到|到)\s*", re.IGNORECASE)
_FROM_TO = re.compile(
    r"(?P<from>\d{1,2}[:：]\d{2})\s*(?:-|–|—|~|～|至|到|to)\s*(?P<to>\d{1,2}[:：]\d{2})", re.IGNORECASE
)
_HEAD = 200  # characters in which "9:00-10:30" is the time of the meeting


@dataclass
class Line:
    """`answers`: what was understood, as the form keeps it. `unclear`: the date, and its words; `other`: the
    same twelve hours apart."""

    answers: dict[str, Any] = field(default_factory=dict)
    unclear: tuple[NotUnderstood, str] | None = None
    other: dict[str, str] | None = None


@sub("meeting", "会议")
def meeting(ctx: Context, typed: str, marks: Marks) -> None:
    line = read(ctx, typed, marks)
    if "starts" not in line.answers and (line.unclear is None or not line.unclear[0].specs):
        _ask_how(ctx, line)
        return
    wrong = {"starts": form_dates.wrong(line.unclear[0])} if line.unclear else {}
    if wrong or not {"audience", "texts"} <= set(line.answers):
        begin(ctx, MEETING, line.answers, wrong=wrong)
        return
    files = list(ctx.files)
    ctx.files.clear()
    _drafted(ctx, {**line.answers, "files": files, "other": line.other})


def _ask_how(ctx: Context, line: Line) -> None:
    if line.unclear is None:
        ctx.reply("meeting.how", reason="", offers=False)
        return
    result, said = line.unclear
    buttons = asking_date.instead(ctx, result)
    ctx.reply(
        "meeting.how", *buttons, reason=result.reason, offers=bool(buttons), **kept_line.kept(ctx, said)
    )


def read(ctx: Context, typed: str, marks: Marks) -> Line:
    """Its parts stand before its text, each once."""
    rest, length = _without_end(typed)
    line = Line({**marks, **({"minutes": length} if length else {})})
    while rest.strip():
        left = next((after for part in _PARTS if (after := part(ctx, line, rest)) is not None), None)
        if left is None:
            line.answers["texts"] = one_line.texts(rest)
            break
        rest = left
    return line


def _without_end(typed: str) -> tuple[str, int]:
    """ "9:00-10:30" as its beginning and its length in minutes; 0 where it has none."""
    found = _FROM_TO.search(typed[:_HEAD])
    if found is None:
        return typed, 0
    begins, ends = (int(at[:-3]) * 60 + int(at[-2:]) for at in (found["from"], found["to"]))
    length = (ends - begins) % (24 * 60)
    return typed[: found.end("from")] + typed[found.end() :], length


def _whom(ctx: Context, line: Line, rest: str) -> str | None:
    if "audience" in line.answers:
        return None
    lead = _WITH.match(rest)
    chosen, left = audience.read(ctx.work, rest[lead.end() :] if lead else rest)
    if not chosen:
        return None
    line.answers["audience"] = chosen
    return left


_WITH = re.compile(r"(?:with|for)\s+(?:the\s+)?|(?:和|与|跟|同)\s*", re.IGNORECASE)


def _when(ctx: Context, line: Line, rest: str) -> str | None:
    if "starts" in line.answers or line.unclear is not None:
        return None
    found = _before_its_end(ctx, rest) or dates.find(rest, ctx.zone, ctx.now, "reminder")
    if found is None or (isinstance(found[0], Understood) and found[0].all_day):
        return None
    result, said, left = found
    likely = daytime.likely(result, ctx.zone) if isinstance(result, NotUnderstood) and result.specs else None
    if likely is not None:  # shown back before anybody gets it, with the other hour under it
        result = Understood(likely.at, likely.rule)
        line.other = one_line.moment(Understood(likely.instead, likely.instead_rule))
    if isinstance(result, Understood):
        line.answers["starts"] = one_line.moment(result)
    else:
        line.unclear = (result, said)
    return left


def _before_its_end(ctx: Context, rest: str) -> tuple[Understood | NotUnderstood, str, str] | None:
    """每周一9:00到12月18日: what repeats, before the words that end it."""
    for lead in UNTIL.finditer(rest[:_HEAD]):
        said = rest[: lead.start()].strip(" ,，")
        result = dates.read(said, ctx.zone, ctx.now, "reminder") if said else NotUnderstood("unknown")
        if result.specs if isinstance(result, NotUnderstood) else result.spec:
            return result, said, rest[lead.start() :]
    return None


def _length(_ctx: Context, line: Line, rest: str) -> str | None:
    found = _LENGTH.match(rest)
    if found is None or "minutes" in line.answers or not 0 < _minutes(found) <= _MOST_MINUTES:
        return None
    line.answers["minutes"] = _minutes(found)
    return rest[found.end() :]


def minutes_in(line: str) -> int | None:
    """How long it takes, wherever a line says it by hours and minutes."""
    found = next((one for one in _LENGTH.finditer(line) if one["more"] or one["half"]), None)
    return _minutes(found) if found is not None else None


def _minutes(found: re.Match[str]) -> int:
    """ "1 hour 30 minutes", "1h30", 一个半小时."""
    if found["alone"]:
        return int(found["alone"])
    said, more = found["hours"].casefold().replace(",", "."), (found["more"] or "").strip()
    hours = _COUNTS.get(said) or float(said if said not in _COUNTS else 0)
    if found["half"] or more.endswith("a half"):
        hours += 0.5
    rest = int(found["minutes"]) if found["minutes"] else int(more) if more.isdecimal() else 0
    return round(hours * 60) + rest


def _until(ctx: Context, line: Line, rest: str) -> str | None:
    """Until when a series goes: a date, so many weeks, so many times."""
    if "rule" not in _starts(line) or "until" in line.answers or "times" in line.answers:
        return None
    left = _until_date(ctx, line, rest)
    return left if left is not None else _so_many(line, rest)


def _starts(line: Line) -> dict[str, str]:
    starts = line.answers.get("starts", {})
    return {name: value for name, value in starts.items() if value}


def _until_date(ctx: Context, line: Line, rest: str) -> str | None:
    lead = UNTIL.match(rest)
    found = dates.find(f"by {rest[lead.end() :]}", ctx.zone, ctx.now, "deadline") if lead else None
    if found is None or not isinstance(found[0], Understood):
        return None
    line.answers["until"] = one_line.moment(Understood(found[0].at))
    return found[2]


def _so_many(line: Line, rest: str) -> str | None:
    weeks, times = _WEEKS.match(rest), _TIMES.match(rest)
    if (found := weeks or times) is None:
        return None
    count = number((found["en"] or found["zh"]).casefold())
    if not 0 < count <= _MOST_TIMES:
        return None
    if weeks is not None:
        ends = datetime.fromisoformat(line.answers["starts"]["at"]) + timedelta(weeks=count)
        line.answers["until"] = one_line.moment(Understood(ends))
    else:
        line.answers["times"] = count
    return rest[found.end() :]


_PARTS = (_whom, _when, _length, _until)


def _drafted(ctx: Context, answers: dict[str, Any]) -> None:
    at, rule = one_line.kept(answers["starts"])
    known = {"wants_ack": False, **answers}
    made = draft(ctx, known, starts_at=at, minutes=answers.get("minutes", _USUAL))
    made.rule = rule
    if rule and (times := answers.get("times")):
        made.ends_at = series.ends_with(made, times)
    preview(ctx, made, *_other_hour(answers.get("other")))


def _other_hour(other: dict[str, str] | None) -> list[Button]:
    if not other:
        return []
    return [
        Button(Label(N_("%(time)s instead"), {"time": {"time": other["at"]}}), "meeting.hour", params=other)
    ]


@act("meeting.hour", COORDINATORS)
def _take_other_hour(ctx: Press) -> None:
    found = pressed(ctx, "send")
    if found is None or found.starts_at is None:
        return
    before = {"at": found.starts_at.isoformat(), "rule": found.rule}
    rule = recurring.from_compact(ctx.offer.params["rule"])
    found.rule, found.starts_at = str(rule), recurring.next_after(rule, ctx.now, series.zone_of(found))
    preview(ctx, found, *_other_hour(before))


MEETING = form(
    Form(
        "meeting",
        N_("New meeting"),
        (
            FORM.field("audience"),
            Field(
                "starts",
                N_("When"),
                N_("When is the meeting?"),
                one_line.read_when,
                required=True,
                unknown=False,
                show=lambda voice, value: voice.when(at) if (at := one_line.kept(value)[0]) else "",
                hint=N_("For instance: Friday 10:00, or every Monday 9:00."),
            ),
            Field(
                "texts",
                N_("Text"),
                N_("What is the meeting about?"),
                lambda _ctx, typed: one_line.texts(typed),
                required=True,
                unknown=False,
                long=True,
                show=lambda _voice, value: " / ".join(value.values()),
                hint=N_("The agenda may follow on further lines."),
            ),
        ),
        _drafted,
        takes_files=True,
        straight=True,
    )
)
