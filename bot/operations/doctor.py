"""What `liaison doctor` looks at. Each check says how it is, and what to mend, by line where there is one."""

import asyncio
import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import OperatorError
from bot.home.premises import Premises, key_of, premises
from bot.home.served import is_served
from bot.operations.doctor_exposed import exposed
from bot.operations.doctor_networks import SKEW, identity, networks
from bot.operations.findings import Finding, Level, fail, ok, warn
from bot.settings.reading import ConfigError, line_of, load, secret_files, sqlite_path
from bot.settings.sections import Settings
from handlers.exercises import scenarios
from storage import fitting, health, migrate
from storage.disk import try_room
from storage.errors import KeyFileError, StorageError, UnusableError
from storage.trouble import MEND, Trouble

_PYTHON = (3, 11)
_LITTLE, _TOO_LITTLE = 1_000_000_000, 100_000_000  # bytes free on the disk
_STUCK = timedelta(minutes=10)
_MANY = 40  # of what strangers can make us keep: nearly as much as there can be
_NAMED = 5  # rows
_MEND = {  # by what is wrong with a channel
    "": "its network refuses the bot: mend [{}]",
    "away": "its server does not answer: see whether it is up, and the way there",
    "certificate": "its server's certificate is not valid: renew it, or see this machine's clock",
    "locked": "the account is locked: have the administrator of its server unlock it",
}
_TAIL = 1000  # audit entries; `audit verify` takes all


def examine(config: Path) -> list[Finding]:
    """Everything that can be looked at; what hangs on something that failed is left out."""
    findings = [_python(), _zones()]
    try:
        settings = load(config)
    except ConfigError as error:
        return [*findings, *(fail("config", line, f"mend it in {config}") for line in error.lines)]
    findings += [ok("config", str(config)), *_secrets(config, settings), _disk(config, settings)]
    findings += [*exposed(config, settings), *_scenarios(config, settings)]
    findings += (stored := _storage(config, settings))
    findings += (reached := asyncio.run(networks(config, settings)))
    if settings.matrix.is_on and all(found.level is Level.OK for found in (*stored, *reached)):
        with premises(settings) as place:
            findings.append(asyncio.run(identity(config, place)))
    return findings


def _python() -> Finding:
    found = sys.version.split()[0]
    if sys.version_info < _PYTHON:
        return fail("python", found, "install Python 3.11 or newer")
    return ok("python", found)


def _zones() -> Finding:
    try:
        for name in ("Asia/Shanghai", "Europe/Madrid"):
            ZoneInfo(name)
    except ZoneInfoNotFoundError as error:
        return fail("zones", str(error), "install the package tzdata")
    return ok("zones", "time zone data is there")


def _secrets(config: Path, settings: Settings) -> Iterator[Finding]:
    """Key and secret files, and the configuration where it holds a secret, are their owner's alone."""
    for key, path in secret_files(config, settings):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            said = f"{path} can be read by others (mode {mode:o})"
            yield warn("secrets", said, f"chmod 600 {path}   ({line_of(config, key)})")


def _disk(config: Path, settings: Settings) -> Finding:
    path = sqlite_path(settings.storage.url) or settings.storage.files
    free = shutil.disk_usage(_existing(path)).free
    said = f"{free / 1e9:.1f} GB free where {path} is"
    mend = f"make room, or move it: {line_of(config, 'storage.url')}"
    if free < _TOO_LITTLE:
        return fail("disk", said, mend)
    return warn("disk", said, mend) if free < _LITTLE else ok("disk", said)


def _existing(path: Path) -> Path:
    return next(parent for parent in (path, *path.parents) if parent.exists())


def _storage(config: Path, settings: Settings) -> list[Finding]:
    try:
        keyring = key_of(settings)
    except (OperatorError, StorageError) as error:
        return [
            fail("key", str(error), f"bring it back from its copy: {line_of(config, 'storage.key_file')}")
        ]
    findings = [ok("key", f"{keyring.current} seals"), _files(config, settings)]
    path, where = sqlite_path(settings.storage.url), line_of(config, "storage.url")
    if path is not None and not path.exists():
        return [*findings, warn("database", f"{path} is not made yet", "`liaison run` makes it")]
    with premises(settings, keyring) as place:
        try:
            return findings + _database(place)
        except KeyFileError as error:
            return [fail("key", str(error), line_of(config, "storage.key_file")), *findings[1:]]
        except UnusableError as error:
            return [*findings, fail("database", str(error), f"{error.mend}: {where}")]
        except StorageError as error:
            return [*findings, fail("database", str(error), where)]
        except OSError as error:
            said = f"nothing can be written beside it: {error.strerror}"
            return [*findings, fail("database", said, f"{MEND[Trouble.FULL]}: {where}")]


def _files(config: Path, settings: Settings) -> Finding:
    folder = settings.storage.files
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try_room(folder)
    except OSError as error:
        mend = f"make room, and let the bot write there: {line_of(config, 'storage.files')}"
        return fail("files", f"{folder}: {error.strerror}", mend)
    return ok("files", f"{folder} can be written")


