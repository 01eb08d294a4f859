"""Exercises: tables of their own, so that nothing of one is ever found among what is real.

While one runs its rows are here; when it ends all of them go, and what is left are counts. The clock of an
exercise is told in seconds since its start.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint, bindparam, exists, func, or_
from sqlmodel import Field, col, select

from storage.answers import kept
from storage.columns import Json, Sealed, UtcDateTime, code
from storage.rows import Row, link
from storage.work import Work

_TURN = 0x4578_6572  # the lock under which one for the network is begun, on PostgreSQL
_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)


class Stage(StrEnum):
    GATHERING = "gathering"  # players are asked; nothing is given yet
    RUNNING = "running"
    PAUSED = "paused"


class InjectState(StrEnum):
    PLANNED = "planned"
    GIVEN = "given"
    SKIPPED = "skipped"  # by a trainer, or not needed: what it stands in for came


class Did(StrEnum):
    """What a player did about an inject; the last two are a trainer's word about what was expected."""

    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    DECLINE = "decline"
    MORE = "more"
    MET = "met"
    MISSED = "missed"


class Exercise(Row, table=True):
    """One run of a scenario. At `since` its clock showed `elapsed`; it stands still where there is no
    `since`. `speed`: its seconds in one of ours. `officer_id`: who leads it, or plays alone."""

    scenario: str
    officer_id: int = link("officer")
    is_solo: bool = False
    stage: Stage = Field(sa_type=code(Stage), index=True)
    speed: int = 1
    elapsed: int = 0
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    made_at: datetime = Field(sa_type=UtcDateTime)

    def clock(self, now: datetime) -> int:
        """What its own clock shows, in whole seconds."""
        if self.since is None:
            return self.elapsed
        return self.elapsed + (now - self.since) * self.speed // _SECOND

    def set_clock(self, now: datetime, elapsed: int) -> None:
        """It goes on from there if it goes at all."""
        self.elapsed = elapsed
        self.since = now if self.stage is Stage.RUNNING else None

    def moment_of(self, elapsed: int) -> datetime | None:
        """When its clock will show that; None: it stands still."""
        if self.since is None:
            return None
        left = max(elapsed - self.elapsed, 0) * _SECOND
        return self.since + _MICROSECOND * -(-(left // _MICROSECOND) // self.speed)


class ExercisePlayer(Row, table=True):
    """Who plays which part of the scenario. `joined`: None until he or she has said."""

    __tablename__ = "exerciseplayer"
    __table_args__ = (UniqueConstraint("exercise_id", "officer_id"),)
    exercise_id: int = link("exercise")
    officer_id: int = link("officer")
    part: str
    joined: bool | None = None


class ExerciseInject(Row, table=True):
    """One line of the scenario in this run. `due`: None for what is given only where something expected did
    not come. `check_at`: when it is looked whether it came; None: not, or not any more."""

    __tablename__ = "exerciseinject"
    __table_args__ = (UniqueConstraint("exercise_id", "number"),)
    exercise_id: int = link("exercise")
    number: int
    state: InjectState = Field(default=InjectState.PLANNED, sa_type=code(InjectState))
    due: int | None = None
    given: int | None = None
    check_at: int | None = None


class ExerciseAct(Row, table=True):
    """What was done about an inject, when by the exercise's clock. `personal`: how much in the words looked
    like personal data."""

    __tablename__ = "exerciseact"
    exercise_id: int = link("exercise")
    inject_id: int = link("exerciseinject")
    officer_id: int = link("officer")
    part: str
    did: Did = Field(sa_type=code(Did))
    expectation: int = 0  # which of the inject's a trainer's word is about
    ground: str = ""
    words: str | None = Field(default=None, sa_type=Sealed)
    personal: int = 0
    at: int
    made_at: datetime = Field(sa_type=UtcDateTime)


class ExerciseResult(Row, table=True):
    """All that is left of one: how many took part; by objective how often what was expected came."""

    __tablename__ = "exerciseresult"
    scenario: str
    players: int
    figures: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    ended_at: datetime = Field(sa_type=UtcDateTime)


def going(work: Work) -> list[Exercise]:
    """Those whose clocks go."""
    query = select(Exercise).where(Exercise.stage == Stage.RUNNING)
    return work.all(query.order_by(col(Exercise.id)))


def oldest(work: Work) -> Exercise | None:
    """The one that was begun first, whatever has become of it."""
    found: Exercise | None = work.first(select(Exercise).order_by(col(Exercise.made_at)).limit(1))
    return found


def take_turn(work: Work) -> None:
    """Until this unit ends nobody else begins one for the network: what `of_network` says then, holds."""
    if not work.is_sqlite:
        work.first(select(func.pg_advisory_xact_lock(_TURN)))


def of_network(work: Work) -> Exercise | None:
    """The one that is not somebody's alone: there is one at a time."""
    found: Exercise | None = work.first(select(Exercise).where(col(Exercise.is_solo).is_(False)))
    return found


def played_by(work: Work, officer_id: int) -> tuple[Exercise, ExercisePlayer] | None:
    """The one that a person has joined, or leads."""
    theirs = select(Exercise, ExercisePlayer).join(
        ExercisePlayer, col(ExercisePlayer.exercise_id) == col(Exercise.id)
    )
    query = theirs.where(ExercisePlayer.officer_id == officer_id, col(ExercisePlayer.joined).is_(True))
    found: tuple[Exercise, ExercisePlayer] | None = work.first(query)
    return found


def hold(work: Work, exercise_id: int) -> Exercise | None:
    """It as it is now, and nobody else's to change until this unit ends; None: it has ended."""
    query = select(Exercise).where(Exercise.id == exercise_id).with_for_update()
    found: Exercise | None = work.first(query.execution_options(populate_existing=True))
    return found


_HAS_BEGUN = col(Exercise.stage) != Stage.GATHERING
_PLAYS = exists().where(
    col(ExercisePlayer.exercise_id) == col(Exercise.id),
    col(ExercisePlayer.officer_id) == bindparam("officer"),
    col(ExercisePlayer.joined).is_(True),
)
_BEGUN = kept(select(Exercise.id).where(_HAS_BEGUN))  # asked for every letter: mostly there is none
_CONCERNS = kept(
    select(Exercise)
    .where(_HAS_BEGUN, or_(col(Exercise.officer_id) == bindparam("officer"), _PLAYS))
    .order_by(col(Exercise.id))
)


def concerns(work: Work, officer_id: int) -> Exercise | None:
    """The one that has begun, and that this person plays in or leads."""
    if not work.all(_BEGUN):
        return None
    found: Exercise | None = work.first(_CONCERNS, officer=officer_id)
    return found


def players(work: Work, exercise: Exercise) -> list[ExercisePlayer]:
    query = select(ExercisePlayer).where(ExercisePlayer.exercise_id == exercise.id)
    return work.all(query.order_by(col(ExercisePlayer.id)))


def joined(work: Work, exercise: Exercise, part: str = "") -> list[ExercisePlayer]:
    """Those who take part; of one part only, where it is named."""
    found = (one for one in players(work, exercise) if one.joined)
    return [one for one in found if not part or one.part == part]


def player(work: Work, exercise_id: int, officer_id: int) -> ExercisePlayer | None:
    query = select(ExercisePlayer).where(
        ExercisePlayer.exercise_id == exercise_id, ExercisePlayer.officer_id == officer_id
    )
    found: ExercisePlayer | None = work.first(query)
    return found


def injects(work: Work, exercise: Exercise) -> list[ExerciseInject]:
    """In the order of the scenario."""
    query = select(ExerciseInject).where(ExerciseInject.exercise_id == exercise.id)
    return work.all(query.order_by(col(ExerciseInject.number)))


def inject_numbered(work: Work, exercise: Exercise, number: int) -> ExerciseInject:
    return next(one for one in injects(work, exercise) if one.number == number)


def acts(work: Work, exercise: Exercise) -> list[ExerciseAct]:
    """As they came."""
    query = select(ExerciseAct).where(ExerciseAct.exercise_id == exercise.id)
    return work.all(query.order_by(col(ExerciseAct.id)))


def next_event(work: Work, exercise: Exercise) -> int | None:
    """When something is to be given, or to be looked at, by the exercise's clock; None: all is through."""
    mine = ExerciseInject.exercise_id == exercise.id
    due = select(func.min(col(ExerciseInject.due))).where(mine, ExerciseInject.state == InjectState.PLANNED)
    check = select(func.min(col(ExerciseInject.check_at))).where(mine)
    found = [at for at in (work.first(due), work.first(check)) if at is not None]
    return min(found, default=None)


def clear(work: Work, exercise: Exercise) -> None:
    """Nothing of it stays."""
    work.session.flush()
    for rows in (acts(work, exercise), injects(work, exercise), players(work, exercise), [exercise]):
        for row in rows:
            work.session.delete(row)
        work.session.flush()


def results(work: Work, most: int) -> Sequence[ExerciseResult]:
    """The newest first."""
    query = select(ExerciseResult).order_by(col(ExerciseResult.ended_at).desc()).limit(most)
    return work.all(query)
