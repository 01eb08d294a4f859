"""`liaison db copy`: from SQLite to PostgreSQL and back, with nothing changed."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from bot.home.served import alone
from bot.settings.reading import load
from storage import presence
from storage.engine import Database
from storage.schema import TABLES
from tests.operations.conftest import CLUE, PHOTO, Liaison, Site, SitesMade


def rows(url: str, site: Site) -> dict[str, list[Any]]:
    """Every row as our own columns read it, opened."""
    database = Database(url, load_key(site))
    with database.engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in TABLES
        }
    database.close()
    return found


def load_key(site: Site) -> Any:
    with site.opened() as place:
        return place.keyring


def use(site: Site, old: str, new: str) -> None:
    site.config.write_text(
        site.config.read_text("utf-8").replace(f'url = "{old}"', f'url = "{new}"'), "utf-8"
    )


@pytest.mark.postgres
def test_there_and_back_nothing_is_changed(
    make_site: SitesMade, used_site: Site, postgres_url: str, liaison: Liaison, tmp_path: Path
) -> None:
    site = make_site("moved", "sqlite", used_site)
    first = f"sqlite:///{site.folder}/var/liaison.db"
    last = f"sqlite:///{site.folder}/var/back.db"
    server = postgres_url.replace("+psycopg", "")
    (tmp_path / "url").write_text(server + "\n")  # its password is for nobody's eyes
    before = rows(first, site)
    assert sum(map(len, before.values())) > 100

    done = liaison("db", "copy", first, tmp_path / "url", "--config", site.config)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{sum(map(len, before.values()))} rows, read back and the same")
    assert rows(server, site) == before
    use(site, "sqlite:///var/liaison.db", server)
    assert liaison("audit", "verify", "--config", site.config).code == 0
    assert site.says() == ([CLUE], [PHOTO])

    assert liaison("db", "copy", server, last, "--config", site.config).code == 0
    assert rows(last, site) == before
    use(site, server, last)
    assert liaison("audit", "verify", "--config", site.config).code == 0
    assert site.says() == ([CLUE], [PHOTO])
    assert rows(first, site) == before


@pytest.mark.postgres
def test_nothing_is_copied_from_or_to_what_is_served(
    make_site: SitesMade, used_site: Site, postgres_url: str, liaison: Liaison
) -> None:
    site = make_site("served", "sqlite", used_site)
    first, server = f"sqlite:///{site.folder}/var/liaison.db", postgres_url.replace("+psycopg", "")
    with alone(load(site.config)):
        done = liaison("db", "copy", first, server, "--config", site.config)
        assert (done.code, "is served already" in done.err) == (1, True)
    assert liaison("db", "copy", first, server, "--config", site.config).code == 0
    there = presence.enter(create_engine(postgres_url).url)
    done = liaison("db", "copy", server, f"sqlite:///{site.folder}/var/back.db", "--config", site.config)
    there.leave()
    assert (done.code, "A process serves" in done.err) == (1, True)


def test_what_makes_no_sense_is_said_in_a_sentence(used_site: Site, liaison: Liaison) -> None:
    there = f"sqlite:///{used_site.folder}/var"
    first = f"{there}/liaison.db"
    for source, target, words in (
        (first, first, "one and the same"),
        (first, "mysql://x/y", "is no database"),
        ("nowhere", first, "is no database"),
        (f"{there}/none.db", f"{there}/new.db", "There is no database"),
        (first, f"{there}/../var/liaison.db", "is served already"),
    ):
        done = liaison("db", "copy", source, target, "--config", used_site.config)
        assert done.code == 1
        assert words in done.err
        assert len(done.err.splitlines()) == 1


def test_over_data_nothing_is_copied(make_site: SitesMade, used_site: Site, liaison: Liaison) -> None:
    one, other = make_site("one", "sqlite", used_site), make_site("other", "sqlite", used_site)
    urls = (f"sqlite:///{site.folder}/var/liaison.db" for site in (one, other))
    done = liaison("db", "copy", *urls, "--config", one.config)
    assert (done.code, "There is data" in done.err) == (1, True)
