"""Identifiers in a text, each in the one form in which all who write it differently mean the same.

Only what the recognisers find by its structure or its check digit; never names, places or days.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import phonenumbers

from handlers.recognising import checks
from handlers.recognising.finder import Allowed, find, nobody
from handlers.recognising.folding import fold
from handlers.recognising.model import Finding, bare


class Strength(StrEnum):
    """How sure it is that the value is whole, and rightly written."""

    CHECKED = "checked"  # its check digit is right
    FULL = "full"  # a whole number, with its country
    WRITTEN = "written"  # whole as it is written; it has no check digit


@dataclass(frozen=True)
class Identifier:
    """`kind`: as the recognisers call it. `group`: values of one group are compared with each other."""

    kind: str
    group: str
    value: str
    strength: Strength


_DOCUMENTS = ("passport", "permit", "national", "cn-id", "mrz")
_GROUPS = {
    **dict.fromkeys(_DOCUMENTS, "document"),
    **{
        one: one
        for one in ("phone", "iban", "card", "imei", "mail", "url", "plate", "account", "crypto", "uscc")
    },
}
_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
_PLATFORMS = (  # of everybody's pages: the host says nothing, the path does
    *("facebook.com", "instagram.com", "weibo.com", "douyin.com", "tiktok.com", "youtube.com", "x.com"),
    *("twitter.com", "xiaohongshu.com", "vk.com", "qq.com", "google.com", "booking.com", "airbnb.com"),
)
_LAST_FIGURES = re.compile(r"[0-9]{1,2}[^0-9]?$")
_AT = re.compile(r"\s*[(\[]at[)\]]\s*", re.IGNORECASE)
_DOT = re.compile(r"\s*[(\[]dot[)\]]\s*", re.IGNORECASE)
_LETTERS = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,3})[ -]?$")
_NO_LETTERS = frozenset({"NO", "NR", "NUM", "ID", "DNI", "NIE", "NIF", "BSN", "CPR", "NHS", "PPS", "IS"})
_WEIGHTS = (7, 3, 1)


def found_in(texts: Iterable[str], country: str | None, allowed: Allowed = nobody) -> list[Identifier]:
    """Each once, in the order of the texts. `country`: where a number without its country's code is read."""
    found = (_identifier(one, text, country) for text in texts for one in find(text, allowed))
    known = {(one.group, one.value): one for one in found if one is not None and len(one.value) > 4}
    return list(known.values())


def typed(said: str, country: str | None, allowed: Allowed = nobody) -> list[Identifier]:
    """The same in words that were typed as numbers, and nothing else: "600 000 001", "PAA123456"."""
    for kind in ("", "phone ", "passport ", "plate "):
        if found := found_in([f"{kind}{said}"], country, allowed):
            return found
    return []


def _identifier(finding: Finding, text: str, country: str | None) -> Identifier | None:
    group = _GROUPS.get(finding.kind)
    said = fold(finding.text).plain
    if group in {"document", "plate"} and said[:1].isdigit():
        said = _letters_before(fold(text[: finding.start]).plain) + said
    value = _normal(finding.kind, said, country) if group else ""
    if not group or not value:
        return None
    kind = "passport" if finding.kind == "mrz" else finding.kind
    return Identifier(kind, group, value, _strength(finding.kind, value))


def _letters_before(plain: str) -> str:
    """Of a number that is written with a blank behind its letters: "PAA 123456"."""
    found = _LETTERS.search(plain)
    return found[1] if found is not None and found[1] not in _NO_LETTERS else ""


def _normal(kind: str, said: str, country: str | None) -> str:
    if kind == "phone":
        return _phone(said, country)
    return _NORMAL.get(kind, bare)(said)


def _phone(said: str, country: str | None) -> str:
    """E.164; "" where its country is not known."""
    digits = re.sub(r"[^\d+]", "", said)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith("+"):
        return _read_phone(digits, None)
    return _read_phone(digits, "CN" if _CHINESE_MOBILE.fullmatch(digits) else country)


def _read_phone(digits: str, region: str | None) -> str:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return ""
    is_right = phonenumbers.is_possible_number(number) and (
        region is None or phonenumbers.is_valid_number(number)
    )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if is_right else ""


def _mail(said: str) -> str:
    plain = _DOT.sub(".", _AT.sub("@", said))
    name, _, host = re.sub(r"\s", "", plain).casefold().rpartition("@")
    return f"{name}@{_host(host)}" if name else ""


def _host(host: str) -> str:
    """Punycode; "" for what cannot be a host."""
    try:
        return host.rstrip(".").encode("idna").decode().casefold()
    except UnicodeError:
        return ""


def _site(said: str) -> str:
    """Its host; on a platform, which has everybody's pages, with the page."""
    plain = re.sub(r"^hxxp", "http", said.strip(), flags=re.IGNORECASE)
    split = urlsplit(plain if "://" in plain else f"//{plain}")
    host = _host((split.hostname or "").removeprefix("www.").removeprefix("m."))
    page = split.path.strip("/").partition("/")[0].casefold()
    if not any(host == one or host.endswith(f".{one}") for one in _PLATFORMS):
        return host
    return f"{host}/{page}" if page else ""


def _account(said: str) -> str:
    plain = re.sub(r"^(?:https?://)?(?:t|telegram|wa|m)\.me/\+?", "", said.strip(), flags=re.IGNORECASE)
    return plain.strip("@/ ").casefold()


def _passport_line(line: str) -> str:
    """The document's number in the second line of a passport; "" in any other line."""
    plain = line.strip().upper()
    number, digit = plain[:9], plain[9:10]
    is_second = len(plain) == 44 and digit.isdigit() and plain[13:19].isdigit()
    return number.rstrip("<") if is_second and _check_digit(number) == int(digit) else ""


def _check_digit(field: str) -> int:
    values = (0 if sign == "<" else int(sign, 36) for sign in field)
    return sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10


_NORMAL: dict[str, Callable[[str], str]] = {
    "mail": _mail,
    "url": _site,
    "account": _account,
    "crypto": str.strip,
    "mrz": _passport_line,
}


def _hong_kong_or_taiwan(number: str) -> bool:
    if re.fullmatch(r"[A-Z]{1,2}\d{6}[0-9A]", number):
        return checks.hong_kong(number)
    return bool(re.fullmatch(r"[A-Z]\d{9}", number)) and checks.taiwan(number)


_CHECKED: dict[str, Callable[[str], bool]] = {
    "cn-id": lambda number: len(number) == 18 and checks.chinese_id(number),
    "iban": checks.bank_account,
    "card": checks.card,
    "imei": checks.imei,
    "uscc": checks.credit_code,
    "crypto": lambda address: not address.startswith("0x"),
    "mrz": bool,
    "national": checks.national(*checks.NATIONAL),
    "permit": _hong_kong_or_taiwan,
}


def _strength(kind: str, value: str) -> Strength:
    if kind in _CHECKED and _CHECKED[kind](value):
        return Strength.CHECKED
    return Strength.FULL if kind == "phone" else Strength.WRITTEN


def block_of(one: Identifier) -> str:
    """What neighbours have in common: of a number all but its last two digits, of words all but the last
    figures."""
    return f"{one.group}:{_LAST_FIGURES.sub(r'', one.value)}"
