"""The database holds what none of us wrote: coordinators hear of each kind of it once a day, and the operator
by the log, `liaison doctor` and the figures."""

from datetime import datetime
from functools import partial

import structlog

from handlers.core.registry import tick
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.vocabulary.text import Span, Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import outbox, people
from storage.alarms import Kind
from storage.audit import Tag
from storage.people import Role
from storage.work import Work

log = structlog.get_logger()


def _upcoming(work: Work, _rules: Rules) -> datetime | None:
    return work.now if work.keyring.alarms.waiting(work.now.date()) else None


@tick("tampering", _upcoming)
def _tell(work: Work, _rules: Rules) -> None:
    found = work.keyring.alarms.waiting(work.now.date())
    for alarm in found:
        work.audit(Tag.TAMPERED, None, f"{alarm.place}:{alarm.row_id}", kind=alarm.kind)
        log.error("database.tampered", kind=alarm.kind, place=alarm.place, row=alarm.row_id)
    for kind in sorted({alarm.kind for alarm in found}):
        _tell_coordinators(work, f"tampering.{kind}")
    work.after_commit(partial(work.keyring.alarms.told, found))


def _tell_coordinators(work: Work, kind: str) -> None:
    today = work.now.replace(hour=0, minute=0, second=0, microsecond=0)
    for coordinator in people.with_role(work, Role.COORDINATOR):
        if not outbox.said_since(work, coordinator.id, kind, today):
            say(work, coordinator, kind, urgent=True)


def _to_do(voice: Voice, *said: str) -> Text:
    return lines(
        *said,
        voice.t("Please call the operator now: liaison doctor says where it is."),
        voice.t("If you fear an attack, /lockdown stops all content. You hear of this once a day."),
    )


def _alarm(voice: Voice) -> Span:
    return bold(voice.t("Alarm: somebody has changed the database without our keys."))


@says(f"tampering.{Kind.RIGHTS}", rings=Rings.AT_ONCE)
def _say_rights(voice: Voice) -> Text:
    said = voice.t("It is about who may do or see something. What was changed gives no rights.")
    return lines(_alarm(voice), _to_do(voice, said))


@says(f"tampering.{Kind.TRAIL}", rings=Rings.AT_ONCE)
def _say_trail(voice: Voice) -> Text:
    return lines(_alarm(voice), _to_do(voice, voice.t("The audit trail was cut or changed.")))


def _not_opened(voice: Voice) -> Span:
    return bold(voice.t("Alarm: something that we keep sealed does not open any more."))


@says(f"tampering.{Kind.VALUE}", rings=Rings.AT_ONCE)
def _say_value(voice: Voice) -> Text:
    said = voice.t("It was changed in the database or moved to another place, or the disk is damaged.")
    return lines(_not_opened(voice), _to_do(voice, said))


@says(f"tampering.{Kind.FILE}", rings=Rings.AT_ONCE)
def _say_file(voice: Voice) -> Text:
    said = voice.t("It is a file. It was changed or exchanged, or the disk is damaged.")
    return lines(_not_opened(voice), _to_do(voice, said))
