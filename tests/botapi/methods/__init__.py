"""The methods of the Bot API that the emulator serves, by lower-case name in METHODS."""

from tests.botapi.methods import chats, editing, media, profile, receiving, sending
from tests.botapi.methods.call import METHODS, Call

__all__ = ["METHODS", "Call", "chats", "editing", "media", "profile", "receiving", "sending"]
