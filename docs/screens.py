"""The five messages that officers get most, on a phone of 360 × 640, from a real run.

`python docs/screens.py` writes docs/screens.md, and with `--font FILE` (one that has Chinese characters, such
as WenQuanYi Micro Hei) also docs/figures/screens.en.png and screens.zh.png.
"""

import argparse
import asyncio
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.channels.telegram.rendering import keyboard
from bot.chat.script import START, Event, Runner
from bot.clock import VirtualClock
from bot.home import demo
from bot.home.network import open_home
from handlers.letters.letter import Key

HERE = Path(__file__).parent
PAGE = HERE / "screens.md"
WIDTH, HEIGHT, GAP = 360, 640, 16
TOP, BOTTOM = 76, 52  # the bars of a chat: clock and name above, the text field below
_MARGIN, _PAD, _LINE, _ROW, _SIZE = 8, 10, 19, 40, 14
_KINDS = {
    "request.received": "A request",
    "clue.referred": "A clue",
    "request.moved": "An answer",
    "notice.new": "A notice",
    "reminder.digest": "A digest",
}
_FACTS = {
    "en": "Three women are held above a restaurant in Example Street. One of them needs a doctor.",
    "zh": "三名妇女被关在示例街一家餐馆楼上，其中一人需要就医，请予核实。",
}
_ANSWER = {
    "en": "Known: registered to Sample Trading since 2019, searched in May.",
    "zh": "该地址自2019年起登记在示例贸易名下，5月曾被检查。",
}
Told = Mapping[str, Event]
"""Of each kind the message as its reader got it."""


def record(language: str) -> Told:
    """What an officer who reads this language was told."""
    reader, country, other = ("italy", "Italy", "spain") if language == "en" else ("mps", "China", "spain")
    facts, told = _FACTS[language], list[Event]()
    with tempfile.TemporaryDirectory() as folder:
        home = open_home(f"sqlite:///{folder}/liaison.db", Path(folder, "data.key"), Path(folder, "files"))
        with home.database.work(START) as work:
            demo.furnish(work, home.rules)
        runner = Runner(home, VirtualClock(START), lambda event: told.append(event))

        async def play() -> None:
            await runner.play(
                [
                    f"{other}> /clue {country} {facts}",
                    f"{other}> /request {country} urgent (b) {facts}",
                    f"eu> /notice {country} {facts}",
                    "eu! 1",
                    f"{reader}> /request Spain {facts}",
                ]
            )
            ref = next(
                one["refs"][0] for one in told if one.get("kind") == "request.filed" and _is_to(one, reader)
            )
            await runner.play([f"{other}> /answer {ref} {_ANSWER[language]}", f"{other}! 1"])
            await runner.play([f"{other}> /request {country} {facts} {number}" for number in range(6)])
            await runner.play(["@ +2d"])

        asyncio.run(play())
        home.database.close()
    mine = [one for one in reversed(told) if _is_to(one, reader)]
    first = {kind: [one for one in mine if one["kind"] == kind][-1] for kind in _KINDS}
    first["request.moved"] = next(one for one in mine if _ANSWER[language] in one["text"])
    return first


def _is_to(event: Event, reader: str) -> bool:
    return event.get("to") == reader


def page(told: Mapping[str, Told]) -> str:
    parts = [(__doc__ or "").partition("\n")[0].rstrip(".")]
    lines = [
        "# Five messages on a phone",
        "",
        f"{parts[0]}. Written by `python docs/screens.py`; a test compares, and keeps each on one screen.",
        "[Ten messages as clients show them](clients.md).",
        "",
        "![a request, a clue, an answer, a notice and a digest in English](figures/screens.en.png)",
        "![the same in Chinese](figures/screens.zh.png)",
    ]
    for language, name in (("en", "English"), ("zh", "中文")):
        lines += ["", f"## {name}"]
        for kind, event in told[language].items():
            buttons = "  ".join(f"[{label}]" for label in event["buttons"])
            lines += ["", f"{_KINDS[kind]}:", "", "```", str(event["text"]), "", buttons, "```"]
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------ the picture


