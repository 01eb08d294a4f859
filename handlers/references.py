"""References as people type them: C-7KM3QX, c7km3qx, Ｃ－７ＫＭ３ＱＸ. The one home of looking one up.

For whom an item does not concern it does not exist: the same words as for a reference that was never issued.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from handlers import access, again, undecided
from handlers.chat import Button, Text, lines
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.registry import parse
from handlers.speech import Params, says
from storage import items
from storage.audit import Tag
from storage.people import Officer
from storage.work import Work

_TYPED = re.compile(r"([A-Z])-?([0-9A-Z]{4,8})")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－_"), "-")
_FIRST = re.compile(r"\S+?(?=[\s,，:：;；。、]|$)")
_NEAR = 2  # wrong, missing or swapped characters up to which a reference is offered
_OFFERED = 3

Visible = Callable[[Work, Officer], Sequence[str]]
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


def about(work: Work, item: str, **more: Any) -> dict[str, Any]:
    """For messages about an item: the item, its reference, and what else they need."""
    return {"item": item, "ref": items.reference_of(work, item), **more}


def find(ctx: Context, typed: str, kind: str = "") -> str | None:
    """The item ("clue:123") of a typed reference, if this officer may see it. Otherwise the officer is told,
    with a suggestion, and None comes back. `kind`: only such an item will do."""
    item = items.item_called(ctx.work, normal(typed))
    if item is not None and access.may_see(ctx.work, ctx.officer, item) and item.startswith(kind):
        return item
    if item is not None:
        ctx.work.audit(Tag.DENIED, ctx.officer.id, item)
    near = _suggestions(ctx, normal(typed) or typed.upper(), kind)
    buttons = [again.instead(ref) for ref in near]
    said = _said_with_it(ctx)
    marks = undecided.as_words(ctx.work, said) if said else {}
    if marks and ctx.said_in and typed:
        buttons.append(again.instead("", N_("Go on without it")))
    ctx.reply("reference.unknown", *buttons, near=near, **again.kept(ctx, typed), **marks)
    return None


def _said_with_it(ctx: Context) -> str:
    """The words behind the command and its reference."""
    parsed = parse(ctx.incoming.text)
    return split(parsed[1])[1] if parsed else ""


def turned_away(ctx: Context) -> tuple[list[Button], dict[str, Any]]:
    """For the reply to words that are not taken where they were meant for: they may become a clue yet."""
    said = _said_with_it(ctx)
    marks = undecided.as_words(ctx.work, said) if said and ctx.said_in else {}
    if not marks:
        return [], {}
    return [again.as_command("clue", N_("File as a clue"))], {**again.kept(ctx), "line": said, **marks}


def _suggestions(ctx: Context, typed: str, kind: str) -> list[str]:
    seen = [item for lister in _visible for item in lister(ctx.work, ctx.officer) if item.startswith(kind)]
    known = list(items.references_of(ctx.work, seen).values())
    near = process.extract(typed, known, scorer=OSA.distance, score_cutoff=_NEAR, limit=_OFFERED)
    return [ref for ref, _, _ in near]


def _veiled(voice: Voice, params: Params) -> Text:
    return lines(
        voice.t("There is no such reference.") if params["typed"] else None, _or_these(voice, params)
    )


@says("reference.unknown", took=True, veil=_veiled)
def _say_unknown(voice: Voice, params: Params) -> Text:
    if not params["typed"]:
        return lines(_or_these(voice, params))
    return lines(voice.t("There is no “%(typed)s”.", typed=params["typed"][:40]), _or_these(voice, params))


def _or_these(voice: Voice, params: Params) -> str:
    if not params["typed"]:
        return voice.t("Please write the reference with it. /status lists what is open.")
    if params["near"]:
        return voice.t("Did you mean %(refs)s?", refs=" / ".join(params["near"]))
    return voice.t("/status lists what is open.")
