"""Pictures that are made for a reader: nothing is kept of them."""

import io
from typing import TextIO

import segno

from handlers.speech import MadeFile


def qr(name: str, says: str) -> MadeFile:
    """A QR code, large enough to be read from another screen."""
    picture = io.BytesIO()
    segno.make(says, error="m", micro=False).save(picture, kind="png", scale=8)
    return MadeFile(f"{name}.png", "image/png", picture.getvalue())


def print_qr(out: TextIO, says: str) -> None:
    """The same on a terminal: in half blocks where it can write them, else in colours of the background."""
    code = segno.make(says, error="l", micro=False)
    code.terminal(out, border=2, compact="utf" in (out.encoding or "").casefold())
