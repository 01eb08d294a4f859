"""What went to an agency where nobody is does not end there: a coordinator hears of it, and who sent it."""

from handlers.absence import there
from handlers.core.context import Context
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.reminders import duty
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import items
from storage.item import Item
from storage.people import Agency


def note(ctx: Context, agency_id: int, item: Item, told: int) -> None:
    """After something was told to so many people of an agency: nobody is a matter for the one on duty."""
    if told or ctx.also_to or agency_id == ctx.officer.agency_id:
        return
    if not there.absent(ctx.work, [agency_id]):
        return
    ref = items.reference_of(ctx.work, item)
    for one in [one for one in duty.in_turn(ctx.work) if one.id != ctx.officer.id][:1]:
        say(ctx.work, one, "absent.waits", ref=ref, agency=agency_id, by=ctx.officer.agency_id)
    if ctx.also_to is None:  # else it was read before it was sent
        ctx.reply("absent.sent", item=item, ref=ref, agency=agency_id)


@says("absent.waits")
def _say_waits(voice: Voice, ref: str, agency: Agency, by: Agency) -> Text:
    return lines(
        voice.rich(
            N_("%(ref)s from %(by)s waits at %(agency)s, where nobody can be reached here."),
            ref=bold(ref),
            by=voice.agency(by),
            agency=voice.agency(agency),
        ),
        voice.t("Please call there, or ask the sender to turn to somebody else."),
    )


@says("absent.sent")
def _say_sent(voice: Voice, ref: str, agency: Agency) -> Text:
    return lines(
        voice.rich(
            N_("%(ref)s: nobody of %(agency)s can be reached here now."),
            ref=bold(ref),
            agency=voice.agency(agency),
        ),
        voice.t("A coordinator is being notified. The number to call: /contacts"),
    )
