"""The buttons under a request, and the short forms for what has to be said with them."""

from collections.abc import Callable, Mapping
from typing import Any

from handlers import access, form_typed, forms
from handlers.access import Handling
from handlers.chat import Label
from handlers.context import Context
from handlers.form_model import Done
from handlers.forms import Choice, Field, Form, WrongError
from handlers.lang import N_, Voice
from handlers.reception import claim_files
from handlers.registry import OFFICERS, act
from handlers.requests_life import MOVES, Move, carry_out, item_of, move_named, possible, sides
from handlers.requests_words import GROUNDS, not_now
from storage import people, requests
from storage.audit import Tag
from storage.people import Agency, Officer
from storage.requests import REPLIED, Addressee, Answer, Request
from storage.work import Work

_DAYS = (3, 7, 14, 30)


@act("request.move", OFFICERS)
def _pressed(ctx: Context) -> None:
    if ctx.offer is not None:
        params = ctx.offer.params
        start(ctx, ctx.work.need(Addressee, params["addressee"]), move_named(params["act"]))


def is_possible(ctx: Context, addressee: Addressee, move: Move) -> bool:
    """Whether this officer may do it now; otherwise he or she is told. Of two at the same moment, the second
    sees what the first one did."""
    requests.hold(ctx.work, addressee.request_id)
    request = ctx.work.need(Request, addressee.request_id)
    if move.by in sides(ctx, request, addressee) and move in possible(request, addressee, move.by):
        return True
    item = item_of(request.id)
    if access.may_see(ctx.work, ctx.officer, item):
        not_now(ctx, item)
    else:
        ctx.work.audit(Tag.DENIED, ctx.officer.id, item)
        ctx.reply("button.gone")
    return False


def start(ctx: Context, addressee: Addressee, move: Move, words: str = "") -> None:
    """Do it, or ask first for what has to be said with it, besides these words."""
    if not is_possible(ctx, addressee, move):
        return
    if move.act in _FORMS:
        known = {"text": words} if words else None
        forms.begin(ctx, _FORMS[move.act], known, item=access.key("addressee", addressee.id))
    else:
        finish(ctx, addressee, move)


def finish(
    ctx: Context, addressee: Addressee, move: Move, words: str = "", detail: Mapping[str, Any] | None = None,
    files: list[int] | None = None,
) -> None:  # fmt: skip
    """Carry it out; what ends an agency's part is kept as its answer, with its files."""
    detail = dict(detail or {})
    if move.after in REPLIED:
        answer = ctx.work.add(
            Answer(
                addressee_id=addressee.id,
                request_id=addressee.request_id,
                officer_id=ctx.officer.id,
                kind=move.after,
                ground=detail.get("ground", ""),
                text=words or None,
                official_reference=detail.get("reference"),
                made_at=ctx.now,
            )
        )
        claim_files(ctx, access.key("answer", answer.id), files or [])
        detail["answer"] = answer.id
    carry_out(ctx, addressee, move, words, detail)


def _done(act_name: str) -> Done:
    def done(ctx: Context, answers: dict[str, Any]) -> None:
        addressee = ctx.work.need(Addressee, access.parts(answers["item"])[1])
        move = move_named(act_name)
        if not is_possible(ctx, addressee, move):
            return
        known = {name: value for name, value in answers.items() if value != forms.UNKNOWN}
        detail: dict[str, Any] = {
            name: known[name] for name in ("ground", "seconds", "reference") if name in known
        }
        if "to" in known:
            detail |= _receiver(ctx, addressee, known["to"])
        finish(ctx, addressee, move, known.get("text", ""), detail, list(answers.get("files", [])))

    return done


def _words(move: Move, required: bool = True) -> Field:
    return Field("text", N_("Text"), move.asks, required=required, unknown=False)


_REFERENCE = Field(
    "reference", N_("Official reference"), N_("Which reference has it in the official channel?"),
    hint="SIENA 2026-0001",
)  # fmt: skip
_GROUND = Field(
    "ground", N_("Ground"), N_("On which ground?"), required=True, free=False, unknown=False,
    choices=tuple(Choice(code, label) for code, label in GROUNDS.items()),
)  # fmt: skip


def _read_seconds(_ctx: Context, typed: str) -> int:
    digits = "".join(char for char in typed if char.isdecimal())
    if not digits or not 1 <= int(digits) <= 365:
        raise WrongError(N_("Please write the number of days, from 1 to 365."))
    return int(digits) * 86400


_LENGTH = Field(
    "seconds", N_("More time"), N_("How many days more?"), read=_read_seconds, required=True, unknown=False,
    show=lambda voice, value: voice.n("%(count)s day", "%(count)s days", int(value) // 86400),
    choices=tuple(Choice(str(days * 86400), Label(f"{days}")) for days in _DAYS),
)  # fmt: skip


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
    kind, row_id = access.parts(chosen)
    if kind == "agency":
        return voice.agency(voice.work.need(Agency, row_id))
    return voice.work.need(Officer, row_id).name


def _receiver(ctx: Context, addressee: Addressee, chosen: str) -> dict[str, Any]:
    kind, row_id = access.parts(chosen)
    if kind == "agency":
        return {"agency": ctx.work.need(Agency, row_id).id, "officer": None}
    return {"agency": addressee.at_agency_id, "officer": row_id}


_TO = Field(
    "to",
    N_("To"),
    N_("To whom do you hand it on?"),
    required=True,
    free=False,
    unknown=False,
    choices=_receivers,
    show=_show_receiver,
)


def _as_asked(work: Work, item: str, answers: Mapping[str, Any]) -> Handling:
    addressee = work.need(Addressee, access.parts(item)[1])
    return form_typed.by_item(work, item_of(addressee.request_id), answers)


_FIELDS: dict[str, Callable[[Move], tuple[Field, ...]]] = {
    "refuse": lambda move: (_GROUND, _words(move, required=False)),
    "extend": lambda move: (_LENGTH, _words(move)),
    "forward": lambda _move: (_TO,),
    "answer": lambda move: (_words(move), _REFERENCE),
    "partly": lambda move: (_words(move), _REFERENCE),
}
_FORMS = {
    move.act: forms.form(
        Form(
            f"request.{move.act}",
            move.label,
            _FIELDS[move.act](move) if move.act in _FIELDS else (_words(move),),
            done=_done(move.act),
            takes_files=move.after in REPLIED,
            handling=_as_asked,
        )
    )
    for move in MOVES
    if move.asks or move.act in _FIELDS
}
