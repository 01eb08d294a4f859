"""`liaison invite`: how the first coordinators get in, and many at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.chat.command import time_left
from bot.clock import RealClock
from bot.commands import links
from bot.commands.options import Config, Data
from bot.commands.sheets import content_of, refuse_faults, write_private
from bot.home.network import Home, open_settings
from bot.settings.reading import settings_for
from handlers.agencies import finding
from handlers.core.rules import Rules
from handlers.network import cards, keeping
from handlers.network.fields import Entry, FaultError, read_field
from handlers.people import code_links, codes
from storage import inbox
from storage.audit import Tag
from storage.item import Item
from storage.people import Agency, Level, Role
from storage.work import Work


@contextmanager
def opened(config: Config, data: Data) -> Iterator[tuple[Work, Home]]:
    """A unit of work on the network that these options name."""
    home = open_settings(settings_for(config, data))
    try:
        with home.database.work(now_of(data)) as work:
            yield work, home
    finally:
        home.close()


def now_of(data: Path | None) -> datetime:
    """Where a script was played, its clock goes on; everywhere else the real one does."""
    return (time_left(data) if data else None) or RealClock().now()


def make_code(
    agency: Annotated[str | None, typer.Option(help="Its short name.")] = None,
    role: Annotated[Role, typer.Option(help="What the person is to be.")] = Role.OFFICER,
    name: Annotated[str | None, typer.Option(help="Makes the agency: its name.")] = None,
    country: Annotated[str | None, typer.Option(help="Makes the agency: ES, CN, …")] = None,
    level: Annotated[Level | None, typer.Option(help="Makes the agency: its level.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="Many at once: CSV with agency, role, language, for.", metavar="F")
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option(help="With --file: where the cards go; beside it where left out.")
    ] = None,
    vouch: Annotated[
        bool, typer.Option("--vouch", help="With --file: nobody has to approve them; you vouch.")
    ] = False,
    config: Config = None,
    data: Data = None,
) -> None:
    """Print an enrolment code; you vouch for who gets it. The first two coordinators come in this way."""
    if (agency is None) == (file is None):
        raise typer.BadParameter("Give either --agency or --file.")
    if file is not None:
        _invite_many(file, sheet or file.with_suffix(".html"), vouch, config, data)
    elif agency is not None:
        given = {"name": name, "country": country, "level": level}
        _invite_one(agency, role, {key: str(one) for key, one in given.items() if one}, config, data)


def _invite_one(agency: str, role: Role, given: dict[str, str], config: Config, data: Data) -> None:
    with opened(config, data) as (work, home):
        found = agency_for(work, agency, given)
        code, ends_at = vouched_code(work, home.rules, found, role)
        telegram_name = inbox.name_of(work, code_links.TELEGRAM)
        called = found.name
    typer.echo(f"enrol {code}")
    typer.echo(f"For {called}, as {role}. It works once, until {ends_at:%Y-%m-%d %H:%M} UTC.", err=True)
    links.show(settings_for(config, data), telegram_name, code)


def vouched_code(work: Work, rules: Rules, agency: Agency, role: Role) -> tuple[str, datetime]:
    """The operator's word makes whoever enrols with it active."""
    code, row = codes.new(work, rules.periods.invitation, agency_id=agency.id, role=role, vouched=True)
    work.audit(Tag.INVITED, None, Item("invitation", row.id), agency=agency.id, role=role, by="operator")
    return code, row.ends_at


def agency_for(work: Work, called: str, given: dict[str, str]) -> Agency:
    """The one that is called so; made where its name is given. Ends with a sentence where that cannot be."""
    found = finding.agency_called(work, called)
    if found is None and "name" not in given:
        refuse(f"There is no agency {called}. Add --name (and --country, --level) to make it.")
    try:
        entry = _entry(found.handle if found else called, given, is_new=found is None)
        kept, is_other = keeping.keep(work, entry)
    except FaultError as error:
        refuse(f"{error.column or 'agency'}: {error}")
    if found is not None and is_other:
        refuse(f"{kept.handle} is there already, and not as you say: `liaison agencies import` changes it.")
    return kept


def _entry(handle: str, given: dict[str, str], is_new: bool) -> Entry:
    """As a file would have it: what makes an agency makes it answer for its country, too."""
    cells = {**({"level": str(Level.NATIONAL)} if is_new else {}), **given, "handle": handle}
    if "country" in given:
        cells["covers"] = given["country"]
    entry: Entry = {}
    for column, cell in cells.items():
        try:
            entry[column] = read_field(column, cell)
        except FaultError as error:
            raise FaultError(error.source, column, **error.params) from None
    return entry


def _invite_many(file: Path, sheet: Path, vouch: bool, config: Config, data: Data) -> None:
    content, settings = content_of(file), settings_for(config, data)
    with opened(config, data) as (work, home):
        guests, faults = cards.read(work, content)
        refuse_faults(file, faults, "nobody was invited")
        made = cards.invite(work, home.rules, guests, vouch)
        page = cards.sheet(work, made, settings.matrix.user_id if settings.matrix.is_on else "")
        write_private(sheet, page)  # before the codes count: none is out that nobody has
    typer.echo(f"{len(made)} codes: {sheet}. Only you can read it; print it, then delete it.")
    if not vouch:
        typer.echo("Two coordinators approve each person: /approve shows who waits.")


def refuse(sentence: str) -> NoReturn:
    """Exit code 1, with a sentence."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
