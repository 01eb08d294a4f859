"""A code as a link that opens the bot with it, and as a picture to be scanned from another screen."""

from handlers import pictures
from handlers.chat import Piece, dim, lines
from handlers.lang import Voice
from handlers.speech import MadeFile, Params
from storage import inbox

_TELEGRAM = "telegram"


def _link(voice: Voice, params: Params) -> str | None:
    """https://core.telegram.org/bots/features#deep-linking; None where Telegram is not in use."""
    name = inbox.name_of(voice.work, _TELEGRAM)
    return f"https://t.me/{name}?start={params['code']}" if name else None


def said(voice: Voice, params: Params) -> Piece | None:
    """The link, under the code that it carries."""
    link = _link(voice, params)
    if link is None:
        return None
    return lines(dim(voice.t("Or, on Telegram, open this link or scan the picture:")), link)


def picture(voice: Voice, params: Params) -> list[MadeFile]:
    link = _link(voice, params)
    return [] if link is None else [pictures.qr("telegram", link)]
