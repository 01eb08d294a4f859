"""What becomes of a change, in one sentence, and which agencies were told of it."""

from handlers.chat import Text, bold, lines, text
from handlers.lang import Voice
from handlers.speech import Params, says
from storage.people import Agency


def done(kind: str, source: str, took: bool = False) -> None:
    """Declare a message of this kind: `source` with its `ref`, then the agencies `told`."""

    @says(kind, took=took)
    def _say_done(voice: Voice, params: Params) -> Text:
        return lines(voice.rich(source, ref=bold(params["ref"])), _told(voice, params.get("told", [])))


def _told(voice: Voice, agency_ids: list[int]) -> Text | None:
    names = [voice.agency(voice.work.need(Agency, agency_id)) for agency_id in agency_ids]
    return text(voice.t("Told: %(agencies)s.", agencies=voice.listed(names))) if names else None
