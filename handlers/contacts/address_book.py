"""Cards from people's own address books: vCard 2.1, 3.0 and 4.0 as phones and programs write them.

A line reader of our own: of a bad line, the others and the other cards are still read, and each fault has
its line. RFC 2426 and 6350; the vCard 2.1 specification (versit, 1996) for quoted-printable and bare types.
"""

import quopri
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import phonenumbers

from handlers import places as gazetteer
from handlers.vocabulary.sheets import Fault, Row

_BEGIN = re.compile(r"BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
_END = re.compile(r"END\s*:\s*VCARD\s*", re.IGNORECASE)
_PIECES = re.compile(r'(?:[^;"]|"[^"]*"?)+')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SEPARATOR = re.compile(r"(?<!\\)(?:\\\\)*;")
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_APPLE_LABEL = re.compile(r"_\$!<|>!\$_")
_DUTY = re.compile(r"\bduty\b|\b24\b|24/7|out of hours|emergency|值班", re.IGNORECASE)
_EXT = re.compile(r";ext=(\d+)", re.IGNORECASE)
_BINARY = {"b", "base64"}
_NOT_DIALLED = {"fax", "pager", "modem", "bbs", "isdn", "textphone"}
_COUNTRY, _PARTS_OF_ADDRESS = 6, 7  # in ADR: box, extended, street, place, region, code, country
_CONTACT_POINT = "Contact point"
_HOME = 4  # in the order of what is taken


@dataclass(frozen=True)
class Line:
    """`kinds`: of a number or an address, as "work", "fax"; `parts`: what stands between semicolons."""

    number: int
    name: str
    kinds: frozenset[str]
    parts: Sequence[str]

    @property
    def value(self) -> str:
        return " ".join(filter(None, self.parts))


@dataclass
class Card:
    line: int
    lines: list[Line] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)
    is_closed: bool = False

    def of(self, name: str) -> list[Line]:
        """Those that count first, as `_rank` has it; not the empty ones."""
        found = [one for one in self.lines if one.name == name and one.value.strip()]
        return sorted(found, key=lambda one: _rank(self.kinds_of(one)))

    def kinds_of(self, line: Line) -> frozenset[str]:
        """With what its label says."""
        said = self.labels.get(self.groups.get(line.number, ""), "").casefold()
        told = {word for word in ("fax", "home", "work", "pager") if word in said}
        return line.kinds | told | ({"duty"} if _DUTY.search(said) else set())


@dataclass(frozen=True)
class Book:
    """`notes`: what of a card is left out, or taken from elsewhere: no faults, but to be seen."""

    rows: list[Row]
    faults: list[Fault]
    notes: list[Fault]


def is_book(text: str) -> bool:
    return _BEGIN.match(text.lstrip()) is not None


def read(text: str) -> Book:
    """A row for each card, as a table has it; the line is where the card begins."""
    book = Book([], [], [])
    for card, wrong in _cards(text):
        if not card.is_closed:
            wrong.append(Fault(card.line, "", "This card has no end (END:VCARD)."))
        book.faults.extend(wrong)
        row, notes, faults = _row(card)
        book.faults.extend(faults)
        book.notes.extend(notes)
        if not wrong and not faults:
            book.rows.append(row)
    return book


def _cards(text: str) -> Iterator[tuple[Card, list[Fault]]]:
    card: Card | None = None
    faults: list[Fault] = []
    is_binary = False
    for number, line in _unfolded(text):
        if _BEGIN.fullmatch(line):
            if card is not None:
                yield card, faults
            card, faults = Card(number), []
        elif card is None:
            continue  # between the cards
        elif _END.fullmatch(line):
            card.is_closed = True
            yield card, faults
            card = None
        else:
            was_binary, is_binary = is_binary, _take(card, number, line)
            if not is_binary and not _is_property(line):
                is_binary = was_binary  # a picture goes on, over lines that are not marked so
                if not was_binary:
                    faults.append(Fault(number, "", "This line cannot be read."))
    if card is not None:
        yield card, faults


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """(where it begins, the whole line): a line goes on where the next begins with a blank, and a quoted-
    printable one where it ends with "="."""
    started, whole = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper():
            whole = whole[:-1] + line.lstrip(" \t") if line[:1] in {" ", "\t"} else whole[:-1] + line
        elif line[:1] in {" ", "\t"} and whole:
            whole += line[1:]
        else:
            if whole:
                yield started, whole
            started, whole = number, line.rstrip()
    if whole:
        yield started, whole


def _is_property(line: str) -> bool:
    head, colon, _ = line.partition(":")
    return bool(colon) and _NAME.fullmatch(head.partition(";")[0].rpartition(".")[2]) is not None


def _take(card: Card, number: int, line: str) -> bool:
    """Put a property into the card. True: it holds a picture or the like, of which nothing is taken."""
    if not _is_property(line):
        return False
    head, value = _cut(line)
    called, *params = _PIECES.findall(head)
    group, _, name = called.rpartition(".")
    told, kinds = _params(params)
    if told.get("ENCODING", "").casefold() in _BINARY:
        return True
    value = _decoded(value, told)
    if name.upper() == "X-ABLABEL":
        card.labels[group.casefold()] = _APPLE_LABEL.sub("", value)
        return False
    if group:
        card.groups[number] = group.casefold()
    card.lines.append(Line(number, name.upper(), kinds, _parts(value)))
    return False


def _cut(line: str) -> tuple[str, str]:
    """At the first colon that is not within quotation marks."""
    is_quoted = False
    for at, char in enumerate(line):
        is_quoted ^= char == '"'
        if char == ":" and not is_quoted:
            return line[:at], line[at + 1 :]
    head, _, value = line.partition(":")
    return head, value


