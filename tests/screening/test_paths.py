"""Every way by which personal data could reach China, each tried: nobody there hears a word of it.

What is secret stands in `SECRETS`; `told` is all that anybody in China was told, the files among it, and what
the rows to them hold. A way that asks is answered with "Mask and send".
"""

from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlmodel import select

from storage.outbox import Outgoing
from storage.people import Officer
from tests.talk import Heard, Talk

CHINA = ("mps", "liaoning", "heilongjiang", "zhejiang", "guangxi")
SECRETS = ("Lena Ejemplar", "PAA123456", "612 345 678", "+34612345678")
SAID = "Lena Ejemplar, passport PAA123456, phone +34 612 345 678"
MASK = {"Mask and send", "隐去后发送"}


def play(talk: Talk, *steps: str) -> Heard:
    """The steps, `R` standing for the newest reference; what is asked is masked and sent."""
    events = []
    for step in steps:
        heard = talk(step.replace("{R}", _newest(talk)))
        who = step.partition(">")[0].partition("!")[0].partition("~")[0].partition("+")[0].strip()
        events += heard.events
        if MASK & {*heard.to(who).buttons}:
            events += talk(f"{who}! {(MASK & {*heard.to(who).buttons}).pop()}").events
    return Heard(events)


def _newest(talk: Talk) -> str:
    return str(next((ref for event in reversed(talk.everything.events) for ref in event["refs"]), ""))


def leaks(talk: Talk) -> list[str]:
    """What of the secrets anybody in China was told, or is about to be."""
    told = [
        event["text"] + str(event["buttons"]) + str(event["files"])
        for event in talk.everything.events
        if event["to"] in CHINA
    ]
    with talk.work() as work:
        people = {one.id for one in work.all(select(Officer)) if one.handle in CHINA}
        rows = [one for one in work.all(select(Outgoing)) if one.officer_id in people]
        told += [f"{row.params} {row.carried}" for row in rows]
    return [secret for secret in SECRETS if any(secret in one for one in told)]


CLUE = f"spain> /clue China Three women are held. {SAID}"
PLAIN = "spain> /clue China Three women are held at a restaurant"
FROM_CHINA = "mps> /clue Spain 三名妇女被关在一家餐馆"
ASKED = "mps> /request Spain 这家餐馆是谁的？"
WAYS: dict[str, tuple[str, ...]] = {
    "a clue in one line": (CLUE,),
    "a clue of two countries": (CLUE.replace("China", "Italy, China"),),
    "a clue to a bureau, its authority in copy": (CLUE.replace("China", "Zhejiang"),),
    "a clue marked GREEN": (CLUE.replace("China", "China TLP:GREEN"),),
    "a clue by the form": ("spain> /clue", "spain> China", f"spain> {SAID}"),
    "the place of a clue": (
        *(PLAIN, "spain! Add details", "spain! The facts", "spain! Place", f"spain> Flat of {SAID}"),
    ),
    "loose words filed as a clue": (f"spain> Seen: {SAID}", "spain! File as a clue", "spain> China"),
    "an addition": (PLAIN, f"spain> /clue {{R}} {SAID}"),
    "an addition by the button": (PLAIN, f"spain> More came in: {SAID}", "spain! 3"),
    "an edit": (PLAIN, f"spain~ /clue China Three women are held. {SAID}"),
    "an edited addition": (PLAIN, "spain> /clue {R} They moved", f"spain~ /clue {{R}} They moved. {SAID}"),
    "a country added later": (
        CLUE.replace("China", "Italy"),
        CLUE.replace("> ", "~ ").replace("China", "Italy, China"),
    ),
    "referred on by its author": (CLUE.replace("China", "Italy"), "spain> /clue {R} forward China"),
    "referred on by another country": (
        CLUE.replace("China", "Italy TLP:GREEN"),
        "italy> /clue {R} forward China",
    ),
    "referred on with consent": (
        *(CLUE.replace("China", "Italy"), "italy> /clue {R} forward China", "spain! Give consent"),
    ),
    "its status": (CLUE, "mps> /status {R}"),
    "its history": (
        CLUE,
        f"spain~ /clue China Two women are held. {SAID}",
        "mps> /status {R}",
        "mps! 办理记录",
    ),
    "a list": (CLUE, "mps> /clue list", "mps> /status", "mps> /outstanding"),
    "a reminder, a digest": (CLUE, "@ +1d", "@ +2d", "@ +7d"),
    "an outcome": (FROM_CHINA, "spain! Accept clue", "spain! Report the outcome", f"spain> Found: {SAID}"),
    "a reason": (FROM_CHINA, "spain! Decline clue", f"spain> Known already: {SAID}"),
    "a request in one line": (f"spain> /request China Who is {SAID}?",),
    "a request that names a date": (f"spain> /request China by Friday 17:00 Who is {SAID}?",),
    "a request by the form": (
        "spain> /request",
        "spain> China",
        f"spain> Who is {SAID}?",
        "spain! It is not urgent",
    ),
    "a request added to": ("spain> /request China Who rents it?", f"spain> /request {{R}} It is {SAID}"),
    "a request corrected": (
        "spain> /request China Who rents it?",
        f"spain~ /request China Who rents it? {SAID}",
    ),
    "an answer in one line": (ASKED, f"spain> /answer {{R}} It belongs to {SAID}"),
    "a part of an answer": (ASKED, f"spain> /answer {{R}} partly: {SAID}"),
    "a refusal": (ASKED, f"spain> /answer {{R}} refuse b: {SAID}"),
    "a question back": (ASKED, f"spain> /answer {{R}} question: Is it {SAID}?"),
    "what a question is answered with": (
        *(
            "spain> /request China Who rents it?",
            "mps> /answer {R} 问题：哪一家？",
            f"spain> /answer {{R}} {SAID}",
        ),
    ),
    "a notice": (f"eu> /notice all English: Look for {SAID}. 中文：请注意", "eu! 1", "iom! 1", "@ +1m"),
    "a notice shown again": (
        *(f"eu> /notice all English: Look for {SAID}. 中文：{SAID}", "eu! 1", "iom! 1", "@ +1m"),
        *("mps> /notices", "mps> /status {R}", "@ +1d"),
    ),
    "a deputy": (
        "italy> /me deputy mps until Friday",
        "mps! 1",
        CLUE.replace("China", "Italy"),
        f"spain> /clue {{R}} {SAID}",
        "mps> /status",
        "mps> /status {R}",
    ),
    "a meeting's place": (
        *(f"eu> /notice meeting all Friday 10:00 at the flat of {SAID}", "eu! 1", "iom! 1", "@ +1m"),
    ),
    "statistics": (CLUE, "mps> /stats", "mps> /me", "mps> /contacts Spain"),
    "a withdrawal": (CLUE, "spain> /clue {R} withdraw"),
}


