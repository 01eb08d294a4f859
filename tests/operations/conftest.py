"""The command line as an operator uses it, on a network somebody has used."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select

from bot.chat.script import START
from bot.cli import main
from bot.home import demo
from bot.home.network import Home, open_settings
from bot.home.premises import Premises, in_use
from bot.settings.reading import load, write_new
from storage import dump
from storage.audit import Tag
from storage.clues import Clue
from storage.engine import Database
from storage.items import Attachment
from storage.people import Officer
from tests.talk import Talk

CLUE = "Three women held at a restaurant, plate 1234 BBB"
SQLITE = "sqlite:///var/liaison.db"
PHOTO = b"photo of the plate" * 10_000


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


Liaison = Callable[..., Done]


@pytest.fixture
def liaison(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Liaison:
    """`liaison("audit", "verify", "--data", folder)`."""

    def run(*arguments: str | Path) -> Done:
        mask = os.umask(0o022)
        monkeypatch.setattr(sys, "argv", ["liaison", *map(str, arguments)])
        capsys.readouterr()
        try:
            with pytest.raises(SystemExit) as ended:
                main()
        finally:
            os.umask(mask)
        shown = capsys.readouterr()
        return Done(int(ended.value.code or 0), shown.out, shown.err)

    return run


class Site:
    """A data folder, on SQLite or PostgreSQL."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.config = write_new(folder)
        text = self.config.read_text(encoding="utf-8")
        self.config.write_text(text.replace(SQLITE, url), encoding="utf-8")
        self.key_file = load(self.config).storage.key_file

    @contextmanager
    def home(self) -> Iterator[Home]:
        home = open_settings(load(self.config))
        try:
            yield home
        finally:
            home.database.close()

    @contextmanager
    def opened(self) -> Iterator[Premises]:
        with in_use(load(self.config)) as found:
            yield found

    def use(self) -> None:
        """Spain files a clue; a photo is kept with it."""
        with self.home() as home:
            talk = Talk(home)
            with talk.work() as work:
                demo.furnish(work, home.rules)
            talk(f"spain> /clue Italy {CLUE}")
            sealed = home.store.save([PHOTO], limit=len(PHOTO))
            with talk.work() as work:
                officer = work.first(select(Officer))
                kept = Attachment(
                    officer_id=officer.id,
                    file_id=sealed.file_id,
                    name="plate.jpg",
                    size=sealed.size,
                    sha256=sealed.sha256,
                    made_at=work.now,
                )
                work.add(kept)
                work.audit(Tag.FILE_KEPT)

    def copy_to(self, url: str) -> None:
        """The same network in another database."""
        with self.opened() as source, dump.snapshot(source.database) as moment:
            database = Database(url, source.keyring)
            dump.replace(database, moment.revision, moment.blocks, START)
            database.close()

    def says(self) -> tuple[list[str], list[bytes]]:
        """Every clue's text and every file's bytes, opened."""
        with self.home() as home, home.database.work(Talk(home).clock.now(), write=False) as work:
            clues = [clue.text for clue in work.all(select(Clue))]
            files = [b"".join(home.store.read(file_id)) for file_id in sorted(home.store.ids())]
        return clues, files


SitesMade = Callable[..., Site]
KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture
def make_site(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[SitesMade]:
    """`make_site("name", "postgres", used)`: fresh, or a copy of the used one."""
    with ExitStack() as stack:

        def make(name: str, kind: str = "sqlite", used: Site | None = None) -> Site:
            if kind == "sqlite":
                made = Site(tmp_path / name, SQLITE)
            else:
                server = request.getfixturevalue("postgres_server")
                url = server.create_prepared("used", used.copy_to) if used else server.create()
                stack.callback(server.drop, url)
                made = Site(tmp_path / name, url.replace("+psycopg", ""))
            if used:
                shutil.copytree(used.folder / "var", made.folder / "var", dirs_exist_ok=True)
            return made

        yield make


@pytest.fixture(scope="session")
def used_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Made once; the tests work on copies."""
    made = Site(tmp_path_factory.mktemp("used") / "site", SQLITE)
    made.use()
    return made


@pytest.fixture(params=KINDS)
def site(request: pytest.FixtureRequest, used_site: Site, make_site: SitesMade) -> Site:
    """Used before."""
    return make_site("site", request.param, used_site)
