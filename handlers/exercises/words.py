"""What is said of an exercise. The words of a scenario stand in its file, in every language."""

from collections.abc import Mapping, Sequence

from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.exercises import clock, scenario, scenarios
from handlers.exercises.scenario import CONTROL, Inject, Scenario
from handlers.law.directive import GROUNDS
from handlers.law.handling import Handling, Tlp
from handlers.screening.kinds import KINDS
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, quote, text
from handlers.vocabulary.voice import Voice
from storage import exercises
from storage.exercises import (
    Did,
    Exercise,
    ExerciseAct,
    ExerciseInject,
    InjectState,
    Stage,
)
from storage.people import Officer

_PREVIEW = 60  # characters of what comes next
DONE = {
    Did.ACKNOWLEDGE: N_("acknowledged"),
    Did.ANSWER: N_("answered"),
    Did.DECLINE: N_("declined with a ground"),
    Did.MORE: N_("asked for more about it"),
}


def part_name(voice: Voice, played: Scenario | None, part: str) -> str:
    if played is None or part == CONTROL:
        return voice.t("the trainers")
    return scenario.said(played.parts[part].name, voice.language)


def title(voice: Voice, key: str) -> str:
    played = scenarios.find(key)
    return scenario.said(played.name, voice.language) if played is not None else key


@says("exercise.menu")
def _say_menu(voice: Voice, listed: Sequence[str]) -> Text:
    rows = [text(f"{number}. ", title(voice, key)) for number, key in enumerate(listed, start=1)]
    return paragraphs(
        lines(bold(voice.t("Invented cases to practise with")), *rows),
        voice.t("Alone or with the others. Nothing of it is counted, matched or kept."),
    )


@says("exercise.scenario")
def _say_scenario(voice: Voice, scenario: str) -> Text:
    played = _scenario(scenario)
    if played is None:
        return text(voice.t("This exercise is over."))
    last = max(one.due or 0 for one in played.injects.values())
    return paragraphs(
        lines(bold(title(voice, played.key)), in_words(voice, played.about)),
        lines(
            voice.t(
                "Parts: %(parts)s",
                parts=voice.listed(in_words(voice, one.name) for one in played.parts.values()),
            ),
            voice.t(
                "%(count)s messages, from D+0 to %(end)s by its own clock",
                count=sum(one.due is not None for one in played.injects.values()),
                end=clock.shown(last),
            ),
        ),
    )


def _scenario(key: str) -> Scenario | None:
    return scenarios.find(key)


def in_words(voice: Voice, words: Mapping[str, str]) -> str:
    return scenario.said(words, voice.language)


@says("exercise.parts")
def _say_parts(voice: Voice, scenario: str) -> Text:
    played = _scenario(scenario)
    parts = played.parts.values() if played is not None else ()
    rows = [text(f"{number}. ", in_words(voice, one.name)) for number, one in enumerate(parts, start=1)]
    return lines(bold(voice.t("Which part do you play? The bot plays the others.")), *rows)


@says("exercise.invited", rings=Rings.BY_DAY)
def _say_invited(voice: Voice, scenario: str, part: str, by: Officer) -> Text:
    return paragraphs(
        voice.t("%(name)s asks you to take part in an exercise.", name=by.name),
        lines(
            bold(title(voice, scenario)),
            voice.t("You would play: %(part)s", part=part_name(voice, _scenario(scenario), part)),
        ),
        _rules(voice),
    )


def _rules(voice: Voice) -> Text:
    return lines(
        voice.t("Each line of it begins with this word. What is real says so."),
        voice.t("“Stop exercise” ends it for all, at any time."),
    )


@says("exercise.joined")
def _say_joined(voice: Voice, scenario: str, part: str, joins: bool, has_begun: bool) -> Text:
    if not joins:
        return text(voice.t("All right. You hear nothing of it."))
    name = part_name(voice, _scenario(scenario), part)
    return lines(
        voice.t("Thank you. You play: %(part)s", part=name),
        voice.t("It has begun: what comes next comes to you.")
        if has_begun
        else voice.t("You hear when it begins."),
    )


@says("exercise.gathering")
def _say_gathering(voice: Voice, exercise: Exercise | None) -> Text:
    if exercise is None:
        return text(voice.t("This exercise is over."))
    there = exercises.players(voice.work, exercise)
    played = _scenario(exercise.scenario)
    free = [key for key in (played.parts if played else ()) if not _has(voice, exercise, key)]
    return paragraphs(
        lines(
            bold(title(voice, exercise.scenario)),
            voice.t(
                "Asked: %(asked)s · take part: %(joined)s · said no: %(no)s",
                asked=len(there),
                joined=sum(one.joined is True for one in there),
                no=sum(one.joined is False for one in there),
            ),
        ),
        lines(
            bold(voice.t("The bot plays:")) if free else None,
            *(part_name(voice, played, key) for key in free),
        ),
    )


