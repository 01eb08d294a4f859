"""`liaison service …`: the bot under systemd."""

import pwd
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.options import Config, Data
from bot.deploy.unit import NAME, unit
from bot.errors import OperatorError
from bot.settings.reading import NAME as CONFIG
from bot.settings.reading import load

service = typer.Typer(no_args_is_help=True, help="The bot under systemd.")
User = Annotated[str, typer.Option(help="Who the bot runs as: an account of its own.")]


@service.callback()
def group() -> None:
    """Keeps the name of the group in front even where it has one command."""


@service.command()
def show(config: Config = None, data: Data = None, user: User = "liaison") -> None:
    """Print the unit for this configuration, hardened, with its secrets as credentials."""
    typer.echo(_made(config, data, user), nl=False)


@service.command()
def install(
    config: Config = None,
    data: Data = None,
    user: User = "liaison",
    folder: Annotated[Path, typer.Option("--dir", metavar="D", help="Where to.")] = Path(
        "/etc/systemd/system"
    ),
) -> None:
    """Write the unit to where systemd looks for it; say what to do next."""
    text, path = _made(config, data, user), folder / NAME
    try:
        path.write_text(text, encoding="utf-8")
        path.chmod(0o644)
    except OSError as error:
        raise OperatorError(f"{path} cannot be written: {error.strerror}. Are you root?") from None
    typer.echo(f"Written: {path}. Next:")
    if not _is_known(user):
        typer.echo(f"  useradd --system --shell /usr/sbin/nologin {user}")
    typer.echo(f"  chown -R {user}: the folders under ReadWritePaths in it, and the configuration")
    typer.echo("  systemctl daemon-reload")
    typer.echo(f"  systemctl enable --now {NAME}")


def _made(config: Path | None, data: Path | None, user: str) -> str:
    path = config or (data / CONFIG if data else Path(CONFIG))
    return unit(path, load(path), user)


def _is_known(user: str) -> bool:
    return any(one.pw_name == user for one in pwd.getpwall())
