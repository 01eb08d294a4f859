"""A letter that the network refuses for good is never silent: reader, sender and coordinators hear of it.

Nothing is said about a letter of this room that fails itself, and nothing about a notice's letters: whoever
sent the notice sees how many were refused.
"""

from datetime import datetime, timedelta

from handlers.core import access
from handlers.core.saying import give_back, say
from handlers.core.speech import says
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import inbox, items, people
from storage.audit import Tag
from storage.clues import Clue
from storage.item import Item
from storage.notices import Notice
from storage.outbox import Lane, Outgoing
from storage.people import Agency, Officer, Role
from storage.requests import Answer, Request
from storage.work import Work

_ROOM = "undelivered."
_PAUSE = timedelta(hours=1)  # coordinators are told of the same reader once in this time


def tell(work: Work, row: Outgoing) -> None:
    """Before the letter is put away as failed, while it still says what it was about."""
    reader = work.get(Officer, row.officer_id)
    if reader is None:
        return
    give_back(work, row)
    work.audit(Tag.UNDELIVERED, reader.id, row.item, kind=row.kind)
    if row.kind.startswith(_ROOM) or _is_told_already(work, reader, row.item):
        return
    ref = items.reference_of(work, row.item) if row.item else ""
    buttons = [Button(ref, "status", item=row.item)] if _can_open(work, reader, row.item, ref) else []
    say(work, reader, "undelivered.yours", buttons=buttons, lane=Lane.ANSWER, ref=ref if buttons else "")
    sender = sender_of(work, row.item)
    if ref and sender is not None and sender.agency_id != reader.agency_id:
        say(work, sender, "undelivered.sent", ref=ref, agency=reader.agency_id)
    if _is_news(work, reader):
        for coordinator in people.with_role(work, Role.COORDINATOR):
            say(work, coordinator, "undelivered.noted", reader=reader.id)


def _is_told_already(work: Work, reader: Officer, item: Item) -> bool:
    """Of a notice's letters: its author is shown how many were refused."""
    notice = work.get(Notice, item.id) if item.kind == "notice" else None
    return notice is not None and notice.author_id != reader.id


def _can_open(work: Work, reader: Officer, item: Item, ref: str) -> bool:
    return bool(ref) and access.may_see(work, reader, item)


def sender_of(work: Work, item: Item) -> Officer | None:
    """Who wrote what the letter is about."""
    if item.kind == "answer":
        answer = work.get(Answer, item.id)
        return work.get(Officer, answer.officer_id) if answer else None
    kinds: dict[str, type[Clue] | type[Request]] = {"clue": Clue, "request": Request}
    about = work.get(kinds[item.kind], item.id) if item.kind in kinds else None
    return work.get(Officer, about.author_id) if about else None


def _is_news(work: Work, reader: Officer) -> bool:
    name = f"{_ROOM}{reader.id}"
    last = inbox.cursor(work, name)
    if last is not None and work.now - datetime.fromisoformat(last) < _PAUSE:
        return False
    inbox.move_cursor(work, name, work.now.isoformat())
    return True


@says("undelivered.yours")
def _say_yours(voice: Voice, ref: str) -> Text:
    if ref:
        return lines(
            voice.rich(N_("A message about %(ref)s could not be shown to you here."), ref=bold(ref)),
            voice.t("The button opens it. If nothing comes, try another channel, or ask a coordinator."),
        )
    return lines(
        voice.t("A message to you could not be shown here."),
        voice.t("Please ask again. If nothing comes, try another channel, or ask a coordinator."),
    )


@says("undelivered.sent")
def _say_sent(voice: Voice, agency: Agency, ref: str) -> Text:
    return lines(
        voice.rich(
            N_("%(ref)s: a message could not be delivered to an officer of %(agency)s."),
            ref=bold(ref),
            agency=voice.agency(agency),
        ),
        voice.t("The coordinators have been notified. If it cannot wait, please call: /contacts"),
    )


@says("undelivered.noted")
def _say_noted(voice: Voice, reader: Officer) -> Text:
    agency = voice.agency(voice.work.need(Agency, reader.agency_id))
    return lines(
        voice.rich(
            N_("A message to %(name)s (%(agency)s) could not be delivered: the network cannot deliver it."),
            name=bold(reader.name),
            agency=agency,
        ),
        voice.t("Please ask whether he or she can be reached. You hear of the same person once an hour."),
    )
