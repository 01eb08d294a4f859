"""Each command is loaded when it is called: to load them all takes longer than most of them run."""

import gc
import sys
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

PLACES: Mapping[str, str] = {  # module of bot.commands and name in it, in the order of --help
    "init": "setup.init",
    "doctor": "check.doctor",
    "invite": "people.make_code",
    "stats": "stats.stats",
    "htcds": "stats.htcds",
    "read": "reading.read",
    "backup": "saving.backup",
    "restore": "saving.restore",
    "chat": "talking.chat",
    "run": "serving.run",
    "officers": "officers.officers",
    "privacy": "privacy.privacy",
    "agencies": "agencies.agencies",
    "contacts": "contacts.contacts",
    "law": "agencies.law",
    "matrix": "matrix.matrix",
    "keys": "upkeep.keys",
    "audit": "upkeep.audit",
    "db": "upkeep.db",
    "service": "service.service",
}


class Commands(TyperGroup):
    """All names are known, and nothing behind them until it is asked for."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands: dict[str, Any] = dict.fromkeys(PLACES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """None: there is none of that name."""
        if cmd_name in PLACES and self.commands[cmd_name] is None:
            self.commands[cmd_name] = _loaded(cmd_name)
        return super().get_command(ctx, cmd_name)


def _loaded(name: str) -> Any:
    """A function is a command, a Typer is a group of them."""
    module, _, inside = PLACES[name].partition(".")
    found = getattr(_module(f"bot.commands.{module}"), inside)
    holder = typer.Typer()
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name)(found)
    return get_group(holder).commands[name]


def _module(name: str) -> ModuleType:
    """What is loaded stays: to look through it for garbage, while it comes and ever after, takes a fifth
    of the start and finds nothing."""
    if name in sys.modules:
        return sys.modules[name]
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.freeze()
        gc.enable()
