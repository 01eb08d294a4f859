"""`liaison keys rotate`, `audit verify`, `audit open` and `db upgrade`."""

import typer

from bot.commands.opening import Premises, in_use, now, premises
from bot.commands.options import Config, Data
from bot.configfile import settings_for
from bot.errors import OperatorError
from handlers import requests_figures, requests_life
from storage import audit as trail
from storage import items, migrate, requests
from storage.audit import Tag
from storage.errors import UnknownFileError
from storage.people import Agency
from storage.requests import Addressee
from storage.rotation import reseal_columns
from storage.schema import TABLES
from storage.work import Work

keys = typer.Typer(no_args_is_help=True, help="The data keys.")
audit = typer.Typer(no_args_is_help=True, help="What an auditor looks at.")
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
        values, files = _reseal(found)
        with found.database.work(now()) as work:
            work.audit(Tag.KEYS_ROTATED, key=found.keyring.current, values=values, files=files)
    typer.echo(
        f"Key {found.keyring.current} seals from now on; {values} values and {files} files sealed anew."
    )
    typer.echo(f"Save {found.key_file} again. The older keys in it open older backups.")


def _reseal(found: Premises) -> tuple[int, int]:
    """Values and files. A second round takes what a process that had not yet seen the new key wrote."""
    rounds = [reseal_columns(found.database.engine, TABLES) for _ in range(2)]
    files = sum(_reseal_file(found, file_id) for file_id in list(found.store.ids()))
    return sum(rounds), files


def _reseal_file(found: Premises, file_id: str) -> bool:
    try:
        return found.store.reseal(file_id)
    except (UnknownFileError, FileNotFoundError):
        return False  # withdrawn meanwhile


@audit.command()
def verify(config: Config = None, data: Data = None) -> None:
    """Check that the audit trail is what was written; name the first entry that is not."""
    with in_use(settings_for(config, data)) as found, found.database.work(now(), write=False) as work:
        held, fault = trail.verify(work.session, work.keyring)
    if fault is not None:
        raise OperatorError(f"Entry {fault.number} {fault.reason}. The {held} entries before it hold.")
    typer.echo(f"{held} entries, all as they were written.")


@audit.command("open")
def show_open(config: Config = None, data: Data = None) -> None:
    """List open requests for which nothing is planned any more; exit code 1 where there is one."""
    with in_use(settings_for(config, data)) as found, found.database.work(now(), write=False) as work:
        unfinished = requests.unfinished(work)
        stalled = [_line(work, one) for one in requests_figures.stalled(work, unfinished)]
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
    ref = items.reference_of(work, requests_life.item_of(addressee.request_id))
    agency = work.need(Agency, addressee.at_agency_id).handle
    return f"{ref}  {agency}: {addressee.state} since {addressee.changed_at:%Y-%m-%d %H:%M} UTC"


@db.command()
def upgrade(config: Config = None, data: Data = None) -> None:
    """Bring the database to this version's schema. Take a backup first."""
    with premises(settings_for(config, data)) as found:
        is_changed = migrate.upgrade(found.database.engine)
    typer.echo(f"Schema {migrate.newest()}: {'brought up to date' if is_changed else 'nothing to do'}.")
