"""How a line of chat is read as a command: `/clue`, `!clue`, `clue`, full-width `！线索`, in any case."""

import re
import unicodedata

_MARKS = "/!／！"
_WORD = re.compile(r"[^\s,，:：;；、]+")
_MARKS_ON_A_LETTER = 8  # Hebrew and Tibetan need so many; more of them would run over the lines around
_SLIP = 20  # letters
_NAME = 100  # characters of a file name
_AT_BOT = re.compile(r"@\w+$")  # Telegram writes /help@some_bot
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# what could make a text look like another one; what people cannot see is not theirs to type: controls, marks
# of direction, tags, letters and blanks of no width
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff]"
)
# joiners stay where a script, or an emoji, is written with them, and not behind a Latin or Chinese letter
_JOINERS = re.compile("(?:^|(?<=[\x00-\u058f\u2e80-\u9fff\uac00-\ud7af]))[\u200c\u200d]+", re.MULTILINE)
# so do those that choose how a sign is drawn (emoji, rare ideographs, Mongolian): one, and behind such a sign
_CHOOSES = "\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d\u180f"
_NOTHING_TO_CHOOSE = re.compile(
    f"(?:^|(?<=[\x00-\x22\x24-\x29\x2b-\x2f\x3a-\xa8\u00c0-\u058f{_CHOOSES}]))[{_CHOOSES}]+", re.MULTILINE
)
_UPON = {"Mn", "Me"}  # categories of what is drawn upon the sign before it


def cleaned(text: str) -> str:
    """Line ends as \\n; without what nobody can see; trimmed."""
    seen = _UNSEEN.sub("", _BREAKS.sub("\n", text).replace("\t", " "))
    return _stream_safe(_NOTHING_TO_CHOOSE.sub("", _JOINERS.sub("", seen))).strip()


def _stream_safe(text: str) -> str:
    """At most so many marks on a letter (UAX #15, stream-safe), to sort them takes the square of them; and
    none at the head of a line, where they would be drawn upon what is not its writer's."""
    if text.isascii():
        return text
    kept, run, before = [], 0, "\n"
    for char in text:
        is_upon = unicodedata.category(char) in _UPON
        run = 0 if not is_upon else _MARKS_ON_A_LETTER + 1 if before == "\n" else run + 1
        before = before if is_upon else char
        if run <= _MARKS_ON_A_LETTER:
            kept.append(char)
    return "".join(kept)


def one_line(text: str) -> str:
    """The same as a single line: whoever reads it sees where it begins and where it ends."""
    return " ".join(cleaned(text).split())


def file_name(name: str) -> str:
    """As it may be shown and saved anywhere: no folders, nothing invisible, not too long."""
    bare = one_line(name).replace("\\", "/").rpartition("/")[2].strip(". ")
    stem, dot, ending = bare.rpartition(".")
    short = f"{stem[: _NAME - len(ending) - 1]}{dot}{ending}" if stem and len(ending) <= 10 else bare[:_NAME]
    return short or "file"


def folded(word: str) -> str:
    """One width, one case: for comparing command words and short answers."""
    return unicodedata.normalize("NFKC", word).casefold().strip()


def is_slip(text: str) -> bool:
    """No more than a few words, a Chinese character counting as four letters: what is longer is a story."""
    return sum(4 if letter > "\u2e80" else 1 for letter in text) <= _SLIP


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


_MOST_DIGITS = 9  # of a number that anybody counts with; Python reads none of thousands


def number(typed: str, most: int) -> int | None:
    """A whole number from 1 to `most`; None for anything else, however long it is."""
    found = int(typed) if typed.isdecimal() and len(typed) <= _MOST_DIGITS else 0
    return found if 1 <= found <= most else None
