"""What is said about rooms for discussion, in each officer's own chat."""

from collections.abc import Sequence

from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.rooms import topic
from handlers.rooms.ending import KEPT
from handlers.rooms.who import Why
from handlers.rooms.words import YOURS, agency_of, seats
from handlers.vocabulary.text import Text, bold, dim, lines, paragraphs, said, text
from handlers.vocabulary.voice import Voice
from storage import items
from storage.case_rooms import CaseRoom
from storage.topics import Topic


def _head(voice: Voice, ref: str, row_id: int) -> Text:
    """ "Massage parlours · T-7KM3QX · TLP:GREEN" """
    return text(bold(said(voice.work.need(Topic, row_id).title)), dim(f" · {ref} · TLP:GREEN"))


@says("topic.list", in_part=True)
def _say_list(voice: Voice, topics: Sequence[int]) -> Text:
    if not topics:
        return text(voice.t("There is no room for discussion to which you are invited."))
    rows = [
        text(f"{number}. ", _head(voice, items.reference_of(voice.work, topic.key(made)), made.id))
        for number, made in enumerate((voice.work.need(Topic, one) for one in topics), start=1)
    ]
    return paragraphs(bold(voice.t("Rooms for discussion, on Matrix")), lines(*rows))


@says("topic.nowhere")
def _say_nowhere(voice: Voice) -> Text:
    return text(voice.t("This network has no rooms: they are on Matrix only."))


@says("topic.coordinators")
def _say_coordinators(voice: Voice) -> Text:
    return text(
        voice.t("Coordinators open rooms for discussion. /topic lists those to which you are invited.")
    )


@says("topic.how")
def _say_how(voice: Voice) -> Text:
    return text(voice.t("Please write a title and who is invited: /topic Marriage brokers: Spain, Italy"))


@says("topic.opened", shows_content=True)
def _say_opened(voice: Voice, ref: str, room: CaseRoom) -> Text:
    return paragraphs(
        lines(_head(voice, ref, room.item.id), voice.t("The room for discussion is being opened.")),
        voice.t("Please accept the invitation that comes from me in your Matrix app."),
        seats(voice, room, whys=True),
        dim(voice.t("To invite more: /topic %(ref)s Italy", ref=ref)),
    )


@says("topic.status", shows_content=True)
def _say_status(voice: Voice, ref: str, room: CaseRoom, whys: bool) -> Text:
    ends = room.ends_at
    opened = voice.t(
        "%(agency)s opened it, %(time)s.",
        agency=agency_of(voice, room.opened_by),
        time=voice.when(room.opened_at),
    )
    closed = voice.t("It is closed, and will be emptied %(time)s.", time=voice.when(ends)) if ends else None
    return paragraphs(
        lines(
            _head(voice, ref, room.item.id),
            voice.t("There is a room for discussion on Matrix."),
            opened,
            closed,
        ),
        seats(voice, room, whys=whys),
    )


@says("topic.invited", rings=Rings.NEWS, shows_content=True)
def _say_invited(voice: Voice, ref: str, agency: int, topic: Topic) -> Text:
    return lines(
        _head(voice, ref, topic.id),
        voice.t("%(agency)s invites you to discuss this in a room on Matrix.", agency={"agency": agency}),
        voice.t("Please accept the invitation that comes from me in your Matrix app."),
    )


@says("topic.there", rings=Rings.NEWS, shows_content=True)
def _say_there(voice: Voice, ref: str, why: str, topic: Topic) -> Text:
    return lines(
        _head(voice, ref, topic.id),
        voice.t("There is a room for discussion on Matrix."),
        voice.t(YOURS[Why(why)]),
    )


@says("topic.closed", rings=Rings.NEWS, shows_content=True)
def _say_closed(voice: Voice, ref: str, room: CaseRoom) -> Text:
    days = voice.n("%(count)s day", "%(count)s days", KEPT.days)
    return lines(
        _head(voice, ref, room.item.id),
        voice.t("The room for discussion is closed. Nobody can write there any more."),
        voice.t("In %(days)s everybody is removed. Until then it can be read.", days=days),
    )
