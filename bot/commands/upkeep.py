"""`liaison keys rotate`, `audit verify`, `audit open` and `db copy` and `db upgrade`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.options import Config, Data
from bot.errors import OperatorError
from bot.home.premises import Premises, in_use, now, premises
from bot.home.served import alone
from bot.operations.moving import address_in, move
from bot.settings.reading import settings_for
from handlers.requests import clock as request_clock
from handlers.requests import figures as request_figures
from storage import anchor as anchors
from storage import audit as trail
from storage import fitting, items, migrate, requests
from storage.audit import Tag
from storage.errors import TamperedError, UnknownFileError, UnknownKeyError
from storage.people import Agency
from storage.requests import Addressee
from storage.rotation import reseal_columns
from storage.schema import TABLES
from storage.work import Work

keys = typer.Typer(no_args_is_help=True, help="The data keys.")
audit = typer.Typer(no_args_is_help=True, help="What an auditor looks at.")
_ADDRESS = "sqlite:////full/path/liaison.db, postgresql://…, or a file that holds such an address."
db = typer.Typer(no_args_is_help=True, help="The database's schema.")


@keys.callback()
@audit.callback()
@db.callback()
def group() -> None:
    """Keeps the name of the group in front even where it has one command."""


@keys.command()
def rotate(config: Config = None, data: Data = None) -> None:
    """Seal everything anew under a fresh key, while the bot runs; once more where one was interrupted."""
    settings = settings_for(config, data)
    if settings.storage.data_key is not None:
        raise OperatorError(
            "Rotation needs storage.key_file: a key in the environment cannot be replaced here."
        )
    with in_use(settings) as found:
        found.keyring.rotated().save(found.key_file)
        found.keyring.reread()
        values, files, broken = _reseal(found)
        with found.database.work(now()) as work:
            work.audit(Tag.KEYS_ROTATED, key=found.keyring.current, values=values, files=files)
            work.cut_log()
    typer.echo(
        f"Key {found.keyring.current} seals from now on; {values} values and {files} files sealed anew."
    )
    typer.echo(f"Save {found.key_file} again. The older keys in it open older backups.")
    if broken:
        raise OperatorError(
            f"Left as they are, because they do not open: {', '.join(broken)} in {found.store.root}. Restore"
            " them from a backup, and see whether the disk is sound."
        )


def _reseal(found: Premises) -> tuple[int, int, list[str]]:
    """Values, files, and those that do not open. A second round takes what a process wrote that had not yet
    seen the new key."""
    rounds = [reseal_columns(found.database.engine, TABLES) for _ in range(2)]
    files, broken = 0, []
    for file_id in sorted(found.store.ids()):
        try:
            files += found.store.reseal(file_id)
        except (UnknownFileError, FileNotFoundError):
            continue  # withdrawn meanwhile
        except (TamperedError, UnknownKeyError):
            broken.append(file_id)
    return sum(rounds), files, broken


@audit.command()
def verify(
    config: Config = None,
    data: Data = None,
    anchor: Annotated[
        str, typer.Option(help="a line of `audit anchor` that was kept elsewhere, or a file that holds some")
    ] = "",
) -> None:
    """Check that the audit trail is what was written; name the first entry that is not."""
    lines = anchors.found_in(_text_of(anchor))
    if anchor and not lines:
        raise OperatorError("There is no anchor in that: a line that begins with “liaison-audit”.")
    with in_use(settings_for(config, data)) as found, found.database.work(now(), write=False) as work:
        held, fault = trail.verify(work.session, work.keyring)
        broken = [anchors.fault(work.session, work.keyring, line) for line in lines]
    if fault is not None:
        raise OperatorError(f"Entry {fault.number} {fault.reason}. The {held} entries before it hold.")
    if (wrong := next(filter(None, broken), None)) is not None:
        raise OperatorError(f"Entry {wrong.number} {wrong.reason}.")
    kept = f" {len(lines)} anchored before, unchanged." if lines else ""
    typer.echo(f"{held} entries, all as they were written.{kept}")


def _text_of(anchor: str) -> str:
    path = Path(anchor)
    return (
        path.read_text("utf-8", "replace")
        if anchor and not anchors.LINE.search(anchor) and path.is_file()
        else anchor
    )


@audit.command("anchor")
def show_anchor(config: Config = None, data: Data = None) -> None:
    """Print a line to keep elsewhere: how far the audit trail goes now. `audit verify --anchor` checks it."""
    with in_use(settings_for(config, data)) as found, found.database.work(now(), write=False) as work:
        try:
            line = anchors.take(work.session, work.keyring, work.now)
        except TamperedError as error:
            raise OperatorError(f"{error} `liaison audit verify` says more.") from None
    typer.echo(str(line))


@audit.command("open")
def show_open(config: Config = None, data: Data = None) -> None:
    """List open requests for which nothing is planned any more; exit code 1 where there is one."""
    with in_use(settings_for(config, data)) as found, found.database.work(now(), write=False) as work:
        unfinished = requests.unfinished(work)
        stalled = [_line(work, one) for one in request_figures.stalled(work, unfinished)]
    for line in stalled:
        typer.echo(line)
    if stalled:
        raise OperatorError(
            f"Without a next step: {len(stalled)} of {len(unfinished)} open requests. Ask the agencies named"
            " to write /status and the reference: whatever they press there plans it anew."
        )
    typer.echo(f"Open requests: {len(unfinished)}, each with its next step.")


def _line(work: Work, addressee: Addressee) -> str:
    """Where it lies, and since when nothing has changed; nothing of what it is about."""
    ref = items.reference_of(work, request_clock.item_of(addressee.request_id))
    agency = work.need(Agency, addressee.at_agency_id).handle
    return f"{ref}  {agency}: {addressee.state} since {addressee.changed_at:%Y-%m-%d %H:%M} UTC"


@db.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help=_ADDRESS)],
    target: Annotated[str, typer.Argument(metavar="TO", help="The same: a database without data.")],
    config: Config = None,
    data: Data = None,
) -> None:
    """Move a network between SQLite and PostgreSQL, nothing of it changed. Stop the bot first."""
    rows = move(settings_for(config, data), address_in(source), address_in(target), now())
    typer.echo(f"{rows} rows, read back and the same; the audit trail holds.")
    typer.echo("Set storage.url to the new one, and start. The old one is as it was: keep it for a while.")


@db.command()
def upgrade(config: Config = None, data: Data = None) -> None:
    """Bring the database to this version's schema. Take a backup first."""
    settings = settings_for(config, data)
    with alone(settings), premises(settings) as found:
        if migrate.revision_of(found.database.engine) is not None:
            fitting.refuse_others(found.database.engine, found.keyring)
        is_changed = migrate.upgrade(found.database.engine)
    typer.echo(f"Schema {migrate.newest()}: {'brought up to date' if is_changed else 'nothing to do'}.")
