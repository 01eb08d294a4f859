"""Conversations around rooms: as those of `tests/transcripts`, and besides

+ spain, france                 these accept their invitations
= spain: -                      nothing was said to this person
= room: It belongs to           something that stands in a room, and that all who are in it can read
"""

import re
from pathlib import Path

import pytest

from tests.rooms.hotel import Stay
from tests.talk import Heard

HERE = Path(__file__).parent
_EXPECTED = re.compile(r"= (?P<who>[\w.-]+): (?P<words>.*)")


@pytest.mark.parametrize("path", sorted(HERE.glob("*.txt")), ids=lambda path: path.stem)
def test_the_conversation_goes_as_written(stay: Stay, path: Path) -> None:
    ref, start = "", 0
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), start=1):
        line = raw.replace("{ref}", ref)
        expected = _EXPECTED.fullmatch(line)
        heard = Heard(stay.talk.everything.events[start:])
        if expected is not None and expected["words"] == "-":
            assert not heard.to(expected["who"]), f"line {number}"
        elif expected is not None:
            said = _in_rooms(stay) if expected["who"] == "room" else heard.to(expected["who"]).text
            assert expected["words"] in said, f"line {number}: {said}"
        elif line.strip() and line[0] != "#":
            start = len(stay.talk.everything.events)
            named = [one for event in _done(stay, line).events for one in event["refs"]]
            ref = named[-1] if named else ref


def _done(stay: Stay, step: str) -> Heard:
    if step.startswith("+ "):
        stay.hotel.come_in_last(*step.removeprefix("+ ").split(", "))
        stay.look()
        return stay.talk()
    heard = stay.talk(step)
    stay.look()
    return Heard([*heard.events, *stay.talk().events])


def _in_rooms(stay: Stay) -> str:
    hotel = stay.hotel
    return "\n\n".join(words for event, words in hotel.said.items() if set(hotel.heard[event]))
