"""What is said while a guided form is open."""

from collections.abc import Sequence

from handlers.core.params import Params, Shown, Typed
from handlers.core.speech import says
from handlers.forms.model import form_named, shown
from handlers.recognising.model import Finding
from handlers.screening.words import barring, found_lines
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, quote, text
from handlers.vocabulary.voice import Voice


def _veiled_ask(
    voice: Voice, form: str, step: str, asked: Sequence[str], about: Params, wrong: Params | None
) -> Text:
    if wrong and "typed" in wrong["params"]:
        wrong = {**wrong, "params": {**wrong["params"], "typed": "…"}}
    return _say_ask(voice, form, step, asked, about, wrong)


@says("form.ask", took=True, veil=_veiled_ask)
def _say_ask(
    voice: Voice,
    form: str,
    step: str,
    asked: Sequence[str],
    about: Params,
    wrong: Params | None,
    unread: Typed | None = None,
) -> Text:
    made = form_named(form)
    field = made.field(step)
    is_one_of_several = field.name in asked and len(asked) > 1
    place = f" {asked.index(field.name) + 1}/{len(asked)}" if is_one_of_several else ""
    return paragraphs(
        voice.t(wrong["source"], **wrong["params"]) if wrong else None,
        _unread(voice, unread),
        lines(text(dim(voice.t(made.title) + place)), text(bold(voice.t(field.question)))),
        field.remark(voice, about) if field.remark else None,
        dim(voice.t(field.hint)) if field.hint else None,
    )


def _veiled_summary(voice: Voice, answers: Params, form: str, unread: Typed | None = None) -> Text:
    """Which questions are answered, and not how."""
    made, answers = form_named(form), answers
    rows = [text(dim("✓ "), voice.t(field.label)) for field in made.fields if field.name in answers]
    return paragraphs(
        bold(voice.t(made.title)),
        lines(*rows, _attached(voice, answers)),
        voice.t("What you have just written is not part of it.") if unread else None,
        voice.t("What you wrote is kept; it may not be shown on this channel. Shall it go out like this?"),
        dim(voice.t("To read it first, go on on the encrypted channel: write anything there.")),
    )


def _attached(voice: Voice, answers: Params) -> str | None:
    files = len(answers.get("files", []))
    return voice.n("%(count)s file attached", "%(count)s files attached", files) if files else None


@says("form.summary", took=True, veil=_veiled_summary, recalls=True)
def _say_summary(
    voice: Voice,
    answers: Params,
    form: str,
    unread: Typed | None = None,
    marked: Sequence[Sequence[str]] = (),
    where: Sequence[str] = (),
    barred: str = "",
) -> Text:
    made, answers = form_named(form), answers
    rows: list[Piece] = [
        text(dim(voice.t(field.label) + voice.t(": ")), shown(voice, field, answers[field.name]))
        for field in made.fields
        if field.name in answers
    ]
    return paragraphs(
        bold(voice.t(made.title)),
        lines(*rows, _attached(voice, answers)),
        made.check(voice, answers) if made.check else None,
        barring(voice, barred, where) if barred else _marked(voice, marked, where),
        _unread(voice, unread),
        voice.t("Leave it out, or send it to other countries only.") if barred else voice.t("Is this right?"),
    )


def _marked(voice: Voice, marked: Sequence[Sequence[str]], where: Sequence[str]) -> Piece | None:
    """What looks personal, and does not go along unless its sender says that it is nobody's."""
    if not marked:
        return None
    named = voice.countries(where) if where else voice.t("another country")
    found = [Finding(kind, 0, len(words), words, 1.0) for kind, words in marked]
    head = voice.t("Personal data does not go to %(where)s. This looks like some:", where=named)
    return lines(head, found_lines(voice, found))


def _unread(voice: Voice, typed: str | None) -> Piece | None:
    if not typed:
        return None
    said = voice.t("Not added. To add it, press “Change something”, then send it again:")
    return lines(said, quote(typed))


@says("form.fields")
def _say_fields(voice: Voice) -> Text:
    return text(voice.t("Which one?"))


@says("form.file_added", took=True)
def _say_file_added(voice: Voice, count: int) -> Text:
    return text(voice.n("Kept: %(count)s file so far.", "Kept: %(count)s files so far.", count))


@says("form.file_replaced", took=True)
def _say_file_replaced(voice: Voice) -> Text:
    return text(voice.t("The new file is kept, and the one before it is dropped."))


def _put_away(voice: Voice, since: Shown, title: str) -> str:
    return voice.t(
        "“%(title)s”, begun %(since)s, is closed; nothing was sent.",
        title=voice.t(title),
        since=since,
    )


def _veiled_put_away(voice: Voice, typed: Typed, since: Shown, title: str) -> Text:
    gone = voice.t("What you had written may not be shown on this channel; it is not kept.")
    return paragraphs(_put_away(voice, since, title), gone if typed else None)


@says("form.put_away", veil=_veiled_put_away, recalls=True)
def _say_put_away(voice: Voice, typed: Typed, since: Shown, title: str) -> Text:
    return paragraphs(
        _put_away(voice, since, title),
        lines(voice.t("This is what you had written:"), quote(typed)) if typed else None,
    )


def _veiled_resting(voice: Voice, title: str, since: Shown) -> Text:
    return _say_resting(voice, Typed(""), since, title)


@says("form.resting", took=True, veil=_veiled_resting)
def _say_resting(voice: Voice, typed: Typed, since: Shown, title: str) -> Text:
    return paragraphs(
        voice.t(
            "“%(title)s” has been waiting since %(since)s. Does this belong to it?",
            title=voice.t(title),
            since=since,
        ),
        quote(typed) if typed else None,
    )


def _veiled_then(voice: Voice, typed: Typed) -> Text:
    if not typed:
        return _say_then(voice, typed)
    return text(
        voice.t("Closed. What you wrote last is not part of it; it is kept. What shall I do with it?")
    )


@says("form.then", veil=_veiled_then)
def _say_then(voice: Voice, typed: Typed) -> Text:
    return paragraphs(
        voice.t("Closed. Nothing was done with this; please send it again where it belongs:"),
        quote(typed) if typed else None,
    )


def _veiled_left(voice: Voice) -> Text:
    return text(voice.t("What you wrote last was not part of it; it is kept. What shall I do with it?"))


@says("form.left", veil=_veiled_left, recalls=True)
def _say_left(voice: Voice, typed: Typed) -> Text:
    return paragraphs(
        voice.t("What you wrote last was not part of it; it is kept. What shall I do with it?"), quote(typed)
    )


def _veiled_too_late(voice: Voice) -> Text:
    return text(voice.t("What you wrote is kept. What shall I do with it?"))


@says("form.too_late", veil=_veiled_too_late, recalls=True)
def _say_too_late(voice: Voice, typed: Typed) -> Text:
    return paragraphs(_veiled_too_late(voice), quote(typed))


@says("form.cancelled")
def _say_cancelled(voice: Voice) -> Text:
    return text(voice.t("Cancelled. Nothing was sent."))


@says("form.behind")
def _say_behind(voice: Voice) -> Text:
    return text(voice.t("That question has been answered already. Please use the newest message."))
