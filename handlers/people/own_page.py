"""One's own page: language, zone, quiet hours, deputy, accounts, and leaving."""

import re
from collections.abc import Callable, Sequence
from datetime import time
from zoneinfo import ZoneInfo, available_timezones

from handlers.absence import leaving
from handlers.core import step_up
from handlers.core.context import Context, Press
from handlers.core.params import Params, Typed
from handlers.core.registry import EVERYONE, act, command, command_named, run_command
from handlers.core.speech import says
from handlers.dates.numbers import CHINESE, number
from handlers.dates.zones import zone_named
from handlers.people import deputies, enrol, further_accounts, own_name, standing
from handlers.reminders import own as own_reminders
from handlers.reminders import preferences
from handlers.second_factor import app as authenticator_app
from handlers.times import showing
from handlers.times.walltime import local
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import LANGUAGES, N_
from handlers.vocabulary.text import Button, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import people
from storage.audit import Tag
from storage.item import Item
from storage.people import Agency, Officer, Role

_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|~|to|至|到)\s*(\d{1,2})(?:[:.](\d{2}))?")
_OPEN = 10  # references that are named
_OFF = {"off", "none", "关", "关闭", "无"}


@command(
    "me",
    zh="我",
    help=N_("Your page: language, time zone, quiet hours, deputy, accounts"),
    roles=EVERYONE,
    arguments=N_("[name | zone | quiet | rings | deputy | link | totp | leave]"),
    fits=lambda _ctx, rest: typed_line.first_word(rest)[0] in _PARTS,
    group=N_("You"),
)
def me(ctx: Context, argument: str) -> None:
    word, rest = typed_line.first_word(argument)
    if word in _PARTS:
        _PARTS[word](ctx, rest)
        return
    language = Button(N_("Language"), "command", params={"name": "language"}, group="")
    app = (
        [step_up.set_up(N_("Authenticator app"))] if step_up.is_used(ctx.work, ctx.rules, ctx.officer) else []
    )
    ctx.reply("me", language, *_WAYS, *app, person=ctx.officer.id, unknown=argument[:40])


_WAYS = [
    Button(N_("Time zone"), "me.part", params={"part": "zone"}, group=""),
    Button(N_("Quiet hours"), "me.part", params={"part": "quiet"}, group=""),
    Button(N_("How it rings"), "remind.ways", group=""),
    Button(N_("Deputy"), "me.part", params={"part": "deputy"}, group=""),
    Button(N_("Link another account"), "me.link", group=""),
]


@act("me.part", EVERYONE)
def _part(ctx: Press) -> None:
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
    own_reminders.zone_changed(ctx.work, ctx.officer)


def _zone_called(typed: str) -> str | None:
    """By city, by a country that keeps one time, or by its technical name."""
    exact = next((key for key in available_timezones() if key.casefold() == typed.casefold()), None)
    found = exact or getattr(zone_named(typed), "key", None)
    return str(found) if found else None


def _quiet(ctx: Context, argument: str) -> None:
    chosen, ctx.unused = _hours(argument), _beside_hours(argument)
    if chosen is None:
        ctx.reply("me.quiet_how", quiet=ctx.officer.quiet)
        return
    ctx.officer.quiet = {**ctx.officer.quiet, "start": chosen[0], "end": chosen[1]}
    _changed(ctx, "quiet")
    ctx.reply("me.quiet_set", quiet=ctx.officer.quiet)


_HOUR = r"(\d{1,2})(?:[:.点](\d{2}|半)?分?)?\s*(?:hrs|h)?\s*([ap]\.?m\.?)?"
_FROM_TO = re.compile(
    rf"(?:晚上|夜里|早上)?{_HOUR}\s*(?:-|–|~|to|until|till|and|至|到)\s*(?:第二天|次日|早上|凌晨)*{_HOUR}(?!\d)"
)


def hours_in(typed: str) -> tuple[str, str] | None:
    """The quiet hours that a line names: "10pm to 7am", 22点到7点半."""
    found = _FROM_TO.search(_SPOKEN.sub(_in_figures, typed_line.folded(typed)))
    if found is None:
        return None
    start, end = (_clock(*found.groups()[at : at + 3]) for at in (0, 3))
    return (start, end) if start and end else None


def _beside_hours(typed: str) -> str:
    """What else it says, where that is more than "from" or 每天."""
    beside = _FROM_TO.sub(" ", _SPOKEN.sub(_in_figures, typed_line.folded(typed)))
    return "" if typed_line.is_slip(beside) else typed


_SPOKEN = re.compile(rf"(下午|晚上|夜里|傍晚|晚)?({CHINESE})点钟?")


def _in_figures(said: re.Match[str]) -> str:
    """晚上十点 as 22点."""
    hour = number(said[2])
    return f"{(hour + 12) % 24 if said[1] and hour <= 12 else hour}点"


def _clock(hour: str, minute: str | None, half: str | None) -> str:
    """ "22:00"; "" for what is no time."""
    value = int(hour) % 12 + (12 if half[0] == "p" else 0) if half else int(hour)
    minutes = 30 if minute == "半" else int(minute or 0)
    return f"{value:02}:{minutes:02}" if value < 24 and minutes < 60 else ""


def _hours(typed: str) -> tuple[str, str] | None:
    """("20:00", "07:00"); the same time twice where there are to be none."""
    plain = typed_line.folded(typed)
    if plain in _OFF:
        return "00:00", "00:00"
    if (found := _HOURS.fullmatch(plain)) is None:
        return hours_in(plain)
    try:
        start, end = time(int(found[1]), int(found[2] or 0)), time(int(found[3]), int(found[4] or 0))
    except ValueError:
        return None
    return f"{start:%H:%M}", f"{end:%H:%M}"


