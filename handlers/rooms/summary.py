"""What the bot says in a room: one message that is kept up to date, and when something is due."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers.core.rules import Rules
from handlers.letters import remarks
from handlers.rooms import ending, facts, topic, who
from handlers.rooms.facts import Fact
from handlers.rooms.who import SEATED
from handlers.screening.masking import Eyes
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, plain, quote, said, text
from handlers.vocabulary.voice import Voice
from storage import case_rooms, items
from storage.case_rooms import CaseRoom, CaseWord, Seating
from storage.filtered import FilteredWork
from storage.people import Agency, Officer
from storage.topics import Topic
from storage.work import Work

_SOON = timedelta(days=1)  # before it is due
_DIGEST = 16


@dataclass(frozen=True)
class Message:
    """`key`: the same is the same message. `readers`: ids of the officers who are there. `name`: of what is
    said once; "" for the summary. `replaces`, `takes_back`: a message before it."""

    key: str
    words: Text
    readers: Sequence[int]
    name: str = ""
    digest: str = ""
    replaces: str | None = None
    takes_back: str | None = None


def due(work: Work, rules: Rules, room_id: int) -> list[Message]:
    """What is to be said now, in order; nothing to an empty room."""
    room = work.need(CaseRoom, room_id)
    seats = [one for one in case_rooms.seats_of(work, room_id) if one.state in SEATED]
    here = [one.officer_id for one in seats if one.state is Seating.HERE]
    if not here or ending.is_over(work, room):
        return []
    seated = [work.need(Officer, one.officer_id) for one in seats]
    spoken = _Spoken(work, rules, room, seated, here)
    return [*_summary(spoken), *_announced(spoken)]


@dataclass(frozen=True)
class _Spoken:
    """To whom it is said. What is quoted is what the strictest of all who are let in may read."""

    work: Work
    rules: Rules
    room: CaseRoom
    seated: Sequence[Officer]
    here: Sequence[int]

    def in_each(self, say: Any, *given: Any) -> Text:
        """In each language that somebody in the room reads."""
        languages = dict.fromkeys(one.language for one in self.seated if one.id in self.here)
        said = [_said_in(self, language, say, given) for language in languages]
        return paragraphs(*said)


def _said_in(spoken: _Spoken, language: str, say: Any, given: Sequence[Any]) -> Text:
    readers = [one for one in spoken.seated if one.language == language]
    plain_voice = Voice(language, ZoneInfo(readers[0].zone), spoken.work.now, spoken.work)
    eyes = [Eyes(spoken.work, one, plain_voice) for one in spoken.seated]

    def passes(row: Any, column: str, value: Any) -> Any:
        for one in eyes:
            value = one.passes(row, column, value)
        return value

    voice = replace(plain_voice, work=FilteredWork(spoken.work, passes))
    words = say(voice, spoken, *given)
    return remarks.kept_back(plain_voice, words, [one for each in eyes for one in each.through], 0)


def _summary(spoken: _Spoken) -> Iterator[Message]:
    """Anew for who has just come, for what was said before is not shown to them; else in its place."""
    room = spoken.room
    words = spoken.in_each(_say_topic if room.item.kind == topic.KIND else _say_summary)
    digest = hashlib.sha256(plain(words).encode()).hexdigest()[:_DIGEST]
    key = f"case-{room.id}-{room.turn}-{digest}"
    is_new = room.summary is None or not set(spoken.here) <= set(room.shown_to)
    if is_new:
        yield Message(key, words, spoken.here, digest=digest, takes_back=room.summary)
    elif digest != room.shown:
        yield Message(key, words, spoken.here, digest=digest, replaces=room.summary)


def _announced(spoken: _Spoken) -> Iterator[Message]:
    said = case_rooms.words_of(spoken.work, spoken.room.id)
    for name, say, given in _news(spoken):
        if name not in said:
            words = spoken.in_each(say, *given)
            yield Message(f"case-{spoken.room.id}-{name}", words, spoken.here, name)


def _news(spoken: _Spoken) -> Iterator[tuple[str, Any, Sequence[Any]]]:
    """Names hold no content: they go over the network as they are."""
    room, now = spoken.room, spoken.work.now
    if room.closed_at is not None:
        yield "closed", _say_closed, ()
        return
    for fact in facts.known(spoken.work, room.item, spoken.seated)[0]:
        if fact.due_at is not None and now >= fact.due_at:
            yield f"late-{_stamp(fact)}", _say_late, (fact,)
        elif fact.due_at is not None and now >= fact.due_at - _SOON and room.opened_at < fact.due_at - _SOON:
            yield f"soon-{_stamp(fact)}", _say_soon, (fact,)


def _stamp(fact: Fact) -> str:
    return f"{fact.agency}-{int((fact.due_at or fact.at).timestamp())}"


def was_said(work: Work, room_id: int, message: Message, event: str) -> None:
    """It is there; `event` is its id."""
    room = work.hold(CaseRoom, room_id)
    if message.name:
        work.add(CaseWord(room_id=room_id, name=message.name, at=work.now))
        return
    room.summary, room.shown, room.turn = event, message.digest, room.turn + 1
    room.shown_to = sorted({*message.readers, *(room.shown_to if message.replaces else ())})
    work.add(room)


def _say_summary(voice: Voice, spoken: _Spoken) -> Text:
    room, item = spoken.room, spoken.room.item
    found, hidden = facts.known(voice.work, item, spoken.seated)
    ref = items.reference_of(voice.work, item)
    closed = voice.t("This room is closed.") if room.closed_at is not None else None
    return paragraphs(
        lines(bold(voice.t("Case room %(ref)s", ref=ref)), closed, dim(facts.marking(voice.work, item))),
        voice.t("It was withdrawn. Please do not use it any more.")
        if facts.is_withdrawn(voice.work, item)
        else None,
        *(_fact(voice, one) for one in found if one.words),
        lines(*(_standing(voice, spoken, one) for one in found if one.stands)),
        dim(_hidden(voice, hidden)) if hidden else None,
        lines(*(dim(row) for row in _house_rules(voice, spoken.seated))),
    )


def _say_topic(voice: Voice, spoken: _Spoken) -> Text:
    room = spoken.room
    ref = items.reference_of(voice.work, room.item)
    there = dict.fromkeys(one.agency_id for one in spoken.seated)
    names = voice.listed(voice.agency(voice.work.need(Agency, one)) for one in there)
    rule = voice.t(
        "For discussion: no cases, no personal data. What is said here may be passed on to partners, "
        "never in public."
    )
    return paragraphs(
        lines(
            bold(said(voice.work.need(Topic, room.item.id).title)),
            voice.t("This room is closed.") if room.closed_at is not None else None,
            dim(f"{ref} · TLP:GREEN"),
        ),
        voice.t("Invited: %(agencies)s.", agencies=names),
        rule,
        lines(*(dim(row) for row in _house_rules(voice, spoken.seated))),
    )


def _fact(voice: Voice, fact: Fact) -> Text:
    return lines(dim(f"{_agency(voice, fact)} · {voice.when(fact.at)}"), quote(fact.words))


def _standing(voice: Voice, spoken: _Spoken, fact: Fact) -> Piece:
    due_at = f" · {_due(voice, spoken.seated, fact.due_at)}" if fact.due_at is not None else ""
    return text(_agency(voice, fact), voice.t(": "), voice.t(fact.stands), due_at)


def _agency(voice: Voice, fact: Fact) -> str:
    return voice.agency(voice.work.need(Agency, fact.agency))


def _due(voice: Voice, seated: Collection[Officer], at: datetime) -> str:
    """On the clocks of all who are there."""
    zones = [ZoneInfo(zone) for zone in dict.fromkeys(one.zone for one in seated)]
    return voice.t("Answer due %(time)s", time=voice.when(at, *zones, deadline=True))


def _hidden(voice: Voice, count: int) -> str:
    return voice.n(
        "%(count)s entry is not shown: not everybody here may read it.",
        "%(count)s entries are not shown: not everybody here may read them.",
        count,
    )


def _house_rules(voice: Voice, seated: Collection[Officer]) -> list[str]:
    rows = [
        voice.t("I do not read what you write here, and take no commands: write to me in our own chat."),
        voice.t("Whoever comes later sees this summary, not what was written before."),
    ]
    if who.has_pointer(voice.work, {one.agency_id for one in seated}):
        rows.append(voice.t("Personal data may not travel between all of you: write the reference instead."))
    return rows


def _say_soon(voice: Voice, spoken: _Spoken, fact: Fact) -> Text:
    due_at = _due(voice, spoken.seated, fact.due_at or fact.at)
    return lines(bold(text_of(voice, N_("Less than a day is left for %(agency)s to answer."), fact)), due_at)


def _say_late(voice: Voice, spoken: _Spoken, fact: Fact) -> Text:
    due_at = _due(voice, spoken.seated, fact.due_at or fact.at)
    return lines(bold(text_of(voice, N_("%(agency)s is late with its answer."), fact)), due_at)


def text_of(voice: Voice, source: str, fact: Fact) -> str:
    return voice.t(source, agency={"agency": fact.agency})


def _say_closed(voice: Voice, spoken: _Spoken) -> Text:
    ends = spoken.room.ends_at or voice.now
    return lines(
        bold(voice.t("This room is closed. Nobody can write here any more.")),
        voice.t("It will be emptied %(time)s.", time=voice.when(ends)),
    )
