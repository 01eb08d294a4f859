"""Contact points by country: who covers it, how to reach them, and what time it is there.

Asked in one line (`/contacts Spain`), by a name alone, in a sentence ("who do I call in Spain?"), or guided.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from handlers import places as gazetteer
from handlers.agencies import coverage, finding, offering
from handlers.contacts.topics import TOPICS, topic_in
from handlers.core.context import Context, Press
from handlers.core.declared import Declared
from handlers.core.hooks import loose
from handlers.core.registry import EVERYONE, act, command, commands, is_for
from handlers.core.speech import given
from handlers.forms.engine import begin
from handlers.forms.model import Field, Form, WrongError, form
from handlers.places import Found, Place
from handlers.places.labels import country_of_tongue
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Choice, Label
from handlers.vocabulary.voice import Voice
from storage import contacts, people
from storage.audit import Tag
from storage.contacts import ContactPoint
from storage.item import Item
from storage.people import Agency

MOST = 5  # countries in one answer
PAGE = 8  # contact points of a country in one answer
URGENCIES = {"now": N_("Now"), "today": N_("Today"), "later": N_("It can wait")}
_ASKS = re.compile(
    r"\b(who|whom|whose|contacts?|call|ring|phone|telephone|number|e-?mail|address|reach|duty|covers?|responsible"
    r"|somebody in|someone in|anybody in|colleagues? in|liaison officer|open now|office hours|what time|tel"
    r"|somebody for|someone for|still in"
    r"|how late is it)\b"
    r"|联系|找谁|电话|邮箱|号码|打给|值班|谁负责|谁管|上班|有人吗|有人在吗|几点了?|叫什么|联络官|联系人|同行|谁会说|在线",
    re.IGNORECASE,
)


_TELLS = re.compile(r"[,，。;；\n]|\.\s")  # a story has clauses, a question for a number has none
_BEGINS = re.compile(
    r"(?:contacts?|phone|tel|telephone|number|e-?mail|address|who|what['’]?s the|night number|how late"
    r"|whom|(?:i )?need (?:somebody|someone|an? .{0,30}contact|the (?:number|phone))"
    r"|is (?:there )?(?:anybody|anyone"
    r"|somebody|someone)|are they (?:still )?(?:open|in)|what time|if it['’]?s \d)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\b(?:was|were|are|has|had|lost|held|said|left|went|came)\b", re.IGNORECASE)
_WHO = re.compile(r"who|whom|which|what|how|where|are\b", re.IGNORECASE)
_PLAIN = 70  # characters of a question that begins so


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
        return gazetteer.find(rest).place is not None
    return len(head.rest) <= _ABOUT and "\n" not in rest


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
    places, unclear, rest = read(argument)
    if not _ASKS.search(argument) and not (len(rest.split()) == 1 and topic_in(rest)):
        ctx.unused = rest
    if places:
        show(ctx, places, topic=topic_in(rest))
    if unclear is not None:
        _ask_which(ctx, unclear)


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
    is_sentence = " " in sentence.strip() or _ASKS.search(sentence) is not None
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
    about = head.rest if len(head.places) == 1 and len(head.rest.split()) == 1 else ""
    if found.exact and found.place is None:
        _ask_which(ctx, found)
    elif found.place is not None or topic_in(about):
        show(ctx, list(head.places) if found.place is None else [found.place], topic=topic_in(about))
    else:
        return False
    return True


@loose(10)
def asked_plainly(ctx: Context) -> bool:
    """ "Who do I call in Spain?", 西班牙联系谁: a short question that names a place."""
    asked = ctx.incoming.text
    if len(asked) > 80 or "\n" in asked or not _ASKS.search(asked) or not asked.strip("?？ ").strip():
        return False
    if (_TELLS.search(asked.rstrip(" ,，")) or _is_told(asked)) and not asked.rstrip().endswith(("?", "？")):
        return False
    places = _asked_places(ctx, asked)
    if places and _BEGINS.match(asked) and len(asked) <= _PLAIN:
        show(ctx, places, topic=topic_in(asked))
        return True
    if not places or not (asked.rstrip().endswith(("?", "？", "谁")) or len(asked) <= 30):
        return False
    show(ctx, places, topic=topic_in(asked))
    return True


def _is_told(asked: str) -> bool:
    """ "contact with the victim in Lyon was lost"."""
    return _TOLD.search(asked) is not None and _WHO.match(asked) is None


def _asked_places(ctx: Context, asked: str) -> list[Place]:
    """The places that a question names; else where the office, or the colleague, that it names is."""
    named = gazetteer.mentioned(asked)
    if named:
        return list(named)[:MOST] if len({place.code for place in named}) == len(named) else []
    offices = (
        finding.mentioned(ctx.work, asked)
        or _of_people(ctx, asked)
        or finding.agencies_of_named(ctx.work, asked)
    )
    return [Place(one.country, one.subdivision) for one in offices[:MOST] if one.country]


def _of_people(ctx: Context, asked: str) -> list[Agency]:
    """ "the Dutch liaison officer": the country by its language; but not who speaks it."""
    if "speak" in asked.casefold():
        return []
    codes = [code for word in re.findall(r"[A-Za-z]+", asked) if (code := country_of_tongue(word))]
    return [one for code in dict.fromkeys(codes) for one in coverage.covering(ctx.work, code)[:1]]


def _ask_which(ctx: Context, unclear: Found) -> None:
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


def _read_place(_ctx: Context, typed: str) -> str:
    places, unclear, _ = read(typed)
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
