"""An entry as its readers have it: one that came with the program, or one of an officer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handlers.law.handling import Handling, Tlp
from handlers.library import shipped
from handlers.library.index import Words
from handlers.vocabulary.text import Piece, dim, quote, said
from handlers.vocabulary.typed_line import one_line
from handlers.vocabulary.voice import Voice
from storage import items, library
from storage.item import NO_ITEM, Item
from storage.library import LibraryEntry
from storage.people import Agency
from storage.work import Work

SHIPPED = "shipped:"


@dataclass(frozen=True)
class Entry:
    """`about`: "library:12" or "shipped:debt-bondage". `agency`: whose it is; None for what was shipped."""

    about: str
    kind: str
    tlp: Tlp
    source: str
    checked: date
    texts: Mapping[str, Words]
    agency: int | None = None

    @property
    def is_shipped(self) -> bool:
        return self.about.startswith(SHIPPED)

    @property
    def item(self) -> Item:
        return item_of(self.about)

    @property
    def handling(self) -> Handling:
        return Handling(self.tlp)

    def language_for(self, wanted: str) -> str:
        """The wanted one, where it is written in that."""
        return wanted if wanted in self.texts else next(iter(self.texts))

    def title_in(self, language: str) -> str:
        """What an officer wrote stands between quotation marks."""
        title = one_line(self.texts[language].title)
        return title if self.is_shipped else said(title)

    def own_words(self, words: str) -> Piece:
        """What an officer wrote is set apart."""
        return words if self.is_shipped else quote(words)


def item_of(about: str) -> Item:
    """What came with the program is no item of anybody's."""
    return NO_ITEM if about.startswith(SHIPPED) else Item.kept(about)


def find(work: Work, about: str) -> Entry | None:
    """As the unit of work shows it: with eyes of a reader, as that reader sees it. None: gone, or hidden."""
    if about.startswith(SHIPPED):
        found = shipped.entries().get(about.removeprefix(SHIPPED))
        return of_shipped(found) if found is not None and not library.is_hidden(work, about) else None
    row = work.get(LibraryEntry, item_of(about).id)
    return of_row(row) if row is not None and row.texts else None


def of_shipped(one: shipped.Shipped) -> Entry:
    return Entry(f"{SHIPPED}{one.name}", one.kind, one.tlp, one.source, one.checked, one.texts)


def of_row(row: LibraryEntry) -> Entry:
    texts = {code: Words(words["title"], words["text"]) for code, words in row.texts.items()}
    item, checked = Item("library", row.id), row.checked_at.date()
    return Entry(item, row.kind, Tlp(row.tlp), row.source, checked, texts, row.agency_id)


def by_whom(voice: Voice, entry: Entry) -> str:
    agency = voice.work.get(Agency, entry.agency)
    return voice.agency(agency) if agency is not None else voice.t("came with this service")


def marks(voice: Voice, entry: Entry, *more: str) -> Piece:
    """Who wrote it, when it was checked, how it is handled."""
    checked = voice.t("checked %(date)s", date=entry.checked.isoformat())
    ref = items.reference_of(voice.work, entry.item) if entry.item else ""
    return dim(" · ".join(filter(None, (ref, by_whom(voice, entry), checked, f"TLP:{entry.tlp}", *more))))
