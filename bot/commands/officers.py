"""`liaison officers`: who is here, and what only the operator may change."""

from typing import Annotated

import typer

from bot.commands.options import Config, Data
from bot.commands.people import opened, refuse
from handlers import house
from handlers.people import identity, standing, vetting
from storage import people, vouching
from storage.audit import Tag
from storage.item import Item
from storage.people import Agency, Officer, State
from storage.work import Work

officers = typer.Typer(no_args_is_help=True, help="Who is here, and what only the operator may change.")
Handle = Annotated[str, typer.Argument(metavar="NAME", help="The short name that `officers list` shows.")]
_ROOMS = house.ROOMS  # what coordinators are told is declared there


@officers.command("list")
def show_all(config: Config = None, data: Data = None) -> None:
    """Everybody: short name, role, state, end of the vetting, agency, name."""
    with opened(config, data) as (work, _home):
        for one in vouching.in_state(work, State):
            agency = work.need(Agency, one.agency_id).handle
            until = f"{one.vetted_until:%Y-%m-%d}" if one.vetted_until else "-"
            typer.echo(f"{one.handle:16} {one.role:12} {one.state:10} {until:11} {agency:16} {one.name}")


@officers.command()
def suspend(
    name: Handle, reason: Annotated[str, typer.Option(help="Why.")], config: Config = None, data: Data = None
) -> None:
    """Nothing reaches this person any more, and no button works."""
    with opened(config, data) as (work, _home):
        officer = _found(work, name, State.ACTIVE)
        standing.put_out(work, officer, reason)
        work.audit(Tag.SUSPENDED, None, Item("officer", officer.id), by="operator")
        standing.by_operator(work, officer)


@officers.command()
def reinstate(name: Handle, config: Config = None, data: Data = None) -> None:
    """Back without the word of coordinators; you vouch."""
    with opened(config, data) as (work, home):
        officer = _found(work, name, State.SUSPENDED)
        standing.bring_back(work, home.rules, officer)
        work.audit(Tag.REINSTATED, None, Item("officer", officer.id), by="operator")
        standing.by_operator(work, officer)


@officers.command()
def renew(name: Handle, config: Config = None, data: Data = None) -> None:
    """Vetted again from today; somebody whose vetting had ended is back."""
    with opened(config, data) as (work, home):
        officer = _found(work, name, State.ACTIVE, State.SUSPENDED)
        if officer.suspended_for == vetting.ENDED:
            standing.bring_back(work, home.rules, officer)
        vetting.vet(work, home.rules, officer)
        work.audit(Tag.VETTED, None, Item("officer", officer.id), by="operator")
        standing.by_operator(work, officer)


@officers.command()
def trust(name: Handle, config: Config = None, data: Data = None) -> None:
    """Pin the identities that this person's accounts show now; compare them on the phone first."""
    with opened(config, data) as (work, _home):
        officer = _found(work, name, State.ACTIVE)
        for account in people.accounts_of(work, officer.id):
            identity.trust(work, account)
        work.audit(Tag.APPROVED, None, Item("officer", officer.id), by="operator")
        standing.by_operator(work, officer)


def _found(work: Work, name: str, *states: State) -> Officer:
    officer = people.officer_named(work, name)
    if officer is None:
        refuse(f"There is nobody called {name}. `liaison officers list` shows the short names.")
    if officer.state not in states:
        refuse(f"{name} is {officer.state}.")
    return officer
