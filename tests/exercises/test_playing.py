"""What players see and do: each line marked, what is real marked, one word that ends it for all."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import func, select

from handlers.core.rules import DEFAULTS
from storage.drafts import Draft
from storage.exercises import Exercise, ExerciseAct, ExerciseInject, InjectState
from storage.matching import MatchValue
from tests.exercises.played import gathered, scenario, talk_with
from tests.talk import Heard, Talk, talk_at

PARLOURS = "Massage parlours and a restaurant"
MARKS = ("EXERCISE · ", "演练 · ")
BEGINS = ("EX: ", "演练：")


def begun(talk: Talk, *who: str) -> Heard:
    gathered(talk, who or ("spain", "mps"), PARLOURS)
    talk("eu> /exercise")
    return talk("eu! EX: Begin", "eu> /exercise speed 60")


def alone(talk: Talk, who: str = "spain", part: int = 1) -> Heard:
    return talk(f"{who}> /exercise", f"{who}! Open 3", f"{who}! EX: Play alone", f"{who}! EX: Part {part}")


def count(talk: Talk, kind: type) -> int:
    with talk.work() as work:
        return int(work.first(select(func.count()).select_from(kind)))


def test_each_line_and_each_button_of_it_is_marked(talk: Talk) -> None:
    begun(talk)
    talk("spain! EX: Answer", "spain> What is asked\nhas several\n\nlines", "spain! EX: Decline", "spain> f")
    talk("mps> /演练", "spain> /exercise", "spain! EX: Last message", "spain! EX: Answer", "spain> /cancel")
    talk("@ +10m", "eu> /exercise next", "eu> /exercise stop")
    for event in talk.everything.events:
        lines = [line.removeprefix(">").strip() for line in event["text"].splitlines()]
        assert all(line.startswith(MARKS) for line in lines if line), event
        mine = event["buttons"] if event["kind"] not in {"exercise.menu", "form.ask"} else []
        assert all(label.startswith(BEGINS) for label in mine), event


def test_what_is_real_gets_through_and_says_so(talk: Talk) -> None:
    begun(talk)
    heard = talk("italy> /clue Spain A van", "italy> /request Spain Is this van known?", "italy! 1")
    first = [event["text"].split("\n")[0] for event in heard.to("spain").events]
    assert first == ["REAL · not part of the exercise"] * 2
    own = talk("spain> /clue China Real after all").to("spain")
    assert own.text.startswith("REAL")  # nobody files one by mistake without seeing it
    assert not talk("spain> /help").text.startswith("REAL")
    talk("spain> stop exercise")
    assert "REAL" not in talk("italy> /clue Spain Another one").to("spain").text


@pytest.mark.parametrize("typed", ["stop exercise", "STOP EXERCISE!", "停止演练", "endex", "/exercise stop"])
def test_one_word_of_anybody_in_it_ends_it_for_all(talk: Talk, typed: str) -> None:
    begun(talk, "spain", "germany", "mps")
    talk("spain! EX: Acknowledge")
    heard = talk(f"germany> {typed}").of("exercise.ended")
    assert {event["to"] for event in heard.events} == {"eu", "spain", "germany", "mps"}
    assert count(talk, Exercise) + count(talk, ExerciseInject) + count(talk, ExerciseAct) == 0
    assert not talk("@ +3d").of("exercise.inject")


def test_it_ends_in_the_middle_of_a_form_which_closes_with_it(talk: Talk) -> None:
    begun(talk)
    talk("spain! EX: Answer")
    assert talk("spain> stop exercise").of("exercise.ended")
    assert count(talk, Draft) == 0


def test_who_is_not_in_it_ends_nothing(talk: Talk) -> None:
    begun(talk)
    assert talk("france> stop exercise").kinds == ["exercise.none"]
    assert not talk("france> /exercise stop").of("exercise.ended")
    assert count(talk, Exercise) == 1


def test_the_words_within_a_sentence_end_nothing(talk: Talk) -> None:
    begun(talk)
    assert not talk("spain> remind me tomorrow at 9 to stop exercise").of("exercise.ended")
    assert count(talk, Exercise) == 1


def test_what_stands_in_comes_only_where_nothing_came(talk: Talk) -> None:
    begun(talk)
    talk("spain! EX: Acknowledge")
    assert "03:15" not in talk("@ +2m").text
    with talk.work() as work:
        states = {row.number: row.state for row in work.all(select(ExerciseInject))}
    assert states[2] is InjectState.SKIPPED  # it keeps nothing open


def test_what_stands_in_comes_when_the_time_is_over(talk: Talk) -> None:
    begun(talk)
    assert "03:15" not in talk("@ +59s").text
    heard = talk("@ +1s").of("exercise.inject")
    assert "EXERCISE · 03:15" in heard.to("spain").text


@pytest.mark.parametrize(("ground", "met"), [("f", "2 of 2 met"), ("g", "1 of 2 met")])
def test_the_ground_is_judged(talk: Talk, ground: str, met: str) -> None:
    begun(talk, "spain")
    talk("eu> /exercise pause")
    while (
        not (heard := talk("eu> /exercise next").to("spain").of("exercise.inject"))
        or "uncle" not in heard.text
    ):
        if "journalist" not in heard.text and "restaurant" in heard.text:
            talk("spain! EX: Answer", "spain> She was found, and is safe. SIENA 2026-EX-0001")
    talk("spain! EX: Decline", f"spain> {ground}")
    ended = talk("eu> /exercise stop").to("eu").text
    about = ended.split("Each request gets an answer, or a ground\n")[1]
    assert about.startswith(f"EXERCISE · {met}")


def test_personal_data_in_an_answer_is_seen_and_counts_as_missed(talk: Talk) -> None:
    alone(talk, part=2)
    talk("spain! EX: What comes next")
    heard = talk("spain! EX: Answer", "spain> Her passport is EX0000001, her phone +44 20 7946 0123").to(
        "spain"
    )
    assert "This looks like personal data: passport number and phone number" in heard.text
    assert "no personal data in the answer" in talk("spain> stop exercise").text


def test_an_answer_reaches_its_trainer_as_it_would_travel(talk: Talk) -> None:
    begun(talk)
    talk("@ +6m")
    heard = talk("mps! 演练：答复", "mps> 护照EX0000001，请查。").to("eu")
    assert "EX0000001" not in heard.text
    assert "[passport number]" in heard.text


def test_nobody_presses_what_is_anothers(talk: Talk) -> None:
    begun(talk)
    with talk.work() as work:
        row = work.all(select(ExerciseInject).where(ExerciseInject.number == 3))[0].id
    assert row  # it is Beijing's, and not given yet
    assert talk("mps> /exercise pause").kinds == ["exercise.none"]
    assert talk("spain> /exercise skip").kinds == ["exercise.none"]


def test_nothing_of_it_is_counted_compared_or_owed(talk: Talk) -> None:
    before = [talk(f"{who}> {what}").text for who, what in LOOKS]
    begun(talk)
    talk("spain! EX: Answer", "spain> Passport EX0000001", "spain! EX: Acknowledge")
    during = [talk(f"{who}> {what}").text for who, what in LOOKS]
    assert during == before
    assert count(talk, MatchValue) == 0


LOOKS = (
    ("spain", "/outstanding"),
    ("mps", "/待办"),
    ("spain", "/clue list"),
    ("eu", "/stats"),
    ("spain", "Spain"),
)


def test_one_alone_leaves_nothing(talk: Talk) -> None:
    alone(talk)
    for _ in range(12):
        if talk("spain> /exercise next").of("exercise.ended"):
            break
    assert count(talk, Exercise) == 0
    assert "Results so far" not in talk("eu> /exercise").buttons


def test_one_that_nobody_ends_ends_after_a_month(talk: Talk) -> None:
    begun(talk)
    talk("eu> /exercise pause")
    assert not talk("@ +29d").of("exercise.ended")
    assert talk("@ +2d").of("exercise.ended").to("spain")
    assert count(talk, Exercise) == 0


def test_one_is_in_one_at_a_time(talk: Talk) -> None:
    alone(talk, "germany")
    gathered(talk, ("spain", "germany"), PARLOURS)
    assert "take part: 1" in talk("eu> /exercise").text


def test_at_the_pace_of_every_clock_it_wakes_nobody(tmp_path: Path) -> None:
    rules = replace(DEFAULTS, waits=True)
    talk = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, rules)
    gathered(talk, ("zhejiang",), "A wedding for a fee")
    talk("@ 2026-12-01T23:30:00+08:00", "eu> /exercise")
    assert not talk("eu! EX: Begin").to("zhejiang")
    heard = talk("@ +9h").to("zhejiang")
    assert heard.kinds[:2] == ["exercise.begun", "exercise.inject"]
    assert heard.events[0]["at"] == "2026-12-01T23:00:00Z"
    talk.home.close()


def test_a_scenario_that_is_gone_ends_what_was_played(tmp_path: Path) -> None:
    talk = talk_with(tmp_path, scenario())
    gathered(talk)
    talk("eu> /exercise", "eu! EX: Begin")
    now = talk.clock.now()
    talk.home.close()
    again = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, at=now)
    assert again("@ +2h").of("exercise.ended").to("spain")
    again.home.close()
