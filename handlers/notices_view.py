"""Notices put into words: as their readers see them, and as those who send them do."""

from datetime import datetime

from handlers import access, audience, meetings, recurring_words
from handlers.chat import Piece, Text, bold, dim, lines, paragraphs, quote, text
from handlers.lang import LANGUAGES, N_, Voice
from handlers.notice_words import head, in_language, words
from handlers.speech import Params, says
from storage import items, notices
from storage.notices import Notice, NoticeState
from storage.outbox import Fate
from storage.people import Agency

_BAR = 20  # characters
STATES = {
    NoticeState.DRAFT: N_("draft"),
    NoticeState.WAITING: N_("waits for approval"),
    NoticeState.PLANNED: N_("planned"),
    NoticeState.SENDING: N_("being sent"),
    NoticeState.SENT: N_("sent"),
    NoticeState.CANCELLED: N_("cancelled"),
    NoticeState.RECALLED: N_("recalled"),
    NoticeState.REPLACED: N_("replaced by a correction"),
}
_FATES = {
    Fate.WAITING: N_("on their way"),
    Fate.SENDING: N_("on their way"),
    Fate.PARKED: N_("not reachable now; they get it when they write again"),
    Fate.WITHHELD: N_("withheld by the rules of access"),
    Fate.FAILED: N_("refused by the network"),
}


def _notice(voice: Voice, params: Params) -> Notice:
    return voice.work.need(Notice, params["notice"])


def _ref(voice: Voice, params: Params) -> Text:
    return text(bold(items.reference_of(voice.work, access.key("notice", params["notice"]))))


@says("notice.new", shows_content=True)
def _say_new(voice: Voice, params: Params) -> Text:
    return shown(voice, _notice(voice, params))


def shown(voice: Voice, notice: Notice) -> Text:
    """As its readers see it."""
    if notice.starts_at is not None:
        title = lines(head(voice, notice, voice.t("Meeting")), meetings.date_line(voice, notice))
    else:
        title = head(voice, notice, voice.t("Correction") if notice.corrects_id else voice.t("Notice"))
    ends = voice.when(notice.ends_at, deadline=True) if notice.ends_at else ""
    until = voice.t("In force until %(time)s", time=ends) if ends else None
    return paragraphs(title, _corrects(voice, notice), words(voice, notice), dim(until) if until else None)


def _corrects(voice: Voice, notice: Notice) -> Text | None:
    if notice.corrects_id is None:
        return None
    ref = items.reference_of(voice.work, access.key("notice", notice.corrects_id))
    return text(voice.t("This takes the place of %(ref)s.", ref=ref))


@says("notice.reminder", shows_content=True)
def _say_reminder(voice: Voice, params: Params) -> Text:
    notice = _notice(voice, params)
    sent = voice.t("Sent %(ago)s, not acknowledged yet.", ago=voice.ago(notice.sent_at or notice.made_at))
    return paragraphs(sent, shown(voice, notice))


@says("notice.recalled")
def _say_recalled(voice: Voice, params: Params) -> Text:
    return text(voice.t("Notice "), bold(params["ref"]), voice.t(" was recalled. Please disregard it."))


def _veiled_preview(voice: Voice, params: Params) -> Text:
    notice = _notice(voice, params)
    ref = items.reference_of(voice.work, access.key("notice", notice.id))
    people = voice.n("%(count)s person", "%(count)s people", params["size"])
    where = voice.t(
        "Its text is kept; it may not be shown on this channel. Open it on the encrypted channel."
    )
    return lines(text(bold(ref), f" · TLP:{notice.tlp} · {people}"), where)


@says("notice.preview", shows_content=True, took=True, veil=_veiled_preview)
def _say_preview(voice: Voice, params: Params) -> Text:
    notice = _notice(voice, params)
    if not params["size"]:
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
    return voice.n("%(count)s of them can be reached on no channel now, and gets it when writing again.",
                   "%(count)s of them can be reached on no channel now, and get it when writing again.",
                   count) if count else None  # fmt: skip


def _when(voice: Voice, notice: Notice) -> str:
    if notice.send_at is None:
        return voice.t("now")
    if not notice.rule:
        return voice.when(notice.send_at)
    rule = recurring_words.said(voice, notice.rule, notice.zone)
    return voice.when(notice.send_at) + voice.t(", and again %(rule)s", rule=rule)


