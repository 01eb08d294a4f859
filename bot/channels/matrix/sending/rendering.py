"""How a letter looks on Matrix: plain body and HTML of the same words, in parts that a homeserver takes."""

import json
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby

from bot.channels.matrix.homeserver.plain import Json
from handlers.letters.letter import FileOut, Key, Letter
from handlers.vocabulary.directions import in_order
from handlers.vocabulary.text import Span, Style, Text, plain, quote, set_apart, text

_EVENT = 65_536  # bytes a homeserver takes for a whole event
# encrypted and in base64 it grows by a third; the envelope, hashes and signatures take the rest
MOST = (_EVENT - 6_000) * 3 // 4
_GREY = "#767676"  # to be read on white and on black
_HTML: dict[Style, Callable[[str], str]] = {
    Style.PLAIN: lambda words: words,
    Style.BOLD: lambda words: f"<strong>{words}</strong>",
    Style.DIM: lambda words: f'<span data-mx-color="{_GREY}">{words}</span>',  # Chinese is never slanted
    Style.QUOTE: lambda words: f"<blockquote>{words}</blockquote>",
    Style.CODE: lambda words: f"<code>{words}</code>",
}
_FORMAT = "org.matrix.custom.html"
PUSHED, ANSWERED = "m.text", "m.notice"  # clients ring for the first only
_KINDS = {"image": "m.image", "audio": "m.audio", "video": "m.video"}


def contents(letter: Letter) -> list[Json]:
    """The messages that say it, in order; the numbered choices are under the last."""
    words = text(letter.text, _choices(letter.keys))
    kind = PUSHED if letter.bulk else ANSWERED
    return [message(part, kind) for part in parts(words)] if words else []


def message(words: Text, kind: str = ANSWERED) -> Json:
    """One message. It calls nobody by name: an empty `m.mentions` keeps @room in a text from ringing. What a
    person wrote is set apart in the plain body, too: not every client shows the other one."""
    words = in_order(words)
    content: Json = {"msgtype": kind, "body": set_apart(words), "m.mentions": {}}
    if any(span.style is not Style.PLAIN for span in words):
        content |= {"format": _FORMAT, "formatted_body": html(words)}
    return content


def replacement(content: Json, event_id: str) -> Json:
    """The message that takes the place of an earlier one."""
    fallback = {name: f"* {value}" for name, value in content.items() if name in ("body", "formatted_body")}
    relation = {"rel_type": "m.replace", "event_id": event_id}
    return content | fallback | {"m.new_content": content, "m.relates_to": relation}


def fits_twice(content: Json) -> bool:
    """Whether there is room for it as a replacement, which holds it twice."""
    return len(json.dumps(content, ensure_ascii=False).encode()) <= MOST // 2


def attachment(file: FileOut, sealed: Json) -> Json:
    """The message that brings a file; `sealed` is where and how it is stored. Its caption is its sender's."""
    content: Json = {
        "msgtype": _KINDS.get(file.mime.partition("/")[0], "m.file"),
        "body": file.name,
        "filename": file.name,
        "info": {"mimetype": file.mime, "size": file.size},
        "file": sealed,
        "m.mentions": {},
    }
    words = in_order(text(quote(file.caption)))
    if not words:
        return content
    return content | {"body": set_apart(words), "format": _FORMAT, "formatted_body": html(words)}


def has_picture(letter: Letter) -> bool:
    """Whether it is one picture to be looked at, with words that one message holds."""
    files = letter.files
    is_one = len(files) == 1 and files[0].shown is not None and not letter.replaces
    return is_one and len(contents(letter)) == 1


def picture(file: FileOut, sealed: Json, letter: Letter) -> Json:
    """A file that is looked at, and what is said with it."""
    content, (words,), (wide, high) = attachment(file, sealed), contents(letter), file.shown or (0, 0)
    said = {name: words[name] for name in ("body", "format", "formatted_body") if name in words}
    return content | said | {"info": {**content["info"], "w": wide, "h": high}}


def html(words: Text) -> str:
    """Everything a person wrote is shown as it is."""
    runs = groupby(words, lambda span: span.style)
    pieces = [(style, "".join(span.text for span in spans)) for style, spans in runs]
    return "".join(_HTML[style](escape(said).replace("\n", "<br>")) for style, said in _set_apart(pieces))


def _set_apart(pieces: Sequence[tuple[Style, str]]) -> Iterator[tuple[Style, str]]:
    """A quote stands apart by itself: no empty lines around it."""
    styles = [Style.PLAIN, *(style for style, _ in pieces), Style.PLAIN]
    for before, after, (style, said) in zip(styles, styles[2:], pieces, strict=False):
        is_after, is_before = before is Style.QUOTE, after is Style.QUOTE
        shown = said.lstrip("\n") if is_after else said
        yield style, shown.rstrip("\n") if is_before else shown


def parts(words: Text) -> Iterator[Text]:
    """Cut where it has to be: between lines if there are any, else between words, else anywhere."""
    while _size(words) > MOST:
        head, words = _cut(words, _fitting(words))
        yield head
    if words:
        yield words


def _choices(keys: Sequence[Key]) -> Text:
    lines = [f"{key.number}. {key.label}" for key in keys]
    return text("\n\n" + "\n".join(lines)) if lines else ()


def _size(words: Text) -> int:
    """Bytes of the message before it is encrypted."""
    return len(json.dumps(message(words), ensure_ascii=False).encode())


def _fitting(words: Text) -> int:
    """How many characters go into the next message."""
    low, high = 1, len(plain(words))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _size(_cut(words, middle)[0]) <= MOST else (low, middle - 1)
    said = plain(words)
    for mark in ("\n", " "):
        end = said.rfind(mark, low // 2, low)
        if end > 0:
            return end + 1
    return low


def _cut(words: Text, at: int) -> tuple[Text, Text]:
    """Two texts of which the first has `at` characters."""
    head: list[Span] = []
    for number, span in enumerate(words):
        if at <= len(span.text):
            before, after = Span(span.text[:at], span.style), Span(span.text[at:], span.style)
            return text(tuple(head), before), text(after, words[number + 1 :])
        head.append(span)
        at -= len(span.text)
    return words, ()
