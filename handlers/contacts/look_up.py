"""Contact points by country: who covers it, how to reach them, and what time it is there.

Asked in one line (`/contacts Spain`), by a name alone, in a sentence ("who do I call in Spain?"), or guided.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from handlers import places as gazetteer
from handlers.agencies import offering
from handlers.contacts import asking, offices
from handlers.contacts.topics import TOPICS, topic_in
from handlers.core.context import Context, Press
from handlers.core.declared import Declared
from handlers.core.hooks import loose
from handlers.core.registry import EVERYONE, act, command, commands, is_for
from handlers.core.speech import given
from handlers.forms.engine import begin
from handlers.forms.model import Field, Form, WrongError, form
from handlers.places import Found, Place
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Choice, Label
from handlers.vocabulary.voice import Voice
from storage import contacts, people
from storage.audit import Tag
from storage.contacts import ContactPoint
from storage.item import Item

MOST = 5  # countries in one answer
PAGE = 8  # contact points of a country in one answer
URGENCIES = {"now": N_("Now"), "today": N_("Today"), "later": N_("It can wait")}
Asked = Mapping[str, Any]  # the parameters of an answer: countries, topic, urgency, start
Sub = Callable[[Context], None]
_subs: Declared[Sub] = Declared()


def sub(*names: str) -> Callable[[Sub], Sub]:
    """Declare a word instead of a country: `/contacts mine`."""

    def register(run: Sub) -> Sub:
        return _subs.add(run, *names)

    return register


def fits(_ctx: Context, rest: str) -> bool:
    """A word that stands for a list, or a place and at most what it is about."""
    if typed_line.folded(rest) in _subs:
        return True
    head = gazetteer.split(rest)
    if head.unclear is not None and not head.places:
        return not head.rest and " " not in rest.strip()
    if not head.places:
        return gazetteer.exact(rest).place is not None
    return len(head.rest) <= _ABOUT and "\n" not in rest


_CLAUSE = re.compile(r"[,，。;；：:]")  # a story has clauses
_ABOUT = 24  # characters of what a look-up is about


@command(
    "contacts",
    zh="联系人",
    help=N_("Who to contact, by country"),
    roles=EVERYONE,
    arguments=N_("[country]"),
    group=N_("Contacts and notices"),
    is_lookup=True,
    aliases=("contact", "联系", "联系方式", "联络", "电话"),
    fits=fits,
)
def look_up(ctx: Context, argument: str) -> None:
    if not argument:
        begin(ctx, GUIDE)
        return
    if (run := _subs.get(typed_line.folded(argument))) is not None:
        run(ctx)
        return
    if offices.named(ctx, argument):
        return
    places, unclear, rest = read(argument)
    if not asking.is_asked(argument) and not (len(rest.split()) == 1 and topic_in(rest)):
        ctx.unused = rest
    if places:
        show(ctx, places, topic=topic_in(rest))
    if unclear is not None:
        ask_which(ctx, unclear)


def read(argument: str) -> tuple[list[Place], Found | None, str]:
    """The places that a line names, what of it is unclear, and the words besides."""
    head = gazetteer.split(argument)
    named = dict.fromkeys([*head.places, *gazetteer.mentioned(head.rest)]) if head.places else {}
    if named:
        return list(named)[:MOST], head.unclear, head.rest
    found = gazetteer.find(argument)
    if found.place is not None:
        return [found.place], None, ""
    if found.choices and not found.exact and _names_them(argument, found.choices):
        return list(found.choices)[:MOST], None, argument
    return [], found, ""


def _names_them(sentence: str, choices: tuple[Place, ...]) -> bool:
    """Whether a sentence names these places by their right names; a slip is only ever offered."""
    is_sentence = " " in sentence.strip() or asking.is_asked(sentence)
    return is_sentence and len(choices) == 1 and gazetteer.mentioned(sentence) == choices


@loose(20)
def asked_by_name(ctx: Context) -> bool:
    """ "Spain", 西班牙 or "Spain documents": a name and nothing else, or with what it is about.

    Two or three Latin letters are more often a word ("no", "in") than the code of a country.
    """
    asked = ctx.incoming.text.strip()
    if ctx.incoming.files or (asked.isascii() and len(asked) <= 3) or "\n" in asked:
        return False
    found, head = gazetteer.find(asked), gazetteer.split(asked)
    is_short = len(head.rest.split()) == 1 and len(head.rest) <= _ABOUT and not _CLAUSE.search(head.rest)
    about = head.rest if len(head.places) == 1 and is_short else ""
    if found.exact and found.place is None:
        ask_which(ctx, found)
    elif found.place is not None or topic_in(about):
        show(ctx, list(head.places) if found.place is None else [found.place], topic=topic_in(about))
    else:
        return False
    return True


def ask_which(ctx: Context, unclear: Found) -> None:
    buttons = [
        Button(named(place.iso), "contacts", params={"country": place.iso}) for place in unclear.choices
    ]
    kind = "contacts.which" if unclear.exact and buttons else "contacts.unclear"
    ctx.reply(kind, *buttons, **given(kind, typed=unclear.text[:60], offered=len(buttons)))


@act("contacts", EVERYONE)
def _chosen(ctx: Press) -> None:
    chosen = ctx.offer.params
    how = {name: chosen[name] for name in ("topic", "urgency", "start") if name in chosen}
    show(ctx, [_place(chosen["country"])], **how)


def named(code: str) -> Label:
    """A place, on a button."""
    return Label("%(place)s", {"place": {"country": code}})


def _place(code: str) -> Place:
    return Place(code[:2], code if "-" in code else None)


def show(ctx: Context, places: list[Place], topic: str = "", urgency: str = "", start: int = 0) -> None:
    """What is known of these places, with what can be done next; `start`: how many points came before."""
    codes = [place.iso for place in places]
    for code in codes:
        ctx.work.audit(Tag.CONTACTS_VIEWED, ctx.officer.id, f"country:{code}")
    agency = ctx.work.need(people.Agency, ctx.officer.agency_id)
    asked: dict[str, Any] = {"countries": codes, "topic": topic, "urgency": urgency, "start": start}
    ctx.reply("contacts.of", *_next_steps(ctx, asked), **asked, mine=agency.country or "")


def _next_steps(ctx: Context, asked: Asked) -> list[Button]:
    codes = asked["countries"]
    said = ", ".join(gazetteer.name(code, "en") if "-" not in code else code for code in codes)
    urgent = said + (" urgent" if asked["urgency"] == "now" else "")
    steps = [
        Button(label, "command", params={"name": name, "argument": argument}, group=name)
        for name, label, argument in (
            ("clue", N_("Send a clue"), said),
            ("request", N_("Ask for information"), urgent),
        )
        if any(made.name == name and is_for(made, ctx.officer.role) for made in commands())
    ]
    points = points_shown(ctx.voice, asked)
    here = {**asked, "points": [point.id for point in points]}
    if any(point.phone or point.mail for point in points):
        steps.append(Button(N_("Save contact card"), "contacts.card", params=here, group="card"))
    if any(point.is_private and may_see(ctx, point) for point in points):
        steps.append(Button(N_("Private numbers"), "contacts.private", params=here, group="private"))
    whole = {code[:2] for code in codes if "-" in code} - set(codes)
    return [*steps, *_pages(ctx, asked), *(_whole_country(code) for code in sorted(whole))]


def _pages(ctx: Context, asked: Asked) -> list[Button]:
    """Earlier and on, through the points of each country that has more than go into one answer."""
    several = len(asked["countries"]) > 1
    turns = []
    for code in asked["countries"]:
        there = {"place": {"country": code}}
        on = Label(N_("More of %(place)s"), there) if several else N_("More")
        for to, label in ((asked["start"] - PAGE, N_("Earlier")), (asked["start"] + PAGE, on)):
            if 0 <= to < count_for(ctx.voice, code):
                page = {**asked, "countries": [code], "start": to, "country": code}
                turns.append(Button(label, "contacts", params=page, group=""))
    return turns


def _whole_country(code: str) -> Button:
    label = Label(N_("All of %(country)s"), {"country": {"country": code}})
    return Button(label, "contacts", params={"country": code}, group="whole")


def points_for(voice: Voice, code: str, topic: str = "", start: int = 0) -> list[ContactPoint]:
    """A page of those of a country, or of a part of it; where the part has none, of its country."""
    return contacts.points_of(voice.work, code[:2], _part(voice, code), PAGE, topic, start)


def count_for(voice: Voice, code: str) -> int:
    """How many there are in all."""
    return contacts.count_of(voice.work, code[:2], _part(voice, code))


def _part(voice: Voice, code: str) -> str | None:
    return code if "-" in code and contacts.count_of(voice.work, code[:2], code) else None


def points_shown(voice: Voice, asked: Asked) -> list[ContactPoint]:
    """Those on the page that a look-up showed; what has come since then moves none."""
    if "points" in asked:
        return [
            one for row_id in asked["points"] if (one := voice.work.get(ContactPoint, row_id)) is not None
        ]
    start = asked.get("start", 0)
    return [p for code in asked["countries"] for p in points_for(voice, code, asked.get("topic", ""), start)]


def may_see(ctx: Context, point: ContactPoint) -> bool:
    """A private one."""
    is_own = point.agency_id is not None and ctx.may_act_for(point.agency_id)
    return is_own or ctx.officer.role is people.Role.COORDINATOR


@act("contacts.private", EVERYONE)
def _private(ctx: Press) -> None:
    ctx.keep_message()
    for point in points_shown(ctx.voice, ctx.offer.params):
        if point.is_private and may_see(ctx, point):
            ctx.work.audit(Tag.CONTACTS_VIEWED, ctx.officer.id, Item("contact", point.id))
            ctx.reply("contacts.private", item=Item("contact", point.id), point=point.id)


@act("contacts.card", EVERYONE)
def _card(ctx: Press) -> None:
    ctx.keep_message()
    asked = ctx.offer.params
    here = {name: asked[name] for name in ("topic", "start", "points") if name in asked}
    ctx.reply("contacts.card", countries=asked["countries"], **{"topic": "", **here})


def _read_place(ctx: Context, typed: str) -> str:
    places, unclear, ctx.unused = read(typed)
    if len(places) == 1:
        return places[0].iso
    offered = places or list(unclear.choices if unclear else ())
    choices = [Choice(place.iso, named(place.iso)) for place in offered]
    if choices:
        raise WrongError(N_("Which of these do you mean?"), choices)
    raise WrongError(N_("I know no country by that name. Please write it another way."))


def _guided(ctx: Context, answers: dict[str, str]) -> None:
    show(ctx, [_place(answers["country"])], answers["topic"], answers["urgency"])


GUIDE = form(
    Form(
        "contacts",
        N_("Find a contact point"),
        (
            Field(
                "country",
                N_("Country"),
                N_("Which country?"),
                _read_place,
                offering.countries,
                required=True,
                reads_choices=True,
                hint=N_("For instance Spain, 西班牙 or ES; a province or a city works, too."),
            ),
            Field(
                "topic",
                N_("About"),
                N_("What is it about?"),
                required=True,
                free=False,
                choices=[Choice(topic, label) for topic, label in TOPICS.items()],
            ),
            Field(
                "urgency",
                N_("How urgent"),
                N_("When do you need somebody?"),
                required=True,
                free=False,
                choices=[Choice(code, label) for code, label in URGENCIES.items()],
            ),
        ),
        _guided,
        straight=True,
    )
)
