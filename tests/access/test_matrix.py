"""Every command and act x every kind of person x typed, forwarded, edited, or by a button.

The commands and acts come from the registry: a new one is tried by all of them at once.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from handlers import house
from handlers.core import registry
from handlers.core.registry import is_for
from storage.outbox import Offer
from storage.people import officer_named
from tests.access import people
from tests.access.people import CONCERNED, NOTHING, PEOPLE, ROLES, SECRET, WAYS
from tests.talk import Talk

pytestmark = pytest.mark.slow
assert house.ROOMS
COMMANDS = [made.name for made in registry.commands()]
ACTS = registry.act_names()
REFUSED = {"command.unknown"}
LOOSE = {
    "words.loose",
    "contacts.of",
}  # offered, or a contact point shown, as for any words without a command


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    made = people.furnished(tmp_path_factory.mktemp("network"))
    yield made
    made.home.close()


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_typed_command_is_for_its_roles_only(network: Talk, command: str, who: str) -> None:
    made = next(one for one in registry.commands() if one.name == command)
    role = ROLES[who]
    people.forget_strangers(network)
    kinds = set(people.typed(network, PEOPLE[who], f"/{command}").kinds)
    if role is None:
        assert kinds == NOTHING[who]
    else:
        assert bool(kinds & REFUSED) != is_for(made, role)
    people.typed(network, PEOPLE[who], "/cancel")


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("way", ["forwarded", "edited"])
def test_a_command_is_only_what_a_person_types(network: Talk, way: str, who: str) -> None:
    people.typed(network, PEOPLE[who], "/cancel")
    before = people.snapshot(network)
    for command in COMMANDS:
        people.forget_strangers(network)
        kinds = set(WAYS[way](network, PEOPLE[who], f"/{command} China something").kinds)
        allowed = NOTHING.get(who, {"words.unclear", "edit.no_command"}) | (
            LOOSE if way == "forwarded" else set()
        )
        assert kinds <= allowed, command
    assert people.snapshot(network) == before


@pytest.mark.parametrize("who", [who for who in PEOPLE if who != "author"])
@pytest.mark.parametrize("act", ACTS)
def test_nobody_presses_another_persons_button(network: Talk, act: str, who: str) -> None:
    people.forget_strangers(network)
    before = people.snapshot(network)
    with network.work() as work:
        owner = officer_named(work, PEOPLE["author"])
        assert owner is not None
        any_message = work.first(select(Offer.outgoing_id).limit(1))
        token = work.add(
            Offer(outgoing_id=any_message, officer_id=owner.id, position=91, label="x", act=act)
        ).token
    kinds = set(people.pressed(network, PEOPLE[who], token).kinds)
    assert kinds == NOTHING.get(who, {"button.gone"})
    assert people.snapshot(network) == before


def _real_offers(talk: Talk) -> list[Offer]:
    """One of each act that the clue and the request brought with them, whoever it was made to."""
    with talk.work() as work:
        found = work.all(
            select(Offer).where(col(Offer.act).startswith("clue.") | col(Offer.act).startswith("request."))
        )
        work.session.expunge_all()
    return list({offer.act: offer for offer in found}.values())


@pytest.mark.parametrize("who", [who for who in PEOPLE if who not in CONCERNED | {"stranger"}])
def test_a_copied_button_opens_nothing_to_whom_it_does_not_concern(tmp_path: Path, who: str) -> None:
    talk = people.furnished(tmp_path)
    talk("spain> /status", "mps> /status")
    offers = _real_offers(talk)
    assert len(offers) >= 2
    before = people.snapshot(talk)
    for offer in offers:
        people.forget_strangers(talk)
        with talk.work() as work:
            handle = PEOPLE[who] if who != "pending" else "liaoning-2"
            token = people.copied(work, offer, handle)
        heard = people.pressed(talk, PEOPLE[who], token)
        assert SECRET not in heard.text, offer.act
        assert "sorry" not in heard.kinds, offer.act
    assert people.snapshot(talk) == before
    talk.home.close()


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    "line", ["/status {}", "/clue {} more words", "/answer {} words", "/clue {} withdraw"]
)
def test_to_others_a_reference_does_not_exist(tmp_path: Path, line: str, who: str) -> None:
    if who in CONCERNED:
        return
    talk = people.furnished(tmp_path)
    real = [ref for event in talk.everything.events for ref in event["refs"]]
    assert len(set(real)) >= 2
    for ref in dict.fromkeys(real):
        people.forget_strangers(talk)
        wrong = ref[:2] + "AAAAAA"
        known = people.typed(talk, PEOPLE[who], line.format(ref))
        people.forget_strangers(talk)
        unknown = people.typed(talk, PEOPLE[who], line.format(wrong))
        assert known.text.replace(ref, wrong) == unknown.text
        assert SECRET not in known.text
    talk.home.close()