def _languages(voice: Voice, notice: Notice) -> list[Piece]:
    """Who has to read it in another language, and texts that nobody reads."""
    readers = notices.audience_by(voice.work, notice.audience, "language")
    rows: list[Piece] = [
        voice.n("%(count)s reads %(language)s, and there is no such text.",
                "%(count)s read %(language)s, and there is no such text.", count, language=voice.tongue(code))
        for code, count in readers.items() if code not in notice.texts
    ]  # fmt: skip
    unread = [voice.tongue(code) for code in notice.texts if code not in readers]
    nobody = (
        voice.t("Nobody of them reads %(languages)s.", languages=voice.listed(unread)) if unread else None
    )
    return [*rows, nobody]


@says("notice.approval", shows_content=True)
def _say_approval(voice: Voice, params: Params) -> Text:
    notice = _notice(voice, params)
    by = voice.agency(voice.work.need(Agency, notice.agency_id))
    asked = voice.t("%(agency)s asks you to approve this notice:", agency=by)
    return paragraphs(asked, shown(voice, notice), *_other_texts(voice, notice), _plan(voice, notice))


@says("notice.waits")
def _say_waits(voice: Voice, params: Params) -> Text:
    if not params["asked"]:
        return lines(text(_ref(voice, params), voice.t(" needs a second coordinator, and there is none.")),
                     voice.t("Invite one with /invite."))  # fmt: skip
    return text(_ref(voice, params), voice.t(" waits for a second coordinator. You will be told."))


@says("notice.approved")
def _say_approved(voice: Voice, params: Params) -> Text:
    said = voice.t(" was approved by %(agency)s and is sent.", agency={"agency": params["by"]})
    return text(_ref(voice, params), said)


@says("notice.rejected")
def _say_rejected(voice: Voice, params: Params) -> Text:
    said = voice.t(" was not approved by %(agency)s. Nothing was sent.", agency={"agency": params["by"]})
    return text(_ref(voice, params), said)


@says("notice.not_yours")
def _say_not_yours(voice: Voice, params: Params) -> Text:
    said = voice.t(" cannot be approved by you: another coordinator must, while its author is active.")
    return text(_ref(voice, params), said)


