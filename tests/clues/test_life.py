"""A clue's way: to whom it goes, and what each addressee makes of it."""

import pytest

from tests.talk import Talk, said

FILED = "spain> /clue China Three women held at a restaurant"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("spain> /clue China Three women", {"mps"}),
        ("spain> /clue Norway, Italy Three women", {"nordic", "italy"}),
        ("spain> /clue Spain, Italy Three women", {"italy"}),
        ("spain> /clue Liaoning Three women", {"liaoning", "mps"}),
        ("mps> /clue Liaoning Three women", {"liaoning"}),
        ("spain> /clue 辽宁、浙江 三名女子", {"liaoning", "zhejiang", "mps"}),
        ("spain> /clue Sichuan Three women", {"mps"}),
        ("mps> 线索西班牙 三名女子", {"spain"}),
        ("spain> /clue Latvia Three women", set()),
    ],
)
def test_it_goes_to_whoever_covers_the_country(talk: Talk, line: str, told: set[str]) -> None:
    heard = talk(line)
    assert {event["to"] for event in heard.of("clue.referred").events} == told


def test_a_country_that_nobody_covers_is_kept_and_help_is_offered(talk: Talk) -> None:
    heard = talk("spain> /clue Latvia A man offers jobs")
    assert "Nobody here covers Latvia" in heard.text
    assert heard.buttons[:1] == ["Send to EU Delegation, Beijing"]
    heard = talk("spain! Send to EU Delegation, Beijing")
    assert "A man offers jobs" in heard.to("eu").text


@pytest.mark.parametrize("way", ["Acknowledge", "Accept clue", "Decline clue"])
def test_the_filer_is_told_each_step(talk: Talk, way: str) -> None:
    talk("spain> /clue Italy Three women")
    heard = talk(f"italy! {way}", *(["italy! Not enough to act on"] if way.startswith("Decline") else []))
    assert heard.to("spain").kinds == [
        {"Acknowledge": "clue.acknowledged", "Accept clue": "clue.taken_up"}.get(way, "clue.not_taken_up")
    ]


def test_a_reason_and_an_outcome_come_with_words(talk: Talk) -> None:
    talk("spain> /clue Italy Three women")
    heard = talk("italy! Decline clue", "italy> The street does not exist")
    assert "The street does not exist" in heard.to("spain").text
    heard = talk("italy! Accept clue", "italy! Report the outcome", "italy> Two of them are safe now")
    assert heard.to("spain").kinds == ["clue.taken_up", "clue.outcome"]
    assert "Two of them are safe now" in heard.to("spain").text


def test_delivered_content_counts_as_seen(talk: Talk) -> None:
    ref = talk("spain> /clue Italy Three women").ref
    assert "Italian liaison office, Beijing: seen" in talk(f"spain> /status {ref}").text


def test_the_first_to_act_settles_it(talk: Talk) -> None:
    talk("spain> /clue Italy Three women", "italy! Accept clue")
    heard = talk("italy! Acknowledge")
    assert heard.kinds == ["clue.settled"]
    assert "accepted (Paolo Esempio" in heard.text
    assert talk("italy! Acknowledge").kinds == ["button.used"]


def test_consent_is_asked_for_and_then_it_goes_on_by_itself(talk: Talk) -> None:
    ref = talk("spain> /clue Norway H2 Three women").ref
    heard = talk(f"nordic> /clue {ref} forward Italy")
    assert said(heard.events) == [("nordic", "clue.forwarded"), ("spain", "clue.consent")]
    assert talk("italy> /status " + ref).kinds == ["reference.unknown"]
    heard = talk("spain! Give consent")
    assert heard.to("italy").kinds == ["clue.referred"]
    assert heard.to("nordic").kinds == ["clue.consent.answer"]
    assert talk("spain! Refuse").kinds == ["button.used"]


def test_a_refusal_is_told_and_nobody_learns_of_the_clue(talk: Talk) -> None:
    ref = talk("spain> /clue Norway TLP:RED Three women").ref
    heard = talk(f"nordic> /clue {ref} forward Italy", "spain! Refuse")
    assert "does not go to" in heard.to("nordic").text
    assert not heard.to("italy")


@pytest.mark.parametrize(
    ("marks", "who", "to", "asks"),
    [
        ("TLP:GREEN", "nordic", "Italy", False),
        ("TLP:GREEN H2", "nordic", "Italy", True),
        ("TLP:AMBER", "nordic", "Italy", True),
        ("TLP:AMBER+STRICT", "nordic", "Italy", True),
        ("TLP:CLEAR", "nordic", "Italy", False),
        ("TLP:RED", "spain", "Italy", False),
    ],
)
def test_consent_follows_the_handling(talk: Talk, marks: str, who: str, to: str, asks: bool) -> None:
    ref = talk(f"spain> /clue Norway {marks} Three women").ref
    heard = talk(f"{who}> /clue {ref} forward {to}")
    assert bool(heard.of("clue.consent")) is asks
    assert bool(heard.of("clue.referred")) is not asks


