"""What nobody needs any more goes; what somebody could still need stays."""

from sqlmodel import select

from storage.inbox import Arrival
from storage.outbox import Outgoing
from tests.talk import Talk


def test_letters_lose_their_contents_after_a_while(talk_anywhere: Talk) -> None:
    talk_anywhere("spain> /contacts Spain", "@ +20d", "spain> /help", "@ +30d")
    with talk_anywhere.work() as work:
        kept = {row.kind: row.params is not None for row in work.all(select(Outgoing)) if row.officer_id}
        assert len(work.all(select(Arrival))) == 1
    assert (kept["contacts.of"], kept["help"]) == (False, True)


def test_an_outage_of_weeks_leaves_nothing_behind(talk: Talk) -> None:
    talk("spain> /contacts Spain", "@ +1d")
    talk.clock.move_to(talk.clock.now().replace(year=2027))
    talk("@ +1d")
    with talk.work() as work:
        assert [row.params for row in work.all(select(Outgoing)) if row.kind == "contacts.of"] == [None]
