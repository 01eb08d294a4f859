"""How a notice reads: its head, and its text in the reader's language."""

from handlers.chat import Piece, Text, bold, dim, lines, quote, text
from handlers.lang import Voice
from storage import items
from storage.notices import Notice
from storage.people import Agency


def in_language(voice: Voice, notice: Notice) -> str:
    """In the reader's language; else in English; else as it is."""
    return next(said for said in _choices(voice, notice) if said)


def _choices(voice: Voice, notice: Notice) -> list[str]:
    return [notice.texts.get(voice.language, ""), notice.texts.get("en", ""), *notice.texts.values()]


def head(voice: Voice, notice: Notice, title: str) -> Text:
    """Title, reference, who says it, and how it is to be handled."""
    ref = items.reference_of(voice.work, f"notice:{notice.id}")
    by = voice.agency(voice.work.need(Agency, notice.agency_id))
    urgent = text(bold(voice.t("URGENT")), " · ") if notice.is_urgent else None
    return lines(text(urgent, bold(f"{title} {ref}")), dim(f"{by} · TLP:{notice.tlp}"))


def words(voice: Voice, notice: Notice) -> Text:
    """The text, and openly where it does not exist in the reader's language."""
    missing: Piece = None
    if voice.language not in notice.texts:
        there = voice.listed(voice.tongue(code) for code in notice.texts)
        missing = dim(voice.t("Only in %(languages)s.", languages=there))
    return lines(quote(in_language(voice, notice)), missing)
