"""`/agencies`: which there are; add, change, merge and close them.

`/agencies`, `/agencies riga-police`; `/agencies add`, `/agencies change spain`, `/agencies merge a b`,
`/agencies close spain`.
"""

from collections.abc import Callable

from handlers.agencies import finding
from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, act, command
from handlers.forms import engine
from handlers.items import paging
from handlers.network import form, proposing
from handlers.network.fields import FaultError, read_field
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import people
from storage.audit import Tag
from storage.people import Agency

_ADD = Button(N_("Add an agency"), finding.ADD)


@command(
    "agencies",
    zh="单位",
    help=N_("The agencies of the network; add or change one"),
    roles=COORDINATORS,
    arguments=N_("[agency]"),
    group=N_("For coordinators"),
    aliases=(
        "agency",
        "机构",
    ),
)
def agencies(ctx: Context, argument: str) -> None:
    ctx.work.audit(Tag.PEOPLE_VIEWED, ctx.officer.id)
    word, _, rest = argument.partition(" ")
    if (way := _WAYS.get(typed_line.folded(word))) is not None:
        way(ctx, rest.strip())
    elif not argument:
        _list(ctx, 0)
    else:
        _with(ctx, argument, _show)


def _with(ctx: Context, typed: str, then: Callable[[Context, Agency], None]) -> None:
    found = finding.agency_called(ctx.work, typed)
    if found is None:
        finding.unclear(ctx, typed)
    else:
        then(ctx, found)


def _list(ctx: Context, start: int) -> None:
    found = sorted(people.agencies(ctx.work), key=lambda one: one.handle)
    first = paging.start_of(start, len(found))
    shown = found[first : first + paging.PAGE]
    turns = paging.turns("agencies.more", first, len(found))
    ctx.reply("agencies", *turns, _ADD, agencies=[one.id for one in shown], start=first, count=len(found))


@act("agencies.more", COORDINATORS)
def _more(ctx: Press) -> None:
    _list(ctx, int(ctx.offer.params["start"]))


def _show(ctx: Context, agency: Agency) -> None:
    ways = {"change": N_("Change it"), "merge": N_("Merge it into another"), "close": N_("Close it")}
    params = {"agency": agency.handle}
    buttons = [Button(label, f"agency.{way}", params=params) for way, label in ways.items()]
    ctx.reply("agency.shown", *buttons, agency=agency.id)


def _add(ctx: Context, typed: str) -> None:
    """What is typed behind it is its short name, where it can be one; else what it is called."""
    known: dict[str, object] = {}
    if typed:
        try:
            known = {"handle": read_field("handle", typed)}
        except FaultError:
            known = {"name": typed[:120]}
    engine.begin(ctx, form.ADD, known)


@act(finding.ADD, COORDINATORS)
def _press_add(ctx: Press) -> None:
    ctx.keep_message()
    _add(ctx, str(ctx.offer.params.get("typed", "")))


def _change(ctx: Context, agency: Agency) -> None:
    engine.begin(ctx, form.CHANGE, {"agency": agency.handle})


def _merge(ctx: Context, agency: Agency) -> None:
    engine.begin(ctx, form.MERGE, {"agency": agency.handle})


def _close(ctx: Context, agency: Agency) -> None:
    yes = Button(N_("Ask for approval"), "agency.close.yes", params={"agency": agency.handle})
    ctx.reply("agency.close", yes, agency=agency.id)


def _typed_merge(ctx: Context, typed: str) -> None:
    """One, or both: `/agencies merge riga latvia`."""
    one, _, other = typed.partition(" ")
    both = people.agency_named(ctx.work, one), finding.agency_called(ctx.work, other) if other else None
    if both[0] is not None and both[1] is not None:
        proposing.propose(ctx, {"act": "merge", "agency": both[0].handle, "into": both[1].handle})
    else:
        _with(ctx, typed, _merge)


def _pressed(then: Callable[[Context, Agency], None]) -> Callable[[Press], None]:
    def run(ctx: Press) -> None:
        agency = people.agency_named(ctx.work, ctx.offer.params["agency"])
        if agency is None:
            ctx.reply("button.gone")
        else:
            ctx.keep_message()
            then(ctx, agency)

    return run


def _closed(ctx: Context, agency: Agency) -> None:
    proposing.propose(ctx, {"act": "close", "agency": agency.handle})


act("agency.change", COORDINATORS)(_pressed(_change))
act("agency.merge", COORDINATORS)(_pressed(_merge))
act("agency.close", COORDINATORS)(_pressed(_close))
act("agency.close.yes", COORDINATORS)(_pressed(_closed))


def _of(then: Callable[[Context, Agency], None]) -> Callable[[Context, str], None]:
    return lambda ctx, typed: _with(ctx, typed, then) if typed else _list(ctx, 0)


_WAYS: dict[str, Callable[[Context, str], None]] = {
    "add": _add,
    "添加": _add,
    "新增": _add,
    "change": _of(_change),
    "修改": _of(_change),
    "merge": _typed_merge,
    "合并": _typed_merge,
    "close": _of(_close),
    "关闭": _of(_close),
}
