"""Lines about one's own reminders: set, again, another time, deleted."""

import re

from handlers.core import offers
from handlers.core.context import Context
from handlers.core.registry import command_named, run_command
from handlers.dates import anywhere
from handlers.reading import cues
from handlers.reading.cues import Found
from handlers.reminders import moving, own, typed
from storage import items, reminders, requests
from storage.item import Item
from storage.outbox import Outgoing
from storage.reminders import Reminder, ReminderState

_ME = re.compile(
    r"(?<![a-z])(?:remind|rmnd|rmind|ping|wake|nudge|ring|buzz|prompt|flag|remember|back to|shout)"
    r"(?: this)?(?: for)? ?me"
    r"(?![a-z])|give me a|put .{1,60}on my reminders"
    r"|[醒叫]我|提醒[下一]+我|[叫喊]我|提示我|闹钟|alarm|remind我",
    re.IGNORECASE,
)
_NEAR = 3  # messages among which the reminder that is meant was told


def remind(ctx: Context, found: Found, _item: Item) -> bool:
    """Without a time, "remind me" asks for it; "reminder" or 提醒 may stand in any sentence."""
    line = _joined(found) or ctx.incoming.text
    if _ME.search(ctx.incoming.text) is not None:
        own.remind(ctx, line)
        return True
    read = typed.read(ctx, line)
    if read is None or not (_is_date(found.before, read.typed) or not found.rest.strip(_STOPS)):
        return False
    own.remind(ctx, line)
    return True


_STOPS = " ,，.。!！?？:：;；~"


def _is_date(before: str, date: str) -> bool:
    """Nothing stands before the word, or the date alone does: "tomorrow 9:00 reminder …", 后天中午提醒…"""
    bare = before.strip(_STOPS)
    return not bare or bare == date.strip(_STOPS) or (len(bare) - len(date) <= _LEADS and date in bare)


_LEADS = 3  # characters of a word before a date: 在, "on"


def may_remind(ctx: Context, found: Found, _item: Item) -> bool:
    own.offer(ctx, _joined(found), "may_be")
    return True


def others(ctx: Context, _found: Found, _item: Item) -> bool:
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


def change(ctx: Context, found: Found, _item: Item) -> bool:
    before = _told(ctx, "remind.kept")
    if before is None or before.state is not ReminderState.WAITING:
        return False
    said = found.rest or (found.said[-1] if found.said else ctx.incoming.text)
    return moving.move(ctx, said, before)


def move_named(ctx: Context, _found: Found, _item: Item) -> bool:
    """ "move my Rome reminder to 2pm": the one that it names; else the last that was set, or the only one."""
    line = ctx.incoming.text
    mine = reminders.own_of(ctx.work, ctx.officer.id)
    named = [one for one in mine if one.words and _shares_a_word(one.words, line)]
    last = _told(ctx, "remind.kept")
    chosen = named or ([last] if last is not None and last in mine else mine)
    if len(chosen) != 1:
        return bool(mine) and listed(ctx, _found, _item)
    return moving.move(ctx, line, chosen[0]) or listed(ctx, _found, _item)


def _shares_a_word(words: str, line: str) -> bool:
    """A longer word of a reminder, or two Han characters in a row, is in the line."""
    said = line.casefold()
    latin = [one for one in re.findall(r"[^\W\d_]+", words.casefold()) if one.isascii() and len(one) > 3]
    han = re.findall(r"(?=([\u4e00-\u9fff]{2}))", words)
    return any(one in said for one in [*latin, *han])


def listed(ctx: Context, _found: Found, _item: Item) -> bool:
    """Which one is to go is pressed under the list."""
    return run_command(ctx, command_named("remind"), "")


def _joined(found: Found) -> str:
    both = found.before.strip() and found.rest.strip()
    return f"{found.before.rstrip(_STOPS)}{', ' if both else ''}{found.rest}".strip()


def _told(ctx: Context, kind: str) -> Reminder | None:
    """The reminder that the last message of that kind was about."""
    letters: list[Outgoing] = offers.lately(ctx, _NEAR)
    letter = next((one for one in letters if one.kind == kind), None)
    told = ctx.work.get(Reminder, (letter.params or {}).get("reminder", 0)) if letter is not None else None
    return told if told is not None and told.officer_id == ctx.officer.id else None
