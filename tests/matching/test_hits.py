"""Two officers hold the same number, written differently, and hear of it as the owners chose."""

from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.core.rules import DEFAULTS
from handlers.matching import meeting
from storage import matching
from storage.audit import AuditEntry, Tag
from storage.matching import MatchSide, MatchValue
from tests.talk import Heard, Talk

SPAIN = ("spain> /clue China Lena Ejemplar has passport PAA-123-456", "spain! Mask and send")
CHINA = ("mps> /clue Spain 护照 ＰＡＡ１２３４５６ 的女子", "mps! 不含个人信息，照发")
SECRETS = ("PAA", "123456", "123-456", "Ejemplar", "女子")


def hits(heard: Heard) -> list[tuple[str, str]]:
    return [(one["to"], one["kind"]) for one in heard.events if one["kind"] == "matching.hit"]


def both_file(talk: Talk, spain: str = "Tell both", china: str = "双方都告知") -> Heard:
    talk(*SPAIN, f"spain! {spain}", *CHINA)
    return talk(f"mps! {china}")


def test_both_sides_hear_of_it_at_once(talk_anywhere: Talk) -> None:
    assert hits(both_file(talk_anywhere)) == [("spain", "matching.hit"), ("mps", "matching.hit")]


def test_a_hit_says_no_more_than_the_list(talk: Talk) -> None:
    heard = both_file(talk).of("matching.hit")
    assert not [secret for secret in SECRETS if secret in heard.text]
    spain, mps = heard.to("spain").text, heard.to("mps").text
    for said in ("Ministry of Public Security", "passport number: written alike", "Their reference: C-"):
        assert said in spain
    for said in ("Filed: Tue 1 Dec", "Handling: TLP:AMBER", "Contact: Duty desk, +86"):
        assert said in spain
    assert "命中：西班牙驻华联络处" in mps
    assert "护照号码：写法一致，无校验位" in mps
    assert heard.to("spain").buttons == ["Same", "Not the same", "Ask for information", "More choices"]
    assert heard.to("mps").buttons == ["相同", "不同", "请求协查", "更多"]
    assert "Cannot say" in talk("spain! More choices").buttons


@pytest.mark.parametrize(
    ("spain", "china", "told"),
    [
        ("Tell only me", "双方都告知", ["spain"]),
        ("Tell both", "只告知我", ["mps"]),
        ("Tell only me", "只告知我", []),
        ("Do not compare", "双方都告知", []),
        ("Tell both", "不比对", []),
        ("Tell me first", "双方都告知", ["spain"]),
        ("Tell both", "先告知我", ["mps"]),
        ("Tell me first", "先告知我", ["spain"]),
    ],
)
def test_who_hears_is_the_owners_choice(talk: Talk, spain: str, china: str, told: list[str]) -> None:
    assert [who for who, _ in hits(both_file(talk, spain, china))] == told


def test_who_is_first_is_followed_by_the_other_side(talk: Talk) -> None:
    heard = both_file(talk, "Tell me first")
    assert "They are told" in heard.text
    assert hits(talk("@ +23h")) == []
    assert hits(talk("@ +2h")) == [("mps", "matching.hit")]


def test_who_is_first_can_let_them_know_or_not(talk: Talk) -> None:
    both_file(talk, "Tell me first")
    assert hits(talk("spain! Tell them now")) == [("mps", "matching.hit")]


def test_who_is_first_can_keep_it(talk: Talk) -> None:
    both_file(talk, "Tell me first")
    talk("spain! Do not tell them")
    assert hits(talk("@ +9d")) == []


def test_each_side_says_what_it_thinks(talk: Talk) -> None:
    both_file(talk)
    heard = talk("mps! 相同")
    assert "says of the hit on" in heard.to("spain").text
    assert "it is the same" in heard.to("spain").text
    assert "无法判断" in talk("spain! Cannot say").to("mps").text
    with talk.work() as work:
        assert {side.says for side in work.all(select(MatchSide))} == {"same", "unsure"}


def test_one_tap_asks_with_the_reference_filled_in(talk: Talk) -> None:
    heard = both_file(talk)
    theirs = next(ref for ref in heard.to("mps").of("matching.hit").events[0]["refs"])
    talk("spain! Ask for information")
    heard = talk("spain> What do you know of this document?", "spain! It is not urgent")
    assert theirs in heard.text
    if "Send" in heard.buttons:
        heard = talk("spain! Send")
    assert "request.received" in heard.to("mps").kinds or "screening.ask" in heard.to("spain").kinds


def test_the_same_agency_has_no_hit_with_itself(talk: Talk) -> None:
    talk(*SPAIN, "spain! Tell both")
    assert hits(talk(*SPAIN, "spain! Tell both")) == []


def test_what_is_withdrawn_takes_its_values_with_it(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = talk(*SPAIN, "spain! Tell both").of("clue.filed").ref
    talk(f"spain> /clue {ref} withdraw")
    if talk.everything.to("spain").buttons[:1] == ["Withdraw it"]:
        talk("spain! Withdraw it")
    with talk.work() as work:
        assert work.all(select(MatchValue)) == []
    talk(*CHINA)
    assert hits(talk("mps! 双方都告知")) == []


def test_a_hit_of_what_was_withdrawn_is_over(talk: Talk) -> None:
    both_file(talk)
    ref = talk.everything.to("mps").of("clue.filed").ref
    talk(f"mps> /clue {ref} 撤回")
    heard = talk("spain! Same")
    assert heard.to("mps").of("matching.other_says").events == []
    with talk.work() as work:
        assert work.all(select(MatchSide)) == []


def test_old_values_are_forgotten(talk: Talk) -> None:
    talk(*SPAIN, "spain! Tell both")
    with talk.home.database.work(talk.clock.now() + timedelta(days=731)) as work:
        meeting.forget(work, DEFAULTS)
        assert work.all(select(MatchValue)) == []


def test_nothing_but_hashes_is_kept(talk: Talk) -> None:
    talk(*SPAIN, "spain! Tell both")
    with talk.work() as work:
        (value,) = work.all(select(MatchValue))
        assert value.digest == matching.digest_of(work, "document", "PAA123456")
        assert value.digest != matching.digest_of(work, "phone", "PAA123456")
        assert Tag.COMPARED in {entry.tag for entry in work.all(select(AuditEntry))}


def test_nothing_is_kept_before_the_tap(talk: Talk) -> None:
    talk(*SPAIN)
    with talk.work() as work:
        assert work.all(select(MatchValue)) == []
