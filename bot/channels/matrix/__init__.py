"""Matrix, end-to-end encrypted. Only this room imports nio."""

from bot.channels.matrix.channel import Matrix
from bot.channels.matrix.desk import Account
from bot.channels.matrix.keeping import Now
from bot.channels.matrix.trust import IdentityChanged, distrust
from bot.config import Settings
from storage.engine import Database

__all__ = ["Account", "Matrix", "build"]


def build(settings: Settings, database: Database, now: Now, changed: IdentityChanged = distrust) -> Matrix:
    """The channel as it is configured."""
    matrix = settings.matrix
    password = matrix.password.get_secret_value() if matrix.password is not None else None
    account = Account(matrix.homeserver, matrix.user_id, matrix.store, password, matrix.device_name)
    return Matrix(account, database, now, changed)
