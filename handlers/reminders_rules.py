"""How an own reminder repeats, in words: "And every Monday at 09:00."."""

from datetime import date

from babel.dates import format_skeleton, get_day_names

from handlers.lang import N_, Voice
from handlers.recurring import Every, Rule
from handlers.showtime import locale

_SURE = 28  # the last day of a month that every month has
_LEAP = 2000  # a year that has each day of the calendar


def in_words(voice: Voice, rule: Rule) -> str:
    at = f"{rule.at:%H:%M}"
    if rule.every is Every.DAY:
        return voice.t("And every day at %(at)s.", at=at)
    if rule.every is Every.WEEK:
        names = get_day_names("wide", locale=locale(voice.language))
        days = voice.listed(names[day - 1] for day in rule.weekdays)
        return voice.t("And every week on %(days)s at %(at)s.", days=days, at=at)
    if rule.every is Every.YEAR:
        day = format_skeleton("MMMMd", date(_LEAP, rule.month, rule.day), locale=locale(voice.language))
        source = N_("And every year on %(day)s at %(at)s.")
        leap = N_("And every year on 29 February at %(at)s; in other years, on the 28th.")
        return voice.t(leap if (rule.month, rule.day) == (2, 29) else source, day=day, at=at)
    short = N_("And every month on day %(day)s at %(at)s; in shorter months, on the last day.")
    source = N_("And every month on day %(day)s at %(at)s.")
    return voice.t(short if rule.day > _SURE else source, day=rule.day, at=at)
