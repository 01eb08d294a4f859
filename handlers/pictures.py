"""Pictures that are made for a reader: nothing is kept of them."""

import io

import segno

from handlers.speech import MadeFile


def qr(name: str, says: str) -> MadeFile:
    """A QR code, large enough to be read from another screen."""
    picture = io.BytesIO()
    segno.make(says, error="m", micro=False).save(picture, kind="png", scale=8)
    return MadeFile(f"{name}.png", "image/png", picture.getvalue())
