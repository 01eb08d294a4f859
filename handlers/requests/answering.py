"""answer: what was asked is answered in one line, from the list of what is owed, or by the buttons."""

import re

from handlers.core import access, kept_line
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act, command
from handlers.core.speech import says
from handlers.items import marks as item_marks
from handlers.items import paging, references
from handlers.items.life import By
from handlers.law import typed_marks
from handlers.law.typed_marks import Marks
from handlers.reading import cues
from handlers.requests.carrying_out import sides
from handlers.requests.clock import item_of
from handlers.requests.life import LIFE
from handlers.requests.moves import finish, is_possible, start
from handlers.requests.words import not_now
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, lines
from handlers.vocabulary.voice import Voice
from storage import items, people, requests
from storage.people import Officer
from storage.requests import Addressee, AddresseeState, Request
from storage.work import Work

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


def fits(ctx: Context, rest: str) -> bool:
    """Without its mark it names what it answers: any words at all may follow the word "answer"."""
    return bool(references.split(rest)[0]) or _with_colon(ctx)


def _with_colon(ctx: Context) -> bool:
    return re.match(r"\w+\s*[:：]", ctx.incoming.text) is not None


@command(
    "answer",
    zh="答复",
    help=N_("Answer a request"),
    roles=OFFICERS,
    arguments=N_("[reference] [text]"),
    group=N_("Requests"),
    aliases=("reply", "respond", "ans", "回复", "回函", "反馈", "复函"),
    about_reply="request",
    fits=fits,
)
def answer(ctx: Context, argument: str) -> None:
    typed, rest = references.split(argument)
    if not typed:
        _offer(ctx, waiting(ctx.work, ctx.officer), rest)
        return
    item = references.find(ctx, typed, "request")
    is_read_back = item is not None and _is_curt(ctx, rest) and _read_back(ctx, item.id, rest)
    if item is not None and not is_read_back:
        _answer(ctx, item.id, rest)


def _is_curt(ctx: Context, words: str) -> bool:
    """ "ans R-… yes" may accept it, or answer it: without the mark of a command it is read back."""
    return not typed_line.is_marked(ctx.incoming.text) and cues.means(words, "yes", "no", "received")


def waiting(work: Work, officer: Officer) -> list[Addressee]:
    """What waits for this officer's words: questions about what was asked, then requests that are owed."""
    mine = people.agencies_of(work, officer)
    asked = [one for one in requests.awaited_by(work, mine) if one.state is AddresseeState.CLARIFYING]
    owed = [one for one in requests.owed_by(work, mine) if one.state is not AddresseeState.CLARIFYING]
    return [*asked, *owed]


def _read_back(ctx: Context, request_id: int, typed: str) -> bool:
    """The only one that waits: the words are shown as its answer before they go."""
    request = ctx.work.need(Request, request_id)
    mine = [one for one in requests.addressees_of(ctx.work, request_id) if _is_mine(ctx, request, one)]
    if not mine or not typed:
        return False
    marks, words = typed_marks.read(typed)
    if mine[0].state is AddresseeState.CLARIFYING and _asks(ctx, request, mine[0]):
        start(ctx, mine[0], LIFE.move("clarified"), words, marks)
        return True
    kind, ground, rest = _kind(words)
    if kind == "nothing" or ground or not rest:  # these would be carried out, and not asked about
        kind, rest = "answer", words
    start(ctx, mine[0], LIFE.move(kind), rest, marks)
    return True


def _answer(ctx: Context, request_id: int, words: str) -> None:
    """The part of it that is this officer's: an answer, or the answer to a question."""
    request = ctx.work.need(Request, request_id)
    mine = [one for one in requests.addressees_of(ctx.work, request_id) if _is_mine(ctx, request, one)]
    if not mine:
        not_now(ctx, item_of(request_id))
        return
    addressee = mine[0]
    marks, words = typed_marks.read(words)
    if addressee.state is AddresseeState.CLARIFYING and _asks(ctx, request, addressee):
        _carry(ctx, addressee, "clarified", words, marks)
        return
    said, (kind, ground, words) = words, _kind(words)
    if not LIFE.move(kind).is_open(addressee) and LIFE.move("correct").is_open(addressee):
        _carry(ctx, addressee, "correct", said, marks)
    elif kind == "refuse" and ground and is_possible(ctx, addressee, LIFE.move(kind)):
        detail = {"ground": ground, **item_marks.kept(marks)}
        finish(ctx, addressee, LIFE.move(kind), words, detail)
    else:
        _carry(ctx, addressee, kind, words, marks)


def _carry(ctx: Context, addressee: Addressee, kind: str, words: str, marks: Marks) -> None:
    """At once where all is said; by the form where words or a ground are missing."""
    move = LIFE.move(kind)
    files = list(ctx.files)
    if (words or files or not move.asks) and kind != "refuse":
        if is_possible(ctx, addressee, move):
            finish(ctx, addressee, move, words, item_marks.kept(marks), files=files)
            ctx.files.clear()
    else:
        start(ctx, addressee, move, words, marks)


def _kind(words: str) -> tuple[str, str, str]:
    """Which answer it is, the ground of a refusal, and the words."""
    for kind, pattern in _KINDS.items():
        if found := pattern.match(words):
            ground = found.groupdict().get("ground") or ""
            return kind, ground.lower(), words[found.end() :]
    return "answer", "", words


def without_kind(words: str) -> str:
    """An answer without the word that says which it is."""
    return _kind(words)[2]


def _asks(ctx: Context, request: Request, addressee: Addressee) -> bool:
    return By.AUTHOR in sides(ctx, request, addressee)


def _is_mine(ctx: Context, request: Request, addressee: Addressee) -> bool:
    return any(LIFE.possible(addressee, side, request) for side in sides(ctx, request, addressee))


def _offer(ctx: Context, owed: list[Addressee], words: str) -> None:
    asked = dict.fromkeys(item_of(one.request_id) for one in owed)
    there = access.only_seen(ctx.work, ctx.officer, asked)
    if len(there) == 1 and _read_back(ctx, there[0].id, words):
        return
    buttons = [
        Button(items.reference_of(ctx.work, item), "answer.this", item=item, group="")
        for item in there[: paging.PAGE]
    ]
    others, kept = references.turned_away(ctx)
    keeps = {**kept.pop("keeps", {}), "words": words}
    offered = buttons or others
    ctx.reply("answer.which", *offered, count=len(there), has_words=bool(words), keeps=keeps, **kept)


@act("answer.this", OFFICERS)
def _this(ctx: Press) -> None:
    """The one that was meant, with what was typed before."""
    asked = kept_line.earlier(ctx)
    ctx.files, ctx.said_in = list(asked.get("kept", ())), kept_line.said_in(asked)
    _answer(ctx, ctx.offer.item.id, str(asked.get("words", "")))


@says("answer.which", took=True)
def _say_which(voice: Voice, count: int, has_words: bool = False) -> Text:
    if not count:
        return lines(voice.t("No request is waiting for your answer."))
    kept = voice.t("Your text is kept.") if has_words else None
    rest = voice.more(count - paging.PAGE)
    others = voice.t("%(more)s: /outstanding lists them all.", more=rest) if rest else None
    return lines(voice.t("Which request is this the answer to?"), others, kept)
