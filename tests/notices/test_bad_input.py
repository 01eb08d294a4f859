"""What may be wrong with a notice, and the exact sentence for it, to coordinators in both languages."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.console import Console
from handlers.core.rules import DEFAULTS
from handlers.letters.letter import Letter
from handlers.vocabulary.text import plain
from storage.people import State, accounts_of, officer_named
from tests.talk import Heard, Talk, talk_at

MADRID = "Europe/Madrid"


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """Two coordinators in Madrid: `eu` reads English, `iom` Chinese. It is winter."""
    made = talk_at(
        f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, DEFAULTS, datetime(2026, 12, 1, 9, tzinfo=UTC)
    )
    with made.work() as work:
        for handle, language in (("eu", "en"), ("iom", "zh")):
            officer = officer_named(work, handle)
            assert officer is not None
            officer.language, officer.zone = language, MADRID
            work.add(officer)
    yield made
    made.home.database.close()


def suspend(talk: Talk, handle: str) -> None:
    with talk.work() as work:
        officer = officer_named(work, handle)
        assert officer is not None
        officer.state = State.SUSPENDED
        work.add(officer)


def without_account(talk: Talk, handle: str) -> None:
    with talk.work() as work:
        officer = officer_named(work, handle)
        assert officer is not None
        for account in accounts_of(work, officer.id):
            account.blocked = True
            work.add(account)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("eu> /notice Latvia Checks", "Nobody would get this: Latvia."),
        ("iom> 通知 拉脱维亚 检查", "没有人会收到：拉脱维亚。"),
        ("eu> /notice Xyzzyland Checks", "I do not see who should get “Xyzzyland Checks”."),
        ("iom> /通知 某地 检查", "没有看懂“某地 检查”要发给谁。"),
    ],
)
def test_an_empty_audience_cannot_be_sent_to(talk: Talk, line: str, sentence: str) -> None:
    heard = talk(line)
    assert sentence in heard.text.splitlines()
    assert not any(button.startswith(("Send", "发送")) for button in heard.buttons)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "eu> /notice Spain Checks",
            "None of them can be reached on any channel now; they get it when they write again.",
        ),
        ("iom> 通知 西班牙 检查", "目前所有人都没有可用渠道，待其再次发消息时补发。"),
        (
            "eu> /notice Spain, Italy Checks",
            "1 of them can be reached on no channel now, and gets it when writing again.",
        ),
        ("iom> 通知 西班牙、意大利 检查", "其中1人目前没有可用渠道，待其再次发消息时补发。"),
    ],
)
def test_people_on_no_channel_are_counted_before_it_is_sent(talk: Talk, line: str, sentence: str) -> None:
    without_account(talk, "spain")
    assert sentence in talk(line).text.splitlines()


def test_who_was_on_no_channel_gets_it_when_writing_again(talk: Talk) -> None:
    without_account(talk, "spain")
    talk("eu> /notice Spain Checks on Monday", "eu! Send to 1")
    assert "Checks on Monday" in talk("spain> /help").of("notice.new").text


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        (
            "eu> /notice Spain 中文：本周四放假。",
            ["1 reads English, and there is no such text.", "Nobody of them reads Chinese."],
        ),
        ("iom> 通知 西班牙 中文：本周四放假。", ["有1人使用英语，但没有该语言文本。", "其中无人使用中文。"]),
    ],
)
def test_a_language_that_nobody_reads_is_said(talk: Talk, line: str, sentences: list[str]) -> None:
    said = talk(line).text.splitlines()
    assert set(sentences) <= set(said)


PAST = ("That moment has passed. Please write one that is still to come.", "该时间已过，请写一个将来的时间。")
GAP = ("The clocks jump over that time. Do you mean this?", "因调整夏令时，该时间不存在。是否指以下时间？")
TWICE = (
    "That date can be read in more than one way. Which one do you mean?",
    "该日期有多种理解，指的是哪一个？",
)


@pytest.mark.parametrize(
    ("moment", "sentence", "choices"),
    [
        ("2020-01-01 9:00", PAST, 0),
        ("2027-03-28 02:30", GAP, 1),
        ("2027-10-31 02:30", TWICE, 2),
    ],
)
@pytest.mark.parametrize("who", ["eu", "iom"])
def test_a_time_that_is_past_or_missing_or_there_twice_is_asked_about(
    talk: Talk, who: str, moment: str, sentence: tuple[str, str], choices: int
) -> None:
    line = f"at {moment} Check the list" if who == "eu" else f"定时 {moment} 核对名单"
    heard = talk(f"{who}> /notice Italy {line}")
    assert heard.kinds == ["form.ask"]
    assert heard.text.splitlines()[0] == sentence[who == "iom"]
    times = [button for button in heard.buttons if "2027" in button]
    assert len(times) == choices
    again = talk(f"{who}> {moment}")
    assert again.text.splitlines()[0] == sentence[who == "iom"]
    if times:
        preview = talk(f"{who}! {times[-1]}")
        assert preview.kinds == ["notice.preview"]
        assert times[-1].split(" (")[0].removesuffix(" Madrid") in preview.text


@pytest.mark.parametrize(
    ("line", "sentence", "question"),
    [
        ("eu> /notice Italy until yesterday Checks", PAST[0], "Until when is it in force?"),
        ("iom> 通知 意大利 有效期至昨天 检查", PAST[1], "有效期到什么时候？"),
    ],
)
def test_an_end_that_is_past_is_asked_about(talk: Talk, line: str, sentence: str, question: str) -> None:
    said = talk(line).text.splitlines()
    assert said[0] == sentence
    assert question in said
    preview = talk(f"{line.split('>')[0]}> 2026-12-24")
    assert preview.kinds == ["notice.preview"]
    assert "24:00" in preview.text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("eu> /notice meeting Italy yesterday 10:00 Call", PAST[0]),
        ("iom> 通知 会议 意大利 昨天10点 例会", PAST[1]),
    ],
)
def test_a_meeting_in_the_past_is_refused_with_how_to_write_it(talk: Talk, line: str, sentence: str) -> None:
    heard = talk(line)
    assert heard.kinds == ["meeting.how"]
    assert heard.text.splitlines()[0] == sentence


def test_nine_thousand_characters_with_markup_arrive_as_they_were_written(talk: Talk) -> None:
    words = " ".join(f"<b>{number}</b> *x* _y_ `z` &lt; 第{number}行。" for number in range(270))
    assert len(words) > 9000
    told = talk(f"eu> /notice Italy, mps {words}", "eu! Send to 2").of("notice.new")
    for who in ("italy", "mps"):
        assert words in told.to(who).text


class Narrow(Console):
    """A channel that brings files of two megabytes at most."""

    abilities = dataclasses.replace(Console.abilities, max_file=2_000_000)


def test_a_file_too_big_for_a_channel_is_named_there_and_the_words_arrive(talk: Talk, tmp_path: Path) -> None:
    heard: list[tuple[str, str, list[str]]] = []

    def hear(one: Letter) -> None:
        heard.append((one.address, plain(one.text), [file.name for file in one.files]))
        talk.runner._show(one)

    narrow = Narrow(hear)
    talk.runner.service.serving.up.add(narrow)
    for name, size in (("small.pdf", 1000), ("large.mp4", 2_000_001)):
        (tmp_path / name).write_bytes(b"x" * size)
    talk(f"eu+ {tmp_path / 'small.pdf'} /notice Italy, mps Look at this", "eu! Send to 2")
    talk(
        f"eu+ {tmp_path / 'large.mp4'} /notice Italy, mps And at this",
        "eu! Send to 2",
        "eu! Nobody is on them: send them",
    )
    told = {
        who: [(said, files) for to, said, files in heard if to == who and "this" in said]
        for who in ("italy", "mps")
    }
    assert [files for _, files in told["italy"]] == [["small.pdf"], []]
    assert "“large.mp4”: too big for this channel (at most 2 MB)." in told["italy"][1][0].splitlines()
    last = [said for to, said, _ in heard if to == "mps"][-1]  # its author let it go
    assert "“large.mp4”：文件过大，无法在本聊天中发送（上限 2 MB）。" in last.splitlines()


@pytest.mark.parametrize(("author", "other"), [("eu", "iom"), ("iom", "eu")])
def test_a_coordinator_suspended_between_preview_and_approval_sends_nothing(
    talk: Talk, author: str, other: str
) -> None:
    talk(f"{author}> /notice Italy urgent Checks", f"{author}! 1")
    suspend(talk, author)
    heard = talk(f"{other}! 1", "@ +2d")
    assert heard.kinds == ["notice.not_yours"]
    said = ": another coordinator must, while its author is active."
    assert heard.text.endswith(
        said if other == "eu" else "不能由您审批：须由另一名协调员审批，且起草人须仍在任。"
    )


@pytest.mark.parametrize("who", ["eu", "iom"])
def test_a_coordinator_suspended_after_the_preview_sends_nothing(talk: Talk, who: str) -> None:
    preview: Heard = talk(f"{who}> /notice Italy Checks")
    assert preview.kinds == ["notice.preview"]
    suspend(talk, who)
    assert not talk(f"{who}! 1", "@ +2d").of("notice.new")
