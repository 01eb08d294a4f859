"""/stats: how much there is, and how long answers took in a quarter, in words and as a picture."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from babel.dates import format_skeleton

from handlers.core import hooks
from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, act, command
from handlers.core.speech import says
from handlers.statistics import measures, picture, table
from handlers.statistics.quarters import Quarter, last_full
from handlers.statistics.spans import hours_or_days
from handlers.times import showing
from handlers.vocabulary.languages import N_
from handlers.vocabulary.made_files import MadeFile
from handlers.vocabulary.text import Button, Label, Piece, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage.audit import Tag

_EARLIER = 3  # quarters that are offered
_SHOW, _TABLE = "stats.quarter", "stats.table"


@command(
    "stats",
    zh="统计",
    help=N_("How much there is, and how long answers take"),
    roles=COORDINATORS,
    group=N_("For coordinators"),
)
def stats(ctx: Context, _argument: str) -> None:
    ctx.work.audit(Tag.PEOPLE_VIEWED, ctx.officer.id, what="stats")
    period = last_full(ctx.now)
    figures = measures.of_quarter(ctx.work, period)
    ctx.reply(
        "stats",
        *_as_table(period, figures),
        *_earlier(period),
        counts=hooks.counts(ctx.work),
        figures=figures,
    )


def _as_table(period: Quarter, figures: measures.Figures) -> Sequence[Button]:
    if not figures["countries"]:
        return ()
    params = {"year": period.year, "number": period.number}
    return [
        Button(label, _TABLE, params={**params, "as": form}, group="")
        for label, form in zip((N_("As a table (CSV)"), N_("As a table (XLSX)")), table.FORMS, strict=True)
    ]


def _earlier(period: Quarter) -> Sequence[Button]:
    found = []
    for _ in range(_EARLIER):
        period = period.before
        label = Label(N_("Q%(number)s %(year)s"), {"number": str(period.number), "year": str(period.year)})
        found.append(Button(label, _SHOW, params={"year": period.year, "number": period.number}))
    return found


@act(_SHOW, COORDINATORS)
def _show_quarter(ctx: Press) -> None:
    ctx.work.audit(Tag.PEOPLE_VIEWED, ctx.officer.id, what="stats")
    period = Quarter(ctx.offer.params["year"], ctx.offer.params["number"])
    figures = measures.of_quarter(ctx.work, period)
    ctx.reply(_SHOW, *_as_table(period, figures), figures=figures)


@act(_TABLE, COORDINATORS)
def _give_table(ctx: Press) -> None:
    ctx.work.audit(Tag.PEOPLE_VIEWED, ctx.officer.id, what="stats")
    period = Quarter(ctx.offer.params["year"], ctx.offer.params["number"])
    ctx.keep_message()
    form = ctx.offer.params.get("as", "csv")  # older buttons say nothing
    ctx.reply(_TABLE, figures=measures.of_quarter(ctx.work, period), form=form)


def _file(voice: Voice, figures: Mapping[str, Any], form: str = "csv") -> Sequence[MadeFile]:
    return [table.of_countries(voice, figures, form)]


@says(_TABLE, makes=_file)
def _say_table(voice: Voice, figures: Mapping[str, Any]) -> Text:
    return lines(bold(Quarter(figures["year"], figures["number"]).name(voice.language)))


def _picture(voice: Voice, figures: Mapping[str, Any]) -> Sequence[MadeFile]:
    return picture.of_countries(voice, figures)


@says("stats", makes=_picture)
def _say_stats(voice: Voice, counts: Mapping[str, Any], figures: Mapping[str, Any]) -> Text:
    now = lines(*(_counts(voice, title, found) for title, found in counts.items()))
    return paragraphs(now, *_quarter(voice, figures))


@says(_SHOW, makes=_picture)
def _say_quarter(voice: Voice, figures: Mapping[str, Any]) -> Text:
    return paragraphs(*_quarter(voice, figures))


def _counts(voice: Voice, title: str, found: Mapping[str, int | None]) -> Text:
    """What is too few looks like what is not there at all."""
    parts = [f"{voice.t(name)} {voice.number(count)}" for name, count in found.items() if count is not None]
    return (bold(voice.t(title) + voice.t(": ")), *lines(voice.listed(parts) or voice.t("too few to show")))


def _count(voice: Voice, count: int | None) -> str:
    return voice.t("fewer than 5") if count is None else voice.number(count)


def _quarter(voice: Voice, figures: Mapping[str, Any]) -> Sequence[Piece]:
    period = Quarter(figures["year"], figures["number"])
    if figures["received"] is None:
        few = voice.t("No country was asked five times: nothing is shown.")
        return [lines(bold(period.name(voice.language)), few)]
    return [
        lines(
            bold(period.name(voice.language)),
            voice.t("Requests: %(count)s", count=_count(voice, figures["received"])),
            _months(voice, period, figures["months"]),
            voice.t("Late: %(count)s", count=_count(voice, figures["late"])),
            _within(voice, N_("Accepted"), figures["accepted"]),
            _within(voice, N_("Answered"), figures["answered"]),
        ),
        _countries(voice, figures["countries"], figures.get("more", {})),
        _by_month(voice, period, figures),
        dim(
            voice.t(
                "To the nearest 5, without countries asked fewer than 5 times, nor times of fewer than 10."
            )
        ),
    ]


def _months(voice: Voice, period: Quarter, counts: Sequence[int]) -> str | None:
    named = zip(_month_names(voice, period), counts, strict=False)
    return " · ".join(f"{name} {_count(voice, count)}" for name, count in named) or None


def _month_names(voice: Voice, period: Quarter) -> list[str]:
    starts = [period.start.replace(month=period.start.month + number) for number in range(3)]
    return [str(format_skeleton("MMM", start, locale=showing.locale(voice.language))) for start in starts]


def _within(voice: Voice, title: str, found: Sequence[float] | None) -> Piece:
    if found is None:
        return None
    half, most = (_length(voice, seconds) for seconds in found)
    said = voice.t("half within %(half)s, nine in ten within %(most)s", half=half, most=most)
    return text(voice.t(title), voice.t(": "), said)


def _countries(voice: Voice, rows: Sequence[Sequence[Any]], more: Mapping[str, Sequence[Any]]) -> Piece:
    if not rows:
        return None
    title = voice.t("Asked, and within what time half and nine in ten were answered")
    said = (
        _row(voice, voice.country(code), count, half, most, more.get(code, (None,))[0])
        for code, count, half, most in rows
    )
    return lines(bold(title), *said)


def _by_month(voice: Voice, period: Quarter, figures: Mapping[str, Any]) -> Piece:
    """The same of each month, where each has enough answers; how many there were stands above already."""
    more = [figures.get("more", {}).get(str(number), (None,) * 5) for number in (1, 2, 3)]
    if any(half is None for *_, half, _ in more):
        return None
    counts = zip(_month_names(voice, period), figures["months"], more, strict=True)
    return lines(
        bold(voice.t("The same by month")),
        *(_row(voice, name, count, one[3], one[4], one[0]) for name, count, one in counts),
    )


def _row(
    voice: Voice, name: str, count: int, half: float | None, most: float | None, late: int | None
) -> str:
    times = [] if half is None or most is None else [_length(voice, half), _length(voice, most)]
    over = [] if late is None else [voice.t("late %(count)s", count=voice.number(late))]
    return f"{name}{voice.t(': ')}{' · '.join([_count(voice, count), *times, *over])}"


def _length(voice: Voice, seconds: float) -> str:
    value, unit = hours_or_days(seconds)
    return voice.duration(timedelta(hours=value) if unit == "h" else timedelta(days=value))
