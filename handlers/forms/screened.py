"""A form that goes to another country: its summary is where its sender reads it once more, marked."""

from collections.abc import Mapping
from typing import Any

from handlers.core.context import Context, Decision
from handlers.forms.model import Form
from handlers.law import official_references
from handlers.screening.looking import Look, look, words_of
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage.item import NO_ITEM, Item


def looked(ctx: Context, made: Form, answers: Mapping[str, Any], item: Item = NO_ITEM) -> Look | None:
    """None: it crosses no corridor that takes something away."""
    if made.goes_to is None:
        return None
    whose = {**answers, "item": item}
    is_personal = answers.get("personal") == "yes"
    seen = look(ctx, words_of(answers), made.goes_to(ctx, whose), is_personal=is_personal)
    return seen if seen.corridors else None


def buttons(seen: Look | None, confirm: str, here: Mapping[str, Any]) -> list[Button]:
    """In the place of the one that confirms."""
    if seen is not None and seen.barred is not None:
        return []
    if seen is None or not seen.everything:
        return [Button(confirm, "form.confirm", params=here)]
    offered = [
        Button(N_("Mask and send"), "form.confirm", params=here),
        Button(N_("Not personal: send it"), "form.screened", params={**here, "how": "free"}),
    ]
    if any(official_references.find(text) for text in seen.texts):
        point = {**here, "how": "point"}
        offered.append(Button(N_("Only the official reference"), "form.screened", params=point))
    return offered


def shown(seen: Look | None) -> dict[str, Any]:
    """For the summary: what looks personal in it, or what it may not speak of."""
    countries = [code for code in seen.corridors if code] if seen is not None else []
    if seen is not None and seen.barred is not None:
        return {"barred": seen.barred.kind, "where": countries}
    if seen is None or not seen.everything:
        return {}
    once = {one.text: one for one in seen.everything}
    return {"marked": [[one.kind, one.text] for one in once.values()], "where": countries}


def decision(seen: Look | None, how: str = "mask") -> Decision | None:
    """What the press of a button under the summary decided; nothing, where nothing lets it go."""
    if seen is None or seen.barred is not None:
        return None
    found = [one.text for one in seen.everything]
    if how == "free":
        return Decision(released=found)
    return Decision(held=list(seen.texts)) if how == "point" else Decision(masked=found)
