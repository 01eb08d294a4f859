"""What a value of the configuration may be, and the sentence where it is something else."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_core import PydanticCustomError

from bot.settings.addresses import callable_address
from handlers.law import corridors
from handlers.law.deadlines import CalendarDays, Limit
from handlers.places.index import USER_ASSIGNED, build
from handlers.vocabulary.languages import LANGUAGES

_LENGTH = re.compile(r"(\d+)\s*(second|minute|hour|day|week)s?")
_USER_ID = re.compile(r"@[^\s:]+:\S+")


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("liaison", "{sentence}", {"sentence": sentence})


def _blank_is_none(value: Any) -> Any:
    return None if value == "" else value


def _length(value: Any) -> Any:
    """ "8 hours" → timedelta."""
    found = _LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise _wrong('it must be a length of time such as "10 minutes", "8 hours" or "3 days"')
    return timedelta(**{found[2] + "s": int(found[1])})


def _limit(value: Any) -> Any:
    """Days are calendar days of the addressee; shorter limits are counted by the clock."""
    length = _length(value)
    return length if length % timedelta(days=1) else CalendarDays(length.days)


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise _wrong('it must be a zone of the IANA time zone database, such as "Europe/Madrid"')
    return value


def _url(value: str) -> str:
    try:
        return value and callable_address(value)
    except ValueError as error:
        raise _wrong(str(error)) from None


def _address(value: str) -> str:
    host, _, port = value.rpartition(":")
    if value and not (host and port.isdecimal() and 0 < int(port) < 2**16):
        raise _wrong('it must be "host:port", with a port from 1 to 65535')
    return value


def _known_languages(codes: tuple[str, ...]) -> tuple[str, ...]:
    if not codes or not set(codes) <= set(LANGUAGES):
        raise _wrong(f"it must name some of: {', '.join(LANGUAGES)}")
    return codes


def _known_places(labels: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    unknown = [code for code in labels if not (USER_ASSIGNED.fullmatch(code) or code in build({}).codes)]
    if unknown:
        raise _wrong(f"{unknown[0]} is no ISO 3166 code; places outside ISO take XA to XZ")
    return labels


def _side(value: str) -> str:
    if not corridors.is_place(value):
        groups = ", ".join(corridors.GROUPS)
        raise _wrong(f'it must be a country code such as "ES", one of {groups}, or "*" for all')
    return value


def _matching(pattern: re.Pattern[str], sentence: str) -> AfterValidator:
    def check(value: str) -> str:
        if value and not pattern.fullmatch(value):
            raise _wrong(sentence)
        return value

    return AfterValidator(check)


Languages = Annotated[tuple[str, ...], AfterValidator(_known_languages)]
Labels = Annotated[dict[str, dict[str, str]], AfterValidator(_known_places)]
Length = Annotated[timedelta, BeforeValidator(_length)]
DeadlineLimit = Annotated[Limit, BeforeValidator(_limit)]
Zone = Annotated[str, AfterValidator(_zone)]
Secret = Annotated[SecretStr | None, BeforeValidator(_blank_is_none)]
SecretFile = Annotated[Path | None, BeforeValidator(_blank_is_none)]
Folder = Annotated[Path | None, BeforeValidator(_blank_is_none)]
Url = Annotated[str, AfterValidator(_url)]
DatabaseUrl = Annotated[
    str,
    _matching(re.compile(r"sqlite:///.+|postgresql://.+"), "it must start with sqlite:/// or postgresql://"),
]
Side = Annotated[str, AfterValidator(_side)]
UserId = Annotated[str, _matching(_USER_ID, 'it must be a full Matrix id, "@name:server"')]
Address = Annotated[str, AfterValidator(_address)]
