"""Lines about one's own reminders: set, again, another time, deleted."""

import re

from handlers.core import offers
from handlers.core.context import Context
from handlers.core.registry import command_named, run_command
from handlers.dates import anywhere
from handlers.reading import cues
from handlers.reading.cues import Found
from handlers.reminders import moving, own, typed
from handlers.times.walltime import local
from storage import items, reminders, requests
from storage.item import NO_ITEM, Item
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
    line = _beside(found) or _joined(found) or ctx.incoming.text
    if _ME.search(ctx.incoming.text) is not None:
        if _OTHERS_DO.search(ctx.incoming.text) or _NOT_ME.search(ctx.incoming.text):
            return False
        own.remind(ctx, line)
        return True
    read = typed.read(ctx, line)
    if read is None or not (
        _is_date(found.before, read.typed) or cues.bare(found.rest) in {"", "please", "thanks", "谢谢"}
    ):
        return False
    own.remind(ctx, line)
    return True


# somebody else reminds, or it is told how it was: 他老提醒我…, "she reminded me", "they remind me to …"
_OTHERS_DO = re.compile(
    r"(?<![a-z])(?:he|she|they|it|who|nobody|which|that|we|i)(?: (?:always|also|just|only|keeps?|never|often"
    r"|still|ever|had|has|have|did|does|do|to|should|must))* remind(?:s|ed|ing)?(?: me)?(?![a-z])|reminds me"
    r"|reminded me|[他她它谁]们?(?:[^，。；,;]{0,3}?)提醒了?过?[我下一]"
    r"|(?:老是?|总是?|一直|经常|常常?|时常|刚才?|曾经?|已经?)提醒过?了?我|提醒[过了]我",
    re.IGNORECASE,
)


_NOT_ME = re.compile(
    r"(?<![a-z])(?:do ?n[o'’]?t|never|no need to|stop)"
    r" (?:ping|wake|nudge|ring|buzz|prompt|remind)(?:ing)? ?me"
    r"|(?:别|不要|不用|停止)再?(?:提醒|叫|喊|提示)我",
    re.IGNORECASE,
)


def _beside(found: Found) -> str:
    """The date right before "remind me" is the one that is meant, and not another one of the line: it goes
    first. "" where there is no choice."""
    _, dated = anywhere.mentions(found.before)
    if (
        not dated
        or anywhere.in_advance(found.before)
        or len(anywhere.mentions(f"{found.before} {found.rest}")[1]) < _SEVERAL
    ):
        return ""
    last = dated[-1]
    told = anywhere.cut(found.before, last.start, last.end).rstrip(_STOPS)
    is_beside = not found.before[last.end :].strip(_STOPS) and bool(last.phrase.days or last.phrase.length)
    if not is_beside or not told or _CLAUSE.search(found.before[: last.start]) is None:
        return ""
    glue = ", " if found.rest else ""
    return f"{found.before[last.start : last.end].strip()}: {told}{glue}{_TO.sub('', found.rest)}"


_SEVERAL = 2
_CLAUSE = re.compile(r"[,，;；。.!！]\s*$")
_TO = re.compile(r"^(?:to|that) ", re.IGNORECASE)


def is_plain(ctx: Context, line: str) -> bool:
    """ "remind me", and when: whatever else the words of the line may mean."""
    if (
        _ME.search(line) is None
        or _OTHERS_DO.search(line)
        or _NOT_ME.search(line)
        or len(line) > _LONG
        or _ASKS.search(line)
    ):
        return False
    if cues.find(line, "again", "unremind", "reminders", "moveremind", "digest"):
        return False
    found = cues.find(line, "remind")
    return found is not None and typed.read(ctx, _joined(found)) is not None


def remind_plainly(ctx: Context, line: str) -> bool:
    """Of a line that is plain so."""
    return remind(ctx, cues.find(line, "remind") or Found("remind"), NO_ITEM)


_LONG = 160
_ASKS = re.compile(r"[?？]\s*$|吗[。\s]*$")
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
    line = " ".join(line.split())
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
    if moving.is_by_so_much(ctx.incoming.text):
        return moving.move(ctx, ctx.incoming.text, before)
    said = found.rest or (found.said[-1] if found.said else ctx.incoming.text)
    return moving.move(ctx, said, before)


def move_named(ctx: Context, _found: Found, _item: Item) -> bool:
    """ "move my Rome reminder to 2pm": the one that it names; else the last that was set, or the only one."""
    line = ctx.incoming.text
    mine = reminders.own_of(ctx.work, ctx.officer.id)
    named = [one for one in mine if one.words and _shares_a_word(one.words, line)]
    last = _told(ctx, "remind.kept")
    named = named or _at_that_hour(ctx, line, mine)
    chosen = named or ([last] if last is not None and last in mine else mine)
    if len(chosen) != 1:
        return bool(mine) and listed(ctx, _found, _item)
    return moving.move(ctx, line, chosen[0]) or listed(ctx, _found, _item)


def _at_that_hour(ctx: Context, line: str, mine: list[Reminder]) -> list[Reminder]:
    """ "my 11 o'clock thing": those that ring at the first hour that the line names, one of several."""
    _, dated = anywhere.mentions(line)
    if len(dated) < _SEVERAL:
        return []
    clock = dated[0].phrase.clock
    if clock is None:
        return []
    hours = {clock.hour, clock.hour + 12} if clock.kind == "bare" else {clock.hour}
    walls = [(local(one.due_at, ctx.zone), one) for one in mine]
    return [one for at, one in walls if at.hour in hours and at.minute == clock.minute]


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
    if not both:
        return f"{found.before.rstrip(_STOPS)}{found.rest}".strip()
    before = _POLITE.sub("", found.before.rstrip(_STOPS)).rstrip(_STOPS)
    return f"{before}{', ' if before else ''}{_TO.sub('', found.rest)}".strip()


_POLITE = re.compile(
    r"(?:^|(?<![a-z]))(?:please|pls|plz|can you|could you|cld u|can u)$|(?:麻烦您?|请|劳驾)$", re.IGNORECASE
)


def _told(ctx: Context, kind: str) -> Reminder | None:
    """The reminder that the last message of that kind was about."""
    letters: list[Outgoing] = offers.lately(ctx, _NEAR)
    letter = next((one for one in letters if one.kind == kind), None)
    told = ctx.work.get(Reminder, (letter.params or {}).get("reminder", 0)) if letter is not None else None
    return told if told is not None and told.officer_id == ctx.officer.id else None
