"""Until when what was shared may be used, as its originator says: the third of the marks besides TLP (who may
see it) and the handling codes (how it may be used).

It stands wherever the content does, and then the item is withdrawn from everybody by the house.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from handlers import dates
from handlers.core.context import Context
from handlers.core.declared import Declared
from handlers.core.rules import Rules
from handlers.dates import Understood
from handlers.items import references
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Piece, dim
from handlers.vocabulary.voice import Voice
from storage import expiry, items
from storage.audit import Tag
from storage.item import Item
from storage.items import Happening
from storage.work import Work

ASK = "expiry.ask"
BUTTON = Button(N_("Set an end date"), ASK, group="")
SET, ENDLESS, OVER = "expiry.set", "expiry.none", "expiry.over"
PAST = {
    SET: N_("%(agency)s set an end date"),
    ENDLESS: N_("%(agency)s took the end date away"),
    OVER: N_("the time in which it could be used was over"),
}
_BEFORE = timedelta(days=1)  # its originator is asked so long ahead

_KEY = re.compile(
    r"\b(?:use|(?:be|is) used) (?:it |this )?(?:only )?until\b|使用(?:期限)?(?:至|到|截[至止])", re.IGNORECASE
)
_HEAD = re.compile(
    r"(?:(?:this|the) (?:clue|information|request) )?(?:(?:may|can|to|only|it) ){0,4}"
    r"|(?:本|此|该)?(?:线索|协查|信息|情况)?(?:仅|只)?(?:限|可|能)?",
    re.IGNORECASE,
)
_STOPS = ".;!?\n(。；！？（"
_LONGEST = 60  # characters before the key, and behind it

HAS_ENDED = N_("%(ref)s of %(agency)s could be used until now.")

Withdraw = Callable[[Work, Rules, Item], list[int] | None]
_withdrawals: Declared[Withdraw] = Declared()


def withdrawn_by(kind: str, withdraw: Withdraw) -> None:
    """How the house withdraws items of a kind: from which agencies; None where that was done before."""
    _withdrawals.add(withdraw, kind)


def withdraw(work: Work, rules: Rules, item: Item) -> list[int] | None:
    return _withdrawals[item.kind](work, rules, item)


def is_over(work: Work, item: Item) -> bool:
    row = expiry.of(work, item)
    return row is not None and row.until <= work.now


def read(ctx: Context, words: str) -> tuple[datetime | None, str]:
    """What "Use until 31 January." says where a text ends with it, and the text without. A date that is
    unclear, or has passed, stays in the text."""
    keys = list(_KEY.finditer(words))
    if not keys or len(words) - keys[-1].end() > _LONGEST:
        return None, words
    key = keys[-1]
    begins = max(words.rfind(stop, max(0, key.start() - _LONGEST), key.start()) for stop in _STOPS) + 1
    if _HEAD.fullmatch(words[begins : key.start()].lstrip()) is None:
        return None, words
    until = dates.read(words[key.end() :].rstrip(" .!)。！）\n"), ctx.zone, ctx.now, "deadline")
    return (until.at, words[:begins].rstrip(" (（")) if isinstance(until, Understood) else (None, words)


def read_part(ctx: Context, words: str) -> tuple[datetime | None, str]:
    """The same of an answer or an outcome, which has to say something else, too."""
    until, rest = read(ctx, words)
    return (until, rest) if rest else (None, words)


def keep_part(ctx: Context, item: Item, until: datetime | None) -> None:
    """An answer or an outcome may be used until then; one that is said anew without an end has none."""
    if until is not None or expiry.of(ctx.work, item) is not None:
        _set(ctx, item, until)
        ctx.work.audit(Tag.EXPIRY_SET, ctx.officer.id, item)


def says_only(ctx: Context, item: Item, words: str, holders: Iterable[int]) -> bool:
    """Whether these words, added to an item, say how long it may be used and nothing else; then it is so."""
    until, rest = read(ctx, words)
    if until is None or rest:
        return False
    keep(ctx, item, until)
    tell(ctx, item, until, holders)
    return True


def keep(ctx: Context, item: Item, until: datetime | None) -> None:
    """From now on; None takes the end away."""
    _set(ctx, item, until)
    act_name = ENDLESS if until is None else SET
    items.note(ctx.work, item, act_name, ctx.officer.id, agency_id=ctx.officer.agency_id)
    ctx.work.audit(Tag.EXPIRY_SET, ctx.officer.id, item)


def _set(ctx: Context, item: Item, until: datetime | None) -> None:
    if until is None:
        expiry.drop(ctx.work, item)
    else:
        ahead = until - _BEFORE
        expiry.keep(ctx.work, item, until, ahead if ahead > ctx.now else until)


def said(voice: Voice, item: Item) -> Piece:
    """ "May be used until Sun 31 Jan 24:00."; nothing where no end is set."""
    row = expiry.of(voice.work, item)
    if row is None:
        return None
    time = voice.when(row.until, deadline=True)
    if row.until <= voice.now:
        return dim(voice.t("Could be used until %(time)s.", time=time))
    return dim(voice.t("May be used until %(time)s.", time=time))


def said_of_answer(voice: Voice, happening: Happening) -> Piece:
    """Until when the answer that was given with it may be used."""
    answer = happening.detail.get("answer")
    return said(voice, Item("answer", answer)) if answer else None


def tell(ctx: Context, item: Item, until: datetime | None, agencies: Iterable[int]) -> None:
    """Whoever has it hears of it, and who said so."""
    about = {**references.about(ctx.work, item), "until": until.isoformat() if until else None}
    for agency_id in dict.fromkeys(agencies):
        ctx.tell_all(ctx.colleagues(agency_id), "expiry.changed", **about, agency=ctx.officer.agency_id)
    ctx.reply("expiry.kept", **about)
