"""What people send besides words and files: what nobody can read, what their account sends by itself, and a
picture put in the place of another."""

from datetime import datetime, timedelta

from handlers.core import assumed_handling, hooks
from handlers.core.context import Context
from handlers.core.speech import says
from handlers.law.handling import NOTHING
from handlers.reception.guessing import choosing
from handlers.vocabulary import typed_line
from handlers.vocabulary.incoming import IncomingFile
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, lines, text
from handlers.vocabulary.voice import Voice
from storage import inbox, items, leaving
from storage.blind import blind_index
from storage.people import Role

_PAUSE = timedelta(days=1)  # an answering machine is answered once in this time …
_MACHINE = 4  # … and one that says something else each time, so often
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
    "poll": N_("a poll"),
    "vote": N_("a vote in a poll"),
    "call": N_("a call"),
}


def turn_away(ctx: Context) -> bool:
    """Whether it was such a thing, and has been answered."""
    extra = ctx.incoming.extra
    if (kind := extra.get("unsupported")) is not None:
        _unreadable(ctx, str(kind))
        return True
    if (share := extra.get("once")) is not None and not _is_first(ctx, str(share)):
        return True
    _left_out(ctx)
    is_by_itself = bool(extra.get("automatic")) and not typed_line.is_marked(ctx.incoming.text)
    if is_by_itself and _is_news(ctx):
        ctx.reply("sent.by_itself")
    elif is_by_itself:
        _goes(ctx)
    return is_by_itself


def _unreadable(ctx: Context, kind: str) -> None:
    stays = kind not in _HARMLESS and bool(ctx.said_in)
    marks = assumed_handling.as_clue(ctx.work, "") if stays else {}
    ctx.reply("sent.unreadable", what=kind, stays=stays, **marks)


def changed(ctx: Context) -> bool:
    """Whether an edit brought what nobody can read, and nothing else; that is said."""
    kind = ctx.incoming.extra.get("unsupported")
    if kind is not None:
        _unreadable(ctx, str(kind))
    _left_out(ctx)
    return kind is not None


def _left_out(ctx: Context) -> None:
    if (kind := ctx.incoming.extra.get("left_out")) is not None:
        ctx.reply("sent.left_out", what=kind, said_in=())


def _is_first(ctx: Context, share: str) -> bool:
    """A place that moves is told where it was first; the others of the same share say no more."""
    name = f"sent.once.{ctx.account.id}"
    if inbox.cursor(ctx.work, name) == share:
        return False
    inbox.move_cursor(ctx.work, name, share)
    return True


def _is_news(ctx: Context) -> bool:
    """An answering machine says the same each time; other words may be a message that was scheduled."""
    name = f"sent.by_itself.{ctx.account.id}"
    since, *known = (inbox.cursor(ctx.work, name) or ctx.now.isoformat()).split()
    if ctx.now - datetime.fromisoformat(since) >= _PAUSE:
        since, known = ctx.now.isoformat(), []
    words = blind_index(ctx.work.keyring, "by itself", ctx.incoming.text).hex()
    if words in known or len(known) >= _MACHINE:
        return False
    inbox.move_cursor(ctx.work, name, " ".join((since, *known, words)))
    return True


def _goes(ctx: Context) -> None:
    """It is not answered again, as that could draw the next one; where it may not stay it goes all the
    same."""
    under = assumed_handling.handling(ctx.work, ctx.incoming.text)
    if under is None or ctx.rules.ceilings.get(ctx.incoming.channel, NOTHING).holds(under):
        return
    for place in ctx.said_in:
        leaving.will_leave(ctx.work, ctx.account.id, str(place["message"]), ctx.now)


def is_told(ctx: Context) -> bool:
    """A card, a place, a poll, a list: words, but no line that somebody typed."""
    return "told" in ctx.incoming.extra


@hooks.loose(1)
def _told(ctx: Context) -> bool:
    """Kept, and offered for what it can be; of a card it is said that no contact point comes of it."""
    if not is_told(ctx) or ctx.files or ctx.officer.role is Role.OBSERVER:
        return False
    why = "card" if ctx.incoming.extra["told"] == "card" else ""
    return choosing.offer(ctx, ctx.incoming.text, why=why, may_be_talk=False)


def fresh_files(ctx: Context) -> tuple[IncomingFile, ...]:
    """An edit brings its files again; one that is not known is another one."""
    mine = items.digests_of(ctx.work, ctx.officer.id, ctx.now - _EDITED) if ctx.incoming.files else set()
    return tuple(file for file in ctx.incoming.files if file.sha256 is None or file.sha256 not in mine)


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


@says("sent.left_out", free=True)
def _say_left_out(voice: Voice, what: str) -> Text:
    name = voice.t(_NAMES.get(what, N_("something new")))
    return text(
        voice.t("I can read your words, but not what comes with them (%(what)s); it is not kept.", what=name)
    )


@says("sent.by_itself", unclear=True)
def _say_by_itself(voice: Voice) -> Text:
    return text(
        voice.t(
            "Your account sent that by itself: nothing is done with it. What you write is read; what you"
            " scheduled, please send again."
        )
    )
