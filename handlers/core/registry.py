"""Commands, acts and ticks: each is declared once, where it is written.

Help, menus, documentation and access all come from these declarations. A command that names no roles is
open to nobody.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from handlers.core import shown
from handlers.core.asking_digits import guarded_act, guarded_command
from handlers.core.context import Context, Press
from handlers.core.declared import Declared
from handlers.core.rules import Rules
from handlers.vocabulary import typed_line
from storage.audit import Tag
from storage.people import Role
from storage.work import Work

EVERYONE = frozenset(Role)
OFFICERS = frozenset({Role.OFFICER, Role.COORDINATOR})
COORDINATORS = frozenset({Role.COORDINATOR})

ORDER = (
    *(
        "clue",
        "request",
        "answer",
        "outstanding",
        "status",
        "contacts",
        "remind",
        "notices",
        "agreements",
        "law",
    ),
    *("me", "language", "help", "cancel"),
    *("notice", "approve", "duty", "invite", "officers", "agencies", "suspend", "reinstate", "reset"),
    *("lockdown", "stats"),
)  # of the help and the menus

Handler = Callable[[Context, str], None]
Fits = Callable[[Context, str], bool]
Act = Callable[[Press], None]
ActOf = TypeVar("ActOf", bound=Act)
Tick = Callable[[Work, Rules], None]
NextTick = Callable[[Work, Rules], datetime | None]


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
    about_reply: str | None = None  # typed as a reply to a message about such an item ("": any), it is of it
    fits: Fits | None = None  # whether what stands behind the word, without a mark before it, is for it
    shows: str = ""  # the kind of message with its list: "/status 2" is what stood second there

    @property
    def words(self) -> tuple[str, ...]:
        return (self.name, self.zh, *self.aliases)


@dataclass(frozen=True)
class Recurrent:
    """Work for the clock: `run` does all that is due; `next` says when there is something to do again."""

    name: str
    run: Tick
    next: NextTick


_commands: Declared[Command] = Declared()
_acts: Declared[tuple[frozenset[Role], Act]] = Declared()
_harmless: set[str] = set()
_ticks: Declared[Recurrent] = Declared()


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
    about_reply: str | None = None,
    fits: Fits | None = None,
    shows: str = "",
) -> Callable[[Handler], Handler]:
    """Declare a chat command. The function gets what was typed after the command word.

    `fits` is asked about a line without a mark: "contact with the victim was lost" begins with a
    command's word, and is none. Without it, only the word alone is the command.
    """

    def register(run: Handler) -> Handler:
        first = guarded_command(name, run) if roles == COORDINATORS else run
        made = Command(
            name,
            zh,
            arguments,
            help,
            roles,
            first,
            group,
            is_lookup,
            aliases,
            hidden,
            about_reply,
            fits,
            shows,
        )
        _commands.add(made, *dict.fromkeys(map(typed_line.folded, made.words)))
        return run

    return register


def act(
    name: str, roles: frozenset[Role] = frozenset(), steps_up: bool = False, harmless: bool = False
) -> Callable[[ActOf], ActOf]:
    """Declare what a button does. What was pressed is `ctx.offer`. `steps_up`: as coordinators' acts do.
    `harmless`: it opens, gives, sends, takes back and reveals nothing, so anybody's press will do."""

    def register(run: ActOf) -> ActOf:
        if harmless:
            _harmless.add(name)
        _acts.add((roles, guarded_act(run) if steps_up or roles == COORDINATORS else run), name)
        return run

    return register


def tick(name: str, upcoming: NextTick) -> Callable[[Tick], Tick]:
    """Declare work for the clock; `upcoming` says when it is due next (None: nothing is planned)."""

    def register(run: Tick) -> Tick:
        _ticks.add(Recurrent(name, run, upcoming), name)
        return run

    return register


def commands() -> Iterator[Command]:
    """Each one once: what is done first comes first, then the others by name."""
    return iter(sorted(dict.fromkeys(_commands.values()), key=_place))


def _place(made: Command) -> tuple[int, str]:
    return (ORDER.index(made.name) if made.name in ORDER else len(ORDER), made.name)


def command_named(word: str) -> Command | None:
    return _commands.get(typed_line.folded(word))


def command_words() -> list[str]:
    return list(_commands)


def act_named(name: str) -> tuple[frozenset[Role], Act] | None:
    return _acts.get(name)


def is_harmless(act_name: str) -> bool:
    return act_name in _harmless


def act_names() -> list[str]:
    return list(_acts)


def ticks() -> list[Recurrent]:
    return [made for _, made in _ticks.in_order()]


def parse(text: str) -> tuple[Command, str] | None:
    """The command that a line begins with, and its argument; None when it begins with none.

    Without a mark, an English word is a command only where it stands alone or its command takes arguments:
    "help me find her" is no call for help.
    """
    word, rest = typed_line.first_word(text)
    found = _commands.get(word)
    if found is None:
        glued = typed_line.glued(text, [w for w in _commands if w])
        return None if glued is None else (_commands[glued[0]], glued[1])
    if rest and not found.arguments and not typed_line.is_marked(text):
        return None
    return found, rest


def meant(ctx: Context, text: str) -> tuple[Command, str] | None:
    """The command that a line is. A sentence that only begins with a command's word is none: without a mark,
    what follows has to be what the command takes."""
    parsed = parse(text)
    if parsed is None or typed_line.is_marked(text):
        return parsed
    wanted, rest = parsed
    is_of_its_list = bool(wanted.shows) and shown.number_in(rest) is not None
    takes = not rest or is_of_its_list or (wanted.fits is not None and wanted.fits(ctx, rest))
    return parsed if takes else None


def is_for(wanted: Command, role: Role) -> bool:
    return role in wanted.roles


def run_command(ctx: Context, wanted: Command | None, argument: str = "") -> bool:
    """The one place where a command is carried out. False, and nothing done, where there is none for this
    person: to others it does not exist."""
    if wanted is None or not is_for(wanted, ctx.officer.role):
        ctx.work.audit(Tag.DENIED, ctx.officer.id, detail=wanted.name if wanted is not None else "command")
        return False
    ctx.argument = argument
    ctx.unused = argument if not wanted.arguments else ""
    ctx.begun = {"way": "line", "line": f"/{wanted.name} {argument}"}
    wanted.run(ctx, argument)
    return True
