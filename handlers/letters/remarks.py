"""What is said in place of content that may not be shown where its reader is."""

from collections.abc import Sequence

from handlers.law.corridors import Corridor
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, dim, lines, paragraphs, plain, text
from handlers.vocabulary.voice import Voice


def point(voice: Voice, ref: str, what: Text = ()) -> Text:
    """That there is something, or `what` it is, and where to read it; nothing of what it says."""
    if what:
        return paragraphs(what, voice.t("Please open it on the encrypted channel."))
    if not ref:
        return text(voice.t("There is something new for you. Please open it on the encrypted channel."))
    return voice.rich(
        N_("%(ref)s has something new. Please open it on the encrypted channel."), ref=bold(ref)
    )


def kept_back(voice: Voice, words: Text, through: Sequence[Corridor], files: int) -> Text:
    """The same, with why something of it stays with its sender, and what its reader can do."""
    if not words or not through:
        return words
    left_out = voice.t("What stands in [ ] is personal data that may not travel here. Its sender has it.")
    stay = voice.n(
        "%(count)s file stays with its sender: photos and documents count as personal data.",
        "%(count)s files stay with their sender: photos and documents count as personal data.",
        files,
    )
    possible = dict.fromkeys(one.sentence(voice.language) for one in through)
    is_masked = "[" in plain(words)
    rows = [left_out if is_masked else "", stay if files > 0 else "", *possible]
    return paragraphs(words, lines(*(dim(row) for row in rows if row)))


def unopened(voice: Voice, words: Text, count: int) -> Text:
    """The same, with how much of it does not open."""
    if not words or not count:
        return words
    said = voice.n(
        "%(count)s entry cannot be read and is missing here: it was changed or is damaged.",
        "%(count)s entries cannot be read and are missing here: they were changed or are damaged.",
        count,
    )
    return paragraphs(words, lines(bold(said), voice.t("The coordinators are being notified.")))


def taken_back(voice: Voice, words: Text) -> Text:
    """The same, with why what its reader typed is gone from the chat."""
    why = voice.t("Your message was kept safely and deleted here: what it says may not stay on this channel.")
    return paragraphs(words, dim(why))


def still_there(voice: Voice, words: Text, kept: bool) -> Text:
    """The same, where the network does not delete what its reader typed."""
    why = voice.t("I could not delete your message here. Please delete it yourself: it may not stay.")
    safe = voice.t("What you wrote is kept safely.") if kept else None
    return paragraphs(words, lines(safe, bold(why)))


def too_big(voice: Voice, words: Text, names: list[str], most: int, ref: str) -> Text:
    """The same, with the files that this channel cannot bring, and how to come by them."""
    limit = voice.number(most // 1_000_000)
    named = ", ".join(f"“{name}”" for name in names)
    why = voice.t("%(files)s: too big for this channel (at most %(limit)s MB).", files=named, limit=limit)
    how = voice.t("Open %(ref)s on another of your channels, or ask the sender.", ref=ref) if ref else None
    return paragraphs(words, lines(dim(why), dim(how) if how else None))
