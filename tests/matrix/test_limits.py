"""Field report R15 on Matrix: a homeserver that says M_LIMIT_EXCEEDED again and again during a notice."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.home.network import open_folder
from storage import notices
from storage.outbox import Fate
from tests.matrix.house import serving
from tests.matrix.many import enlist, joined, said, silent_officers, written
from tests.matrix.network import enrolled, furnished
from tests.matrix.phone import Phone
from tests.matrix.storm import room_with
from tests.matrix.synapse import Synapse
from tests.notices import approved

pytestmark = [pytest.mark.matrix, pytest.mark.slow]
_OFFICERS = 24


@pytest.fixture
def strict_synapse(tmp_path: Path, node: None) -> Iterator[Synapse]:  # noqa: ARG001 installs
    """Eight messages or joins at once, then three a second, and no more."""
    server = Synapse(tmp_path / "synapse", {"rc_message": {"per_second": 3, "burst_count": 8}})
    server.start()
    yield server
    server.stop()


def _approved_notice(folder: Path) -> int:
    """Beside a bot that runs."""
    with closing(open_folder(folder)) as home, home.database.work(datetime.now(UTC)) as work:
        return approved.to_observers(work)


def _outcomes(folder: Path, notice_id: int) -> dict[Fate, int]:
    with closing(open_folder(folder)) as home, home.database.work(datetime.now(UTC), write=False) as work:
        return notices.outcomes(work, notice_id)


async def test_r15_joins_and_a_notice_against_the_limit_reach_each_once_and_hold_up_no_answer(
    strict_synapse: Synapse, tmp_path: Path
) -> None:
    synapse, folder = strict_synapse, tmp_path / "bot"
    bot = synapse.register("liaison")
    officers = await silent_officers(synapse, _OFFICERS, [bot])
    home = furnished(folder)
    enlist(home, officers)
    synapse.register("spain")
    async with Phone(synapse.url, "spain") as spain:
        enrolled(home, "spain", spain.user_id, await spain.do("master"))
        home.close()
        with serving(folder, synapse.url, "liaison") as process:
            await joined(synapse, bot, _OFFICERS // 4, 60)
            process.kill()
        with serving(folder, synapse.url, "liaison") as process:
            await joined(synapse, bot, _OFFICERS, 60)
            room = await room_with(spain, bot)
            notice = _approved_notice(folder)
            await written(synapse, bot, _OFFICERS // 4, 60)
            process.kill()
        await spain.say(room, "/contacts Italy")
        with serving(folder, synapse.url, "liaison"):
            await spain.wait_text("+39", bot, 60)
            await written(synapse, bot, _OFFICERS + 1, 60)
            await asyncio.sleep(3)  # time for a second one, if there were any
    heard = said(synapse, bot)
    assert [len(heard[one.rooms[bot]]) for one in officers] == [1] * _OFFICERS
    assert heard[room][0] < max(heard[one.rooms[bot]][0] for one in officers), "the answer was not the last"
    assert _outcomes(folder, notice) == {Fate.SENT: _OFFICERS}, "as its coordinator is told"
    assert " 429" in synapse.log()
