"""answer: what was asked is answered in one line, from the list of what is owed, or by the buttons."""

import re

from handlers import access, again, references
from handlers.chat import Button, Text, lines
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.registry import OFFICERS, act, command
from handlers.requests_acts import finish, is_possible, start
from handlers.requests_life import item_of, move_named, possible, sides
from handlers.requests_words import not_now
from handlers.speech import Params, says
from storage import items, people, requests
from storage.requests import Addressee, Request

# a kind is meant only with a colon behind it, or alone: "nothing known of her, but …" is an answer
_MARK = r"\s*(?:[:：]\s*|$)"
_KINDS = {
    "partly": re.compile(rf"(?:partly|in part|部分答复|部分){_MARK}", re.IGNORECASE),
    "nothing": re.compile(rf"(?:nothing held|nothing|无记录|未掌握){_MARK}", re.IGNORECASE),
    "clarify": re.compile(rf"(?:question|提问|问题){_MARK}", re.IGNORECASE),
    "refuse": re.compile(
        rf"(?:refused?|拒绝)(?:\s*[(（]?(?P<ground>[a-h])[)）]?(?:\s*[:：]\s*|\s+|$)|{_MARK})", re.IGNORECASE
    ),
}


@command("answer", zh="回复", help=N_("Answer a request"), roles=OFFICERS,
         arguments=N_("[reference] [text]"), group=N_("Requests"), aliases=("reply",))  # fmt: skip
def answer(ctx: Context, argument: str) -> None:
    typed, rest = references.split(argument)
    if not typed:
        return _offer(ctx, requests.owed_by(ctx.work, people.agencies_of(ctx.work, ctx.officer)), rest)
    item = references.find(ctx, typed, "request")
    return _answer(ctx, access.parts(item)[1], rest) if item is not None else None


def _answer(ctx: Context, request_id: int, words: str) -> None:
    """The part of it that is this officer's: an answer, or the answer to a question."""
    request = ctx.work.need(Request, request_id)
    mine = [one for one in requests.addressees_of(ctx.work, request_id) if _is_mine(ctx, request, one)]
    if not mine:
        not_now(ctx, item_of(request_id))
        return None
    addressee = mine[0]
    if addressee.state is requests.AddresseeState.CLARIFYING and _asks(ctx, request, addressee):
        return _carry(ctx, addressee, "clarified", words)
    kind, ground, words = _kind(words)
    if kind == "refuse" and ground and is_possible(ctx, addressee, move_named(kind)):
        return finish(ctx, addressee, move_named(kind), words, {"ground": ground})
    return _carry(ctx, addressee, kind, words)


def _carry(ctx: Context, addressee: Addressee, kind: str, words: str) -> None:
    """At once where all is said; by the form where words or a ground are missing."""
    move = move_named(kind)
    files = list(ctx.files)
    if (words or files or not move.asks) and kind != "refuse":
        if is_possible(ctx, addressee, move):
            ctx.files.clear()
            finish(ctx, addressee, move, words, files=files)
        return
    start(ctx, addressee, move, words)


def _kind(words: str) -> tuple[str, str, str]:
    """Which answer it is, the ground of a refusal, and the words."""
    for kind, pattern in _KINDS.items():
        if found := pattern.match(words):
            ground = found.groupdict().get("ground") or ""
            return kind, ground.lower(), words[found.end() :]
    return "answer", "", words


def _asks(ctx: Context, request: Request, addressee: Addressee) -> bool:
    return any(side.value == "asker" for side in sides(ctx, request, addressee))


def _is_mine(ctx: Context, request: Request, addressee: Addressee) -> bool:
    return any(possible(request, addressee, side) for side in sides(ctx, request, addressee))


def _offer(ctx: Context, owed: list[Addressee], words: str) -> None:
    there = list(dict.fromkeys(item_of(one.request_id) for one in owed))[:8]
    buttons = [
        Button(items.reference_of(ctx.work, item), "answer.this", item=item, group="") for item in there
    ]
    others, kept = references.turned_away(ctx)
    ctx.reply("answer.which", *buttons, *([] if buttons else others), count=len(owed), words=words, **kept)


@act("answer.this", OFFICERS)
def _this(ctx: Context) -> None:
    """The one that was meant, with what was typed before."""
    if ctx.offer is not None:
        asked = again.earlier(ctx)
        ctx.files, ctx.said_in = list(asked.get("kept", ())), again.said_in(asked)
        _answer(ctx, access.parts(ctx.offer.item)[1], str(asked.get("words", "")))


@says("answer.which", took=True)
def _say_which(voice: Voice, params: Params) -> Text:
    if not params["count"]:
        return lines(voice.t("You owe no answer."))
    kept = voice.t("Your text is kept.") if params["words"] else None
    return lines(voice.t("Which one do you answer?"), kept)
