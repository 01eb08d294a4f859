"""The rota: who is on duty, set by a line, handed back by a tap, and whom matters go to then."""

from datetime import UTC, datetime, timedelta

from handlers.reminders import duty
from storage.people import officer_named
from tests.talk import Talk


def first(talk: Talk) -> str:
    """Whom a matter goes to now."""
    with talk.work() as work:
        return duty.in_turn(work)[0].handle


def named(talk: Talk, who: str, **changes: object) -> None:
    with talk.work() as work:
        officer = officer_named(work, who)
        assert officer is not None
        for name, value in changes.items():
            setattr(officer, name, value)
        work.add(officer)


def test_without_a_rota_it_is_who_is_awake(talk: Talk) -> None:
    assert "Nobody is on duty now." in talk("eu> /duty").text
    named(talk, "eu", zone="Europe/Madrid")
    assert first(talk) == "iom"


def test_who_is_on_duty_goes_first_asleep_or_not(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    named(talk, "iom", zone="Europe/Madrid")
    assert first(talk) == "eu"
    talk("eu> /duty iom this week")
    assert first(talk) == "iom"
    talk("@ +7d")
    assert first(talk) == "eu"


def test_the_last_set_holds_and_says_whom_it_replaces(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("eu> /duty me this week")
    heard = talk("eu> /duty iom 3-4 Dec")
    said = heard.to("eu").text
    assert "Instead of:\nElena Muster: Thu 3 Dec 00:00 Beijing – Fri 4 Dec 24:00 Beijing" in said
    with talk.work() as work:
        begins = datetime(2026, 12, 1, 4, tzinfo=UTC)
        found = [one.officer_id for one in duty.shifts(work, begins, begins + timedelta(days=7))]
        eu, iom = officer_named(work, "eu"), officer_named(work, "iom")
    assert eu is not None
    assert iom is not None
    assert found == [eu.id, iom.id, eu.id, None]


def test_a_hole_of_the_rota_is_said(talk: Talk) -> None:
    said = talk("eu> /duty me until Friday").text
    assert "nobody: Sat 5 Dec 00:00 Beijing – Tue 8 Dec 09:00 Beijing" in said
    assert "the coordinator who is awake is called" in said


def test_whoever_is_put_there_by_another_hands_it_back_by_a_tap(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    heard = talk("eu> /duty iom today")
    assert heard.to("iom").kinds == ["duty.yours"]
    assert "Set by Elena Muster." in heard.to("iom").text
    back = talk("iom! Hand it back")
    assert back.to("eu").kinds == ["duty.back"]
    assert "Sam Specimen is not on duty any more" in back.to("eu").text
    assert first(talk) == "eu"
    with talk.work() as work:
        assert [one.entry for one in duty.shifts(work, work.now, work.now + timedelta(days=1))] == [None]


def test_a_button_of_what_has_ended_does_nothing(talk: Talk) -> None:
    talk("eu> /duty iom today", "@ +2d")
    assert talk("iom! Hand it back").kinds == ["duty.over"]


def test_two_readings_are_asked_about_and_nothing_is_set(talk: Talk) -> None:
    asked = talk("eu> /duty iom Mon-Fri")
    assert asked.kinds == ["duty.when"]
    assert asked.buttons == ["Tue 1 Dec 09:00 Beijing", "Mon 7 Dec 00:00 Beijing"]
    assert not asked.to("iom")
    assert "Mon 7 Dec 00:00 Beijing – Fri 11 Dec 24:00" in talk("eu! 2").to("iom").text


def test_said_in_a_sentence(talk: Talk) -> None:
    for line in (
        "I am on duty tonight",
        "i'm on call tonight",
        "今晚我值班",
        "/duty me tonight",
        "/值班 今晚 我",
    ):
        assert talk(f"eu> {line}").kinds == ["duty.set"], line


def test_somebody_else_is_named_anyhow(talk: Talk) -> None:
    for line in ("iom is on duty tomorrow", "Sam is on duty tomorrow", "明天Sam Specimen值班"):
        assert talk(f"eu> {line}").to("iom").kinds == ["duty.yours"], line


def test_asked_in_a_sentence(talk: Talk) -> None:
    for line in ("who is on duty?", "谁值班", "今晚谁值班？", "on duty"):
        assert talk(f"eu> {line}").kinds == ["duty.rota"], line


def test_who_is_on_duty_in_germany_is_a_question_for_contacts(talk: Talk) -> None:
    assert talk("eu> is anybody on duty in Germany right now?").kinds == ["contacts.of"]


def test_an_officer_has_no_rota(talk: Talk) -> None:
    assert "duty.set" not in talk("spain> I am on duty tonight", "spain> /duty me today").kinds
    assert talk("eu> /duty spain today").kinds == ["duty.cannot"]


def test_what_was_not_understood_changes_nothing(talk: Talk) -> None:
    for line, kind in {"iom": "duty.how", "me": "duty.how", "xyz today": "person.unknown"}.items():
        assert talk(f"eu> /duty {line}").kinds == [kind], line
    assert "Nobody is on duty now." in talk("eu> /duty").text


def test_who_is_away_is_passed_over(talk: Talk) -> None:
    """Suspended: not there. With a deputy: the deputy, where that is a coordinator, else the next."""
    with talk.work() as work:
        iom, eu, spain = (officer_named(work, who) for who in ("iom", "eu", "spain"))
    assert iom is not None
    assert eu is not None
    assert spain is not None
    talk("eu> /duty iom this week")
    named(talk, "iom", deputy_id=spain.id, deputy_until=talk.clock.now() + timedelta(days=2))
    assert first(talk) == "eu"
    named(talk, "iom", deputy_id=eu.id)
    assert first(talk) == "eu"
    talk("@ +3d")
    assert first(talk) == "iom"
    named(talk, "iom", state="suspended")
    assert first(talk) == "eu"
