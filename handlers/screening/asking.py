"""Before something goes through a pointer corridor its sender reads it once more, and says what becomes of
it.

What was typed, filled in or pressed is kept with the question, and begun again with the answer. Every way by
which content reaches another country asks `asks` first, and writes the answer down with `note`; what comes by
no such way is masked as it is found (`masking`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.core import access, assumed_handling, kept_line
from handlers.core.context import Context, Decision, Press
from handlers.core.declared import Declared
from handlers.core.registry import OFFICERS, act, act_named, parse, run_command
from handlers.law import official_references
from handlers.law.corridors import Rule
from handlers.law.handling import Handling
from handlers.recognising.model import Finding
from handlers.screening.looking import Look, look
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label
from storage import items
from storage.audit import Tag
from storage.item import NO_ITEM, Item
from storage.outbox import Offer
from storage.screenings import Screening

_EACH = 4  # false alarms that have a button of their own

Again = Callable[[Context, Mapping[str, Any]], None]
_again: Declared[Again] = Declared()


def begun_by(way: str) -> Callable[[Again], Again]:
    """Declare how what was begun in this way is begun again."""
    return lambda again: _again.add(again, way)


def asks(
    ctx: Context,
    texts: Sequence[str],
    to: Iterable[int],
    item: Item = NO_ITEM,
    origin: int | None = None,
    is_personal: bool = False,
    was_read: bool = False,
) -> bool:
    """Whether the sender is asked first, so that nothing may be done now. `item`: what it belongs to already;
    `origin`: the agency whose words they are, where it is not the sender's. `was_read`: a summary of it was
    shown just now."""
    if ctx.screened is not None or not _may_read(ctx, origin):
        return False
    seen = look(ctx, texts, to, item, origin, is_personal)
    if seen.barred is not None:
        _bar(ctx, seen, item)
        return True
    is_unread = (seen.is_doubtful or ctx.rules.reads_back_all) and not was_read
    needs_reading = bool(seen.everything) or is_unread
    if not seen.corridors or not needs_reading:
        return False
    is_own = origin is None or ctx.may_act_for(origin)
    keeps = ctx.kept_line()["keeps"] | {"begun": dict(ctx.begun), "changes": ctx.changes, "is_own": is_own}
    _ask(ctx, seen, keeps, item)
    return True


def _bar(ctx: Context, seen: Look, item: Item) -> None:
    """Nothing of it goes, and no press lets it go."""
    matter, countries = seen.barred, [code for code in seen.corridors if code]
    ctx.work.audit(Tag.MATTER_BARRED, ctx.officer.id, item, matter=matter.kind if matter else "")
    keeps = ctx.kept_line()["keeps"] | {"begun": dict(ctx.begun), "changes": ctx.changes, "is_own": True}
    keeps |= {
        "texts": list(seen.texts),
        "all": [[] for _ in seen.texts],
        "released": [],
        "corridors": countries,
    }
    ctx.reply(
        "screening.barred",
        Button(N_("Change"), "screening.change"),
        Button(N_("Cancel"), "screening.cancel"),
        item=item,
        keeps=keeps,
        handling=_handling(ctx, seen, item, Handling()),
        matter=matter.kind if matter else "",
        said=matter.said if matter else "",
        countries=countries,
    )


def _may_read(ctx: Context, origin: int | None) -> bool:
    """Whose own eyes see it masked is not shown it to be read again; it is masked for everybody else, too."""
    if origin is None:
        return True
    own = access.corridor_between(ctx.work, origin, ctx.officer.agency_id)
    return own.rule is Rule.ALLOW


def _ask(
    ctx: Context, seen: Look, keeps: Mapping[str, Any], item: Item, released: Sequence[str] = ()
) -> None:
    left = seen.without(released)
    marks = [[[one.kind, one.start, one.end] for one in some] for some in left.found]
    asked = {"texts": list(seen.texts), "all": [_plain(some) for some in seen.found], "released": [*released]}
    corridors = list(seen.corridors)
    personal = Handling(personal=bool(seen.everything))
    ctx.reply(
        "screening.ask",
        *_buttons(left, own=bool(keeps["is_own"])),
        item=item,
        keeps={**keeps, **asked, "corridors": corridors},
        handling=_handling(ctx, seen, item, personal),
        texts=list(seen.texts),
        marks=marks,
        kinds=[one.kind for one in left.everything],
        countries=[code for code in corridors if code],
        law=next((one.sentence(ctx.officer.language) for one in seen.corridors.values()), ""),
    )


def _handling(ctx: Context, seen: Look, item: Item, personal: Handling) -> dict[str, Any]:
    said = assumed_handling.of_words(ctx.work, "\n".join(seen.texts))
    subject = access.subject_of(ctx.work, item) if item else None
    under = assumed_handling.stricter(said.to_json(), personal)
    return assumed_handling.stricter(under, subject.handling) if subject is not None else under


def _plain(found: Iterable[Finding]) -> list[list[Any]]:
    return [[one.kind, one.start, one.end, one.text] for one in found]


def _buttons(left: Look, own: bool) -> list[Button]:
    found = list(dict.fromkeys(one.text for one in left.everything))
    offered = [Button(N_("Mask and send") if found else N_("Send"), "screening.send", params={"how": "mask"})]
    if own and len(found) > 1:
        offered += [
            Button(
                Label(N_("%(number)s is nobody's"), {"number": number}),
                "screening.release",
                params={"number": number},
            )
            for number in range(1, min(len(found), _EACH) + 1)
        ]
    if own and found:
        offered.append(Button(N_("Not personal: send it"), "screening.send", params={"how": "free"}))
    if own and any(official_references.find(text) for text in left.texts):
        offered.append(Button(N_("Only the official reference"), "screening.send", params={"how": "point"}))
    return [*offered, Button(N_("Change"), "screening.change"), Button(N_("Cancel"), "screening.cancel")]


def seen_before(ctx: Press) -> tuple[Mapping[str, Any], Look]:
    """What the message with the pressed button asked about."""
    before = kept_line.earlier(ctx)
    found = [
        [Finding(kind, start, end, said, 1.0) for kind, start, end, said in some] for some in before["all"]
    ]
    return before, Look(before["texts"], found, {})


@act("screening.release", OFFICERS)
def _release(ctx: Press) -> None:
    """One of several is a false alarm."""
    before, seen = seen_before(ctx)
    left = list(dict.fromkeys(one.text for one in seen.without(before["released"]).everything))
    chosen = left[ctx.offer.params["number"] - 1]
    kept_line.take_up(ctx, before)
    ways = {code: access.corridor_to(ctx.work, ctx.officer.agency_id, code) for code in before["corridors"]}
    names = ("line", "typed", "kept", "event", "begun", "changes", "is_own")
    keeps = {name: before[name] for name in names}
    again = Look(seen.texts, seen.found, ways)
    _ask(ctx, again, keeps, ctx.offer.item, [*before["released"], chosen])


@act("screening.send", OFFICERS)
def _send(ctx: Press) -> None:
    before, seen = seen_before(ctx)
    how, released = ctx.offer.params["how"], list(before["released"])
    left = [one.text for one in seen.without(released).everything]
    if how == "free":
        decision = Decision(released=[*released, *left])
    elif how == "point":
        decision = Decision(held=list(before["texts"]))
    else:
        decision = Decision(masked=left, released=released)
    go_on(ctx, before, decision)


def go_on(ctx: Press, before: Mapping[str, Any], decision: Decision | None) -> None:
    """What was begun is begun again, now that it is answered what was asked."""
    kept_line.take_up(ctx, before)
    ctx.screened, ctx.changes, ctx.begun = decision, str(before["changes"]), before["begun"]
    _again[ctx.begun["way"]](ctx, ctx.begun)


def note(ctx: Context, item: Item) -> None:
    """Write down what the sender decided, now that what it is about is there."""
    decided = ctx.screened
    if decided is None:
        return
    ctx.work.add(
        Screening(
            item=item,
            officer_id=ctx.officer.id,
            masked=list(decided.masked),
            released=list(decided.released),
            held=list(decided.held),
            made_at=ctx.now,
        )
    )
    for tag, words in (
        (Tag.SCREENED, decided.masked),
        (Tag.FALSE_ALARM, decided.released),
        (Tag.SCREENED_AS_POINTER, decided.held),
    ):
        if words:
            ctx.work.audit(tag, ctx.officer.id, item, count=len(words))


@act("screening.change", OFFICERS)
def _change(ctx: Press) -> None:
    """Nothing went out. What was typed is given back; what was filled in is open again."""
    before, seen = seen_before(ctx)
    if before["begun"].get("way") in _changes:
        kept_line.take_up(ctx, before)
        _changes[before["begun"]["way"]](ctx, before["begun"])
        return
    items.drop_files(ctx.work, before["kept"])
    personal = Handling(personal=bool(seen.everything))
    handling = _handling(ctx, seen, ctx.offer.item, personal)
    ctx.said_in = kept_line.said_in(before)
    ctx.reply("screening.change", typed="\n".join(seen.texts), handling=handling, item=ctx.offer.item)


_changes: Declared[Again] = Declared()


def changed_by(way: str) -> Callable[[Again], Again]:
    """Declare how what was begun in this way is opened again, to be changed."""
    return lambda again: _changes.add(again, way)


@act("screening.cancel", OFFICERS)
def _cancel(ctx: Press) -> None:
    before = kept_line.earlier(ctx)
    files = before["begun"].get("answers", {}).get("files", [])
    items.drop_files(ctx.work, [*before["kept"], *files])
    ctx.reply("screening.cancelled")


@begun_by("line")
def _line(ctx: Context, begun: Mapping[str, Any]) -> None:
    ctx.incoming = replace(ctx.incoming, text=begun["line"])
    run_command(ctx, *(parse(begun["line"]) or (None,)))


@begun_by("press")
def _pressed(ctx: Context, begun: Mapping[str, Any]) -> None:
    pressed = ctx.work.need(Offer, begun["offer"])
    found = act_named(pressed.act)
    if found is None or not access.is_open_to(ctx.work, ctx.officer, pressed.item):
        ctx.reply("button.gone")
        return
    found[1](Press.of(ctx, pressed))
