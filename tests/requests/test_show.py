"""From request to answer, as officers of both languages live it: every line that is pressed and read."""

from datetime import timedelta

import pytest

from storage.people import officer_named
from tests.talk import Talk

WORDS = {
    "en": {
        "accept": "Accept request", "question": "Ask a question", "more": "More time",
        "partly": "Answer in part",
        "refuse": "Refuse", "confirm": "Confirm", "later": "Remind me later",
        "told": "has a question on", "longer": "7 days longer", "overdue": "is overdue", "ground": "Ground h",
    },
    "zh": {
        "accept": "受理", "question": "请求澄清", "more": "延长期限", "partly": "部分答复",
        "refuse": "拒绝", "confirm": "确认", "later": "稍后提醒",
        "told": "请求澄清", "longer": "延长7天", "overdue": "逾期未答复", "ground": "依据 h",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_the_request_to_its_end(talk: Talk, language: str) -> None:
    say = WORDS[language]
    _everybody_reads(talk, language)
    ref = talk("mps> /request Spain, Italy Who sent the money?").ref

    # Spain accepts, asks back, and the clock stands still until Beijing has answered
    talk(f"spain! {say['accept']}", "@ +1d", f"spain! {say['question']}")
    heard = talk("spain> Which account?", "spain! 1")
    assert say["told"] in heard.to("mps").text
    assert not talk("@ +12h").to("spain")
    heard = talk(f"mps> /answer {ref} The one at the bank in Madrid.")
    assert "The one at the bank in Madrid." in heard.to("spain").text

    # a judicial authorisation is awaited: Beijing is told at once how long
    talk(f"spain! {say['more']}", "spain! 7")
    heard = talk("spain> A judge must allow it.", "spain! 1")
    assert say["longer"] in heard.to("mps").text

    # Italy refuses; Spain knows nothing of it
    talk(f"italy! {say['refuse']}", "italy! 8")
    heard = talk("italy! 1")
    assert say["ground"] in heard.to("mps").text
    assert not heard.to("spain")

    # Spain is reminded, puts it off with one tap, and is late: its deputy and the coordinators are told
    heard = talk("@ +15d")
    assert ref in heard.of("reminder").to("spain").text
    assert say["overdue"] in heard.to("uk").text
    assert talk(f"spain! {say['later']}").kinds == ["reminder.later"]
    heard = talk("@ +7d")
    assert ref in heard.to("eu").text
    assert "request.escalated" in heard.to("mps").kinds

    # an answer in part ends it: the very next tick says nothing about it to anybody who owed it
    heard = talk(f"spain> /answer {ref} partly: only the name of the shop", f"mps! {say['confirm']}")
    assert say["partly"] in WORDS[language].values()
    assert not talk("@ +1s")
    assert not talk("@ +5d").to("spain")


def _everybody_reads(talk: Talk, language: str) -> None:
    """One language for all, and the United Kingdom's officer as Spain's deputy."""
    with talk.work() as work:
        for handle in ("spain", "italy", "mps", "uk", "eu", "iom"):
            officer = officer_named(work, handle)
            assert officer is not None
            officer.language = language
            work.add(officer)
        spain, uk = officer_named(work, "spain"), officer_named(work, "uk")
        assert spain is not None
        assert uk is not None
        spain.deputy_id, spain.deputy_until = uk.id, work.now + timedelta(days=90)
        work.add(spain)
