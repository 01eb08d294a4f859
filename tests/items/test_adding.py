"""What is added to a clue or a request, and put right by editing the message that added it."""

from pathlib import Path

import pytest

from tests.talk import Talk

BOTH = pytest.mark.parametrize(("command", "kind"), [("/clue", "clue"), ("/request", "request")])


def _with_an_addition(talk: Talk, command: str) -> str:
    ref = talk(f"spain> {command} Italy Three women in Example Street").ref
    assert "The van is white" in talk(f"spain> {command} {ref} The van is white").to("italy").text
    return ref


@BOTH
def test_an_edit_corrects_what_was_added_and_is_told(talk: Talk, command: str, kind: str) -> None:
    ref = _with_an_addition(talk, command)
    heard = talk(f"spain~ {command} {ref} The van is black")
    assert heard.to("spain").kinds == [f"{kind}.corrected.done"]
    told = heard.to("italy").of(f"{kind}.added.corrected")
    assert "The van is black" in told.text
    assert "Change noted" in told.buttons
    assert "white" not in heard.text


@BOTH
def test_an_edit_that_changes_nothing_says_so(talk: Talk, command: str, kind: str) -> None:
    ref = _with_an_addition(talk, command)
    assert talk(f"spain~ {command} {ref} The van is white").kinds == [f"{kind}.unchanged"]


@BOTH
def test_stricter_marks_alone_are_a_change(talk: Talk, command: str, kind: str) -> None:
    ref = _with_an_addition(talk, command)
    heard = talk(f"spain~ {command} {ref} TLP:RED The van is white")
    assert heard.to("spain").kinds == [f"{kind}.corrected.done"]
    assert "TLP:RED" in heard.to("italy").of(f"{kind}.added.corrected").text


@BOTH
def test_personal_data_in_the_edit_is_asked_about_first(talk: Talk, command: str, kind: str) -> None:
    ref = talk(f"spain> {command} Liaoning Three women in Example Street").ref
    talk(f"spain> {command} {ref} The van is white")
    heard = talk(f"spain~ {command} {ref} The van is white, call +34 600 000 000")
    assert heard.kinds == ["screening.ask"]
    assert not heard.of(f"{kind}.corrected.done")
    assert not heard.to("liaoning")


@BOTH
def test_a_deleted_addition_leaves_the_matter_as_it_is(talk: Talk, command: str, kind: str) -> None:
    _with_an_addition(talk, command)
    heard = talk("spain-")
    assert heard.kinds == [f"{kind}.deleted"]
    assert not heard.to("italy")


def test_the_number_of_files_stands_under_what_is_added_to_a_request(talk: Talk, tmp_path: Path) -> None:
    (photo := tmp_path / "photo.jpg").write_bytes(b"not really a photo")
    ref = talk("spain> /request Italy Who owns the van?").ref
    heard = talk(f"spain+ {photo} /request {ref} A picture of it")
    assert "1 file" in heard.to("italy").of("request.added").text
