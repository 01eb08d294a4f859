"""The languages: their catalogues, and what people call them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from handlers.vocabulary import typed_line

LANGUAGES = {"en": "English", "zh": "中文"}
_WORDS = {
    "en": ("en", "english", "en-gb", "en-us", "英文", "英语"),
    "zh": ("zh", "chinese", "mandarin", "zh-hans", "zh-cn", "中文", "汉语", "简体中文", "普通话"),
}
LANGUAGE_WORDS = {word: code for code, words in _WORDS.items() for word in words}


def language_named(typed: str) -> str | None:
    """The language that a person means; None for one that is not ours."""
    return LANGUAGE_WORDS.get(typed_line.folded(typed))


FOLDER = Path(__file__).parents[1] / "locale"


def N_(source: str) -> str:  # noqa: N802 (gettext's own name for "to be translated later")
    """Marks a text for the catalogues where it is only named, not said."""
    return source


@dataclass(frozen=True)
class Tongue:
    """One language's texts: a source, or a source and its plural, to what is said."""

    texts: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


@cache
def tongue(language: str) -> Tongue:
    """Everything that is said in this language, all rooms together."""
    texts: dict[str, str] = {}
    plurals: dict[tuple[str, str], tuple[str, ...]] = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        for message in catalogue(path):
            if isinstance(message.id, str):
                texts[message.id] = str(message.string)
            elif all(forms := tuple(message.string or ())):
                plurals[message.id[0], message.id[1]] = forms
    return Tongue({source: said for source, said in texts.items() if source and said}, plurals)


def catalogue(path: Path) -> Catalog:
    """One room's catalogue."""
    with path.open("rb") as file:
        return read_po(file)


def nearest_language(wanted: str) -> str:
    """The language of ours that a client's setting ("zh-hans", "en_GB") means; English for any other."""
    short = wanted.replace("_", "-").partition("-")[0].casefold()
    return short if short in LANGUAGES else "en"
