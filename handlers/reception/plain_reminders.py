"""Lines about one's own reminders: set, again, another time, deleted."""

import re

from handlers.core import offers
from handlers.core.context import Context
from handlers.core.registry import command_named, run_command
from handlers.dates import anywhere
from handlers.reading import cues
from handlers.reading.cues import Found
from handlers.reminders import own, typed
from storage import items, requests
from storage.item import Item
from storage.outbox import Outgoing
from storage.reminders import Reminder, ReminderState

_ME = re.compile(r"(?<![a-z])me(?![a-z])|[醒叫]我|闹钟|alarm", re.IGNORECASE)
_TIME_ENDS = set("零一二三四五六七八九十点分半刻时")  # a number behind them would be read with them
_NEAR = 3  # messages among which the reminder that is meant was told


def remind(ctx: Context, found: Found, _item: str) -> bool:
    """Without a time, "remind me" asks for it; "reminder" or 提醒 may begin any sentence."""
    line = _joined(found) or ctx.incoming.text
    if _ME.search(ctx.incoming.text[:40]) is None and typed.read(ctx, line) is None:
        return False
    own.remind(ctx, line)
    return True


def may_remind(ctx: Context, found: Found, _item: str) -> bool:
    own.offer(ctx, _joined(found), "may_be")
    return True


def others(ctx: Context, _found: Found, _item: str) -> bool:
    """Nobody else is reminded by hand, and that is said."""
    own.offer(ctx, ctx.incoming.text, "others")
    return True


def before_due(ctx: Context, line: str, item: Item) -> bool:
    """ "remind me two hours before R-… is due", R-…到期前一天提醒我."""
    found, ahead = cues.find(line, "remind"), anywhere.ahead_of(line)
    if found is None or ahead is None or item.kind != "request":
        return False
    dues = [one.due_at for one in requests.addressees_of(ctx.work, item.id) if one.due_at is not None]
    if not dues:
        return False
    length, where = ahead
    left = _REMINDING.sub(" ", anywhere.cut(line, *where))
    words = f"{typed.bare(left)} {items.reference_of(ctx.work, item)}".strip()
    own.ahead_of(ctx, min(dues), length, words)
    return True


_REMINDING = re.compile(
    r"(?<![a-z])(?:please |pls )?remind me(?: to)?(?![a-z])|(?:请|麻烦)?提醒(?:下|一下)?我|\bof\b",
    re.IGNORECASE,
)


def again(ctx: Context, found: Found, item: Item) -> bool:
    """What rang last, once more."""
    before = _told(ctx, "remind.now")
    if before is None:
        return remind(ctx, found, item) if found.intent == "remind" else False
    own.again(ctx, _joined(found) or ctx.incoming.text, before)
    return True


def change(ctx: Context, found: Found, _item: str) -> bool:
    before = _told(ctx, "remind.kept")
    if before is None or before.state is not ReminderState.WAITING:
        return False
    return own.move(ctx, found.rest or ctx.incoming.text, before)


def listed(ctx: Context, _found: Found, _item: str) -> bool:
    """Which one is to go is pressed under the list."""
    return run_command(ctx, command_named("remind"), "")


def _joined(found: Found) -> str:
    is_han = found.before[-1:] > "\u2e80" or found.rest[:1] > "\u2e80"
    glue = "" if is_han and found.before[-1:] not in _TIME_ENDS else " "
    return f"{found.before}{glue}{found.rest}".strip()


def _told(ctx: Context, kind: str) -> Reminder | None:
    """The reminder that the last message of that kind was about."""
    letters: list[Outgoing] = offers.lately(ctx, _NEAR)
    letter = next((one for one in letters if one.kind == kind), None)
    told = ctx.work.get(Reminder, (letter.params or {}).get("reminder", 0)) if letter is not None else None
    return told if told is not None and told.officer_id == ctx.officer.id else None
