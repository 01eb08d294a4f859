"""What a line says about a matter that it names: read back before it holds, and never half of it."""

import pytest

from tests.talk import Talk


@pytest.fixture
def ref(talk: Talk) -> str:
    return talk("spain> /request Italy Who owns the van?").ref


@pytest.mark.parametrize("line", ["move the deadline of {} to tomorrow", "deadline of {} is tomorrow"])
def test_a_new_deadline_is_read_back(talk: Talk, ref: str, line: str) -> None:
    heard = talk("spain> " + line.format(ref))
    assert "is to answer by Wed 2 Dec 24:00 Madrid" in heard.text
    assert not heard.to("italy")


def test_urgency_and_a_deadline_in_one_line_are_read_back_together(talk: Talk, ref: str) -> None:
    heard = talk(f"spain> {ref} is urgent now, need it by tomorrow")
    assert "By: Wed 2 Dec 24:00 Madrid" in heard.text
    assert "Urgency: Urgent" in heard.text


@pytest.mark.parametrize(
    "line", ["change {} to morrow", "move the deadline of {} to later", "{} until whenever"]
)
def test_what_is_not_read_goes_to_nobody(talk: Talk, ref: str, line: str) -> None:
    assert not talk("spain> " + line.format(ref)).to("italy")
    assert "morrow" not in talk(f"italy> /status {ref}").text
