"""[More choices]: what stands behind it under a message that came by itself, in an answer of its own."""

from handlers.core.context import Press
from handlers.core.registry import EVERYONE, act
from handlers.core.speech import says
from handlers.vocabulary.text import Button, Label, Text, text
from handlers.vocabulary.voice import Voice
from storage import items, outbox
from storage.outbox import MORE, Outgoing


@act(MORE, EVERYONE)
def _more(ctx: Press) -> None:
    """Each of them presses the button that stands there itself, so that it is pressed once."""
    letter = ctx.work.need(Outgoing, ctx.offer.outgoing_id)
    seen = {one.id for one in outbox.shown_under(ctx.work, letter)}
    behind = [one for one in outbox.choices_under(ctx.work, letter) if one.id not in seen]
    ctx.keep_message()
    buttons = [
        Button(
            Label(one.label, one.label_params or {}),
            "number.this",
            item=one.item,
            params={"offer": one.id},
            group="",
        )
        for one in behind
    ]
    ref = items.reference_of(ctx.work, letter.item) if letter.item else ""
    ctx.reply(MORE, *buttons, item=letter.item, ref=ref)


@says(MORE)
def _say_more(voice: Voice, ref: str) -> Text:
    about = voice.t("What else can be done about %(ref)s:", ref=ref)
    return text(about if ref else voice.t("What else can be done:"))
