"""Two voices are two: of two lines of command, about one matter; and the agency concerned has its say."""

from datetime import timedelta

import pytest

from storage.people import Agency, Role, State, agency_named, line_of, officer_named
from tests.people.steps import enrol
from tests.people.test_standing import state_of
from tests.talk import Talk, said


def make_coordinators(talk: Talk, *handles: str) -> None:
    with talk.work() as work:
        for handle in handles:
            officer = officer_named(work, handle)
            assert officer is not None
            officer.role = Role.COORDINATOR
            work.add(officer)


def put_under(talk: Talk, below: str, above: str) -> None:
    with talk.work() as work:
        child, parent = agency_named(work, below), agency_named(work, above)
        assert child is not None
        assert parent is not None
        child.parent_id = parent.id
        work.add(child)


@pytest.mark.parametrize(
    "pair",
    [("mps", "liaoning"), ("liaoning", "mps"), ("liaoning", "zhejiang")],
    ids=["the ministry and its bureau", "the bureau and its ministry", "two bureaus of one ministry"],
)
def test_one_line_of_command_is_one_voice(talk_anywhere: Talk, pair: tuple[str, str]) -> None:
    talk = talk_anywhere
    make_coordinators(talk, *pair)
    enrol(talk, what="spain officer")
    first, second = pair
    heard = talk(f"{first}! 批准", f"{second}! 批准")
    assert heard.to(second).kinds == ["vouch.one_more"]
    assert "同一隶属系统" in heard.to(second).text
    assert talk("stranger> /help").kinds == ["enrol.waiting"]
    assert talk("eu! Approve").to("stranger").kinds == ["enrol.welcome"]


def test_a_grandparent_is_of_the_same_line(talk: Talk) -> None:
    put_under(talk, "mps", "eu")  # liaoning under mps under eu, for the sake of the argument
    make_coordinators(talk, "liaoning")
    talk("eu> /suspend spain lost phone", "eu> /reinstate spain")
    assert talk("liaoning! 恢复权限").to("liaoning").kinds == ["vouch.one_more"]
    assert state_of(talk, "spain") is State.SUSPENDED
    talk("iom! Reinstate")
    assert state_of(talk, "spain") is State.ACTIVE


def test_agencies_that_stand_above_each_other_in_a_circle_end_nothing(talk: Talk) -> None:
    put_under(talk, "mps", "liaoning")  # liaoning is under mps already
    with talk.work() as work:
        found = [agency_named(work, handle) for handle in ("mps", "liaoning", "spain")]
        lines = [line_of(work, one.id) for one in found if isinstance(one, Agency)]
    assert len(lines) == 3


def test_two_voices_must_remain(talk: Talk) -> None:
    make_coordinators(talk, "mps", "liaoning")
    assert talk("eu> /suspend iom lost phone").to("eu").kinds == ["suspend.done"]
    assert talk("mps> 停用 eu 手机丢失").to("mps").kinds == ["suspend.last"], "one ministry would be left"


def test_a_word_of_an_earlier_matter_is_none_in_the_next(talk_anywhere: Talk) -> None:
    """Asked back, then let back in by a renewed vetting; suspended again: the first word is dead."""
    talk = talk_anywhere
    with talk.work() as work:
        italy = officer_named(work, "italy")
        assert italy is not None
        italy.vetted_until = italy.vetting_due_at = work.now + timedelta(days=1)
        work.add(italy)
    talk("@ +3d", "eu> /reinstate italy")
    talk("eu> /approve", "eu! Renew vetting", "iom> /approve", "iom! Renew vetting")
    assert state_of(talk, "italy") is State.ACTIVE
    talk("@ +30d", "eu> /suspend italy sells clues to traffickers")
    assert talk("iom> /reinstate italy").to("iom").kinds == ["vouch.one_more"]
    assert state_of(talk, "italy") is State.SUSPENDED


def test_a_word_for_a_vetting_dies_with_a_suspension(talk: Talk) -> None:
    talk("@ +340d", "eu> /approve", "eu! Renew vetting")
    talk("iom> /suspend spain lost phone", "iom> /reinstate spain", "eu! Reinstate")
    talk("iom> /approve")
    with talk.work() as work:
        officer = officer_named(work, "spain")
        assert officer is not None
        before = officer.vetted_until
    talk("iom! Renew vetting")
    with talk.work() as work:
        officer = officer_named(work, "spain")
        assert officer is not None
        assert officer.vetted_until == before