def test_amber_may_go_to_the_holders_own_national_authority(talk: Talk) -> None:
    ref = talk("spain> /clue China Three women").ref
    assert talk(f"mps> /clue {ref} forward Liaoning").to("liaoning").kinds == ["clue.referred"]


def test_words_and_files_are_added_and_told(talk: Talk) -> None:
    ref = talk("spain> /clue Italy Three women").ref
    heard = talk(f"spain> /clue {ref} The van is white")
    assert "The van is white" in heard.to("italy").of("clue.added").text
    assert "The van is white" in talk(f"italy> /status {ref}").text
    assert talk(f"italy> /clue {ref} not theirs").kinds == ["clue.not_yours"]


def test_an_edit_corrects_the_clue_and_is_told(talk: Talk) -> None:
    talk("spain> /clue Italy Three women")
    heard = talk("spain~ /clue Italy Four women")
    assert "Four women" in heard.to("italy").of("clue.corrected").text
    assert heard.to("spain").kinds == ["clue.corrected.done"]
    assert talk("spain~ /clue Italy Four women").kinds == ["clue.unchanged"]


def test_an_edit_can_add_a_country_but_not_take_one_away(talk: Talk) -> None:
    talk("spain> /clue Italy Three women")
    assert talk("spain~ /clue Italy, France Three women").to("france").kinds == ["clue.referred"]
    assert talk("spain~ /clue France Three women").kinds == ["clue.edit_unclear"]


def test_a_deleted_message_leaves_the_clue_until_it_is_withdrawn(talk: Talk) -> None:
    ref = talk("spain> /clue Italy Three women").ref
    assert talk("spain-").kinds == ["clue.deleted"]
    heard = talk("spain! Withdraw it")
    assert heard.to("italy").kinds == ["clue.withdrawn"]
    assert "Three women" not in talk(f"italy> /status {ref}").text
    assert talk("italy! Acknowledge").kinds == ["clue.settled"]


def test_it_is_withdrawn_by_words_too(talk: Talk) -> None:
    ref = talk("spain> /clue Italy Three women").ref
    heard = talk(f"spain> /clue {ref} withdraw")
    assert said(heard.events) == [("spain", "clue.withdrawn.done"), ("italy", "clue.withdrawn")]
    assert talk(f"spain> /clue {ref} more").kinds == ["clue.is_withdrawn"]


def test_an_official_reference_alone_is_a_clue(talk: Talk) -> None:
    heard = talk("spain> /clue Italy SIENA 2026-0001")
    assert "SIENA 2026-0001" in heard.to("italy").text
    talk("italy! Acknowledge")


def test_a_list_has_filters_and_pages(talk: Talk) -> None:
    refs = [talk(f"spain> /clue Italy Number {number}").ref for number in range(10)]
    heard = talk("spain> /clue list mine Italy")
    assert heard.buttons == [*reversed(refs[2:]), "Older"]
    assert talk("spain! Older").buttons == [refs[1], refs[0], "Newer"]
    assert talk("spain> /clue list France").buttons == []
    assert talk("italy> /clue list received").buttons[0] == refs[-1]
    assert talk("france> /clue list all").buttons == []


@pytest.mark.parametrize(
    ("who", "line", "says", "button", "country"),
    [
        ("spain", "/clue Spain Three women", "Your own agency covers Spain", "Refer on", "Italy"),
        ("mps", "/线索 中国 三名女子", "中国由贵单位负责", "转交", "意大利"),
        ("nordic", "/clue Denmark and Norway Three women", "covers Denmark and Norway", "Refer on", "Italy"),
    ],
)
def test_what_concerns_ones_own_desk_stays_there_and_can_go_on(
    talk: Talk, who: str, line: str, says: str, button: str, country: str
) -> None:
    filed = talk(f"{who}> {line}")
    assert said(filed.events) == [(who, "clue.filed")]
    assert says in filed.text
    assert filed.buttons[0] == button
    assert not [label for label in filed.buttons if "EU" in label], "it needs nobody's help"
    assert {"spain": "kept at its own desk", "mps": "保存在本单位"}.get(who, "kept") in talk(
        f"{who}> /status"
    ).text
    talk(f"{who}! {button}")
    assert talk(f"{who}> {country}").to("italy").kinds == ["clue.referred"]


def test_one_of_several_countries_is_ones_own(talk: Talk) -> None:
    assert "covers" not in talk("spain> /clue Spain, Norway Three women").to("spain").text
    assert "Nobody here covers Samoa" in talk("spain> /clue Spain, Samoa Three women").text
