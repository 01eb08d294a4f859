"""Look-ups of an hour: beyond the limit they wait, told once; everything else goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.core.rules import Rates, Rules
from tests.talk import Talk, talk_at


@pytest.fixture
def slow(database_url: str, tmp_path: Path) -> Iterator[Talk]:
    """Three look-ups an hour."""
    made = talk_at(database_url, tmp_path, Rules(rates=Rates(lookups_per_hour=3)))
    yield made
    made.home.close()


def test_look_ups_wait_and_nothing_else_does(slow: Talk) -> None:
    script = slow.runner

    async def ask(*lines: str) -> None:
        for line in lines:
            await script.service.intake.take("console", [script._incoming("spain", ">", line)])
        await script.service.quiet()

    import asyncio

    asyncio.run(ask("/contacts Italy", "/contacts France", "/contacts Spain", "/contacts Italy"))
    asyncio.run(ask("/contacts France", "/cancel"))
    assert slow.everything.kinds == ["contacts.of"] * 3 + ["rate.lookups", "cancel.nothing"]
    heard = slow("@ +59m", "@ +2m")
    assert heard.kinds == ["contacts.of"] * 2
