"""Forty injects, twelve officers, two pauses, a shift, a restart: each once, in order, at its own time."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from handlers.exercises import clock
from storage.exercises import ExerciseInject, InjectState
from storage.schema import TABLES
from tests.exercises.played import (
    INJECTS,
    OFFICERS,
    WHOSE,
    Given,
    begun,
    injects_to,
    parts_for,
    rules_for,
    scenario,
    talk_with,
)
from tests.talk import Heard, Talk, talk_at

ANSWER = '{ what = "answer", within = "H+8", objective = "prompt" }'
# what every message goes through, whatever it is about; and the trail, which holds no content
WAY = {"inbox", "arrival", "outgoing", "offer", "audit_entry", "audit_head", "cursor", "account", "fence"}


def counts(talk: Talk) -> dict[str, int]:
    with talk.work() as work:
        return {table.name: work.first(select(func.count()).select_from(table)) for table in TABLES}


def outside(found: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in found.items() if name not in WAY and "exercise" not in name}


def inside(found: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in found.items() if name.startswith("exercise")}


def expected_of(who: str) -> list[int]:
    return [number for number in range(1, INJECTS + 1) if WHOSE[who] in parts_for(number)]


def seconds(given: Given) -> int:
    return clock.read(given[1])


def test_each_comes_once_in_order_and_at_its_time(tmp_path: Path) -> None:
    talk = talk_with(tmp_path, scenario(ANSWER))
    before = counts(talk)
    begun(talk)
    talk("@ +5m", "eu> /exercise pause", "@ +3h", "eu> /exercise resume", "@ +4m")
    shifted_at = talk.clock.now()
    talk("eu> /exercise shift 2h", "@ +6m", "eu> /exercise pause", "@ +1d", "eu> /exercise resume")
    first, now = talk.everything.events, talk.clock.now()
    talk.home.close()

    url, rules = f"sqlite:///{tmp_path / 'liaison.db'}", rules_for(tmp_path, scenario(ANSWER))
    again = talk_at(url, tmp_path, rules, now)
    again("@ +2h")
    given = injects_to(Heard([*first, *again.everything.events]))
    assert set(given) == set(OFFICERS)
    for who, found in given.items():
        assert [number for number, _, _ in found] == expected_of(who)  # each once, in order
        for one in found:
            planned = one[0] // 2 * 2 * 45 * 60
            assert seconds(one) == planned + (7200 if one[2] > shifted_at else 0)
    assert outside(counts(again)) == outside(before)
    again("eu> /exercise stop")
    assert inside(counts(again)) == {**inside(before), "exerciseresult": 1}
    again.home.close()


def test_a_pause_heaps_nothing_up_and_the_gaps_stay(tmp_path: Path) -> None:
    talk = talk_with(tmp_path, scenario())
    begun(talk)
    talk("@ +4m", "eu> /exercise pause")
    paused_at = talk.clock.now()
    assert not talk("@ +9h").of("exercise.inject")
    talk("eu> /exercise resume")
    resumed_at = talk.clock.now()
    talk("@ +1h")
    everything = [one for found in injects_to(talk.everything).values() for one in found]
    first = min(one[2] for one in everything)
    stood = resumed_at - paused_at
    for one in everything:
        real = one[2] - first - (stood if one[2] > paused_at else timedelta())
        assert abs(real * 60 - timedelta(seconds=seconds(one))) < timedelta(minutes=1)
    talk.home.close()


def test_a_night_in_which_the_service_is_down_is_a_pause(tmp_path: Path) -> None:
    talk = talk_with(tmp_path, scenario())
    begun(talk)
    talk("@ +4m")
    now = talk.clock.now()
    before = sum(map(len, injects_to(talk.everything).values()))
    talk.home.close()
    url, rules = f"sqlite:///{tmp_path / 'liaison.db'}", rules_for(tmp_path, scenario())
    again = talk_at(url, tmp_path, rules, now + timedelta(hours=10))
    again("eu> /exercise")  # it looks: what was due first comes, and nothing else
    found = [one for given in injects_to(again.everything).values() for one in given]
    assert len({one[0] // 2 for one in found}) == 1  # two at a time
    again("@ +2h")
    both = sum(map(len, injects_to(again.everything).values())) + before
    assert both == sum(len(expected_of(who)) for who in OFFICERS)
    again.home.close()


@pytest.mark.parametrize(
    ("typed", "change"),
    [("/exercise shift 2h", 7200), ("/exercise shift -30m", -1800), ("/演练 推迟 2小时", 7200)],
)
def test_a_shift_keeps_the_gaps(talk: Talk, typed: str, change: int) -> None:
    talk("spain> /exercise", "spain! Open 3", "spain! EX: Play alone", "spain! EX: Part 1")
    before = _planned(talk)
    talk(f"spain> {typed}")
    assert _planned(talk) == [one + change for one in before]


def _planned(talk: Talk) -> list[int]:
    with talk.work() as work:
        rows = work.all(select(ExerciseInject).where(ExerciseInject.state == InjectState.PLANNED))
    return sorted(row.due for row in rows if row.due is not None)


def test_while_everything_is_stopped_nothing_comes_and_then_the_gaps_stay(tmp_path: Path) -> None:
    talk = talk_with(tmp_path, scenario())
    begun(talk)
    talk("@ +5m", "eu> /lockdown", "eu! Stop all content now")
    assert not injects_to(talk("@ +3h"))
    talk("eu> /lockdown", "eu! Release", "iom! Release")
    per_look = [
        len({one[0] for found in injects_to(talk("@ +45s")).values() for one in found}) for _ in range(4)
    ]
    assert 0 < max(per_look) <= 2, per_look
    talk.home.close()
