"""Referring a clue on to further countries; with the originator's consent where its handling asks for it.

H2 says "not to be passed on without the provider's permission". TLP:AMBER may go to the holder's own national
or provincial authority ("clients" of TLP 2.0), and to nobody else unasked; AMBER+STRICT and RED to nobody.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers import places as gazetteer
from handlers.agencies import coverage
from handlers.clues import referrals
from handlers.clues import words as clue_words
from handlers.clues.form import COUNTRIES, as_list
from handlers.core import access, kept_line
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.speech import says
from handlers.forms import engine
from handlers.forms import model as form_model
from handlers.items import references
from handlers.law.handling import Tlp
from handlers.screening import asking, closed
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import clues, items, people
from storage.audit import Tag
from storage.clues import Clue, Consent, Onward, Way
from storage.item import Item
from storage.people import Agency, Officer, State
from storage.work import Work

_FORWARD = re.compile(
    r"(?:forward|refer on|refer|pass on|转交|转送|转发|转给)(?:\s+to\b)?[\s:：给至到]*", re.IGNORECASE
)


def wanted(words: str) -> str | None:
    """What follows "forward"; None where something else was meant."""
    found = _FORWARD.match(words)
    if found is None:
        return None
    rest = words[found.end() :]
    split = gazetteer.split(rest)
    return rest if not rest or split.unclear is not None or (split.places and not split.rest) else None


def typed(ctx: Context, clue: Clue, words: str) -> None:
    """`/clue C-… forward Italy`; without a country it is asked."""
    found = gazetteer.split(words)
    if found.unclear is not None:
        buttons = [kept_line.instead_place(place) for place in found.unclear.choices]
        ctx.reply(
            "clue.which_country",
            *buttons,
            typed=found.unclear.text,
            **kept_line.kept(ctx, found.unclear.text),
        )
    elif found.places:
        forward(ctx, clue, [place.iso for place in found.places])
    else:
        engine.begin(ctx, FORWARD, item=Item("clue", clue.id))


@act("clue.forward", OFFICERS)
def _pressed(ctx: Press) -> None:
    item = ctx.offer.item
    if access.may_see(ctx.work, ctx.officer, item):
        engine.begin(ctx, FORWARD, item=item)
    else:
        ctx.reply("button.gone")


def _filled_in(ctx: Context, answers: dict[str, Any]) -> None:
    item: Item = answers["item"]
    if not access.may_see(ctx.work, ctx.officer, item):
        ctx.reply("button.gone")
        return
    forward(ctx, ctx.work.need(Clue, item.id), as_list(answers["countries"]))


FORWARD = form_model.form(
    form_model.Form(
        "clue.forward", N_("Refer on"), (replace(COUNTRIES, unknown=False),), _filled_in, straight=True
    )
)


def forward(ctx: Context, clue: Clue, codes: Sequence[str]) -> None:
    item = Item("clue", clue.id)
    if clue.withdrawn_at is not None:
        ctx.reply("clue.is_withdrawn", **references.about(ctx.work, item))
        return
    routes = coverage.routes(ctx.work, codes, ctx.officer.agency_id)
    new = [one.id for one, _ in routes.to.values() if not _has_it(ctx.work, clue, one)]
    free = [one for one in new if not needs_consent(ctx, clue, ctx.work.need(Agency, one))]
    if asking.asks(ctx, clue_words.told(ctx.work, clue), free, item, origin=clue.agency_id):
        return
    asking.note(ctx, item)
    sent: list[int] = []
    asked: list[int] = []
    had: list[int] = []
    for agency, way in routes.to.values():
        if not needs_consent(ctx, clue, agency):
            referral = referrals.refer(
                ctx, clue, agency, way if ctx.may_act_for(clue.agency_id) else Way.ONWARD
            )
            (had if referral is None else sent).append(agency.id)
        elif _has_it(ctx.work, clue, agency):
            had.append(agency.id)
        else:
            _ask(ctx, clue, agency)
            asked.append(agency.id)
    ctx.reply(
        "clue.forwarded",
        **references.about(ctx.work, item),
        sent=sent,
        asked=asked,
        had=had,
        uncovered=routes.uncovered,
    )
    closed.tell(ctx, routes.closed)


def _has_it(work: Work, clue: Clue, agency: Agency) -> bool:
    return agency.id == clue.agency_id or clues.referral_to(work, clue.id, agency.id) is not None


def needs_consent(ctx: Context, clue: Clue, to: Agency) -> bool:
    """Whether the originator must be asked before this officer refers it on."""
    if ctx.may_act_for(clue.agency_id):
        return False
    tlp = Tlp(clue.tlp)
    if "H2" in clue.handling or tlp.rank >= Tlp.AMBER_STRICT.rank:
        return True
    return tlp is Tlp.AMBER and not _is_own_authority(ctx, to)


def _is_own_authority(ctx: Context, to: Agency) -> bool:
    own = ctx.work.need(Agency, ctx.officer.agency_id)
    return own.id == to.parent_id or to.id == own.parent_id


def _ask(ctx: Context, clue: Clue, agency: Agency) -> None:
    """Once for each agency: who asks again waits for the same answer."""
    item = Item("clue", clue.id)
    waiting = [o for o in clues.onwards_of(ctx.work, clue.id) if o.consent is Consent.ASKED]
    if any((one.agency_id, one.by_agency_id) == (agency.id, ctx.officer.agency_id) for one in waiting):
        return
    onward = ctx.work.add(
        Onward(
            clue_id=clue.id,
            agency_id=agency.id,
            by_agency_id=ctx.officer.agency_id,
            by_id=ctx.officer.id,
            made_at=ctx.now,
        )
    )
    items.note(ctx.work, item, "consent.asked", ctx.officer.id, agency_id=agency.id)
    ctx.work.audit(Tag.CONSENT_ASKED, ctx.officer.id, item, agency=agency.id)
    about = references.about(ctx.work, item, onward=onward.id)
    ctx.tell_all(referrals.owners(ctx.work, clue), "clue.consent", *_decision(onward), **about)


def _decision(onward: Onward) -> list[Button]:
    return [
        Button(N_("Give consent"), "clue.consent", params={"onward": onward.id, "give": True}),
        Button(N_("Refuse"), "clue.consent", params={"onward": onward.id, "give": False}),
    ]


def decisions(work: Work, clue: Clue) -> list[Button]:
    """For the originator's view of the clue: what waits for consent."""
    waiting = [one for one in clues.onwards_of(work, clue.id) if one.consent is Consent.ASKED]
    return [Button(b.label, b.act, params=b.params, group=f"{o.id}") for o in waiting for b in _decision(o)]


