"""Opening a network's home."""

from pathlib import Path

import pytest

from bot.home.network import open_home
from bot.run import NoChannelError, run
from bot.settings.reading import settings_for
from storage.errors import KeyFileError


def test_a_database_without_its_key_is_not_opened_with_a_new_one(database_url: str, tmp_path: Path) -> None:
    key = tmp_path / "data.key"
    open_home(database_url, key, tmp_path / "files").close()
    key.unlink()
    with pytest.raises(KeyFileError, match="missing"):
        open_home(database_url, key, tmp_path / "files")
    assert not key.exists()


def test_a_bot_without_a_channel_says_what_to_fill_in(tmp_path: Path) -> None:
    with pytest.raises(NoChannelError, match="matrix"):
        run(settings_for(None, tmp_path / "data"))
