"""[Compare numbers] under what one has filed: what is compared of it, who hears of a hit, and one number
more, which is given for this alone and goes to nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.forms import engine
from handlers.forms import model as form_model
from handlers.forms.model import Field, Form, WrongError
from handlers.items import references
from handlers.law.handling import Handling
from handlers.matching import identifiers, offering, taking
from handlers.matching.offering import ADD, CHOICES, SHOW
from handlers.matching.taking import Hashed
from handlers.matching.words import counted
from handlers.screening.network import known_to
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Choice, Label
from storage import matching, people
from storage.item import Item
from storage.matching import Choice as Whose
from storage.matching import MatchValue
from storage.people import Agency
from storage.work import Work


@act(SHOW, OFFICERS)
def _press_show(ctx: Press) -> None:
    """What is compared; else what could be; else a number is asked for."""
    if not offering.is_standing(ctx):
        ctx.reply("button.gone")
        return
    ctx.keep_message()
    item, rows = ctx.offer.item, matching.values_of(ctx.work, ctx.offer.item)
    if rows:
        listed = [[one.kind, one.choice.value, one.is_typed] for one in rows]
        ctx.reply("matching.shown", *_buttons(rows), **references.about(ctx.work, item), listed=listed)
    if not offering.offer(ctx, item) and not rows:
        _begin(ctx)


def _buttons(rows: Sequence[MatchValue]) -> list[Button]:
    """Who hears of a hit, where that would be another choice; the rest is about single numbers."""
    kept = [one for one in rows if one.choice is not Whose.NEVER]
    now = {one.choice for one in kept}
    offered = [
        Button(label, "matching.choose", params={"choice": choice})
        for choice, label in CHOICES.items()
        if choice is Whose.NEVER or (kept and now != {choice})
    ]
    alone = [
        Button(
            Label(N_("Leave out %(number)s"), {"number": number}),
            "matching.leave",
            params={"value": one.id},
            group="",
        )
        for number, one in enumerate(rows, start=1)
        if len(kept) > 1 and one in kept
    ]
    return [ADD, *offered, *alone]


@act("matching.leave", OFFICERS)
def _press_leave(ctx: Press) -> None:
    value = ctx.work.get(MatchValue, ctx.offer.params["value"])
    if value is None or value.item != ctx.offer.item or not offering.is_standing(ctx):
        ctx.reply("button.gone")
        return
    taking.leave_out(ctx.work, ctx.officer, value)
    ctx.reply(
        "matching.left_out", offering.SHOWING, **references.about(ctx.work, value.item), of_kind=value.kind
    )


@act(ADD.act, OFFICERS)
def _press_add(ctx: Press) -> None:
    if not offering.is_standing(ctx):
        ctx.reply("button.gone")
        return
    ctx.keep_message()
    _begin(ctx)


def _begin(ctx: Press) -> None:
    engine.begin(ctx, FORM, item=ctx.offer.item)


def _read(ctx: Context, typed: str) -> list[list[str]]:
    """Its hashes: the number itself is in no draft."""
    known = known_to(ctx.work, [one.id for one in people.agencies(ctx.work)])
    country = ctx.work.need(Agency, ctx.officer.agency_id).country
    found = identifiers.typed(typed, country, known.holds)
    if not found:
        raise WrongError(
            N_("I see no number in that which could be compared. A telephone needs its country: +34 …")
        )
    hashes = taking.hashed(ctx.work, ctx.officer.agency_id, found)
    return [[one.kind, one.strength, one.digest.hex(), one.block.hex()] for one in hashes]


def _filled_in(ctx: Context, answers: dict[str, Any]) -> None:
    item, choice = answers["item"], Whose(answers["choice"])
    if not offering.is_own(ctx, item):
        ctx.reply("button.gone")
        return
    found = [
        Hashed(kind, strength, bytes.fromhex(digest), bytes.fromhex(block))
        for kind, strength, digest, block in answers["numbers"]
    ]
    why = taking.take_hashed(ctx.work, ctx.rules, ctx.officer, item, found, choice, is_typed=True)
    offering.answer(ctx, item, choice, why, has_more=bool(matching.values_of(ctx.work, item)))


def _handling(work: Work, item: Item, _answers: Mapping[str, Any]) -> Handling:
    """A number is somebody's."""
    subject = access.subject_of(work, item)
    return replace(subject.handling if subject is not None else Handling(), personal=True)


FORM = form_model.form(
    Form(
        "matching",
        N_("Compare a number"),
        (
            Field(
                "numbers",
                N_("Number"),
                N_("Which number is to be compared?"),
                _read,
                show=lambda voice, value: counted(voice, [one[0] for one in value]),
                required=True,
                unknown=False,
                hint=N_(
                    "A telephone, document, account or plate number, a mail or web address. It goes to"
                    " nobody and is not kept: only its keyed hash is."
                ),
            ),
            Field(
                "choice",
                N_("Who hears of a hit"),
                N_("If another agency has the same: who hears of it?"),
                choices=tuple(
                    Choice(one.value, label) for one, label in CHOICES.items() if one is not Whose.NEVER
                ),
                required=True,
                free=False,
                unknown=False,
            ),
        ),
        _filled_in,
        straight=True,
        handling=_handling,
    )
)
