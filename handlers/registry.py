"""Commands, acts and ticks: each is declared once, where it is written.

Help, menus, documentation and access all come from these declarations. A command that names no roles is
open to nobody.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import words
from handlers.stepup import guarded_act, guarded_command
from storage.people import Role
from storage.work import Work

if TYPE_CHECKING:
    from handlers.context import Context
    from handlers.rules import Rules

EVERYONE = frozenset(Role)
OFFICERS = frozenset({Role.OFFICER, Role.COORDINATOR})
COORDINATORS = frozenset({Role.COORDINATOR})

Handler = Callable[["Context", str], None]
Act = Callable[["Context"], None]
Tick = Callable[[Work, "Rules"], None]
NextTick = Callable[[Work, "Rules"], datetime | None]


@dataclass(frozen=True)
class Command:
    """`arguments` and `help` are English source texts; `group` puts it into a section of the help."""

    name: str
    zh: str
    arguments: str
    help: str
    roles: frozenset[Role]
    run: Handler
    group: str = ""
    is_lookup: bool = False  # counts against the look-ups of an hour
    aliases: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return (self.name, self.zh, *self.aliases)


@dataclass(frozen=True)
class Recurrent:
    """Work for the clock: `run` does all that is due; `next` says when there is something to do again."""

    name: str
    run: Tick
    next: NextTick


_commands: dict[str, Command] = {}
_acts: dict[str, tuple[frozenset[Role], Act]] = {}
_ticks: dict[str, Recurrent] = {}


def command(
    name: str,
    *,
    zh: str,
    help: str,  # noqa: A002 (its name everywhere else)
    roles: frozenset[Role] = frozenset(),
    arguments: str = "",
    group: str = "",
    is_lookup: bool = False,
    aliases: tuple[str, ...] = (),
    hidden: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare a chat command. The function gets what was typed after the command word."""

    def register(run: Handler) -> Handler:
        first = guarded_command(name, run) if roles == COORDINATORS else run
        made = Command(name, zh, arguments, help, roles, first, group, is_lookup, aliases, hidden)
        _commands.update(dict.fromkeys(map(words.folded, made.words), made))
        return run

    return register


def act(name: str, roles: frozenset[Role] = frozenset(), steps_up: bool = False) -> Callable[[Act], Act]:
    """Declare what a button does. The pressed offer is `ctx.offer`. `steps_up`: as coordinators' acts do."""

    def register(run: Act) -> Act:
        _acts[name] = (roles, guarded_act(run) if steps_up or roles == COORDINATORS else run)
        return run

    return register


def tick(name: str, upcoming: NextTick) -> Callable[[Tick], Tick]:
    """Declare work for the clock; `upcoming` says when it is due next (None: nothing is planned)."""

    def register(run: Tick) -> Tick:
        _ticks[name] = Recurrent(name, run, upcoming)
        return run

    return register


def commands() -> Iterator[Command]:
    """Each one once, in the order of their declaration."""
    return iter(dict.fromkeys(_commands.values()))


def command_named(word: str) -> Command | None:
    return _commands.get(words.folded(word))


def command_words() -> list[str]:
    return list(_commands)


def act_named(name: str) -> tuple[frozenset[Role], Act] | None:
    return _acts.get(name)


def act_names() -> list[str]:
    return list(_acts)


def ticks() -> list[Recurrent]:
    return list(_ticks.values())


def parse(text: str) -> tuple[Command, str] | None:
    """The command that a line begins with, and its argument; None when it begins with none.

    Without a mark, an English word is a command only where it stands alone or its command takes arguments:
    "help me find her" is no call for help.
    """
    word, rest = words.first_word(text)
    found = _commands.get(word)
    if found is None:
        glued = words.glued(text, [w for w in _commands if w])
        return None if glued is None else (_commands[glued[0]], glued[1])
    if rest and not found.arguments and not words.is_marked(text):
        return None
    return found, rest


def is_for(wanted: Command, role: Role) -> bool:
    return role in wanted.roles
