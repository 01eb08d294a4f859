"""Warned 30, 7 and 1 days ahead; ended on the day; renewed by two of two agencies."""

from datetime import timedelta

from storage.people import officer_named
from tests.talk import Talk


def ends_in(talk: Talk, days: int, handle: str = "spain") -> None:
    """The vetting of one officer ends then."""
    with talk.work() as work:
        officer = officer_named(work, handle)
        assert officer is not None
        officer.vetted_until = work.now + timedelta(days=days)
        officer.vetting_due_at = officer.vetted_until - timedelta(days=30)
        work.add(officer)


def test_it_is_spoken_of_three_times_and_then_it_ends(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("@ 2027-02-02T17:00:00+08:00")
    ends_in(talk, 31)
    for days in (2, 22, 6):
        heard = talk(f"@ +{days}d")
        assert heard.to("spain").kinds == ["vetting.yours"]
        assert heard.to("eu").kinds == heard.to("iom").kinds == ["vouch.asked"]
    assert talk("spain> /help").kinds == ["help"]
    heard = talk("@ +1d")
    assert heard.to("eu").kinds == ["vouch.asked"]
    assert "has ended" in heard.to("eu").text
    assert talk("spain> /help").kinds == ["stranger"]
    talk("eu! Renew vetting")
    heard = talk("iom! Renew vetting")
    assert heard.to("spain").kinds == ["vetting.renewed"]
    assert talk("spain> /help").kinds == ["help"]


def test_renewed_in_time_nothing_stops(talk: Talk) -> None:
    ends_in(talk, 31)
    talk("@ +4d", "eu! Renew vetting", "iom! Renew vetting")
    heard = talk("@ +60d")
    assert not heard.to("spain")
    assert talk("spain> /help").kinds == ["help"]


def test_what_was_missed_is_said_once(talk: Talk) -> None:
    ends_in(talk, 31)
    talk.clock.move_to(talk.clock.now() + timedelta(days=29))
    assert talk("@ +8h").to("spain").kinds == ["vetting.yours"]


def test_what_was_written_while_the_bot_was_down_is_not_served_after_it_ended(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = talk("mps> /clue Spain two women held").ref
    ends_in(talk, 31)
    talk.clock.move_to(talk.clock.now() + timedelta(days=32))  # nobody has looked at the clock yet
    heard = talk(f"spain> /status {ref}").to("spain")
    assert "stranger" in heard.kinds
    assert "two women" not in heard.text


def test_nobody_renews_his_own(talk: Talk) -> None:
    ends_in(talk, 31, "eu")
    heard = talk("@ +4d")
    assert heard.to("eu").kinds == ["vetting.yours"]
    assert heard.to("iom").kinds == ["vouch.asked"]
    assert talk("eu> /approve").buttons == []


def test_a_warning_waits_for_the_morning(talk: Talk) -> None:
    talk("@ 2027-02-02T23:00:00+08:00")
    ends_in(talk, 30, "mps")
    heard = talk("@ +1s", "@ +8h")
    assert not heard.to("mps")
    heard = talk("@ +2h")
    assert heard.to("mps").kinds == ["vetting.yours"]
    assert heard.to("eu").kinds == ["vouch.asked"]
