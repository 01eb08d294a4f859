"""Before something goes to an agency where nobody is, its sender is told, and offered who is there."""

from collections.abc import Iterable, Sequence
from typing import Any

from handlers.absence import there
from handlers.core import assumed_handling, kept_line
from handlers.core.context import Context, Decision, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.speech import says
from handlers.law.handling import Handling
from handlers.screening import asking
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label, Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage.people import Agency


def asks(ctx: Context, to: Iterable[int], texts: Sequence[str], personal: bool = False) -> bool:
    """Whether the sender is told first, so that nothing may be done now."""
    asked = list(to)
    absent = there.absent(ctx.work, asked) if ctx.also_to is None else []
    if not absent:
        return False
    decided = vars(ctx.screened) if ctx.screened is not None else None
    keeps = ctx.kept_line()["keeps"] | {"begun": dict(ctx.begun), "changes": ctx.changes, "decided": decided}
    found = there.instead_of(ctx.work, absent, ctx.officer.agency_id, asked)
    own = assumed_handling.of_words(ctx.work, "\n".join(texts))
    ctx.reply(
        "absent.asks",
        *(
            Button(
                Label(N_("Also to %(agency)s"), {"agency": {"agency": one.id}}),
                "absent.send",
                params={"also": one.id},
            )
            for one in found
        ),
        Button(N_("Send it all the same"), "absent.send"),
        Button(N_("Change"), "screening.change"),
        Button(N_("Cancel"), "screening.cancel"),
        keeps={**keeps, "texts": list(texts), "all": []},
        handling=assumed_handling.stricter(own.to_json(), Handling(personal=personal)),
        agencies=absent,
        others=[one.id for one in found],
    )
    return True


@act("absent.send", OFFICERS)
def _send(ctx: Press) -> None:
    before = kept_line.earlier(ctx)
    decided: dict[str, Any] | None = before["decided"]
    chosen = ctx.offer.params.get("also")
    ctx.also_to = [] if chosen is None else [chosen]
    asking.go_on(ctx, before, None if decided is None else Decision(**decided))


@says("absent.asks", took=True)
def _say_asks(voice: Voice, agencies: Sequence[Agency], others: Sequence[Agency]) -> Text:
    names = voice.listed(voice.agency(one) for one in agencies)
    instead = voice.listed(voice.agency(one) for one in others)
    return lines(
        bold(voice.t("Nobody of %(agencies)s can be reached here now.", agencies=names)),
        voice.t("Nothing has been sent yet; your text is kept."),
        voice.t("Who can be reached: %(agencies)s.", agencies=instead) if others else None,
        voice.t("The number to call: /contacts"),
    )
