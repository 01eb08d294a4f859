"""What each officer is told of a case room, in his or her own chat."""

from collections.abc import Iterable, Sequence

from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.rooms.ending import KEPT
from handlers.rooms.who import SEATED, Why
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import case_rooms
from storage.audit import AuditEntry, Tag
from storage.case_rooms import CaseRoom, CaseSeat, Seating
from storage.people import Agency, Officer

# of an agency, to whoever opened the room
_ITS = {
    Why.NO_ACCOUNT: N_("no account on Matrix"),
    Why.UNVERIFIED: N_("the account on Matrix is not approved"),
    Why.DIGITS: N_("the six digits are asked for first"),
    Why.CORRIDOR: N_("nothing may travel between its country and another in the room"),
    Why.CEILING: N_("above what may be shown there"),
    Why.LOCKDOWN: N_("everything is stopped now"),
    Why.RED: N_("TLP:RED is only for the persons who received it"),
    Why.NOT_THEIRS: N_("may not see it any more"),
    Why.OVER: N_("the room is over"),
}
# to an officer, of himself or herself: what keeps him or her out, and what helps
YOURS = {
    Why.NO_ACCOUNT: N_("You have no account on Matrix. /me link gives you a code to send me from there."),
    Why.UNVERIFIED: N_("Your account on Matrix is not approved. Please ask a coordinator."),
    Why.DIGITS: N_("Write the six digits of your authenticator app to me on Matrix; I then invite you."),
    Why.CORRIDOR: N_("Nothing may travel between your country and another in the room."),
    Why.CEILING: N_("It is marked above what may be shown there."),
    Why.LOCKDOWN: N_("Everything is stopped now. I invite you when it goes on."),
    Why.RED: N_("It is TLP:RED: only for the persons who received it, and in no room."),
    Why.NOT_THEIRS: N_("You were not invited."),
    Why.OVER: N_("Nothing is open about it any more."),
}
_STANDS = {
    Seating.WANTED: N_("is being invited"),
    Seating.INVITED: N_("invited"),
    Seating.HERE: N_("in the room"),
    Seating.LEFT: N_("left"),
    Seating.REMOVED: N_("not in the room any more"),
    Seating.SHUT_OUT: N_("not invited"),
}
_PAST = {
    Tag.ROOM_OPENED: N_("%(agency)s opened the room"),
    Tag.ROOM_WIDENED: N_("%(agency)s invited more agencies"),
    Tag.ROOM_INVITED: N_("%(agency)s: invited"),
    Tag.ROOM_ENTERED: N_("%(agency)s: came in"),
    Tag.ROOM_LEFT: N_("%(agency)s: left"),
    Tag.ROOM_SHUT: N_("%(agency)s: removed"),
    Tag.ROOM_CLOSED: N_("%(agency)s closed the room"),
    Tag.ROOM_ENDED: N_("The room was emptied"),
}
_MOST = 40  # lines of a timeline


def agency_of(voice: Voice, officer_id: int | None) -> str:
    officer = voice.work.get(Officer, officer_id)
    agency = voice.work.get(Agency, officer.agency_id) if officer is not None else None
    return voice.agency(agency) if agency is not None else "–"


def seats(voice: Voice, room: CaseRoom, *, whys: bool) -> Text:
    """Agencies, how many of each stand where; `whys`: and why some are not there."""
    found: dict[tuple[str, str], int] = {}
    for seat in case_rooms.seats_of(voice.work, room.id):
        key = (agency_of(voice, seat.officer_id), _stands(voice, seat, whys=whys))
        found[key] = found.get(key, 0) + 1
    return lines(*(_row(voice, *key, count) for key, count in found.items()))


def _row(voice: Voice, agency: str, stands: str, count: int) -> Text:
    many = f" × {voice.number(count)}" if count > 1 else ""
    return text(bold(agency), many, voice.t(": "), stands)


def _stands(voice: Voice, seat: CaseSeat, *, whys: bool) -> str:
    is_said = whys and seat.why and seat.state not in SEATED
    why = voice.t(_ITS[Why(seat.why)]) if is_said else ""
    return voice.t(_STANDS[seat.state]) + (f" ({why})" if why else "")


