"""Phone numbers as officers write them: read with their extensions, and shown as dialled from abroad."""

import re
import unicodedata

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

_EXTENSION = re.compile(r"\s*(?:转|轉|分机|分機|内线|內線)[\s:号]*(\d{1,7})$")
_HYPHENED = re.compile(r"(.*\d)\s*-\s*(\d{1,5})")
_MARKS = re.compile(r"^tel:|(?<![a-z])(?:ext(?:ensio)?n?|x)[.=:\s]*(?=\d+$)", re.IGNORECASE)
_SHORT = re.compile(r"\d{3,6}")  # an emergency number: it is dialled as it stands, and only there


def read(typed: str, country: str) -> str:
    """International form, with its extension. ValueError: letters, no number, or a wrong count of digits."""
    plain = _EXTENSION.sub(r" ext. \1", unicodedata.normalize("NFKC", typed)).strip()
    if _SHORT.fullmatch(plain):
        return plain
    if any(char.isalpha() for char in _MARKS.sub("", plain)):
        raise ValueError(typed)  # the library would take letters for digits
    parsed = _parsed(plain, country)
    hyphened = _HYPHENED.fullmatch(plain)
    if hyphened and (parsed is None or not phonenumbers.is_valid_number(parsed)):
        before = _parsed(hyphened[1], country)
        if before is not None and phonenumbers.is_valid_number(before):
            parsed = _parsed(f"{hyphened[1]} ext. {hyphened[2]}", country)
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise ValueError(typed)
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def shown(number: str) -> str:
    """As it is dialled from abroad, with its extension; as it was typed where it is no valid number."""
    parsed = _parsed(number, "")
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL) if parsed else number


def _parsed(typed: str, country: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(typed, country or None)
    except phonenumbers.NumberParseException:
        return None
