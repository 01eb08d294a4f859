"""`python -m tests.kinds.table`: write docs/kinds.md anew, from what the product does with each message.

Each kind is sent alone, in a form, as a reply, forwarded, and as an edit (on Matrix in a thread, too), to a
network on paper, through its channel's own reading. What comes of it is read from what is kept and said.
"""

import asyncio
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

from handlers.letters.letter import Letter
from tests.kinds import matrix, telegram
from tests.kinds.paper import Chat, chat_of, text_of
from tests.kinds.sample import Sample

PAGE = Path(__file__).parents[2] / "docs" / "kinds.md"
CHANNELS: Mapping[str, ModuleType] = {"telegram": telegram, "matrix": matrix}
_WAYS = ("alone", "in a form", "as a reply", "forwarded", "forwarded in a form", "edited", "edited in a form")
WAYS = {"telegram": _WAYS, "matrix": (*_WAYS, "in a thread")}
_PEOPLE = ("spain", "italy", "germany", "france", "nordic", "uk", "iom", "mps")
_MARK = "Forwarded from Hidden Person"
_REFUSALS = {
    "sent.unreadable", "sent.left_out", "sent.by_itself", "file.refused", "press.says_nothing",
    "edit.no_command",
}  # fmt: skip
_HEAD = """# What becomes of every kind of message

Written by `python -m tests.kinds.table` from what the product does; a test compares, one row each.

*asked*: kept, and asked what it is for · *in the form*: it answers the form's question · *told*: its sender
is told that it, or a part of it, is not taken · *marked*: kept as somebody else's words · *gone*: it may not
stay in this chat, and is deleted there. "Edited": it was a greeting before; "edited in a form": it was an
answer; –: there is no such thing. Matrix clients put no mark on what they forward: it counts as the sender's.
"""
_UNASKED = "Telegram has these, too; they are not asked for, and one that comes all the same is passed over:"
_SILENT = {
    "telegram": "Nobody says these, Telegram tells what happened; they get no answer:",
    "matrix": "Programs tell each other these; they get no answer (a verification goes its own way):",
}
_MORE = """Nor do these: further places of one that moves, the further messages an account sends by itself
within a day, a deleted message that nothing came of, reactions within ten minutes of the last answered.
"""


@dataclass(frozen=True)
class Outcome:
    """`told`: the kinds of what its sender is told. `lost`: what is kept nowhere, while nobody says so.
    `stands`: it is where it may not stay, and its sender is not asked to delete it. `passes`: somebody else's
    words are kept as if they were its sender's own."""

    told: Sequence[str]
    is_asked: bool
    is_in_form: bool
    is_gone: bool
    lost: Sequence[str] = ()
    stands: bool = False
    is_marked: bool = False
    passes: bool = False

    def __str__(self) -> str:
        if not self.told:
            return "**silence**"
        said = {
            "in the form": self.is_in_form,
            "asked": self.is_asked and not self.is_in_form,
            "told": bool(_REFUSALS & {*self.told}),
            "marked": self.is_marked,
            "gone": self.is_gone,
            "**lost**": bool(self.lost),
            "**stands**": self.stands,
            "**passes**": self.passes,
        }
        return ", ".join(name for name, holds in said.items() if holds)


def outcomes(channel: str, sample: Sample) -> dict[str, Outcome]:
    """By way; each way has a person of its own."""
    addresses = [_address(channel, at) for at in range(len(_PEOPLE))]
    with (
        tempfile.TemporaryDirectory() as folder,
        chat_of(Path(folder), channel, dict(zip(_PEOPLE, addresses, strict=True))) as chat,
    ):
        return asyncio.run(_all(chat, channel, sample, addresses))


def _address(channel: str, at: int) -> str:
    return str(1001 + at) if channel == "telegram" else f"@{_PEOPLE[at]}:example.org"


async def _all(chat: Chat, channel: str, sample: Sample, addresses: list[str]) -> dict[str, Outcome]:
    ways = dict(zip(WAYS[channel], addresses, strict=False))
    never = [part for part, can in (("edited", sample.edits), ("forwarded", sample.forwards)) if not can]
    can_be = {way: address for way, address in ways.items() if not any(part in way for part in never)}
    writers = {way: Writer(chat, channel, address) for way, address in can_be.items()}
    return {way: await _one(writer, sample, way) for way, writer in writers.items()}


