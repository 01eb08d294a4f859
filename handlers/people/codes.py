"""Codes to enrol or link with: made, read, and counted where they are wrong."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from handlers.core.params import Shown
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.vocabulary import typed_line
from handlers.vocabulary.incoming import Incoming
from handlers.vocabulary.text import Text, copyable, lines
from handlers.vocabulary.voice import Voice
from storage import people, strangers
from storage.audit import Tag
from storage.people import Invitation, Officer, Role, Stranger
from storage.work import Work

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and O: they are read as 1 and 0
_SHAPE = re.compile(r"[A-Z]{4}-[A-Z]{4}-[A-Z]{4}")
_WORDS = ("enrol", "enroll", "注册", "link", "关联")
_LONGEST = 60
_COUNTED = timedelta(days=1)


def new(work: Work, ends_in: timedelta, **what: Any) -> tuple[str, Invitation]:
    """The code, which is nowhere kept in plain, and its row. `what`: agency_id, role, officer_id, …"""
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    row = Invitation(
        code_index=work.index("code", code), made_at=work.now, ends_at=work.now + ends_in, **what
    )
    return code, work.add(row)


def read(typed: str) -> str | None:
    """The code that a stranger sent: behind its word, or by itself. None: it is none."""
    word, rest = typed_line.first_word(typed)
    if word == "start" and rest:
        return read(rest)
    if word in _WORDS and rest:
        return rest[:_LONGEST]
    if (glued := typed_line.glued(typed, list(_WORDS))) is not None and glued[1]:
        return glued[1][:_LONGEST]
    bare = unicodedata.normalize("NFKC", typed).upper().strip()
    return bare if _SHAPE.fullmatch(bare) else None


def is_good(work: Work, invitation: Invitation) -> bool:
    """Not used, not ended, and its maker still vouches."""
    vouching_ids = {invitation.officer_id, invitation.made_by} - {None}
    makers = [work.need(Officer, officer_id) for officer_id in vouching_ids]
    return (
        invitation.used_at is None
        and work.now < invitation.ends_at
        and all(people.is_active(work, maker) for maker in makers)
    )


def is_closed(work: Work, stranger: Stranger) -> bool:
    """After too many wrong codes of this account none is looked at for a while."""
    return stranger.closed_until is not None and stranger.closed_until > work.now


def guessed(work: Work, rules: Rules, incoming: Incoming, stranger: Stranger | None) -> None:
    """Count a wrong code. Whoever guesses too often has to wait, and nobody else, however many guess: among
    so many codes that there could be, all of them together find none."""
    if stranger is None and strangers.lately(work) < rules.rates.strangers_per_hour:
        stranger = strangers.new(work, incoming.channel, incoming.address)
    of_all = strangers.everybody(work)
    is_told_already = of_all.closed_until is not None and of_all.closed_until > work.now
    if _count(work, of_all) >= rules.rates.wrong_codes_of_all and not is_told_already:
        of_all.closed_until = work.now + _COUNTED
        _tell(work, "", of_all.closed_until)
        return
    if stranger is None:
        return
    work.audit(Tag.CODE_REFUSED, channel=incoming.channel)
    stranger.seen_at = work.now
    if _count(work, stranger) % rules.rates.wrong_codes == 0:
        stranger.closed_until = work.now + rules.periods.closed
        if not is_told_already:
            _tell(work, f"{incoming.channel} {incoming.address}", stranger.closed_until)


def _count(work: Work, row: Stranger) -> int:
    """How many of it within a day, this one included."""
    if row.wrong_at is None or work.now - row.wrong_at > _COUNTED:
        row.wrong_codes, row.wrong_at = 0, work.now
    row.wrong_codes += 1
    work.session.add(row)
    return row.wrong_codes


def _tell(work: Work, address: str, until: datetime) -> None:
    for officer in people.with_role(work, Role.COORDINATOR):
        say(work, officer, "code.guessed", address=address, until={"time": until.isoformat()})


@says("code.guessed", rings=Rings.AT_ONCE)
def _say_guessed(voice: Voice, address: str, until: Shown) -> Text:
    if not address:
        return lines(
            voice.t("Somebody is guessing codes, from many accounts."),
            voice.t("Codes that were handed out still work. Each account that guesses has to wait."),
            voice.t("You hear no more of this until %(until)s.", until=until),
        )
    return lines(
        voice.t("An unknown account has sent several wrong codes:"),
        (copyable(address),),
        voice.t("Nothing is taken from it until %(until)s.", until=until),
    )
