"""Names in Chinese characters: after 叫 or 姓名, with a title or a role, 某 and 老 and 小, the middle dot, and a
surname between two marks that set words apart."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

from handlers import places as gazetteer
from handlers.recognising.lists import either, words
from handlers.recognising.model import HIT

_HAN = "[一-鿿]"
_SURNAME = rf"(?:[{''.join(sorted(words('surnames')))}]|{either('compounds')})"
_NOT_IN = "的了是在与和及或被把将向从于至到说称有就也又都而且但并因为所以等这那其他她它们名个人岁月日年时点分路街号省市县区镇村电话手机微信护照证码账户银行车牌地址不没很已曾正还再才只能可会要去来给跟让使叫对由以下上中里内外前后左右间旁边"


def _but(left_out: str) -> str:
    """A class of all Chinese characters but these."""
    edges = [0x4DFF, *sorted({ord(char) for char in left_out}), 0xA000]
    ranges = [(one + 1, other - 1) for one, other in pairwise(edges) if other - one > 1]
    return "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges) + "]"


_GIVEN_CHAR = _but(_NOT_IN)
_NAME = rf"{_SURNAME}{_GIVEN_CHAR}{{1,2}}"
_OPEN = r"[\"“‘「『《(:]?"
_CALLED = re.compile(
    rf"(?:名叫|叫做|叫作|名为|化名|姓名|自称|真名|本名|原名|曾用名|别名|绰号|外号|小名|乳名|花名|名字(?:是|叫|为)?|艺名|(?<![喊呼])叫)"
    rf"[:是为叫]{{0,2}} ?{_OPEN}(?P<name>{_NAME}|[阿小老大]{_HAN}|(?<!自称){_GIVEN_CHAR}{{2,3}}(?=[,。;、!?\"”』」)的\s]|$)|(?<!自称){_GIVEN_CHAR}{{2}})"
)
_CALLED_ABROAD = re.compile(
    r"(?:名叫|叫做|名为|化名|姓名|自称|真名|本名|别名|绰号|名字(?:是|叫|为)?|叫)[:是为叫]{0,2} ?[\"“‘「]?"
    r"(?P<name>[A-Za-zÀ-ž][A-Za-zÀ-ž'’.-]{1,20}(?: [A-Za-zÀ-ž'’.-]{2,20}){0,3})"
)
_TITLED = re.compile(
    rf"(?P<name>{_SURNAME}(?:{_GIVEN_CHAR}{{1,2}}(?=(?:{either('titles_zh')}))|(?:{either('titles_zh')})))"
)
_SOMEBODY = re.compile(rf"(?P<name>{_SURNAME}(?:某某?|氏)(?:{_GIVEN_CHAR})?)")
_FAMILIAR = re.compile(
    rf"(?P<name>[老小阿大][{''.join(sorted(words('familiar')))}](?![年月])|阿(?![拉姆斯尔根富曼联森里])[一-鿿])"
)
_DOTTED = re.compile(rf"(?P<name>{_HAN}{{1,6}}(?:[·•‧・.]{_HAN}{{1,8}}){{1,3}})")
_IN_A_ROLE = re.compile(
    rf"(?:{either('roles_zh')})(?:[:是为]|姓名)? ?{_OPEN}(?P<name>{_NAME})(?!{_HAN}?(?:省|市|县|区|公司|集团)|司)"
)
_LEFT = r"(?:^|(?<=[\s,。;:、!?()\"“”‘’《》/与和及被由向给对找让跟同是为经将把请问告到见替帮带叫的因])|(?<=证实)|(?<=发现)|(?<=其中)|(?<=据))"
_RIGHT = (
    r"(?=$|[\s,。;:、!?()\"“”‘’/]|[与和及说称在被的将已曾把向从于也是有又之等住用持以乘坐开租到到收付欠带负打让承供表要去来给跟对前今"
    r"因未没不还正都把替说]|本人|夫妇|夫妻|等人|两人|姐妹|兄弟|名下|联系|告诉|使用|经营|控制|出生|身份|护照|电话|手机|微信)"
)
_BARE = re.compile(rf"{_LEFT}(?P<name>{_NAME}){_RIGHT}")
_LATIN = re.compile(
    r"(?<![A-Za-z0-9@._/-])(?P<name>[A-ZÀ-Þ][A-Za-zÀ-ž'’-]{1,20}(?: [A-ZÀ-Þ][A-Za-zÀ-ž'’-]{1,20}){1,3})(?![A-Za-z0-9@_])"
)
_HAS_HAN = re.compile(_HAN)

_PATTERNS = (
    (_CALLED, 0.85), (_CALLED_ABROAD, 0.8), (_TITLED, 0.8), (_SOMEBODY, 0.9), (_FAMILIAR, 0.75), (_DOTTED, 0.85),
    (_IN_A_ROLE, 0.75), (_BARE, 0.5), (_LATIN, 0.6),
)  # fmt: skip
_UNSURE = (_BARE, _IN_A_ROLE)
Allowed = Callable[[str], bool]


def found(plain: str, allowed: Allowed) -> Iterator[tuple[int, int, float]]:
    """(start, end, score)"""
    if _HAS_HAN.search(plain) is None:
        return
    for pattern, score in _PATTERNS:
        for match in pattern.finditer(plain):
            name = match["name"]
            lifted = score + (_lift(name) if pattern in _UNSURE else 0.0)
            is_name = lifted >= HIT and not _begins_a_word(name) and not _is_place(name)
            if is_name and not allowed(name):
                yield (*match.span("name"), lifted)


def _lift(name: str) -> float:
    """A surname that begins a word more often than a name needs characters that names are made of."""
    known = sum(char in words("given") for char in name[1:])
    rare = name[0] in words("common") and name[:2] not in words("compounds")
    return 0.1 * known - (0.15 if rare else 0.05 if len(name) == 2 else 0.0)


def _begins_a_word(name: str) -> bool:
    return any(name[:length] in words("words_zh") for length in range(2, len(name) + 1))


@lru_cache(4096)  # what somebody typed does not stay for ever
def _is_place(said: str) -> bool:
    split = gazetteer.split(said)
    return bool(split.places) and not split.rest.strip()
