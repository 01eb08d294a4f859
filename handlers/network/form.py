"""An agency is added, changed or merged step by step."""

from collections.abc import Callable, Mapping
from typing import Any

from handlers.agencies import finding
from handlers.core.context import Context
from handlers.forms import model as form_model
from handlers.forms.model import Field, Form, WrongError
from handlers.network import fields, words
from handlers.network.fields import KINDS, LEVELS, FaultError, read_field
from handlers.network.proposing import propose
from handlers.network.words import LABELS
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Choice, Label
from handlers.vocabulary.voice import Voice
from storage import people
from storage.people import Level

_QUESTIONS = {
    "handle": N_("A short name for it, in Latin letters? It is what you type, as in /invite spain officer."),
    "name": N_("What is it called in English?"),
    "zh": N_("What is it called in Chinese?"),
    "kind": N_("What kind of agency is it?"),
    "level": N_("On which level?"),
    "country": N_("Of which country?"),
    "subdivision": N_("Of which province, or other part of the country?"),
    "parent": N_("Which agency is above it?"),
    "covers": N_("For which countries or provinces does it answer? Several: with commas."),
}
_NONE = [Choice("none", N_("None"))]
_CHOICES = {
    "kind": [Choice(str(kind), label) for kind, label in KINDS.items()],
    "level": [Choice(str(level), label) for level, label in LEVELS.items()],
    "zh": _NONE,
    "country": _NONE,
    "covers": _NONE,
}
_CLOSED = {"kind", "level"}
_NEEDED: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "subdivision": lambda answers: answers.get("level") == Level.PROVINCIAL,
    "parent": lambda answers: answers.get("level") == Level.PROVINCIAL,
}


def _reader(column: str) -> Callable[[Context, str], Any]:
    def read(ctx: Context, typed: str) -> Any:
        try:
            if column == "parent" and typed not in fields.NONE:
                return agency_read(ctx, typed)
            return read_field(column, typed)
        except FaultError as fault:
            raise WrongError(fault.source, **fault.params) from None

    return read


def agency_read(ctx: Context, typed: str) -> str:
    """The handle of the agency that is meant. WrongError, with the nearest."""
    found = finding.agency_called(ctx.work, typed)
    if found is None:
        near = [_choice(one.handle, one.id) for one in finding.agencies_like(ctx.work, typed)]
        raise WrongError(N_("I do not know an agency “%(typed)s”."), near, typed=typed[:60])
    return found.handle


def _choice(handle: str, agency_id: int) -> Choice:
    return Choice(handle, Label("%(agency)s", {"agency": {"agency": agency_id}}))


def _above(ctx: Context) -> list[Choice]:
    """Those that have somebody under them could have more."""
    whole = people.agencies(ctx.work, Level.NATIONAL)
    return [*_NONE, *(_choice(one.handle, one.id) for one in whole)]


def _shown(column: str) -> Callable[[Voice, Any], str]:
    def show(voice: Voice, value: Any) -> str:
        return words.shown(voice, column, None if value == "none" else value)

    return show


def _field(column: str, is_new: bool) -> Field:
    return Field(
        column,
        LABELS[column],
        _QUESTIONS[column],
        _reader(column),
        _above if column == "parent" else _CHOICES.get(column, ()),
        _shown(column),
        required=is_new and column not in _NEEDED,
        needed=_NEEDED.get(column) if is_new else None,
        free=column not in _CLOSED,
        unknown=False,
    )


def _entry(answers: Mapping[str, Any]) -> dict[str, Any]:
    """A choice says its value as it stands: "none" is none."""
    empty: dict[str, Any] = {"covers": []}
    found = {name: answers[name] for name in fields.COLUMNS if name in answers}
    return {name: empty.get(name) if value == "none" else value for name, value in found.items()}


def _added(ctx: Context, answers: dict[str, Any]) -> None:
    propose(ctx, {"act": "add", "entry": _entry(answers)})


def _changed(ctx: Context, answers: dict[str, Any]) -> None:
    propose(ctx, {"act": "change", "entry": {**_entry(answers), "handle": answers["agency"]}})


def _merged(ctx: Context, answers: dict[str, Any]) -> None:
    propose(ctx, {"act": "merge", "agency": answers["agency"], "into": answers["into"]})


ADD = form_model.form(
    Form(
        "agency",
        N_("Add an agency"),
        tuple(_field(column, is_new=True) for column in fields.COLUMNS),
        done=_added,
        confirm=N_("Ask for approval"),
    )
)
CHANGE = form_model.form(
    Form(
        "agency.change",
        N_("Change an agency"),
        tuple(_field(column, is_new=False) for column in fields.COLUMNS if column != "handle"),
        done=_changed,
        confirm=N_("Ask for approval"),
        opens_details=True,
    )
)
MERGE = form_model.form(
    Form(
        "agency.merge",
        N_("Merge an agency"),
        (
            Field(
                "into",
                N_("Into"),
                N_("Into which agency?"),
                agency_read,
                show=lambda voice, handle: words.called(voice, handle),
                required=True,
                unknown=False,
            ),
        ),
        done=_merged,
        confirm=N_("Ask for approval"),
    )
)
