"""Who is shown the bot's emoji, and whose word counts: never that of who is comparing, never the bot's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.channels import console
from handlers.verification import comparing
from handlers.verification.emoji import named
from storage import people, persons, verifications
from storage.audit import AuditEntry, Tag
from storage.people import Account, Officer
from storage.verifications import Phase, Verification
from storage.work import Work
from tests.talk import Talk

DOG, PIN = 0, 63
SEEN = {"emoji": [DOG, 1, 2, 3, 4, 5, PIN], "decimals": [1000, 2000, 9191]}


@dataclass
class Case:
    """`eu` and `observatory` are coordinators in the demo network; here eu's account is confirmed."""

    talk: Talk

    @contextmanager
    def work(self) -> Iterator[Work]:
        with self.talk.work() as work:
            yield work

    def pinned(self, work: Work, handle: str) -> tuple[Account, Officer]:
        officer = people.officer_named(work, handle)
        assert officer is not None
        account = next(one for one in people.accounts_of(work, officer.id) if one.channel == console.NAME)
        account.identity = f"key of {handle}"
        work.add(account)
        return account, officer

    def begin(self, handle: str, transaction: str = "$one") -> int:
        with self.work() as work:
            account, _ = self.pinned(work, handle)
            ends_at = work.now + timedelta(minutes=10)
            row = verifications.begin(work, account, transaction, {"out": []}, ends_at)
            comparing.begun(work, row)
            return row.id

    def show(self, row_id: int) -> None:
        with self.work() as work:
            row = work.need(Verification, row_id)
            row.phase, row.shown = Phase.SHOWN, SEEN
            comparing.shown(work, row)
            work.add(row)

    def confirm(self, handle: str) -> None:
        """This officer's account is confirmed, by the operator."""
        row_id = self.begin(handle, f"$of-{handle}")
        self.show(row_id)
        with self.work() as work:
            row = work.need(Verification, row_id)
            assert verifications.compare(work, row, None, same=True)
            verifications.finish(work, row)
            comparing.done(work, row)
        self.talk("@ +1m")

    def phase(self, row_id: int) -> Phase:
        with self.work() as work:
            return work.need(Verification, row_id).phase

    def tags(self) -> list[tuple[str, int | None]]:
        wanted = (Tag.EMOJI_COMPARED, Tag.IDENTITY_VERIFIED, Tag.VERIFICATION_ENDED)
        with self.work() as work:
            return [(one.tag, one.actor) for one in work.all(select(AuditEntry)) if one.tag in wanted]


@pytest.fixture
def case(talk: Talk) -> Case:
    return Case(talk)


def test_the_table_is_that_of_the_specification() -> None:
    assert named([DOG, PIN], "en") == ["🐶 Dog", "📌 Pin"]
    assert named([DOG], "zh") == ["🐶 狗"]
    assert named([DOG], "en", "zh") == ["🐶 Dog 狗"]
    assert len(set(named(range(64), "en"))) == len(set(named(range(64), "zh"))) == 64


def test_a_confirmed_coordinator_is_shown_the_emoji_and_the_officer_never_is(case: Case) -> None:
    case.confirm("eu")
    row_id = case.begin("spain")
    case.show(row_id)
    heard = case.talk("@ +1m")
    assert heard.to("spain").kinds == ["verify.begun"]
    assert "🐶" not in heard.to("spain").text
    assert heard.to("eu").kinds == ["verify.shown"]
    assert all(sign in heard.to("eu").text for sign in named(SEEN["emoji"], "en"))
    assert {event["to"] for event in heard.of("verify.shown").events} == {"eu"}


def test_the_word_of_a_confirmed_coordinator_counts_once_and_is_in_the_trail(case: Case) -> None:
    case.confirm("eu")
    row_id = case.begin("spain")
    case.show(row_id)
    case.talk("@ +1m")
    assert case.phase(row_id) is Phase.SHOWN
    assert case.talk("eu! They are the same").kinds == ["verify.noted"]
    assert case.phase(row_id) is Phase.MATCHED
    assert case.talk("eu! They differ").kinds in (["verify.over"], ["button.gone"], ["button.used"])
    assert case.phase(row_id) is Phase.MATCHED
    with case.work() as work:
        eu = people.officer_named(work, "eu")
        assert eu is not None
    assert case.tags()[-1] == (Tag.EMOJI_COMPARED, eu.id)


