"""What is left of an item that was kept no longer: dates and counts, for those whom it concerned."""

from collections.abc import Mapping
from datetime import datetime

from handlers.core.context import Context
from handlers.core.speech import says
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, dim, lines
from handlers.vocabulary.voice import Voice
from storage import items, retention
from storage.item import Item


def tell(ctx: Context, item: Item) -> bool:
    """Whether it was erased: then that is all there is to say about it."""
    stone = retention.tombstone_of(ctx.work, item)
    if stone is None:
        return False
    ctx.reply(
        "item.erased",
        ref=items.reference_of(ctx.work, item),
        counts=stone.counts,
        made=stone.made_at.isoformat(),
        ended=stone.ended_at.isoformat(),
        erased=stone.erased_at.isoformat(),
    )
    return True


@says("item.erased")
def _say_erased(
    voice: Voice, ref: str, counts: Mapping[str, int], made: datetime, ended: datetime, erased: datetime
) -> Text:
    counted = [_count(voice, name, count) for name, count in counts.items() if count]
    return lines(
        voice.rich(N_("%(ref)s was erased %(time)s."), ref=bold(ref), time=voice.when(erased)),
        voice.t("Filed %(made)s, last changed %(ended)s.", made=voice.when(made), ended=voice.when(ended)),
        dim(voice.listed(counted)) if counted else None,
    )


def _count(voice: Voice, name: str, count: int) -> str:
    match name:
        case "agencies":
            return voice.n("%(count)s agency", "%(count)s agencies", count)
        case "answers":
            return voice.n("%(count)s answer", "%(count)s answers", count)
        case "files":
            return voice.n("%(count)s file", "%(count)s files", count)
        case _:
            return voice.n("%(count)s event", "%(count)s events", count)