@says("notice.dropped")
def _say_dropped(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Dropped. Nothing was sent."))


@says("notice.sending")
def _say_sending(voice: Voice, params: Params) -> Text:
    return lines(
        text(voice.t("Sending "), _ref(voice, params), voice.t(".")),
        voice.t("/notice status %(ref)s shows who has it.", ref=_plain_ref(voice, params)),
    )


def _plain_ref(voice: Voice, params: Params) -> str:
    return items.reference_of(voice.work, access.key("notice", params["notice"]))


@says("notice.planned")
def _say_planned(voice: Voice, params: Params) -> Text:
    notice = _notice(voice, params)
    return lines(
        text(_ref(voice, params), voice.t(" will be sent: "), _when(voice, notice)),
        dim(voice.t("/notices lists what is planned. To move it: /notice move %(ref)s Monday 9:00",
                    ref=_plain_ref(voice, params))),
    )  # fmt: skip


@says("notice.progress")
def _say_progress(voice: Voice, params: Params) -> Text:
    counts = {Fate(fate): count for fate, count in params["counts"].items()}
    total, arrived = sum(counts.values()), counts.get(Fate.SENT, 0)
    filled = _BAR * arrived // total if total else 0
    bar = "█" * filled + "░" * (_BAR - filled)
    return lines(
        text(_ref(voice, params), f" {bar} {arrived * 100 // max(total, 1)} %"),
        voice.t("%(arrived)s of %(total)s delivered", arrived=arrived, total=total),
        *_others(voice, counts),
    )


def _others(voice: Voice, counts: dict[Fate, int]) -> list[Piece]:
    summed: dict[str, int] = {}
    for fate, label in _FATES.items():
        summed[label] = summed.get(label, 0) + counts.get(fate, 0)
    return [f"{voice.number(count)} {voice.t(label)}" for label, count in summed.items() if count]


@says("notice.status", shows_content=True)
def _say_status(voice: Voice, params: Params) -> Text:
    notice = _notice(voice, params)
    counts = notices.outcomes(voice.work, notice.id)
    arrived = counts.get(Fate.SENT, 0)
    rows = [
        text(voice.country(country) if country else voice.t("no country"),
             voice.t(": "), f"{delivered}/{total}",
             dim(voice.t(" · acknowledged %(count)s", count=acknowledged)) if notice.wants_ack else None)
        for country, total, delivered, acknowledged in notices.by_country(voice.work, notice.id)
    ]  # fmt: skip
    return paragraphs(
        shown(voice, notice),
        lines(
            text(dim(voice.t("State: ")), voice.t(STATES[notice.state])),
            text(dim(voice.t("For: ")), audience.said(voice, notice.audience)),
            voice.t("%(arrived)s of %(total)s delivered", arrived=arrived, total=sum(counts.values())),
            *_others(voice, counts),
            _answers(voice, notice),
        ),
        lines(*rows),
    )


def _answers(voice: Voice, notice: Notice) -> str | None:
    if notice.starts_at is not None:
        found = notices.answers(voice.work, notice.id)
        parts = [f"{voice.t(label)} {found.get(answer, 0)}" for answer, label in meetings.ANSWERS.items()]
        return " · ".join([*parts, f"{voice.t('no answer')} {found.get('', 0)}"])
    if not notice.wants_ack:
        return None
    return voice.t("%(count)s acknowledged", count=notices.acknowledged(voice.work, notice.id))


@says("notice.acknowledged")
def _say_acknowledged(voice: Voice, params: Params) -> Text:
    return text(voice.t("You have acknowledged "), _ref(voice, params), voice.t("."))


@says("notice.ask_recall")
def _say_ask_recall(voice: Voice, params: Params) -> Text:
    return text(voice.t("Recall "), _ref(voice, params), voice.t("? Those who have it are told so."))


@says("notice.recalled_by_you")
def _say_recalled_by_you(voice: Voice, params: Params) -> Text:
    return text(_ref(voice, params), voice.t(" is recalled. Those who have it are told."))


@says("notice.cancelled")
def _say_cancelled(voice: Voice, params: Params) -> Text:
    return text(_ref(voice, params), voice.t(" is cancelled. Nothing will be sent."))


@says("notice.moved_on")
def _say_moved_on(voice: Voice, params: Params) -> Text:
    notice = voice.work.get(Notice, params["notice"])
    state = voice.t(STATES[notice.state]) if notice else voice.t("unknown")
    return text(_ref(voice, params), voice.t(" does not stand there any more: %(state)s.", state=state))


@says("notice.correct_how")
def _say_correct_how(voice: Voice, params: Params) -> Text:
    return text(voice.t("Write the right text behind it: /notice correct %(ref)s …", ref=params["ref"]))


@says("notice.whom_unclear")
def _say_whom_unclear(voice: Voice, params: Params) -> Text:
    return lines(
        voice.t("I do not see whom “%(typed)s” is for.", typed=params["typed"]),
        dim(voice.t("In one line: /notice all …, /notice China, provincial …, /notice all urgent …")),
    )


@says("notices.list", shows_content=True)
def _say_list(voice: Voice, params: Params) -> Text:
    listed = [voice.work.need(Notice, notice_id) for notice_id in params["notices"]]
    if not listed:
        return text(voice.t("There are no notices for you."))
    return paragraphs(bold(voice.t("Notices")), *(_row(voice, one, params["mine"]) for one in listed))


def _row(voice: Voice, notice: Notice, with_state: bool) -> Text:
    ref = items.reference_of(voice.work, access.key("notice", notice.id))
    at: datetime = notice.starts_at or notice.send_at or notice.sent_at or notice.made_at
    state = f" · {voice.t(STATES[notice.state])}" if with_state else ""
    # what is above TLP:GREEN is named here and read on its own, where the gate decides about it
    is_open = access.Tlp(notice.tlp).rank <= access.Tlp.GREEN.rank
    first = words_of(voice, notice) if is_open else f"TLP:{notice.tlp}"
    return lines(text(bold(ref), dim(f" · {voice.when(at)}{state}")), first)


def words_of(voice: Voice, notice: Notice) -> str:
    """The first line, shortened."""
    first = in_language(voice, notice).splitlines()[0]
    return first if len(first) <= 80 else first[:79] + "…"
