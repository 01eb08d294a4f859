"""What was sent to an agency and nobody there has acknowledged is reminded of, as requests are."""

from collections.abc import Sequence

from handlers.clues import referrals
from handlers.clues.life import LIFE
from handlers.core.rules import Rules
from handlers.items.outstanding import Line
from handlers.reminders import duty, matter, planning
from handlers.reminders.ladder import COORDINATOR_HAS, MOST_COORDINATORS, again_after
from handlers.reminders.matter import Matter
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import clues, people
from storage.clues import Clue, Referral, ReferralState
from storage.item import Item
from storage.people import Officer
from storage.reminders import Reminder
from storage.work import Work

_OPEN = {ReferralState.SENT, ReferralState.SEEN}


@matter.matter("referral")
def _matter(work: Work, referral_id: int) -> Matter | None:
    referral = work.get(Referral, referral_id)
    if referral is None or referral.state not in _OPEN:
        return None
    clue = work.need(Clue, referral.clue_id)
    item = Item("clue", clue.id)
    return Matter(
        about=item,
        agency_id=referral.agency_id,
        asker_id=clue.agency_id,
        since=referral.made_at,
        asker_officer_id=clue.author_id,
        urgent=bool(clue.urgency),
        may_wake=False,
        buttons=(
            *referrals.buttons(referral)[:2],
            Button(N_("All choices"), "status", item=item, group=""),
        ),
        follow=_follow,
    )


def _follow(work: Work, rules: Rules, step: Reminder) -> bool:
    """The next coordinator a day later, as long as there are more; then it is reminded of again and again."""
    if step.step == "unread_coordinator" and step.round + 1 < min(len(duty.in_turn(work)), MOST_COORDINATORS):
        planning.plan(work, step.item, {"unread_coordinator": work.now + COORDINATOR_HAS}, step.round + 1)
    elif step.step in {"unread_coordinator", "unread_again"}:
        times = step.round if step.step == "unread_again" else 0
        again = work.now + again_after(rules.reminding, times)
        planning.plan(work, step.item, {"unread_again": again}, times + 1)
    return False


def outstanding_lines(work: Work, officer: Officer) -> Sequence[Line]:
    return [
        Line(
            Item("clue", one.clue_id),
            True,
            work.need(Clue, one.clue_id).agency_id,
            LIFE.states[one.state],
            one.made_at,
        )
        for one in clues.unacknowledged(work, people.agencies_of(work, officer))
    ]
