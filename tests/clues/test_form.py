"""The guided form: two questions, details on request, and what becomes of drafts."""

import pytest

from tests.talk import Talk


def test_two_answers_make_a_clue(talk: Talk) -> None:
    heard = talk("spain> /clue", "spain> Italy", "spain> Three women held", "spain! File it")
    assert heard.to("spain").kinds == ["form.ask", "form.ask", "form.summary", "clue.filed"]
    assert "Three women held" in heard.to("italy").text


def test_what_is_known_is_not_asked(talk: Talk) -> None:
    assert "Which country" in talk("spain> /clue Three women held").text
    heard = talk("spain> Italy")
    assert heard.kinds == ["form.summary"]
    assert "Three women held" in heard.text
    talk("spain> cancel")
    assert "What happened?" in talk("spain> /clue Italy").text


def test_the_countries_that_the_text_names_are_offered(talk: Talk) -> None:
    heard = talk("spain> /clue Three women were taken from Norway to Italy")
    assert heard.buttons[:2] == ["Norway", "Italy"]
    assert talk("spain! Italy", "spain! File it").to("italy")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("Congo", ["Congo - Brazzaville", "Congo - Kinshasa"]), ("Itlay", ["Italy"]), ("Niger", None)],
)
def test_an_unclear_country_is_never_guessed(talk: Talk, typed: str, offered: list[str] | None) -> None:
    heard = talk(f"spain> /clue {typed} three women held")
    assert heard.kinds == ["clue.which_country" if offered else "clue.filed"]
    if offered:
        assert heard.buttons == [*offered, "Another country"]
        filed = talk(f"spain! {offered[0]}")
        assert filed.to("spain").kinds == ["clue.filed"]
        assert "three women held" in talk(f"spain> /status {filed.ref}").text


def test_details_are_added_after_filing_and_told(talk: Talk) -> None:
    ref = talk("spain> /clue Italy Three women").ref
    talk("spain! Add details", "spain! People", "spain! Victims", "spain> 3", "spain! “3” is my answer")
    talk("spain! Add details")
    talk("spain! The facts", "spain! Signs seen", "spain! Debt bondage", "spain! Isolation", "spain! Done")
    heard = talk("spain! Save")
    assert heard.to("italy").kinds == ["clue.corrected"]
    said = talk(f"italy> /status {ref}").text
    assert "Victims: 3" in said
    assert "Signs seen: Debt bondage and Isolation" in said


def test_other_limits_are_asked_for_in_words(talk: Talk) -> None:
    heard = talk("spain> /clue Italy H3 Three women")
    assert "Which other limits are there (H3)?" in heard.text
    heard = talk("spain> Not to be used before the hearing", "spain! File it")
    assert "Not to be used before the hearing" in heard.to("italy").text


def test_marks_before_the_text_set_the_handling(talk: Talk) -> None:
    heard = talk("spain> /clue Italy TLP:GREEN H1+H2 B2: Three women")
    assert "TLP:GREEN · H1+H2 · B2" in heard.to("italy").text
    assert "B2\nNot in court without permission." in heard.to("italy").text


def test_unknown_is_an_answer_and_back_goes_back(talk: Talk) -> None:
    talk("spain> /clue", "spain> 不详")
    assert "Which country" in talk("spain> back").text
    heard = talk("spain! Unknown", "spain> Three women held")
    assert "Country: unknown" in heard.text
    assert "Not sent to anyone yet" in talk("spain! File it").text


def test_a_number_chooses_a_button_but_can_also_be_an_answer(talk: Talk) -> None:
    talk("spain> /clue Italy Three women", "spain! Add details", "spain! People", "spain! Victims")
    assert talk("spain> 2").buttons == ["“2” is my answer", "Unknown"]
    talk("spain! 1")
    heard = talk("spain! Save")
    assert "Victims: 2" in heard.to("italy").text


