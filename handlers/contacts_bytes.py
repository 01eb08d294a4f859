"""The text of a file that somebody saved in whatever encoding his or her office uses."""

import re

# A Chinese character amid Latin letters is an accented letter of a European encoding, misread.
_MISREAD = re.compile(r"[A-Za-z][\u3400-\u9fff][a-z]")
_BROKEN = "\ufffd"


def decoded(data: bytes) -> tuple[str, set[int]]:
    """The text of UTF-8 with or without its mark, UTF-16 with it, or GB18030; and the lines, counted from 1,
    that are in another encoding."""
    encoding = _encoding(data)
    text = data.decode(encoding, "replace")
    lines = enumerate(text.split("\n"), start=1)
    return text, {number for number, line in lines if _is_wrong(line, encoding)}


def _is_wrong(line: str, encoding: str) -> bool:
    return _BROKEN in line or (encoding == "gb18030" and _MISREAD.search(line) is not None)


def _encoding(data: bytes) -> str:
    """UTF-8 with a few wrong bytes stays UTF-8; read as GB18030 it would become Chinese nobody wrote."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    text = data.decode("utf-8-sig", "replace")
    broken = text.count(_BROKEN)
    beyond_ascii = sum(not char.isascii() for char in text)
    return "utf-8-sig" if not broken or beyond_ascii > 2 * broken else "gb18030"
