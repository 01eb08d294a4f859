"""Lines about oneself: language, quiet hours, zone, deputy, one's own desk; and answers to prompts."""

import re
from datetime import timedelta

from handlers.contacts import asking
from handlers.core import kept_line
from handlers.core.context import Context
from handlers.core.hooks import loose
from handlers.core.registry import command_named, is_for, run_command
from handlers.people.own_page import hours_in
from handlers.places import Place, find, mentioned
from handlers.places.labels import name
from handlers.reading import cues
from handlers.reading.cues import Found
from handlers.reception import said_of
from handlers.reminders import preferences
from handlers.rota import one_line
from handlers.vocabulary.languages import N_, language_named
from handlers.vocabulary.text import Label
from storage import lately
from storage.item import Item

_ENGLISH = {"英文": "en", "英语": "en", "中文": "zh"}
# questions that a word asks by itself: what is typed next is their answer
_PROMPTS = {
    "me.zone_how": ("me", "zone"),
    "me.quiet_how": ("me", "quiet"),
    "deputy.how": ("me", "deputy"),
    "name.how": ("me", "name"),
    "remind.how": ("remind", ""),
}
_ENDS_IT = re.compile(
    r"(?<![a-z])(?:off|end|stop|no|cancel)(?![a-z])[^,.]{0,12}quiet|quiet hours off|(?:关掉?|取消|不要)免打扰"
)
_SOON = timedelta(minutes=30)
_LONGEST = 60


def language(ctx: Context, found: Found, _item: Item) -> bool:
    if len(ctx.incoming.text) > _LONGEST:
        return False
    wanted = next((code for word in found.said if (code := _ENGLISH.get(word) or language_named(word))), "")
    return run_command(ctx, command_named("language"), wanted)


def quiet(ctx: Context, _found: Found, _item: Item) -> bool:
    chosen = hours_in(ctx.incoming.text)
    wanted = f"{chosen[0]}-{chosen[1]}" if chosen else "off" * bool(_ENDS_IT.search(ctx.incoming.text))
    return run_command(ctx, command_named("me"), f"quiet {wanted}".strip())


def zone(ctx: Context, _found: Found, _item: Item) -> bool:
    """Where one is now may be the zone that is wanted: offered, and never changed by itself."""
    places = mentioned(ctx.incoming.text)
    if len(places) != 1 or len(ctx.incoming.text) > _LONGEST or asking.is_about_time(ctx.incoming.text):
        return False
    called = _as_typed(ctx.incoming.text, places[0]) or name(places[0].iso, "en")
    label = Label(N_("Time zone: %(zone)s"), {"zone": called})
    return said_of.offer(ctx, [kept_line.as_command("me", label, f"zone {called}")], "")


_HAN_NAME = 6  # characters of a place's name in Chinese


def _as_typed(line: str, place: Place) -> str:
    """The word of a line that names the place."""
    words = re.findall(r"[A-Za-z\u00c0-\u024f]+", line)
    words += re.findall(r"[\u4e00-\u9fff]{2,}", line)
    parts = [
        word[at:to]
        for word in words
        for at in (range(len(word)) if word > "\u2e80" else (0,))
        for to in (range(at + 2, min(at + _HAN_NAME, len(word)) + 1) if word > "\u2e80" else (len(word),))
    ]
    return max((part for part in parts if find(part).place == place), key=len, default="")


def ways(ctx: Context, _found: Found, _item: Item) -> bool:
    """How one is reminded: where it is chosen."""
    if len(ctx.incoming.text) > _LONGEST:
        return False
    preferences.show(ctx)
    return True


def deputy(ctx: Context, _found: Found, _item: Item) -> bool:
    return len(ctx.incoming.text) <= _LONGEST and run_command(ctx, command_named("me"), "deputy")


def own_desk(ctx: Context, _found: Found, _item: Item) -> bool:
    made = command_named("contacts")
    return made is not None and is_for(made, ctx.officer.role) and run_command(ctx, made, "mine")


_ASKS = re.compile(r"[?？]|(?<![a-z])(?:who|who['’]?s|when|whose)(?![a-z])|谁|吗|哪", re.IGNORECASE)


def on_duty(ctx: Context, _found: Found, _item: Item) -> bool:
    """The rota, for who has one: asked for, or set. Who is on duty in Germany is said by its desk."""
    line, made = ctx.incoming.text, command_named("duty")
    if len(line) > _LONGEST or made is None or not is_for(made, ctx.officer.role):
        return False
    if cues.whole(line) == "duty" or _ASKS.search(line):
        return not said_of.countries(ctx, line) and run_command(ctx, made)
    return one_line.says_it(ctx, line) and run_command(ctx, made, line)


@loose(3)
def _prompted(ctx: Context) -> bool:
    """The answer to what was just asked: "/me zone", and then "Berlin"."""
    line = ctx.incoming.text
    letter = lately.last_said(ctx.work, ctx.officer.id, ctx.account.id, ctx.now - _SOON)
    if letter is None or letter.kind not in _PROMPTS or not line or len(line) > _LONGEST or "\n" in line:
        return False
    if cues.find(line, "cancel", "no", "thanks", "greeting") or ctx.files or ctx.incoming.forwarded:
        return False
    word, part = _PROMPTS[letter.kind]
    if (wanted := cues.whole(line)) and wanted not in {part, word}:
        return False  # something else is asked for: "my settings"
    return run_command(ctx, command_named(word), f"{part} {line}".strip())
