"""Report R30: other people's records, by every way somebody might try."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from storage.audit import AuditEntry, Tag
from storage.items import item_called
from storage.outbox import Offer
from storage.people import State, officer_named
from tests.access import people
from tests.talk import Talk, talk_at

TYPED = [
    "/status {}",
    "/clue {} more words",
    "/clue {} withdraw",
    "/clue {} forward Italy",
    "/answer {} Nobody we know",
    "/answer {} refuse (a)",
    "状态 {}",
    "回复 {} 不知道",
]
NEVER_ISSUED = "AAAAAA"
NUMBERS = ["0", "-1", "1000000000", "7;8", "' OR 1=1 --", "%", "../../x", "０"]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    """One clue with a file and one request, between spain and mps; italy and uk have no part in them."""
    folder = tmp_path_factory.mktemp("others")
    photo = folder / "van.jpg"
    photo.write_bytes(b"a van")
    talk = talk_at(f"sqlite:///{folder / 'liaison.db'}", folder, people.UNHURRIED)
    talk(f"spain+ {photo} /clue China {people.SECRET}", f"spain> /request China {people.SECRET}?")
    talk("spain> /remind in 1 hour call Beijing", "spain> /status")
    yield talk
    talk.home.close()


def refs(talk: Talk) -> list[str]:
    return list(dict.fromkeys(ref for event in talk.everything.events for ref in event["refs"]))


def denials(talk: Talk, item: str | None) -> int:
    with talk.work() as work:
        query = select(AuditEntry.number).where(AuditEntry.tag == Tag.DENIED, AuditEntry.item == item)
        return len(work.all(query))


def everything(talk: Talk, who: str) -> list[str]:
    return [event["text"] for event in talk.everything.events if event["to"] == who]


@pytest.mark.parametrize("line", TYPED)
def test_r30_a_reference_of_somebody_else_reads_like_one_never_issued(network: Talk, line: str) -> None:
    assert len(refs(network)) == 2
    before = len(everything(network, "spain"))
    for ref in refs(network):
        with network.work() as work:
            item = item_called(work, ref)
        logged, wrong = denials(network, item), ref[:2] + NEVER_ISSUED
        said = network(f"italy> {line.format(ref)}")
        assert said.text.replace(ref, wrong) == network(f"italy> {line.format(wrong)}").text
        assert people.SECRET not in said.text
        assert denials(network, item) == logged + 1
        network("italy> /cancel")
    assert len(everything(network, "spain")) == before


@pytest.mark.parametrize("line", TYPED[:5])
def test_r30_numbers_in_the_place_of_a_reference_are_nothing(network: Talk, line: str) -> None:
    for number in NUMBERS:
        said = network(f"italy> {line.format(number)}")
        assert people.SECRET not in said.text
        assert "sorry" not in said.kinds
        assert not {event["to"] for event in said.events} - {"italy"}
    network("italy> /cancel")


@pytest.mark.parametrize("way", [people.pressed, people.typed, people.forwarded, people.edited])
def test_r30_a_button_of_somebody_else_opens_nothing_whatever_way_it_comes(
    network: Talk, way: Callable[[Talk, str, str], object]
) -> None:
    """Its token pressed, typed, forwarded, edited into a message: also the one that shows the files."""
    with network.work() as work:
        owner = officer_named(work, "spain")
        assert owner is not None
        offers = work.all(select(Offer).where(Offer.officer_id == owner.id))
        acts, tokens = {offer.act for offer in offers}, [offer.token for offer in offers]
    assert {"clue.withdraw", "remind.drop", "status"} <= acts
    before = people.snapshot(network)
    told = len(everything(network, "spain"))
    for token in tokens:
        way(network, "italy", token)
    assert people.snapshot(network) == before
    assert len(everything(network, "spain")) == told
    assert not [text for text in everything(network, "italy") if people.SECRET in text]


def test_r30_a_copied_download_button_is_refused_and_logged(network: Talk) -> None:
    clue = refs(network)[0]
    network(f"spain> /status {clue}")
    with network.work() as work:
        item = item_called(work, clue)
        offer = work.first(select(Offer).where(Offer.act == "clue.files"))
        assert offer is not None
        token = people.copied(work, offer, "italy")
    logged = denials(network, item)
    said = people.pressed(network, "italy", token)
    assert said.kinds == ["button.gone"]
    assert not [file for event in said.events for file in event["files"]]
    assert denials(network, item) == logged + 1


def test_r30_an_edit_or_a_deletion_of_somebody_elses_message_changes_nothing(network: Talk) -> None:
    network.runner._last["italy"] = network.runner._last["spain"]
    before = people.snapshot(network)
    network("italy~ /clue China Nothing happened", "italy-")
    assert people.snapshot(network) == before


def test_r30_withdrawn_access_closes_an_open_menu_at_once(tmp_path: Path) -> None:
    talk = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, people.UNHURRIED)
    talk(f"spain> /clue China {people.SECRET}", "mps> /status", "mps> /remind in 1 hour call Madrid")
    with talk.work() as work:
        officer = officer_named(work, "mps")
        assert officer is not None
        officer.state = State.SUSPENDED
        work.add(officer)
        tokens = work.all(select(Offer.token).where(col(Offer.officer_id) == officer.id))
    assert len(tokens) > 3
    heard = [people.pressed(talk, "mps", token) for token in tokens]
    assert [said.kinds for said in heard] == [["stranger"], *[[]] * (len(tokens) - 1)]
    later = talk("@ +2h", "eu> /notice all Good morning", "eu! 1", "@ +10d")
    assert set(later.to("mps").kinds) <= {"stranger"}
    talk.home.close()


def test_r30_who_stood_in_until_yesterday_presses_in_vain(tmp_path: Path) -> None:
    talk = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, people.UNHURRIED)
    talk("mps> /me deputy italy until 2 December", "italy! Accept")
    ref = talk(f"spain> /clue China {people.SECRET}").ref
    talk("italy> /status", "@ +3d")
    with talk.work() as work:
        item = item_called(work, ref)
    for label in ("Acknowledge", "Accept clue", ref):
        said = talk(f"italy! {label}")
        assert (said.to("italy").kinds, said.to("spain").kinds) == (["button.gone"], [])
    assert denials(talk, item) == 3
    talk.home.close()
