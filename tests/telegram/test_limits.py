"""No second holds too many messages, whatever the network does; answers do not wait for a notice."""

import asyncio
from datetime import timedelta

import pytest

from bot.channels.port import TryLaterError
from bot.channels.telegram.limits import Limits, Pace


async def send(
    limits: Limits, chat: str, seen: list[tuple[float, str]], bulk: bool = False, lag: float = 0.0
) -> None:
    async with limits.turn(chat, bulk):
        await asyncio.sleep(lag)
        seen.append((asyncio.get_running_loop().time(), chat))


async def test_any_second_holds_at_most_so_many() -> None:
    limits, seen = Limits(Pace(per_second=10)), list[tuple[float, str]]()
    await asyncio.gather(*(send(limits, f"{n}", seen, bulk=True, lag=n % 3 * 0.04) for n in range(32)))
    times = [at for at, _ in seen]
    assert len(times) == 32
    assert all(times[i + 10] - times[i] >= 1.0 for i in range(22))


async def test_a_chat_gets_a_burst_and_then_one_a_second_in_order() -> None:
    limits, seen = Limits(Pace(burst=2, seconds_per_message=0.2)), list[tuple[float, str]]()
    begun = asyncio.get_running_loop().time()
    await asyncio.gather(*(send(limits, "1001", seen) for _ in range(5)))
    assert [round((at - begun) / 0.2) for at, _ in seen] == [0, 0, 1, 2, 3]


async def test_an_answer_does_not_wait_for_the_notice() -> None:
    limits, seen = Limits(Pace(per_second=5)), list[tuple[float, str]]()
    notice = [asyncio.create_task(send(limits, f"{n}", seen, bulk=True)) for n in range(12)]
    await asyncio.sleep(0.1)
    begun = asyncio.get_running_loop().time()
    await send(limits, "officer", seen)
    assert asyncio.get_running_loop().time() - begun < 0.1
    await asyncio.gather(*notice)


async def test_many_go_out_at_the_full_pace_and_evenly() -> None:
    """A tenth of the time is the network's; an answer in the middle waits for the next place only."""
    limits, seen = Limits(Pace(per_second=20)), list[tuple[float, str]]()
    notice = [asyncio.create_task(send(limits, f"{n}", seen, bulk=True, lag=0.02)) for n in range(60)]
    await asyncio.sleep(1.5)
    begun = asyncio.get_running_loop().time()
    await send(limits, "officer", seen)
    assert asyncio.get_running_loop().time() - begun < 0.3
    await asyncio.gather(*notice)
    times = [at for at, _ in seen]
    assert 60 / (times[-1] - times[0]) > 0.9 * 20
    assert all(times[i + 20] - times[i] >= 1.0 for i in range(41))


async def test_patience_is_kept_to_the_second() -> None:
    limits, seen = Limits(Pace()), list[tuple[float, str]]()
    limits.close("1001", 0.3)
    for chat, bulk in (("1001", False), ("1002", True)):
        with pytest.raises(TryLaterError) as later:
            await send(limits, chat, seen, bulk)
        assert timedelta(seconds=0.2) < (later.value.after or timedelta()) <= timedelta(seconds=0.3)
    await send(limits, "1003", seen)
    await asyncio.sleep(0.3)
    await send(limits, "1001", seen)
    await send(limits, "1002", seen, bulk=True)
    assert [chat for _, chat in seen] == ["1003", "1001", "1002"]


async def test_whoever_gives_up_waiting_leaves_the_place_to_the_next() -> None:
    limits, seen = Limits(Pace(per_second=1)), list[tuple[float, str]]()
    await send(limits, "1", seen)
    impatient = asyncio.create_task(send(limits, "2", seen))
    await asyncio.sleep(0.01)
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    await asyncio.wait_for(send(limits, "3", seen), 2)
    assert [chat for _, chat in seen] == ["1", "3"]


async def test_without_limits_nobody_waits() -> None:
    limits, seen = Limits(Pace(per_second=0)), list[tuple[float, str]]()
    async with asyncio.timeout(0.5):
        await asyncio.gather(*(send(limits, "1001", seen) for _ in range(100)))