class Writer:
    """One person, who writes one message after another."""

    def __init__(self, chat: Chat, channel: str, address: str) -> None:
        self.chat, self.channel, self.address = chat, channel, address
        first = 1000 * (1 + len(chat.paper.letters))  # numbers that nobody else has used
        self._numbers = count(first)

    async def text(self, words: str) -> tuple[int, list[Letter]]:
        return await self.write(CHANNELS[self.channel].text(words))

    async def write(self, body: dict[str, Any], **how: Any) -> tuple[int, list[Letter]]:
        """Its number, and what was told."""
        number = next(self._numbers) + sum(map(ord, self.address)) * 10**6
        letter = CHANNELS[self.channel].letter_of
        return number, await self.chat.take(letter(body, self.address, number, **how))


async def _one(writer: Writer, sample: Sample, way: str) -> Outcome:
    how: dict[str, Any] = {"way": way}
    if "form" in way:
        await writer.text("/clue China")
    if way in ("as a reply", "in a thread"):
        _, (answer, *_) = await writer.text("/help")
        how["about"] = str(answer.id) if writer.channel == "telegram" else f"L{answer.id}"
    if "edited" in way:
        how["changes"], _ = await writer.text("three women" if "form" in way else "hello")
    if writer.channel == "matrix":
        how["kind"] = sample.kind
    heard: list[Letter] = []
    messages = []
    for body in (sample.body, *sample.more):
        number, letters = await writer.write(body, **how)
        heard += letters
        messages.append(str(how.get("changes", number)))
    is_said = "forwarded" in way and writer.channel == "telegram"
    return _outcome(writer, sample, messages, heard, is_said)


def _outcome(
    writer: Writer, sample: Sample, messages: Sequence[str], heard: Sequence[Letter], is_said: bool
) -> Outcome:
    """`is_said`: that they are somebody else's words, by whoever sent them."""
    chat, address = writer.chat, writer.address
    kept, answers = chat.kept(address), chat.answers(address)
    missing = [word for word in sample.words if word not in kept]
    if (files := chat.files(address)) < sample.files:
        missing.append(f"{sample.files - files} files")
    is_gone = all(chat.is_gone(address, message) for message in messages)
    holds = bool(sample.words or sample.files) and writer.channel == "telegram"
    return Outcome(
        [one.kind for one in heard],
        is_asked=any(word in kept for word in sample.words) or files > 0,
        is_in_form=any(word in answers for word in sample.words),
        is_gone=is_gone,
        lost=missing,
        stands=holds and not is_gone and not any("delete it" in text_of(one) for one in heard),
        is_marked=is_said and _MARK in kept,
        passes=is_said and bool(sample.words) and not missing and _MARK not in kept,
    )


def row(channel: str, name: str, found: Mapping[str, Outcome]) -> str:
    cells = (str(found[way]) if way in found else "–" for way in WAYS[channel])
    return f"| {name} | {' | '.join(cells)} |"


def page() -> str:
    return "\n".join([_HEAD, *(line for channel in CHANNELS for line in _section(channel)), _MORE])


def _section(channel: str) -> Iterator[str]:
    yield f"## {channel.title()}\n"
    yield f"| kind | {' | '.join(WAYS[channel])} |"
    yield "|---" * (len(WAYS[channel]) + 1) + "|"
    for name, sample in CHANNELS[channel].SAMPLES.items():
        yield row(channel, name, outcomes(channel, sample))
    yield from (f"\n{line}" for line in silent(channel))
    yield ""


def silent(channel: str) -> Iterator[str]:
    """What gets no answer, each on the line below its reason."""
    yield f"{_SILENT[channel]}\n{_listed(CHANNELS[channel].SERVICE)}."
    if channel == "telegram":
        yield f"{_UNASKED}\n{_listed(telegram.UNASKED)}."


def _listed(kinds: Iterable[str]) -> str:
    return ", ".join(f"`{kind}`" for kind in kinds)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
