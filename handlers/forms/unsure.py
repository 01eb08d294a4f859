"""What an answer that was not understood for sure may have meant: offered until the question is answered."""

from collections.abc import Sequence

from handlers.vocabulary.text import Choice, Label
from storage.drafts import Draft


def keep(draft: Draft, step: str, choices: Sequence[Choice]) -> None:
    kept = [_kept(one) for one in choices]
    draft.answers = {**draft.answers, "unsure": {step: kept} if kept else {}}


def with_those_before(draft: Draft, step: str, choices: Sequence[Choice]) -> Sequence[Choice]:
    """`choices`; where they offer nothing new, those that were offered when this was asked last."""
    kept = draft.answers.get("unsure", {}).get(step, ())
    known = [Choice(value, Label(source, params)) for value, source, params in kept]
    is_new = {one.value for one in choices} - {one.value for one in known}
    return choices if is_new else known


def _kept(choice: Choice) -> list[object]:
    label = choice.label if isinstance(choice.label, Label) else Label(choice.label)
    return [choice.value, label.source, dict(label.params)]