def _link(ctx: Context, argument: str) -> None:
    ctx.unused = argument
    further_accounts.offer(ctx)


def _leave(ctx: Context, argument: str) -> None:
    ctx.unused = argument
    if not standing.can_do_without(ctx.work, ctx.officer):
        ctx.reply("suspend.last")
        return
    refs = leaving.open_with(ctx.work, ctx.officer)
    ctx.reply("me.leave_ask", Button(N_("Leave for good"), "me.leave"), refs=refs)


@act("me.leave", EVERYONE)
def _left(ctx: Press) -> None:
    if not standing.can_do_without(ctx.work, ctx.officer):
        ctx.reply("suspend.last")
        return
    enrol.leave(ctx.work, ctx.officer)
    ctx.work.audit(Tag.LEFT, ctx.officer.id, Item("officer", ctx.officer.id))
    ctx.reply("me.goodbye")
    ctx.tell_all(people.with_role(ctx.work, Role.COORDINATOR), "me.left", person=ctx.officer.id)


def _language(ctx: Context, argument: str) -> None:
    run_command(ctx, command_named("language"), argument)


_PARTS: dict[str, Callable[[Context, str], None]] = {
    "name": own_name.ask,
    "姓名": own_name.ask,
    "名字": own_name.ask,
    "language": _language,
    "语言": _language,
    "zone": _zone,
    "时区": _zone,
    "quiet": _quiet,
    "免打扰": _quiet,
    "rings": preferences.show,
    "提示": preferences.show,
    "deputy": deputies.ask,
    "代办": deputies.ask,
    "代办人": deputies.ask,
    "代理": deputies.ask,
    "代理人": deputies.ask,
    "link": _link,
    "关联": _link,
    "totp": authenticator_app.ask,
    "验证器": authenticator_app.ask,
    "leave": _leave,
    "退出": _leave,
}


@says("me", unclear=True)
def _say_me(voice: Voice, person: Officer, unknown: Typed) -> Text:
    agency = voice.agency(voice.work.need(Agency, person.agency_id))
    return paragraphs(
        voice.t("I do not know “%(word)s” here.", word=unknown) if unknown else None,
        lines(
            text(bold(person.name), dim(f" – {person.handle}")),
            f"{agency} · {voice.t(enrol.ROLES[person.role])}",
            voice.t("Language: %(language)s", language=LANGUAGES[person.language]),
            voice.t("Time zone: %(zone)s", zone=_zone_shown(voice, person.zone)),
            _quiet_shown(voice, person.quiet),
            deputies.standing(voice, person),
            _for_whom(voice, person),
            _vetted(voice, person),
        ),
        lines(*(f"{one.channel}: {one.address}" for one in people.accounts_of(voice.work, person.id))),
        dim(voice.t("/me leave ends your part in this network.")),
    )


def _zone_shown(voice: Voice, zone: str) -> str:
    here = local(voice.now, ZoneInfo(zone))
    return f"{showing.city(ZoneInfo(zone), voice.language)} ({here:%H:%M})"


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
    day = showing.show_day(local(officer.vetted_until, voice.zone).date(), voice.language, voice.now)
    return voice.t("Vetted until %(day)s.", day=day)


@says("me.zone_how", unclear=True)
def _say_zone_how(voice: Voice, typed: Typed, zone: str) -> Text:
    return lines(
        voice.t("I do not know the time of “%(typed)s”. A city makes it plain.", typed=typed)
        if typed
        else None,
        voice.t("Your time zone: %(zone)s. Which city are you in? Write:", zone=_zone_shown(voice, zone)),
        bold(voice.t("/me zone Madrid")),
    )


@says("me.zone_set")
def _say_zone_set(voice: Voice, zone: str) -> Text:
    zone = _zone_shown(voice, zone)
    return text(
        voice.t(
            "Your time zone is %(zone)s. Deadlines stay the same moments; they are shown in it.", zone=zone
        )
    )


@says("me.quiet_how", unclear=True)
def _say_quiet_how(voice: Voice, quiet: Params) -> Text:
    return lines(
        _quiet_shown(voice, quiet),
        voice.t("Write your quiet hours; urgent requests still ring:"),
        bold(voice.t("/me quiet 20:00-07:00")),
        voice.t("“off” ends quiet hours."),
    )


@says("me.quiet_set")
def _say_quiet_set(voice: Voice, quiet: Params) -> Text:
    return text(_quiet_shown(voice, quiet))


@says("me.leave_ask")
def _say_leave_ask(voice: Voice, refs: Sequence[str] = ()) -> Text:
    return lines(
        bold(voice.t("Leave this network for good?")),
        voice.t("Nothing more reaches you. What you filed stays with your agency."),
        voice.t("Open at your agency: %(refs)s", refs=", ".join(refs[:_OPEN])) if refs else None,
        voice.more(len(refs) - _OPEN),
    )


@says("me.goodbye", to_strangers=True)
def _say_goodbye(voice: Voice) -> Text:
    return text(voice.t("You have left. Thank you for your work."))


@says("me.left")
def _say_left(voice: Voice, person: Officer) -> Text:
    agency = voice.agency(voice.work.need(Agency, person.agency_id))
    return text(voice.t("%(name)s (%(agency)s) has left the network.", name=person.name, agency=agency))
