"""Contact points by country: who covers it, how to reach them, and what time it is there.

Asked in one line (`/contacts Spain`), by a name alone, in a sentence ("who do I call in Spain?"), or guided.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from handlers import countries, words
from handlers.chat import Button, Label
from handlers.contacts_topics import TOPICS, topic_in
from handlers.context import Context
from handlers.countries import Found, Place
from handlers.form_model import Choice, Field, Form, WrongError, form
from handlers.forms import begin
from handlers.lang import N_, Voice
from handlers.reception import loose_first
from handlers.registry import EVERYONE, act, command, commands, is_for
from storage import contacts, people
from storage.audit import Tag
from storage.contacts import ContactPoint

MOST = 5  # countries in one answer
PAGE = 8  # contact points of a country in one answer
URGENCIES = {"now": N_("Now"), "today": N_("Today"), "later": N_("It can wait")}
_ASKS = re.compile(
    r"\b(who|whom|contacts?|call|ring|phone|reach|duty)\b|联系|找谁|电话|打给|值班|谁负责", re.IGNORECASE
)


Asked = Mapping[str, Any]  # the parameters of an answer: countries, topic, urgency, start
Sub = Callable[[Context], None]
_subs: dict[str, Sub] = {}


def sub(*names: str) -> Callable[[Sub], Sub]:
    """Declare a word instead of a country: `/contacts mine`."""

    def register(run: Sub) -> Sub:
        _subs.update(dict.fromkeys(names, run))
        return run

    return register


@command("contacts", zh="联系人", help=N_("Who to contact, by country"), roles=EVERYONE,
         arguments=N_("[country]"), group=N_("Contacts and notices"), is_lookup=True,
         aliases=("contact", "联系"))  # fmt: skip
def look_up(ctx: Context, argument: str) -> None:
    if not argument:
        begin(ctx, GUIDE)
        return
    if (run := _subs.get(words.folded(argument))) is not None:
        run(ctx)
        return
    places, unclear, rest = read(argument)
    if places:
        show(ctx, places, topic=topic_in(rest))
    if unclear is not None:
        _ask_which(ctx, unclear)


def read(argument: str) -> tuple[list[Place], Found | None, str]:
    """The places that a line names, what of it is unclear, and the words besides."""
    head = countries.split(argument)
    named = dict.fromkeys([*head.places, *countries.mentioned(head.rest)]) if head.places else {}
    if named:
        return list(named)[:MOST], head.unclear, head.rest
    found = countries.find(argument)
    if found.place is not None:
        return [found.place], None, ""
    if found.choices and not found.exact and _names_them(argument, found.choices):
        return list(found.choices)[:MOST], None, argument
    return [], found, ""


def _names_them(sentence: str, choices: tuple[Place, ...]) -> bool:
    """Whether a sentence names these places by their right names; a slip is only ever offered."""
    is_sentence = " " in sentence.strip() or _ASKS.search(sentence) is not None
    return is_sentence and len(choices) == 1 and countries.mentioned(sentence) == choices


@loose_first
def asked_by_name(ctx: Context) -> bool:
    """ "Spain", 西班牙 or "Spain documents": a name and nothing else, or with what it is about.

    Two or three Latin letters are more often a word ("no", "in") than the code of a country.
    """
    asked = ctx.incoming.text.strip()
    if ctx.incoming.files or (asked.isascii() and len(asked) <= 3) or "\n" in asked:
        return False
    found, head = countries.find(asked), countries.split(asked)
    about = head.rest if len(head.places) == 1 and len(head.rest.split()) == 1 else ""
    if found.exact and found.place is None:
        _ask_which(ctx, found)
    elif found.place is not None or topic_in(about):
        show(ctx, list(head.places) if found.place is None else [found.place], topic=topic_in(about))
    else:
        return False
    return True


@loose_first
def asked_plainly(ctx: Context) -> bool:
    """ "Who do I call in Spain?", 西班牙联系谁: a short question that names a place."""
    asked = ctx.incoming.text
    if len(asked) > 80 or "\n" in asked or not _ASKS.search(asked) or not asked.strip("?？ ").strip():
        return False
    places = countries.mentioned(asked)
    if len(places) != 1 or not (asked.rstrip().endswith(("?", "？", "谁")) or len(asked) <= 30):
        return False
    show(ctx, list(places), topic=topic_in(asked))
    return True


def _ask_which(ctx: Context, unclear: Found) -> None:
    buttons = [
        Button(named(code), "contacts", params={"country": code}) for code in map(code_of, unclear.choices)
    ]
    kind = "contacts.which" if unclear.exact and buttons else "contacts.unclear"
    ctx.reply(kind, *buttons, typed=unclear.text[:60], offered=len(buttons))


@act("contacts", EVERYONE)
def _chosen(ctx: Context) -> None:
    if ctx.offer is not None:
        chosen = ctx.offer.params
        how = {name: chosen[name] for name in ("topic", "urgency", "start") if name in chosen}
        show(ctx, [_place(chosen["country"])], **how)


def named(code: str) -> Label:
    """A place, on a button."""
    return Label("%(place)s", {"place": {"country": code}})


def code_of(place: Place) -> str:
    return place.subdivision or place.code


def _place(code: str) -> Place:
    return Place(code[:2], code if "-" in code else None)


def show(ctx: Context, places: list[Place], topic: str = "", urgency: str = "", start: int = 0) -> None:
    """What is known of these places, with what can be done next; `start`: how many points came before."""
    codes = [code_of(place) for place in places]
    for code in codes:
        ctx.work.audit(Tag.CONTACTS_VIEWED, ctx.officer.id, f"country:{code}")
    agency = ctx.work.need(people.Agency, ctx.officer.agency_id)
    asked: dict[str, Any] = {"countries": codes, "topic": topic, "urgency": urgency, "start": start}
    ctx.reply("contacts.of", *_next_steps(ctx, asked), **asked, mine=agency.country or "")


def _next_steps(ctx: Context, asked: Asked) -> list[Button]:
    codes = asked["countries"]
    said = ", ".join(countries.name(code, "en") if "-" not in code else code for code in codes)
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
    if any(point.phone or point.mail for point in points):
        steps.append(Button(N_("Save contact card"), "contacts.card", params=dict(asked), group="card"))
    if any(point.is_private and may_see(ctx, point) for point in points):
        steps.append(Button(N_("Private numbers"), "contacts.private", params=dict(asked), group="private"))
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
    """Those on the page that a look-up showed."""
    start = asked.get("start", 0)
    return [p for code in asked["countries"] for p in points_for(voice, code, asked.get("topic", ""), start)]


def may_see(ctx: Context, point: ContactPoint) -> bool:
    """A private one."""
    is_own = point.agency_id is not None and ctx.may_act_for(point.agency_id)
    return is_own or ctx.officer.role is people.Role.COORDINATOR


@act("contacts.private", EVERYONE)
def _private(ctx: Context) -> None:
    ctx.keep_message()
    for point in points_shown(ctx.voice, ctx.offer.params) if ctx.offer else ():
        if point.is_private and may_see(ctx, point):
            ctx.work.audit(Tag.CONTACTS_VIEWED, ctx.officer.id, f"contact:{point.id}")
            ctx.reply("contacts.private", item=f"contact:{point.id}", point=point.id)


@act("contacts.card", EVERYONE)
def _card(ctx: Context) -> None:
    ctx.keep_message()
    if ctx.offer is not None:
        ctx.reply("contacts.card", **ctx.offer.params)


def _read_place(_ctx: Context, typed: str) -> str:
    places, unclear, _ = read(typed)
    if len(places) == 1:
        return code_of(places[0])
    offered = places or list(unclear.choices if unclear else ())
    choices = [Choice(code, named(code)) for code in map(code_of, offered)]
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
            Field("country", N_("Country"), N_("Which country?"), _read_place, required=True,
                  hint=N_("For instance Spain, 西班牙 or ES; a province or a city works, too.")),
            Field("topic", N_("About"), N_("What is it about?"), required=True, free=False,
                  choices=[Choice(topic, label) for topic, label in TOPICS.items()]),
            Field("urgency", N_("How urgent"), N_("When do you need somebody?"), required=True, free=False,
                  choices=[Choice(code, label) for code, label in URGENCIES.items()]),
        ),
        _guided,
        straight=True,
    )
)  # fmt: skip
