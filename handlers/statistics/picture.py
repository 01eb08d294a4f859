"""The quarter as a picture: for each country a bar for the time of half of its answers, and of nine in ten.

Wide enough for a phone held upright, where 1,080 pixels are shown on 360. Where no font of this machine has
the characters of a language, countries stand there by their ISO 3166-1 codes.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from handlers.statistics.quarters import Quarter
from handlers.vocabulary.made_files import MadeFile
from handlers.vocabulary.voice import Voice

log = logging.getLogger(__name__)
_MOST = 12  # countries that are drawn; the words have all


def of_countries(voice: Voice, figures: Mapping[str, Any]) -> Sequence[MadeFile]:
    """Nothing where no country has enough answers, or where it cannot be drawn: the words go without."""
    rows = [tuple(row) for row in figures["countries"] if row[2] is not None][:_MOST]
    if not rows:
        return ()
    try:
        from handlers.statistics.drawing import drawn  # its library, too, only where something is drawn

        period = Quarter(figures["year"], figures["number"])
        title = voice.t("Time to the answer · %(quarter)s", quarter=period.name(voice.language))
        data, size = drawn(voice, title, f"{period.year}-Q{period.number}", rows)
    except (OSError, ValueError, ImportError):  # a font that cannot be read, a picture that cannot be held
        log.exception("statistics.no_picture")
        return ()
    return (MadeFile(f"{figures['year']}-Q{figures['number']}.png", "image/png", data, size),)
