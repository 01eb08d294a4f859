"""The transcript runner and `liaison chat`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.chat.script import ScriptError
from tests.talk import Talk

ROOT = Path(__file__).parents[2]


def chat(data: Path, script: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "chat", "--data", str(data), "--demo", *options]
    return subprocess.run(
        command, input=script, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )


def test_json_has_inputs_and_outputs_one_a_line(tmp_path: Path) -> None:
    done = chat(tmp_path / "d", "# a comment\n\nspain> /clue China Two women\n", "--script", "-", "--json")
    assert done.returncode == 0, done.stderr
    first, filed, referred = [json.loads(line) for line in done.stdout.splitlines()]
    assert first == {"at": "2026-12-01T01:00:00Z", "from": "spain", "text": "/clue China Two women"}
    assert set(referred) == {"at", "to", "text", "buttons", "files", "refs", "kind"}
    assert (filed["to"], filed["kind"]) == ("spain", "clue.filed")
    assert (referred["to"], referred["kind"], referred["refs"]) == ("mps", "clue.referred", filed["refs"])


def test_the_clock_goes_on_where_the_last_script_left_it(tmp_path: Path) -> None:
    chat(tmp_path / "d", "@ +3d\n", "--script", "-")
    done = chat(tmp_path / "d", "spain> /cancel\n", "--script", "-", "--json")
    assert json.loads(done.stdout.splitlines()[0])["at"] == "2026-12-04T01:00:00Z"


def test_piped_lines_are_said_by_one_person(tmp_path: Path) -> None:
    done = chat(tmp_path / "d", "/contacts Spain\n", "--as", "mps")
    assert done.returncode == 0, done.stderr
    assert "西班牙" in done.stdout


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("what is this", "I do not understand"),
        ("@ yesterday", "is no time"),
        ("@ 2026-12-01T09:00:00", "names no zone"),
        ("@ 2020-01-01T00:00:00Z", "does not go back"),
        ("spain! Fly", "sees no button"),
        ("spain~ corrected", "has written nothing yet"),
    ],
)
def test_a_line_that_makes_no_sense_is_named(talk: Talk, step: str, sentence: str) -> None:
    with pytest.raises(ScriptError, match=f"Line 2: .*{sentence}"):
        talk("# the first line", step)


def test_a_button_is_pressed_by_label_in_any_width_or_by_number(talk: Talk) -> None:
    heard = talk("spain> /language", "spain! 中文", "spain> /语言", "spain! 1")
    assert heard.kinds == ["language.ask", "language.set"] * 2


def test_a_missing_script_is_one_sentence(tmp_path: Path) -> None:
    done = chat(tmp_path / "d", "", "--script", str(tmp_path / "none"))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("options", [["--script", "-"], ["--script", "-", "--json"], ["--as", "spain"]])
def test_a_reader_who_has_seen_enough_ends_it_quietly(tmp_path: Path, options: list[str]) -> None:
    """`liaison chat … | head -1`"""
    command = [sys.executable, "-m", "bot", "chat", "--data", str(tmp_path / "d"), "--demo", *options]
    line = "spain> /help\n" if "--script" in options else "/help\n"
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(line)
        process.stdin.flush()
        assert process.stdout.readline()
        process.stdout.close()
        process.stdin.write(line * 50)
        process.stdin.close()
        assert process.wait(timeout=60) == 1
        assert process.stderr.read() == ""
