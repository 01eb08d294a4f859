"""What a guided form is: fields with a question, a reader, choices, and what is done at the end."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.core.context import Context
from handlers.core.declared import Declared
from handlers.law.handling import Handling
from handlers.reading import cues
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import UNKNOWN, Choice, Label, Piece, said
from handlers.vocabulary.voice import Voice
from storage.item import Item
from storage.work import Work


class WrongError(Exception):
    """An answer that does not fit, and the sentence for it. `choices`: what may be meant."""

    def __init__(self, source: str, choices: Sequence["Choice"] = (), **params: Any) -> None:
        super().__init__(source)
        self.label = Label(source, params)
        self.choices = choices


Read = Callable[[Context, str], Any]


def read_text(ctx: Context, typed: str) -> Any:
    """Any words at all."""
    return ctx.as_written(typed)


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
    counts: bool = False  # it may be answered by a number
    long: bool = False  # several lines, which are shown in a quote of their own; any other answer is one line
    is_story: bool = False  # what happened, or is asked: a bare "no" or "thanks" is none
    reads_choices: bool = False  # what is chosen is read like what is typed
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
    must be handled, by its item and answers; without it, anybody in the network may see it. `amend`:
    what words at the summary change ("make it Monday"); None where they say nothing of that kind. `goes_to`:
    the agencies that read what is filled in, by the answers and the "item" among them. `asks_too`: fields
    that are better said, by the answers: each has a button at the summary.
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
    handling: Callable[[Work, Item, Mapping[str, Any]], Handling] | None = None
    amend: Callable[[Context, Mapping[str, Any], str], dict[str, Any] | None] | None = None
    goes_to: Callable[[Context, Mapping[str, Any]], Iterable[int]] | None = None
    asks_too: Callable[[Mapping[str, Any]], Mapping[str, str]] | None = None

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


_forms: Declared[Form] = Declared()


def form(made: Form) -> Form:
    """Declare a form."""
    return _forms.add(made, made.name)


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
        return voice.listed(labels.get(one) or said(str(one)) for one in value)
    return labels.get(value) or (str(value) if field.long else said(str(value)))


def read(ctx: Context, field: Field, typed: str) -> Any:
    """A typed answer: unknown, choices by number or name, or what the field makes of it. WrongError."""
    typed = typed if field.long else typed_line.one_line(typed)
    if field.unknown and cues.means(typed, "unknown"):
        return UNKNOWN
    offered = choices_of(ctx, field)
    parts = [typed] if not field.many else [part for part in parts_of(typed) if part]
    found = [_chosen(ctx, offered, part) for part in parts]
    if offered and all(found) and not field.reads_choices:
        return found if field.many else found[0]
    if offered and not field.free:
        raise WrongError(N_("Please choose one of these."))
    return field.read(ctx, str(found[0]) if field.reads_choices and found[0] else typed)


_PLAIN = {"no": ("no", "normal"), "yes": ("yes",)}  # "no" to "Is it urgent?", whatever its label


def _chosen(ctx: Context, offered: Sequence[Choice], typed: str) -> str | None:
    wanted = typed_line.folded(typed)
    for number, choice in enumerate(offered, start=1):
        if wanted in {
            str(number),
            typed_line.folded(choice.value),
            typed_line.folded(ctx.voice.label(choice.label)),
        }:
            return choice.value
    plain = next((word for word in _PLAIN if cues.means(typed, word)), "")
    return next((choice.value for choice in offered if choice.value in _PLAIN.get(plain, ())), None)
