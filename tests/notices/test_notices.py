"""Notices: written, previewed, approved, sent, acknowledged, corrected and recalled."""

import re

import pytest
from sqlmodel import col, select

from handlers.core.rules import DEFAULTS
from handlers.notices.sending import catch_up
from storage import items, notices
from storage.item import Item
from storage.notices import Notice, NoticeState
from storage.outbox import Fate, Outgoing
from storage.people import State, officer_named
from tests.talk import Heard, Talk

BOTH = "English: The office is closed on Thursday. 中文：本周四办公室放假。"


def send(talk: Talk, line: str, who: str = "eu") -> Heard:
    """Write it, and press the first button of the preview."""
    preview = talk(f"{who}> {line}")
    assert preview.kinds[-1] == "notice.preview", preview.text
    return talk(f"{who}! 1")


def ref_of(heard: Heard) -> str:
    found = re.search(r"N-\w{6}", heard.text)
    assert found is not None
    return found[0]


def test_everybody_reads_it_in_his_or_her_own_language(talk_anywhere: Talk) -> None:
    heard = send(talk_anywhere, f"/notice all {BOTH}")
    told = heard.of("notice.new")
    assert len(told.events) == 13
    assert "closed on Thursday" in told.to("spain").text
    assert "本周四办公室放假" in told.to("mps").text
    assert "closed" not in told.to("mps").text
    assert not told.to("eu")  # who sends it knows it


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("China Checks start on Monday", {"mps", "liaoning", "heilongjiang", "zhejiang", "guangxi"}),
        ("Norway, Italy Checks", {"nordic", "italy"}),
        ("provincial Checks", {"liaoning", "heilongjiang", "zhejiang", "guangxi"}),
        ("Spain, provincial: Checks", {"spain", "liaoning", "heilongjiang", "zhejiang", "guangxi"}),
        ("coordinators Checks", {"iom"}),
        ("mps, nordic Checks", {"mps", "nordic"}),
        ("Guangxi Checks", {"guangxi"}),
        ("国际组织 检查", {"iom"}),
        ("中文 检查", {"mps", "liaoning", "heilongjiang", "zhejiang", "guangxi"}),
    ],
)
def test_each_audience(talk: Talk, line: str, told: set[str]) -> None:
    heard = send(talk, f"/notice {line}")
    assert {event["to"] for event in heard.of("notice.new").events} == told


def test_the_preview_says_how_many_and_what_is_missing(talk: Talk) -> None:
    text = talk("eu> /notice China, Spain Checks start on Monday").text
    assert "6 people (console 6)" in text
    assert "5 read Chinese, and there is no such text." in text
    heard = talk("eu! 1").of("notice.new")
    assert "仅有英语文本。" in heard.to("mps").text


def test_nobody_to_tell_is_said_before_anything_is_sent(talk: Talk) -> None:
    heard = talk("eu> /notice Latvia Checks")
    assert "Nobody would get this: Latvia." in heard.text
    assert not any(button.startswith("Send") for button in heard.buttons)


def test_the_guided_way_asks_whom_what_and_when(talk: Talk) -> None:
    heard = talk("iom> /notice", "iom> Latvia", "iom> Spain, provincial", "iom> Check the list", "iom! Now")
    assert heard.kinds == ["form.ask", "form.ask", "form.ask", "form.ask", "notice.preview"]
    assert "Nobody is there yet." in heard.text
    assert len(talk("iom! Send to 5").of("notice.new").events) == 5


def test_only_coordinators_may(talk: Talk) -> None:
    assert talk("spain> /notice all Hello").kinds == ["command.unknown"]


def test_an_urgent_one_needs_a_second_coordinator(talk: Talk) -> None:
    heard = send(talk, "/notice China urgent TLP:AMBER Checks")
    assert [(event["to"], event["kind"]) for event in heard.events] == [
        ("eu", "notice.waits"),
        ("iom", "notice.approval"),
    ]
    heard = talk("iom! Approve")
    assert "notice.approved" in heard.to("eu").kinds
    assert len(heard.of("notice.new").events) == 5
    assert "TLP:AMBER" in heard.of("notice.new").text


