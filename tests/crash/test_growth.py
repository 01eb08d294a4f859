"""A small `python -m tests.crash.growth`: what outsiders can make us keep is little, and goes."""

from tests.crash.growth import table


def test_what_outsiders_leave_is_little_and_goes() -> None:
    strangers, keys, parked, files, messages = table(strangers=300, puppets=60, files=3)
    assert strangers.now < 300 * 1_400, "until the next day"
    assert strangers.later < 100_000, "entries of the trail, and no more an hour than are answered"
    assert keys.now < 100_000
    assert parked.now <= 200 * 64_000
    assert parked.later == 0
    assert files.now < 200_000
    assert messages.later < 200_000
