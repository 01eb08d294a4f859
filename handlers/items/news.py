"""News in one message: of matters that one only reads along with, and of the hours of not being rung."""

from collections.abc import Sequence

from handlers.core.saying import NEWS
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.items import status
from handlers.vocabulary.text import Text, bold, dim, lines, paragraphs
from handlers.vocabulary.voice import Voice
from storage.item import Item
from storage.people import Officer

_MOST = 10  # in one message; the lists have them all


@says(NEWS, rings=Rings.AT_ONCE)
def _say_news(voice: Voice, reader: Officer, listed: Sequence[str]) -> Text:
    """Each as it stands now; what is out of sight meanwhile is left out."""
    seen = status.visible(voice, reader, [Item.kept(one) for one in listed])
    if not seen:
        return ()
    return paragraphs(
        lines(
            bold(voice.n("News of %(count)s matter", "News of %(count)s matters", len(seen))),
            status.shown(voice, reader, seen[:_MOST]),
            voice.more(len(seen) - _MOST),
        ),
        dim(voice.t("Only for you to know. /me rings: what comes when.")),
    )
