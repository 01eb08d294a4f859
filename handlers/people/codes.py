"""Codes to enrol or link with: made, read, and counted where they are wrong."""

import re
import secrets
import unicodedata
from datetime import timedelta
from typing import Any

from handlers import words
from handlers.chat import Incoming, Text, copyable, lines
from handlers.context import say
from handlers.lang import Voice
from handlers.rules import Rules
from handlers.speech import Params, says
from storage import people, vouching
from storage.audit import Tag
from storage.people import Invitation, Officer, Role, State, Stranger
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
    word, rest = words.first_word(typed)
    if word == "start" and rest:
        return read(rest)
    if word in _WORDS and rest:
        return rest[:_LONGEST]
    if (glued := words.glued(typed, list(_WORDS))) is not None and glued[1]:
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
        and all(maker.state is State.ACTIVE for maker in makers)
    )


def is_closed(work: Work, stranger: Stranger) -> bool:
    """After too many wrong codes, of this account or of all, none is looked at for a while."""
    both = (stranger, vouching.everybody(work))
    return any(row.closed_until is not None and row.closed_until > work.now for row in both)


def guessed(work: Work, rules: Rules, incoming: Incoming, stranger: Stranger) -> None:
    """Count a wrong code; the one that closes the door is told to the coordinators."""
    work.audit(Tag.CODE_REFUSED, channel=incoming.channel)
    one = _count(work, rules, stranger, rules.rates.wrong_codes)
    of_all = _count(work, rules, vouching.everybody(work), rules.rates.wrong_codes_of_all)
    if not one and not of_all:
        return
    for officer in people.with_role(work, Role.COORDINATOR):
        until = {"time": (work.now + rules.periods.closed).isoformat()}
        address = "" if of_all else f"{incoming.channel} {incoming.address}"
        say(work, officer, "code.guessed", address=address, until=until)


def _count(work: Work, rules: Rules, row: Stranger, most: int) -> bool:
    if row.wrong_at is not None and work.now - row.wrong_at > _COUNTED:
        row.wrong_codes = 0
    row.wrong_codes, row.wrong_at = row.wrong_codes + 1, work.now
    work.session.add(row)
    if row.wrong_codes % most:
        return False
    row.closed_until = work.now + rules.periods.closed
    return True


@says("code.guessed")
def _say_guessed(voice: Voice, params: Params) -> Text:
    if not params["address"]:
        return lines(
            voice.t("Somebody is guessing codes, from many accounts."),
            voice.t("No code is taken until %(until)s.", until=params["until"]),
        )
    return lines(
        voice.t("An unknown account has sent several wrong codes:"),
        (copyable(params["address"]),),
        voice.t("Nothing is taken from it until %(until)s.", until=params["until"]),
    )
