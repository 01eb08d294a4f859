"""Matrix, end-to-end encrypted. Only this room imports nio."""

from collections.abc import Callable

from bot.channels.matrix.accounts import Now, Secrets
from bot.channels.matrix.caretaking import Caretaker
from bot.channels.matrix.channel import Matrix
from bot.channels.matrix.device import Account
from bot.channels.matrix.trust import IdentityChanged, distrust
from bot.settings.sections import Settings
from storage.engine import Database

__all__ = ["Account", "Matrix", "build", "caretaker"]


def build(
    settings: Settings,
    database: Database,
    now: Now,
    changed: IdentityChanged = distrust,
    leads: Callable[[], bool] = lambda: True,
) -> Matrix:
    """The channel as it is configured."""
    return Matrix(_account(settings), database, now, changed, leads)


def caretaker(settings: Settings, database: Database, now: Now) -> Caretaker:
    """What an operator does with the bot's identity."""
    return Caretaker(_account(settings), Secrets(database, now))


def _account(settings: Settings) -> Account:
    matrix = settings.matrix
    password = matrix.password.get_secret_value() if matrix.password is not None else None
    return Account(matrix.homeserver, matrix.user_id, matrix.store, password, matrix.device_name)
