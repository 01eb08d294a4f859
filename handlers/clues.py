"""Clues: filed in one line, referred to whoever covers the country, acknowledged."""

from collections.abc import Sequence

from handlers import access, countries, references, status
from handlers.access import Handling, Subject, Tlp
from handlers.chat import Button, Text, bold, dim, lines, paragraphs, quote, text
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.registry import OFFICERS, act, command
from handlers.speech import Params, says
from storage import clues, items, people
from storage.audit import Tag
from storage.clues import Clue, Filter, Referral, ReferralState
from storage.people import Agency, Officer
from storage.work import Work


@access.handled_by("clue")
def _subject(work: Work, clue_id: int) -> Subject | None:
    clue = work.get(Clue, clue_id)
    if clue is None:
        return None

    def sees(work: Work, officer: Officer) -> bool:
        mine = people.agencies_of(work, officer)
        return clue.agency_id in mine or any(r.agency_id in mine for r in clues.referrals_of(work, clue_id))

    return Subject(Handling(Tlp(clue.tlp), clue.is_personal), sees)


_REMEMBERED = 300  # of the newest: those a mistyped reference is compared with


@references.visible
def _visible(work: Work, officer: Officer) -> list[str]:
    mine = people.agencies_of(work, officer)
    return [access.key("clue", clue_id) for clue_id in clues.listed(work, mine, Filter(), _REMEMBERED)]


def _line(voice: Voice, _officer: Officer, clue_id: int) -> Text:
    clue = voice.work.need(Clue, clue_id)
    ref = items.reference_of(voice.work, access.key("clue", clue_id))
    return text(bold(ref), " ", voice.countries(clue.countries), dim(" · " + voice.ago(clue.made_at)))


def _open(work: Work, officer: Officer) -> list[int]:
    return [access.parts(item)[1] for item in _visible(work, officer)]


def _show(ctx: Context, clue_id: int) -> None:
    item = access.key("clue", clue_id)
    ctx.work.audit(Tag.CLUE_VIEWED, ctx.officer.id, item)
    ctx.reply("clue.referred", item=item, clue=clue_id)


status.kind("clue", status.Kind(N_("Clues"), _show, _open, _line))


@command("clue", zh="线索", help=N_("File a clue, and refer it to who covers the country"), roles=OFFICERS,
         arguments=N_("[country, …] [text]"), group=N_("Clues"))  # fmt: skip
def clue(ctx: Context, argument: str) -> None:
    found = countries.split(argument)
    if not found.places or not found.rest:
        ctx.reply("clue.how")
        return
    _file(ctx, [place.code for place in found.places], found.rest)


def _file(ctx: Context, wanted: Sequence[str], words: str) -> None:
    filed = ctx.work.add(
        Clue(
            author_id=ctx.officer.id,
            agency_id=ctx.officer.agency_id,
            text=words,
            countries=list(wanted),
            made_at=ctx.now,
        )
    )
    item = access.key("clue", filed.id)
    ref = items.new_reference(ctx.work, "C", item).text
    items.note(ctx.work, item, "filed", ctx.officer.id, agency_id=ctx.officer.agency_id)
    ctx.work.audit(Tag.CLUE_FILED, ctx.officer.id, item)
    addressed = [agency for code in wanted for agency in people.covering(ctx.work, code)]
    for agency in {a.id: a for a in addressed if a.id != ctx.officer.agency_id}.values():
        _refer(ctx, filed, agency)
    ctx.reply("clue.filed", item=item, ref=ref, clue=filed.id)


def _refer(ctx: Context, filed: Clue, agency: Agency) -> None:
    referral = ctx.work.add(
        Referral(
            clue_id=filed.id,
            agency_id=agency.id,
            by_agency_id=ctx.officer.agency_id,
            made_at=ctx.now,
            changed_at=ctx.now,
        )
    )
    item = access.key("clue", filed.id)
    ctx.work.audit(Tag.REFERRED, ctx.officer.id, item, agency=agency.id)
    buttons = [Button(N_("Acknowledge"), "clue.acknowledge", params={"referral": referral.id})]
    ctx.tell_all(ctx.colleagues(agency.id), "clue.referred", *buttons, item=item, clue=filed.id)


@act("clue.acknowledge", OFFICERS)
def acknowledge(ctx: Context) -> None:
    referral = ctx.work.need(Referral, ctx.offer.params["referral"] if ctx.offer else None)
    item = access.key("clue", referral.clue_id)
    if not ctx.may_act_for(referral.agency_id):
        return
    referral.state, referral.changed_at = ReferralState.ACKNOWLEDGED, ctx.now
    ctx.work.session.add(referral)
    items.note(ctx.work, item, "acknowledged", ctx.officer.id, agency_id=referral.agency_id)
    ctx.work.audit(Tag.REFERRAL_MOVED, ctx.officer.id, item, to=referral.state)
    ref = items.reference_of(ctx.work, item)
    ctx.reply("clue.acknowledged_by_you", item=item, ref=ref)
    author = ctx.work.need(Officer, ctx.work.need(Clue, referral.clue_id).author_id)
    ctx.tell(author, "clue.acknowledged", item=item, ref=ref, agency=referral.agency_id)


@says("clue.how")
def _say_how(voice: Voice, _params: Params) -> Text:
    return lines(
        voice.t("Write the country and what you know, in one line:"),
        bold(voice.t("/clue Spain Three women held at a restaurant")),
    )


@says("clue.filed")
def _say_filed(voice: Voice, params: Params) -> Text:
    sent_to = [voice.work.need(Agency, r.agency_id) for r in clues.referrals_of(voice.work, params["clue"])]
    return lines(
        text(voice.t("Clue "), bold(params["ref"]), voice.t(" is filed.")),
        voice.t("Sent to: %(agencies)s.", agencies=voice.listed(map(voice.agency, sent_to)))
        if sent_to
        else None,
    )


@says("clue.referred", shows_content=True)
def _say_referred(voice: Voice, params: Params) -> Text:
    clue = voice.work.need(Clue, params["clue"])
    ref = items.reference_of(voice.work, access.key("clue", clue.id))
    by = voice.agency(voice.work.need(Agency, clue.agency_id))
    return paragraphs(
        lines(
            text(voice.t("New clue "), bold(ref)),
            voice.t(
                "From %(agency)s, about %(countries)s", agency=by, countries=voice.countries(clue.countries)
            ),
        ),
        quote(clue.text),
        dim(f"TLP:{clue.tlp} · {'+'.join(clue.handling)} · {clue.grading}"),
    )


@says("clue.acknowledged_by_you")
def _say_acknowledged_by_you(voice: Voice, params: Params) -> Text:
    return text(voice.t("You have acknowledged %(ref)s. The sender is told.", ref=params["ref"]))


@says("clue.acknowledged")
def _say_acknowledged(voice: Voice, params: Params) -> Text:
    return text(
        voice.t(
            "%(agency)s has acknowledged %(ref)s.", agency={"agency": params["agency"]}, ref=params["ref"]
        )
    )
