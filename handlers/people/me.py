"""One's own page: language, zone, quiet hours, deputy, accounts, and leaving."""

import re
from collections.abc import Callable
from datetime import time
from zoneinfo import ZoneInfo, available_timezones

from handlers import reminders_own, showtime, stepup, words
from handlers.chat import Button, Text, bold, dim, lines, paragraphs, text
from handlers.context import Context
from handlers.dates.zones import zone_named
from handlers.lang import LANGUAGES, N_, Voice
from handlers.people import deputies, enrol, links, standing, totp
from handlers.registry import EVERYONE, act, command
from handlers.speech import Params, says
from handlers.walltime import local
from storage import people
from storage.audit import Tag
from storage.people import Agency, Officer, Role

_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|~|to|至|到)\s*(\d{1,2})(?:[:.](\d{2}))?")
_OFF = {"off", "none", "关", "关闭", "无"}


@command("me", zh="我", help=N_("Your page: language, time zone, quiet hours, deputy, accounts"),
         roles=EVERYONE, arguments=N_("[zone | quiet | deputy | link | totp | leave]"),
         group=N_("You"))  # fmt: skip
def me(ctx: Context, argument: str) -> None:
    word, rest = words.first_word(argument)
    if word in _PARTS:
        _PARTS[word](ctx, rest)
        return
    language = Button(N_("Language"), "command", params={"name": "language"}, group="")
    app = [stepup.set_up(N_("Authenticator app"))] if stepup.is_used(ctx.work, ctx.rules, ctx.officer) else []
    ctx.reply("me", language, *_WAYS, *app, person=ctx.officer.id, unknown=argument[:40])


_WAYS = [
    Button(N_("Time zone"), "me.part", params={"part": "zone"}, group=""),
    Button(N_("Quiet hours"), "me.part", params={"part": "quiet"}, group=""),
    Button(N_("Deputy"), "me.part", params={"part": "deputy"}, group=""),
    Button(N_("Link another account"), "me.link", group=""),
]


@act("me.part", EVERYONE)
def _part(ctx: Context) -> None:
    if ctx.offer is not None:
        _PARTS[ctx.offer.params["part"]](ctx, "")


def _changed(ctx: Context, what: str) -> None:
    ctx.work.session.add(ctx.officer)
    ctx.work.audit(Tag.PROFILE_CHANGED, ctx.officer.id, what=what)


def _zone(ctx: Context, argument: str) -> None:
    zone = _zone_called(argument) if argument else None
    if zone is None:
        ctx.reply("me.zone_how", typed=argument[:40], zone=ctx.officer.zone)
        return
    ctx.officer.zone = zone
    _changed(ctx, "zone")
    ctx.reply("me.zone_set", zone=zone)
    reminders_own.zone_changed(ctx.work, ctx.officer)


def _zone_called(typed: str) -> str | None:
    """By city, by a country that keeps one time, or by its technical name."""
    exact = next((key for key in available_timezones() if key.casefold() == typed.casefold()), None)
    found = exact or getattr(zone_named(typed), "key", None)
    return str(found) if found else None


def _quiet(ctx: Context, argument: str) -> None:
    chosen = _hours(argument)
    if chosen is None:
        ctx.reply("me.quiet_how", quiet=ctx.officer.quiet)
        return
    ctx.officer.quiet = {**ctx.officer.quiet, "start": chosen[0], "end": chosen[1]}
    _changed(ctx, "quiet")
    ctx.reply("me.quiet_set", quiet=ctx.officer.quiet)


def _hours(typed: str) -> tuple[str, str] | None:
    """("20:00", "07:00"); the same time twice where there are to be none."""
    plain = words.folded(typed)
    if plain in _OFF:
        return "00:00", "00:00"
    if (found := _HOURS.fullmatch(plain)) is None:
        return None
    try:
        start, end = time(int(found[1]), int(found[2] or 0)), time(int(found[3]), int(found[4] or 0))
    except ValueError:
        return None
    return f"{start:%H:%M}", f"{end:%H:%M}"


def _link(ctx: Context, _argument: str) -> None:
    links.offer(ctx)


def _leave(ctx: Context, _argument: str) -> None:
    if not standing.can_do_without(ctx.work, ctx.officer):
        ctx.reply("suspend.last")
        return
    ctx.reply("me.leave_ask", Button(N_("Leave for good"), "me.leave"))


@act("me.leave", EVERYONE)
def _left(ctx: Context) -> None:
    if not standing.can_do_without(ctx.work, ctx.officer):
        ctx.reply("suspend.last")
        return
    enrol.leave(ctx.work, ctx.officer)
    ctx.work.audit(Tag.LEFT, ctx.officer.id, f"officer:{ctx.officer.id}")
    ctx.reply("me.goodbye")
    ctx.tell_all(people.with_role(ctx.work, Role.COORDINATOR), "me.left", person=ctx.officer.id)


