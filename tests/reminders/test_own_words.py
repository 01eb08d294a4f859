"""/remind as one talks to it: what repeats is said in words, what has passed is offered anew, and deleted."""

from pathlib import Path

import pytest

from bot.home.network import open_home
from tests.talk import Talk


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("spain> /remind every day 9:00 x", "It repeats every day at 09:00."),
        ("spain> /remind every Monday and Thursday 9:00 x", "It repeats every Mon and Thu at 09:00."),
        ("spain> /remind every month on the 15th 9:00 x", "every month on day 15 at 09:00."),
        ("spain> /remind every month on the 31st 9:00 x", "; in a shorter month, on its last day."),
        ("spain> /remind every year on 24 December 9:00 x", "every year on 24 December at 09:00."),
        (
            "spain> /remind every year on 29 February 9:00 x",
            "29 February at 09:00; in other years, on 28 February.",
        ),
        ("mps> 提醒 每天上午9点 看", "重复：每天09:00。"),
        ("mps> 提醒 每周一上午9点 看", "重复：每周一 09:00。"),
        ("mps> 提醒 每月31日上午9点 看", "重复：每月31日09:00（当月无此日则为最后一天）。"),
        ("mps> 提醒 每年2月29日上午9点 看", "重复：每年2月29日 09:00（平年为2月28日）。"),
    ],
)
def test_how_it_repeats_is_said_in_full(talk: Talk, typed: str, shown: str) -> None:
    assert shown in talk(typed).text


def test_one_is_deleted_by_its_number_in_the_list_and_named(talk: Talk) -> None:
    talk("mps> 提醒 明天上午9点 致电马德里", "mps> 提醒 12月4日上午9点 看报告")
    talk("mps> 提醒")
    heard = talk("mps> 提醒 删除 1")
    assert heard.kinds == ["remind.dropped"]
    assert "致电马德里" in heard.text
    listed = talk("mps> 提醒 删除 3")
    assert listed.kinds == ["remind.list"]
    assert "看报告" in listed.text
    assert "致电马德里" not in listed.text
    assert talk("@ +4d").to("mps").kinds == ["remind.now"]


@pytest.mark.parametrize("typed", ["delete 1", "cancel 1", "delete #1", "取消第1项"])
def test_it_is_deleted_in_other_words_too(talk: Talk, typed: str) -> None:
    talk("spain> /remind tomorrow 9:00 Call Madrid")
    assert "Call Madrid" in talk(f"spain> /remind {typed}").of("remind.dropped").text


def test_for_a_moment_that_has_passed_the_next_ones_are_offered(talk: Talk) -> None:
    heard = talk("mps> 提醒 昨天 打电话")
    assert heard.buttons == ["北京时间12月1日（周二）10:00", "北京时间12月2日（周三）09:00"]
    assert "打电话" in talk("mps! 2").of("remind.kept").text


def test_of_an_hour_with_two_readings_one_is_chosen_and_goes_on_repeating(talk: Talk) -> None:
    heard = talk("mps> 提醒 每月31日9点 结账")
    assert heard.buttons == ["删除", "改为北京时间12月31日（周四）21:00"]
    kept = talk("mps! 2").of("remind.kept").text
    assert "每月31日21:00" in kept
    assert "结账" in kept
    assert talk("@ +31d").to("mps").of("remind.now")
    assert talk("@ +31d").to("mps").of("remind.now"), "and again a month later"


def test_where_nothing_can_be_offered_the_way_to_write_it_is_shown(talk: Talk) -> None:
    heard = talk("mps> 提醒 每隔两周的周五 17:00 结账")
    assert heard.kinds == ["remind.when"]
    assert "/提醒 每周一上午9点 周报" in heard.text


@pytest.mark.parametrize(
    ("who", "line", "how", "listed"),
    [
        (
            "spain",
            "/remind every second Monday 9:00 Report",
            "It repeats every second Monday at 09:00.",
            "Mon 7 Dec 09:00",
        ),
        (
            "spain",
            "/remind every 2 weeks on Monday 9:00 Report",
            "It repeats every second Monday at 09:00.",
            "Mon 7 Dec 09:00",
        ),
        ("mps", "提醒 每两周的周一9:00 周报", "重复：每两周的周一 09:00。", "12月7日（周一）09:00"),
        ("mps", "提醒 每两周周一、周四9:00 周报", "重复：每2周的周一和周四 09:00。", "12月3日（周四）09:00"),
    ],
)
def test_every_second_week_is_understood_and_read_back(
    talk: Talk, who: str, line: str, how: str, listed: str
) -> None:
    kept = talk(f"{who}> {line}").text
    assert how in kept
    assert listed in kept
    assert listed in talk(f"{who}> /remind").text


