"""The guided form of a request: what Art. 4 of Directive (EU) 2023/977 wants to be said."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers import dates
from handlers import places as gazetteer
from handlers.agencies import agreements, coverage, law_pages, offering
from handlers.core import asking_date, assumed_handling
from handlers.core.context import Context
from handlers.dates import NotUnderstood, Understood, anywhere
from handlers.dates.meaning import earlier
from handlers.forms import dates as form_dates
from handlers.forms import handling
from handlers.forms import model as form_model
from handlers.forms.model import Field, Form, WrongError
from handlers.law import code_lists, typed_marks
from handlers.law.directive import FROM_RECEIPT, NORMAL, URGENT
from handlers.reading import cues
from handlers.requests.clock import due_at, zone_of
from handlers.requests.filing import COORDINATORS, agencies_for, as_request, as_sent_to, file_request
from handlers.times.walltime import local
from handlers.vocabulary import text
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Choice, Piece, dim, lines, paragraphs
from handlers.vocabulary.voice import Voice
from storage import drafts
from storage.people import Agency

NO_DATE = "none"
_CODE = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")


def unclear(found: gazetteer.Found) -> WrongError:
    choices = [offering.country(place.iso) for place in found.choices]
    return WrongError(N_("I do not know a country “%(typed)s”."), choices, typed=found.text[:60])


def _read_to(ctx: Context, typed: str) -> list[int]:
    if typed == COORDINATORS:
        return [agency.id for agency in coverage.helpers(ctx.work, ctx.officer.agency_id)[:1]]
    if _CODE.fullmatch(typed):
        return agencies_for(ctx, [typed])
    found = gazetteer.split(typed)
    if found.unclear is not None:
        raise unclear(found.unclear)
    return agencies_for(ctx, [place.iso for place in found.places])


def not_understood(result: NotUnderstood) -> WrongError:
    return form_dates.wrong(
        result,
        deadline=True,
        past=N_("That moment has passed. Until when do you need the answer?"),
        more=[Choice(NO_DATE, N_("Normal deadline"))],
    )


def doubtful(result: Understood | NotUnderstood) -> WrongError:
    """A date that may as well belong to what is asked."""
    at = result.choices if isinstance(result, NotUnderstood) else (result.at,)
    problem = not_understood(NotUnderstood("ambiguous", at))
    return WrongError(N_("Is that the date until which you need the answer?"), problem.choices)


def _read_due(ctx: Context, typed: str) -> str:
    if typed == NO_DATE:
        return text.UNKNOWN
    if (chosen := asking_date.chosen(typed)) is not None and chosen[0] > ctx.now:
        return chosen[0].isoformat()
    draft = drafts.draft_of(ctx.work, ctx.officer.id)
    countries = countries_of(ctx, draft.answers if draft is not None else {})
    result = dates.read(typed, ctx.zone, ctx.now, "deadline", countries)
    if isinstance(result, NotUnderstood):
        raise not_understood(result)
    return result.at.isoformat()


def _show_to(voice: Voice, agencies: list[int]) -> str:
    return voice.listed(voice.agency(voice.work.need(Agency, agency)) for agency in agencies)


def show_due(voice: Voice, due: str) -> str:
    return voice.when(datetime.fromisoformat(due), deadline=True)


def _deadlines(ctx: Context, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Until when each addressed agency is to answer, as it would be filed now, and what binds both sides."""
    asked = as_request(answers, ctx.now)
    dues = {
        agency: due_at(ctx.work, ctx.rules, asked, as_sent_to(ctx.work, agency)) for agency in answers["to"]
    }
    owed = {str(agency): due.isoformat() for agency, due in dues.items() if due}
    return {"deadlines": owed, "law": law_pages.asked_for(ctx, answers["to"])}


def _asks_reason(answers: Mapping[str, Any]) -> Mapping[str, str]:
    return {"urgency": N_("Say why it is urgent")} if answers.get("urgency") == URGENT else {}


def _show_deadlines(voice: Voice, answers: Mapping[str, Any]) -> Piece:
    rows = [show_deadline(voice, int(agency), due) for agency, due in answers["deadlines"].items()]
    has_date = answers.get("due", text.UNKNOWN) != text.UNKNOWN
    why = voice.t("Please say why it is urgent; they need the reason.") if _asks_reason(answers) else None
    law = law_pages.brief(voice, answers.get("law", ()))
    return lines(*rows, None if has_date else dim(voice.t(FROM_RECEIPT)), law, why)


def show_deadline(voice: Voice, agency_id: int, due: str) -> str:
    """On the clocks of both sides."""
    at = voice.when(datetime.fromisoformat(due), zone_of(voice.work, agency_id), deadline=True)
    return voice.t("%(agency)s is to answer by %(time)s.", agency={"agency": agency_id}, time=at)


