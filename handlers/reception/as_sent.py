"""What people send besides words and files: what nobody can read, what their account sends by itself, and a
picture put in the place of another."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.core import assumed_handling, hooks
from handlers.core.context import Context
from handlers.core.speech import says
from handlers.reception.files import keep_files
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, lines, text
from handlers.vocabulary.voice import Voice
from storage import inbox, items

_PAUSE = timedelta(days=1)  # an answering machine is answered once in this time
_EDITED = timedelta(days=3)  # longer than any network lets its people edit what they sent
_HARMLESS = {"sticker", "dice", "game", "gift", "unique_gift"}
_NAMES = {
    "sticker": N_("a sticker"),
    "dice": N_("a dice"),
    "game": N_("a game"),
    "story": N_("a story"),
    "invoice": N_("an invoice"),
    "paid_media": N_("paid media"),
    "giveaway": N_("a giveaway"),
    "giveaway_winners": N_("a giveaway"),
    "passport_data": N_("a passport"),
    "gift": N_("a gift"),
    "unique_gift": N_("a gift"),
}


def turn_away(ctx: Context) -> bool:
    """Whether it was such a thing, and has been answered."""
    kind = ctx.incoming.extra.get("unsupported")
    if kind is not None:
        stays = kind not in _HARMLESS and bool(ctx.said_in)
        marks = assumed_handling.as_clue(ctx.work, "") if stays else {}
        ctx.reply("sent.unreadable", what=kind, stays=stays, **marks)
        return True
    is_by_itself = bool(ctx.incoming.extra.get("automatic")) and not typed_line.is_marked(ctx.incoming.text)
    if is_by_itself and _is_news(ctx):
        ctx.reply("sent.by_itself")
    return is_by_itself


def _is_news(ctx: Context) -> bool:
    name = f"sent.by_itself.{ctx.account.id}"
    last = inbox.cursor(ctx.work, name)
    if last is not None and ctx.now - datetime.fromisoformat(last) < _PAUSE:
        return False
    inbox.move_cursor(ctx.work, name, ctx.now.isoformat())
    return True


def changed_files(ctx: Context) -> None:
    """An edit brings its files again; one that is not known is another one, and is asked about as if new."""
    mine = items.digests_of(ctx.work, ctx.officer.id, ctx.now - _EDITED)
    fresh = tuple(file for file in ctx.incoming.files if file.sha256 is not None and file.sha256 not in mine)
    if fresh:
        ctx.incoming = replace(ctx.incoming, files=fresh)
        keep_files(ctx)
        hooks.takes_loose_words(ctx)


def _still(voice: Voice, stays: bool) -> str | None:
    said = voice.t("It is still in this chat, where it may not stay: please delete it yourself.")
    return said if stays else None


def _veiled_unreadable(voice: Voice, what: str, stays: bool) -> Text:
    return lines(_say_unreadable(voice, what), _still(voice, stays))


@says("sent.unreadable", veil=_veiled_unreadable)
def _say_unreadable(voice: Voice, what: str) -> Text:
    name = voice.t(_NAMES.get(what, N_("something new")))
    return lines(
        voice.t("I cannot read this (%(what)s); nothing is done with it.", what=name),
        voice.t("Please write it in words, or send a file."),
    )


@says("sent.by_itself", unclear=True)
def _say_by_itself(voice: Voice) -> Text:
    return text(voice.t("Your account sent that by itself: nothing is done with it. What you write is read."))
