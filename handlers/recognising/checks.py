"""Check digits and dates: whether a number is sound. Each takes it bare, in capitals."""

import hashlib
from collections.abc import Callable
from datetime import date
from importlib import import_module

import phonenumbers
from stdnum import bitcoin, iban, luhn
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from handlers.recognising.model import Check

# of the network's countries, and of those whose people it meets most; all that python-stdnum knows of them
_LENGTHS = {
    "es.dni": (9,),
    "es.nie": (9,),
    "it.codicefiscale": (16,),
    "de.idnr": (11,),
    "fr.nir": (15,),
    "nl.bsn": (8, 9),
    "gb.nhs": (10,),
    "dk.cpr": (10,),
    "se.personnummer": (10, 12),
    "fi.hetu": (10, 11),
    "no.fodselsnummer": (11,),
    "ro.cnp": (13,),
    "pl.pesel": (11,),
    "bg.egn": (10,),
    "be.nn": (11,),
    "cz.rc": (9, 10),
    "pt.cc": (12,),
    "hr.oib": (11,),
    "gr.amka": (11,),
    "ie.pps": (8, 9),
    "ee.ik": (11,),
    "lt.asmens": (11,),
    "si.emso": (13,),
    "is_.kennitala": (10,),
    "lv.pk": (11,),
}
NATIONAL = tuple(name for name in _LENGTHS if name != "lv.pk")
_DIGITS36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_TAIWAN = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def national(*modules: str) -> Check:
    """Whether any of these takes it; where the library does not know one, the others decide."""
    known = [(_LENGTHS[name], check) for name in modules if (check := _of_stdnum(name)) is not None]
    return lambda number: any(len(number) in lengths and check(number) for lengths, check in known)


def _of_stdnum(name: str) -> Callable[[str], bool] | None:
    try:
        is_valid: Callable[[str], bool] = import_module(f"stdnum.{name}").is_valid
    except ImportError:
        return None
    return is_valid


def is_date(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def chinese_id(number: str) -> bool:
    """Of 18 signs: a day, and the check digit. The county is not asked: the list of them changes."""
    if len(number) == 15:
        return is_date(f"19{number[6:8]}", number[8:10], number[10:12]) and number[:2] in _PROVINCES
    return is_date(number[6:10], number[10:12], number[12:14]) and bool(mod_11_2.is_valid(number))


_PROVINCES = frozenset(
    f"{first}{second}"
    for first, last in ((1, 5), (2, 3), (3, 7), (4, 6), (5, 4), (6, 5))
    for second in range(1 if first != 5 else 0, last + 1)
) | {"71", "81", "82"}


def credit_code(number: str) -> bool:
    return bool(uscc.is_valid(number))


def card(number: str) -> bool:
    return 13 <= len(number) <= 19 and len(set(number)) > 1 and bool(luhn.is_valid(number))


def imei(number: str) -> bool:
    return bool(luhn.is_valid(number))


def bank_account(number: str) -> bool:
    return bool(iban.is_valid(number))


def hong_kong(number: str) -> bool:
    """A123456(3): one letter or two, six digits, a check digit modulo 11."""
    letters = number[: len(number) - 7]
    if not 1 <= len(letters) <= 2 or not number[-7:-1].isdigit():
        return False
    values = [36] * (2 - len(letters)) + [_DIGITS36.index(sign) for sign in number]
    return sum(weight * value for weight, value in zip(range(9, 0, -1), values, strict=True)) % 11 == 0


def taiwan(number: str) -> bool:
    """A123456789: a letter for the county, and a weighted sum modulo 10."""
    place = _TAIWAN.index(number[0]) + 10
    digits = [place // 10, place % 10, *(int(sign) for sign in number[1:])]
    return sum(w * d for w, d in zip((1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), digits, strict=True)) % 10 == 0


def phone_abroad(number: str) -> bool:
    """With its country's code."""
    return _is_possible(f"+{number.removeprefix('00').removeprefix('+')}")


def phone_at_home(number: str) -> bool:
    """Possible in one of the network's countries: by Germany's plan alone anything of 4 to 15 digits is."""
    return number.isdigit() and not number.startswith("000") and 4 <= len(number.removeprefix("0")) <= 15


def _is_possible(number: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def base58(address: str) -> bool:
    """Bitcoin and Tron: the last four bytes are the beginning of a double SHA-256 of the others."""
    number = 0
    for sign in address:
        number = number * 58 + _BASE58.index(sign)
    raw = number.to_bytes(25, "big") if number.bit_length() <= 200 else b""
    return bool(raw) and hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]


def wallet(address: str) -> bool:
    """Bitcoin in any of its forms."""
    return bool(bitcoin.is_valid(address))


def machine_readable(line: str) -> bool:
    """A line of a travel document: fillers, or the second line's figures where they belong."""
    return "<<" in line or (line[9:10].isdigit() and line[13:20].isdigit() and line[21:28].isdigit())