def test_a_rejected_one_is_not_sent(talk: Talk) -> None:
    send(talk, "/notice China urgent Checks")
    heard = talk("iom! Reject", "@ +1d")
    assert heard.kinds == ["notice.rejected", "notice.dropped"] or set(heard.kinds) == {
        "notice.rejected",
        "notice.dropped",
    }


def test_a_coordinator_suspended_meanwhile_sends_nothing(talk: Talk) -> None:
    send(talk, "/notice China urgent Checks")
    with talk.work() as work:
        author = officer_named(work, "eu")
        assert author is not None
        author.state = State.SUSPENDED
        work.add(author)
    assert talk("iom! Approve").kinds == ["notice.not_yours"]


def test_who_has_not_acknowledged_is_reminded_twice_and_not_at_night(talk: Talk) -> None:
    send(talk, f"/notice Italy, mps {BOTH}")
    talk("mps! 签收")
    heard = talk("@ +7d").of("notice.reminder")
    assert [event["to"] for event in heard.events] == ["italy", "italy"]
    assert [event["at"] for event in heard.events] == ["2026-12-02T07:00:00Z", "2026-12-03T07:00:00Z"]


def test_the_status_counts_by_country(talk: Talk) -> None:
    ref = ref_of(send(talk, "/notice Italy, mps Checks"))
    talk("mps! 签收", "@ +1m")
    text = talk(f"eu> /notice status {ref}").text
    for part in ("2 of 2 delivered", "1 acknowledged", "China: 1/1 · acknowledged 1", "Italy: 1/1"):
        assert part in text


def test_progress_is_shown_once_all_is_done(talk: Talk) -> None:
    send(talk, f"/notice all {BOTH}")
    heard = talk("@ +1d").of("notice.progress")
    assert len(heard.events) == 1
    assert "13 of 13 delivered" in heard.text


def test_a_correction_takes_the_place_of_the_first(talk: Talk) -> None:
    ref = ref_of(send(talk, "/notice Italy, mps Checks on Monday"))
    heard = send(talk, f"/notice correct {ref} Checks on Tuesday")
    told = heard.of("notice.new")
    assert {event["to"] for event in told.events} == {"italy", "mps"}
    assert f"This takes the place of {ref}." in told.to("italy").text
    listed = talk("italy> /notices").text
    assert "Tuesday" in listed
    assert "Monday" not in listed
    assert not talk("@ +7d").of("notice.reminder").to("italy").text.count("Monday")


def test_a_recall_reaches_those_who_have_it(talk: Talk) -> None:
    ref = ref_of(send(talk, "/notice Italy, mps Checks on Monday"))
    heard = talk(f"eu> /notice recall {ref}", "eu! Recall it")
    assert {event["to"] for event in heard.of("notice.recalled").events} == {"italy", "mps"}
    assert talk("italy> /notices").text == "There are no notices for you."
    assert talk(f"italy> /notices {ref}").kinds == ["reference.unknown"]
    assert not talk("@ +7d").of("notice.reminder")


def test_it_is_sent_at_its_time_moved_and_cancelled(talk: Talk) -> None:
    ref = ref_of(talk("eu> /notice Italy at Friday 9:00 Weekly reminder"))
    assert talk("eu! Plan it").kinds == ["notice.planned"]
    talk(f"eu> /notice move {ref} Monday 10:00")
    assert not talk("@ 2026-12-06T00:00:00+08:00").of("notice.new")
    heard = talk("@ 2026-12-07T12:00:00+08:00").of("notice.new")
    assert [event["at"] for event in heard.events] == ["2026-12-07T02:00:00Z"]
    ref = ref_of(talk("eu> /notice Italy at Friday 9:00 Another"))
    talk("eu! Plan it", f"eu> /notice cancel {ref}")
    assert not talk("@ +7d").of("notice.new")


