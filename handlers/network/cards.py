"""Many are invited at once: a list of whom, a code for each, and a sheet of cards to print and cut.

The codes stand on the sheet and nowhere else: whoever holds it can enrol.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from zoneinfo import ZoneInfo

from handlers.agencies import finding
from handlers.core.rules import Rules
from handlers.people import code_links, codes
from handlers.people.enrol import ROLES
from handlers.vocabulary import sheets
from handlers.vocabulary.languages import LANGUAGES, language_named
from handlers.vocabulary.made_files import qr_svg
from handlers.vocabulary.roles import role_named
from handlers.vocabulary.sheets import Fault, Head, Row
from handlers.vocabulary.typed_line import one_line
from handlers.vocabulary.voice import Voice
from storage import inbox
from storage.audit import Tag
from storage.item import Item
from storage.people import Agency, Invitation, Role
from storage.work import Work

_HEAD = Head(("agency", "role", "language", "for"), ("agency", "role"))


@dataclass(frozen=True)
class Guest:
    """`name` is printed on the card, and kept nowhere."""

    agency: Agency
    role: Role
    language: str | None
    name: str


@dataclass(frozen=True)
class Card:
    guest: Guest
    code: str
    invitation: Invitation


def read(work: Work, data: bytes) -> tuple[list[Guest], list[Fault]]:
    """Whom a list names, and everything that is wrong with it."""
    text, faults = sheets.decoded(data)
    rows, wrong = sheets.table(text, _HEAD)
    faults += wrong
    guests: list[Guest] = []
    for row in rows:
        guest, wrong = _guest(work, row)
        faults += wrong
        guests += [guest] if guest else []
    if not rows and not faults:
        faults.append(Fault(1, "", "There is nothing in this file."))
    return guests, sorted(faults, key=lambda one: one.line)


def _guest(work: Work, row: Row) -> tuple[Guest | None, list[Fault]]:
    cells = {name: one_line(sheets.bare(cell)) for name, cell in row.cells.items()}
    agency, role = finding.agency_called(work, cells["agency"]), role_named(cells["role"])
    wanted = cells.get("language", "")
    language = language_named(wanted) if wanted else None
    faults = [
        *([] if agency else [row.fault("agency", f"There is no agency “{cells['agency'][:40]}”.")]),
        *([] if role else [row.fault("role", f"“{cells['role'][:40]}” is none of {', '.join(Role)}.")]),
        *(
            [row.fault("language", f"“{wanted[:40]}” is none of {', '.join(LANGUAGES)}.")]
            if wanted and language is None
            else []
        ),
    ]
    if agency is None or role is None or faults:
        return None, faults
    return Guest(agency, role, language, cells.get("for", "")), []


def invite(work: Work, rules: Rules, guests: Iterable[Guest], vouched: bool) -> list[Card]:
    """A code for each. Where nobody `vouched`, two coordinators approve whoever enrols with it."""
    cards = []
    for one in guests:
        code, row = codes.new(
            work,
            rules.periods.invitation,
            agency_id=one.agency.id,
            role=one.role,
            language=one.language,
            vouched=vouched,
        )
        invited = Item("invitation", row.id)
        work.audit(Tag.INVITED, None, invited, agency=one.agency.id, role=one.role, by="operator")
        cards.append(Card(one, code, row))
    return cards


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Liaison</title>
<style>
@page {{ size: A4; margin: 10mm }}
body {{ font: 10.5pt/1.35 "Noto Sans", "Noto Sans SC", "PingFang SC", sans-serif; margin: 0 }}
main {{ display: grid; grid-template-columns: 1fr 1fr }}
article {{ border: 1px dashed #888; padding: 6mm; break-inside: avoid; overflow-wrap: anywhere }}
h2 {{ font-size: 12pt; margin: 0 0 2mm }}
p {{ margin: 0 0 1.5mm }}
code {{ font: bold 14pt/1.4 monospace; display: block }}
svg {{ width: 32mm; height: 32mm; float: right; margin: 0 0 2mm 3mm }}
</style>
<main>
{cards}
</main></html>
"""


def sheet(work: Work, cards: Sequence[Card], matrix_id: str) -> bytes:
    """One page of HTML that needs nothing from elsewhere. `matrix_id`: the bot's, "" where Matrix is off."""
    voices = [Voice(language, ZoneInfo("UTC"), work.now, work) for language in LANGUAGES]
    telegram = inbox.name_of(work, code_links.TELEGRAM)
    made = [_card(voices, card, telegram, matrix_id) for card in cards]
    return _PAGE.format(cards="\n".join(made)).encode()


def _card(voices: Sequence[Voice], card: Card, telegram: str | None, matrix_id: str) -> str:
    links = [
        *([code_links.telegram(telegram, card.code)] if telegram else []),
        *([code_links.matrix(matrix_id)] if matrix_id else []),
    ]
    parts = [qr_svg(links[0])] if links else []
    parts.append(f"<h2>{escape(card.guest.name or card.guest.agency.handle)}</h2>")
    parts.append(f"<code>enrol {card.code}</code>")
    for voice in voices:
        parts += [f'<p lang="{voice.language}">{escape(line)}</p>' for line in _words(voice, card, links)]
    parts += [f"<p>{escape(link)}</p>" for link in links]
    return f"<article>{''.join(parts)}</article>"


def _words(voice: Voice, card: Card, links: Sequence[str]) -> list[str]:
    agency, role = voice.agency(card.guest.agency), voice.t(ROLES[card.guest.role])
    return [
        f"{agency} · {role}",
        voice.t("Open the link or scan the picture, and send me the line above.")
        if links
        else voice.t("Send the line above to the bot."),
        voice.t(
            "It works once, until %(until)s. Keep it to yourself, and destroy this card afterwards.",
            until={"time": card.invitation.ends_at.isoformat()},
        ),
    ]
