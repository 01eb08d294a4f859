"""Ten messages as the clients show them: `python -m tests.house.clients` draws docs/figures anew.

What the bot sends is taken where it leaves the house: on Matrix the events, on Telegram what the emulator of
the Bot API keeps, with its entities and rows of buttons. A headless Chromium (Debian: `chromium`) draws both,
with a sheet of styles like the clients' own: 1280 and 390 wide on Matrix, 390 on Telegram, both languages.
"""

import asyncio
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from PIL import Image, ImageChops
from sqlmodel import select

from bot.channels.matrix.sending import rendering
from bot.chat.script import _target
from bot.pipeline.service import Service
from handlers.core.rules import DEFAULTS
from handlers.letters.letter import Letter
from handlers.vocabulary.text import plain
from storage.outbox import Outgoing
from storage.people import officer_named
from tests.kinds import matrix
from tests.kinds.paper import Chat, Paper, _give_account
from tests.talk import Talk, talk_at
from tests.telegram.phones import GREEN, NUMBERS, buttons_of, phones_of

T = TypeVar("T")
FIGURES = Path(__file__).parents[2] / "docs" / "figures"
PEOPLE = {who: f"@{who}:example.org" for who in ("spain", "italy", "mps", "eu")}
READERS = {"en": ("italy", "Italy"), "zh": ("mps", "China")}
OTHER, WHERE = "spain", "Spain"
FACTS = {
    "en": "Three women are held above a restaurant in Example Street. One of them needs a doctor.",
    "zh": "三名妇女被关在示例街一家餐馆楼上，其中一人需要就医，请予核实。",
}
ANSWER = {
    "en": "Known: registered to Sample Trading since 2019, searched in May.",
    "zh": "该地址自2019年起登记在示例贸易名下，5月曾被检查。",
}
ASKED = {"en": "Who owns the phone shop in Sample Street?", "zh": "样本街的手机店店主是谁？"}
# what officers are told most without having asked, in a lived week (`python -m tests.year --week`)
KINDS = (
    "clue.referred", "news", "request.received", "reminder", "request.moved", "notice.new", "notice.reminder",
    "reminder.digest", "clue.acknowledged", "request.closed",
)  # fmt: skip
CONFIRM = {"en": "Confirm", "zh": "确认"}
AT = datetime(2026, 12, 1, 10, tzinfo=UTC)
QUIET = {"en": "11:30-15:00", "zh": "18:30-21:30"}  # of the reader: what is no more than news waits meanwhile
_FILED = re.compile(r"(R-[2-9A-Z]{6}) (?:is on its way|已发出)")


# what the specification lets clients show, of what we write
ALLOWED = {"strong", "span", "blockquote", "code", "br"}


@dataclass(frozen=True)
class Shown:
    """HTML, and the rows of buttons under it."""

    body: str
    buttons: Sequence[Sequence[str]] = ()


def steps(language: str) -> Iterator[str]:
    """What the reader does, and others to whom. REF is the last reference that was named to who speaks; 1-REF
    and 2-REF are the reader's last two requests."""
    reader, country = READERS[language]
    yield f"{OTHER}> /request {country} {ASKED[language]}"
    yield f"{reader}> /answer REF {ANSWER[language]}"
    yield f"{OTHER}! Confirm"
    yield f"{OTHER}> /clue {country} {FACTS[language]}"
    yield f"{OTHER}> /request {country} urgent (b) {FACTS[language]}"
    yield f"eu> /notice {country} {FACTS[language]}"
    yield "eu! Send to"
    yield f"{reader}> /clue {WHERE} {FACTS[language]}"
    yield f"{OTHER}! Acknowledge"
    yield f"{reader}> /request {WHERE} {ASKED[language]}"
    yield f"{OTHER}> /answer REF {ANSWER[language]}"
    yield f"{reader}! {CONFIRM[language]}"
    yield f"{reader}> /me quiet {QUIET[language]}"
    yield from (f"{reader}> /request {WHERE} {ASKED[language]} {number}" for number in range(2))
    yield "@ +1h"
    yield from (f"{OTHER}> accept {number}-REF" for number in (1, 2))
    yield "@ +4h"
    yield from (f"{OTHER}> /request {country} {ASKED[language]} {number}" for number in range(6))
    yield "@ +1d"
    yield "@ +1d"


def parted(step: str) -> tuple[str, str, str]:
    """Who, what is done, and with which words."""
    cut = min(step.find(mark) for mark in ">!" if mark in step)
    return step[:cut], step[cut], step[cut + 2 :]


def named(words: str, to_reader: Sequence[str], to_speaker: Sequence[str]) -> str:
    """With the references that are meant."""
    filed = [ref for told in to_reader for ref in _FILED.findall(told)]
    if len(filed) > 1:
        words = words.replace("1-REF", filed[-2]).replace("2-REF", filed[-1])
    last = [ref for told in to_speaker for ref in re.findall(r"\b[CR]-[2-9A-Z]{6}", told)]
    return words.replace("REF", last[-1] if last else "")


# ------------------------------------------------------------------ what is sent