def test_a_repeating_one_comes_again_until_its_end(talk: Talk) -> None:
    talk("eu> /notice Italy no-ack every Monday 9:00 Check the list", "eu! Plan it")
    heard = talk("@ +22d").of("notice.new")
    assert [event["at"][:10] for event in heard.events] == ["2026-12-07", "2026-12-14", "2026-12-21"]
    assert len({ref_of(Heard([event])) for event in heard.events}) == 3


def test_a_time_that_is_past_is_asked_again_with_the_text_kept(talk: Talk) -> None:
    heard = talk("eu> /notice Italy at 2020-01-01 9:00 Check the list")
    assert heard.kinds == ["form.ask"]
    assert "That moment has passed." in heard.text
    assert "Check the list" in talk("eu! Now").text


def test_a_suspended_officer_gets_nothing(talk: Talk) -> None:
    with talk.work() as work:
        mps = officer_named(work, "mps")
        assert mps is not None
        mps.state = State.SUSPENDED
        work.add(mps)
    heard = send(talk, "/notice China Checks")
    assert "mps" not in {event["to"] for event in heard.events}


def test_a_new_officer_gets_what_is_in_force(talk: Talk) -> None:
    with talk.work() as work:
        mps = officer_named(work, "mps")
        assert mps is not None
        mps.state = State.PENDING
        work.add(mps)
    send(talk, "/notice China Checks")
    send(talk, "/notice Italy Other checks")
    with talk.work() as work:
        mps = officer_named(work, "mps")
        assert mps is not None
        mps.state = State.ACTIVE
        work.add(mps)
        assert catch_up(work, DEFAULTS, mps) == 1
        assert catch_up(work, DEFAULTS, mps) == 0
    assert talk("@ +1m").of("notice.new").to("mps")


def test_what_others_were_told_does_not_exist_for_me(talk: Talk) -> None:
    ref = ref_of(send(talk, "/notice Italy Checks"))
    unknown = talk("spain> /notices N-ABCDEF").text.replace("N-ABCDEF", "")
    assert talk(f"spain> /notices {ref}").text.replace(ref, "") == unknown


def test_many_recipients_are_told_in_portions_each_once(talk: Talk) -> None:
    send(talk, f"/notice all {BOTH}")
    with talk.work() as work:
        found = work.first(select(Notice))
        found.state, found.due_at = NoticeState.SENDING, work.now  # as after a kill in the middle
        work.add(found)
    assert not talk("@ +1m").of("notice.new")
    with talk.work() as work:
        assert notices.outcomes(work, found.id) == {Fate.SENT: 13}
        rows = work.all(select(Outgoing).where(col(Outgoing.kind) == "notice.new"))
        assert len(rows) == 13


@pytest.mark.parametrize("who", ["eu", "spain"])
def test_more_notices_than_go_into_one_message_are_turned_page_by_page(talk: Talk, who: str) -> None:
    refs = {ref_of(send(talk, f"/notice Spain Checks {number}")) for number in range(10)}
    talk("@ +1m")
    first, second = talk(f"{who}> /notices"), talk(f"{who}! More")
    assert "Notices · 1 to 8 of 10" in first.text
    assert "Notices · 9 to 10 of 10" in second.text
    assert second.buttons[-1] == "Earlier"
    listed = [*first.buttons[:-1], *second.buttons[:-1]]
    assert set(listed) == refs
    assert len(listed) == 10
    assert "Checks 9" in first.text
    assert "Checks 0" in second.text


@pytest.mark.parametrize("then", [[], ["eu! Cancel"]])
def test_a_draft_is_its_authors_alone(talk: Talk, then: list[str]) -> None:
    talk("eu> /notice all The office is closed", *then)
    ref = _ref_of_the_only_notice(talk)
    assert "office is closed" not in talk(f"iom> /status {ref}").text
    assert "office is closed" not in talk(f"iom> /notice status {ref}").text
    assert ref not in talk("iom> /notice list").text


def _ref_of_the_only_notice(talk: Talk) -> str:
    with talk.work() as work:
        (notice,) = work.all(select(Notice))
        return items.reference_of(work, Item("notice", notice.id))
