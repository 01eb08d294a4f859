"""Agencies kept by coordinators in chat: two of two agencies decide, nothing that came to one is lost."""

import re

import pytest

from storage import people
from storage.people import AgencyKind, Level, agency_named, officer_named
from tests.people.steps import CODE, enrol
from tests.talk import Talk

STEPS = (
    "eu> /invite latvia officer", "eu! Add an agency", "eu> Latvian liaison office", "eu> 拉脱维亚联络处",
    "eu! liaison office", "eu! mission abroad", "eu> Latvia", "eu> Latvia, Estonia",
)  # fmt: skip


def test_where_no_agency_is_called_so_one_can_be_added_and_invited_to(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    heard = talk(*STEPS)
    assert "Estonia and Latvia" in heard.text
    assert talk("eu! Ask for approval").to("eu").kinds == ["vouch.one_more"]
    assert "Proposed by" in talk("iom> /approve").to("iom").text
    heard = talk("iom! Approve")
    assert heard.to("eu").kinds == ["agency.ready", "vouch.done"]
    with talk.work() as work:
        made = agency_named(work, "latvia")
        assert made is not None
        assert (made.kind, made.level, made.country, made.names) == (
            AgencyKind.LIAISON,
            Level.MISSION,
            "LV",
            {"zh": "拉脱维亚联络处"},
        )
        assert people.countries_of(work, made.id) == ["EE", "LV"]
    heard = talk("eu! Invite somebody to it", "eu! officer")
    assert heard.kinds[-1] == "form.summary"
    assert CODE.search(talk("eu! Make the code").text)
    enrol(talk, "anna", "latvia officer", "Anna Paraugs")
    talk("eu! Approve", "iom! Approve")
    assert talk("spain> /clue Estonia Two women held").to("anna").kinds == ["clue.referred"]


def test_one_agency_alone_changes_nothing(talk: Talk) -> None:
    talk(*STEPS, "eu! Ask for approval")
    with talk.work() as work:
        assert agency_named(work, "latvia") is None
    assert talk("iom! Reject").to("eu").kinds == ["vouch.rejected"]
    assert "There is no agency “latvia” in the network yet." in talk("eu> /invite latvia officer").text


def approved(talk: Talk, *steps: str) -> None:
    heard = talk(*steps)
    assert "vouch.one_more" in heard.to("eu").kinds, heard.text
    assert "vouch.done" in talk("iom! Approve").kinds


def test_a_change_holds_for_everybody(talk: Talk) -> None:
    approved(
        talk,
        "eu> /agencies change nordic", "eu! Name in English", "eu> Nordic office, Beijing",
        "eu! Add details", "eu! Answers for", "eu> DK FI IS NO SE EE", "eu! Ask for approval",
    )  # fmt: skip
    assert "Nordic office, Beijing" in talk("spain> /contacts Estonia").text


def test_what_was_open_with_a_merged_agency_is_seen_and_answered_by_the_other(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = talk("mps> /request Italy Is this company known?").ref
    clue = talk("mps> /clue Italy Two women held in a flat").ref
    approved(talk, "eu> /agencies merge italy spain")
    with talk.work() as work:
        paolo, spain = officer_named(work, "italy"), agency_named(work, "spain")
        assert paolo is not None
        assert spain is not None
        assert paolo.agency_id == spain.id
        assert agency_named(work, "italy") is None
        assert people.countries_of(work, spain.id) == ["ES", "IT"]
    assert "Is this company known?" in talk(f"spain> /status {ref}").text
    assert talk(f"spain> /answer {ref} It is not known.").to("mps").kinds == ["request.moved"]
    assert talk(f"italy> /status {clue}").to("italy").kinds != ["status.unknown"]
    assert talk("mps> /clue Italy Three more").to("spain").kinds == ["clue.referred"]
    assert "Italian" not in talk("eu> /agencies").text


def test_who_is_one_line_of_command_after_a_merger_has_one_voice(talk: Talk) -> None:
    enrol(talk, "third", "germany coordinator", "Dritte Person")
    talk("eu! Approve", "iom! Approve")
    enrol(talk)
    talk("third> /approve", "third! Approve")
    approved(talk, "eu> /agencies merge germany france")
    enrol(talk, "fourth", "france coordinator", "Quatre Personne")
    talk("eu> /approve")
    with talk.work() as work:
        found = [people.agencies(work)]
        assert "germany" not in {one.handle for one in found[0]}


def test_two_voices_must_remain(talk: Talk) -> None:
    heard = talk("eu> /agencies merge iom eu")
    assert "Coordinators of two lines of command must remain." in heard.text
    with talk.work() as work:
        assert agency_named(work, "iom") is not None


def test_one_with_people_is_not_closed_and_one_without_is(talk: Talk) -> None:
    heard = talk("eu> /agencies close france", "eu! Ask for approval")
    assert "merge it instead" in heard.text
    talk("france> /me leave", "france! 1")
    approved(talk, "eu> /agencies close france", "eu! Ask for approval")
    heard = talk("spain> /contacts France")
    assert "+33" not in heard.text
    assert talk("eu> /invite france officer").kinds == ["invite.unclear"]


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("/agencies", "agencies", "14 agencies"),
        ("/agencies spain", "agency.shown", "Spanish liaison office"),
        ("/agencies Spanien", "agency.shown", "Spain"),
        ("/单位 mps", "agency.shown", "Ministry"),
        ("/agencies change spain", "form.fields", "Which one?"),
        ("/agencies close atlantis", "invite.unclear", "atlantis"),
        ("/agencies add", "form.ask", "short name"),
        ("/agencies add riga-police", "form.ask", "English"),
        ("/agencies merge italy italy", "agency.refused", "one already"),
    ],
)
def test_each_line_is_answered(talk: Talk, line: str, kind: str, words: str) -> None:
    heard = talk("eu> " + line)
    assert heard.kinds == [kind]
    assert words in heard.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Riga Police", "no short name"),
        ("officer", "means something else"),
        ("clue", "means something else"),
        ("a" * 31, "no short name"),
    ],
)
def test_what_cannot_be_a_short_name(talk: Talk, typed: str, said: str) -> None:
    assert said in talk("eu> /agencies add", f"eu> {typed}").text


