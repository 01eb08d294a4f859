"""The buttons under a request, and the short forms for what has to be said with them."""

from collections.abc import Callable, Mapping
from typing import Any

from handlers.core import access, assumed_handling, kept_line
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.forms import engine, resting
from handlers.forms import model as form_model
from handlers.forms.model import Done, Field, Form, WrongError
from handlers.items import expiry
from handlers.items import marks as item_marks
from handlers.items.files import claim_files
from handlers.items.life import By, Move
from handlers.law import official_references, typed_marks
from handlers.law.directive import GROUNDS
from handlers.law.handling import Handling
from handlers.law.typed_marks import Marks
from handlers.requests.carrying_out import carry_out, sides
from handlers.requests.clock import item_of
from handlers.requests.life import LIFE
from handlers.requests.words import not_now
from handlers.screening import asking, tender
from handlers.screening import files as screened_files
from handlers.vocabulary import text, typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Choice, Label, Piece
from handlers.vocabulary.voice import Voice
from storage import people, requests
from storage.audit import Tag
from storage.item import Item
from storage.people import Agency, Officer
from storage.requests import REPLIED, Addressee, Answer, Request
from storage.work import Work

_DAYS = (3, 7, 14, 30)


@act("request.move", OFFICERS)
def _pressed(ctx: Press) -> None:
    params = ctx.offer.params
    marks, words = typed_marks.read(kept_line.words_of(ctx))
    start(ctx, ctx.work.need(Addressee, params["addressee"]), LIFE.move(params["act"]), words, marks)


def is_possible(ctx: Context, addressee: Addressee, move: Move) -> bool:
    """Whether this officer may do it now; otherwise he or she is told. Of two at the same moment, the second
    sees what the first one did."""
    requests.hold(ctx.work, addressee.request_id)
    request = ctx.work.need(Request, addressee.request_id)
    item = item_of(request.id)
    is_seen = access.may_see(ctx.work, ctx.officer, item)
    can = move.by in sides(ctx, request, addressee) and move in LIFE.possible(addressee, move.by, request)
    if is_seen and can:
        return True
    if is_seen:
        not_now(ctx, item)
    else:
        ctx.work.audit(Tag.DENIED, ctx.officer.id, item)
        ctx.reply("button.gone")
    return False


def start(
    ctx: Context, addressee: Addressee, move: Move, words: str = "", marks: Marks | None = None
) -> None:
    """Do it, or ask first for what has to be said with it, besides these words and marks."""
    if not is_possible(ctx, addressee, move):
        return
    if move.act in _FORMS:
        known = {**({"text": words} if words else {}), **(marks or {})}
        engine.begin(ctx, _FORMS[move.act], known, item=Item("addressee", addressee.id))
    else:
        finish(ctx, addressee, move)


def finish(
    ctx: Context,
    addressee: Addressee,
    move: Move,
    words: str = "",
    detail: Mapping[str, Any] | None = None,
    files: list[int] | None = None,
) -> None:
    """Carry it out; what ends an agency's part is kept as its answer, with its files."""
    detail = dict(detail or {})
    reference = detail.pop("reference", None)  # sealed with the answer, and masked as its words are
    item, reader = item_of(addressee.request_id), _reader(ctx, addressee, move)
    until, words = expiry.read_part(ctx, words) if move.after in REPLIED else (None, words)
    written = [words, "" if reference and official_references.is_only(reference) else reference]
    if asking.asks(ctx, [one for one in written if one], [reader], item):
        return
    asking.note(ctx, item)
    own = ctx.work.need(Request, addressee.request_id).tlp
    detail |= item_marks.kept(tender.level(words, item_marks.of(detail), ctx.now, own))
    kept = list(files or [])
    if move.after in REPLIED:
        answer = ctx.work.add(
            Answer(
                addressee_id=addressee.id,
                request_id=addressee.request_id,
                officer_id=ctx.officer.id,
                kind=move.after,
                ground=detail.get("ground", ""),
                text=words or None,
                official_reference=reference,
                made_at=ctx.now,
            )
        )
        kept = claim_files(ctx, Item("answer", answer.id), kept)
        expiry.keep_part(ctx, Item("answer", answer.id), until)
        detail["answer"] = answer.id
    carry_out(ctx, addressee, move, words, detail)
    screened_files.tell(ctx, item, kept, [reader])


