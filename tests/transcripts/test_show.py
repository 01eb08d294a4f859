"""The whole conversation of a clue, with everybody who has a part in it, and one who has none."""

import json
import re
from pathlib import Path

import pytest

from bot.chat import command

CONVERSATION = """
# a stranger writes first, and learns nothing
stranger> hello
# Spain knows something about Liaoning and Norway, and wants to be asked before it is passed on
spain> /clue Liaoning, Norway H2 Three women held at a restaurant in example street
spain+ {photo} /clue Italy A white van, driver on +34 900 555 123
liaoning! 签收
liaoning! 受理
mps> 状态
nordic! Acknowledge
nordic! Refer on
nordic> Italy
spain! Give consent
italy! Accept clue
italy! Report the outcome
italy> Two of them are safe now
liaoning! 反馈结果
liaoning> 已解救三人
# the other way round, in Chinese, with a file
mps+ {copy} /线索 西班牙 护照被扣，联系电话 010-5550-1234
mps! 隐去后发送
spain! Accept clue
# nobody covers Latvia: the coordinators can help
spain> /clue Latvia A man offers jobs on a ferry
spain! Send to EU Delegation, Beijing
eu! Acknowledge
iom> /status
stranger> /status
@ +1d
stranger> /clue China Three women
spain> /status
"""

_REFERENCE = re.compile(r"C-[2-9A-Y]{6}")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "white-van-4711.jpg"
    path.write_bytes(b"a photo of a van" * 1000)
    path.with_name("护照复印件.jpg").write_bytes(b"a copy of a passport" * 1000)
    return path


def play(folder: Path, photo: Path, capsys: pytest.CaptureFixture[str]) -> str:
    script = folder.with_suffix(".txt")
    script.write_text(
        CONVERSATION.format(photo=photo, copy=photo.with_name("护照复印件.jpg")), encoding="utf-8"
    )
    assert command.chat(folder, load_demo=True, who=None, script=str(script), as_json=True) == 0
    return capsys.readouterr().out


def test_the_clue_goes_its_way_and_the_stranger_sees_nothing(
    tmp_path: Path, photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [json.loads(line) for line in play(tmp_path / "data", photo, capsys).splitlines()]
    told = [(one["to"], one["kind"]) for one in said if "to" in one]
    assert [kind for to, kind in told if to == "stranger"] == ["stranger", "stranger"]
    for step in (
        ("mps", "clue.referred"),
        ("spain", "clue.acknowledged"),
        ("spain", "clue.consent"),
        ("nordic", "clue.consent.answer"),
        ("italy", "clue.referred"),
        ("spain", "clue.taken_up"),
        ("spain", "clue.outcome"),
        ("eu", "clue.referred"),
    ):
        assert step in told
    outcomes = [one["text"] for one in said if one.get("kind") == "clue.outcome"]
    assert any("Two of them are safe now" in text for text in outcomes)
    assert any("已解救三人" in text for text in outcomes)


def test_twice_on_fresh_data_gives_the_same_but_for_the_references(
    tmp_path: Path, photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (_REFERENCE.sub("C-…", play(tmp_path / name, photo, capsys)) for name in ("one", "two"))
    assert first == second


def test_nothing_that_was_written_can_be_read_on_the_disk(
    tmp_path: Path, photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(tmp_path / "data", photo, capsys)
    kept = [path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()]
    words = (
        "example street",
        "white van",
        "white-van-4711",
        "555 123",
        "a photo of a van",
        "已解救",
        "safe now",
        "护照",
        "5550-1234",
        "a copy of a passport",
    )
    assert kept
    for word in words:
        for spelled in (word.encode(), word.encode("utf-16-le"), json.dumps(word)[1:-1].encode()):
            assert not any(spelled in content for content in kept), word
