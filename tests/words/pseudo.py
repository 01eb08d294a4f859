"""English as a further language would find it: accents, 40 % longer, in brackets.

Whatever a reader is shown without accents did not come from a catalogue; a bracket without its pair was cut;
two pairs on one line with nothing between them are pieces of a sentence.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.chat import script
from handlers.vocabulary import languages, typed_line
from handlers.vocabulary.voice import Voice

OPEN, CLOSE = "⟦", "⟧"
_LONGER = "·"
_LETTERS, _ACCENTED = "aeiouyAEIOUYcnsrtlhdCNSRTLHD", "áéíóúýÁÉÍÓÚÝçñšřťłĥďÇÑŠŘŤŁĤĎ"
_ACCENTS, _PLAIN = str.maketrans(_LETTERS, _ACCENTED), str.maketrans(_ACCENTED, _LETTERS)
# what is filled in, and what is typed as it stands
_AS_IT_IS = re.compile(r"%\(\w+\)s|%%|(?<![\w/])[/!][a-z-]+|https?://\S+|TLP|SIENA|INTERPOL")
# two pieces with nothing but a blank between them, neither of which begins or ends as a list or a label does
_GLUED = re.compile(rf"[^\s:：·.!?…({OPEN}{CLOSE}{_LONGER}]{_LONGER}*{CLOSE} ?{OPEN}(?![\s:：·(,;])")


def pseudo(source: str) -> str:
    kept = _AS_IT_IS.findall(source)
    pieces = [piece.translate(_ACCENTS) for piece in _AS_IT_IS.split(source)]
    said = "".join(piece + there for piece, there in zip(pieces, [*kept, ""], strict=True))
    words = len("".join(pieces).strip())
    return (
        f"{OPEN}{said}{_LONGER * round(words * 0.4)}{CLOSE}" if re.search(r"\w", "".join(pieces)) else source
    )


def plain(said: str) -> str:
    return re.sub(f"[{OPEN}{CLOSE}{_LONGER}]", "", said).translate(_PLAIN)


def install(patch: pytest.MonkeyPatch) -> None:
    """Readers of English are spoken to so; a button is still pressed by its plain label."""
    text, count, token = Voice._text, Voice.n, script.Heard.token

    def said(voice: Voice, source: str) -> str:
        return voice.written(pseudo(source)) if voice.language == "en" else text(voice, source)

    def counted(voice: Voice, one: str, many: str, number: int, **params: Any) -> str:
        forms = (pseudo(one), pseudo(many)) if voice.language == "en" else (one, many)
        return count(voice, *forms, number, **params)

    def pressed(heard: script.Heard, wanted: str) -> str | None:
        word = typed_line.folded(wanted)
        for letter in reversed(heard.letters):
            for key in letter.keys:
                if word == typed_line.folded(plain(key.label)):
                    return key.token
        return token(heard, wanted)

    patch.setattr(Voice, "_text", said)
    patch.setattr(Voice, "n", counted)
    patch.setattr(script.Heard, "token", pressed)


def cut(text: str) -> bool:
    return text.count(OPEN) != text.count(CLOSE)


def glued(text: str) -> list[str]:
    return [line for line in text.split("\n") if _GLUED.search(line)]


def untouched(text: str) -> Iterator[str]:
    """Words of three letters and more that no accent has reached."""
    yield from re.findall(r"(?<![\w/@.:-])[A-Za-z]{3,}(?![\w@])", text)


def sources() -> set[str]:
    """The words of the catalogues, by which an untouched one is known for ours."""
    texts = languages.tongue("zh")
    said = [*texts.texts, *(one for pair in texts.plurals for one in pair)]
    return {
        word for source in said for word in re.findall(r"[A-Za-z]{3,}", re.sub(r"%\(\w+\)s", " ", source))
    }