def _done(act_name: str) -> Done:
    def done(ctx: Context, answers: dict[str, Any]) -> None:
        addressee = ctx.work.need(Addressee, answers["item"].id)
        move = LIFE.move(act_name)
        if not is_possible(ctx, addressee, move):
            resting.give_back(
                ctx, answers, assumed_handling.by_item(ctx.work, item_of(addressee.request_id), {})
            )
            return
        known = {name: value for name, value in answers.items() if value != text.UNKNOWN}
        detail: dict[str, Any] = {
            name: known[name] for name in ("ground", "seconds", "reference") if name in known
        } | item_marks.kept(known)
        if "to" in known:
            detail |= _receiver(ctx, addressee, known["to"])
        finish(ctx, addressee, move, known.get("text", ""), detail, list(answers.get("files", [])))

    return done


def _words(move: Move, required: bool = True) -> Field:
    return Field("text", N_("Text"), move.asks, required=required, unknown=False, long=True)


_REFERENCE = Field(
    "reference",
    N_("Official reference"),
    N_("What is its reference in the official channel?"),
    hint="SIENA 2026-0001",
)
_GROUND = Field(
    "ground",
    N_("Ground"),
    N_("On which legal ground?"),
    required=True,
    free=False,
    unknown=False,
    choices=tuple(Choice(code, label) for code, label in GROUNDS.items()),
)


def _read_seconds(_ctx: Context, typed: str) -> int:
    days = typed_line.number("".join(char for char in typed if char.isdecimal()), most=365)
    if days is None:
        raise WrongError(N_("Please write the number of days, from 1 to 365."))
    return days * 86400


_LENGTH = Field(
    "seconds",
    N_("More time"),
    N_("How many more days?"),
    read=_read_seconds,
    required=True,
    unknown=False,
    show=lambda voice, value: voice.n("%(count)s day", "%(count)s days", int(value) // 86400),
    choices=tuple(Choice(str(days * 86400), Label(f"{days}")) for days in _DAYS),
)


def _receivers(ctx: Context) -> list[Choice]:
    """Colleagues of one's own agency, and the agencies below it."""
    others = [
        one for one in people.officers_of(ctx.work, [ctx.officer.agency_id]) if one.id != ctx.officer.id
    ]
    below = [one for one in people.agencies(ctx.work) if one.parent_id == ctx.officer.agency_id]
    return [
        *(Choice(f"officer:{one.id}", Label("%(name)s", {"name": one.name})) for one in others),
        *(Choice(f"agency:{one.id}", Label("%(agency)s", {"agency": {"agency": one.id}})) for one in below),
    ]


def _show_receiver(voice: Voice, chosen: str) -> str:
    whom = Item.kept(chosen)
    if whom.kind == "agency":
        return voice.agency(voice.work.need(Agency, whom.id))
    return voice.work.need(Officer, whom.id).name


def _receiver(ctx: Context, addressee: Addressee, chosen: str) -> dict[str, Any]:
    whom = Item.kept(chosen)
    if whom.kind == "agency":
        return {"agency": ctx.work.need(Agency, whom.id).id, "officer": None}
    return {"agency": addressee.at_agency_id, "officer": whom.id}


_TO = Field(
    "to",
    N_("To"),
    N_("Which unit shall have it?"),
    required=True,
    free=False,
    unknown=False,
    choices=_receivers,
    show=_show_receiver,
)


def _as_asked(work: Work, item: Item, answers: Mapping[str, Any]) -> Handling:
    addressee = work.need(Addressee, item.id)
    return assumed_handling.by_item(work, item_of(addressee.request_id), answers)


def _goes_to(move: Move) -> Callable[[Context, Mapping[str, Any]], list[int]]:
    def reader(ctx: Context, answers: Mapping[str, Any]) -> list[int]:
        return [_reader(ctx, ctx.work.need(Addressee, answers["item"].id), move)]

    return reader


def _reader(ctx: Context, addressee: Addressee, move: Move) -> int:
    """The agency that is told what is said with a move."""
    request = ctx.work.need(Request, addressee.request_id)
    return request.agency_id if move.by is By.ADDRESSEE else addressee.at_agency_id


def _marked(voice: Voice, answers: Mapping[str, Any]) -> Piece:
    return item_marks.said(voice, answers)


_FIELDS: dict[str, Callable[[Move], tuple[Field, ...]]] = {
    "refuse": lambda move: (_GROUND, _words(move, required=False)),
    "extend": lambda move: (_LENGTH, _words(move)),
    "forward": lambda _move: (_TO,),
    "answer": lambda move: (_words(move), _REFERENCE),
    "partly": lambda move: (_words(move), _REFERENCE),
}
_FORMS = {
    move.act: form_model.form(
        Form(
            f"request.{move.act}",
            move.label,
            _FIELDS[move.act](move) if move.act in _FIELDS else (_words(move),),
            done=_done(move.act),
            takes_files=move.after in REPLIED,
            check=_marked,
            handling=_as_asked,
            goes_to=_goes_to(move),
        )
    )
    for move in LIFE.moves
    if move.asks or move.act in _FIELDS
}
