"""What people call the roles of the network."""

from handlers.vocabulary import typed_line
from storage.people import Role

_WORDS = {
    Role.OFFICER: ("officer", "officers", "联络官", "联络员", "警官"),
    Role.COORDINATOR: ("coordinator", "coordinators", "协调员", "协调人"),
    Role.OBSERVER: ("observer", "observers", "观察员"),
}
ROLE_WORDS = {word: role for role, words in _WORDS.items() for word in words}


def role_named(typed: str) -> Role | None:
    """The role that a person means."""
    return ROLE_WORDS.get(typed_line.folded(typed))
