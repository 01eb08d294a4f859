"""Lists of clues: /clue list, with filters (open, mine, received, a country), page by page."""

from typing import Any

from handlers import again, countries, status
from handlers.chat import Button, Text, bold, dim, lines, paragraphs
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.paging import PAGE
from handlers.registry import OFFICERS, act
from handlers.speech import Params, says
from handlers.words import folded
from storage import clues, people
from storage.clues import Filter
from storage.people import Officer

_LIST = {"list", "列表", "清单"}
_WORDS = {
    "open": "open", "未结": "open", "进行中": "open", "all": "all", "全部": "all",
    "mine": "mine", "sent": "mine", "我的": "mine", "我提交的": "mine",
    "received": "received", "收到": "received", "收到的": "received",
}  # fmt: skip
_TITLES = {
    "open": N_("Open clues"),
    "all": N_("All clues"),
    "mine": N_("Clues that you filed"),
    "received": N_("Clues that you received"),
}


def is_meant(argument: str) -> bool:
    return folded(argument.partition(" ")[0]) in _LIST


def answer(ctx: Context, argument: str) -> None:
    """`/clue list`, `/clue list mine`, `/clue list received Spain`."""
    which, country = "open", ""
    for word in argument.split()[1:]:
        which = _WORDS.get(folded(word), which)
    named = " ".join(word for word in argument.split()[1:] if folded(word) not in _WORDS)
    if named:
        found = countries.find(named)
        if found.place is None:
            buttons = [again.instead_place(place) for place in found.choices]
            ctx.reply("clue.which_country", *buttons, **again.kept(ctx, named))
            return
        country = again.code_of(found.place)
    _page(ctx, which, country, 0)


def _page(ctx: Context, which: str, country: str, page: int) -> None:
    wanted = Filter(which != "received", which != "mine", which == "open", country)
    mine = people.agencies_of(ctx.work, ctx.officer)
    ids = clues.listed(ctx.work, mine, wanted, PAGE + 1, page * PAGE)
    shown = [f"clue:{clue_id}" for clue_id in ids[:PAGE]]
    more: dict[str, Any] = {"which": which, "country": country}
    turns = []
    if page:
        turns.append(Button(N_("Newer"), "clue.list", params={**more, "page": page - 1}))
    if len(ids) > PAGE:
        turns.append(Button(N_("Older"), "clue.list", params={**more, "page": page + 1}))
    buttons = [*status.buttons(ctx, shown), *turns]
    ctx.reply("clue.list", *buttons, listed=shown, page=page, reader=ctx.officer.id, **more)


@act("clue.list", OFFICERS)
def _turn(ctx: Context) -> None:
    if ctx.offer is not None:
        _page(ctx, ctx.offer.params["which"], ctx.offer.params["country"], ctx.offer.params["page"])


@says("clue.list")
def _say_list(voice: Voice, params: Params) -> Text:
    country = " · " + voice.country(params["country"]) if params["country"] else ""
    if not params["listed"]:
        return lines(
            voice.t("There are none: %(which)s.", which=voice.t(_TITLES[params["which"]]) + country),
            voice.t("/clue list all shows every clue you may see."),
        )
    page = dim(" · " + voice.t("page %(page)s", page=params["page"] + 1)) if params["page"] else None
    rows = status.listed(voice, voice.work.need(Officer, params["reader"]), params["listed"])
    return paragraphs(
        lines((bold(voice.t(_TITLES[params["which"]]) + country), *((page,) if page else ()))), rows
    )
