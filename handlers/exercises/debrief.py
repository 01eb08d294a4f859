"""What came of an exercise, in words: by objective, and what was missed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.exercises import scenarios
from handlers.exercises.scenario import Scenario
from handlers.exercises.words import in_words, part_name, title
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage.exercises import ExerciseResult
from storage.people import Officer

_WHATS = {
    "acknowledge": N_("acknowledge"),
    "answer": N_("answer"),
    "decline": N_("decline with the right ground"),
    "more": N_("ask for more"),
    "masked": N_("no personal data in the answer"),
    "tick": N_("not as expected, says a trainer"),
}


@says("exercise.called_off", rings=Rings.BY_DAY)
def _say_called_off(voice: Voice, scenario: str) -> Text:
    return lines(voice.t("This exercise does not take place:"), bold(title(voice, scenario)))


@says("exercise.ended", rings=Rings.AT_ONCE)
def _say_ended(
    voice: Voice,
    scenario: str,
    is_solo: bool,
    players: int,
    by: Officer | None,
    figures: Sequence[Mapping[str, Any]],
    missed: Sequence[Mapping[str, Any]],
) -> Text:
    head = (
        voice.t("%(name)s has ended the exercise for all.", name=by.name)
        if by is not None and not is_solo
        else voice.t("The exercise is over.")
    )
    kept = voice.t("All of it is erased.") if is_solo else voice.t("All of it is erased but these figures.")
    return paragraphs(
        lines(
            bold(head),
            title(voice, scenario),
            None if is_solo else voice.n("%(count)s person took part", "%(count)s people took part", players),
        ),
        figure_lines(voice, scenario, figures),
        _missed_lines(voice, scenario, missed),
        dim(kept),
    )


def figure_lines(voice: Voice, key: str, figures: Sequence[Mapping[str, Any]]) -> Text:
    played = scenarios.find(key)
    return lines(*(_figure(voice, played, one) for one in figures if one["met"] + one["missed"]))


def _figure(voice: Voice, played: Scenario | None, one: Mapping[str, Any]) -> Text:
    name = one["objective"]
    if played is not None and name in played.objectives:
        name = in_words(voice, played.objectives[name])
    count = voice.t("%(met)s of %(all)s met", met=one["met"], all=one["met"] + one["missed"])
    took = one["median"]
    middle = None if took is None else voice.t("half of it within %(time)s", time=_length(voice, took))
    return lines(name, text(bold(count), f" · {middle}" if middle else None))


def _missed_lines(voice: Voice, key: str, missed: Sequence[Mapping[str, Any]]) -> Piece:
    if not missed:
        return None
    played = scenarios.find(key)
    rows = [_miss(voice, played, one) for one in missed[:10]]
    return lines(bold(voice.t("Missed")), *rows, voice.more(len(missed) - len(rows)))


def _length(voice: Voice, seconds: int) -> str:
    return voice.duration(timedelta(seconds=seconds))


def _miss(voice: Voice, played: Scenario | None, one: Mapping[str, Any]) -> str:
    what, part = voice.t(_WHATS[one["what"]]), part_name(voice, played, one["part"])
    if one["within"] is None:
        return voice.t("%(number)s · %(part)s: %(what)s", number=one["inject"], part=part, what=what)
    within = _length(voice, one["within"])
    return voice.t(
        "%(number)s · %(part)s: %(what)s within %(time)s",
        number=one["inject"],
        part=part,
        what=what,
        time=within,
    )


@says("exercise.results")
def _say_results(voice: Voice, listed: Sequence[ExerciseResult]) -> Text:
    return paragraphs(
        bold(voice.t("Results so far")),
        *(
            lines(
                bold(title(voice, one.scenario)),
                dim(voice.ago(one.ended_at)),
                voice.n("%(count)s person took part", "%(count)s people took part", one.players),
                figure_lines(voice, one.scenario, one.figures),
            )
            for one in listed
        ),
    )
