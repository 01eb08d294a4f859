"""Whom to reach, asked in a sentence: "who do I call in Spain?", 欧盟代表团找谁对接."""

import re

from handlers import places as gazetteer
from handlers.agencies import coverage, finding
from handlers.contacts import asking, clock_there, offices
from handlers.contacts.look_up import MOST, ask_which, show
from handlers.contacts.topics import topic_in
from handlers.core.context import Context
from handlers.core.hooks import aside, loose
from handlers.places import Place
from handlers.places.labels import country_of_tongue
from storage.people import Agency

_CURT = 40  # characters of a question in which a mistyped name is looked for
_NO_NAMES = {"多少", "多少来着", "来着", "什么", "哪里", "怎么", "咋样", "是多少", "部里"}
_SHORTEST = 4  # letters of a name that may be mistyped


@aside(10)
@loose(10)
def asked_plainly(ctx: Context) -> bool:
    """A short question that names a place, an office or a colleague."""
    asked = ctx.incoming.text
    if not asking.is_question(asked) or not asking.is_plain(asked):
        return False
    return answered(ctx, asked) or _misspelt(ctx, asked)


def answered(ctx: Context, asked: str) -> bool:
    """Whether a line that asks whom to reach, or what time it is there, names somebody to be shown."""
    places = _asked_places(ctx, asked)
    if clock_there.asked(ctx, asked, places) or offices.asked(ctx, asked):
        return True
    if not places:
        return offices.by_language(ctx, asked)
    show(ctx, places, topic=topic_in(asked))
    return True


def _asked_places(ctx: Context, asked: str) -> list[Place]:
    """The places that a question names; else where the office, or the colleague, that it names is."""
    named = gazetteer.mentioned(asked)
    if named:
        return list(named)[:MOST] if len({place.code for place in named}) == len(named) else []
    found = (
        finding.mentioned(ctx.work, asked)
        or _of_people(ctx, asked)
        or finding.agencies_of_named(ctx.work, asked)
    )
    return [Place(one.country, one.subdivision) for one in found[:MOST] if one.country]


def _of_people(ctx: Context, asked: str) -> list[Agency]:
    """ "the Dutch liaison officer": the country by its language; but not who speaks it."""
    if "speak" in asked.casefold():
        return []
    codes = [code for word in re.findall(r"[A-Za-z]+", asked) if (code := country_of_tongue(word))]
    return [one for code in dict.fromkeys(codes) for one in coverage.covering(ctx.work, code)[:1]]


def _misspelt(ctx: Context, asked: str) -> bool:
    """The one word that looks like a mistyped name is asked about."""
    words = asking.others(asked)
    for word in reversed(words if len(asked) <= _CURT else []):
        if word in _NO_NAMES:
            continue
        is_han = word > "\u2e80"
        tries = [word[:size] for size in range(min(len(word), 6), 1, -1)] if is_han else [word]
        for name in tries:
            found = gazetteer.find(name)
            near = found.choices if not found.exact and (is_han or len(name) >= _SHORTEST) else ()
            if near and found.place is None:
                ask_which(ctx, found)
                return True
    return False