def test_every_second_week_survives_restarts_a_change_of_the_clocks_and_new_zones(
    talk: Talk, tmp_path: Path
) -> None:
    talk("@ 2027-03-09T12:00:00+01:00", "spain> /remind every second Monday 9:00 Report")
    talk("@ 2027-03-15T12:00:00+01:00")
    talk.home.close()
    url = f"sqlite:///{tmp_path / 'liaison.db'}"
    talk = Talk(open_home(url, tmp_path / "data.key", tmp_path / "files"), talk.clock.now())
    rung = talk("@ 2027-04-27T12:00:00+02:00").of("remind.now").events
    assert [event["at"] for event in rung] == [f"2027-{day}T07:00:00Z" for day in ("03-29", "04-12", "04-26")]
    talk("spain> /me zone Beijing")
    rung = talk("@ 2027-05-25T12:00:00+02:00").of("remind.now").events
    assert [event["at"] for event in rung] == [f"2027-{day}T01:00:00Z" for day in ("05-10", "05-24")]
    talk.home.close()


def test_a_week_without_its_day_offers_seven(talk: Talk) -> None:
    offered = talk("spain> /remind every second week 9:00 Report")
    assert len(offered.buttons) == 7
    kept = talk("spain! Mon 7 Dec 09:00 Madrid").text
    assert "every second Monday at 09:00" in kept
    assert "Report" in kept
    assert talk("eu> /notice Italy 每周例会取消").kinds == ["notice.preview"], "it is what the notice says"


def test_the_other_week_is_one_press_away(talk: Talk) -> None:
    kept = talk("spain> /remind every second Monday 9:00 Report")
    assert kept.buttons == ["Delete it", "Begin a week later"]
    assert "Mon 14 Dec 09:00" in talk("spain! Begin a week later").text
    assert "Mon 7 Dec 09:00" not in talk("spain> /remind").text
    rung = talk("@ 2027-01-12T12:00:00+01:00").of("remind.now").events
    assert [event["at"][5:10] for event in rung] == ["12-14", "12-28", "01-11"]
    assert "Begin a week later" not in talk("spain> /remind every Monday 9:00 Report").buttons


def test_what_has_rung_or_is_deleted_is_not_moved(talk: Talk) -> None:
    talk("mps> 提醒 每两周的周一9:00 周报", "mps! 推迟一周开始")
    talk("mps> 提醒 删除 1")
    assert talk("mps! 推迟一周开始").kinds == ["button.gone"]


def test_a_list_has_one_line_for_each(talk: Talk) -> None:
    talk("spain> /remind in 2 days New clue\\nFrom EU Delegation, Beijing\\n1. Approve")
    assert talk("spain> /remind").text.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "pressed", "words"),
    [
        ("/remind friday 14 visa list", "Fri 4 Dec 14:00 Madrid instead", "visa list"),
        ("remind me 5 dec 8 call bank", "Sat 5 Dec 08:00 Madrid instead", "call bank"),
        ("/提醒 周五14 签证名单", "Fri 4 Dec 14:00 Madrid instead", "签证名单"),
    ],
)
def test_a_number_behind_a_day_may_be_its_hour(talk: Talk, line: str, pressed: str, words: str) -> None:
    heard = talk(f"spain> {line}")
    assert heard.buttons == ["Delete it", pressed]
    heard = talk(f"spain! {pressed}")
    assert pressed.removesuffix(" instead") in heard.text
    assert f"> {words}" in heard.text
    assert len(talk("spain> /remind").of("remind.list").buttons) == 2


@pytest.mark.parametrize("line", ["tomorrow 9 women arrive", "tomorrow 10:00 14 visas", "friday 140 visas"])
def test_a_number_that_is_no_other_hour_is_not_offered(talk: Talk, line: str) -> None:
    assert not [button for button in talk(f"spain> /remind {line}").buttons if "instead" in button]
