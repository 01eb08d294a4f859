"""Reply markups: what is taken, what is refused."""

from typing import Any

from tests.botapi.args import Args
from tests.botapi.errors import bad
from tests.botapi.model import Json

KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
ACTIONS = (
    "url",
    "login_url",
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
)
MOST_BUTTONS = 100


def markup_of(args: Args, *, inline_only: bool = False) -> Json | None:
    """The markup of a call; None for none or an empty inline keyboard.

    Raises ApiError 400.
    """
    markup = args.json("reply_markup", "reply markup", dict)
    if not markup:
        return None
    if not any(kind in markup for kind in KINDS) or (inline_only and "inline_keyboard" not in markup):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        _check_reply_keyboard(markup["keyboard"])
    return dict(markup)


def _rows(value: Any, field: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad(f'field "{field}" of the ReplyMarkup must be an Array of Arrays')
    return value


def _inline(value: Any) -> Json | None:
    rows = [[_button(button) for button in row] for row in _rows(value, "inline_keyboard") if row]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _button(button: Any) -> Json:
    wrong = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad(f"{wrong}InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad(f'{wrong}Can\'t find field "text"')
    if not button["text"].strip():
        raise bad(f"{wrong}Text of the inline keyboard button must be non-empty")
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= 64:
            raise bad("BUTTON_DATA_INVALID")
    elif not any(action in button for action in ACTIONS):
        raise bad(f"{wrong}Text buttons are unallowed in the inline keyboard")
    _check_url(button)
    return dict(button)


def _check_url(button: Json) -> None:
    url = button.get("url")
    if url is not None and not str(url).startswith(("http://", "https://", "tg://")):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")


def _check_reply_keyboard(value: Any) -> None:
    for row in _rows(value, "keyboard"):
        for button in row:
            label = button.get("text") if isinstance(button, dict) else button
            if not isinstance(label, str) or not label:
                raise bad("can't parse keyboard button: KeyboardButton must be a String or an Object")