def _asked_countries(ctx: Context, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the agencies that are asked, and the asker's own."""
    mine = ctx.work.need(Agency, ctx.officer.agency_id).country
    return {"countries": list(countries_of(ctx, answers)), "mine": mine or ""}


def countries_of(ctx: Context, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Of the agencies that are asked: a day of work is one in all of them."""
    asked = [ctx.work.need(Agency, agency).country for agency in answers.get("to", ())]
    return tuple(dict.fromkeys(filter(None, asked)))


def _show_agreements(voice: Voice, about: Mapping[str, Any]) -> Piece:
    """What is in force between the two sides."""
    return paragraphs(*(agreements.between(voice, code, about["mine"]) for code in about["countries"]))


def _goes_to(ctx: Context, answers: Mapping[str, Any]) -> list[int]:
    asked = list(answers.get("to", ()))
    return [*asked, *(agency.id for agency in coverage.above(ctx.work, asked, ctx.officer.agency_id))]


Answers = dict[str, Any]
_LONGEST = 60  # characters: what is longer tells something
_LEADS = (
    "the deadline should be ",
    "the deadline is ",
    "deadline ",
    "by ",
    "until ",
    "to ",
    "on ",
    "before ",
    "成",
    "到",
    "至",
    "为",
)


def amend(ctx: Context, answers: Mapping[str, Any], typed: str) -> Answers | None:
    """The answers that change; None where the words say nothing of that kind."""
    if len(typed) > _LONGEST or "\n" in typed:
        return None
    return (
        _urgency(typed)
        or _other(ctx, answers, typed)
        or _longer(ctx, answers, typed)
        or _date(ctx, answers, typed)
        or _more(ctx, answers, typed)
    )


_TAKES_BACK = re.compile(
    r"(?<![a-z])(?:not|instead of|rather than)(?![a-z])|不是|别发|不发|而是", re.IGNORECASE
)


def _other(ctx: Context, answers: Mapping[str, Any], typed: str) -> Answers | None:
    """ "to France, not Germany": one that is named goes, and another one comes."""
    asked = answers.get("to")
    if _TAKES_BACK.search(typed) is None or not isinstance(asked, list):
        return None
    named = [place.iso for place in gazetteer.mentioned(typed)]
    by_place = {code: coverage.covering(ctx.work, code) for code in named}
    gone = {one.id for code in named for one in by_place[code] if one.id in asked}
    wanted = [code for code in named if not {one.id for one in by_place[code]} & gone]
    if not gone or len(wanted) != 1:
        return None
    try:
        come = agencies_for(ctx, wanted)
    except WrongError:
        return None
    return {"to": [*(one for one in asked if one not in gone), *come]}


_LONGER = re.compile(
    r"(?:(?<![a-z])(?:give (?:them|it)|add|another|extend (?:it |that )?by"
    r"|(?=\S+ (?:more|longer|later))|plus)"
    r"|再?宽限?|再?延长?|再?晚|再?推迟?|多给|再给|往后)",
    re.IGNORECASE,
)


def _longer(ctx: Context, answers: Mapping[str, Any], typed: str) -> Answers | None:
    """期限再宽两天: so much after the date that stands there."""
    said = _LONGER.search(typed)
    length = anywhere.length_in(typed[said.start() :]) if said is not None else None
    due = _due_of(answers)
    if length is None or due is None:
        return None
    return {"due": earlier(due, length.negative(), ctx.zone).isoformat()}


# what people say around what they change, before it and behind it
_BEFORE = re.compile(
    r"^(?:(?:stop|wait|no|sorry|ah|oh|and|also|but|please|pls|actually|rather|better|hmm|ok|hold on"
    r"|on second thought"
    r"|make (?:it|that)|mark (?:it|that)(?: as)?|it(?: i|')s|this is|change (?:it|that|the (?:deadline"
    r"|date))?(?: to)?"
    r"|deadline(?: is)?|due|answer|needed|need it|等等|等一下|不对|错了|说错了|其实"
    r"|还是|那|那就|并且|而且|另外|再|请|麻烦"
    r"|改成|改为|改到|换成|设为|标为|期限|就|要|是)(?:[\s,，.。!！:：]+|(?<=[\u4e00-\u9fff])))+",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"[\s,，.。!！]*(?:please|pls|instead|now|then|is (?:better|fine|enough)|would be (?:better|fine)|will do"
    r"|at the latest"
    r"|(?:the )?same (?:hour|time)|thanks|吧|啊|哈|好了|为好|更好|就行|就好|也行|即可|的"
    r"|同一时间|时间不变|谢谢)?[\s,，.。!！]*$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d[:.h]\d|\d ?[ap]m|noon|midnight|o'clock|[点时午]|at \d", re.IGNORECASE)
_SAME_HOUR = re.compile(r"same (?:hour|time)|同一时间|时间不变|原来的时间", re.IGNORECASE)
# "not Friday, Monday": what is taken back before the date that is meant
_INSTEAD = re.compile(
    r"^(?:not [\w: ]{2,16}[,;.] *(?:but )?|不要?是[^，,\s是]{1,8}[，,\s]*(?:而是|应该是|是)?)", re.IGNORECASE
)


def _core(typed: str) -> str:
    """Without what is said around it."""
    bare = _BEFORE.sub("", _NOT_BEHIND.sub("", typed.strip()), count=1)
    return _BEHIND.sub("", _INSTEAD.sub("", bare, count=1), count=1)


# "Tuesday not Monday", 发给法国，不是德国: what is taken back behind what is meant
_NOT_BEHIND = re.compile(
    r"[\s,，;；]+(?:and |but )?(?:not|instead of|rather than) [\w: ]{2,20}[\s.!]*$"
    r"|[,，;；\s]*(?:而)?(?:不是|别发|不发)[^，,。\s]{1,8}[。\s]*$",
    re.IGNORECASE,
)


def _urgency(typed: str) -> Answers | None:
    for said in (typed, _core(typed)):
        if (calm := typed_marks.not_urgent(said)) is not None and not calm.strip(" .!。！"):
            return {"urgency": NORMAL}
        found, rest = typed_marks.urgency(said)
        if found != NORMAL and not rest.strip(" .!。！"):
            return {"urgency": found}
    return None


def _date(ctx: Context, answers: Mapping[str, Any], typed: str) -> Answers | None:
    bare = _core(typed)
    found = cues.find(bare, "change", "due")
    said = found.rest if found is not None and found.rest else bare
    for lead in _LEADS:
        said = said.removeprefix(lead)
    is_same = _SAME_HOUR.search(typed) or _TAKES_BACK.search(typed)
    hour = _hour_of(ctx, answers) if is_same and not _CLOCK.search(said) else ""
    countries = countries_of(ctx, answers)
    result = dates.read(said.rstrip("吧。.!！ ") + hour, ctx.zone, ctx.now, "deadline", countries)
    if isinstance(result, Understood):
        return {"due": result.at.isoformat()} if result.spec is None else None
    due = _due_of(answers)
    if _TAKES_BACK.search(typed) is None or due is None or not result.choices:
        return None
    return {"due": min(result.choices, key=lambda at: abs(at - due)).isoformat()}  # it is read back


def _due_of(answers: Mapping[str, Any]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(answers.get("due")))
    except ValueError:  # it is not dated
        return None


def _hour_of(ctx: Context, answers: Mapping[str, Any]) -> str:
    due = _due_of(answers)
    return f" {local(due, ctx.zone):%H:%M}" if due is not None else ""


def _more(ctx: Context, answers: Mapping[str, Any], typed: str) -> Answers | None:
    """One more country, where nothing but it is named."""
    named = gazetteer.mentioned(typed) if cues.find(typed, "alsoto") is not None else ()
    if len(named) != 1 or not isinstance(answers.get("to"), list):
        return None
    try:
        more = agencies_for(ctx, [named[0].iso])
    except WrongError:
        return None
    return {"to": list(dict.fromkeys([*answers["to"], *more]))}


FORM = form_model.form(
    Form(
        "request",
        N_("Request for information"),
        (
            Field(
                "to",
                N_("To"),
                N_("Which country do you ask? Several may be named, with commas."),
                read=_read_to,
                choices=offering.countries,
                show=_show_to,
                required=True,
                reads_choices=True,
                unknown=False,
                hint=N_("For instance: China, or: Zhejiang"),
            ),
            Field(
                "text",
                N_("Information needed"),
                N_("What do you need to know?"),
                required=True,
                unknown=False,
                long=True,
                is_story=True,
            ),
            Field(
                "urgency",
                N_("Urgency"),
                N_("Is it urgent, and why?"),
                required=True,
                free=False,
                unknown=False,
                choices=(Choice(NORMAL, N_("It is not urgent")), *code_lists.URGENCY[1:]),
            ),
            Field(
                "due",
                N_("By"),
                N_("Until when do you need the answer?"),
                read=_read_due,
                show=show_due,
                needed=lambda answers: "due" in answers.get("asked", ()),
                unknown=False,
                hint=N_("For instance: Friday 17:00, or: in 3 days"),
            ),
            Field("facts", N_("Facts"), N_("What are the facts of the case?")),
            Field("offence", N_("Offence"), N_("Which offence is suspected?")),
            Field(
                "purpose",
                N_("Purpose"),
                N_("For what purpose, and on which legal basis?"),
                prepare=_asked_countries,
                remark=_show_agreements,
            ),
            Field("why", N_("Why there"), N_("Why should they hold this information?")),
            Field("restrictions", N_("Restrictions"), N_("Are there restrictions on its use?")),
            Field(
                "reference",
                N_("Official reference"),
                N_("What is its reference in the official channel?"),
                hint="SIENA 2026-0001",
            ),
            handling.TLP,
            handling.CODES,
            handling.PERSONAL,
        ),
        done=file_request,
        takes_files=True,
        prepare=_deadlines,
        check=_show_deadlines,
        handling=assumed_handling.by_marks,
        goes_to=_goes_to,
        amend=amend,
        asks_too=_asks_reason,
    )
)
