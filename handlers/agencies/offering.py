"""Countries to choose from with one tap: nobody has to type a name."""

from collections.abc import Iterable

from handlers.agencies import coverage
from handlers.core.context import Context
from handlers.vocabulary.text import Choice, Label

_MOST = 12  # any other is typed


def country(code: str) -> Choice:
    return Choice(code, Label("%(country)s", {"country": {"country": code}}))


def countries(ctx: Context, named: Iterable[str] = ()) -> list[Choice]:
    """Those that were `named`, then those of the network, the ones most used first."""
    codes = dict.fromkeys([*named, *coverage.often(ctx.work, ctx.officer.agency_id)])
    return [country(code) for code in list(codes)[:_MOST]]
