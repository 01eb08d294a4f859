"""Everything these rooms say is said in Chinese, too."""

from pathlib import Path

from tests.catalogues import untranslated

HANDLERS = Path(__file__).parents[2] / "handlers"
ROOMS = ("agreements", "audience", "basics", "contacts*", "meetings", "notice*")


def test_every_text_has_its_chinese() -> None:
    paths = [path for room in ROOMS for path in sorted(HANDLERS.glob(f"{room}.py"))]
    assert list(untranslated(paths)) == []
