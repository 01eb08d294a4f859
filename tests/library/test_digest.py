"""Once a month, in one message, and only where something is new."""

from tests.library.test_adding import publish
from tests.talk import Talk


def test_what_is_new_comes_once_on_the_first_of_the_month(talk: Talk) -> None:
    talk("@ +1h")  # the clock has looked once: it counts from there
    talk("@ +1h")
    publish(talk)
    publish(talk)
    heard = talk("@ +35d").of("library.new")
    assert [event["to"] for event in heard.events].count("mps") == 1
    assert "2. “Wage slips first”" in heard.to("mps").text
    assert heard.to("mps").buttons == ["打开第1条", "打开第2条"]
    assert not talk("@ +35d").of("library.new")