def _has(voice: Voice, exercise: Exercise, part: str) -> bool:
    return bool(exercises.joined(voice.work, exercise, part))


@says("exercise.one_at_a_time")
def _say_one_at_a_time(voice: Voice) -> Text:
    return text(voice.t("One exercise of the network runs already. /exercise shows it."))


@says("exercise.nobody")
def _say_nobody(voice: Voice) -> Text:
    return text(voice.t("Nobody takes part yet."))


@says("exercise.begun", rings=Rings.BY_DAY)
def _say_begun(voice: Voice, scenario: str, part: str, speed: int, is_solo: bool) -> Text:
    return paragraphs(
        lines(
            bold(voice.t("The exercise begins: %(name)s", name=title(voice, scenario))),
            voice.t("You play: %(part)s", part=part_name(voice, _scenario(scenario), part)),
            pace(voice, speed),
            voice.t("The bot plays the others.") if is_solo else None,
        ),
        _rules(voice),
    )


def pace(voice: Voice, speed: int) -> str:
    if speed == 1:
        return voice.t("Its clock goes like every clock.")
    return voice.t("Its clock goes %(speed)s times as fast.", speed=speed)


@says("exercise.inject", rings=Rings.BY_DAY)
def _say_inject(
    voice: Voice, scenario: str, number: int, part: str, time: int, played: Sequence[str]
) -> Text:
    found = _scenario(scenario)
    if found is None or number not in found.injects:
        return ()
    inject = found.injects[number]
    return paragraphs(
        lines(
            text(bold(f"{number}"), dim(f" · {clock.shown(time)}")),
            _from(voice, found, inject.sender, part, played),
            voice.t("To you: %(part)s", part=part_name(voice, found, part)),
        ),
        in_words(voice, inject.text),
    )


def _from(voice: Voice, found: Scenario, sender: str, part: str, played: Sequence[str]) -> str:
    name = part_name(voice, found, sender)
    if sender == part:
        return voice.t("In your name: %(part)s", part=name)
    if sender == CONTROL or sender in played:
        return voice.t("From: %(part)s", part=name)
    return voice.t("From: %(part)s (the bot)", part=name)


@says("exercise.nothing_yet")
def _say_nothing_yet(voice: Voice) -> Text:
    return text(voice.t("Nothing has come to you yet."))


@says("exercise.aside")
def _say_aside(voice: Voice, scenario: str, number: int, part: str, time: int) -> Text:
    """What the bot, in the parts that it plays, is given."""
    found = _scenario(scenario)
    if found is None or number not in found.injects:
        return ()
    inject = found.injects[number]
    to = voice.listed(part_name(voice, found, one) for one in inject.to)
    return paragraphs(
        lines(
            text(bold(f"{number}"), dim(f" · {clock.shown(time)}")),
            _from(voice, found, inject.sender, part, [part]),
            voice.t("To: %(part)s (the bot)", part=to),
        ),
        in_words(voice, inject.text),
    )


@says("exercise.noted", took=True)
def _say_noted(
    voice: Voice,
    scenario: str,
    number: int,
    did: str,
    time: int,
    ground: str,
    kinds: Sequence[str],
    is_solo: bool,
) -> Text:
    found = _scenario(scenario)
    inject = found.injects[number] if found is not None else None
    more = _more(voice, inject.more if inject is not None else {}) if did == Did.MORE else None
    is_read = inject is not None and is_solo and _is_last(inject, did)
    expected = in_words(voice, inject.expected) if inject is not None and is_read else ""
    return paragraphs(
        _done(voice, number, did, time, ground),
        more,
        _personal(voice, did, kinds),
        voice.t("Expected here: %(what)s", what=expected) if expected else None,
    )


def _is_last(inject: Inject, did: str) -> bool:
    """Whether who plays alone has done what there is to do about it, and may read what was expected."""
    is_more_wanted = any(one.what in {"answer", "decline", "masked"} for one in inject.expects)
    return did in {Did.ANSWER, Did.DECLINE} or (did == Did.ACKNOWLEDGE and not is_more_wanted)


def _done(voice: Voice, number: int, did: str, at: int, ground: str) -> Text:
    said = voice.t(DONE[Did(did)])
    line = voice.t("Message %(number)s, %(time)s: %(what)s", number=number, time=clock.shown(at), what=said)
    named = (
        voice.t("Ground %(code)s: %(ground)s", code=ground, ground=voice.t(GROUNDS[ground]))
        if ground
        else None
    )
    return lines(line, named)


