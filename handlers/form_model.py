"""What a guided form is: fields with a question, a reader, choices, and what is done at the end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers import words
from handlers.access import Handling
from handlers.chat import Label, Piece
from handlers.context import Context
from handlers.lang import N_, Voice
from storage.work import Work

UNKNOWN = "unknown"  # an answer that every field takes, unless it says no
_UNKNOWN = {"unknown", "?", "not known", "不详", "未知", "不知道", "不清楚"}


class WrongError(Exception):
    """An answer that does not fit, and the sentence for it. `choices`: what may be meant."""

    def __init__(self, source: str, choices: Sequence["Choice"] = (), **params: Any) -> None:
        super().__init__(source)
        self.label = Label(source, params)
        self.choices = choices


@dataclass(frozen=True)
class Choice:
    """`label` is an English source text, or filled in by the reader's voice."""

    value: str
    label: Label | str


Read = Callable[[Context, str], Any]


def read_text(_ctx: Context, typed: str) -> Any:
    """Any words at all."""
    return typed


@dataclass(frozen=True)
class Field:
    """`read` turns what was typed into a JSON value, or raises WrongError. `many`: several choices.

    A field is asked when it is `required`, or `needed` by the answers so far; the others wait under "Add
    details", in their `group`. `prepare` works out, as JSON, what the `remark` under its question says.
    """

    name: str
    label: str
    question: str
    read: Read = read_text
    choices: Sequence[Choice] | Callable[[Context], Sequence[Choice]] = ()
    show: Callable[[Voice, Any], str] | None = None
    required: bool = False
    needed: Callable[[Mapping[str, Any]], bool] | None = None
    group: str = ""
    many: bool = False
    free: bool = True  # besides the choices, one's own words are taken
    unknown: bool = True  # "unknown" is an answer
    hint: str = ""
    prepare: Callable[[Context, Mapping[str, Any]], Mapping[str, Any]] | None = None
    remark: Callable[[Voice, Mapping[str, Any]], Piece] | None = None

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        return self.required or (self.needed is not None and self.needed(answers))


Done = Callable[[Context, dict[str, Any]], None]


@dataclass(frozen=True)
class Form:
    """`done` gets the answers; `check` may add a remark to the summary; `confirm` names the last button.

    `straight`: done after the last question, without a summary (nothing is sent).
    `prepare` works out what `check` needs besides the answers, as JSON. `handling`: how what is typed into it
    must be handled, by its item and answers; without it, anybody in the network may see it.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    done: Done
    confirm: str = N_("Send")
    takes_files: bool = False
    straight: bool = False
    opens_details: bool = False  # all of it is optional: it begins with what may be added
    check: Callable[[Voice, Mapping[str, Any]], Piece] | None = None
    prepare: Callable[[Context, Mapping[str, Any]], Mapping[str, Any]] | None = None
    handling: Callable[[Work, str, Mapping[str, Any]], Handling] | None = None

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


_forms: dict[str, Form] = {}


def form(made: Form) -> Form:
    """Declare a form."""
    _forms[made.name] = made
    return made


def form_named(name: str) -> Form:
    return _forms[name]


def forms() -> list[Form]:
    return list(_forms.values())


def parts_of(typed: str) -> list[str]:
    """Several answers in one line."""
    for mark in "，、;；":
        typed = typed.replace(mark, ",")
    return [part.strip() for part in typed.split(",")]


def choices_of(ctx: Context, field: Field) -> Sequence[Choice]:
    return field.choices(ctx) if callable(field.choices) else field.choices


def shown(voice: Voice, field: Field, value: Any) -> str:
    """An answer as its reader sees it."""
    if value == UNKNOWN:
        return voice.t("unknown")
    if field.show is not None:
        return field.show(voice, value)
    labels = {} if callable(field.choices) else {c.value: voice.label(c.label) for c in field.choices}
    if isinstance(value, list):
        return voice.listed(labels.get(one, str(one)) for one in value)
    return labels.get(value, str(value))


def read(ctx: Context, field: Field, typed: str) -> Any:
    """A typed answer: unknown, choices by number or name, or what the field makes of it. WrongError."""
    if field.unknown and words.folded(typed) in _UNKNOWN:
        return UNKNOWN
    offered = choices_of(ctx, field)
    parts = [typed] if not field.many else [part for part in parts_of(typed) if part]
    found = [_chosen(ctx, offered, part) for part in parts]
    if offered and all(found):
        return found if field.many else found[0]
    if offered and not field.free:
        raise WrongError(N_("Please choose one of these."))
    return field.read(ctx, typed)


def _chosen(ctx: Context, offered: Sequence[Choice], typed: str) -> str | None:
    wanted = words.folded(typed)
    for number, choice in enumerate(offered, start=1):
        if wanted in {str(number), words.folded(choice.value), words.folded(ctx.voice.label(choice.label))}:
            return choice.value
    return None
