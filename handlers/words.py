"""How a line of chat is read as a command: `/clue`, `!clue`, `clue`, full-width `！线索`, in any case."""

import re
import unicodedata

_MARKS = "/!／！"
_WORD = re.compile(r"[^\s,，:：;；、]+")
_NAME = 100  # characters of a file name
_AT_BOT = re.compile(r"@\w+$")  # Telegram writes /help@some_bot
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# what could make a text look like another one; what people cannot see is not theirs to type
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


def cleaned(text: str) -> str:
    """Line ends as \\n; without control characters, direction overrides and lone surrogates; trimmed."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).strip()


def file_name(name: str) -> str:
    """As it may be shown and saved anywhere: no folders, nothing invisible, not too long."""
    bare = cleaned(name).replace("\n", " ").replace("\\", "/").rpartition("/")[2].strip(". ")
    stem, dot, ending = bare.rpartition(".")
    short = f"{stem[: _NAME - len(ending) - 1]}{dot}{ending}" if stem and len(ending) <= 10 else bare[:_NAME]
    return short or "file"


def folded(word: str) -> str:
    """One width, one case: for comparing command words and short answers."""
    return unicodedata.normalize("NFKC", word).casefold().strip()


def is_marked(text: str) -> bool:
    """Whether it starts like a command, so that an unknown one is answered as such."""
    return text[:1] != "" and text[0] in _MARKS and len(text) > 1 and not text[1].isspace()


def first_word(text: str) -> tuple[str, str]:
    """The folded first word without its mark, and the rest as it was typed."""
    bare = text[1:] if text[:1] and text[0] in _MARKS else text
    found = _WORD.match(bare)
    if found is None:
        return "", bare
    return folded(_AT_BOT.sub("", found.group())), bare[found.end() :].lstrip(" \u3000\u00a0,，:：;；、\n")


def glued(text: str, words: list[str]) -> tuple[str, str] | None:
    """A Chinese command word with its argument right behind it: 联系人西班牙. The longest word wins."""
    bare = text[1:] if text[:1] and text[0] in _MARKS else text
    for word in sorted(words, key=len, reverse=True):
        if _CHINESE.match(word) and bare.startswith(word):
            return word, bare[len(word) :].lstrip(" ,，:：;；、\n")
    return None