def _more(voice: Voice, more: Mapping[str, str]) -> str:
    return in_words(voice, more) if more else voice.t("Nothing more is known.")


def _personal(voice: Voice, did: str, kinds: Sequence[str]) -> str | None:
    if did != Did.ANSWER:
        return None
    if not kinds:
        return voice.t("Nothing in it looks like personal data.")
    found = voice.listed(dict.fromkeys(voice.t(KINDS[kind]) for kind in kinds))
    return voice.t("This looks like personal data: %(kinds)s. Better an official reference.", kinds=found)


@says("exercise.answered", in_part=True, rings=Rings.BY_DAY)
def _say_answered(voice: Voice, done: ExerciseAct | None, number: int) -> Text:
    if done is None:
        return ()
    exercise = voice.work.get(Exercise, done.exercise_id)
    played = _scenario(exercise.scenario) if exercise is not None else None
    is_shown = voice.holds(Handling(Tlp.AMBER))
    return lines(
        part_name(voice, played, done.part),
        _done(voice, number, done.did, done.at, done.ground),
        quote(done.words) if done.words and is_shown else None,
        None if is_shown or not done.words else voice.t("Please open it on the encrypted channel."),
    )


@says("exercise.page")
def _say_page(voice: Voice, exercise: Exercise | None, is_led: bool) -> Text:
    if exercise is None:
        return text(voice.t("This exercise is over."))
    rows = exercises.injects(voice.work, exercise)
    given = sum(one.state is InjectState.GIVEN for one in rows)
    to_come = sum(one.state is InjectState.PLANNED and one.due is not None for one in rows)
    return paragraphs(
        lines(
            bold(title(voice, exercise.scenario)),
            text(bold(clock.shown(exercise.clock(voice.now))), " · ", _pace(voice, exercise)),
            voice.t("Given: %(given)s · to come: %(left)s", given=given, left=to_come),
            _next(voice, exercise) if is_led else None,
            None if exercise.is_solo or not is_led else _preview(voice, exercise, rows),
        ),
        lines(
            voice.t("/exercise shift 2h moves what is to come, /exercise speed 60 sets the pace.")
            if is_led
            else None,
            voice.t("“Stop exercise” ends it for all, at any time."),
        ),
    )


def _pace(voice: Voice, exercise: Exercise) -> str:
    return voice.t("standing still") if exercise.stage is Stage.PAUSED else pace(voice, exercise.speed)


def _next(voice: Voice, exercise: Exercise) -> str:
    at = exercises.next_event(voice.work, exercise)
    if at is None:
        return voice.t("Nothing more is to come.")
    return voice.t("What comes next: %(time)s", time=clock.shown(at))


def _preview(voice: Voice, exercise: Exercise, rows: Sequence[ExerciseInject]) -> Piece:
    """How the next message begins, so that its trainer knows what is skipped."""
    played = scenarios.find(exercise.scenario)
    planned = [one for one in rows if one.state is InjectState.PLANNED and one.due is not None]
    if played is None or not planned:
        return None
    row = min(planned, key=lambda one: (one.due, one.number))
    whole = in_words(voice, played.injects[row.number].text)
    begins = whole if len(whole) <= _PREVIEW else f"{whole[:_PREVIEW].rstrip()}…"
    return dim(f"{row.number} · {clock.shown(row.due or 0)} · {begins}")


@says("exercise.judge")
def _say_judge(voice: Voice, scenario: str, number: int, part: str) -> Text:
    found = _scenario(scenario)
    expected = in_words(voice, found.injects[number].expected) if found is not None else ""
    return paragraphs(
        lines(
            voice.t("Was this as expected?"),
            text(bold(f"{number}"), dim(f" · {part_name(voice, found, part)}")),
        ),
        expected,
    )


@says("exercise.how")
def _say_how(voice: Voice, word: str) -> Text:
    if word in {"speed", "速度"}:
        return text(voice.t("Please write how fast: /exercise speed 60"))
    return text(voice.t("Please write how long: /exercise shift 2h, or -30m"))


@says("exercise.none")
def _say_none(voice: Voice) -> Text:
    return text(voice.t("You take part in no exercise now. /exercise shows what there is."))


@says("exercise.over", took=True)
def _say_over(voice: Voice) -> Text:
    return text(voice.t("This exercise is over."))


@says("exercise.through", rings=Rings.BY_DAY)
def _say_through(voice: Voice, scenario: str) -> Text:
    return lines(
        bold(title(voice, scenario)),
        voice.t("All is through. Judge what is left under /exercise, then end it."),
    )
