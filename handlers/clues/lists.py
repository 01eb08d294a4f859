"""Lists of clues: /clue list, with filters (open, mine, received, a country), page by page."""

from collections.abc import Sequence
from typing import Any

from handlers import places as gazetteer
from handlers.core import access, kept_line
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.speech import says
from handlers.items import status as item_status
from handlers.items.paging import PAGE
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.typed_line import folded
from handlers.vocabulary.voice import Voice
from storage import clues, people
from storage.clues import Filter
from storage.item import Item
from storage.people import Officer

_LIST = {"list", "列表", "清单"}
_WORDS = {
    "open": "open",
    "未结": "open",
    "进行中": "open",
    "all": "all",
    "全部": "all",
    "mine": "mine",
    "sent": "mine",
    "我的": "mine",
    "我提交的": "mine",
    "received": "received",
    "收到": "received",
    "收到的": "received",
}
_TITLES = {
    "open": N_("Open clues"),
    "all": N_("All clues"),
    "mine": N_("Clues that you filed"),
    "received": N_("Clues that you received"),
}


def is_meant(argument: str) -> bool:
    return folded(argument.partition(" ")[0]) in _LIST or folded(argument.strip()) in _WORDS


def answer(ctx: Context, argument: str) -> None:
    """`/clue list`, `/clue list mine`, `/clue list received Spain`, `/clues open`."""
    which, country = "open", ""
    wanted = [word for word in argument.split() if folded(word) not in _LIST]
    for word in wanted:
        which = _WORDS.get(folded(word), which)
    named = " ".join(word for word in wanted if folded(word) not in _WORDS)
    if named:
        found = gazetteer.find(named)
        if found.place is None:
            buttons = [kept_line.instead_place(place) for place in found.choices]
            ctx.reply("clue.which_country", *buttons, typed=named, **kept_line.kept(ctx, named))
            return
        country = found.place.iso
    _page(ctx, which, country, 0)


def _page(ctx: Context, which: str, country: str, page: int) -> None:
    wanted = Filter(which != "received", which != "mine", which == "open", country)
    mine = people.agencies_of(ctx.work, ctx.officer)
    ids = clues.listed(ctx.work, mine, wanted, PAGE + 1, page * PAGE)
    shown = access.only_seen(ctx.work, ctx.officer, (Item("clue", clue_id) for clue_id in ids[:PAGE]))
    more: dict[str, Any] = {"which": which, "country": country}
    turns = []
    if page:
        turns.append(Button(N_("Newer"), "clue.list", params={**more, "page": page - 1}))
    if len(ids) > PAGE:
        turns.append(Button(N_("Older"), "clue.list", params={**more, "page": page + 1}))
    buttons = [*item_status.buttons(ctx, shown), *turns]
    ctx.reply("clue.list", *buttons, listed=shown, page=page, reader=ctx.officer.id, **more)


@act("clue.list", OFFICERS)
def _turn(ctx: Press) -> None:
    _page(ctx, ctx.offer.params["which"], ctx.offer.params["country"], ctx.offer.params["page"])


@says("clue.list")
def _say_list(
    voice: Voice, country: str, listed: Sequence[Item], page: int, reader: Officer, which: str
) -> Text:
    title = voice.t(_TITLES[which]) + (" · " + voice.country(country) if country else "")
    if not listed:
        return lines(
            voice.t("There are none: %(which)s.", which=title),
            voice.t("/clue list all shows every clue you may see."),
        )
    place = dim(" · " + voice.t("page %(page)s", page=page + 1)) if page else None
    return paragraphs(text(bold(title), place), item_status.shown(voice, reader, listed))