def test_a_word_for_somebody_who_was_turned_away_lets_in_nobody(talk: Talk) -> None:
    enrol(talk)
    talk("eu! Approve", "iom! Reject")
    enrol(talk)
    assert talk("iom! Approve").to("iom").kinds == ["vouch.one_more"]
    assert talk("stranger> /help").kinds == ["enrol.waiting"]


@pytest.mark.parametrize("by", ["eu! Release", "iom! Release"])
def test_a_word_for_one_lockdown_is_none_for_the_next(talk: Talk, by: str) -> None:
    talk("eu> /lockdown", "eu! Stop all content now", "eu! Release", "iom! Release")
    talk("eu> /lockdown", "eu! Stop all content now")
    talk(by)
    assert talk("spain> /clue China Three women").to("mps").kinds == []


def test_the_agency_hears_of_it_and_can_object_before(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    enrol(talk)
    asked = talk.everything.to("spain")
    assert asked.kinds == ["colleague.asks"]
    assert "console: stranger" in asked.text
    talk("eu! Approve")
    heard = talk("spain! I object")
    assert heard.to("stranger").kinds == ["enrol.rejected"]
    assert heard.to("eu").kinds == heard.to("iom").kinds == ["colleague.objected"]
    assert talk("iom! Approve").to("iom").kinds == ["vouch.settled"]
    assert talk("stranger> /help").kinds == ["stranger"]


def test_the_agency_can_object_afterwards(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    enrol(talk)
    heard = talk("eu! Approve", "iom! Approve")
    assert heard.to("spain").kinds == ["colleague.joined"]
    heard = talk("@ +6d", "spain! I object")
    assert heard.to("iom").kinds == ["colleague.objected"]
    assert state_of(talk, "spain-2") is State.SUSPENDED
    assert talk("stranger> /help").kinds == ["stranger"]
    talk("eu> /reinstate spain-2")
    assert talk("iom! Reinstate").to("stranger").kinds == ["reinstate.welcome"]
    assert talk.press("spain", "nothing").kinds == ["button.gone"]


def test_after_a_week_it_is_too_late(talk: Talk) -> None:
    enrol(talk)
    talk("eu! Approve", "iom! Approve", "@ +7d")
    assert talk("spain! I object").kinds == ["button.ended"]
    assert state_of(talk, "spain-2") is State.ACTIVE


def test_whom_two_voices_brought_back_a_colleague_does_not_put_out(talk: Talk) -> None:
    enrol(talk)
    talk("eu! Approve", "iom! Approve", "eu> /suspend spain-2 lost phone", "eu> /reinstate spain-2")
    talk("iom! Reinstate")
    assert talk("spain! I object").kinds == ["colleague.late"]
    assert state_of(talk, "spain-2") is State.ACTIVE


def test_where_nobody_is_there_yet_the_ministry_hears_of_it(talk: Talk) -> None:
    with talk.work() as work:
        officer = officer_named(work, "guangxi")
        assert officer is not None
        officer.state = State.LEFT
        work.add(officer)
    enrol(talk, what="guangxi officer", name="Wei Neu")
    assert talk.everything.to("mps").kinds == ["colleague.asks"]


def test_coordinators_of_the_agency_are_asked_as_such(talk: Talk) -> None:
    enrol(talk, what="eu officer", name="Eve Neu")
    assert said(talk.everything.to("eu").of("colleague.asks").events) == []
    assert talk.everything.to("eu").of("vouch.asked")


def test_a_ministry_approves_no_entry_of_its_bureau_for_everybody(talk: Talk) -> None:
    make_coordinators(talk, "mps", "zhejiang")
    talk("liaoning> /资料库 添加", "liaoning! 1", "liaoning! 2", "liaoning> 标题", "liaoning> 先问工资条。")
    heard = talk("liaoning> 经验", "liaoning! 提请审批")
    assert [event["to"] for event in heard.of("library.asked").events] == ["eu", "iom"]
    for one in ("mps", "zhejiang"):
        assert not [label for label in talk(f"{one}> /资料库").buttons if "待审核" in label]
        assert "批准" not in talk(f"{one}> /状态 {heard.ref}").buttons
    assert talk("eu! Approve").to("liaoning").kinds == ["library.approved"]


def test_a_ministry_lets_its_bureau_compare_no_further(talk: Talk) -> None:
    make_coordinators(talk, "mps")
    numbers = " ".join(f"+86 138 {1000 + n * 31} {2000 + n * 17}" for n in range(13))
    talk(f"liaoning> /线索 意大利 {numbers}", "liaoning! 1")
    stopped = talk("liaoning! 双方都告知").of("matching.stopped")
    assert [event["to"] for event in stopped.events] == ["eu", "iom"]
