"""The menu of commands beside the text field, where a channel has one."""

from handlers.core.registry import commands, is_for
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from handlers.vocabulary.voice import Voice
from storage.people import Role

Menu = tuple[tuple[str, str], ...]


def menu_for(voice: Voice, role: Role) -> Menu:
    """The commands of this role with what they do, in the reader's language."""
    return tuple(
        (made.name, voice.t(made.help)) for made in commands() if is_for(made, role) and not made.hidden
    )


def first_steps(role: Role) -> list[Button]:
    """What a person of this role most likely wants to do first."""
    wanted = {
        "clue": N_("File a clue"),
        "request": N_("Ask for information"),
        "outstanding": N_("What is outstanding"),
    }
    offered = [made for made in commands() if made.name in wanted and is_for(made, role)]
    buttons = [Button(wanted[made.name], "command", params={"name": made.name}) for made in offered]
    return [*buttons, Button(N_("Help"), "help")]
