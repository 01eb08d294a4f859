"""A writer of the database without keys: what he changes gives no rights, is told of, and is named."""
# ruff: noqa: S608 (such a writer puts statements together as he likes)

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from storage import audit, duty, migrate, people
from storage.engine import Database
from storage.errors import BusyError, TamperedError
from storage.keys import Keyring
from storage.people import State
from storage.rights import broken_rows
from tests.second_factor.test_step_up import code_of, set_up
from tests.storage.filling import fill
from tests.talk import Talk


def change(talk: Talk, *statements: str) -> None:
    """As somebody does who has the database, and nothing else."""
    with talk.home.database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def broken(talk: Talk) -> list[str]:
    with talk.work() as work:
        return [table for table, _ in broken_rows(work.session.connection())]


def told(talk: Talk, *steps: str) -> list[str]:
    return [event["kind"] for event in talk(*steps).to("eu").events if event["kind"].startswith("tampering")]


def officer(handle: str, column: str = "id") -> str:
    return f"(SELECT {column} FROM officer AS other WHERE other.handle = '{handle}')"


@pytest.mark.parametrize(
    "wish",
    [
        "role = 'coordinator'",
        f"agency_id = {officer('spain', 'agency_id')}",
        "state = 'suspended'",
        "standing = 7",
        "role = 'admin'",
        "vetted_until = NULL",
    ],
)
def test_an_officer_whose_row_was_changed_is_nobody(talk_anywhere: Talk, wish: str) -> None:
    talk = talk_anywhere
    talk("spain> /clue Italy Three women")
    change(talk, f"UPDATE officer SET {wish} WHERE handle = 'germany'")
    assert talk("germany> /officers").kinds == ["stranger", "tampering.rights", "tampering.rights"]
    assert broken(talk) == ["officer"]
    assert talk("france> /help").to("france")


