"""Matrix, end-to-end encrypted. Only this room imports nio."""

from bot.channels.matrix.caretaking import Caretaker
from bot.channels.matrix.channel import Matrix
from bot.channels.matrix.desk import Account
from bot.channels.matrix.keeping import Now, Secrets
from bot.channels.matrix.trust import IdentityChanged, distrust
from bot.config import Settings
from storage.engine import Database

__all__ = ["Account", "Matrix", "build", "caretaker"]


def build(settings: Settings, database: Database, now: Now, changed: IdentityChanged = distrust) -> Matrix:
    """The channel as it is configured."""
    return Matrix(_account(settings), database, now, changed)


def caretaker(settings: Settings, database: Database, now: Now) -> Caretaker:
    """What an operator does with the bot's identity."""
    return Caretaker(_account(settings), Secrets(database, now))


def _account(settings: Settings) -> Account:
    matrix = settings.matrix
    password = matrix.password.get_secret_value() if matrix.password is not None else None
    return Account(matrix.homeserver, matrix.user_id, matrix.store, password, matrix.device_name)
