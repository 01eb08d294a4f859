"""Offices that stand for no country (the EU Delegation, IOM), and who speaks a language."""

import re
from collections.abc import Sequence
from functools import cache

from babel import Locale

from handlers.agencies import finding
from handlers.core.context import Context
from storage import contacts, people
from storage.audit import Tag
from storage.people import Agency, Level

_MOST = 3
_CODE = 4  # letters, from which on a code is that of a variety
_SPEAKS = re.compile(r"\b(?:speaks?|knows)\b|谁会说?|会讲|会说|懂|能说", re.IGNORECASE)


def asked(ctx: Context, line: str) -> bool:
    """An office that is named, and stands for no country."""
    return _show(ctx, [one for one in finding.mentioned(ctx.work, line) if one.level is Level.INTERNATIONAL])


def named(ctx: Context, argument: str) -> bool:
    """The same behind the command."""
    found, rest = finding.at_head(ctx.work, argument)
    return not rest and _show(ctx, [one for one in found if one.level is Level.INTERNATIONAL])


def by_language(ctx: Context, line: str) -> bool:
    """ "Which of them speaks Vietnamese": the desks that say so."""
    if _SPEAKS.search(line) is None:
        return False
    wanted = {code for code, name in _tongues() if name in line.casefold()}
    keepers = [one.id for one in people.agencies(ctx.work)]
    points = contacts.points_by(ctx.work, keepers, most=200) if wanted else []
    found = [one.agency_id for one in points if one.agency_id and wanted & {*one.languages}]
    return _show(ctx, [ctx.work.need(Agency, one) for one in dict.fromkeys(found)])


@cache
def _tongues() -> tuple[tuple[str, str], ...]:
    """Codes of languages, and what they are called."""
    locales = (Locale("zh", script="Hans"), Locale("en"))
    return tuple(
        (str(code), str(name).casefold())
        for locale in locales
        for code, name in locale.languages.items()
        if len(code) < _CODE
    )


def _show(ctx: Context, found: Sequence[Agency]) -> bool:
    if not found:
        return False
    for one in found[:_MOST]:
        ctx.work.audit(Tag.CONTACTS_VIEWED, ctx.officer.id, f"agency:{one.id}")
    ctx.reply("contacts.office", offices=[one.id for one in found[:_MOST]])
    return True
