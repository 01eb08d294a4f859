"""On Telegram, not encrypted from end to end: an invented case may stand there, an answer may not."""

import pytest

from handlers.law.handling import Ceiling, Tlp
from tests.talk import Talk
from tests.telegram.phones import NUMBERS, phones_of

pytestmark = pytest.mark.telegram


async def test_an_invented_case_is_read_and_an_answer_is_not(talk: Talk) -> None:
    async with phones_of(talk, Ceiling(Tlp.GREEN, personal=False)) as phones:
        await phones("eu> /exercise", "eu! Open 3", "eu! EX: For the network", "spain! EX: Take part")
        heard = await phones("eu> /exercise", "eu! EX: Begin")
        assert "EXERCISE · 02:10. The emergency line" in heard.to("spain")
        heard = await phones("spain! EX: Answer", "spain> The blue door in Example Street")
        assert "Nothing in it looks like personal data" in heard.to("spain")
        assert "EXERCISE · Please open it on the encrypted channel." in heard.to("eu")
        for who in ("spain", "eu"):  # nor does what was typed stay
            screen = "\n".join(m["text"] for m in phones.people.screen(NUMBERS[who]))
            assert "blue door" not in screen
        heard = await phones("italy> /clue Spain A van", "spain> stop exercise")
        assert "REAL · not part of the exercise" in heard.to("spain")
        assert "EXERCISE · Marta Ejemplo has ended the exercise for all." in heard.to("eu")
