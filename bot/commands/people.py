"""`liaison invite`: how the first coordinators get in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.chat import time_left
from bot.clock import RealClock
from bot.commands import links
from bot.commands.options import Config, Data
from bot.configfile import settings_for
from bot.home import Home, open_settings
from handlers.people import codes, deep_links, invite
from storage import inbox
from storage.audit import Tag
from storage.people import Agency, Coverage, Level, Role
from storage.work import Work


@contextmanager
def opened(config: Config, data: Data) -> Iterator[tuple[Work, Home]]:
    """A unit of work on the network that these options name."""
    home = open_settings(settings_for(config, data))
    try:
        with home.database.work(_now(data)) as work:
            yield work, home
    finally:
        home.close()


def _now(data: Path | None) -> datetime:
    """Where a script was played, its clock goes on; everywhere else the real one does."""
    return (time_left(data) if data else None) or RealClock().now()


def make_code(
    agency: Annotated[str, typer.Option(help="Its short name.")],
    role: Annotated[Role, typer.Option(help="What the person is to be.")] = Role.OFFICER,
    name: Annotated[str | None, typer.Option(help="Makes the agency: its name.")] = None,
    country: Annotated[str | None, typer.Option(help="Makes the agency: ES, CN, …")] = None,
    level: Annotated[Level, typer.Option(help="Makes the agency: its level.")] = Level.NATIONAL,
    config: Config = None,
    data: Data = None,
) -> None:
    """Print an enrolment code; you vouch for who gets it. The first two coordinators come in this way."""
    with opened(config, data) as (work, home):
        found = invite.agency_called(work, agency)
        if found is None and name is not None:
            found = _new_agency(work, agency, name, country, level)
        if found is None:
            refuse(f"There is no agency {agency}. Add --name (and --country, --level) to make it.")
        code, row = codes.new(
            work, home.rules.periods.invitation, agency_id=found.id, role=role, vouched=True
        )
        work.audit(Tag.INVITED, None, f"invitation:{row.id}", agency=found.id, role=role, by="operator")
        telegram_name = inbox.name_of(work, deep_links.TELEGRAM)
    typer.echo(f"enrol {code}")
    typer.echo(
        f"For {found.name}, as {role}. It works once, until {row.ends_at:%Y-%m-%d %H:%M} UTC.", err=True
    )
    links.show(settings_for(config, data), telegram_name, code)


def _new_agency(work: Work, handle: str, name: str, country: str | None, level: Level) -> Agency:
    code = country.upper() if country else None
    made = work.add(Agency(handle=handle.casefold(), name=name, level=level, country=code, made_at=work.now))
    if code is not None:
        work.add(Coverage(agency_id=made.id, country=code))
    return made


def refuse(sentence: str) -> NoReturn:
    """Exit code 1, with a sentence."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
