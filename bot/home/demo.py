"""The demo network: invented persons with stable handles, and nobody behind `stranger`."""

import tomllib
from datetime import datetime
from importlib import resources
from typing import Any

from bot.channels.console import NAME as CONSOLE
from handlers.core.rules import Rules
from handlers.people import vetting
from handlers.vocabulary.languages import N_
from storage import contacts, people
from storage.contacts import CONFIRM_EVERY, Agreement, ContactPoint
from storage.people import Account, Agency, AgencyKind, Coverage, Level, Officer, Role, State
from storage.work import Work

_DUTY_DESK = N_("Duty desk")


def furnish(work: Work, rules: Rules) -> bool:
    """Load it into an empty database; False when somebody lives there already."""
    if people.agencies(work):
        return False
    agencies: dict[str, Agency] = {}
    network = _network()
    for entry in network["agency"]:
        agencies[entry["handle"]] = _move_in(work, rules, entry, agencies)
    for agreement in network["agreement"]:
        contacts.agree(work, Agreement(**agreement, made_at=work.now))
    return True


def _network() -> dict[str, Any]:
    return tomllib.loads(resources.files("bot").joinpath("demo.toml").read_text("utf-8"))


def _move_in(work: Work, rules: Rules, entry: dict[str, Any], others: dict[str, Agency]) -> Agency:
    parent = others.get(entry.get("parent", ""))
    agency = work.add(
        Agency(
            handle=entry["handle"],
            name=entry["name"],
            names={"zh": entry["zh"]},
            kind=AgencyKind(entry["kind"]),
            level=Level(entry["level"]),
            country=entry.get("country"),
            subdivision=entry.get("subdivision"),
            parent_id=parent.id if parent else None,
            made_at=work.now,
        )
    )
    for country in entry["covers"]:
        work.add(Coverage(agency_id=agency.id, country=country))
    for country in entry["covers"] or [""]:
        work.add(_contact(agency, country, entry, work.now))
    _officer(work, rules, agency, entry["officer"])
    return agency


def _contact(agency: Agency, covered: str, entry: dict[str, Any], now: datetime) -> ContactPoint:
    country, _, part = covered.partition("-")
    return ContactPoint(
        country=country,
        subdivision=covered if part else None,
        agency_id=agency.id,
        role=_DUTY_DESK,
        name=agency.name,
        phone=entry["phone"],
        duty_phone=entry.get("duty_phone"),
        languages=entry["languages"],
        hours=entry["hours"],
        mail=f"duty@{entry['handle']}.example.org",
        zone=entry["zone"],
        confirmed_at=now,
        ask_at=now + CONFIRM_EVERY,
        made_at=now,
    )


def _officer(work: Work, rules: Rules, agency: Agency, entry: dict[str, Any]) -> None:
    officer = work.add(
        Officer(
            handle=entry["handle"],
            agency_id=agency.id,
            role=Role(entry.get("role", "officer")),
            state=State.ACTIVE,
            name=entry["name"],
            language=entry.get("language", "en"),
            zone=entry["zone"],
            terms_at=work.now,
            made_at=work.now,
        )
    )
    vetting.vet(work, rules, officer)
    work.add(
        Account(
            officer_id=officer.id,
            channel=CONSOLE,
            address=officer.handle,
            address_index=people.address_index(work, CONSOLE, officer.handle),
            made_at=work.now,
        )
    )