@dataclass(frozen=True)
class Pen:
    draw: ImageDraw.ImageDraw
    font: ImageFont.FreeTypeFont

    def wrapped(self, line: str, width: int) -> Iterator[str]:
        """As phones break lines: between words, and between Chinese characters."""
        row = ""
        for word in _words(line):
            if row and self.font.getlength((row + word).rstrip()) > width:
                yield row.rstrip()
                row = word.lstrip()
            else:
                row += word
        yield row.rstrip()


def _words(line: str) -> Iterator[str]:
    word = ""
    for char in line:
        if unicodedata.east_asian_width(char) in "WF" and char not in "，。：；！？）”":
            if word:
                yield word
            word = char
        elif char == " ":
            yield word + char
            word = ""
        else:
            word += char
    if word:
        yield word


def draw(told: Told, font_file: Path, picture: Path) -> None:
    """All five side by side, each as wide and as high as a phone."""
    image = Image.new("RGB", (len(told) * (WIDTH + GAP) - GAP, HEIGHT), "#ffffff")
    pen = Pen(ImageDraw.Draw(image), ImageFont.truetype(str(font_file), _SIZE))
    for place, event in enumerate(told.values()):
        _screen(pen, place * (WIDTH + GAP), event)
    image.quantize(32).save(picture, optimize=True)


def _screen(pen: Pen, left: int, event: Event) -> None:
    pen.draw.rectangle((left, 0, left + WIDTH - 1, HEIGHT - 1), fill="#dfe6ea")
    pen.draw.rectangle((left, 0, left + WIDTH - 1, TOP), fill="#2c6e8f")
    pen.draw.text((left + 16, 6), str(event["at"])[11:16], "#ffffff", pen.font)
    pen.draw.text((left + 16, 42), "Liaison", "#ffffff", pen.font)
    pen.draw.rectangle((left, HEIGHT - BOTTOM, left + WIDTH - 1, HEIGHT - 1), fill="#ffffff")
    rows = list(_rows(pen, str(event["text"])))
    keys = _keys(event["buttons"])
    at = HEIGHT - BOTTOM - _MARGIN - len(keys) * _ROW - len(rows) * _LINE - 2 * _PAD
    right = left + WIDTH - 4 * _MARGIN
    pen.draw.rounded_rectangle(
        (left + _MARGIN, at, right, at + len(rows) * _LINE + 2 * _PAD - 4), 8, fill="#ffffff"
    )
    at += _PAD - 2
    for row, is_quoted in rows:
        if is_quoted:
            pen.draw.line((left + 18, at, left + 18, at + _LINE), "#2c6e8f", 3)
        pen.draw.text((left + (26 if is_quoted else 18), at), row, "#1b1b1b", pen.font)
        at += _LINE
    _draw_keys(pen, keys, (left + _MARGIN, at + _PAD + 2, right))


def _rows(pen: Pen, said: str) -> Iterator[tuple[str, bool]]:
    width = WIDTH - 5 * _MARGIN - 3 * _PAD
    for line in said.split("\n"):
        is_quoted = line.startswith("> ")
        for row in pen.wrapped(line.removeprefix("> "), width - 8 * is_quoted):
            yield row, is_quoted


def _keys(labels: Sequence[str]) -> list[list[str]]:
    board = keyboard([Key(f"t{number}", label, number) for number, label in enumerate(labels, start=1)])
    return [[key.text for key in row] for row in board.inline_keyboard] if board else []


def _draw_keys(pen: Pen, keys: Sequence[Sequence[str]], where: tuple[int, int, int]) -> None:
    left, at, right = where
    for row in keys:
        width = (right - left) // len(row)
        for place, label in enumerate(row):
            box = (left + place * width + 2, at, left + (place + 1) * width - 2, at + _ROW - 6)
            pen.draw.rounded_rectangle(box, 6, fill="#c3d3db")
            middle = (box[0] + box[2] - pen.font.getlength(label)) / 2
            pen.draw.text((middle, at + 8), label, "#1b1b1b", pen.font)
        at += _ROW


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Five messages on a phone.")
    parser.add_argument("--font", type=Path, help="a font with Chinese characters: the pictures, too")
    asked = parser.parse_args()
    recorded = {language: record(language) for language in ("en", "zh")}
    PAGE.write_text(page(recorded), encoding="utf-8")
    for language, told in recorded.items() if asked.font else ():
        draw(told, asked.font, HERE / "figures" / f"screens.{language}.png")
