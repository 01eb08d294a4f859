"""The page of screens: what it shows is said so today, and fits a phone."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

from tests.reception.test_on_a_phone import BARS, HEIGHT, height

DOCS = Path(__file__).parents[2] / "docs"
_REFERENCE = re.compile(r"\b[CRN]-\w{6}")


@pytest.fixture(scope="module")
def screens() -> ModuleType:
    spec = importlib.util.spec_from_file_location("screens", DOCS / "screens.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_message_of_the_page_is_said_so_and_fits_its_screen(screens: ModuleType, language: str) -> None:
    shown = (DOCS / "screens.md").read_text("utf-8")
    told = screens.record(language)
    assert len(told) == 5
    for event in told.values():
        assert _blank(event["text"]) in _blank(shown), "python docs/screens.py"
        assert len(event["buttons"]) <= 4
        assert height(event) <= HEIGHT - BARS, event["text"]


def _blank(words: str) -> str:
    """References are drawn anew in each run."""
    return _REFERENCE.sub("…", words)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_holds_five_screens_of_360_by_640(screens: ModuleType, language: str) -> None:
    with Image.open(DOCS / "figures" / f"screens.{language}.png") as picture:
        assert picture.size == (5 * screens.WIDTH + 4 * screens.GAP, 640)
        assert screens.WIDTH == 360


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("name", "width"), [("matrix-1280", 1280), ("matrix-390", 390), ("telegram", 390)])
def test_the_pictures_of_the_clients_are_as_wide_as_they_say_and_small(
    name: str, width: int, language: str
) -> None:
    file = DOCS / "figures" / f"{name}.{language}.png"
    assert file.stat().st_size <= 60_000
    with Image.open(file) as picture:
        assert picture.width == width
        assert picture.height > 1_000
    assert f"figures/{file.name}" in (DOCS / "clients.md").read_text("utf-8")
