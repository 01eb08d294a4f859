"""Who covers a place is one answer, whoever asks: a clue, a request, a contact point, an invitation."""

import pytest

from storage.people import agency_named
from tests.talk import Talk

PLACES = {
    "Italy": {"italy"},
    "Norway": {"nordic"},
    "Liaoning": {"liaoning"},
    "Shenyang": {"liaoning"},
    "Sichuan": {"mps"},
    "China": {"mps"},
}


@pytest.mark.parametrize("place", PLACES)
def test_everybody_who_asks_gets_the_same(talk: Talk, place: str) -> None:
    clue = talk(f"spain> /clue {place} Three women")
    request = talk(f"spain> /request {place} Who owns the shop?")
    if request.kinds == [
        "form.summary"
    ]:  # a place with no office of its own is read back before it goes above
        request = talk("spain! Send")
    told = {event["to"] for event in clue.of("clue.referred").events}
    copied = {event["to"] for event in request.of("request.copy").events}
    assert told - copied == {event["to"] for event in request.of("request.received").events} == PLACES[place]
    assert told == PLACES[place] | copied
    contacts, code = talk(f"spain> /contacts {place}"), talk(f"eu> /invite {place} officer")
    with talk.work() as work:
        agencies = [agency_named(work, handle) for handle in PLACES[place]]
    for agency in filter(None, agencies):
        assert agency.name in contacts.text
        assert agency.name in code.text
