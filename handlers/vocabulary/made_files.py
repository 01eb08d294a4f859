"""Pictures that are made for a reader: nothing is kept of them."""

import io
from dataclasses import dataclass
from typing import Any, TextIO


@dataclass(frozen=True)
class MadeFile:
    """A file made for its reader at delivery, from rows: nothing is kept of it."""

    name: str
    mime: str
    data: bytes
    shown: tuple[int, int] | None = None  # width and height, where it is looked at beside the words


def qr(name: str, says: str) -> MadeFile:
    """A QR code, large enough to be read from another screen."""
    picture = io.BytesIO()
    _code(says, "m").save(picture, kind="png", scale=8)
    return MadeFile(f"{name}.png", "image/png", picture.getvalue())


def qr_svg(says: str) -> str:
    """The same for a page that is printed: an <svg> element."""
    return str(_code(says, "m").svg_inline(scale=3))


def print_qr(out: TextIO, says: str) -> None:
    """The same on a terminal: in half blocks where it can write them, else in colours of the background."""
    code = _code(says, "l")
    code.terminal(out, border=2, compact="utf" in (out.encoding or "").casefold())


def _code(says: str, error: str) -> Any:
    import segno  # loaded with the first code

    return segno.make(says, error=error, micro=False)
