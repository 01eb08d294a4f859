"""Recognisers of numbers: phones, papers, accounts, cars, machines, days of birth. A table, a line each.

No `\\b` anywhere: between a Chinese character and a digit there is none. Blanks and dashes inside a number are
taken as they come.
"""

import re

from handlers.recognising import checks
from handlers.recognising.model import Recogniser, Words

_L, _R = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
_S = r"[ .\-]?"  # between two signs


def _spaced(sign: str, count: int) -> str:
    """So many signs, with anything usual between them."""
    return rf"{sign}(?:{_S}{sign}){{{count - 1}}}"


def _whole(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"{_L}(?P<value>{pattern}){_R}", flags)


_CN_ID = Words("id|identity|identification|citizen", "身份证|公民身份|证件号|证号|身份号码")
_PHONE = Words(
    "phone|phones|mobile|mobiles|cell|cellphone|tel|telephone|call|calls|called|calling|ring|rang|dial|text|texted|texts|sms|"
    "sim|number|numbers|landline|hotline|fax|whatsapp|signal|viber|contact|móvil|teléfono|handy|telefon|handynummer|línea",
    "电话|手机|号码|致电|拨打|来电|座机|短信|联系|热线|传真|打给",
)
_CARD = Words(
    "card|cards|visa|mastercard|unionpay|debit|credit|amex|account",
    "卡号|银行卡|信用卡|储蓄卡|借记卡|账号|账户|用卡|刷卡",
)
_PASSPORT = Words(
    "passport|passports|pasaporte|passaporto|reisepass|passeport|travel document", "护照|旅行证"
)
_PERMIT = Words(
    "permit|permits|hkid|compatriot|home return|hong kong id|macau id|macao id|macau resident|macao resident|taiwan id|identity card|id card|mainland travel",
    "回乡证|通行证|港澳|台胞证|香港身份证|澳门身份证|台湾身份证|台湾居民|居住证|身份证|来往",
)
_NATIONAL = Words(
    "dni|nif|nie|nir|insee|bsn|burgerservicenummer|sofi|nhs|nino|cpr|personnummer|fødselsnummer|fodselsnummer|hetu|kennitala|"
    "henkilötunnus|cnp|pesel|egn|rijksregister|oib|amka|pps|emso|isikukood|cmnd|cccd|identity|steuer-id|steuer-idnr|"
    "steueridentifikationsnummer|codice fiscale|tax id|tax code|tax number|social security|national insurance|"
    "personal number|personal id|personal code|personal identity|national number|national register|national id|"
    "national identity|rodné číslo|id number|id no|id card|citizen number|citizen id|fiscal code|insurance number",
    "税号|税务|社保|社会保障|社会保险|身份号|人口号|人口登记|个人号码|个人编号|身份证|证件号|国民|居民号|外国人|识别号|医保",
)
_PLATE = Words(
    "plate|plates|registration|reg|licence|license|car|cars|van|vans|vehicle|vehicles|lorry|truck|taxi|bus|minibus|kennzeichen|"
    "matrícula|targa|kenteken|audi|bmw|ford|opel|mercedes|seat|fiat|renault|toyota|vw|numberplate|registered",
    "车牌|牌照|车号|牌号|车",
)
_IMEI = Words("imei|handset|handsets|device|phone", "串号|机身码|设备号|手机")

