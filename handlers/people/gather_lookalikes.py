"""Writes lookalikes.tsv: `python -m handlers.people.gather_lookalikes confusables.txt`.

`confusables.txt` is the table of UTS #39 that Unicode publishes with each version (here: 17.0). Of its 6,500
rows a name needs few: single letters that look like one or two letters of plain Latin. Full-width and
mathematical letters are no rows here: such letters are not taken at all.
"""

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).with_name("lookalikes.tsv")


def gather(table: str) -> Iterator[tuple[str, str]]:
    """(letter, the plain letters that it looks like)."""
    for line in table.splitlines():
        columns = [column.split() for column in line.partition("#")[0].split(";")]
        if len(columns) == 3 and len(columns[0]) == 1:
            letter, like = (
                "".join(chr(int(code, 16)) for code in codes.split()) for codes in map(" ".join, columns[:2])
            )
            if _is_wanted(letter) and like.isascii() and like.isalpha():
                yield letter, like


def _is_wanted(letter: str) -> bool:
    is_letter = unicodedata.category(letter).startswith("L")
    return is_letter and not letter.isascii() and unicodedata.normalize("NFKC", letter) == letter


def main() -> None:
    rows = sorted(gather(Path(sys.argv[1]).read_text("utf-8-sig")))
    TARGET.write_text("".join(f"{letter}\t{like}\n" for letter, like in rows), "utf-8")


if __name__ == "__main__":
    main()