def _params(params: Iterable[str]) -> tuple[Mapping[str, str], frozenset[str]]:
    """By name; and of what kind it is, which 2.1 may say without a name."""
    told: dict[str, str] = {}
    kinds: set[str] = set()
    for one in params:
        name, equals, value = one.strip().partition("=")
        words = value.replace('"', "").casefold().split(",")
        if not equals and name.casefold() in {"quoted-printable", "base64"}:
            told["ENCODING"] = name
        elif not equals or name.upper() == "TYPE":
            kinds |= {word.strip() for word in (words if equals else [name.casefold()])}
        elif name.upper() == "PREF":
            kinds.add("pref")
        else:
            told[name.upper()] = value.strip('"')
    return told, frozenset(kinds)


def _decoded(value: str, told: Mapping[str, str]) -> str:
    if told.get("ENCODING", "").casefold() != "quoted-printable":
        return value
    raw = quopri.decodestring(value.encode())
    try:
        return raw.decode(told.get("CHARSET", "utf-8"), "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _parts(value: str) -> list[str]:
    cuts = [found.end() for found in _SEPARATOR.finditer(value)]
    pieces = [value[start : end - 1] for start, end in zip([0, *cuts], [*cuts, len(value) + 1], strict=True)]
    return [_ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], one).strip() for one in pieces]


def _rank(kinds: frozenset[str]) -> int:
    """Work and preferred first, home when nothing else is there."""
    if "home" in kinds and "work" not in kinds:
        return _HOME
    return 3 - 2 * ("work" in kinds) - ("pref" in kinds)


def _row(card: Card) -> tuple[Row, list[Fault], list[Fault]]:
    """The cells, what is left out, and what is wrong with the card as a whole."""
    places, lines = dict[str, int](), dict[str, int]()
    cells = {"role": _CONTACT_POINT}
    notes: list[Fault] = []
    for name, column in (("TITLE", "role"), ("ROLE", "role"), ("ORG", "name"), ("EMAIL", "mail")):
        if found := card.of(name):
            cells[column], lines[column] = found[0].value, found[0].number
    notes += [_left(one, "mail", "a further address") for one in card.of("EMAIL")[1:]]
    _put_person(card, cells, lines)
    notes += _put_numbers(card, cells, lines)
    for one in card.of("ADR"):
        if len(one.parts) >= _PARTS_OF_ADDRESS and one.parts[_COUNTRY]:
            places.setdefault(one.parts[_COUNTRY], one.number)
    faults = _put_country(card, cells, lines, places, notes)
    return Row(card.line, cells, lines), notes, faults


def _left(line: Line, column: str, why: str) -> Fault:
    return Fault(line.number, column, f"{line.value[:60]} is left out: {why}.")


def _put_person(card: Card, cells: dict[str, str], lines: dict[str, int]) -> None:
    """Who it is, where it is not the office itself; a card without an office is called as the person is."""
    names = [one.value for one in card.of("FN")] or [
        " ".join(filter(None, (*one.parts[1:3], one.parts[0]))) for one in card.of("N")
    ]
    if not names:
        return
    where = (card.of("FN") or card.of("N"))[0].number
    if "name" not in cells:
        cells["name"], lines["name"] = names[0], where
    elif names[0] not in (cells["name"], f"{cells['role']}, {cells['name']}"):
        cells["person"], lines["person"] = names[0], where


def _put_numbers(card: Card, cells: dict[str, str], lines: dict[str, int]) -> list[Fault]:
    """The number for the desk, and the one for out of hours where the card says which it is."""
    notes: list[Fault] = []
    for one in card.of("TEL"):
        kinds = card.kinds_of(one)
        is_duty = bool(kinds & {"duty", "x-duty"})
        column = "duty_phone" if is_duty and "duty_phone" not in cells else "phone"
        if kinds & _NOT_DIALLED:
            notes.append(_left(one, "phone", "it is a fax, a pager or the like"))
        elif column in cells:
            is_private = _rank(kinds) == _HOME
            notes.append(_left(one, "phone", "a private number" if is_private else "a further number"))
        else:
            if _rank(kinds) == _HOME:
                notes.append(Fault(one.number, column, "It is a private number: is it to be dialled?"))
            cells[column], lines[column] = _EXT.sub(r" ext. \1", ";".join(one.parts)), one.number
    return notes


def _put_country(
    card: Card, cells: dict[str, str], lines: dict[str, int], named: Mapping[str, int], notes: list[Fault]
) -> list[Fault]:
    """Of the address; where there is none, of the numbers. The desk has one country."""
    codes = {found.code for one in named if (found := gazetteer.exact(one).place) is not None}
    if len(codes) > 1:
        line = max(named.values())
        return [Fault(line, "country", f"The addresses are in several countries: {', '.join(named)}.")]
    if named:
        cells["country"], lines["country"] = next(iter(named.items()))
        return []
    regions = {_region(cells[column]) for column in ("phone", "duty_phone") if column in cells} - {None}
    if len(regions) != 1:
        return [Fault(card.line, "country", "There is no address with a country, nor a number that says it.")]
    cells["country"] = str(regions.pop())
    place = gazetteer.name(cells["country"], "en")
    notes.append(Fault(card.line, "country", f"There is no address: {place}, by its number."))
    return []


def _region(number: str) -> str | None:
    """Of a number that is written with +."""
    try:
        return str(phonenumbers.region_code_for_number(phonenumbers.parse(number)) or "") or None
    except phonenumbers.NumberParseException:
        return None