def _scenarios(config: Path, settings: Settings) -> Iterator[Finding]:
    """Exercises of the operator's own, where there is a folder for them."""
    if settings.service.scenarios is not None:
        scenarios.use_folder(str(settings.service.scenarios))
        faults = [f"{name}: {fault}" for name, fault in scenarios.faults().items()]
        mend = f"mend it in {line_of(config, 'service.scenarios')}; docs/exercises.md says how"
        yield from (warn("scenarios", fault, mend) for fault in faults)
        yield from () if faults else (ok("scenarios", f"{len(scenarios.known())} can be played"),)


def _database(place: Premises) -> list[Finding]:
    revision = health.revision(place.database)
    migrate.refuse_newer(revision)
    if revision != migrate.newest():
        said = f"schema {revision or 'none'}, this version needs {migrate.newest()}"
        return [fail("database", said, "take a backup, then run `liaison db upgrade`")]
    fitting.refuse_others(place.database.engine, place.keyring)
    place.database.try_to_write()
    if (damage := health.damage(place.database)) is not None:
        return [fail("database", damage.strip().splitlines()[-1], MEND[Trouble.DAMAGED])]
    found = health.examine(place.database, place.store, datetime.now(UTC), _TAIL)
    kind = "SQLite" if place.database.is_sqlite else "PostgreSQL"
    served = is_served(place.settings)
    answers = ok("database", f"{kind}, schema {revision}, can be written")
    return [answers, *_inside(found), _outbox(found.load.letters, served)]


def _inside(found: health.Health) -> Iterator[Finding]:
    if found.fault is not None:
        said = f"entry {found.fault.number} {found.fault.reason}"
        yield fail("audit", said, "see `liaison audit verify` and the incident steps in docs/operators.md")
    else:
        yield ok("audit", "the last entries are what was written")
    yield from _tampered(found)
    if found.last_entry and found.last_entry > datetime.now(UTC) + SKEW:
        said = f"earlier than the last audit entry ({found.last_entry:%Y-%m-%d %H:%M} UTC)"
        yield warn(
            "clock", said, "set the clock (NTP), unless a script with a clock of its own was played here"
        )
    if found.load.waiting > _STUCK:
        minutes = int(found.load.waiting.total_seconds() // 60)
        yield warn("queue", f"something has been due for {minutes} minutes", "is `liaison run` running?")
    for channel, since in found.out.items():
        said = f"{channel} has been out of service since {since:%Y-%m-%d %H:%M} UTC"
        yield fail("channels", said, f"{_MEND[found.load.why[channel]].format(channel)}, then it goes on")
    kept = found.matrix
    if kept.guests > _MANY or kept.parked > _MANY or kept.aside:
        said = f"{kept.guests} rooms with strangers, {kept.parked} unreadable events, {kept.aside} put aside"
        is_much = kept.guests > _MANY or kept.parked > _MANY
        yield warn("strangers", said, "see docs/operators.md") if is_much else ok("strangers", said)
    if found.old_backups:
        until = f"{found.old_backups[-1]:%Y-%m-%d}"
        said = f"{len(found.old_backups)} were taken before the last erasure, up to {until}"
        yield ok("backups", f"{said}; they hold what was erased since: keep none longer than you must")
    if found.lost_files:
        yield fail("files", f"{found.lost_files} attachments have no file", "restore them from a backup")
    if found.cut_files:
        said = f"{found.cut_files} attachments are not as long as they were"
        yield fail("files", said, "see whether the disk is sound; restore them from a backup")


def _tampered(found: health.Health) -> Iterator[Finding]:
    steps = "see the incident steps in docs/operators.md"
    if found.broken:
        some = ", ".join(found.broken[:_NAMED]) + (" …" if len(found.broken) > _NAMED else "")
        said = f"{len(found.broken)} rows were written without our keys and give no rights: {some}"
        yield fail("rights", said, f"put back what a backup has there; {steps}")
    else:
        yield ok("rights", "what decides access is what was written")
    if found.alarms:
        kinds = ", ".join(f"{count} × {kind}" for kind, count in sorted(found.alarms.items()))
        yield fail("tampering", f"met in the last {health.ALARMING.days} days: {kinds}", steps)


def _outbox(letters: health.Letters, served: bool | None) -> Finding:
    """Letters wait for a bot that is not there, or for one that does not take them: that is a fault."""
    oldest = f"the oldest for {int(letters.oldest.total_seconds())} s"
    if not letters.stalled:
        return ok(
            "outbox", f"{letters.ready} letters are about to go out, {oldest}" if letters.ready else "empty"
        )
    said = f"{letters.stalled} letters could go out, and nobody takes them; {oldest}"
    if served is False:
        return warn("outbox", said, "start `liaison run`: they go out then")
    return fail("outbox", said, "restart `liaison run`: nothing is lost by it; its log says what failed")
