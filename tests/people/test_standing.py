"""Suspended by one, reinstated by two; and what a suspension stops."""

import pytest

from storage.people import State, officer_named
from tests.people.steps import code_for, enrol
from tests.talk import Talk, said


def state_of(talk: Talk, handle: str) -> State:
    with talk.work() as work:
        officer = officer_named(work, handle)
        assert officer is not None
        return officer.state


def test_a_suspension_stops_buttons_deliveries_and_commands_at_once(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("spain> /clue China Three women")
    heard = talk("eu> /suspend mps lost phone")
    assert said(heard.of("suspend.done").events) == [("eu", "suspend.done"), ("iom", "suspend.done")]
    assert heard.to("spain").kinds == ["absent.open"]  # nobody else is there for what was sent
    assert "lost phone" in heard.to("iom").text
    assert talk("mps! 1").kinds == ["stranger"]
    heard = talk("spain> /clue China Another one", "mps> /help", "mps> 1")
    assert not heard.to("mps")
    assert heard.to("spain").kinds == ["absent.asks"]
    assert talk("spain! Send it all the same").to("spain").kinds[0] == "clue.filed"


def test_a_suspended_person_is_told_what_any_stranger_is(talk: Talk) -> None:
    talk("eu> /suspend spain lost phone")
    assert talk("spain> hello").text == talk("stranger> hello").text
    code = code_for(talk)
    assert not talk(f"spain> enrol {code}")
    assert talk(f"other> enrol {code}").kinds == ["enrol.language"]


def test_two_of_two_agencies_bring_back(talk: Talk) -> None:
    talk("eu> /suspend spain lost phone", "eu> /reinstate spain")
    assert talk("spain> /help").kinds == ["stranger"]
    heard = talk("iom! Reinstate")
    assert heard.to("spain").kinds == ["reinstate.welcome"]
    assert talk("spain> /help").kinds == ["help"]


def test_the_deputy_of_a_suspended_officer_acts_for_nobody(talk: Talk) -> None:
    talk("mps> /me deputy italy until Friday", "italy! Accept", "spain> /clue China Three women")
    talk("eu> /suspend mps lost phone")
    assert not talk("italy! Acknowledge").to("spain")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("/suspend", "suspend.how"),
        ("/suspend spain", "suspend.why"),
        ("/suspend Marta Ejemplo", "suspend.why"),
        ("/suspend eu reason", "suspend.not_yourself"),
        ("/suspend iom reason", "suspend.last"),
        ("/suspend spian reason", "person.unknown"),
        ("/reinstate spain", "reinstate.not_suspended"),
        ("/officers", "officers"),
        ("/officers Spain", "officers"),
        ("/officers Spian", "invite.unclear"),
        ("/stats", "stats"),
        ("/approve", "vouch.nothing"),
        ("！停用 李范例 手机丢失", "suspend.done"),
    ],
)
def test_each_line_is_answered(talk: Talk, line: str, kind: str) -> None:
    assert talk("eu> " + line).to("eu").kinds == [kind]


def test_a_mistyped_name_is_asked_about_and_the_line_kept(talk: Talk) -> None:
    talk("eu> /suspend spian lost phone")
    assert talk("eu! spain").to("eu").kinds == ["suspend.done"]
    assert state_of(talk, "spain") is State.SUSPENDED


def test_a_coordinator_more_than_needed_can_be_suspended(talk: Talk) -> None:
    enrol(talk, "third", "germany coordinator", "Dritte Person")
    talk("eu! Approve", "iom! Approve")
    assert talk("eu> /suspend germany-2 lost phone").to("eu").kinds == ["suspend.done"]


def test_the_word_of_a_suspended_coordinator_does_not_count(talk: Talk) -> None:
    enrol(talk, "third", "germany coordinator", "Dritte Person")
    talk("eu! Approve", "iom! Approve")
    enrol(talk)
    talk("third! Approve", "eu> /suspend germany-2 lost phone")
    assert talk("eu> /approve", "eu! Approve").to("eu").kinds[-1] == "vouch.one_more"


def test_lists_name_state_and_vetting(talk: Talk) -> None:
    heard = talk("eu> /officers spain")
    assert "Marta Ejemplo" in heard.text
    assert "vetted until Wed 1 Dec 2027" in heard.text
    assert "Paolo" not in heard.text


def test_figures_hold_no_content(talk: Talk) -> None:
    talk("spain> /clue China Three women")
    heard = talk("eu> /stats")
    assert "Clues: too few to show" in heard.text
    assert "women" not in heard.text
