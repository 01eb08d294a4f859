"""Somebody who cannot be reached: coordinators hear of it, and who wrote to an agency where nobody can be.

Letters wait, and go out when the person is back; that nobody reads them meanwhile must not stay unsaid.
"""

from handlers.core.saying import say
from handlers.core.speech import says
from handlers.letters import undelivered
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import items, outbox, people
from storage.item import Item
from storage.outbox import Outgoing
from storage.people import Agency, Officer, Role
from storage.work import Work


def noted(work: Work, row: Outgoing, is_news: bool) -> None:
    """No account of this person takes messages. `is_news`: until just now the last one did."""
    for coordinator in people.with_role(work, Role.COORDINATOR) if is_news else ():
        if coordinator.id != row.officer_id:
            say(work, coordinator, "unreachable.noted", reader=row.officer_id)
    parked(work, row)


def parked(work: Work, row: Outgoing) -> None:
    """A letter waits for somebody who cannot be reached: who wrote what it is about hears of it once."""
    reader = work.get(Officer, row.officer_id)
    sender = undelivered.sender_of(work, row.item)
    if reader is None or sender is None or sender.agency_id == reader.agency_id:
        return
    ref = items.reference_of(work, row.item)
    if ref and not _is_anybody_there(work, reader) and not _was_told(work, sender, row.item, reader):
        say(work, sender, "unreachable.sent", item=row.item, ref=ref, agency=reader.agency_id)


def cannot_be_reached(work: Work, officer: Officer) -> bool:
    """By no account, whatever channels are served now."""
    return all(account.blocked for account in people.accounts_of(work, officer.id))


def _is_anybody_there(work: Work, reader: Officer) -> bool:
    return any(not cannot_be_reached(work, one) for one in people.officers_of(work, [reader.agency_id]))


def _was_told(work: Work, sender: Officer, item: Item, reader: Officer) -> bool:
    told = outbox.said_about(work, sender.id, "unreachable.sent", item)
    return any((one.params or {}).get("agency") == reader.agency_id for one in told)


@says("unreachable.noted")
def _say_noted(voice: Voice, reader: Officer) -> Text:
    agency = voice.agency(voice.work.need(Agency, reader.agency_id))
    return lines(
        voice.rich(
            N_("%(name)s (%(agency)s) cannot be reached: the network takes no messages for him or her."),
            name=bold(reader.name),
            agency=agency,
        ),
        voice.t("What is sent to this person waits until he or she writes to the bot again. Please call."),
    )


@says("unreachable.sent")
def _say_sent(voice: Voice, agency: Agency, ref: str) -> Text:
    return lines(
        voice.rich(
            N_("%(ref)s waits: nobody of %(agency)s can be reached now."),
            ref=bold(ref),
            agency=voice.agency(agency),
        ),
        voice.t("It goes out by itself when somebody is back. If it cannot wait, please call: /contacts"),
    )
