"""Each line of a table said in a demo network of its own, and what was answered."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.chat.script import START
from bot.home.network import open_home
from handlers.core.rules import DEFAULTS
from tests.talk import Heard, Talk, talk_at

Line = dict[str, str]


@dataclass(frozen=True)
class Played:
    """A line, as it was said (with its reference), and what anybody heard of it."""

    line: Line
    said: str
    heard: Heard

    @property
    def answer(self) -> Heard:
        return self.heard.to(self.line["who"])


class Networks:
    """Copies of one furnished network: to furnish one takes longer than to say a line in it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._made = folder, 0

    @contextmanager
    def at(self, moment: datetime) -> Iterator[Talk]:
        template = self._folder / f"{moment:%d%H%M}"
        if not template.is_dir():
            template.mkdir(parents=True)
            talk_at(_url(template), template, DEFAULTS, moment).home.close()
        self._made += 1
        folder = self._folder / f"network{self._made}"
        shutil.copytree(template, folder)
        home = open_home(_url(folder), folder / "data.key", folder / "files", DEFAULTS)
        try:
            yield Talk(home, moment)
        finally:
            home.close()
            shutil.rmtree(folder)


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'liaison.db'}"


def play(networks: Networks, line: Line) -> Played:
    first, *rest = [step for step in line["before"].split(" ⏎ ") if step] or [""]
    is_moment = first.startswith("@ 20")
    at = datetime.fromisoformat(first[2:]) if is_moment else START
    with networks.at(at) as talk:
        for step in rest if is_moment else [first, *rest]:
            _go_on(talk, step)
        said = line["said"].replace("{ref}", _last_reference(talk.everything))
        return Played(line, said, _go_on(talk, f"{line['who']}> {said}"))


def _go_on(talk: Talk, step: str) -> Heard:
    """A step; words that look like personal data are said not to be, where that is asked."""
    heard = talk(step)
    asked = [event for event in heard.events if event["kind"] == "screening.ask"]
    for event in asked:
        goes = next(label for label in event["buttons"] if label in _SENDS)
        heard = Heard([*heard.events, *talk(f"{event['to']}! {goes}").events])
    return heard


_SENDS = {
    "Send",
    "Not personal: send it",
    "Nobody is on them: send them",
    "发送",
    "不含个人信息，照发",
    "其中没有人，可以发送",
}


def _last_reference(heard: Heard) -> str:
    refs = [ref for event in heard.events for ref in event["refs"]]
    return str(refs[-1]) if refs else ""
