"""What came with the program and does not fit a network is hidden by coordinators, and shown again."""

from tests.talk import Talk

QUESTION = "passport kept by the employer"
TITLE = "Passport or identity documents kept by somebody else"


def test_an_entry_is_hidden_from_everybody_and_shown_again(talk: Talk) -> None:
    assert TITLE in talk(f"spain> /library {QUESTION}").text
    talk("spain! Open 1")
    heard = talk(f"eu> /library {QUESTION}", "eu! Open 1", "eu! Hide it from all")
    assert "Nobody sees this in the library any more" in heard.to("eu").text
    assert TITLE in heard.to("iom").of("library.hid").text
    assert TITLE not in talk(f"spain> /library {QUESTION}").text
    assert TITLE not in talk(f"eu> /library {QUESTION}").text
    heard = talk("eu> /library", "eu! Hidden: 1", "eu! Show 1 again")
    assert TITLE in heard.of("library.hidden").text
    assert TITLE in heard.of("library.entry").text
    assert TITLE in talk(f"spain> /library {QUESTION}").text


def test_it_is_in_no_list_and_no_button_opens_it(talk: Talk) -> None:
    talk(f"spain> /library {QUESTION}", f"eu> /library {QUESTION}", "eu! Open 1", "eu! Hide it from all")
    assert "not in the library any more" in talk("spain! Open 1").text
    listed = talk("spain> /library", "spain! Indicators")
    while "More" in listed.buttons:
        listed.events += talk("spain! More").events
    assert "library.list" in listed.kinds
    assert TITLE not in listed.text
    assert "Hidden: 1" not in listed.buttons


def test_officers_hide_nothing(talk: Talk) -> None:
    assert "Hide it from all" not in talk(f"spain> /library {QUESTION}", "spain! Open 1").buttons
