"""An exercise of forty injects for twelve officers, made up, and ways to play it."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from handlers.core.rules import DEFAULTS, Rules
from tests.talk import Heard, Talk, talk_at

OFFICERS = (
    *("spain", "italy", "germany", "france", "netherlands", "uk", "nordic"),
    *("mps", "liaoning", "heilongjiang", "zhejiang", "guangxi"),
)
COUNTRIES = {"spain": "ES", "italy": "IT", "germany": "DE", "france": "FR", "netherlands": "NL", "uk": "GB"}
PARTS = (*COUNTRIES, "nordic", "mps", "province")
INJECTS, EVERY = 40, 45  # minutes between two
WHOSE = {name: name if name in PARTS else "province" for name in OFFICERS}
_HEAD = re.compile(r"(?:EXERCISE|演练) · (\d+) · (D\+\d+ H\+\d+(?: M\+\d+)?)")


def words(said: str) -> str:
    return f'en = "{said}"\nzh = "{said}的中文"\n'


def parts_for(number: int) -> list[str]:
    """Each inject goes to one part or two; every part has its turn."""
    one = PARTS[number % len(PARTS)]
    return [one, PARTS[(number + 4) % len(PARTS)]] if number % 3 == 0 else [one]


def scenario(expects: str = "", every: int = EVERY) -> str:
    """`expects`: of each inject. `every`: minutes between two."""
    made = f"[name]\n{words('Forty')}[about]\n{words('A long one.')}[objectives.prompt]\n{words('In time')}"
    for part in PARTS:
        where = f'countries = ["{COUNTRIES.get(part, "DK" if part == "nordic" else "CN")}"]\n'
        level = {"mps": 'levels = ["national"]\n', "province": 'levels = ["provincial"]\n'}.get(part, "")
        made += f"[parts.{part}]\n{words(part)}{where}{level}"
    for number in range(1, INJECTS + 1):
        minutes = (number // 2) * 2 * every  # two at a time
        time = f"D+{minutes // 1440} H+{minutes % 1440 // 60} M+{minutes % 60}"
        to = ", ".join(f'"{part}"' for part in parts_for(number))
        made += f'[[injects]]\nnumber = {number}\ntime = "{time}"\nto = [{to}]\n{words(f"Inject {number}.")}'
        made += f'expected = {{ en = "x", zh = "某" }}\nexpects = [{expects}]\n'
    return made


def rules_for(folder: Path, data: str, name: str = "forty") -> Rules:
    """With a scenario of the operator's own."""
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "scenarios" / f"{name}.toml").write_text(data, "utf-8")
    return replace(DEFAULTS, scenarios=str(folder / "scenarios"))


def talk_with(folder: Path, data: str) -> Talk:
    return talk_at(f"sqlite:///{folder / 'liaison.db'}", folder, rules_for(folder, data))


def gathered(talk: Talk, who: tuple[str, ...] = OFFICERS, name: str = "Forty") -> Heard:
    """All of them take part; not begun yet."""
    listed = talk("eu> /exercise").text
    number = next(line.split(" · ")[1].split(".")[0] for line in listed.splitlines() if line.endswith(name))
    talk(f"eu! Open {number}", "eu! EX: For the network")
    return talk(*(f"{one}! 1" for one in who))


def begun(talk: Talk, speed: int = 60) -> Heard:
    heard = gathered(talk)
    talk("eu> /exercise")
    first = talk("eu! EX: Begin", f"eu> /exercise speed {speed}")
    return Heard([*heard.events, *first.events])


Given = tuple[int, str, datetime]  # an inject's number, the exercise's time in it, when it came


def injects_to(heard: Heard) -> dict[str, list[Given]]:
    """What each was given, as they read it, in the order in which it came."""
    found = defaultdict(list)
    for event in heard.of("exercise.inject").events:
        number, time = _HEAD.search(event["text"]).groups()  # type: ignore[union-attr]
        found[event["to"]].append((int(number), time, datetime.fromisoformat(event["at"])))
    return dict(found)