def test_coordinators_hear_of_it_once_a_day_and_the_trail_holds_it(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    change(talk, "UPDATE officer SET role = 'coordinator' WHERE handle IN ('germany', 'uk')")
    assert told(talk, "germany> /help") == ["tampering.rights"]
    assert told(talk, "uk> /help", "germany> /help", "@ +1h") == []
    assert told(talk, "@ +1d", "germany> /help") == ["tampering.rights"]
    with talk.work() as work:
        assert audit.alarms_since(work.session, work.now.replace(year=2020)) == {"rights": 4}


def test_put_back_it_holds_again(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    change(talk, "UPDATE officer SET role = 'coordinator' WHERE handle = 'germany'")
    assert talk("germany> /help").kinds[0] == "stranger"
    change(talk, "UPDATE officer SET role = 'officer' WHERE handle = 'germany'")
    assert talk("germany> /help").to("germany").kinds == ["help"]
    assert broken(talk) == []


def test_nobody_becomes_a_deputy_by_the_database(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = talk("spain> /clue Italy Three women").ref
    change(talk, f"UPDATE officer SET deputy_id = {officer('germany')} WHERE handle = 'italy'")
    assert "Three women" not in talk(f"germany> /status {ref}").to("germany").text


def test_an_account_put_in_anothers_place_speaks_for_nobody(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    mine = "(SELECT address_index FROM account AS a WHERE a.officer_id = " + officer("germany") + ")"
    with talk.home.database.engine.begin() as connection:
        stolen = connection.execute(text(f"SELECT {mine}")).scalar_one()
        connection.execute(
            text(f"UPDATE account SET address_index = :other WHERE officer_id = {officer('germany')}"),
            {"other": b"moved"},
        )
        connection.execute(
            text(f"UPDATE account SET address_index = :mine WHERE officer_id = {officer('spain')}"),
            {"mine": bytes(stolen)},
        )
    assert talk("germany> /me").to("germany").kinds == ["stranger"]


@pytest.mark.parametrize(
    "wish", ["tlp = 'GREEN'", f"agency_id = {officer('germany', 'agency_id')}", "handling = '[]'"]
)
def test_an_item_whose_marks_were_changed_exists_for_nobody(talk_anywhere: Talk, wish: str) -> None:
    talk = talk_anywhere
    ref = talk("spain> /clue Italy TLP:RED Three women").ref
    change(talk, f"UPDATE clue SET {wish}")
    for who in ("germany", "italy", "spain"):
        assert "Three women" not in talk(f"{who}> /status {ref}").to(who).text
    assert "clue" in broken(talk)


def test_a_row_that_somebody_put_there_gives_nothing(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = talk("spain> /clue Italy TLP:RED Three women").ref
    change(
        talk,
        "INSERT INTO recipient (id, item, officer_id, agency_id, consent, made_at)"
        f" SELECT 1, item, {officer('germany')}, {officer('germany', 'agency_id')}, consent, made_at"
        " FROM recipient LIMIT 1",
        "INSERT INTO referral (id, clue_id, agency_id, by_agency_id, way, state, made_at, changed_at)"
        f" SELECT 1, clue_id, {officer('germany', 'agency_id')}, by_agency_id, way, state, made_at, made_at"
        " FROM referral LIMIT 1",
    )
    assert "Three women" not in talk(f"germany> /status {ref}").to("germany").text
    change(
        talk,
        f"INSERT INTO coverage (id, agency_id, country) VALUES (1, {officer('germany', 'agency_id')}, 'IT')",
    )
    assert not talk("spain> /clue Italy Two men").to("germany")


def test_a_word_put_into_a_coordinators_mouth_does_not_count(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("eu> /suspend spain lost phone", "eu> /reinstate spain")
    change(
        talk,
        "INSERT INTO approval (id, purpose, officer_id, agency_id, at)"
        f" SELECT 1, purpose, {officer('iom')}, {officer('iom', 'agency_id')}, at FROM approval LIMIT 1",
    )
    talk("eu> /reinstate spain")
    with talk.work() as work:
        spain = people.officer_named(work, "spain")
        assert spain is not None
        assert spain.state is State.SUSPENDED


def test_a_lockdown_is_not_lifted_by_the_database(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("eu> /lockdown", "eu! Stop all content now")
    change(talk, 'UPDATE switch SET "on" = false')
    assert not talk("spain> /clue Italy Three women").to("italy")
    talk("eu> /lockdown", "eu! Release", "iom> /lockdown")
    heard = talk("iom! Release")
    assert "Three women" in heard.to("italy").text


def test_marks_that_were_taken_off_what_was_added_make_it_red(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = talk("spain> /clue Italy Three women").ref
    talk(f"spain> /clue {ref} TLP:RED one is a minor")
    change(talk, "UPDATE happening SET detail = '{}'")
    talk("@ +1m")
    assert "happening" in broken(talk)


@pytest.mark.parametrize(
    ("whose", "wish"),
    [
        ("spain", "confirmed_at = NULL"),
        ("spain", "last_step = 0"),
        ("spain", "wrong = 7"),
        ("germany", f"officer_id = {officer('germany')}"),
    ],
)
def test_an_app_that_was_changed_is_asked_for_and_satisfied_by_nothing(
    talk: Talk, whose: str, wish: str
) -> None:
    key = set_up(talk, "spain")
    ref = talk("italy> /clue Spain, Germany Three women").ref
    change(talk, f"UPDATE authenticator SET {wish}")
    assert "Three women" not in talk(f"{whose}> /status {ref}", f"{whose}> {code_of(talk, key)}").text
    assert broken(talk) == ["authenticator"]
    assert talk(f"{whose}> /me totp").to(whose).kinds == ["totp.is_on"], "no other key, either"
    assert "totp.was_reset" in talk(f"eu> /reset {whose}").kinds
    assert "totp.key" in talk(f"{whose}> /me totp").kinds


def test_nobody_is_on_duty_by_the_database(talk: Talk) -> None:
    talk("eu> /duty iom this week")
    change(talk, f"UPDATE duty SET officer_id = {officer('eu')}")
    talk("eu> /duty")
    assert broken(talk) == ["duty"]
    with talk.work() as work:
        assert duty.entries(work, work.now, work.now + timedelta(days=1)) == []


def test_one_person_does_not_become_two_by_the_database(talk: Talk) -> None:
    talk("spain> /contacts mine", "spain! Change Spain", "spain! Person")
    talk("spain> Marta Ejemplo")
    change(talk, f"UPDATE contactchange SET by_id = {officer('eu')}")
    talk("iom! Confirm")
    assert "Marta Ejemplo" not in talk("italy> /contacts Spain").text
    assert broken(talk) == ["contactchange"]


def test_no_number_moves_to_another_country_by_the_database(talk: Talk) -> None:
    assert "+39" in talk("spain> /contacts Italy").text
    change(talk, "UPDATE contactpoint SET country = 'IT' WHERE country = 'DE'")
    assert "+49" not in talk("spain> /contacts Italy").text
    assert "contactpoint" in broken(talk)


def test_no_agency_is_called_otherwise_by_the_database(talk: Talk) -> None:
    change(talk, "UPDATE agency SET name = 'EU Delegation' WHERE handle = 'germany'")
    assert "EU Delegation" not in talk("germany> /clue Spain Three women").to("spain").text
    assert "agency" in broken(talk)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    database = Database(database_url, Keyring.generate())
    yield database.engine
    database.close()


def test_an_older_database_is_sealed_once_as_it_is(engine: Engine) -> None:
    migrate.upgrade(engine, "0025")
    fill(engine)
    migrate.upgrade(engine)
    with engine.connect() as connection:
        assert list(broken_rows(connection)) == []
        connection.execute(text("UPDATE officer SET role = 'coordinator'"))
        assert [table for table, _ in broken_rows(connection)] == ["officer", "officer"]


def test_a_database_made_to_look_older_is_not_sealed_anew(engine: Engine) -> None:
    migrate.upgrade(engine, "0021")
    fill(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE officer SET role = 'coordinator'"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0025'"))
    with pytest.raises(TamperedError, match="head of the audit trail"):
        migrate.upgrade(engine)


def test_what_came_later_is_sealed_once_too(engine: Engine) -> None:
    migrate.upgrade(engine, "0025")
    fill(engine)
    migrate.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE agency SET name = 'another'"))
        assert [table for table, _ in broken_rows(connection)] == ["agency", "agency"]
        connection.execute(text("ALTER TABLE authenticator DROP COLUMN rights"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0037'"))
    with pytest.raises(TamperedError, match="head of the audit trail"):
        migrate.upgrade(engine)


def test_what_was_changed_before_goes_on_not_holding(engine: Engine) -> None:
    migrate.upgrade(engine, "0025")
    fill(engine)
    migrate.upgrade(engine, "0037")
    with engine.begin() as connection:
        connection.execute(text("UPDATE agency SET level = 'national'"))
    migrate.upgrade(engine)
    with engine.connect() as connection:
        assert [table for table, _ in broken_rows(connection)] == ["agency", "agency"]


def test_of_two_who_change_a_row_at_once_the_second_tries_again(talk_anywhere: Talk) -> None:
    """Else it would seal what it has not seen."""
    talk = talk_anywhere
    database, now = talk.home.database, talk.clock.now()
    if database.is_sqlite:
        pytest.skip("SQLite has one writer")
    with pytest.raises(BusyError):
        _change_both(database, now)
    assert broken(talk) == []


def _change_both(database: Database, now: datetime) -> None:
    with database.work(now) as first:
        one = people.officer_named(first, "spain")
        with database.work(now) as second:
            other = people.officer_named(second, "spain")
            assert one is not None
            assert other is not None
            other.standing += 1
            second.session.add(other)
        one.deputy_until = now
        first.session.add(one)