def test_a_coordinator_who_is_confirmed_is_shown_nothing_of_the_own_one(case: Case) -> None:
    case.confirm("eu")
    row_id = case.begin("eu", "$again")
    case.show(row_id)
    heard = case.talk("@ +1m")
    assert heard.kinds == ["verify.begun"]
    assert "The operator has mine" in heard.text


def test_nobody_confirms_himself_with_a_button_made_out_to_him(case: Case) -> None:
    case.confirm("eu")
    row_id = case.begin("spain")
    case.show(row_id)
    case.talk("@ +1m")
    with case.work() as work:
        row = work.need(Verification, row_id)
        row.account_id = case.pinned(work, "eu")[0].id
        work.add(row)
    assert case.talk("eu! They are the same").kinds == ["verify.not_yourself"]
    assert case.phase(row_id) is Phase.SHOWN


def test_a_word_from_an_account_that_shows_another_identity_since_does_not_count(case: Case) -> None:
    case.confirm("eu")
    row_id = case.begin("spain")
    case.show(row_id)
    case.talk("@ +1m")
    with case.work() as work:
        account, _ = case.pinned(work, "eu")
        account.identity = "another key"
        work.add(account)
    assert case.talk("eu! They are the same").kinds == ["verify.not_here"]
    assert case.phase(row_id) is Phase.SHOWN


def test_a_word_that_comes_too_late_does_not_count(case: Case) -> None:
    case.confirm("eu")
    row_id = case.begin("spain")
    case.show(row_id)
    case.talk("@ +11m")
    case.talk("eu! They are the same")
    assert case.phase(row_id) is Phase.SHOWN
    with case.work() as work:
        assert not verifications.compare(work, work.need(Verification, row_id), None, same=True)


def test_nothing_can_be_said_before_there_is_something_to_compare(case: Case) -> None:
    row_id = case.begin("spain")
    with case.work() as work:
        assert not verifications.compare(work, work.need(Verification, row_id), None, same=True)
    assert case.phase(row_id) is Phase.ASKED


def test_a_row_that_somebody_put_there_lets_nobody_confirm(case: Case) -> None:
    case.confirm("eu")
    with case.work() as work:
        account, _ = case.pinned(work, "eu")
        assert verifications.is_verified(work, account)
        work.session.connection().exec_driver_sql(
            "UPDATE verification SET compared_by = NULL, phase = 'done'"
        )
        work.session.connection().exec_driver_sql("UPDATE verification SET key_index = zeroblob(16)")
    with case.work() as work:
        account, _ = case.pinned(work, "eu")
        assert not verifications.is_verified(work, account)


@pytest.mark.parametrize("code", sorted(comparing.ALARMING))
def test_emoji_that_differ_alarm_every_coordinator_and_the_officer(case: Case, code: str) -> None:
    row_id = case.begin("spain")
    case.talk("@ +1m")
    with case.work() as work:
        row = work.need(Verification, row_id)
        verifications.end(work, row, code)
        comparing.ended(work, row, code)
        coordinators = {one.handle for one in people.with_role(work, people.Role.COORDINATOR)}
    heard = case.talk("@ +1m").of("verify.differs")
    assert {event["to"] for event in heard.events} == {"spain", *coordinators}
    assert "/suspend spain" in heard.text


def test_the_words_are_there_in_chinese(case: Case) -> None:
    case.talk("eu> /language zh", "liaoning> /language zh")
    case.confirm("eu")
    row_id = case.begin("liaoning")
    case.show(row_id)
    heard = case.talk("@ +1m")
    assert "🐶 狗" in heard.to("eu").text
    assert heard.to("eu").buttons == ["完全一致", "不一致"]
    assert "绝不在本聊天中显示" in heard.to("liaoning").text


def test_what_is_kept_of_a_person_who_is_erased_goes_with_the_person(case: Case) -> None:
    case.confirm("spain")
    with case.work() as work:
        officer = people.officer_named(work, "spain")
        assert officer is not None
        persons.erase(work, officer)
    with case.work() as work:
        assert work.all(select(Verification)) == []