def test_a_photo_in_a_form_goes_with_it(talk: Talk, tmp_path_factory: pytest.TempPathFactory) -> None:
    photo = tmp_path_factory.mktemp("photos") / "van.jpg"
    photo.write_bytes(b"a van")
    talk("spain> /clue", "spain> Italy")
    heard = talk(f"spain+ {photo}", "spain! Skip", "spain! File it")
    assert heard.to("italy").events[0]["files"][0]["name"] == "van.jpg"


def test_an_old_draft_asks_first_and_then_takes_the_answer(talk: Talk) -> None:
    talk("spain> /clue Italy", "@ +2d")
    assert talk("spain> Three women held").kinds == ["form.resting"]
    assert "Three women held" in talk("spain! Go on").of("form.summary").text


def test_an_old_draft_can_be_put_away(talk: Talk) -> None:
    talk("spain> /clue Italy", "@ +2d", "spain> Something else")
    heard = talk("spain! Close this form")
    assert "Something else" in heard.of("form.then").text
    assert talk("spain> cancel").kinds == ["cancel.nothing"]


def test_a_draft_three_weeks_old_is_given_back(talk: Talk) -> None:
    talk("spain> /clue Three women held at a restaurant")
    heard = talk("@ +3w")
    assert heard.kinds == ["form.put_away"]
    assert "Three women held at a restaurant" in heard.text
    assert talk("@ +3w").kinds == []


def test_a_new_form_puts_the_old_one_away_with_a_word(talk: Talk) -> None:
    talk("spain> /clue Three women held")
    heard = talk("spain> /clue")
    assert heard.kinds == ["form.put_away", "form.ask"]
    assert "Three women held" in heard.text


def test_words_without_a_command_are_kept(talk: Talk) -> None:
    heard = talk("spain> Italy: three women held at a restaurant")
    assert heard.kinds == ["words.loose"]
    assert heard.buttons == ["File as a clue for Italy", "Ask Italy for information", "Nothing"]
    assert "three women held at a restaurant" in talk("spain! 1").to("italy").text


def test_an_edit_never_files_anything(talk: Talk) -> None:
    talk("spain> hello there")
    assert talk("spain~ /clue Italy Three women").kinds == ["edit.no_command"]


def test_a_whole_conversation_in_chinese(talk: Talk) -> None:
    ref = talk("mps> 线索西班牙 三名女子在饭店被控制").ref
    heard = talk("spain! Accept clue", "spain! Report the outcome", "spain> 已解救")
    assert heard.to("mps").kinds == ["clue.taken_up", "clue.outcome"]
    assert f"西班牙驻华联络处已受理 {ref}。" in heard.to("mps").text
    heard = talk(f"mps> 状态 {ref}")
    assert "西班牙驻华联络处：已反馈结果" in heard.text
    assert heard.buttons == ["补充详情", "转交", "比对号码", "设定使用期限", "撤回", "办理记录"]
    assert "西班牙驻华联络处受理" in talk("mps! 办理记录").text


def test_words_that_answer_no_question_are_shown_back_and_said_to_be_outside(talk: Talk) -> None:
    talk("spain> /request China urgent by 2026-12-11 17:00 Who owns the van?")
    asked = talk("spain> it has a Danish plate").text
    assert "Not added" in asked
    assert "it has a Danish plate" in asked
    assert "Danish" not in talk("spain! Send").of("request.received").text


def test_a_country_that_the_words_name_is_asked_about(talk: Talk) -> None:
    heard = talk("italy> /clue two women held at a restaurant in Valencia, Spain")
    assert "Is this the country?" in heard.text
    assert [label for label in heard.buttons if "Spain" in label] == heard.buttons[:1]
    assert "clue.referred" in talk(f"italy! {heard.buttons[0]}", "italy! File it").to("spain").kinds


def test_a_clue_of_an_unknown_country_is_filed(talk: Talk) -> None:
    assert talk("spain> /clue unknown country, a woman asked for help").kinds == ["clue.filed"]
