"""Asylum, and what is political, military, religious or racial, goes through no pointer corridor."""

import csv
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from handlers.recognising.matters import is_tender, spoken_of
from storage.audit import AuditEntry, Tag
from tests.talk import Talk

LINES = (Path(__file__).parent / "matters.tsv").read_text("utf-8").splitlines()
TABLE = list(csv.DictReader(LINES, delimiter="\t"))
SAID = "Two women applied for asylum last week"


@pytest.mark.parametrize("row", TABLE, ids=[str(number) for number in range(len(TABLE))])
def test_a_sentence_is_barred_or_not(row: dict[str, str]) -> None:
    assert (spoken_of(row["said"]) is not None) == (row["barred"] == "yes")


@pytest.mark.parametrize(
    "said",
    [
        "Seen in the Xinjiang Uyghur Autonomous Region",
        "在新疆维吾尔自治区发现两名妇女",
        "她住在妇女庇护所",
        "甘南藏族自治州的一家餐馆",
    ],
)
def test_a_name_that_holds_such_a_word_is_none(said: str) -> None:
    assert spoken_of(said) is None


UNREAD = {"His daughter, seventeen, was promised a job in a nail bar."}  # an age in words alone


@pytest.mark.parametrize("row", TABLE, ids=[str(number) for number in range(len(TABLE))])
def test_a_sentence_is_about_a_victim_or_a_minor_or_not(row: dict[str, str]) -> None:
    assert is_tender(row["said"], date(2026, 12, 1)) == (row["tender"] == "yes" and row["said"] not in UNREAD)


VICTIM = "The victim Lena Ejemplar, passport PAA123456, is safe"


@pytest.mark.parametrize(
    ("steps", "mark"),
    [
        ((f"spain> /clue Italy {VICTIM}",), "TLP:AMBER+STRICT"),
        ((f"spain> /clue Italy TLP:GREEN {VICTIM}",), "TLP:AMBER ·"),
        ((f"spain> /clue Italy TLP:RED {VICTIM}",), "TLP:RED"),
        (("spain> /clue Italy The victim is safe",), "TLP:AMBER ·"),
        (("spain> /clue Italy Lena Ejemplar, passport PAA123456, drives it",), "TLP:AMBER ·"),
        ((f"spain> /request Italy {VICTIM}. Is she known?",), "TLP:AMBER+STRICT"),
        (("spain> /clue Italy Two women seen", f"spain> /clue {{ref}} {VICTIM}"), "TLP:AMBER+STRICT"),
        (("spain> /clue Italy Two women seen", f"spain~ /clue Italy {VICTIM}"), "TLP:AMBER+STRICT"),
        (("spain> /clue", "spain> Italy", f"spain> {VICTIM}", "spain! File it"), "TLP:AMBER+STRICT"),
    ],
)
def test_data_of_a_victim_or_a_minor_is_handled_one_level_stricter(
    talk: Talk, steps: tuple[str, ...], mark: str
) -> None:
    ref = ""
    for step in steps:
        heard = talk(step.format(ref=ref))
        ref = next((one for event in heard.events for one in event["refs"]), ref)
    assert mark in talk(f"italy> /status {ref}").text + " ·"


def test_so_is_an_answer_and_its_author_is_told_of_a_clue(talk: Talk) -> None:
    assert "handled as TLP:AMBER+STRICT" in talk(f"spain> /clue Italy {VICTIM}").to("spain").text
    ref = talk("spain> /request Italy Who was found?").events[0]["refs"][0]
    talk(f"italy> /answer {ref} {VICTIM}")
    assert "TLP:AMBER+STRICT" in talk(f"spain> /status {ref}").text


def test_the_words_are_given_back_as_they_were_written() -> None:
    found = spoken_of("他已申請 政治庇護，尚未決定")
    assert found is not None
    assert (found.kind, found.said) == ("asylum", "政治庇護")
    found = spoken_of("the ＡＳＹＬＵＭ claim")
    assert found is not None
    assert found.said == "ＡＳＹＬＵＭ"


@pytest.mark.parametrize(
    "steps",
    [
        (f"spain> /clue China {SAID}",),
        (f"spain> /request China {SAID}. Known?",),
        ("spain> /clue China Two women seen", f"spain~ /clue China {SAID}"),
        ("liaoning> /request Spain Is it known?", f"spain> /answer {{ref}} {SAID}"),
        ("spain> /clue China Two women seen", f"spain> /clue {{ref}} {SAID}"),
        ("spain> /clue China Two women seen", "spain> /clue {ref} 她们申请了庇护"),
        (f"spain> /clue Italy {SAID}", "italy! Refer on", "italy> China", "spain! Give consent"),
        (f"eu> /notice China {SAID}", "eu! Send to 5"),
        (f"eu> /notice China {SAID}", "eu! Send to 5", "eu! Cancel"),
    ],
    ids=["line", "request", "edit", "answer", "addition", "Chinese", "referred on", "notice", "cancelled"],
)
def test_by_no_path_does_it_arrive(talk: Talk, steps: tuple[str, ...]) -> None:
    ref, kinds = "", []
    for step in steps:
        heard = talk(step.format(ref=ref))
        ref = next((one for event in heard.events for one in event["refs"]), ref)
        kinds += heard.kinds
        across = [event["text"] for event in heard.events if event["to"] in ("mps", "liaoning", "zhejiang")]
        assert not [said for said in across if "asylum" in said or "庇护" in said]
    assert "screening.barred" in kinds


@pytest.mark.parametrize(
    "steps",
    [
        ("spain> /clue", "spain> China", f"spain> {SAID}"),
        ("spain> /request", "spain> China", f"spain> {SAID}", "spain! It is not urgent"),
    ],
)
def test_the_summary_of_a_form_offers_no_way_to_send_it(talk: Talk, steps: tuple[str, ...]) -> None:
    heard = talk(*steps).of("form.summary")
    assert "This cannot go to China" in heard.text
    assert heard.buttons[-2:] == ["Change something", "Cancel"]
    assert not {"File it", "Send it", "Send"} & {*heard.buttons}
    heard = talk("spain> yes")
    assert heard.to("mps").kinds == []
    assert SAID in talk("spain! Change").text


def test_it_goes_where_no_such_corridor_lies(talk: Talk) -> None:
    assert SAID in talk(f"spain> /clue Italy {SAID}").to("italy").text


def test_it_says_why_and_gives_the_words_back(talk: Talk) -> None:
    heard = talk(f"spain> /clue China {SAID}")
    assert heard.buttons == ["Change", "Cancel"]
    assert "Directive 2013/32/EU" in heard.text
    assert SAID in talk("spain! Change").text
    with talk.work() as work:
        assert Tag.MATTER_BARRED in [one.tag for one in work.all(select(AuditEntry))]
