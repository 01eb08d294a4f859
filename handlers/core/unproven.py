"""What a homeserver could have made up: reactions and deletions, which no client encrypts.

A reaction does nothing, unless its act is declared as harmless; a deletion only says what to write
instead, without a button that the next number might press.
"""

from handlers.core.context import Context
from handlers.core.registry import command_named, is_harmless
from handlers.core.speech import says
from handlers.vocabulary.text import Text, lines
from handlers.vocabulary.voice import Voice
from storage import drafts, items
from storage.outbox import Offer

_WITHDRAW = {"en": "withdraw", "zh": "撤回"}


def may_press(ctx: Context, offer: Offer) -> bool:
    """Otherwise the person hears how it is done; the channel says (`hint`) whether that is said already."""
    if ctx.incoming.proven or is_harmless(offer.act):
        return True
    if ctx.incoming.extra.get("hint", True):
        ctx.reply("press.type_it", number=offer.position)
    return False


def reacted(ctx: Context) -> None:
    """To what has no such button, or only with a feeling."""
    if ctx.incoming.extra.get("hint", True):
        ctx.reply("press.says_nothing")


def deleted(ctx: Context) -> None:
    entry = items.happening_with(ctx.work, ctx.changed_event)
    draft = drafts.draft_of(ctx.work, ctx.officer.id)
    if entry is not None and entry.officer_id == ctx.officer.id:
        ref = items.reference_of(ctx.work, entry.item)
        ctx.reply("delete.stands", item=entry.item, ref=ref, what=entry.item.kind)
    elif draft is not None and ctx.changed_event in {
        draft.answers.get("event"),
        *draft.answers.get("events", {}),
    }:
        ctx.reply("delete.in_form")


@says("press.type_it", to_strangers=True, free=True)
def _say_type_it(voice: Voice, number: int) -> Text:
    return lines(
        voice.t("A reaction does nothing here: somebody on the way could have made it up."),
        voice.t("Please write the number, %(number)s, as a reply to that message.", number=number),
    )


@says("press.says_nothing", to_strangers=True, free=True)
def _say_says_nothing(voice: Voice) -> Text:
    return lines(
        voice.t("A reaction does nothing here: somebody on the way could have made it up."),
        voice.t("Please write what you mean, as a reply to that message."),
    )


@says("delete.in_form", free=True)
def _say_in_form(voice: Voice) -> Text:
    return lines(
        voice.t("You deleted an answer; it still stands here, and nothing is sent yet."),
        voice.t("To drop all of it, write: %(line)s", line="/取消" if voice.language == "zh" else "/cancel"),
    )


@says("delete.stands", free=True)
def _say_stands(voice: Voice, ref: str, what: str) -> Text:
    made = command_named(what)
    word = made.zh if made is not None and voice.language == "zh" else what
    line = f"/{word} {ref} {_WITHDRAW.get(voice.language, _WITHDRAW['en'])}"
    stands = voice.t("You deleted the message of %(ref)s; what it said still stands.", ref=ref)
    return lines(stands, voice.t("To take it back, please write: %(line)s", line=line))