@says("room.sure")
def _say_sure(voice: Voice, ref: str, agencies: Sequence[int]) -> Text:
    names = voice.listed(voice.agency(voice.work.need(Agency, one)) for one in agencies)
    return paragraphs(
        voice.rich(
            N_("A case room for %(ref)s would bring together: %(names)s."), ref=bold(ref), names=names
        ),
        voice.t("Each of them then sees that the others have it, too."),
    )


@says("room.wanted", rings=Rings.TURN)
def _say_wanted(voice: Voice, ref: str, agency: int) -> Text:
    return voice.rich(
        N_("%(agency)s asks you to open a case room for %(ref)s."), agency={"agency": agency}, ref=bold(ref)
    )


@says("room.asked")
def _say_asked(voice: Voice, ref: str, agency: int) -> Text:
    return lines(
        voice.rich(
            N_("%(agency)s has been asked to open a case room for %(ref)s."),
            agency={"agency": agency},
            ref=bold(ref),
        ),
        voice.t("Whoever it is from decides who talks about it. You are told when you are invited."),
    )


@says("room.opened")
def _say_opened(voice: Voice, ref: str, room: CaseRoom) -> Text:
    return paragraphs(
        voice.rich(N_("A case room for %(ref)s is being opened."), ref=bold(ref)),
        voice.t("Please accept the invitation that comes from me in your Matrix app."),
        seats(voice, room, whys=True),
        dim(voice.t("Press “Close the room” when it is no longer needed.")),
    )


@says("room.status")
def _say_status(voice: Voice, ref: str, room: CaseRoom, whys: bool) -> Text:
    ends = room.ends_at
    closed = voice.t("It is closed, and will be emptied %(time)s.", time=voice.when(ends)) if ends else None
    opened = voice.t(
        "%(agency)s opened it, %(time)s.",
        agency=agency_of(voice, room.opened_by),
        time=voice.when(room.opened_at),
    )
    return paragraphs(
        lines(voice.rich(N_("There is a case room for %(ref)s on Matrix."), ref=bold(ref)), opened, closed),
        seats(voice, room, whys=whys),
    )


@says("room.invited", rings=Rings.TURN)
def _say_invited(voice: Voice, ref: str, agency: int) -> Text:
    return lines(
        voice.rich(
            N_("%(agency)s asks you into a case room for %(ref)s."), agency={"agency": agency}, ref=bold(ref)
        ),
        voice.t("Please accept the invitation that comes from me in your Matrix app."),
    )


@says("room.there", rings=Rings.TURN)
def _say_there(voice: Voice, ref: str, why: str) -> Text:
    return lines(
        voice.rich(N_("There is a case room for %(ref)s on Matrix."), ref=bold(ref)),
        voice.t(YOURS[Why(why)]),
    )


@says("room.refused")
def _say_refused(voice: Voice, ref: str, why: str) -> Text:
    return lines(
        voice.rich(N_("No case room can be opened for %(ref)s."), ref=bold(ref)), voice.t(YOURS[Why(why)])
    )


@says("room.ask", rings=Rings.NEWS)
def _say_ask(voice: Voice, ref: str) -> Text:
    return lines(
        voice.rich(N_("%(ref)s is closed, and its case room is still open."), ref=bold(ref)),
        voice.t("Shall I close the room?"),
    )


@says("room.kept")
def _say_kept(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("The case room for %(ref)s stays open."), ref=bold(ref))


@says("room.closed", rings=Rings.NEWS)
def _say_closed(voice: Voice, ref: str, room: CaseRoom) -> Text:
    days = voice.n("%(count)s day", "%(count)s days", KEPT.days)
    return paragraphs(
        lines(
            voice.rich(
                N_("The case room for %(ref)s is closed. Nobody can write there any more."), ref=bold(ref)
            ),
            voice.t("In %(days)s everybody is removed. Until then it can be read.", days=days),
            voice.t("Please add to %(ref)s what is to be kept.", ref=ref),
        ),
        lines(bold(voice.t("What happened")), *_timeline(voice, case_rooms.trail_of(voice.work, room.item))),
    )


def _timeline(voice: Voice, trail: Sequence[AuditEntry]) -> Iterable[Piece]:
    """As the trail holds it: who came and went, and nothing that was written."""
    for entry in trail[-_MOST:]:
        said = voice.t(_PAST[Tag(entry.tag)], agency=agency_of(voice, entry.actor))
        yield text(dim(voice.when(entry.at) + " · "), said)
