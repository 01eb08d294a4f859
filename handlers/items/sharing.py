"""Who receives an item when it is sent; and who else may see it, once its originator has said so.

How far a marking reaches is known to the gate alone (`handlers.core.access`). Here those who are in an agency
when an item comes become its recipients, and for whoever comes later, or stands in from elsewhere, the
originator is asked: nobody has to know for whom an item does not exist.
"""

from collections.abc import Iterator

from handlers.core import access
from handlers.core.context import Context
from handlers.core.registry import OFFICERS, act
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.items import references
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, lines, text
from handlers.vocabulary.voice import Voice
from storage import clues, people, recipients, requests
from storage.audit import Tag
from storage.clues import Consent, Filter
from storage.item import Item
from storage.people import Officer
from storage.recipients import Recipient
from storage.work import Work

_MOST = 300  # of the newest open items, for which an originator is asked


def give(work: Work, item: Item, agency_id: int) -> None:
    """To everybody who is in the agency now. Who stands in there from another agency has it, too, where its
    markings let it go so far; else its originator is asked."""
    members = people.officers_of(work, [agency_id])
    recipients.give(work, item, (one.id for one in members), agency_id)
    for one in members:
        deputy = people.deputy_of(work, one)
        if deputy is not None and deputy.agency_id != agency_id:
            _admit(work, item, deputy, agency_id)


def catch_up(work: Work, officer: Officer, agency_id: int) -> None:
    """Somebody has come to the agency, or stands in there: about what is open, its originators are asked."""
    for item in _open_at(work, agency_id):
        if not access.may_see(work, officer, item):
            _ask(work, item, officer, agency_id)


def _open_at(work: Work, agency_id: int) -> Iterator[Item]:
    yield from (
        Item("clue", row_id) for row_id in clues.listed(work, [agency_id], Filter(only_open=True), _MOST)
    )
    waiting = [*requests.owed_by(work, [agency_id]), *requests.awaited_by(work, [agency_id])]
    yield from dict.fromkeys(Item("request", one.request_id) for one in waiting[:_MOST])


def _admit(work: Work, item: Item, officer: Officer, agency_id: int) -> None:
    subject = access.subject_of(work, item)
    if subject is not None and subject.handling.is_limited:
        _ask(work, item, officer, agency_id)
    else:
        recipients.give(work, item, [officer.id], agency_id)


def _ask(work: Work, item: Item, officer: Officer, agency_id: int) -> None:
    """Once for each person and agency: who waits already is not asked about again."""
    subject = access.subject_of(work, item)
    if subject is None or recipients.row_of(work, item, officer.id, agency_id) is not None:
        return
    asked = work.add(
        Recipient(
            item=item, officer_id=officer.id, agency_id=agency_id, consent=Consent.ASKED, made_at=work.now
        )
    )
    work.audit(Tag.CONSENT_ASKED, officer.id, item, agency=agency_id)
    buttons = [
        Button(N_("Let it be seen"), "share.decide", params={"share": asked.id, "give": True}),
        Button(N_("Do not let it be seen"), "share.decide", params={"share": asked.id, "give": False}),
    ]
    for one in people.officers_of(work, [subject.origin]):
        if one.id != officer.id and access.may_see(work, one, item):
            say(work, one, "share.asked", buttons=buttons, **references.about(work, item), share=asked.id)


@act("share.decide", OFFICERS)
def _decide(ctx: Context) -> None:
    """By anybody of the agency that it is from."""
    pressed = ctx.offer.params if ctx.offer else {}
    found = ctx.work.get(Recipient, pressed["share"])  # gone with the time for which it was asked
    found = ctx.work.hold(Recipient, found.id) if found is not None else None
    subject = access.subject_of(ctx.work, found.item) if found is not None else None
    if found is None or subject is None or not ctx.may_act_for(subject.origin):
        ctx.reply("button.gone")
        return
    about = {**references.about(ctx.work, found.item), "share": found.id}
    if found.consent is Consent.ASKED:
        found.consent = Consent.GIVEN if pressed["give"] else Consent.REFUSED
        ctx.work.session.add(found)
        ctx.work.session.flush()
        tag = Tag.CONSENT_GIVEN if pressed["give"] else Tag.CONSENT_REFUSED
        ctx.work.audit(tag, ctx.officer.id, found.item, agency=found.agency_id)
        if pressed["give"]:
            ref = Button(about["ref"], "status", item=found.item)
            ctx.tell(ctx.work.need(Officer, found.officer_id), "share.yours", ref, **about)
    ctx.reply("share.decided", **about)


@says("share.asked")
def _say_asked(voice: Voice, ref: str, share: Recipient) -> Text:
    officer = voice.work.need(Officer, share.officer_id)
    is_own = officer.agency_id == share.agency_id
    source = (
        N_("%(name)s is new at %(agency)s. May he or she see %(ref)s?")
        if is_own
        else N_("%(name)s (%(theirs)s) stands in at %(agency)s. May he or she see %(ref)s?")
    )
    agency = {"agency": share.agency_id}
    theirs = {} if is_own else {"theirs": {"agency": officer.agency_id}}
    return lines(
        voice.rich(source, name=officer.name, agency=agency, ref=bold(ref), **theirs),
        voice.t("It is marked so that nobody sees it without your consent but those who received it."),
    )


@says("share.decided")
def _say_decided(voice: Voice, ref: str, share: Recipient) -> Text:
    name = voice.work.need(Officer, share.officer_id).name
    if share.consent is Consent.GIVEN:
        return voice.rich(N_("%(name)s may see %(ref)s."), name=name, ref=bold(ref))
    return voice.rich(N_("%(name)s does not see %(ref)s."), name=name, ref=bold(ref))


@says("share.yours")
def _say_yours(voice: Voice, ref: str, share: Recipient) -> Text:
    agency = {"agency": share.agency_id}
    return text(
        voice.rich(
            N_("You may see %(ref)s of %(agency)s: its originator consents."), ref=bold(ref), agency=agency
        )
    )
