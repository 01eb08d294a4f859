"""A code as a link that opens the bot with it, and as a picture to be scanned from another screen."""

from urllib.parse import quote

from handlers.vocabulary import made_files
from handlers.vocabulary.made_files import MadeFile
from handlers.vocabulary.text import Text, dim, lines
from handlers.vocabulary.voice import Voice
from storage import inbox
from storage.work import Work

TELEGRAM, _MATRIX = "telegram", "matrix"


def telegram(name: str, code: str) -> str:
    """https://core.telegram.org/bots/features#deep-linking"""
    return f"https://t.me/{name}?start={code}"


def matrix(user_id: str) -> str:
    """Opens the bot's page in any client, from where one writes to it; it cannot carry the code."""
    return f"https://matrix.to/#/{quote(user_id, safe='@:')}"


def _telegram_link(work: Work, code: str) -> str | None:
    """None where Telegram is not in use."""
    name = inbox.name_of(work, TELEGRAM)
    return telegram(name, code) if name else None


def said(voice: Voice, code: str) -> Text:
    """The links, under the code that they are for."""
    link, user_id = _telegram_link(voice.work, code), inbox.name_of(voice.work, _MATRIX)
    return lines(
        dim(voice.t("Or, on Telegram, open this link or scan the picture:")) if link else None,
        link,
        dim(voice.t("On Matrix, send it to me here:")) if user_id else None,
        matrix(user_id) if user_id else None,
    )


def picture(voice: Voice, code: str) -> list[MadeFile]:
    link = _telegram_link(voice.work, code)
    return [] if link is None else [made_files.qr("telegram", link)]
