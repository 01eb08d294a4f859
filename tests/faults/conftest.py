"""People with phones, and a folder with the demo network."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.botapi.remote import Remote
from tests.faults.bots import LI, MARTA, phones
from tests.operations.conftest import Site, SitesMade, liaison, make_site, used_site
from tests.telegram.house import furnish

__all__ = ["liaison", "make_site", "used_site"]


@pytest.fixture
def people() -> Iterator[Remote]:
    with phones() as remote:
        yield remote


@pytest.fixture
def net(tmp_path: Path) -> Path:
    """On SQLite, not running."""
    folder = tmp_path / "net"
    folder.mkdir()
    furnish(folder, {"spain": MARTA, "mps": LI})
    return folder


@pytest.fixture
def site(used_site: Site, make_site: SitesMade) -> Site:
    """On SQLite, used before: a clue of Spain to Italy, and a photo."""
    return make_site("site", "sqlite", used_site)