@contextmanager
def network() -> Iterator[Talk]:
    """As it is by default: what is no more than news waits."""
    with tempfile.TemporaryDirectory() as folder:
        talk = talk_at(f"sqlite:///{folder}/liaison.db", Path(folder), replace(DEFAULTS, waits=True), AT)
        yield talk
        talk.home.close()


def on_matrix(language: str) -> list[Shown]:
    """The events, as the homeserver gets them before they are encrypted."""
    with network() as talk:
        paper = Paper("matrix")
        chat = Chat(talk.home, Service(talk.home, [paper], talk.clock), paper, talk.clock)
        with talk.work() as work:
            for handle, address in PEOPLE.items():
                _give_account(work, "matrix", handle, address)
        asyncio.run(_play(chat, language))
        mine = [one for one in paper.letters if one.address == PEOPLE[READERS[language][0]]]
    return [_event(letter) for letter in _of_each_kind([(one.kind, plain(one.text), one) for one in mine])]


def _of_each_kind(told: Sequence[tuple[str, str, T]]) -> list[T]:
    """The fuller of the first two."""
    by_kind = {kind: [one for one in told if one[0] == kind][:2] for kind in KINDS}
    return [max(first, key=lambda one: len(one[1]))[2] for first in by_kind.values() if first]


def _event(letter: Letter) -> Shown:
    (content,) = rendering.contents(letter)
    body = content.get("formatted_body") or escape(content["body"])
    assert {*re.findall(r"</?(\w+)", body)} <= ALLOWED
    kind = "said" if content["msgtype"] == rendering.PUSHED else "notice"
    return Shown(f'<div class="{kind}">{body}</div>')


async def _play(chat: Chat, language: str) -> None:
    numbers = count(10)
    for step in steps(language):
        if step.startswith("@"):
            await _move(chat, step[1:].strip())
            continue
        who, mark, words = parted(step)
        mine = [one for one in chat.paper.letters if one.address == PEOPLE[who]]
        told = [plain(one.text) for one in chat.paper.letters if one.address == PEOPLE[READERS[language][0]]]
        said = named(words, told, [plain(one.text) for one in mine])
        under = next((one for one in reversed(mine) if mark == "!" and _key(one, words)), None)
        said = said if under is None else str(_key(under, words))
        about, way = (None, "alone") if under is None else (f"L{under.id}", "as a reply")
        await chat.take(matrix.letter_of(matrix.text(said), PEOPLE[who], next(numbers), way, about))


def _key(letter: Letter, label: str) -> int | None:
    return next((key.number for key in letter.keys if key.label.startswith(label)), None)


async def _move(chat: Chat, to: str) -> None:
    target = _target(to, chat.clock.now())
    while (due := chat.service.next_due()) is not None and due <= target:
        chat.clock.move_to(due)
        await chat.service.quiet()
    chat.clock.move_to(target)
    await chat.service.quiet()


def on_telegram(language: str) -> list[Shown]:
    """The messages, as the emulator of the Bot API keeps them."""
    with network() as talk:
        return asyncio.run(_on_telegram(talk, language))


async def _on_telegram(talk: Talk, language: str) -> list[Shown]:
    """Each as it stood when it came: later ones take the place of some."""
    number, seen, told = NUMBERS[READERS[language][0]], set[int](), list[tuple[str, str, Mapping[str, Any]]]()
    async with phones_of(talk, GREEN) as phones:
        for step in steps(language):
            who, mark, label = ("", "", "") if step.startswith("@") else parted(step)
            if mark == "!":
                keys = [key for m in phones.people.said(NUMBERS[who]) for key in buttons_of(m)]
                if not (keys := [key for key in keys if key.startswith(label)]):
                    continue  # what may not be shown on Telegram has to be opened first, elsewhere
                step = f"{who}! {keys[-1]}"
            own, others = phones.whole(READERS[language][0]), phones.whole(OTHER)
            await phones(named(step, [own], [others if who == OTHER else own]))
            shown = {str(message["message_id"]): message for message in phones.people.said(number)}
            with talk.work() as work:
                reader = officer_named(work, READERS[language][0])
                assert reader is not None
                for row in work.all(select(Outgoing).where(Outgoing.officer_id == reader.id)):
                    message = shown.get((row.external or "").partition(" ")[0])
                    if row.id not in seen and message is not None:
                        told.append((row.kind, str(message["text"]), message))
                        seen.add(row.id)
    return [Shown(_marked_up(one), one["buttons"]) for one in _of_each_kind(told)]


_TAGS = {"bold": "b", "italic": "i", "code": "code", "blockquote": "blockquote"}


