"""How something repeats, in words."""

from datetime import date
from typing import Literal

from babel.dates import format_skeleton, get_day_names

from handlers import recurring, showtime
from handlers.lang import Voice
from handlers.recurring import Every, Rule


def said(voice: Voice, compact: str, zone: str = "") -> str:
    """ "every month on day 31 at 09:00; in a shorter month, on its last day". `zone`: of another clock."""
    rule = recurring.from_compact(compact)
    where = "" if zone in {"", voice.zone.key} else f" ({zone})"
    return _when(voice, rule, f"{rule.at:%H:%M}{where}")


def _when(voice: Voice, rule: Rule, at: str) -> str:
    if rule.every is Every.DAY:
        return voice.t("every day at %(at)s", at=at)
    if rule.every is Every.WEEK and rule.weeks > 1:
        return _every_so_many_weeks(voice, rule, at)
    if rule.every is Every.WEEK:
        names = get_day_names("abbreviated", locale=showtime.locale(voice.language))
        return voice.t(
            "every %(days)s at %(at)s", days=voice.listed(names[d - 1] for d in rule.weekdays), at=at
        )
    if rule.every is Every.MONTH:
        short = voice.t("; in a shorter month, on its last day") if rule.day > 28 else ""
        return voice.t("every month on day %(day)s at %(at)s", day=rule.day, at=at) + short
    day = format_skeleton("MMMMd", date(2000, rule.month, rule.day), locale=showtime.locale(voice.language))
    leap = voice.t("; in other years, on 28 February") if (rule.month, rule.day) == (2, 29) else ""
    return voice.t("every year on %(day)s at %(at)s", day=day, at=at) + leap


def _every_so_many_weeks(voice: Voice, rule: Rule, at: str) -> str:
    width: Literal["wide", "abbreviated"] = "wide" if len(rule.weekdays) == 1 else "abbreviated"
    names = get_day_names(width, locale=showtime.locale(voice.language))
    days = voice.listed(names[day - 1] for day in rule.weekdays)
    if rule.weeks == 2 and len(rule.weekdays) == 1:
        return voice.t("every second %(day)s at %(at)s", day=days, at=at)
    return voice.t("every %(weeks)s weeks on %(days)s at %(at)s", weeks=rule.weeks, days=days, at=at)
