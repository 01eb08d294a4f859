"""What nobody can see is taken off where words come in; what a script or an emoji needs stays."""

import asyncio
import unicodedata
from pathlib import Path

import pytest

from handlers.law import typed_marks
from handlers.vocabulary.incoming import Incoming, IncomingFile
from handlers.vocabulary.typed_line import cleaned, file_name, one_line
from tests.talk import Heard, Talk

HIDDEN = (
    "a\u200bb\u200f\u2028c\u2029d\u061c\U000e0041\u00ad\u180e\u2060\u034f\u3164\u2800\uffa0\u115fend "
    "\u202eevil\u2066x\x85y\x0bz\x1b[1m"
)


def odd(text: str) -> list[str]:
    unseen = {"Cf", "Cc", "Zl", "Zp", "Cs"}
    fillers = "\u3164\u2800\uffa0\u115f\u034f"
    return [
        f"{ord(char):04X}"
        for char in text
        if char != "\n" and (unicodedata.category(char) in unseen or char in fillers)
    ]


def test_nothing_unseen_reaches_a_reader(talk: Talk) -> None:
    heard = talk(f"spain> /clue China {HIDDEN}")
    assert "ab\nc\nd" in cleaned(HIDDEN)
    assert odd(cleaned(HIDDEN)) == odd(one_line(HIDDEN)) == odd(file_name(HIDDEN)) == []
    assert odd(heard.to("mps").text) == []
    assert "\n" not in one_line(HIDDEN) + file_name(HIDDEN)


@pytest.mark.parametrize(
    "kept",
    [
        "علی\u200cرضا",
        "शर\u094d\u200dमा",
        "👩\u200d👩\u200d👧\u200d👦",
        "❤\ufe0f\u200d🔥",
        "🇨🇳",
        "葛\U000e0100城",
        "ᠪᠠ\u180bᠲᠤ",
    ],
)
def test_what_is_written_with_it_stays(kept: str) -> None:
    assert cleaned(kept) == one_line(kept) == kept


@pytest.mark.parametrize("typed", ["Mar\u200dta", "\u200dMarta", "王\u200c示", "김\u200d예"])
def test_a_joiner_that_joins_nothing_goes(typed: str) -> None:
    assert "\u200d" not in cleaned(typed)
    assert "\u200c" not in cleaned(typed)


UNSEEN = [
    *map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0x200B, 0x2010), 0xFEFF, 0x61C)),
    *("\U000e0041", "\U000e0100", "\ufe0f", "\u180b", "\u3164", "\u115f", "\x1b"),
]


def told(talk: Talk, place: Path, name: str, said: str, origin: str = "") -> Heard:
    """A clue with a file called so, and so much said under it."""
    place.write_bytes(b"a picture")
    file = IncomingFile(name, "image/jpeg", str(place), 9, caption=said)
    extra = {"origin": origin} if origin else {}
    came = Incoming(
        "console", "spain", name, talk.clock.now(), said, files=(file,), extra=extra, forwarded=bool(origin)
    )

    async def take() -> None:
        await talk.runner.service.intake.take("console", [came])
        await talk.runner.settle()

    before = len(talk.everything.events)
    asyncio.run(take())
    return Heard(talk.everything.events[before:])


def test_on_every_way_in_it_is_taken_off(talk: Talk, tmp_path: Path) -> None:
    mark, place = "".join(UNSEEN), tmp_path / "picture"
    heard = told(talk, place, f"photo{mark}gpj.exe", f"/clue Italy T{mark}LP:R{mark}ED th{mark}ree")
    filed = heard.to("italy").of("clue.referred")
    assert [file["name"] for file in filed.events[0]["files"]] == ["photogpj.exe"]
    assert "> three" in filed.text
    assert "TLP:RED" in filed.text
    heard = told(talk, place, f"T{mark}LP-R{mark}ED_.jpg", f"fo{mark}ur", origin=f"An{mark}na")
    assert "Forwarded from Anna: four" in heard.of("files.what_for").text
    filed = talk("spain! File as a clue", "spain> Italy", "spain! File it").to("italy").of("clue.referred")
    assert "TLP:RED" in filed.text
    told_of = talk(f"spain> /remind me tomorrow {mark}ca{mark}ll", f"spain> /fo{mark}o b{mark}ar")
    everything = "\n".join(event["text"] for event in talk.everything.events)
    assert told_of
    assert not set(everything) & set(UNSEEN)


@pytest.mark.parametrize("mark", UNSEEN, ids=ascii)
def test_it_hides_no_ending_and_breaks_no_mark(mark: str) -> None:
    assert file_name(f"photo{mark}gpj{mark}.ex{mark}e") == "photogpj.exe"
    assert file_name(f"{mark * 300}.exe") == "exe"
    assert typed_marks.read(cleaned(f"T{mark}LP:{mark}R{mark}ED three"))[0] == {"tlp": "RED"}


@pytest.mark.parametrize("mark", ["\u0301", "\u0338", "\u20dd", "\u0489", "\u20e3"])
def test_marks_are_drawn_on_letters_of_their_writer_only_and_not_many(mark: str) -> None:
    assert cleaned(f"{mark}{mark}abc\n{mark}def") == "abc\ndef"
    assert one_line(f"a{mark * 500}b") == f"a{mark * 8}b"


@pytest.mark.parametrize("kept", ["1\ufe0f\u20e3", "™\ufe0f", "שָׁלוֹם", "བརྒྱུད", "ที่นี่", "e\u0301"])
def test_signs_that_are_written_with_marks_stay(kept: str) -> None:
    assert cleaned(kept) == kept
