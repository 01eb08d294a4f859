"""What was withdrawn, corrected or taken back: whoever had it says that this is noted."""

import pytest

from tests.talk import Talk


@pytest.mark.parametrize(
    ("steps", "reader", "sender"),
    [
        (("spain> /clue Italy Two women seen", "spain! Withdraw", "spain! Withdraw it"), "italy", "spain"),
        (("spain> /clue Italy Two women seen", "spain~ /clue Italy Three women seen"), "italy", "spain"),
        (("spain> /request Italy Who owns it?", "spain! Withdraw", "spain! Withdraw it"), "italy", "spain"),
        (("spain> /request Italy Who owns it?", "spain~ /request Italy Who rents it?"), "italy", "spain"),
        (
            (
                *("spain> /request Italy Who owns it?", "italy> /answer {ref} A company"),
                *("italy! Correct the answer", "italy> Another company", "italy> yes"),
            ),
            "spain",
            "italy",
        ),
    ],
    ids=["clue withdrawn", "clue corrected", "request withdrawn", "request corrected", "answer corrected"],
)
def test_it_is_noted_once_and_its_sender_sees_that(
    talk: Talk, steps: tuple[str, ...], reader: str, sender: str
) -> None:
    ref = ""
    for step in steps:
        heard = talk(step.format(ref=ref))
        ref = next((one for event in heard.events for one in event["refs"]), ref)
    thanked = talk(f"{reader}! Change noted")
    assert thanked.kinds == ["change.noted"]
    talk(f"{reader}! Change noted")
    talk(f"{sender}> /status {ref}")
    history = talk(f"{sender}! History") if ref.startswith("C") else talk(f"{sender}> /status {ref}")
    assert history.text.count("noted the change") == 1


def test_a_later_change_is_to_be_noted_again(talk: Talk) -> None:
    talk("spain> /clue Italy Two women seen", "spain~ /clue Italy Three women seen", "italy! Change noted")
    heard = talk("spain! Withdraw", "spain! Withdraw it").to("italy")
    assert "Change noted" in heard.buttons
