"""What `liaison doctor` asks the networks: whether they answer, and whether they take us for whom we are."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp

from bot.errors import OperatorError
from bot.home.premises import Premises, now
from bot.operations.findings import Finding, fail, ok, warn
from bot.settings.reading import line_of
from bot.settings.sections import Settings

SKEW = timedelta(seconds=30)
_PATIENCE = aiohttp.ClientTimeout(total=10)
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{3,}")


async def networks(config: Path, settings: Settings) -> list[Finding]:
    """Those that are configured; a warning where none is."""
    if not settings.matrix.is_on and not settings.telegram.is_on:
        said = "no channel is configured; only `liaison chat` works"
        return [
            warn("channels", said, f"fill in {line_of(config, 'matrix')} or {line_of(config, 'telegram')}")
        ]
    findings = []
    async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
        if settings.matrix.is_on:
            findings += await _matrix(session, config, settings.matrix.homeserver.rstrip("/"))
        if settings.telegram.is_on:
            findings += await _telegram(session, config, settings)
    return findings


async def _matrix(session: aiohttp.ClientSession, config: Path, homeserver: str) -> list[Finding]:
    where = line_of(config, "matrix.homeserver")
    try:
        status, body, date = await _fetch(session, f"{homeserver}/_matrix/client/versions")
    except OSError:
        return [fail("matrix", f"{homeserver} cannot be reached", where)]
    if status != 200 or "versions" not in body:
        return [fail("matrix", f"{homeserver} is no Matrix homeserver (HTTP {status})", where)]
    return [ok("matrix", f"{homeserver} answers"), *_clock(date)]


async def identity(config: Path, place: Premises) -> Finding:
    """Whether strict clients will believe our device on Matrix, and what officers compare."""
    from bot.channels.matrix import caretaker

    try:
        found = await caretaker(place.settings, place.database, now).standing()
    except OperatorError as error:
        return fail("identity", str(error), f"see Keys in docs/operators.md; {line_of(config, 'matrix')}")
    if found.device_id is None:
        return warn("identity", "not logged in yet", "`liaison run` logs in and makes it")
    if found.fingerprint is None:
        return warn("identity", f"device {found.device_id} has none yet", "`liaison run` makes it")
    said = f"{found.fingerprint}, and the chain down to device {found.device_id} verifies"
    if found.others:
        said += f"; not signed: {', '.join(found.others)[:200]}"
        return warn("identity", said, "not yours? See “A token or password got out” in docs/operators.md")
    return ok("identity", said)


async def _telegram(session: aiohttp.ClientSession, config: Path, settings: Settings) -> list[Finding]:
    token = settings.telegram.token
    secret, base = token.get_secret_value() if token else "", settings.telegram.api_base.rstrip("/")
    key = "telegram.token_file" if settings.telegram.token_file else "telegram.token"
    if not _TOKEN.fullmatch(secret):
        return [fail("telegram", "the token is not of the form 123456:ABC…", line_of(config, key))]
    try:
        status, body, date = await _fetch(session, f"{base}/bot{secret}/getMe")
    except OSError:
        return [fail("telegram", f"{base} cannot be reached", line_of(config, "telegram.api_base"))]
    if status != 200 or not body.get("ok"):
        return [fail("telegram", f"Telegram refuses the token (HTTP {status})", line_of(config, key))]
    return [ok("telegram", f"answers as @{body['result'].get('username')}"), *_clock(date)]


async def _fetch(session: aiohttp.ClientSession, url: str) -> tuple[int, dict[str, Any], datetime | None]:
    """OSError when nothing answers; its text is not shown, for the address may hold the token."""
    try:
        async with session.get(url) as answer:
            date = answer.headers.get("Date")
            body = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise OSError(type(error).__name__) from None
    except ValueError:
        body = {}
    return (
        answer.status,
        body if isinstance(body, dict) else {},
        parsedate_to_datetime(date) if date else None,
    )


def _clock(date: datetime | None) -> Iterator[Finding]:
    if date is None:
        return
    ahead = datetime.now(UTC) - date
    if abs(ahead) > SKEW:
        yield fail("clock", f"{ahead.total_seconds():+.0f} seconds off the network's", "set the clock (NTP)")
    else:
        yield ok("clock", "agrees with the network's")
