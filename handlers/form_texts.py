"""What is said while a guided form is open."""

from handlers.chat import Piece, Text, bold, dim, lines, paragraphs, quote, text
from handlers.form_model import form_named, shown
from handlers.lang import Voice
from handlers.speech import Params, Saying, says, speech


def _veiled_ask(voice: Voice, params: Params) -> Text:
    wrong = params["wrong"]
    if wrong and "typed" in wrong["params"]:
        wrong = {**wrong, "params": {**wrong["params"], "typed": "…"}}
    return _say_ask(voice, {**params, "wrong": wrong, "unread": ""})


@says("form.ask", took=True, veil=_veiled_ask)
def _say_ask(voice: Voice, params: Params) -> Text:
    made = form_named(params["form"])
    field = made.field(params["step"])
    asked = params["asked"]
    is_one_of_several = field.name in asked and len(asked) > 1
    place = f" {asked.index(field.name) + 1}/{len(asked)}" if is_one_of_several else ""
    wrong = params["wrong"]
    return paragraphs(
        voice.t(wrong["source"], **wrong["params"]) if wrong else None,
        _unread(voice, params.get("unread")),
        lines(text(dim(voice.t(made.title) + place)), text(bold(voice.t(field.question)))),
        field.remark(voice, params["about"]) if field.remark else None,
        dim(voice.t(field.hint)) if field.hint else None,
    )


def _veiled_summary(voice: Voice, params: Params) -> Text:
    """Which questions are answered, and not how."""
    made, answers = form_named(params["form"]), params["answers"]
    rows = [text(dim("✓ "), voice.t(field.label)) for field in made.fields if field.name in answers]
    return paragraphs(
        bold(voice.t(made.title)),
        lines(*rows, _attached(voice, answers)),
        voice.t("What you have just written is not part of it.") if params.get("unread") else None,
        voice.t("What you wrote is kept; it may not be shown on this channel. Shall it go out like this?"),
        dim(voice.t("To read it first, go on on the encrypted channel: write anything there.")),
    )


def _attached(voice: Voice, answers: Params) -> str | None:
    files = len(answers.get("files", []))
    return voice.n("%(count)s file attached", "%(count)s files attached", files) if files else None


@says("form.summary", took=True, veil=_veiled_summary, recalls=True)
def _say_summary(voice: Voice, params: Params) -> Text:
    made, answers = form_named(params["form"]), params["answers"]
    rows: list[Piece] = [
        text(dim(voice.t(field.label) + voice.t(": ")), shown(voice, field, answers[field.name]))
        for field in made.fields
        if field.name in answers
    ]
    return paragraphs(
        bold(voice.t(made.title)),
        lines(*rows, _attached(voice, answers)),
        made.check(voice, answers) if made.check else None,
        _unread(voice, params.get("unread")),
        voice.t("Is this right?"),
    )


def _unread(voice: Voice, typed: str | None) -> Piece | None:
    if not typed:
        return None
    said = voice.t("This is not part of it yet: choose where it belongs, and send it again.")
    return lines(said, quote(typed))


@says("form.fields")
def _say_fields(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Which one?"))


@says("form.file_added", took=True)
def _say_file_added(voice: Voice, params: Params) -> Text:
    return text(voice.n("Kept: %(count)s file so far.", "Kept: %(count)s files so far.", params["count"]))


def _put_away(voice: Voice, params: Params) -> str:
    return voice.t(
        "“%(title)s”, begun %(since)s, is put away; nothing was sent.",
        title=voice.t(params["title"]),
        since=params["since"],
    )


def _veiled_put_away(voice: Voice, params: Params) -> Text:
    gone = voice.t("What you had written may not be shown on this channel; it is not kept.")
    return paragraphs(_put_away(voice, params), gone if params["typed"] else None)


@says("form.put_away", veil=_veiled_put_away, recalls=True)
def _say_put_away(voice: Voice, params: Params) -> Text:
    return paragraphs(
        _put_away(voice, params),
        lines(voice.t("This is what you had written:"), quote(params["typed"])) if params["typed"] else None,
    )


def _veiled(say: str) -> Saying:
    """The same without what was typed."""
    return lambda voice, params: speech(say).say(voice, {**params, "typed": ""})


@says("form.resting", took=True, veil=_veiled("form.resting"))
def _say_resting(voice: Voice, params: Params) -> Text:
    return paragraphs(
        voice.t(
            "“%(title)s” has been waiting since %(since)s. Does this belong to it?",
            title=voice.t(params["title"]),
            since=params["since"],
        ),
        quote(params["typed"]) if params["typed"] else None,
    )


def _veiled_then(voice: Voice, params: Params) -> Text:
    if not params["typed"]:
        return _say_then(voice, params)
    return text(
        voice.t("Put away. What you wrote last is not part of it; it is kept. What shall I do with it?")
    )


@says("form.then", veil=_veiled_then)
def _say_then(voice: Voice, params: Params) -> Text:
    return paragraphs(
        voice.t("Put away. This was not acted on; please send it again where it belongs:"),
        quote(params["typed"]) if params["typed"] else None,
    )


@says("form.cancelled")
def _say_cancelled(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Cancelled. Nothing was sent."))


@says("form.behind")
def _say_behind(voice: Voice, _params: Params) -> Text:
    return text(voice.t("That question has been answered already. Please use the newest message."))
