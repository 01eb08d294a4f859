"""What is said of the library: what there is, what was found, one entry whole."""

from collections.abc import Mapping, Sequence

from handlers.core.params import Typed
from handlers.core.speech import says
from handlers.items import paging
from handlers.library import entry as entries
from handlers.library import excerpt, shipped
from handlers.library.entry import Entry
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, said, text
from handlers.vocabulary.voice import Voice
from storage import library


@says("library.menu")
def _say_menu(voice: Voice, counts: Mapping[str, int]) -> Text:
    there = (f"{voice.t(label)} ({voice.number(counts[kind])})" for kind, label in shipped.KINDS.items())
    return paragraphs(
        lines(bold(voice.t("Library")), *there),
        lines(
            voice.t("Ask in your own words: /library passport kept by the employer"),
            voice.t("/library add writes a new entry. A second agency approves it."),
        ),
    )


@says("library.list", shows_content=True)
def _say_list(voice: Voice, of_kind: str, listed: Sequence[str], start: int, count: int) -> Text:
    if not listed:
        return text(voice.t("Nothing is here yet."))
    place = paging.place(voice, start, len(listed), count)
    head = text(bold(voice.t(shipped.KINDS[of_kind])), dim(f" · {place}") if place else None)
    rows = [text(f"{number}. ", title(voice, about)) for number, about in enumerate(listed, start=1)]
    return lines(head, *rows)


def title(voice: Voice, about: str) -> Piece:
    entry = entries.find(voice.work, about)
    if entry is None:
        return dim(voice.t("withdrawn"))
    if not voice.holds(entry.handling):
        return entries.marks(voice, entry)
    return entry.title_in(entry.language_for(voice.language))


@says("library.found", shows_content=True)
def _say_found(voice: Voice, asked: Typed, listed: Sequence[str]) -> Text:
    wanted = excerpt.asked_terms(asked)
    hits = (_hit(voice, number, about, wanted) for number, about in enumerate(listed, start=1))
    return paragraphs(*hits)


def _hit(voice: Voice, number: int, about: str, asked: frozenset[str]) -> Text:
    """Title, two lines around what was asked for, who wrote it and when it was checked."""
    entry = entries.find(voice.work, about)
    if entry is None or not voice.holds(entry.handling):
        return text(f"{number}. ", title(voice, about))
    code = _language_of_hit(voice, entry, asked)
    words = entry.texts[code]
    return lines(
        text(f"{number}. ", bold(entry.title_in(entry.language_for(voice.language)))),
        entry.own_words(excerpt.around(words.text, asked)),
        entries.marks(voice, entry),
    )


def _language_of_hit(voice: Voice, entry: Entry, asked: frozenset[str]) -> str:
    """The reader's own, where something of the question stands there."""
    own = entry.language_for(voice.language)
    others = (code for code, words in entry.texts.items() if excerpt.holds(words, asked))
    return own if excerpt.holds(entry.texts[own], asked) else next(others, own)


@says("library.nothing", unclear=True)
def _say_nothing(voice: Voice, typed: Typed) -> Text:
    return lines(
        voice.t("The library has nothing about “%(typed)s”.", typed=typed),
        voice.t("Try another word for it, or press /library to see what there is."),
    )


@says("library.entry", shows_content=True)
def _say_entry(voice: Voice, about: str, language: str) -> Text:
    entry = entries.find(voice.work, about)
    if entry is None:
        return text(voice.t("This entry is not in the library any more."))
    code = entry.language_for(language)
    return paragraphs(
        lines(bold(entry.title_in(code)), dim(voice.t(shipped.KINDS[entry.kind]))),
        entry.own_words(entry.texts[code].text),
        lines(
            text(
                voice.t("Source: %(where)s", where=entry.source if entry.is_shipped else said(entry.source))
            ),
            entries.marks(voice, entry),
            _useful(voice, about),
        ),
    )


def _useful(voice: Voice, about: str) -> Piece:
    useful, old = library.words_about(voice.work, about)
    counts = [
        voice.n("%(count)s finds it useful", "%(count)s find it useful", useful) if useful else "",
        voice.n("%(count)s says it is out of date", "%(count)s say it is out of date", old) if old else "",
    ]
    return dim(" · ".join(filter(None, counts))) if any(counts) else None


@says("library.gone")
def _say_gone(voice: Voice) -> Text:
    return text(voice.t("This entry is not in the library any more."))


@says("library.none_waits")
def _say_none_waits(voice: Voice) -> Text:
    return text(voice.t("No entry is waiting for approval."))
