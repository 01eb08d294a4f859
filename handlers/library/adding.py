"""A new entry, or a newer one in the place of another: written step by step, and read by a second agency
before anybody else sees it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from handlers.core import assumed_handling
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.speech import says
from handlers.forms import handling
from handlers.forms.engine import begin
from handlers.forms.model import Field, Form, WrongError, form
from handlers.items import references
from handlers.law import code_lists
from handlers.law.handling import Tlp
from handlers.library import approving, owning, shipped, terms
from handlers.library.command import LETTER, sub
from handlers.library.item import key
from handlers.library.life import LIFE
from handlers.screening import asking
from handlers.vocabulary.languages import LANGUAGES, N_
from handlers.vocabulary.text import Choice, Piece, Text, bold, dim, text
from handlers.vocabulary.voice import Voice
from storage import items, people
from storage.audit import Tag
from storage.library import EntryState, LibraryEntry

_TITLE, _TEXT, _SOURCE = 80, 3000, 300  # characters: with its head and foot it fits one message
_COMMON = tuple(choice for choice in code_lists.TLPS if Tlp(choice.value).rank <= Tlp.AMBER.rank)
_HAN = 0.3  # of the letters: then it is Chinese


@sub("add", "new", "添加", "新增")
def add(ctx: Context) -> None:
    begin(ctx, FORM)


def language_of(words: str) -> str:
    """What it is written in."""
    letters = [char for char in words if char.isalpha()]
    han = sum(terms.is_han(char) for char in letters)
    return "zh" if letters and han / len(letters) > _HAN else "en"


def _filed(ctx: Context, answers: dict[str, Any]) -> None:
    before = ctx.work.get(LibraryEntry, answers.get("replaces"))
    if before is not None and not owning.may_change(ctx, before):
        ctx.reply("library.gone")
        return
    if Tlp(answers["tlp"]).rank > Tlp.AMBER.rank:
        left = {name: value for name, value in answers.items() if name not in ("tlp", "item")}
        begin(ctx, FORM, left, wrong={"tlp": WrongError(N_("The library is for the whole network."))})
        return
    made = ctx.work.add(_made(ctx, answers, before))
    items.new_reference(ctx.work, LETTER, key(made))
    asking.note(ctx, key(made))
    items.note(ctx.work, key(made), "file", ctx.officer.id, agency_id=made.agency_id)
    ctx.work.audit(Tag.LIBRARY_ADDED, ctx.officer.id, key(made))
    if before is not None and before.state is not EntryState.PUBLISHED:
        LIFE.take(ctx.work, ctx.officer.id, before, LIFE.move("replace"), key(before))
    asked = approving.ask(ctx, made)
    ctx.reply("library.added", **references.about(ctx.work, key(made)), asked=asked)


def _made(ctx: Context, answers: Mapping[str, Any], before: LibraryEntry | None) -> LibraryEntry:
    """What another one says in further languages stays."""
    code = answers.get("language") or language_of(f"{answers['title']} {answers['text']}")
    others = dict(before.texts) if before is not None else {}
    stands = before is not None and before.state is EntryState.PUBLISHED
    return LibraryEntry(
        author_id=ctx.officer.id,
        agency_id=ctx.officer.agency_id if before is None else before.agency_id,
        kind=answers["kind"],
        tlp=answers["tlp"],
        texts={**others, code: {"title": answers["title"], "text": answers["text"]}},
        source=answers["source"],
        state=EntryState.WAITING,
        replaces_id=before.id if before is not None and stands else None,
        made_at=ctx.now,
        changed_at=ctx.now,
        checked_at=ctx.now,
    )


@act("library.change", OFFICERS)
def _press_change(ctx: Press) -> None:
    _open_again(ctx, ctx.officer.language)


@act("library.translate", OFFICERS)
def _press_translate(ctx: Press) -> None:
    _open_again(ctx, str(ctx.offer.params["language"]))


def _open_again(ctx: Press, language: str) -> None:
    """Everything that is known already; of a language in which nothing is written yet its words are asked."""
    found = ctx.work.get(LibraryEntry, ctx.offer.params["entry"])
    if found is None or not owning.may_change(ctx, found):
        ctx.reply("library.gone")
        return
    is_new = ctx.offer.act == "library.translate"
    code = language if language in found.texts or is_new else next(iter(found.texts))
    known = {"kind": found.kind, "tlp": found.tlp, "source": found.source, "language": code}
    ctx.keep_message()
    begin(ctx, FORM, {**known, **found.texts.get(code, {}), "replaces": found.id})


def _short(most: int) -> Any:
    def read(ctx: Context, typed: str) -> str:
        if len(typed) > most:
            raise WrongError(N_("That is too long: %(most)s characters at most."), most=most)
        return ctx.as_written(typed)

    return read


def _goes_to(ctx: Context, _answers: Mapping[str, Any]) -> Iterable[int]:
    """Everybody: an entry is written for the whole network."""
    return [agency.id for agency in people.agencies(ctx.work) if agency.id != ctx.officer.agency_id]


def _remark(voice: Voice, answers: Mapping[str, Any]) -> Piece:
    code = answers.get("language") or language_of(f"{answers.get('title', '')} {answers.get('text', '')}")
    said = voice.t("Written in %(language)s. A second agency approves it first.", language=voice.tongue(code))
    return dim(said)


FORM = form(
    Form(
        "library",
        N_("New library entry"),
        (
            Field(
                "kind",
                N_("Kind"),
                N_("What is it?"),
                choices=[Choice(kind, label) for kind, label in shipped.KINDS.items()],
                free=False,
                required=True,
                unknown=False,
            ),
            replace(handling.TLP, choices=_COMMON, required=True, hint=N_("GREEN: this network.")),
            Field(
                "title", N_("Title"), N_("What is its title?"), _short(_TITLE), required=True, unknown=False
            ),
            Field(
                "text",
                N_("Text"),
                N_("What does it say?"),
                _short(_TEXT),
                required=True,
                unknown=False,
                long=True,
                hint=N_("No names, numbers or cases: everybody in the network may read it."),
            ),
            Field(
                "source",
                N_("Source"),
                N_("Where is it from?"),
                _short(_SOURCE),
                required=True,
                unknown=False,
                hint=N_("A law, a guide, or your own experience."),
            ),
            Field(
                "language",
                N_("Language"),
                N_("In which language is it written?"),
                choices=[Choice(code, name) for code, name in LANGUAGES.items()],
                free=False,
                unknown=False,
            ),
        ),
        _filed,
        confirm=N_("Ask for approval"),
        check=_remark,
        handling=assumed_handling.by_marks,
        goes_to=_goes_to,
    )
)


@says("library.added", took=True)
def _say_added(voice: Voice, ref: str, asked: int) -> Text:
    told = voice.n("%(count)s person is asked.", "%(count)s people are asked.", asked)
    return text(voice.rich(N_("%(ref)s waits for a second agency."), ref=bold(ref)), " ", told)
