"""Drawing it, with the library of pictures, which is loaded with the first one that is asked for."""

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from handlers.statistics.spans import hours_or_days
from handlers.vocabulary.voice import Voice

_WIDE, _EDGE, _HEAD = 1080, 40, 90  # pixels
_ROW, _BAR, _BELOW = 160, 38, 54  # the last: of the bars below their name
_SIZE, _SMALL = 42, 36  # of letters: 14 and 12 on a phone
_HALF, _NINE, _INK = "#2c6e8f", "#a9cbdc", "#1b1b1b"
_VALUE = 230  # pixels kept free for the value at the end of a bar
# of the packages fonts-noto-cjk, fonts-wqy-microhei, fonts-wqy-zenhei, fonts-droid-fallback and their like
_HAN_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
)
_COLOURS = 16  # enough for two of bars, black on white and their edges; more would be three times the bytes
Row = tuple[str, int, float, float]  # a country's code, how many it was asked, and seconds


def drawn(voice: Voice, title: str, period: str, rows: Sequence[Row]) -> tuple[bytes, tuple[int, int]]:
    """A PNG, its width and height. Where its language cannot be written, the `period` is its title.
    OSError, ValueError."""
    image = Image.new("RGB", (_WIDE, 2 * _EDGE + _HEAD + _ROW * len(rows)), "white")
    draw, names = ImageDraw.Draw(image), _names_font(voice.language)
    draw.text((_EDGE, _EDGE), period if names is None else title, _INK, names or _font(_SIZE))
    scale = (_WIDE - 2 * _EDGE - _VALUE) / max(most for *_, most in rows)
    for number, (code, count, half, most) in enumerate(rows):
        top = _EDGE + _HEAD + _ROW * number
        name = code if names is None else voice.country(code)
        draw.text((_EDGE, top), f"{name} · {voice.number(count)}", _INK, names or _font(_SIZE))
        for step, (part, seconds, colour) in enumerate((("50 %", half, _HALF), ("90 %", most, _NINE))):
            bar = top + _BELOW + step * (_BAR + 2)
            end = _EDGE + max(4, seconds * scale)
            draw.rectangle((_EDGE, bar, end, bar + _BAR), colour)
            value, unit = hours_or_days(seconds)
            draw.text((end + 12, bar - 1), f"{value} {unit} ({part})", _INK, _font(_SMALL))
    made = io.BytesIO()
    image.quantize(_COLOURS).save(made, "PNG", optimize=True)
    return made.getvalue(), image.size


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


@cache
def _names_font(language: str) -> ImageFont.FreeTypeFont | ImageFont.ImageFont | None:
    """For the names of countries; None where this machine has none that knows them."""
    if language != "zh":
        return _font(_SIZE)
    found = next((path for path in _HAN_FONTS if Path(path).is_file()), None)
    return ImageFont.truetype(found, _SIZE) if found else None
