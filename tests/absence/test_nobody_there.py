"""An agency where nobody can be reached: said before sending, and nothing ends there unread."""

import pytest
from sqlmodel import select

from storage.people import Account, Officer
from tests.talk import Talk

GONE = "eu> /suspend spain phone lost"
LINES = {
    "clue": "mps> /线索 西班牙 两名妇女被关在屋内",
    "request": "mps> /请求 西班牙 这家公司是否有记录？",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_the_sender_is_told_before_and_offered_who_is_there(talk_anywhere: Talk, line: str) -> None:
    talk = talk_anywhere
    talk(GONE)
    asked = talk(line)
    assert asked.kinds == ["absent.asks"], "nothing has gone out"
    assert "西班牙驻华联络处目前无人可在本系统联系" in asked.text
    assert asked.buttons == [
        "同时发送至欧盟驻华代表团",
        "同时发送至国际移民组织驻华办事处",
        "仍然发送",
        "修改",
        "取消",
    ]
    sent = talk("mps! 1")
    assert {"clue.filed", "request.filed"} & set(sent.to("mps").kinds)
    assert {"clue.referred", "request.received"} & set(sent.to("eu").kinds)
    assert "absent.waits" not in sent.kinds, "somebody looks at it"


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_sent_all_the_same_it_is_a_matter_for_one_coordinator(talk_anywhere: Talk, line: str) -> None:
    talk = talk_anywhere
    talk(GONE, line)
    sent = talk("mps! 仍然发送")
    assert "absent.waits" in sent.kinds
    told = [event for event in sent.events if event["kind"] == "absent.waits"]
    assert len(told) == 1
    assert "妇女" not in told[0]["text"]
    assert "公司" not in told[0]["text"]


def test_it_is_changed_or_dropped_with_nothing_sent(talk: Talk) -> None:
    talk(GONE, LINES["clue"])
    assert "两名妇女" in talk("mps! 修改").text
    talk(LINES["request"])
    assert talk("mps! 取消").kinds == ["screening.cancelled"]


def test_a_form_goes_on_from_its_summary(talk: Talk) -> None:
    talk(GONE, "mps> /线索", "mps> 西班牙", "mps> 两名妇女被关在屋内")
    assert talk("mps> 是").kinds == ["absent.asks"]
    assert "clue.filed" in talk("mps! 仍然发送").kinds


def test_who_is_blocked_cannot_be_reached(talk: Talk) -> None:
    with talk.work() as work:
        spain = work.first(select(Officer).where(Officer.handle == "spain"))
        account = work.first(select(Account).where(Account.officer_id == spain.id))
        account.blocked = True
        work.add(account)
    assert talk(LINES["clue"]).kinds == ["absent.asks"]


def test_a_deputy_of_another_agency_is_somebody(talk: Talk) -> None:
    talk("spain> /me deputy italy until 20 December", "italy! 1")
    with talk.work() as work:
        spain = work.first(select(Officer).where(Officer.handle == "spain"))
        italy = work.first(select(Officer).where(Officer.handle == "italy"))
        spain.deputy_id, spain.deputy_until = italy.id, None
        account = work.first(select(Account).where(Account.officer_id == spain.id))
        account.blocked = True
        work.add(account)
        work.add(spain)
    assert "clue.filed" in talk(LINES["clue"]).kinds


def test_an_answer_to_nobody_is_told_to_a_coordinator(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = talk("spain> /request China Is this company known?").of("request.received").ref
    left = talk(GONE)
    assert ref in left.to("eu").of("absent.left").text
    assert ref in left.to("mps").of("absent.open").text
    answered = talk(f"mps> /答复 {ref} 已登记", "mps! 1")
    assert ref in answered.to("mps").of("absent.sent").text
    assert answered.of("absent.waits")
    assert "已登记" not in answered.of("absent.waits").text


def test_what_becomes_of_a_clue_of_nobody_is_told_to_a_coordinator(talk: Talk) -> None:
    ref = talk("spain> /clue Italy Two women").of("clue.referred").ref
    talk(GONE)
    assert ref in talk("italy! Acknowledge").of("absent.waits").text


def test_who_leaves_sees_what_is_open(talk: Talk) -> None:
    ref = talk("spain> /request China Is this company known?").of("request.received").ref
    assert ref in talk("spain> /me leave").text
    gone = talk("spain! Leave for good")
    assert ref in gone.to("eu").of("absent.left").text
    assert gone.to("mps").of("absent.open")


def test_with_a_colleague_left_nothing_is_said(talk: Talk) -> None:
    with talk.work() as work:
        spain = work.first(select(Officer).where(Officer.handle == "spain"))
        italy = work.first(select(Officer).where(Officer.handle == "italy"))
        italy.agency_id = spain.agency_id
        work.add(italy)
    talk("spain> /request China Is this company known?")
    assert not talk(GONE).of("absent.left")