def _marked_up(message: Mapping[str, Any]) -> str:
    """Text and entities as HTML; offsets count UTF-16 units. A quote's last line ends with it."""
    units = str(message["text"]).encode("utf-16-le")
    at, html = 0, ""
    for one in sorted(message["entities"], key=lambda entity: int(entity["offset"])):
        if (tag := _TAGS.get(one["type"])) is None:
            continue
        start, end = one["offset"], one["offset"] + one["length"]
        html += _part(units, at, start) + f"<{tag}>{_part(units, start, end)}</{tag}>"
        at = end
    return (html + _part(units, at, len(units) // 2)).replace("</blockquote>\n", "</blockquote>")


def _part(units: bytes, start: int, end: int) -> str:
    return escape(units[2 * start : 2 * end].decode("utf-16-le"), quote=False)


# ------------------------------------------------------------------ as it is drawn


def page(client: str, width: int, messages: Sequence[Shown]) -> str:
    tiles = "".join(_tile(client, one) for one in messages)
    side = '<aside><b>Rooms</b><p class="on"><i></i>Liaison</p></aside>' if width > 800 else ""
    return (
        f'<!doctype html><meta charset="utf-8"><style>{_SHEET}</style>'
        f'<body class="{client}" style="width:{width}px">{side}'
        f"<main><header>Liaison</header>{tiles}</main></body>"
    )


def _tile(client: str, one: Shown) -> str:
    rows = ["".join(f"<span>{escape(label)}</span>" for label in row) for row in one.buttons]
    keys = "".join(f'<div class="row">{row}</div>' for row in rows)
    if client == "telegram":
        return f'<section><div class="said">{one.body}</div>{keys}</section>'
    return f"<section><i></i><b>Liaison</b>{one.body}</section>"


def drawn(html: str, width: int, picture: Path, chromium: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, shot = Path(folder, "page.html"), Path(folder, "shot.png")
        source.write_text(html, encoding="utf-8")
        command = [chromium, "--headless", "--no-sandbox", "--hide-scrollbars", f"--screenshot={shot}"]
        more = [f"--window-size={max(width, 600)},6000", f"--user-data-dir={folder}/profile", source.as_uri()]
        subprocess.run([*command, *more], check=True, capture_output=True, timeout=120)
        with Image.open(shot) as image:
            _cut(image.convert("RGB"), width).quantize(8).save(picture, optimize=True)


def _cut(image: Image.Image, width: int) -> Image.Image:
    """Without what is empty below."""
    edge = image.getpixel((width - 2, image.height - 2))
    rows = image.crop((0 if width < 800 else 340, 0, width, image.height))
    empty = Image.new("RGB", rows.size, edge)
    bottom = ImageChops.difference(rows, empty).getbbox()
    return image.crop((0, 0, width, min(image.height, (bottom[3] if bottom else image.height) + 16)))


_SHEET = """
* { box-sizing: border-box; margin: 0; }
body { font: 15px/22px "Inter", "Noto Sans", "WenQuanYi Micro Hei", sans-serif; color: #1b1d22;
       background: #fff;
       display: flex; overflow-wrap: anywhere; }
main { flex: 1; min-width: 0; }
header { padding: 12px 16px; font-weight: 600; border-bottom: 1px solid #e1e6ec; }
aside { width: 320px; min-height: 6000px; background: #f0f2f5; padding: 16px;
        border-right: 1px solid #e1e6ec; }
aside p { margin-top: 12px; padding: 8px; border-radius: 8px; background: #fff; }
aside i { display: inline-block; width: 20px; height: 20px; border-radius: 10px; background: #2c6e8f;
          margin-right: 8px; vertical-align: -4px; }
.matrix section { position: relative; padding: 10px 16px 4px 60px; }
.matrix section > i { position: absolute; left: 16px; top: 12px; width: 30px; height: 30px;
                      border-radius: 15px;
                      background: #2c6e8f; }
.matrix section > b { display: block; font-weight: 600; color: #2c6e8f; }
.matrix .said, .matrix .notice { white-space: pre-wrap; }
.matrix .notice { color: #656d77; }
.matrix [data-mx-color] { color: #767676; }
.matrix blockquote { border-left: 2px solid #656d77; padding: 0 10px; margin: 0 0 16px; color: #57606a; }
.telegram { background: #d6e2d0; font: 15px/20px "Roboto", "Noto Sans", "WenQuanYi Micro Hei", sans-serif; }
.telegram header { background: #517da2; color: #fff; border: 0; }
.telegram section { width: 330px; margin: 8px; }
.telegram .said { background: #fff; border-radius: 12px; padding: 7px 11px; white-space: pre-wrap; }
.telegram blockquote { border-left: 3px solid #3390ec; background: #eef5fd; border-radius: 4px;
                       padding: 2px 8px; }
.telegram .row { display: flex; gap: 4px; margin-top: 4px; }
.telegram .row span { flex: 1; text-align: center; background: #90a58b; color: #fff; border-radius: 8px;
                      padding: 9px 4px; font-weight: 500; }
"""

if __name__ == "__main__":
    found = shutil.which("chromium")
    if found is None:
        raise SystemExit("Chromium draws the pictures: apt install chromium")
    for language in READERS:
        sent = on_matrix(language)
        for width in (1280, 390):
            drawn(page("matrix", width, sent), width, FIGURES / f"matrix-{width}.{language}.png", found)
        drawn(page("telegram", 390, on_telegram(language)), 390, FIGURES / f"telegram.{language}.png", found)
