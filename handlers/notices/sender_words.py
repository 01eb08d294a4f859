"""Notices put into words: as their readers see them, and as those who send them do."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.core.params import Typed
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.items import paging
from handlers.law import handling
from handlers.notices import attendance, audience
from handlers.notices.life import LIFE
from handlers.notices.series import next_date
from handlers.notices.words import in_language, ref_of, shown
from handlers.vocabulary import repeats
from handlers.vocabulary.languages import LANGUAGES, N_
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, quote, said, text
from handlers.vocabulary.voice import Voice
from storage import items, notices
from storage.item import Item
from storage.notices import Notice
from storage.outbox import Fate
from storage.people import Agency

_BAR = 20  # characters
_FATES = {
    Fate.WAITING: N_("on their way"),
    Fate.SENDING: N_("on their way"),
    Fate.PARKED: N_("not reachable now; they get it when they write again"),
    Fate.WITHHELD: N_("withheld by the rules of access"),
    Fate.FAILED: N_("refused by the network"),
}


def _veiled_preview(voice: Voice, size: int, notice: Notice) -> Text:
    ref = items.reference_of(voice.work, Item("notice", notice.id))
    people = voice.n("%(count)s person", "%(count)s people", size)
    where = voice.t(
        "Its text is kept; it may not be shown on this channel. Open it on the encrypted channel."
    )
    return lines(text(bold(ref), f" · TLP:{notice.tlp} · {people}"), where)


@says("notice.preview", shows_content=True, took=True, veil=_veiled_preview)
def _say_preview(voice: Voice, size: int, notice: Notice) -> Text:
    if not size:
        nobody = voice.t("Nobody would get this: %(whom)s.", whom=audience.said(voice, notice.audience))
        return paragraphs(nobody, shown(voice, notice))
    return paragraphs(
        dim(voice.t("This is how it will read:")),
        shown(voice, notice),
        *_other_texts(voice, notice),
        _plan(voice, notice),
    )


def _other_texts(voice: Voice, notice: Notice) -> list[Text]:
    """What readers of another language get."""
    mine = in_language(voice, notice)
    others = ((code, said) for code, said in notice.texts.items() if said != mine)
    return [lines(dim(LANGUAGES[code]), quote(said)) for code, said in others]


def _plan(voice: Voice, notice: Notice) -> Text:
    size = notices.audience_size(voice.work, notice.audience)
    channels = notices.audience_by(voice.work, notice.audience, "channel")
    counts = voice.listed(f"{name} {voice.number(count)}" for name, count in channels.items())
    acknowledged = notice.starts_at is None
    wants = (
        N_("Acknowledgement is asked for.") if notice.wants_ack else N_("No acknowledgement is asked for.")
    )
    return lines(
        text(dim(voice.t("For: ")), audience.said(voice, notice.audience)),
        text(
            voice.n("%(count)s person", "%(count)s people", size),
            voice.t(" (%(channels)s)", channels=counts) if counts else None,
        ),
        _out_of_reach(voice, notice, size),
        *_languages(voice, notice),
        text(dim(voice.t("When: ")), _when(voice, notice)),
        dim(voice.t(wants)) if acknowledged else None,
    )


def _out_of_reach(voice: Voice, notice: Notice, size: int) -> str | None:
    """Those to whom it cannot be sent now."""
    count = notices.audience_out_of_reach(voice.work, notice.audience)
    if count and count == size:
        return voice.t("None of them can be reached on any channel now; they get it when they write again.")
    return (
        voice.n(
            "%(count)s of them can be reached on no channel now, and gets it when writing again.",
            "%(count)s of them can be reached on no channel now, and get it when writing again.",
            count,
        )
        if count
        else None
    )


def _when(voice: Voice, notice: Notice) -> str:
    if notice.send_at is None:
        return voice.t("now")
    if not notice.rule:
        return voice.when(notice.send_at)
    rule = repeats.said(voice, notice.rule, notice.zone)
    return voice.t("%(time)s, and again %(rule)s", time=voice.when(notice.send_at), rule=rule)


def _languages(voice: Voice, notice: Notice) -> list[Piece]:
    """Who has to read it in another language, and texts that nobody reads."""
    readers = notices.audience_by(voice.work, notice.audience, "language")
    rows: list[Piece] = [
        voice.n(
            "%(count)s reads %(language)s, and there is no such text.",
            "%(count)s read %(language)s, and there is no such text.",
            count,
            language=voice.tongue(code),
        )
        for code, count in readers.items()
        if code not in notice.texts
    ]
    unread = [voice.tongue(code) for code in notice.texts if code not in readers]
    nobody = (
        voice.t("Nobody of them reads %(languages)s.", languages=voice.listed(unread)) if unread else None
    )
    return [*rows, nobody]


@says("notice.approval", shows_content=True)
def _say_approval(voice: Voice, notice: Notice) -> Text:
    by = voice.agency(voice.work.need(Agency, notice.agency_id))
    asked = voice.t("%(agency)s asks you to approve this notice:", agency=by)
    return paragraphs(asked, shown(voice, notice), *_other_texts(voice, notice), _plan(voice, notice))


@says("notice.reader_wanted")
def _say_reader_wanted(voice: Voice, by: int, tlp: str) -> Text:
    asked = voice.t(
        "%(agency)s asks you to approve a notice marked TLP:%(tlp)s.", agency={"agency": by}, tlp=tlp
    )
    return lines(asked, voice.t("It is shown to one coordinator only: the first to press decides."))


@says("notice.taken")
def _say_taken(voice: Voice) -> Text:
    return text(voice.t("Another coordinator is deciding about this notice, or it is settled already."))


@says("notice.waits")
def _say_waits(voice: Voice, asked: int, notice: Notice) -> Text:
    if not asked:
        return lines(
            voice.rich(
                N_("%(ref)s needs a second coordinator, and there is none."), ref=ref_of(voice, notice)
            ),
            voice.t("Invite one with /invite."),
        )
    return voice.rich(
        N_("%(ref)s waits for a second coordinator. You will be told."), ref=ref_of(voice, notice)
    )


@says("notice.approved", rings=Rings.NEWS)
def _say_approved(voice: Voice, by: int, notice: Notice) -> Text:
    said = N_("%(ref)s was approved by %(agency)s and is sent.")
    return voice.rich(said, ref=ref_of(voice, notice), agency={"agency": by})


@says("notice.rejected")
def _say_rejected(voice: Voice, by: int, notice: Notice) -> Text:
    said = N_("%(ref)s was not approved by %(agency)s. Nothing was sent.")
    return voice.rich(said, ref=ref_of(voice, notice), agency={"agency": by})


@says("notice.not_yours")
def _say_not_yours(voice: Voice, notice: Notice) -> Text:
    said = N_("You cannot approve %(ref)s: another coordinator must, while its author is active.")
    return voice.rich(said, ref=ref_of(voice, notice))


@says("notice.dropped")
def _say_dropped(voice: Voice) -> Text:
    return text(voice.t("Dropped. Nothing was sent."))


@says("notice.sending")
def _say_sending(voice: Voice, notice: Notice) -> Text:
    return lines(
        voice.rich(N_("Sending %(ref)s."), ref=ref_of(voice, notice)),
        voice.t("/notice status %(ref)s shows who has it.", ref=_plain_ref(voice, notice)),
    )


def _plain_ref(voice: Voice, notice: Notice) -> str:
    return items.reference_of(voice.work, Item("notice", notice.id))


@says("notice.planned")
def _say_planned(voice: Voice, notice: Notice) -> Text:
    return lines(
        voice.rich(
            N_("%(ref)s will be sent: %(when)s"), ref=ref_of(voice, notice), when=_when(voice, notice)
        ),
        dim(
            voice.t(
                "/notices lists what is planned. To move it: /notice move %(ref)s Monday 9:00",
                ref=_plain_ref(voice, notice),
            )
        ),
    )


@says("notice.progress", rings=Rings.NEWS)
def _say_progress(voice: Voice, counts: Mapping[str, Any], notice: Notice) -> Text:
    by_fate = {Fate(fate): count for fate, count in counts.items()}
    total, arrived = sum(by_fate.values()), by_fate.get(Fate.SENT, 0)
    filled = _BAR * arrived // total if total else 0
    bar = "█" * filled + "░" * (_BAR - filled)
    return lines(
        text(ref_of(voice, notice), f" {bar} {arrived * 100 // max(total, 1)} %"),
        voice.t("%(arrived)s of %(total)s delivered", arrived=arrived, total=total),
        *_others(voice, by_fate),
    )


def _others(voice: Voice, counts: dict[Fate, int]) -> list[Piece]:
    summed: dict[str, int] = {}
    for fate, label in _FATES.items():
        summed[label] = summed.get(label, 0) + counts.get(fate, 0)
    return [f"{voice.number(count)} {voice.t(label)}" for label, count in summed.items() if count]


@says("notice.status", shows_content=True)
def _say_status(voice: Voice, notice: Notice) -> Text:
    counts = notices.outcomes(voice.work, notice.id)
    arrived = counts.get(Fate.SENT, 0)
    rows = [
        text(
            voice.country(country) if country else voice.t("no country"),
            voice.t(": "),
            f"{delivered}/{total}",
            dim(voice.t(" · acknowledged %(count)s", count=acknowledged)) if notice.wants_ack else None,
        )
        for country, total, delivered, acknowledged in notices.by_country(voice.work, notice.id)
    ]
    return paragraphs(
        shown(voice, notice),
        lines(
            text(dim(voice.t("State: ")), voice.t(LIFE.states[notice.state])),
            text(dim(voice.t("For: ")), audience.said(voice, notice.audience)),
            voice.t("%(arrived)s of %(total)s delivered", arrived=arrived, total=sum(counts.values())),
            *_others(voice, counts),
            _answers(voice, notice),
        ),
        lines(*rows),
    )


def _answers(voice: Voice, notice: Notice) -> Piece:
    if notice.starts_at is not None:
        return attendance.said(voice, notice)
    if not notice.wants_ack:
        return None
    return voice.t("%(count)s acknowledged", count=notices.acknowledged(voice.work, notice.id))


@says("notice.ask_recall")
def _say_ask_recall(voice: Voice, notice: Notice) -> Text:
    return voice.rich(N_("Recall %(ref)s? Those who have it are notified."), ref=ref_of(voice, notice))


@says("notice.recalled_by_you")
def _say_recalled_by_you(voice: Voice, notice: Notice) -> Text:
    return voice.rich(
        N_("%(ref)s is recalled. Those who have it are being notified."), ref=ref_of(voice, notice)
    )


@says("notice.cancelled")
def _say_cancelled(voice: Voice, notice: Notice) -> Text:
    return voice.rich(N_("%(ref)s is cancelled. Nothing will be sent."), ref=ref_of(voice, notice))


@says("notice.moved_on")
def _say_moved_on(voice: Voice, notice: Notice) -> Text:
    state = voice.t(LIFE.states[notice.state])
    return voice.rich(
        N_("The state of %(ref)s has changed: %(state)s."), ref=ref_of(voice, notice), state=state
    )


@says("notice.correct_how", unclear=True)
def _say_correct_how(voice: Voice, ref: str) -> Text:
    return text(voice.t("Write the right text behind it: /notice correct %(ref)s …", ref=ref))


@says("notice.whom_unclear", unclear=True)
def _say_whom_unclear(voice: Voice, typed: Typed) -> Text:
    return lines(
        voice.t("I do not see who should get “%(typed)s”.", typed=typed),
        dim(voice.t("In one line: /notice all …, /notice China, provincial …, /notice all urgent …")),
    )


@says("notices.list", shows_content=True)
def _say_list(voice: Voice, notices: Sequence[Notice], mine: bool, start: int = 0, count: int = 0) -> Text:
    if not notices:
        return text(voice.t("There are no notices for you."))
    place = paging.place(voice, start, len(notices), count)
    title = text(bold(voice.t("Notices")), dim(f" · {place}") if place else None)
    return paragraphs(title, *(_row(voice, one, mine) for one in notices))


def _row(voice: Voice, notice: Notice, with_state: bool) -> Text:
    ref = items.reference_of(voice.work, Item("notice", notice.id))
    coming = next_date(voice.work, notice)
    starts = coming.starts if coming is not None else notice.starts_at
    at: datetime = starts or notice.send_at or notice.sent_at or notice.made_at
    state = f" · {voice.t(LIFE.states[notice.state])}" if with_state else ""
    # what is above TLP:GREEN is named here and read on its own, where the gate decides about it
    is_open = handling.Tlp(notice.tlp).rank <= handling.Tlp.GREEN.rank
    first = words_of(voice, notice) if is_open else f"TLP:{notice.tlp}"
    return lines(text(bold(ref), dim(f" · {voice.when(at)}{state}")), first)


def words_of(voice: Voice, notice: Notice) -> str:
    """The first line, shortened."""
    first = in_language(voice, notice).splitlines()[0]
    return said(first if len(first) <= 80 else first[:79] + "…")
