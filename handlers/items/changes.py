"""What becomes of a change, in one sentence, and which agencies were told of it."""

import re
from collections.abc import Sequence

from handlers.core.speech import says
from handlers.vocabulary.text import Text, bold, lines, text
from handlers.vocabulary.voice import Voice
from storage.people import Agency


def done(kind: str, source: str, took: bool = False) -> None:
    """Declare a message of this kind: `source` with its `ref`, then the agencies `told`."""

    @says(kind, took=took)
    def _say_done(voice: Voice, ref: str, told: Sequence[Agency] = ()) -> Text:
        return lines(voice.rich(source, ref=bold(ref)), _told(voice, told))


def _told(voice: Voice, agencies: Sequence[Agency]) -> Text | None:
    names = [voice.agency(agency) for agency in agencies]
    return text(voice.t("Notified: %(agencies)s.", agencies=voice.listed(names))) if names else None


_WITHDRAWAL = re.compile(r"(?:withdraw|撤回|撤销)[\s.。!！]*", re.IGNORECASE)


def is_withdrawal(words: str) -> bool:
    return _WITHDRAWAL.fullmatch(words) is not None