@pytest.mark.parametrize("way", WAYS)
def test_nobody_in_china_hears_of_it(talk: Talk, way: str) -> None:
    heard = play(talk, *WAYS[way])
    assert leaks(talk) == []
    assert {event["to"] for event in heard.events} & {*CHINA}, "the way leads nowhere"


@pytest.mark.parametrize("way", ["a clue in one line", "an outcome", "an answer in one line", "an edit"])
def test_what_reaches_china_is_readable_and_says_what_is_missing(talk: Talk, way: str) -> None:
    play(talk, *WAYS[way])
    told = Heard([event for event in talk.everything.events if event["to"] == "mps"]).text
    assert "[姓名]" in told
    assert "[护照号码]" in told
    assert "由发送方保存" in told
    assert "国际刑警组织" in told


def test_the_same_reaches_italy_whole(talk: Talk) -> None:
    play(talk, CLUE.replace("China", "Italy, China"))
    told = Heard([event for event in talk.everything.events if event["to"] == "italy"]).text
    assert all(secret in told for secret in SECRETS[:3])


def test_nothing_that_reaches_spain_from_china_is_whole_either(talk: Talk) -> None:
    play(talk, "mps> /clue Spain 嫌疑人张伟，护照E12345678，电话13800000123")
    told = Heard([event for event in talk.everything.events if event["to"] == "spain"]).text
    assert "[name]" in told
    assert not {"张伟", "E12345678", "13800000123"} & {
        one for one in ("张伟", "E12345678", "13800000123") if one in told
    }


PICTURE = b"\x89PNG\r\n\x1a\nnothing but a head"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    found = tmp_path / "PAA123456.png"
    found.write_bytes(PICTURE)
    return found


def _files(events: Iterable[dict[str, object]], who: str) -> list[object]:
    return [event["files"] for event in events if event["to"] == who and event["files"]]


def test_a_photo_its_name_and_its_caption_stay(talk: Talk, picture: Path) -> None:
    heard = play(talk, f"spain+ {picture} /clue China Three women are held. {SAID}")
    assert leaks(talk) == []
    assert _files(heard.events, "mps") == []
    assert "文件由发送方保存" in heard.to("mps").text
    assert "does not go to China" in heard.to("spain").text
    sent = talk("spain! Nobody is on them: send them")
    assert len(_files(sent.events, "mps")) == 1
    assert leaks(talk) == []


def test_a_photo_goes_to_italy_as_before(talk: Talk, picture: Path) -> None:
    heard = play(talk, f"spain+ {picture} /clue Italy Three women are held")
    assert len(_files(heard.events, "italy")) == 1
