"""The menu of commands beside the text field, where a channel has one."""

from handlers.lang import Voice
from handlers.registry import commands, is_for
from storage.people import Role

Menu = tuple[tuple[str, str], ...]


def menu_for(voice: Voice, role: Role) -> Menu:
    """The commands of this role with what they do, in the reader's language."""
    return tuple(
        (made.name, voice.t(made.help)) for made in commands() if is_for(made, role) and not made.hidden
    )