@act("clue.consent", OFFICERS)
def _decide(ctx: Press) -> None:
    pressed = ctx.offer.params
    onward = ctx.work.hold(Onward, pressed["onward"])
    clue, item = ctx.work.need(Clue, onward.clue_id), Item("clue", onward.clue_id)
    about = references.about(ctx.work, item, onward=onward.id)
    if not ctx.may_act_for(clue.agency_id):
        ctx.work.audit(Tag.DENIED, ctx.officer.id, item)
        ctx.reply("button.gone")
    elif clue.withdrawn_at is not None:
        ctx.reply("clue.is_withdrawn", item=item, ref=about["ref"])
    elif onward.consent is not Consent.ASKED:
        ctx.reply("clue.consent.done", **about)
    elif not (
        pressed["give"] and asking.asks(ctx, clue_words.told(ctx.work, clue), [onward.agency_id], item)
    ):
        asking.note(ctx, item)
        _settle(ctx, clue, onward, give=bool(pressed["give"]))
        ctx.reply("clue.consent.done", **about)


def _settle(ctx: Context, clue: Clue, onward: Onward, *, give: bool) -> None:
    item = Item("clue", clue.id)
    onward.consent, onward.decided_at = (Consent.GIVEN if give else Consent.REFUSED), ctx.now
    ctx.work.session.add(onward)
    items.note(ctx.work, item, f"consent.{onward.consent}", ctx.officer.id, agency_id=onward.agency_id)
    ctx.work.audit(Tag.CONSENT_GIVEN if give else Tag.CONSENT_REFUSED, ctx.officer.id, item)
    if give:
        agency = ctx.work.need(Agency, onward.agency_id)
        referral = referrals.refer(ctx, clue, agency, Way.ONWARD)
        if referral is not None:
            referral.by_agency_id = onward.by_agency_id
            ctx.work.session.add(referral)
    asker = ctx.work.need(Officer, onward.by_id)
    told = [asker] if asker.state is State.ACTIVE else people.officers_of(ctx.work, [onward.by_agency_id])
    about = references.about(ctx.work, item, onward=onward.id)
    ctx.tell_all(told, "clue.consent.answer", **about)


_FORWARDED = (
    N_("%(ref)s is sent to %(agencies)s."),
    N_("%(agencies)s has %(ref)s already."),
    N_(
        "%(ref)s may go to %(agencies)s only with the originator's consent. It is asked for; with it,"
        " the clue goes out by itself."
    ),
)


@says("clue.forwarded")
def _say_forwarded(
    voice: Voice,
    ref: str,
    sent: Sequence[int],
    had: Sequence[int],
    asked: Sequence[int],
    uncovered: Sequence[str],
) -> Text:
    rows = [
        voice.rich(
            source,
            ref=bold(ref),
            agencies=voice.listed(clue_words.agency(voice, one) for one in agencies),
        )
        for source, agencies in zip(_FORWARDED, (sent, had, asked), strict=True)
        if agencies
    ]
    if uncovered:
        rows.append(
            text(
                voice.t("Nobody here covers %(countries)s yet.", countries=voice.countries(uncovered)),
                " ",
                voice.t("The coordinators can find the right contact: /contacts."),
            )
        )
    return lines(*rows) or voice.rich(N_("%(ref)s is with your own agency already."), ref=bold(ref))


@says("clue.consent")
def _say_consent(voice: Voice, onward: Onward, ref: str) -> Text:
    return paragraphs(
        voice.rich(
            N_("%(by)s asks to refer %(ref)s on to %(agency)s."),
            by=clue_words.agency(voice, onward.by_agency_id),
            ref=bold(ref),
            agency=bold(clue_words.agency(voice, onward.agency_id)),
        ),
        voice.t("With your consent it goes out at once. Without it, nobody there learns of it."),
    )


@says("clue.consent.done")
def _say_decided(voice: Voice, onward: Onward, ref: str) -> Text:
    source = {
        Consent.GIVEN: N_("Consent is given: %(ref)s goes to %(agency)s."),
        Consent.REFUSED: N_("Consent is refused: %(ref)s does not go to %(agency)s."),
        Consent.ASKED: "",
    }[onward.consent]
    return voice.rich(source, ref=bold(ref), agency=clue_words.agency(voice, onward.agency_id))


@says("clue.consent.answer")
def _say_answer(voice: Voice, onward: Onward, ref: str) -> Text:
    agency = clue_words.agency(voice, onward.agency_id)
    if onward.consent is Consent.GIVEN:
        return voice.rich(
            N_("The originator has given consent: %(ref)s is sent to %(agency)s."),
            ref=bold(ref),
            agency=agency,
        )
    return voice.rich(
        N_("The originator has refused: %(ref)s does not go to %(agency)s."),
        ref=bold(ref),
        agency=agency,
    )
