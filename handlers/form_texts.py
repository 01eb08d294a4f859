"""What is said while a guided form is open."""

from handlers.chat import Piece, Text, bold, dim, lines, paragraphs, quote, text
from handlers.form_model import form_named, shown
from handlers.lang import Voice
from handlers.speech import Params, says


@says("form.ask")
def _say_ask(voice: Voice, params: Params) -> Text:
    made = form_named(params["form"])
    field = made.field(params["step"])
    asked = params["asked"]
    is_one_of_several = field.name in asked and len(asked) > 1
    place = f" {asked.index(field.name) + 1}/{len(asked)}" if is_one_of_several else ""
    wrong = params["wrong"]
    return paragraphs(
        voice.t(wrong["source"], **wrong["params"]) if wrong else None,
        lines(text(dim(voice.t(made.title) + place)), text(bold(voice.t(field.question)))),
        field.remark(voice, params["about"]) if field.remark else None,
        dim(voice.t(field.hint)) if field.hint else None,
    )


@says("form.summary")
def _say_summary(voice: Voice, params: Params) -> Text:
    made, answers = form_named(params["form"]), params["answers"]
    rows: list[Piece] = [
        text(dim(voice.t(field.label) + voice.t(": ")), shown(voice, field, answers[field.name]))
        for field in made.fields
        if field.name in answers
    ]
    files = len(answers.get("files", []))
    attached = voice.n("%(count)s file attached", "%(count)s files attached", files) if files else None
    remark = made.check(voice, answers) if made.check else None
    return paragraphs(bold(voice.t(made.title)), lines(*rows, attached), remark, voice.t("Is this right?"))


@says("form.fields")
def _say_fields(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Which one?"))


@says("form.file_added")
def _say_file_added(voice: Voice, params: Params) -> Text:
    return text(voice.n("Kept: %(count)s file so far.", "Kept: %(count)s files so far.", params["count"]))


@says("form.put_away")
def _say_put_away(voice: Voice, params: Params) -> Text:
    return paragraphs(
        voice.t(
            "“%(title)s”, begun %(since)s, is put away; nothing was sent.",
            title=voice.t(params["title"]),
            since=params["since"],
        ),
        lines(voice.t("This is what you had written:"), quote(params["typed"])) if params["typed"] else None,
    )


@says("form.resting")
def _say_resting(voice: Voice, params: Params) -> Text:
    return paragraphs(
        voice.t(
            "“%(title)s” has been waiting since %(since)s. Does this belong to it?",
            title=voice.t(params["title"]),
            since=params["since"],
        ),
        quote(params["typed"]) if params["typed"] else None,
    )


@says("form.then")
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
