"""What each intent becomes as a button, filled with what the line says; none where it cannot be done now."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.agencies import finding
from handlers.core import kept_line
from handlers.core.context import Context
from handlers.core.registry import command_named, is_for
from handlers.dates import NotUnderstood, Understood, anywhere, daytime
from handlers.notices import in_words
from handlers.people.own_page import hours_in
from handlers.reading.cues import Found
from handlers.reception import at_hand, said_of
from handlers.reception.at_hand import Matter
from handlers.reminders import typed as reminder_typed
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label
from storage import items
from storage.item import NO_ITEM, Item


@dataclass(frozen=True)
class Said:
    """A line, and the clue or request that it names."""

    ctx: Context
    line: str
    item: Item = NO_ITEM


Makes = Callable[[Said], Button | None]
_LONGEST = 160  # characters of a line that may be a reminder


def made(said: Said, intent: str) -> Button | None:
    """None where the intent has no button, or nothing that it could be done with."""
    if intent in at_hand.INTENTS:
        offer = at_hand.moved(said.ctx, intent, said.item)
        return at_hand.as_button(said.ctx, offer) if offer is not None else None
    makes = _MAKES.get(intent)
    return makes(said) if makes is not None else None


def _command(name: str, label: str, argument: str = "") -> Makes:
    """The command alone: the line is only what led to it."""

    def make(said: Said) -> Button | None:
        return _run(said, name, label, argument)

    return make


def _run(said: Said, name: str, label: Label | str, argument: str = "") -> Button | None:
    wanted = command_named(name)
    if wanted is None or not is_for(wanted, said.ctx.officer.role):
        return None
    return Button(label, "command", params={"name": name, "argument": argument}, group="")


def _with_line(name: str, label: str, argument: str = "") -> Makes:
    """The command with the line behind it."""

    def make(said: Said) -> Button | None:
        wanted = command_named(name)
        is_theirs = wanted is not None and is_for(wanted, said.ctx.officer.role)
        return kept_line.as_command(name, label, argument) if is_theirs else None

    return make


def _filed(kind: str) -> Makes:
    """For the country that is named; two are said in one button."""

    def make(said: Said) -> Button | None:
        return next(iter(said_of.by_country(said.ctx, said.line, (kind,))), None)

    return make


def _remind(said: Said) -> Button | None:
    at = moment(said.ctx, said.line)
    if at is None:
        return _with_line("remind", N_("Set a reminder"))(said)
    label = Label(N_("Reminder, %(time)s"), {"time": {"time": at.isoformat()}})
    return kept_line.as_command("remind", label)


def moment(ctx: Context, line: str) -> datetime | None:
    """When a line would ring, were it a reminder."""
    if len(line) > _LONGEST or "\n" in line or not any(one.is_strong for one in anywhere.mentions(line)[1]):
        return None
    read = reminder_typed.read(ctx, line)
    if read is None or _UNREAD.search(read.rest):
        return None
    likely = daytime.likely(read.result, ctx.zone) if isinstance(read.result, NotUnderstood) else read.result
    if isinstance(likely, Understood):
        return likely.at if likely.at > ctx.now else None
    choices = read.result.choices if isinstance(read.result, NotUnderstood) else ()
    return next((at for at in choices if at > ctx.now), None)


# an hour that was not read: the moment is another one
_UNREAD = re.compile(
    r"\bhalf (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b|\bsame (?:hour|time)\b"
    r"|\b\d{1,2} ?[h ]\d\d\b|\bearlier\b|这个点",
    re.IGNORECASE,
)


def is_dated(line: str) -> bool:
    """Whether it begins with a moment, or a short line ends with one, that is no date until which."""
    _, found = anywhere.mentions(line)
    firm = [one for one in found if one.is_strong and one.phrase.lead is None]
    is_head = any(len(line[: one.start].strip(_STOPS)) <= _LEADS for one in firm)
    return is_head or any(not line[one.end :].strip(_STOPS) for one in firm)


_STOPS = " ,，.。!！;；:："
_LEADS = 10  # characters before a moment at the head: "half nine", "from"


def _answer(said: Said) -> Button | None:
    owed = at_hand.owed(said.ctx)
    matter = next((one for one in owed if said.item in {NO_ITEM, one.item}), None)
    return at_hand.answering(matter) if matter is not None else None


def _add(said: Said) -> Button | None:
    """To what it names, or to what this officer sent last."""
    if said.item:
        own = at_hand.moved(said.ctx, "withdraw", said.item)
        ref = items.reference_of(said.ctx.work, said.item)
        return at_hand.adding(Matter(said.item, ref)) if own is not None else None
    matter = at_hand.authored(said.ctx)
    return at_hand.adding(matter) if matter is not None else None


def _due(said: Said) -> Button | None:
    """Until when, for the request that it names or that was sent last."""
    matter = _own_request(said)
    _, dated = anywhere.mentions(said.line)
    if matter is None or not dated:
        return None
    when = said_of.terms(said.ctx, Found("due", rest=said.line[dated[-1].start : dated[-1].end]))
    return _run(said, "request", _change(matter), f"{matter.ref} {when}")


def _urgent(said: Said) -> Button | None:
    matter = _own_request(said)
    return _run(said, "request", _change(matter), f"{matter.ref} urgent") if matter is not None else None


def _change(matter: Matter) -> Label:
    return Label(N_("Change %(ref)s"), {"ref": matter.ref})


def _own_request(said: Said) -> Matter | None:
    matter = at_hand.authored(said.ctx)
    if said.item and at_hand.moved(said.ctx, "withdraw", said.item) is not None:
        matter = Matter(said.item, items.reference_of(said.ctx.work, said.item))
    return matter if matter is not None and matter.item.kind == "request" else None


def _status(said: Said) -> Button | None:
    if said.item:
        return Button(N_("Where it stands"), "status", item=said.item)
    return _run(said, "outstanding", N_("What is outstanding"))


def _looks(said: Said) -> Button | None:
    return _status(said) if said.item else None


def _contact(said: Said) -> Button | None:
    """Of the place, the office or the person that it names."""
    places = said_of.countries(said.ctx, said.line)
    if places:
        return _run(said, "contacts", Label(_CONTACTS, {"name": {"country": places[0]}}), places[0])
    named = finding.mentioned(said.ctx.work, said.line) or finding.agencies_of_named(said.ctx.work, said.line)
    if named:
        label = Label(_CONTACTS, {"name": {"agency": named[0].id}})
        return _run(said, "contacts", label, named[0].name)
    return _run(said, "contacts", N_("Find a contact point"))


_CONTACTS = N_("Contacts: %(name)s")


def _law(said: Said) -> Button | None:
    places = said_of.countries(said.ctx, said.line)
    if not places:
        return None
    label = Label(N_("Law: %(countries)s"), {"countries": {"country": places[-1]}})
    return _run(said, "law", label, places[-1])


def _meeting(said: Said) -> Button | None:
    """As it is typed behind the command, as far as the line says it."""
    filled = in_words.meeting(said.ctx, Found("meetingcall", rest=said.line))
    return _run(said, "notice", N_("Meeting"), filled or f"meeting {said.line}")


def _quiet(said: Said) -> Button | None:
    chosen = hours_in(said.line)
    hours = f"{chosen[0]}-{chosen[1]}" if chosen else ""
    return _run(said, "me", N_("Quiet hours"), f"quiet {hours}".strip())


def _list_of_reminders(said: Said) -> Button | None:
    return _run(said, "remind", N_("Your reminders"))


_MAKES: dict[str, Makes] = {
    "remind": _remind,
    "again": _remind,
    "change": _list_of_reminders,
    "reminders": _list_of_reminders,
    "clue": _filed("clue"),
    "request": _filed("request"),
    "answer": _answer,
    "add": _add,
    "due": _due,
    "urgent": _urgent,
    "status": _status,
    "looks": _looks,
    "outstanding": _command("outstanding", N_("What is outstanding")),
    "contact": _contact,
    "own": _command("contacts", N_("Change a contact point"), "mine"),
    "law": _law,
    "notices": _command("notices", N_("Notices")),
    "meetings": _command("notices", N_("Notices")),
    "notice": _with_line("notice", N_("Notice")),
    "meetingcall": _meeting,
    "duty": _command("duty", N_("The whole rota")),
    "language": _command("language", N_("Language")),
    "zone": _command("me", N_("Time zone"), "zone"),
    "quiet": _quiet,
    "deputy": _command("me", N_("Deputy"), "deputy"),
    "link": _command("me", N_("Accounts"), "link"),
    "page": _command("me", N_("Your page")),
    "digest": lambda _said: Button(N_("How I am reminded"), "remind.ways", group=""),
    "stats": _command("stats", N_("Figures")),
    "library": _with_line("library", N_("Library")),
    "help": lambda _said: Button(N_("Help"), "help"),
}


def intents() -> frozenset[str]:
    """All that may become a button."""
    return at_hand.INTENTS | _MAKES.keys()
