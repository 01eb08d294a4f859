"""What a command loads: a chat without any channel starts without the libraries of all of them."""

import subprocess
import sys
from pathlib import Path

from typer.main import get_group

from bot.cli import app
from bot.loading import PLACES, Commands

HEAVY = {
    "of the channels": {"aiohttp", "httpx", "nio", "prometheus_client", "telegram"},
    "of pictures, calendars, cards, codes": {"PIL", "icalendar", "matplotlib", "segno", "vobject"},
    "of migrations, where there is nothing to do": {"alembic", "mako"},
    "of the other database": {"psycopg"},
    "of a terminal": {"prompt_toolkit"},
    "of the clock in service": {"apscheduler"},
    "of the tests": {"hypothesis", "pytest"},
}
CHAT = """
import sys
from bot.cli import main
sys.argv = ["liaison", "chat", "--demo", "--as", "spain", "--data", sys.argv[1]]
try:
    main()
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def loaded_by_a_chat(folder: Path) -> set[str]:
    command = [sys.executable, "-c", CHAT, str(folder)]
    done = subprocess.run(command, input="", capture_output=True, text=True, timeout=100, check=True)
    return set(done.stdout.split())


def test_a_chat_loads_no_library_it_has_no_use_for(tmp_path: Path) -> None:
    at_first, again = loaded_by_a_chat(tmp_path), loaded_by_a_chat(tmp_path)
    assert {
        "alembic",
        "bot",
        "handlers",
        "sqlalchemy",
        "storage",
    } <= at_first  # it does look
    assert {why: libraries & again for why, libraries in HEAVY.items() if libraries & again} == {}


def test_every_command_that_is_named_is_there() -> None:
    commands = get_group(app)
    assert isinstance(commands, Commands)
    found = {name: commands.get_command(None, name) for name in PLACES}
    assert {name for name, command in found.items() if command is None or command.name != name} == set()
    assert all(command.help for command in found.values())
