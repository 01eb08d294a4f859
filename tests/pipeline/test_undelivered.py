"""A letter that is refused for good: reader, sender and coordinators hear of it, and nothing loops."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import select

from bot.channels.port import RefusedError
from handlers.core import speech
from handlers.letters.letter import Letter
from handlers.vocabulary.text import Text
from handlers.vocabulary.voice import Voice
from storage.audit import AuditEntry, Tag
from storage.outbox import Fate, Outgoing
from tests.talk import Talk

Refuse = Callable[[Letter], bool]


def refusing(talk: Talk, refuses: Refuse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The network takes everything but these letters."""
    (channel,) = talk.runner.service.channels.values()
    deliver = channel.deliver

    async def picky(letter: Letter) -> str:
        if refuses(letter):
            raise RefusedError("not-this-one")
        return await deliver(letter)

    monkeypatch.setattr(channel, "deliver", picky)


def fates(talk: Talk, kind: str) -> list[Fate]:
    with talk.work() as work:
        return [row.fate for row in work.all(select(Outgoing)) if row.kind == kind]


def test_a_refused_clue_is_told_to_reader_sender_and_coordinators(
    talk_anywhere: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = talk_anywhere
    refusing(talk, lambda letter: letter.kind == "clue.referred", monkeypatch)
    heard = talk("spain> /clue Italy Three women")
    assert heard.to("italy").kinds == ["undelivered.yours"]
    assert heard.to("spain").kinds == ["clue.filed", "undelivered.sent"]
    assert heard.to("eu").kinds == heard.to("iom").kinds == ["undelivered.noted"]
    assert "Three women" not in heard.of("undelivered.sent").text + heard.of("undelivered.noted").text
    assert talk(f"italy! {heard.ref}").to("italy").kinds == ["clue.status"]
    with talk.work() as work:
        logged = work.all(select(AuditEntry).where(AuditEntry.tag == Tag.UNDELIVERED))
        assert [entry.detail for entry in logged] == [{"kind": "clue.referred"}]


def test_the_words_in_both_languages(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing(talk, lambda letter: letter.kind == "clue.referred", monkeypatch)
    heard = talk("mps> /线索 意大利 三名女子", "italy> /clue Liaoning Two men")
    to_mps, to_liaoning = heard.to("mps").of("undelivered.sent").text, heard.to("liaoning").text
    assert to_mps.startswith(heard.ref)
    assert "未能送达" in to_mps
    assert "/联系人" in to_mps
    assert "无法在此显示" in to_liaoning
    assert "点按按钮即可查看" in to_liaoning
    assert "could not be shown to you here" in heard.to("italy").of("undelivered.yours").text


def test_coordinators_hear_of_the_same_reader_once_an_hour(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(talk, lambda letter: letter.kind == "clue.referred", monkeypatch)
    steps = ["spain> /clue Italy One", "spain> /clue Italy Two", "@ +59m", "spain> /clue Italy Three"]
    assert talk(*steps).to("eu").kinds == ["undelivered.noted"]
    assert talk("@ +2m", "spain> /clue Italy Four").to("eu").kinds == ["undelivered.noted"]


def test_where_nothing_at_all_gets_through_it_comes_to_rest(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(talk, lambda letter: letter.address in {"italy", "eu"}, monkeypatch)
    heard = talk("spain> /clue Italy Three women", "eu> /help")
    assert not heard.to("italy")
    assert heard.to("spain").kinds == ["clue.filed", "undelivered.sent"]
    assert heard.to("iom").kinds == ["undelivered.noted", "undelivered.noted"]  # of italy, and of eu
    assert fates(talk, "undelivered.yours") == [Fate.FAILED, Fate.FAILED]


def test_an_answer_that_cannot_be_put_into_words_is_owned_up_to(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_voice: Voice, role: str, operator: str) -> Text:
        raise RuntimeError(f"a mistake of ours: {role}{operator}")

    monkeypatch.setitem(speech._speeches, "help", replace(speech.speech("help"), say=broken))
    heard = talk("spain> /help")
    assert heard.to("spain").kinds == ["undelivered.yours"]
    assert "could not be shown here" in heard.to("spain").text
    assert heard.to("eu").kinds == ["undelivered.noted"]
    assert talk("spain> /status").to("spain").kinds == ["status.open"]


def test_a_notice_counts_its_refusals_and_tells_nobody_else(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(talk, lambda letter: letter.kind == "notice.new" and letter.address != "eu", monkeypatch)
    heard = talk("eu> /notice all Good morning", "eu! 1", "@ +10m")
    assert not [kind for kind in heard.kinds if kind.startswith("undelivered")]
    assert "refused by the network" in heard.to("eu").text
