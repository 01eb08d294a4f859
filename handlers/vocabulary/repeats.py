"""How something repeats, in words."""

from datetime import date
from typing import Literal

from babel.dates import format_skeleton, get_day_names

from handlers.times import recurring, showing
from handlers.times.recurring import Every, Rule
from handlers.vocabulary.languages import N_
from handlers.vocabulary.voice import Voice


def said(voice: Voice, compact: str, zone: str = "") -> str:
    """ "every month on day 31 at 09:00; in a shorter month, on its last day". `zone`: of another clock."""
    rule = recurring.from_compact(compact)
    around = "（%s）" if voice.language == "zh" else " (%s)"
    where = "" if zone in {"", voice.zone.key} else around % zone
    return _when(voice, rule, f"{rule.at:%H:%M}{where}")


def _when(voice: Voice, rule: Rule, at: str) -> str:
    if rule.every is Every.DAY:
        return voice.t("every day at %(at)s", at=at)
    if rule.every is Every.WEEK and rule.weeks > 1:
        return _every_so_many_weeks(voice, rule, at)
    if rule.every is Every.WEEK:
        return voice.t("every %(days)s at %(at)s", days=_weekdays(voice, rule), at=at)
    if rule.every is Every.MONTH and rule.nth:
        return _on_a_weekday(voice, rule, at)
    if rule.every is Every.MONTH:
        if rule.months > 1:
            return voice.t(
                "every %(months)s months on day %(day)s at %(at)s", months=rule.months, day=rule.day, at=at
            )
        short = voice.t("; in a shorter month, on its last day") if rule.day > 28 else ""
        return voice.t("every month on day %(day)s at %(at)s", day=rule.day, at=at) + short
    day = format_skeleton("MMMMd", date(2000, rule.month, rule.day), locale=showing.locale(voice.language))
    leap = voice.t("; in other years, on 28 February") if (rule.month, rule.day) == (2, 29) else ""
    return voice.t("every year on %(day)s at %(at)s", day=day, at=at) + leap


def _weekdays(voice: Voice, rule: Rule) -> str:
    names = get_day_names("abbreviated", locale=showing.locale(voice.language))
    if tuple(rule.weekdays) == _MONDAY_TO_FRIDAY:  # not "working days": holidays are not left out
        return voice.t("%(first)s to %(last)s", first=names[0], last=names[4])
    return voice.listed(names[day - 1] for day in rule.weekdays)


_MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)
_NTH = {
    1: N_("every month on the first %(weekday)s at %(at)s"),
    2: N_("every month on the second %(weekday)s at %(at)s"),
    3: N_("every month on the third %(weekday)s at %(at)s"),
    4: N_("every month on the fourth %(weekday)s at %(at)s"),
    -1: N_("every month on the last %(weekday)s at %(at)s"),
}


def _on_a_weekday(voice: Voice, rule: Rule, at: str) -> str:
    name = get_day_names("wide", locale=showing.locale(voice.language))[rule.weekdays[0] - 1]
    return voice.t(_NTH[rule.nth], weekday=name, at=at)


def _every_so_many_weeks(voice: Voice, rule: Rule, at: str) -> str:
    is_wide = len(rule.weekdays) == 1 and voice.language != "zh"
    width: Literal["wide", "abbreviated"] = "wide" if is_wide else "abbreviated"
    names = get_day_names(width, locale=showing.locale(voice.language))
    days = voice.listed(names[day - 1] for day in rule.weekdays)
    if rule.weeks == 2 and len(rule.weekdays) == 1:
        return voice.t("every second %(day)s at %(at)s", day=days, at=at)
    return voice.t("every %(weeks)s weeks on %(days)s at %(at)s", weeks=rule.weeks, days=days, at=at)
