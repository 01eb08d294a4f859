"""Referring a clue on to further countries; with the originator's consent where its handling asks for it.

H2 says "not to be passed on without the provider's permission". TLP:AMBER may go to the holder's own national
or provincial authority ("clients" of TLP 2.0), and to nobody else unasked; AMBER+STRICT and RED to nobody.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers import access, again, clue_texts, countries, forms, references, referrals, routing
from handlers.access import Tlp
from handlers.chat import Button, Text, bold, lines, paragraphs, text
from handlers.clue_form import COUNTRIES, as_list
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.registry import OFFICERS, act
from handlers.speech import Params, says
from storage import clues, items, people
from storage.audit import Tag
from storage.clues import Clue, Consent, Onward, Way
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
    split = countries.split(rest)
    return rest if not rest or split.unclear is not None or (split.places and not split.rest) else None


def typed(ctx: Context, clue: Clue, words: str) -> None:
    """`/clue C-… forward Italy`; without a country it is asked."""
    found = countries.split(words)
    if found.unclear is not None:
        buttons = [again.instead_place(place) for place in found.unclear.choices]
        ctx.reply("clue.which_country", *buttons, **again.kept(ctx, found.unclear.text))
    elif found.places:
        forward(ctx, clue, [again.code_of(place) for place in found.places])
    else:
        forms.begin(ctx, FORWARD, item=access.key("clue", clue.id))


@act("clue.forward", OFFICERS)
def _pressed(ctx: Context) -> None:
    item = ctx.offer.item if ctx.offer else ""
    if access.may_see(ctx.work, ctx.officer, item):
        forms.begin(ctx, FORWARD, item=item)
    else:
        ctx.reply("button.gone")


def _filled_in(ctx: Context, answers: dict[str, Any]) -> None:
    item = str(answers["item"])
    if not access.may_see(ctx.work, ctx.officer, item):
        ctx.reply("button.gone")
        return
    forward(ctx, ctx.work.need(Clue, access.parts(item)[1]), as_list(answers["countries"]))


FORWARD = forms.form(
    forms.Form(
        "clue.forward", N_("Refer on"), (replace(COUNTRIES, unknown=False),), _filled_in, straight=True
    )
)


def forward(ctx: Context, clue: Clue, codes: Sequence[str]) -> None:
    item = access.key("clue", clue.id)
    if clue.withdrawn_at is not None:
        ctx.reply("clue.is_withdrawn", **references.about(ctx.work, item))
        return
    routes = routing.routes(ctx.work, codes, ctx.officer.agency_id)
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
    item = access.key("clue", clue.id)
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
def _decide(ctx: Context) -> None:
    pressed = ctx.offer.params if ctx.offer else {}
    onward = ctx.work.hold(Onward, pressed["onward"])
    clue, item = ctx.work.need(Clue, onward.clue_id), access.key("clue", onward.clue_id)
    about = references.about(ctx.work, item, onward=onward.id)
    if not ctx.may_act_for(clue.agency_id):
        ctx.work.audit(Tag.DENIED, ctx.officer.id, item)
        ctx.reply("button.gone")
    elif clue.withdrawn_at is not None:
        ctx.reply("clue.is_withdrawn", item=item, ref=about["ref"])
    elif onward.consent is not Consent.ASKED:
        ctx.reply("clue.consent.done", **about)
    else:
        _settle(ctx, clue, onward, give=bool(pressed["give"]))
        ctx.reply("clue.consent.done", **about)


def _settle(ctx: Context, clue: Clue, onward: Onward, *, give: bool) -> None:
    item = access.key("clue", clue.id)
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


_FORWARDED = {
    "sent": N_("%(ref)s is sent to %(agencies)s."),
    "had": N_("%(agencies)s has %(ref)s already."),
    "asked": N_(
        "%(ref)s may go to %(agencies)s only with the originator's consent. It is asked for; with it,"
        " the clue goes out by itself."
    ),
}


@says("clue.forwarded")
def _say_forwarded(voice: Voice, params: Params) -> Text:
    ref = bold(params["ref"])
    rows = [
        voice.rich(
            source, ref=ref, agencies=voice.listed(clue_texts.agency(voice, one) for one in params[which])
        )
        for which, source in _FORWARDED.items()
        if params[which]
    ]
    if uncovered := params["uncovered"]:
        rows.append(
            text(
                voice.t("Nobody here covers %(countries)s yet.", countries=voice.countries(uncovered)),
                " ",
                voice.t("The coordinators can find the right contact: /contacts."),
            )
        )
    return lines(*rows) or voice.rich(N_("%(ref)s is with your own agency already."), ref=ref)


@says("clue.consent")
def _say_consent(voice: Voice, params: Params) -> Text:
    onward = voice.work.need(Onward, params["onward"])
    return paragraphs(
        voice.rich(
            N_("%(by)s asks to refer %(ref)s on to %(agency)s."),
            by=clue_texts.agency(voice, onward.by_agency_id),
            ref=bold(params["ref"]),
            agency=bold(clue_texts.agency(voice, onward.agency_id)),
        ),
        voice.t("With your consent it goes out at once. Without it, nobody there learns of it."),
    )


@says("clue.consent.done")
def _say_decided(voice: Voice, params: Params) -> Text:
    onward = voice.work.need(Onward, params["onward"])
    source = {
        Consent.GIVEN: N_("Consent is given: %(ref)s goes to %(agency)s."),
        Consent.REFUSED: N_("Consent is refused: %(ref)s does not go to %(agency)s."),
        Consent.ASKED: "",
    }[onward.consent]
    return voice.rich(source, ref=bold(params["ref"]), agency=clue_texts.agency(voice, onward.agency_id))


@says("clue.consent.answer")
def _say_answer(voice: Voice, params: Params) -> Text:
    onward = voice.work.need(Onward, params["onward"])
    agency = clue_texts.agency(voice, onward.agency_id)
    if onward.consent is Consent.GIVEN:
        return voice.rich(
            N_("The originator has given consent: %(ref)s is sent to %(agency)s."),
            ref=bold(params["ref"]),
            agency=agency,
        )
    return voice.rich(
        N_("The originator has refused: %(ref)s does not go to %(agency)s."),
        ref=bold(params["ref"]),
        agency=agency,
    )