def test_a_name_that_another_has_is_refused_before_anybody_is_asked(talk: Talk) -> None:
    heard = talk(
        "eu> /agencies add", "eu> second", "eu> Italian liaison office, Beijing", "eu! None", "eu! police",
        "eu! national", "eu! None", "eu! None", "eu! Ask for approval",
    )  # fmt: skip
    assert heard.kinds[-1] == "agency.refused"
    assert not heard.to("iom")


def test_only_coordinators_have_it(talk: Talk) -> None:
    assert "agencies" not in talk("spain> /agencies").kinds
    assert re.search("/agencies", talk("eu> /help").text)
    assert "/agencies" not in talk("spain> /help").text


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("EU Delegatiоn, Beijing", "several scripts"),  # a Cyrillic о
        ("ЕU Delegation, Веijing", "several scripts"),
        ("EU Delegati0n, Beijing", "is called so, too"),
        ("EU DeIegation, Beijing", "is called so, too"),
        ("EU Dele\u200bgation, Beijing", "is called so, too"),
        ("Coordinator", "the name of something here"),
        ("Liaison", "the name of something here"),
        ("系统管理员", "the name of something here"),
        ("Riga police · approved", "sets one thing apart"),
    ],
)
def test_no_agency_is_called_like_another_or_like_the_house(talk: Talk, name: str, why: str) -> None:
    heard = talk("eu> /agencies change nordic", "eu! Name in English", f"eu> {name}")
    heard = talk("eu! Ask for approval") if "Ask for approval" in heard.buttons else heard
    assert why in heard.text
    assert not heard.to("iom")


@pytest.mark.parametrize(
    "name", ["Riga Police 110 (MVD)", "Полиция Риги", "北京市公安局A处", "Direction générale n°2"]
)
def test_an_agency_may_have_digits_and_signs(talk: Talk, name: str) -> None:
    approved(
        talk, "eu> /agencies change nordic", "eu! Name in English", f"eu> {name}", "eu! Ask for approval"
    )
