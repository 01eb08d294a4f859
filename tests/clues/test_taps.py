"""A clue is filed, and a desk found, without typing the name of a country."""

from tests.talk import Talk


def test_the_countries_of_the_network_are_offered_the_most_used_first(talk: Talk) -> None:
    heard = talk("spain> /clue Three women were held")
    assert "China" in heard.buttons
    assert "Spain" not in heard.buttons, "nobody else covers it"
    talk("spain> cancel", "spain> /clue Italy One", "spain> /clue Italy Two", "spain> /clue China Three")
    heard = talk("spain> /clue Three women were held")
    assert heard.buttons[:2] == ["Italy", "China"]
    heard = talk("spain! Italy", "spain! File it")
    assert heard.to("italy").kinds == ["clue.referred"]


def test_a_number_chooses_as_well(talk: Talk) -> None:
    talk("spain> /clue Italy One", "spain> /clue Three women were held")
    assert talk("spain> 1", "spain! File it").to("italy").kinds == ["clue.referred"]


def test_a_request_and_a_contact_point_by_taps(talk: Talk) -> None:
    heard = talk(
        "spain> /request", "spain! China", "spain> Is this company known?", "spain! It is not urgent"
    )
    assert heard.kinds[-1] == "form.summary"
    assert talk("spain! Send").to("mps").kinds == ["request.received"]
    heard = talk("spain> /contacts", "spain! Italy", "spain! A victim")
    assert "When do you need somebody?" in heard.text
