"""A person's name is judged where it is taken: what is odd about it is shown to those who decide."""

from collections.abc import Mapping
from typing import Any

from handlers.agencies import finding
from handlers.core.registry import command_words
from handlers.people import codes, names
from handlers.people.names import Judged, Taken, Verdict
from handlers.vocabulary import languages
from handlers.vocabulary.text import Text, bold, lines, text
from handlers.vocabulary.voice import Voice
from storage import people, vouching
from storage.people import Agency, Officer
from storage.work import Work


def judge(work: Work, officer: Officer, typed: str) -> Judged:
    """As the name of this officer, beside all who are here."""
    if codes.read(typed) is not None:
        return Judged(Verdict.REFUSE, typed, names.NO_NAME)
    others = {one.id: one.name for one in vouching.in_state(work, finding.HERE) if one.id != officer.id}
    agencies = [name for agency in people.agencies(work) for name in finding.names_of(agency)]
    words = [*command_words(), *languages.LANGUAGE_WORDS]
    return names.judge(typed, Taken(others, agencies, words))


def oddity(judged: Judged) -> dict[str, Any]:
    """To be kept, as JSON, until somebody has looked at it."""
    return {"why": judged.why, "like": judged.like}


def trouble(voice: Voice, why: str) -> Text | None:
    """Why a name is not taken."""
    if not why:
        return None
    return lines(voice.t(why) if why != names.LETTERS else None, voice.t(names.LETTERS))


def remark(voice: Voice, odd: Mapping[str, Any] | None) -> Text | None:
    """What those who decide should look at: of an `oddity`."""
    if odd is None:
        return None
    other = voice.work.get(Officer, odd["like"])
    if other is None:
        return text(bold(voice.t(odd["why"])))
    agency = voice.agency(voice.work.need(Agency, other.agency_id))
    return lines(
        bold(voice.t(odd["why"])),
        f"{other.name} · {agency} · {other.handle}",
        voice.t("Make sure that they are two persons, and which one writes to you."),
    )
