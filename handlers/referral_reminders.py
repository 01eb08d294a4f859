"""What was sent to an agency and nobody there has acknowledged is reminded of, as requests are."""

from collections.abc import Sequence

from handlers import access, outstanding, referrals, reminders
from handlers.chat import Button
from handlers.lang import N_
from handlers.outstanding import Line
from handlers.reminders import Matter
from handlers.rules import Rules
from storage import clues, people
from storage.clues import Clue, Referral, ReferralState
from storage.people import Officer
from storage.reminders import Reminder
from storage.work import Work

_OPEN = {ReferralState.SENT, ReferralState.SEEN}


@reminders.matter("referral")
def _matter(work: Work, referral_id: int) -> Matter | None:
    referral = work.get(Referral, referral_id)
    if referral is None or referral.state not in _OPEN:
        return None
    clue = work.need(Clue, referral.clue_id)
    item = access.key("clue", clue.id)
    return Matter(
        about=item,
        agency_id=referral.agency_id,
        asker_id=clue.agency_id,
        since=referral.made_at,
        asker_officer_id=clue.author_id,
        urgent=bool(clue.urgency),
        buttons=(
            *referrals.buttons(referral)[:2],
            Button(N_("All choices"), "status", item=item, group=""),
        ),
        follow=_follow,
    )


def _follow(work: Work, rules: Rules, step: Reminder) -> bool:
    if step.step in {"unread_coordinator", "unread_again"}:
        reminders.plan(work, step.item, {"unread_again": work.now + rules.reminding.again}, step.round + 1)
    return False


@outstanding.listed
def _lines(work: Work, officer: Officer) -> Sequence[Line]:
    return [
        Line(
            access.key("clue", one.clue_id),
            True,
            work.need(Clue, one.clue_id).agency_id,
            referrals.STATES[one.state],
            one.made_at,
        )
        for one in clues.unacknowledged(work, people.agencies_of(work, officer))
    ]