NUMBERS = (
    # a number that proves itself goes before one that only looks like something
    Recogniser(
        "cn-id",
        _whole(rf"[1-9](?:{_S}\d){{16}}{_S}[\dXx]"),
        0.95,
        checks.chinese_id,
        0.8,
        _CN_ID,
        1.35,
        False,
    ),
    Recogniser("cn-id", _whole(_spaced(r"\d", 15)), 0.55, checks.chinese_id, 0.6, _CN_ID, 0.95),
    Recogniser(
        "uscc",
        _whole(rf"[0-9A-HJ-NP-RTUW-Y]{{2}}{_S}\d{{6}}{_S}[0-9A-HJ-NP-RTUW-Y]{{9}}{_S}[0-9A-HJ-NP-RTUW-Y]"),
        0.94,
        checks.credit_code,
        0.9,
        Words("uscc|credit code|social credit", "信用代码|社会信用|组织机构代码|税号"),
        1.3,
        against=False,
    ),
    Recogniser(
        "iban",
        re.compile(rf"{_L}(?=(?P<value>[A-Za-z]{{2}}\d{{2}}(?:[ -]?[A-Za-z0-9]){{11,30}}))"),
        0.9,
        None,
        1.0,
        against=False,
    ),
    Recogniser("card", _whole(r"[2-6](?:[ -]?\d){12,18}"), 0.3, checks.card, 0.5, _CARD, 0.98),
    Recogniser(
        "card",
        _whole(r"(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|3[47]\d\d|6[0-9]\d\d)(?:[ -]?\d){11,15}"),
        0.6,
        checks.card,
        0.6,
    ),
    Recogniser("imei", _whole(_spaced(r"\d", 15)), 0.3, checks.imei, 0.3, _IMEI, 0.96, False),
    Recogniser("imei", _whole(r"(?:35|86|01)(?:[ -]?\d){13}"), 0.58, checks.imei, 0.5),
    # the sign in front, a figure for the first
    Recogniser(
        "phone",
        re.compile(rf"(?<![A-Za-z0-9+])(?P<value>(?:\+ ?|00)[1-9](?:[ ()./-]{{0,2}}\d){{6,13}}){_R}"),
        0.93,
        checks.phone_abroad,
        0.6,
        against=False,
    ),
    Recogniser("phone", _whole(r"1[3-9](?:[ -]?\d){9}"), 0.62, None, 0.0, _PHONE, 0.92),
    Recogniser(
        "phone",
        re.compile(
            rf"(?<![A-Za-z0-9])(?<!\d[ -])(?P<value>\(?0\d{{1,4}}\)?(?:[ ./-]{{0,2}}\d){{5,9}}){_R}(?![./-]\d)"
        ),
        0.56,
        checks.phone_at_home,
        0.6,
        _PHONE,
        0.91,
    ),
    Recogniser(
        "phone",
        re.compile(rf"(?<![A-Za-z0-9.,/-])(?P<value>[1-9]\d{{0,3}}(?:[ -]?\d){{6,9}}){_R}(?![./-]\d|[ -]\d)"),
        0.2,
        checks.phone_at_home,
        0.6,
        _PHONE,
        0.7,
    ),
    # papers
    Recogniser(
        "passport",
        _whole(
            r"(?=[A-Z]{0,3}[ -]?[A-Z]{0,3}[ -]?\d)[A-Z0-9](?:[ -]?(?=[A-Z]{0,3}\d)[A-Z0-9]){5,9}",
            re.IGNORECASE,
        ),
        0.0,
        lambda number: sum(sign.isdigit() for sign in number) >= 3 and 6 <= len(number) <= 10,
        1.0,
        _PASSPORT,
        0.9,
    ),
    Recogniser(
        "passport",
        _whole(rf"(?:[EG](?:{_S}\d){{8}}|E[A-HJ-NP-Z](?:{_S}\d){{7}})"),
        0.56,
        None,
        0.0,
        _PASSPORT,
    ),
    Recogniser("permit", _whole(rf"[HM](?:{_S}\d){{8}}(?:\d\d)?"), 0.4, None, 0.0, _PERMIT, 0.92),
    Recogniser("permit", _whole(r"[CWLT]\d{8}"), 0.2, None, 0.0, _PERMIT, 0.9),
    Recogniser(
        "permit",
        re.compile(rf"{_L}(?P<value>[A-Z]{{1,2}}[ -]?\d{{6}}[ -]?\([0-9A]\)|[A-Z]{{1,2}}\d{{6}}[0-9A]{_R})"),
        0.65,
        checks.hong_kong,
        0.4,
        _PERMIT,
        0.94,
    ),
    Recogniser("permit", _whole(r"[A-Z][ -]?[1289](?:[ -]?\d){8}"), 0.65, checks.taiwan, 0.5, _PERMIT, 0.94),
    Recogniser(
        "permit",
        re.compile(rf"{_L}(?P<value>[1578]/?\d{{6}}/?\(?\d\)?|\d{{8}}(?:\d\d)?){_R}"),
        0.0,
        None,
        0.0,
        Words(
            "macau id|macao id|macau resident|macao resident|taiwan compatriot|mainland travel permit",
            "台胞证|澳门身份证|澳门居民|通行证",
        ),
    ),
    # national numbers that prove themselves by their letters …
    Recogniser(
        "national",
        _whole(r"[XYZ][ -]?\d{7}[ -]?[A-Z]|\d{2}\.?\d{3}\.?\d{3}[ -]?[A-Z]", re.IGNORECASE),
        0.85,
        checks.national("es.dni", "es.nie"),
        0.7,
        _NATIONAL,
        1.25,
    ),
    Recogniser(
        "national",
        _whole(r"[A-Z]{6} ?\d{2}[A-EHLMPRST]\d{2} ?[A-Z]\d{3}[A-Z]", re.IGNORECASE),
        0.9,
        checks.national("it.codicefiscale"),
        0.3,
        _NATIONAL,
        0.95,
    ),
    Recogniser(
        "national",
        _whole(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]"),
        0.75,
        checks.national("fi.hetu"),
        0.6,
        _NATIONAL,
        1.15,
    ),
    Recogniser(
        "national",
        _whole(r"(?:QQ|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]) ?\d\d ?\d\d ?\d\d ?[A-D]"),
        0.6,
        None,
        0.0,
        _NATIONAL,
        0.9,
    ),
    Recogniser(
        "national", _whole(r"\d{7}[A-W][ABWTXZ]?"), 0.6, checks.national("ie.pps"), 0.5, _NATIONAL, 1.05
    ),
    # … by the way they are written …
    Recogniser(
        "national",
        _whole(r"\d{6}[-+ ]\d{4}"),
        0.5,
        checks.national("dk.cpr", "se.personnummer", "is_.kennitala", "lv.pk"),
        0.3,
        _NATIONAL,
        0.95,
    ),
    Recogniser(
        "national",
        _whole(r"(?:19|20)\d{6}[-+ ]?\d{4}"),
        0.55,
        checks.national("se.personnummer"),
        0.4,
        _NATIONAL,
        1.0,
    ),
    Recogniser(
        "national",
        _whole(r"[12] ?\d\d ?(?:0[1-9]|1[0-2]) ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d"),
        0.8,
        checks.national("fr.nir"),
        0.6,
        _NATIONAL,
        1.2,
    ),
    Recogniser("national", _whole(r"\d\d\.\d\d\.\d\d-\d{3}\.\d\d"), 0.8, checks.national("be.nn"), 0.2),
    # … and those that only a word tells from any other number
    Recogniser(
        "national",
        _whole(rf"\d(?:{_S}\d){{7,12}}"),
        0.3,
        checks.national(*checks.NATIONAL),
        0.35,
        _NATIONAL,
        0.9,
    ),
    # cars
    Recogniser(
        "plate",
        re.compile(
            r"(?P<value>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-Z][ .·-]?"
            r"(?=[A-Z]{0,3}\d)[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳])" + _R
        ),
        0.9,
        against=False,
    ),
    Recogniser("plate", _whole(r"\d{4}[ -]?[BCDFGHJ-NPR-TV-Z]{3}"), 0.52, None, 0.0, _PLATE),
    Recogniser(
        "plate", _whole(r"[A-HJ-NPR-TV-Z]{2}[ -]?\d{3}[ -]?[A-HJ-NPR-TV-Z]{2}"), 0.55, None, 0.0, _PLATE
    ),
    Recogniser("plate", _whole(r"[A-HJ-PR-Y]{2}\d\d ?[A-HJ-PR-Z]{3}"), 0.55, None, 0.0, _PLATE),
    Recogniser(
        "plate", _whole(r"[A-ZÄÖÜ]{1,3}[ -][A-Z]{1,2}[ -]?\d{1,4}[EH]?"), 0.3, None, 0.0, _PLATE, 0.85
    ),
    Recogniser(
        "plate",
        _whole(
            r"(?:[A-Z]{1,3}-\d{2,3}-[A-Z]{1,3}|\d{1,2}-[A-Z]{2,3}-\d{1,2}|[A-Z]{1,2}-\d{2,3}-[A-Z]{1,2}"
            r"|[A-Z]{3}[ -]?\d{2}[A-Z0-9]|[A-Z]{2}[ -]?\d{2} ?\d{3}|[A-Z]{1,2}[ -]?\d{2,3}[ -]?[A-Z]{3})"
        ),
        0.3,
        None,
        0.0,
        _PLATE,
        0.85,
    ),
)
