"""The ways by which personal data could reach China that came with later parts of the product, each tried.

The rows of the outbox are looked through with each, and the logs of one with a question and an outcome.
"""

import logging
from pathlib import Path

import pytest

from tests.screening.test_paths import CHINA, CLUE, FROM_CHINA, PICTURE, PLAIN, SAID, SECRETS, leaks, play
from tests.storage.test_in_clear import dumped
from tests.talk import Talk

WAYS: dict[str, tuple[str, ...]] = {
    "an end date, asked about and over": (f"{CLUE}. Use until 10 December.", "@ +10d", "@ +1d"),
    "an end date set later": (CLUE, "spain> /clue {R} use until 10 December", "mps> /status {R}"),
    "an answer that is corrected": (
        *("mps> /request Spain 这家餐馆是谁的？", "spain> /answer {R} It belongs to a company"),
        f"spain> /answer {{R}} It belongs to {SAID}",
    ),
    "the official reference of an answer": (
        *("mps> /request Spain 这家餐馆是谁的？", "spain> /status {R}", "spain! Answer", "spain> A company"),
        *("spain! Add details", "spain! Official reference", f"spain> {SAID}", "mps> /status {R}"),
    ),
    "an answer with an end date": (
        *(
            "mps> /request Spain 这家餐馆是谁的？",
            f"spain> /answer {{R}} It is {SAID}. Use until 10 December.",
        ),
        *("mps> /status {R}", "@ +10d"),
    ),
    "an answer that is edited": (
        *("mps> /request Spain 这家餐馆是谁的？", "spain> /answer {R} It belongs to a company"),
        f"spain~ /answer {{R}} It belongs to {SAID}",
    ),
    "permission to use it in court": (
        CLUE.replace("China", "China H1"),
        "mps> /status {R}",
        "mps! 请求用于司法程序",
        "spain! Allow it",
    ),
    "no permission to use it in court": (
        *(
            CLUE.replace("China", "China H1"),
            "mps> /status {R}",
            "mps! 请求用于司法程序",
            "spain! Do not allow it",
        ),
    ),
    "a change noted": (CLUE, f"spain> /clue {{R}} {SAID}", "spain> /clue {R} withdraw", "mps> /status {R}"),
    "passed on inside China": (CLUE, "mps> /clue {R} forward Zhejiang", "zhejiang> /status {R}"),
    "put off": (CLUE, "@ +1d", "mps! 稍后提醒", "@ +1d", "@ +3d"),
    "who has looked": (CLUE, "mps> /status {R} who", "mps> /trail"),
    "more choices and a list by number": (CLUE, "mps> /clue list", "mps> /status 1", "mps> /outstanding"),
    "a request that nobody answers": (
        f"spain> /request China urgent (b) Who is {SAID}?",
        "@ +4h",
        "@ +9h",
        "@ +2d",
    ),
    "a request made urgent": (
        f"spain> /request China Who is {SAID}?",
        "spain> /request {R} urgent (b)",
        "@ +9h",
    ),
    "a request withdrawn": (
        f"spain> /request China Who is {SAID}?",
        "spain> /request {R} withdraw",
    ),
    "an assessment": (
        f"spain> /clue China Three women are held. Assessment: it is {SAID}",
        "mps> /status {R}",
    ),
    "an official reference with words": (f"spain> /clue China SIENA 2026-0001 {SAID}", "mps> /status {R}"),
    "statistics for a spreadsheet": (CLUE, "mps> /stats", "mps> /stats 2026"),
    "the law page": (CLUE, "mps> /law Spain"),
    "a search": (CLUE, "mps> /status Ejemplar", "mps> Lena", "mps> /clue list Ejemplar"),
    "duty and escalation": (
        f"spain> /request China by Friday 17:00 Who is {SAID}?",
        "mps> /duty",
        "@ +3d",
        "@ +4d",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_nobody_in_china_hears_of_it_by_this_way_either(talk: Talk, way: str) -> None:
    heard = play(talk, *WAYS[way])
    assert leaks(talk) == []
    assert {event["to"] for event in heard.events} & {*CHINA}, "the way leads nowhere"


@pytest.mark.parametrize("step", ["spain+ {file} /clue {R} {said}", "spain+ {file} {said}"])
def test_what_is_written_under_a_later_picture_stays(talk: Talk, tmp_path: Path, step: str) -> None:
    picture = tmp_path / "PAA123456.png"
    picture.write_bytes(PICTURE)
    heard = play(talk, PLAIN, step.replace("{file}", str(picture)).replace("{said}", SAID))
    assert leaks(talk) == []
    assert [event for event in heard.events if event["to"] in CHINA and event["files"]] == []


def test_the_reference_of_an_answer_is_sealed(talk: Talk) -> None:
    play(talk, *WAYS["the official reference of an answer"])
    assert [secret for secret in SECRETS if secret in dumped(talk)] == []


def test_the_reference_of_an_answer_is_shown(talk: Talk) -> None:
    talk("italy> /request Spain Who?", "spain! Answer", "spain> A company", "spain! Add details")
    heard = talk("spain! Official reference", "spain> SIENA 2026-0001", "spain! Send")
    assert "See SIENA 2026-0001." in heard.to("italy").text


def test_a_picture_with_an_answer_stays(talk: Talk, tmp_path: Path) -> None:
    picture = tmp_path / "PAA123456.png"
    picture.write_bytes(PICTURE)
    heard = play(
        talk, "mps> /request Spain 这家餐馆是谁的？", f"spain+ {picture} /answer {{R}} It belongs to {SAID}"
    )
    assert leaks(talk) == []
    assert [event for event in heard.events if event["to"] in CHINA and event["files"]] == []


def test_a_hit_tells_china_that_there_is_one_and_nothing_of_it(talk: Talk) -> None:
    talk(f"spain> /clue Italy {SAID}", "spain! Tell both")
    heard = play(talk, "mps> /clue Spain 护照PAA123456", "mps! 双方都告知")
    assert heard.to("mps").of("matching.hit")
    assert [one for one in (SECRETS[0], SECRETS[2], SECRETS[3]) if one in heard.to("mps").text] == []
    assert SECRETS[0] not in talk("mps> /status").text


def test_logs_hold_none_of_it(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    play(talk, CLUE, FROM_CHINA, "spain! Accept clue", "spain! Report the outcome", f"spain> Found: {SAID}")
    assert [one for one in SECRETS if one in caplog.text] == []
