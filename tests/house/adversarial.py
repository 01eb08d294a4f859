"""Texts that are made to be slow to read: for each reader of typed text, by the length that is wanted.

    for name, make in every().items():
        reader(make(20_000))

Each is exactly as long as asked. A reader that needs twice the time for twice the length holds; one that
needs four times as long does not. Most end in something that makes the last reading fail, so that all others
are tried.
"""

from collections.abc import Callable
from itertools import cycle, islice

Make = Callable[[int], str]


def repeated(unit: str, end: str = "", start: str = "") -> Make:
    """`start`, the unit again and again, `end`."""

    def make(length: int) -> str:
        room = max(length - len(start) - len(end), 0)
        return (start + (unit * (room // len(unit) + 1))[:room] + end)[:length]

    return make


def in_turn(*units: str, end: str = "") -> Make:
    """The units one after the other, and over again."""
    return repeated("".join(units), end)


def nested(opening: str, closing: str, core: str = "") -> Make:
    """Opened as often as fits, and closed as often."""

    def make(length: int) -> str:
        depth = max((length - len(core)) // (len(opening) + len(closing)), 0)
        return (opening * depth + core + closing * depth).ljust(length, opening[0])[:length]

    return make


def counted(shape: str, first: int = 1, last: int = 99) -> Make:
    """The shape with a number that counts up, so that no two are alike."""

    def make(length: int) -> str:
        numbers = islice(cycle(range(first, last + 1)), length)
        return "".join(shape.format(number) for number in numbers)[:length] if length else ""

    return make


DATES = {
    "and": repeated("and "),
    "digits and blanks": repeated("1 "),
    "digits and blanks that end in a letter": repeated("1 ", "x"),
    "a long run of digits": repeated("1"),
    "a long run of digits, then a colon": repeated("1", ":"),
    "points between digits": repeated("1.", "!"),
    "colons between digits": repeated("09:", "x"),
    "dashes between digits": repeated("12-", "!"),
    "strokes between digits": repeated("8/12/", "x"),
    "monday or": repeated("monday or "),
    "monday, tuesday, and so on": in_turn("monday, ", "tuesday, ", "wednesday and ", end="?"),
    "next next next": repeated("next ", "monday!"),
    "in in in": repeated("in ", "3"),
    "at at at": repeated("at ", "9?"),
    "before before": repeated("before ", "friday"),
    "half past": repeated("half past ", "!"),
    "the first of the first": repeated("the first of ", "x"),
    "until until": repeated("until ", "!"),
    "days before days after": in_turn("2 days before ", "3 days after "),
    "near-miss dates": in_turn("31/11/2026 ", "2026-13-01 ", "29.02.2027 ", "24:61 "),
    "near-miss dates that count": counted("2026-{0}-{0} ", 13, 99),
    "months without a day": in_turn("december ", "january ", "may ", "march "),
    "am and pm": repeated("9 am pm ", "!"),
    "fractions": repeated("1/2 ", "x"),
    "Han one": repeated("一"),
    "Han one that ends in no date": repeated("一", "个"),
    "Han numbers of all kinds": in_turn("十", "百", "千", "万", "零", "〇", "两"),
    "tomorrow, tomorrow in Chinese": repeated("明天"),
    "after after in Chinese": repeated("下下", "周"),
    "weeks in Chinese": repeated("周一、", "点"),
    "of Han dates, near-misses": in_turn("13月", "32日", "25点", "61分"),
    "half and quarter in Chinese": in_turn("点半", "一刻", "三刻"),
    "full-width digits": repeated("１２：", "！"),
    "Arabic digits": repeated("١٢:", "x"),
    "roman and circled digits": in_turn("Ⅻ", "①", "²", "½"),
    "ordinals": in_turn("1st ", "2nd ", "3rd ", "4th ", end="x"),
}
DURATIONS = {
    "hours and minutes": repeated("1 hour and ", "!"),
    "an hour and a half and": repeated("an hour and a half and ", "x"),
    "units without a number": in_turn("days ", "weeks ", "hours "),
    "numbers without a unit": repeated("3, ", "x"),
    "length in Chinese": repeated("1天1小时", "又"),
    "halves in Chinese": repeated("半个", "x"),
    "glued units": repeated("1h2m3s", "!"),
    "decimals": repeated("1.5.", "h"),
    "a length of very many hours": repeated("9", " hours"),
}
REPEATS = {
    "every": repeated("every "),
    "every every monday": repeated("every ", "monday x"),
    "every second second": repeated("every second ", "!"),
    "every monday and tuesday and": repeated("every monday and tuesday and ", "x"),
    "the last of the last": repeated("the last friday of every ", "!"),
    "each in Chinese": repeated("每", "周一"),
    "each day, week, month in Chinese": in_turn("每天", "每周", "每月", end="每"),
    "every second week in Chinese": repeated("隔周", "!"),
    "except except": repeated("except ", "!"),
}
ZONES = {
    "time time": repeated("Madrid time ", "x"),
    "time of places in Chinese": repeated("北京时间", "?"),
    "offsets": repeated("+01:00", "x"),
    "UTC UTC": repeated("UTC+", "!"),
    "strokes as in Europe/Madrid": repeated("Europe/", "!"),
}
PLACES = {
    "commas": repeated(","),
    "blanks": repeated(" "),
    "blanks and commas": repeated(" , ", "x"),
    "countries": repeated("Spain, ", "x"),
    "countries without a comma": repeated("Spain Italy ", "?"),
    "countries and and": repeated("Spain and ", "!"),
    "near-miss countries": in_turn("Spian, ", "Itlay, ", "Grmany, "),
    "the the the": repeated("the ", "Netherlands!"),
    "Republic of Republic of": repeated("Republic of ", "x"),
    "long words": repeated("a"),
    "long words that end like a country": repeated("a", "spain"),
    "places in Chinese": repeated("西班牙、", "某"),
    "places in Chinese, glued": repeated("中国", "某"),
    "codes": in_turn("ES ", "IT ", "CN-LN ", "XX ", end="?"),
    "Han and ASCII by turns": repeated("西a班b牙c", "!"),
    "accents": repeated("é", "spain"),
    "for for for": repeated("for ", "Spain"),
}
MARKS = {
    "TLP:": repeated("TLP:", "x"),
    "TLP TLP": repeated("TLP ", "RED"),
    "TLP:AMBER+": repeated("TLP:AMBER+", "x"),
    "AMBER + + +": repeated("+ ", "STRICT", start="TLP:AMBER "),
    "H codes": repeated("H1+", "!"),
    "H codes with blanks": repeated("H1 + ", "x"),
    "gradings": repeated("A1 ", "x"),
    "urgent urgent": repeated("urgent ", "x"),
    "urgent in Chinese": repeated("紧急，", "!"),
    "marks of all kinds": in_turn("TLP:RED ", "H2 ", "B3 ", "urgent ", "not "),
    "not not urgent": repeated("not ", "urgent"),
}
REFERENCES = {
    "R-": repeated("R-"),
    "C-C-C-": repeated("C-C-", "7KM3QX"),
    "references": repeated("R-7KM3QX ", "x"),
    "near-miss references that count": counted("R-{0:06d} ", 100000, 199999),
    "full-width references": repeated("Ｒ－７ＫＭ", "！"),
    "letters that may begin one": repeated("r c n ", "-"),
    "SIENA": repeated("SIENA "),
    "SIENA and digits": repeated("SIENA 2026-", "x"),
    "official numbers without an end": repeated("0", "", start="SIENA 2026-"),
    "strokes and digits": repeated("2026/00/", "x"),
}
PHONES = {
    "plus plus": repeated("+"),
    "plus and digits": repeated("+3", "x"),
    "digits in pairs": repeated("90 ", "x"),
    "brackets": repeated("("),
    "brackets and digits": repeated("(0", ")"),
    "extensions": repeated("ext. 1 ", "x"),
    "extensions in Chinese": repeated("转1", "x"),
    "strokes in a number": repeated("0-", "x", start="+86 "),
    "one number of very many digits": repeated("5", "", start="+34 900 "),
}
AUDIENCES = {
    "all all": repeated("all, ", "x"),
    "agencies": repeated("Spain, mps, ", "!"),
    "coordinators and": repeated("coordinators and ", "x"),
    "provincial in Chinese": repeated("省级、", "!"),
    "colons": repeated("English: ", "x"),
    "colons in Chinese": repeated("中文：", "!"),
    "no-ack": repeated("no-ack ", "!"),
    "but but": repeated("all but ", "x"),
}
COMMANDS = {
    "slashes": repeated("/"),
    "slashes and blanks": repeated("/ ", "clue"),
    "bangs": repeated("！", "线索"),
    "commands glued": repeated("clue", "!"),
    "commands glued in Chinese": repeated("线索提醒", "!"),
    "remind me to remind me to": repeated("remind me to ", "!"),
    "please please": repeated("please ", "!"),
    "who who": repeated("who covers ", "?"),
    "which which in Chinese": repeated("谁负责", "？"),
    "at-signs": repeated("@liaison ", "x"),
    "near-miss commands": in_turn("/cleu ", "/rquest ", "/remnd "),
    "yes no yes no": in_turn("yes ", "no ", end="!"),
}
NAMES = {
    "initials": repeated("J. ", "x"),
    "hyphens": repeated("Anne-", "x"),
    "apostrophes": repeated("O'", "x"),
    "middle dots": repeated("买·", "x"),
    "surnames": repeated("王", "x"),
    "called in Chinese": repeated("名叫", "!"),
    "mister mister": repeated("Mr. ", "x"),
    "runs of capitals": repeated("AB ", "c"),
}
TABLES = {
    "quotes": repeated('"'),
    "quotes and commas": repeated('","', "x"),
    "a quote that never ends": repeated("a,", "", start='"'),
    "semicolons": repeated(";"),
    "tabs and commas and semicolons": in_turn("\t", ",", ";", end="x"),
    "lines without cells": repeated("\n"),
    "carriage returns": repeated("\r"),
    "one cell of great length": repeated("x", "\n", start="country,name\nES,"),
    "very many columns": counted("c{0},", 1, 999999),
}
CARDS = {
    "begin begin": repeated("BEGIN:VCARD\n", "x"),
    "cards without an end": repeated("BEGIN:VCARD\nFN:A\n", "x"),
    "folded lines": repeated("x\n ", "", start="BEGIN:VCARD\nNOTE:"),
    "soft line ends": repeated("=\n", "", start="BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:"),
    "quoted-printable": repeated("=C3", "", start="BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:"),
    "parameters": repeated(";TYPE=WORK", ":1", start="BEGIN:VCARD\nTEL"),
    "groups": repeated("item1.", "TEL:1", start="BEGIN:VCARD\n"),
    "backslashes": repeated("\\", "", start="BEGIN:VCARD\nNOTE:"),
}
HOURS = {
    "ranges": repeated("09:00-17:00 ", "x"),
    "ranges without an end": repeated("9-", "x"),
    "weekdays": repeated("Mon-Fri ", "x"),
    "weekdays in Chinese": repeated("周一至", "x"),
    "waves and dashes": in_turn("~", "–", "-", "至", end="7"),
    "round the clock": repeated("24/7", "x"),
    "quiet quiet": repeated("22 to ", "x"),
}
UNICODE = {
    "marks heaped on one letter": repeated("\u0301", "", start="a"),
    "marks of many classes, out of order": in_turn("\u0315", "\u0300", "\u05ae", "\u0323", end="b"),
    "marks by turns, which sorting swaps": repeated("\u0323\u0301", "", start="a"),
    "letters that fold into many": repeated("ﷺ"),
    "ligatures": repeated("ﬃ", "!"),
    "dotted capital I": repeated("İ", "x"),
    "joined emoji": repeated("👩\u200d👧\u200d", "!"),
    "flags": repeated("🇪🇸", "🇪"),
    "skin and variation": repeated("☎\ufe0f\U0001f3fd", "x"),
    "zero width": repeated("\u200b", "/clue"),
    "joiners": repeated("a\u200d\u200c", "x"),
    "turned round": repeated("\u202e\u202d", "x"),
    "tags": repeated("\U000e0041", "x"),
    "Hangul in pieces": repeated("\u1100\u1161\u11a8", "x"),
    "full-width Latin": repeated("ｃｌｕｅ　", "！"),
    "letters of mathematics": repeated("𝐑-𝟕", "x"),
    "Han beyond the first plane": repeated("\U00020164", "x"),
    "what could not be read": repeated("\ufffd", "x"),
    "nested quotes": nested("“", "”", "x"),
    "nested quotes of two kinds": nested("“‘", "’”"),
    "nested brackets": nested("(", ")"),
    "nested brackets in Chinese": nested("（", "）", "西班牙"),
    "nested markup": nested("<b>", "</b>"),
    "markup that never ends": repeated("<a "),
    "stars": repeated("*", "x"),
    "backticks": repeated("`", "x"),
    "links": repeated("[x](", "!"),
    "addresses": repeated("https://a.", "!"),
    "addresses of mail": repeated("a@", "!"),
    "addresses of mail that end badly": repeated("a.", "@", start="x@"),
    "ampersands": repeated("&amp;", "&"),
    "per cent": repeated("%(", "s"),
    "braces": repeated("{", "}"),
    "lines": repeated("a\n", "!"),
    "lines of every kind": in_turn("\r\n", "\u2028", "\u2029", "\x85", end="x"),
    "sentences": repeated("She left. ", "!"),
    "sentences in Chinese": repeated("她走了。", "！"),
}
NUMBERS = {
    "groups of an account": repeated("ES91 2100 ", "x"),
    "groups of a card": repeated("4000 0000 ", "x"),
    "identity numbers": repeated("110101190001010000", "x"),
    "Han digits": repeated("一三八〇", "个"),
    "lines of a passport": repeated("<", "", start="P<UTOEXAMPLE"),
    "plates": repeated("京A·", "x"),
    "coordinates": repeated("40.4,-3.7,", "x"),
    "hexadecimal": repeated("0x0f", "g"),
    "digits by strange blanks": repeated("1\u2009", "x"),
}
READERS: dict[str, dict[str, Make]] = {
    "dates": DATES, "durations": DURATIONS, "repeats": REPEATS, "zones": ZONES, "places": PLACES,
    "marks": MARKS, "references": REFERENCES, "phones": PHONES, "audiences": AUDIENCES, "commands": COMMANDS,
    "names": NAMES, "tables": TABLES, "cards": CARDS, "hours": HOURS, "unicode": UNICODE, "numbers": NUMBERS,
}  # fmt: skip


def every() -> dict[str, Make]:
    """All of them, by "reader: name": whatever reads typed text gets all of it."""
    return {f"{reader}: {name}": make for reader, found in READERS.items() for name, make in found.items()}
