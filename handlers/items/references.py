"""References as people type them: C-7KM3QX, c7km3qx, Ｃ－７ＫＭ３ＱＸ. The one home of looking one up.

For whom an item does not concern it does not exist: the same words as for a reference that was never issued.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from handlers.core import access, assumed_handling, kept_line
from handlers.core.context import Context
from handlers.core.params import Typed
from handlers.core.registry import parse
from handlers.core.speech import says
from handlers.items import erased
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, lines
from handlers.vocabulary.voice import Voice
from storage import items
from storage.audit import Tag
from storage.item import Item
from storage.people import Officer
from storage.work import Work

_TYPED = re.compile(r"([A-Z])-?([0-9A-Z]{4,8})")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－_"), "-")
_FIRST = re.compile(r"\S+?(?=[\s,，:：;；。、]|$)")
_NEAR = 2  # wrong, missing or swapped characters up to which a reference is offered
_OFFERED = 3

Visible = Callable[[Work, Officer], Sequence[Item]]
_visible: list[Visible] = []


def visible(lister: Visible) -> Visible:
    """Declare a room's items that an officer may see, newest first: mistyped references are compared with
    theirs."""
    _visible.append(lister)
    return lister


def normal(typed: str) -> str:
    """As stored: "C-7KM3QX". "" for what does not look like a reference at all."""
    upper = unicodedata.normalize("NFKC", typed).translate(_DASHES).upper()
    found = _TYPED.fullmatch(upper)
    if found is None or not ("-" in upper or any(char.isdigit() for char in found[2])):
        return ""
    return f"{found[1]}-{found[2]}"


def split(argument: str) -> tuple[str, str]:
    """A reference at the head of an argument, as it was typed, and the rest. ("", argument) without one."""
    found = _FIRST.match(argument)
    if found is None or not normal(found[0]):
        return "", argument
    return found[0], argument[found.end() :].lstrip(" ,，:：;；。、\n")


def about(work: Work, item: Item, **more: Any) -> dict[str, Any]:
    """For messages about an item: the item, its reference, and what else they need."""
    return {"item": item, "ref": items.reference_of(work, item), **more}


def find(ctx: Context, typed: str, kind: str = "") -> Item | None:
    """The item ("clue:123") of a typed reference, if this officer may see it. Otherwise the officer is told,
    with a suggestion, and None comes back. `kind`: only such an item will do."""
    item = items.item_called(ctx.work, normal(typed))
    if item is not None and access.may_see(ctx.work, ctx.officer, item) and item.startswith(kind):
        return None if erased.tell(ctx, item) else item
    if item is not None:
        ctx.work.audit(Tag.DENIED, ctx.officer.id, item)
    near = _suggestions(ctx, normal(typed) or typed.upper(), kind)
    buttons = [kept_line.instead(ref) for ref in near]
    said = _said_with_it(ctx)
    marks = assumed_handling.as_words(ctx.work, said) if said else {}
    if marks and ctx.said_in and typed:
        buttons.append(kept_line.instead("", N_("Go on without it")))
    ctx.reply("reference.unknown", *buttons, typed=typed, near=near, **kept_line.kept(ctx, typed), **marks)
    return None


def _said_with_it(ctx: Context) -> str:
    """The words behind the command and its reference."""
    parsed = parse(ctx.incoming.text)
    return split(parsed[1])[1] if parsed else ""


def turned_away(ctx: Context) -> tuple[list[Button], dict[str, Any]]:
    """For the reply to words that are not taken where they were meant for: they may become a clue yet."""
    said = _said_with_it(ctx)
    marks = assumed_handling.as_words(ctx.work, said) if said and ctx.said_in else {}
    if not marks:
        return [], {}
    return [kept_line.as_command("clue", N_("File as a clue"))], {
        **kept_line.kept(ctx, line=said),
        **marks,
    }


def _suggestions(ctx: Context, typed: str, kind: str) -> list[str]:
    listed = [item for lister in _visible for item in lister(ctx.work, ctx.officer) if item.startswith(kind)]
    seen = access.only_seen(ctx.work, ctx.officer, listed)
    known = list(items.references_of(ctx.work, seen).values())
    near = process.extract(typed, known, scorer=OSA.distance, score_cutoff=_NEAR, limit=_OFFERED)
    return [ref for ref, _, _ in near]


def _veiled(voice: Voice, typed: Typed, near: Sequence[str]) -> Text:
    return lines(voice.t("There is no such reference.") if typed else None, _or_these(voice, near, typed))


@says("reference.unknown", took=True, veil=_veiled)
def _say_unknown(voice: Voice, typed: Typed, near: Sequence[str]) -> Text:
    if not typed:
        return lines(_or_these(voice, near, typed))
    return lines(voice.t("There is no “%(typed)s”.", typed=typed[:40]), _or_these(voice, near, typed))


def _or_these(voice: Voice, near: Sequence[str], typed: Typed) -> str:
    if not typed:
        return voice.t("Please write the reference with it. /status lists what is open.")
    if near:
        return voice.t("Did you mean %(refs)s?", refs=" / ".join(near))
    return voice.t("/status lists what is open.")
