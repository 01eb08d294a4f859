"""A notice that is limited to its recipients exists for nobody else, whoever coordinates."""

import pytest
from sqlmodel import select

from handlers.core.rules import DEFAULTS
from handlers.notices.sending import catch_up
from storage import items, recipients
from storage.item import Item
from storage.notices import Notice
from storage.people import Officer, Role, State, officer_named
from storage.requests import Request
from tests.notices.test_notices import ref_of, send
from tests.talk import Talk

SECRET = "The witness is kept in Example Street"


def change(talk: Talk, who: str, **columns: object) -> None:
    with talk.work() as work:
        officer = officer_named(work, who)
        assert officer is not None
        for name, value in columns.items():
            setattr(officer, name, value)
        work.add(officer)


LINES = ("/status {}", "/notice recall {}", "/notice move {} tomorrow 9:00", "/notice minutes {} We met")


def exists(talk: Talk, ref: str, who: str, lines: tuple[str, ...] = ("/notices {}",)) -> bool:
    """All of it, or the same words as for a reference that was never issued."""
    heard = talk(f"{who}> /notices").to(who)
    told = " ".join([heard.text, *(label for event in heard.events for label in event["buttons"])])
    if ref in told:
        return True
    for line in lines:
        asked, unknown = (talk(f"{who}> {line.format(one)}").to(who) for one in (ref, "N-AAAAAA"))
        assert asked.text.replace(ref, "N-AAAAAA") == unknown.text, line
        assert SECRET not in asked.text
    assert SECRET not in told
    return False


@pytest.mark.parametrize(("mark", "language"), [("TLP:RED", "en"), ("TLP:AMBER+STRICT", "zh")])
def test_to_another_coordinator_it_does_not_exist(talk_anywhere: Talk, mark: str, language: str) -> None:
    talk = talk_anywhere
    change(talk, "iom", language=language)
    heard = send(talk, f"/notice Spain {mark} {SECRET}")
    ref = ref_of(heard)
    assert SECRET in heard.to("spain").text
    assert not heard.to("iom")
    assert not exists(talk, ref, "iom", LINES)
    assert exists(talk, ref, "eu")
    assert not talk("@ +9d").to("iom").of("notice.new")
    recalled = talk(f"eu> /notice recall {ref}", "eu! Recall it", "@ +1m")
    assert "notice.recalled" in recalled.to("spain").kinds
    assert not exists(talk, ref, "iom")


def test_others_read_it_as_before(talk: Talk) -> None:
    assert exists(talk, ref_of(send(talk, f"/notice Spain TLP:AMBER {SECRET}")), "iom")


def test_a_coordinator_to_whom_it_is_sent_reads_it(talk: Talk) -> None:
    heard = send(talk, f"/notice coordinators TLP:RED {SECRET}")
    assert SECRET in heard.to("iom").text
    assert exists(talk, ref_of(heard), "iom")


@pytest.mark.parametrize(("mark", "is_theirs"), [("TLP:RED", False), ("TLP:AMBER+STRICT", True)])
def test_a_colleague_of_its_author_reads_what_is_the_offices(talk: Talk, mark: str, is_theirs: bool) -> None:
    change(talk, "iom", agency_id=agency_of(talk, "eu"))
    assert exists(talk, ref_of(send(talk, f"/notice Spain {mark} {SECRET}")), "iom") is is_theirs


def agency_of(talk: Talk, who: str) -> int:
    with talk.work() as work:
        officer = officer_named(work, who)
        assert officer is not None
        return officer.agency_id


def test_one_coordinator_reads_it_in_order_to_approve_it(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    change(talk, "germany", role=Role.COORDINATOR)
    change(talk, "italy", role=Role.COORDINATOR)
    asked = send(talk, f"/notice Spain urgent TLP:RED {SECRET}")
    ref = of_the_only_one(talk)
    for who in ("iom", "germany", "italy"):
        assert asked.to(who).kinds == ["notice.reader_wanted"]
        assert SECRET not in asked.to(who).text
        assert ref not in asked.to(who).text
        assert not exists(talk, ref, who)
    assert SECRET in talk("iom! Read and decide").to("iom").of("notice.approval").text
    assert talk("germany! Read and decide").kinds == ["notice.taken"]
    assert not exists(talk, ref, "germany")
    sent = talk("iom! Approve")
    assert SECRET in sent.to("spain").text
    assert talk("italy! Read and decide").kinds == ["notice.taken"]
    assert {who for who in ("eu", "iom", "germany", "italy") if exists(talk, ref, who)} == {"eu", "iom"}


def of_the_only_one(talk: Talk) -> str:
    with talk.work() as work:
        (notice,) = work.all(select(Notice))
        return items.reference_of(work, Item("notice", notice.id))


def test_another_decides_where_the_first_is_suspended(talk: Talk) -> None:
    change(talk, "germany", role=Role.COORDINATOR)
    send(talk, f"/notice Spain urgent TLP:RED {SECRET}")
    talk("iom! Read and decide")
    change(talk, "iom", state=State.SUSPENDED)
    assert SECRET in talk("germany! Read and decide").text
    assert SECRET in talk("germany! Approve").to("spain").text


def test_its_author_does_not_approve_it(talk: Talk) -> None:
    send(talk, f"/notice Spain urgent TLP:RED {SECRET}")
    with talk.work() as work:
        (notice,) = work.all(select(Notice))
        eu = officer_named(work, "eu")
        assert eu is not None
        recipients.give(work, Item("notice", notice.id), [eu.id], eu.agency_id)
    assert "Approve" not in talk("eu> /notices", "eu! 1").buttons


@pytest.mark.parametrize(("mark", "caught_up"), [("RED", 0), ("AMBER+STRICT", 0), ("AMBER", 1)])
def test_who_joins_later_is_sent_none(talk: Talk, mark: str, caught_up: int) -> None:
    change(talk, "mps", state=State.PENDING)
    send(talk, f"/notice China TLP:{mark} {SECRET}")
    change(talk, "mps", state=State.ACTIVE)
    with talk.work() as work:
        mps = work.first(select(Officer).where(Officer.handle == "mps"))
        assert catch_up(work, DEFAULTS, mps) == caught_up


@pytest.mark.parametrize(("mark", "is_named"), [("RED", False), ("AMBER+STRICT", False), ("AMBER", True)])
def test_a_request_is_counted_for_coordinators_and_not_named(talk: Talk, mark: str, is_named: bool) -> None:
    ref = talk("mps> /request Spain Is this company known?").of("request.filed").ref
    with talk.work() as work:
        request = work.first(select(Request))
        request.tlp = mark
        work.add(request)
    told = talk("eu> /outstanding", "eu! Open requests by country").to("eu")
    assert "1 open" in told.text
    assert (ref in told.of("requests.overview").text) is is_named
