"""Sooner, later, more or less urgent: changed by who asked, read back first, told to everybody asked."""

import pytest
from sqlmodel import select

from storage.reminders import Reminder, ReminderState
from storage.requests import Addressee
from tests.talk import Heard, Talk, said

REQUEST = "spain> /request China Who owns the phone shop?"


def ref_of(heard: Heard) -> str:
    return heard.to("spain").ref


def planned(talk: Talk) -> list[str]:
    """The steps that wait, with their times."""
    with talk.work() as work:
        waiting = work.all(select(Reminder).where(Reminder.state == ReminderState.WAITING))
        return sorted(f"{one.step} {one.due_at:%d %H:%M}" for one in waiting)


def test_a_date_is_read_back_saved_and_told(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = ref_of(talk(REQUEST))
    asked = talk(f"spain> /request {ref} by Friday 17:00")
    assert said(asked.events) == [("spain", "form.summary")], "nobody is told before it is confirmed"
    assert "By: Fri 4 Dec 17:00 Madrid" in asked.text
    assert "is to answer by Fri 4 Dec 17:00 Madrid" in asked.text
    heard = talk("spain! Save")
    assert sorted(said(heard.events)) == [("mps", "request.terms"), ("spain", "request.terms.done")]
    assert "答复期限：北京时间12月4日（周五）24:00" in heard.to("mps").text
    assert "受理" in heard.to("mps").buttons
    assert planned(talk) == ["before 04 01:30", "due 07 00:00", "unseen 02 00:00"]
    assert "date or urgency changed" in talk(f"spain> /status {ref}").text


def test_by_buttons_in_chinese(talk: Talk) -> None:
    ref = talk("mps> /请求 西班牙 谁是店主？").to("mps").ref
    heard = talk(f"mps> /状态 {ref}", "mps! 更改期限或紧急程度", "mps! 紧急程度", "mps! 3")
    assert "紧急程度：" in heard.text
    assert "请求的期限和紧急程度" in heard.text
    heard = talk("mps! 保存")
    assert f"{ref} 已更改" in heard.to("mps").text
    assert "has changed the date or urgency" in heard.to("spain").text
    assert "Urgent request: Imminent danger" in heard.to("spain").text


def test_what_becomes_urgent_counts_from_then_and_rings(talk: Talk) -> None:
    ref = ref_of(talk(REQUEST, "@ +2d"))
    read_back = talk(f"spain> /request {ref} urgent (b)")
    assert "is to answer by Thu 3 Dec 10:00 Madrid · 17:00 Beijing" in read_back.text, "8 hours from now"
    talk("spain! Save")
    heard = talk("@ +1h").to("mps")
    assert heard.of("reminder"), "it rings until somebody accepts"


def test_what_is_urgent_no_longer_rings_no_more(talk: Talk) -> None:
    ref = ref_of(talk("spain> /request China urgent (c) Who owns the phone shop?"))
    talk(f"spain> /request {ref} not urgent")
    assert "不紧急。" in talk("spain! Save").to("mps").text
    assert not talk("@ +6h").of("reminder")


def test_who_is_late_by_the_change_has_the_whole_time_anew(talk: Talk) -> None:
    talk("spain> /request China by 2026-12-20 Who owns the phone shop?", "spain! Send")
    ref = ref_of(talk.everything.of("request.filed"))
    talk("mps! 受理", "@ +10d", f"spain> /status {ref}", "spain! Change date or urgency", "spain! By")
    read_back = talk("spain! Normal deadline")
    assert "is to answer by Fri 18 Dec 02:00 Madrid" in read_back.text
    talk("spain! Save")
    with talk.work() as work:
        (one,) = work.all(select(Addressee))
        assert one.due_at is not None
        assert one.due_at > work.now


def test_a_clock_that_stands_still_stands_on(talk: Talk) -> None:
    ref = ref_of(talk(REQUEST))
    talk(f"mps> /状态 {ref}", "mps! 请求澄清", "mps> 哪家店？", "mps! 发送", "@ +1d")
    heard = talk(f"spain> /request {ref} urgent (b)", "spain! Save")
    assert heard.to("spain").kinds[-1] == "request.terms.done"
    talk("@ +5h", f"spain> /status {ref}", "spain! Answer the question", "spain> The one at the corner")
    heard = talk("spain! Send")
    assert "Answer due" in heard.text or "答复期限" in heard.text
    with talk.work() as work:
        (one,) = work.all(select(Addressee))
        assert one.due_at is not None
        assert (one.due_at - work.now).total_seconds() == pytest.approx(8 * 3600, abs=120)


def test_what_is_answered_keeps_its_state_and_the_others_are_told(talk: Talk) -> None:
    ref = ref_of(talk("spain> /request China, Italy Who owns the phone shop?"))
    talk(f"mps> /answer {ref} Nobody.")
    heard = talk(f"spain> /request {ref} by 2026-12-10", "spain! Save")
    assert heard.to("italy").kinds == ["request.terms"]
    assert not heard.to("mps")


@pytest.mark.parametrize("who", ["mps", "italy", "stranger"])
def test_nobody_else_changes_it(talk: Talk, who: str) -> None:
    ref = ref_of(talk(REQUEST))
    before = planned(talk)
    heard = talk(f"{who}> /request {ref} by Friday 17:00")
    assert set(heard.kinds) <= {"request.not_yours", "reference.unknown", "stranger"}
    assert planned(talk) == before


@pytest.mark.parametrize("words", ["by Friday 17:00 the shop closes", "urgently needed: the lease", "more"])
def test_what_says_more_is_added_as_before(talk: Talk, words: str) -> None:
    ref = ref_of(talk(REQUEST))
    assert "request.added" in talk(f"spain> /request {ref} {words}").kinds


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("by yesterday 17:00", "form.ask"),
        ("by 04/12/2026", "form.ask"),
        ("urgent by Friday 17:00", "form.summary"),
    ],
)
def test_a_date_in_doubt_is_asked_for(talk: Talk, words: str, kind: str) -> None:
    ref = ref_of(talk(REQUEST))
    assert talk(f"spain> /request {ref} {words}").kinds == [kind]


def test_what_stays_the_same_tells_nobody(talk: Talk) -> None:
    ref = ref_of(talk(REQUEST))
    assert talk(f"spain> /request {ref} not urgent", "spain! Save").kinds == [
        "form.summary",
        "request.terms.same",
    ]
    talk(f"spain> /request {ref} by Friday 17:00", f"mps> /answer {ref} Nobody.")
    assert "request.terms" not in talk("spain! Save").kinds


def test_an_edit_that_means_it_offers_it(talk: Talk) -> None:
    talk(REQUEST)
    heard = talk("spain~ /request China urgent Who owns the phone shop?")
    assert heard.buttons == ["Change date or urgency"]
    assert talk("spain! Change date or urgency").buttons[:2] == ["By", "Urgency"]
