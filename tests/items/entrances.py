"""Every way in which an officer's words come in, and become part of something that others read."""

import re
from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from handlers.core import access
from handlers.law.handling import Handling
from storage.clues import Clue, Referral
from storage.item import Item
from storage.items import Happening
from storage.notices import Notice
from storage.requests import Answer, Request
from storage.work import Work
from tests.talk import Talk


@dataclass(frozen=True)
class Entrance:
    """`steps` with the words at `{typed}`, and at `{ref}` the reference of what the steps before made."""

    kind: str
    steps: tuple[str, ...]
    before: tuple[str, ...] = ()

    @property
    def who(self) -> str:
        """Who types the words."""
        return next(
            re.split("[>~]", step)[0] for step in self.steps if "{typed}" in step or "{words}" in step
        )


CLUE = ("spain> /clue Italy Boats were seen",)
TAKEN_UP = (*CLUE, "italy! Accept clue")
ASKED = ("spain> /request Italy Who owns the shop?",)
NOTICE = ("eu> /notice Italy Boats were seen", "eu! Send to 1", "@ +1m")
MEETING = ("eu> /notice meeting Italy in 3 days Boats", "eu! Send to 1", "@ +1m")
ENTRANCES = {
    "a clue": Entrance("clue", ("spain> /clue Italy {typed}",)),
    "a clue, before its country": Entrance("clue", ("spain> /clue {mark} Italy {words}",)),
    "a guided clue": Entrance("clue", ("spain> /clue", "spain> Italy", "spain> {typed}", "spain! File it")),
    "words without a command": Entrance("clue", ("spain> Italy {typed}", "spain! File as a clue for Italy")),
    "a detail of a clue": Entrance(
        "clue",
        (
            *("spain> /clue Italy Boats were seen", "spain! Add details", "spain! The facts", "spain! Place"),
            *("spain> {typed}", "spain! Save"),
        ),
    ),
    "more on a clue": Entrance("clue", ("spain> /clue {ref} {typed}",), CLUE),
    "an edit of a clue": Entrance("clue", ("spain~ /clue Italy {typed}",), CLUE),
    "an edit of an addition": Entrance(
        "clue", ("spain> /clue {ref} two boats", "spain~ /clue {ref} {typed}"), CLUE
    ),
    "why a clue is declined": Entrance("clue", ("italy! Decline clue", "italy> {typed}"), CLUE),
    "the outcome of a clue": Entrance("clue", ("italy! Report the outcome", "italy> {typed}"), TAKEN_UP),
    "a request": Entrance("request", ("spain> /request Italy {typed}",)),
    "a request, before its country": Entrance("request", ("spain> /request {mark} Italy {words}",)),
    "a request with its date": Entrance(
        "request", ("spain> /request Italy {mark} by Friday 17:00 {words}", "spain! Send")
    ),
    "a guided request": Entrance(
        "request",
        ("spain> /request", "spain> Italy", "spain> {typed}", "spain! It is not urgent", "spain! Send"),
    ),
    "more on a request": Entrance("request", ("spain> /request {ref} {typed}",), ASKED),
    "an edit of a request": Entrance("request", ("spain~ /request Italy {typed}",), ASKED),
    "an answer": Entrance("request", ("italy> /answer {ref} {typed}",), ASKED),
    "an answer in part": Entrance("request", ("italy> /answer {ref} {mark} partly: {words}",), ASKED),
    "an answer, of several owed": Entrance("request", ("italy> /answer {typed}", "italy! 1"), ASKED),
    "a guided answer": Entrance("request", ("italy! Answer", "italy> {typed}", "italy! Send"), ASKED),
    "a refusal": Entrance("request", ("italy> /answer {ref} refuse f {typed}",), ASKED),
    "a guided refusal": Entrance(
        "request", ("italy> /answer {ref} refuse: {typed}", "italy! 6", "italy! Send"), ASKED
    ),
    "a question back": Entrance("request", ("italy> /answer {ref} question: {typed}",), ASKED),
    "the answer to it": Entrance(
        "request", ("italy> /answer {ref} question: which?", "spain> /answer {ref} {typed}"), ASKED
    ),
    "why there must be more time": Entrance(
        "request",
        ("italy! More choices", "italy! More time", "italy> 7", "italy> {typed}", "italy! Send"),
        ASKED,
    ),
    "what is still missing": Entrance(
        "request",
        ("italy> /answer {ref} Nobody", "spain! Ask for more", "spain> {typed}", "spain! Send"),
        ASKED,
    ),
    "a notice": Entrance("notice", ("eu> /notice Italy {typed}", "eu! Send to 1", "@ +1m")),
    "a notice, before whom it is for": Entrance(
        "notice", ("eu> /notice {mark} Italy {words}", "eu! Send to 1", "@ +1m")
    ),
    "a guided notice": Entrance(
        "notice", ("eu> /notice", "eu> Italy", "eu> {typed}", "eu! Now", "eu! Send to 1", "@ +1m")
    ),
    "a notice in two languages": Entrance(
        "notice", ("eu> /notice Italy 中文：发现船只 English: {typed}", "eu! Send to 1", "@ +1m")
    ),
    "a meeting": Entrance(
        "notice", ("eu> /notice meeting Italy in 3 days {typed}", "eu! Send to 1", "@ +1m")
    ),
    "a meeting, before its date": Entrance(
        "notice", ("eu> /notice meeting Italy {mark} in 3 days {words}", "eu! Send to 1", "@ +1m")
    ),
    "a correction": Entrance(
        "notice", ("eu> /notice correct {ref} {typed}", "eu! Send to 1", "@ +1m"), NOTICE
    ),
    "the minutes": Entrance(
        "notice", ("eu> /notice minutes {ref} {typed}", "eu! Send to 1", "@ +1m"), MEETING
    ),
}


def play(talk: Talk, entrance: Entrance, mark: str, words: str) -> None:
    """From its beginning."""
    ref = talk(*entrance.before).ref if entrance.before else ""
    for step in steps(entrance, mark, words, ref):
        talk(step)


def steps(entrance: Entrance, mark: str, words: str, ref: str) -> list[str]:
    typed = f"{words} {mark}"
    return [step.format(typed=typed, mark=mark, words=words, ref=ref) for step in entrance.steps]


_IDS: dict[str, Any] = {"clue": Clue.id, "request": Request.id, "notice": Notice.id}


def handling(work: Work, kind: str) -> Handling:
    """As the gate sees the newest of its kind."""
    newest = max(work.all(select(_IDS[kind])))
    subject = access.subject_of(work, Item(kind, newest))
    assert subject is not None
    return subject.handling


def texts(work: Work) -> list[str]:
    """Everything that people have written and others read."""
    found = [words for one in work.all(select(Happening)) for words in (one.words or {}).values()]
    found += [one.text for one in work.all(select(Request))]
    found += [one.text for one in work.all(select(Answer))]
    found += [words for one in work.all(select(Notice)) for words in one.texts.values()]
    found += [words for one in work.all(select(Referral)) for words in (one.reason, one.outcome)]
    for clue in work.all(select(Clue)):
        found += [clue.text, *map(str, clue.details.values())]
    return [str(words) for words in found if words]