_PARTS: dict[str, Callable[[Context, str], None]] = {
    "zone": _zone, "时区": _zone,
    "quiet": _quiet, "免打扰": _quiet,
    "deputy": deputies.ask, "代理": deputies.ask, "代理人": deputies.ask,
    "link": _link, "关联": _link,
    "totp": totp.ask, "验证器": totp.ask,
    "leave": _leave, "退出": _leave,
}  # fmt: skip


@says("me")
def _say_me(voice: Voice, params: Params) -> Text:
    officer = voice.work.need(Officer, params["person"])
    agency = voice.agency(voice.work.need(Agency, officer.agency_id))
    return paragraphs(
        voice.t("I do not know “%(word)s” here.", word=params["unknown"]) if params["unknown"] else None,
        lines(
            text(bold(officer.name), dim(f" – {officer.handle}")),
            f"{agency} · {voice.t(enrol.ROLES[officer.role])}",
            voice.t("Language: %(language)s", language=LANGUAGES[officer.language]),
            voice.t("Time zone: %(zone)s", zone=_zone_shown(voice, officer.zone)),
            _quiet_shown(voice, officer.quiet),
            deputies.standing(voice, officer),
            _for_whom(voice, officer),
            _vetted(voice, officer),
        ),
        lines(*(f"{one.channel}: {one.address}" for one in people.accounts_of(voice.work, officer.id))),
        dim(voice.t("/me leave ends your part in this network.")),
    )


def _zone_shown(voice: Voice, zone: str) -> str:
    here = local(voice.now, ZoneInfo(zone))
    return f"{showtime.city(ZoneInfo(zone), voice.language)} ({here:%H:%M})"


def _quiet_shown(voice: Voice, quiet: Params) -> str:
    if "start" not in quiet:
        return voice.t("Quiet hours: those of the network")
    if quiet["start"] == quiet["end"]:
        return voice.t("Quiet hours: none")
    return voice.t("Quiet hours: %(start)s–%(end)s", start=quiet["start"], end=quiet["end"])


def _for_whom(voice: Voice, officer: Officer) -> str | None:
    others = people.deputies_for(voice.work, officer)
    return (
        voice.t("You stand in for %(names)s", names=voice.listed(o.name for o in others)) if others else None
    )


def _vetted(voice: Voice, officer: Officer) -> str | None:
    if officer.vetted_until is None:
        return None
    day = showtime.show_day(local(officer.vetted_until, voice.zone).date(), voice.language, voice.now)
    return voice.t("Vetted until %(day)s.", day=day)


@says("me.zone_how")
def _say_zone_how(voice: Voice, params: Params) -> Text:
    typed = params["typed"]
    return lines(
        voice.t("I do not know the time of “%(typed)s”. A city makes it plain.", typed=typed)
        if typed
        else None,
        voice.t(
            "Your time zone: %(zone)s. Write a city to change it:", zone=_zone_shown(voice, params["zone"])
        ),
        bold(voice.t("/me zone Madrid")),
    )


@says("me.zone_set")
def _say_zone_set(voice: Voice, params: Params) -> Text:
    zone = _zone_shown(voice, params["zone"])
    return text(
        voice.t(
            "Your time zone is %(zone)s. Deadlines stay the same moments; they are shown in it.", zone=zone
        )
    )


@says("me.quiet_how")
def _say_quiet_how(voice: Voice, params: Params) -> Text:
    return lines(
        _quiet_shown(voice, params["quiet"]),
        voice.t("Write when I must not ring; urgent requests still do:"),
        bold(voice.t("/me quiet 20:00-07:00")),
        voice.t("“off” ends quiet hours."),
    )


@says("me.quiet_set")
def _say_quiet_set(voice: Voice, params: Params) -> Text:
    return text(_quiet_shown(voice, params["quiet"]))


@says("me.leave_ask")
def _say_leave_ask(voice: Voice, _params: Params) -> Text:
    return lines(
        bold(voice.t("Leave this network for good?")),
        voice.t("Nothing more reaches you. What you filed stays with your agency."),
    )


@says("me.goodbye", to_strangers=True)
def _say_goodbye(voice: Voice, _params: Params) -> Text:
    return text(voice.t("You have left. Thank you for your work."))


@says("me.left")
def _say_left(voice: Voice, params: Params) -> Text:
    officer = voice.work.need(Officer, params["person"])
    agency = voice.agency(voice.work.need(Agency, officer.agency_id))
    return text(voice.t("%(name)s (%(agency)s) has left the network.", name=officer.name, agency=agency))
