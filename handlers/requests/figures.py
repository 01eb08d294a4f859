"""What coordinators see of requests, never their content: open ones by country, and the figures of a year.

The figures are those of Art. 18 of Directive (EU) 2023/977: requests made; received and answered, urgent or
not, by requesting state; refused, by state and ground; limits passed for a judicial authorisation, by state.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from handlers.core import access
from handlers.core.context import Press
from handlers.core.hooks import counted
from handlers.core.registry import COORDINATORS, act
from handlers.core.speech import says
from handlers.law.small_counts import rounded
from handlers.requests.clock import item_of, matter_of
from handlers.requests.life import LIFE
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import items, reminders, requests
from storage.audit import Tag
from storage.item import Item
from storage.people import Agency
from storage.requests import REPLIED, Addressee, AddresseeState
from storage.work import Work

HEAD = ("figure", "state", "by", "urgent", "ground", "count")
_NAMED = 5  # references of a country that are listed
Row = tuple[str, str, str, str, str]


@counted(N_("Requests"))
def _states(work: Work) -> dict[str, int | None]:
    found = requests.states(work)
    return {LIFE.states[state]: rounded(found[state]) for state in AddresseeState if state in found}


@act("requests.overview", COORDINATORS)
def _overview(ctx: Press) -> None:
    ctx.work.audit(Tag.OVERVIEW_VIEWED, ctx.officer.id)
    about = {item_of(one.request_id) for one in requests.open_addressees(ctx.work)}
    unnamed = sorted(item for item in about if not access.is_within(ctx.work, ctx.officer, item))
    ctx.reply("requests.overview", unnamed=unnamed)


@says("requests.overview")
def _say_overview(voice: Voice, unnamed: Sequence[Item] = ()) -> Text:
    """`unnamed`: those that are limited to persons of whom the reader is none; they are counted only."""
    by_country: dict[str, list[Addressee]] = defaultdict(list)
    for one in requests.open_addressees(voice.work):
        by_country[voice.work.need(Agency, one.at_agency_id).country or ""].append(one)
    if not by_country:
        return text(voice.t("No request is open."))
    oldest_first = sorted(by_country.items(), key=lambda pair: pair[1][0].received_at)
    return paragraphs(
        bold(voice.t("Open requests by country")),
        *(_country(voice, country, found, unnamed) for country, found in oldest_first),
    )


def _country(voice: Voice, country: str, found: list[Addressee], unnamed: Sequence[Item]) -> Text:
    late = sum(one.due_at is not None and one.due_at <= voice.now for one in found)
    named = [item for one in found if (item := item_of(one.request_id)) not in unnamed]
    refs = [items.reference_of(voice.work, item) for item in named[:_NAMED]]
    name = voice.country(country) if country else voice.t("Without a country")
    age = voice.duration(voice.now - found[0].received_at)
    return lines(
        text(bold(name), voice.t(": "), voice.n("%(count)s open", "%(count)s open", len(found))),
        voice.n("%(count)s overdue", "%(count)s overdue", late) if late else None,
        voice.t("the oldest for %(age)s", age=age),
        dim(" ".join(refs)) if refs else None,
    )


def stalled(work: Work, unfinished: Iterable[Addressee]) -> list[Addressee]:
    """Those for which nothing is planned any more: there should be none."""
    matters = {matter_of(one): one for one in unfinished}
    return [matters[item] for item in reminders.without_next_step(work, matters)]


def yearly(work: Work, year: int) -> list[tuple[str, ...]]:
    """Rows of text under `HEAD`: states by ISO 3166-1, `by` the other side's state."""
    start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    counts: Counter[Row] = Counter()
    for addressee, request in requests.received_between(work, start, end):
        asked, asker = _state(work, addressee.agency_id), _state(work, request.agency_id)
        counts.update(_figures(work, addressee, asked, asker, "yes" if request.urgency else "no"))
    return [(*row, str(count)) for row, count in sorted(counts.items())]


def _state(work: Work, agency_id: int) -> str:
    return work.need(Agency, agency_id).country or ""


def _figures(work: Work, addressee: Addressee, asked: str, asker: str, urgent: str) -> Iterator[Row]:
    yield "made", asker, asked, urgent, ""
    yield "received", asked, asker, urgent, ""
    answers = requests.answers_of(work, addressee.id)
    if answers and answers[-1].kind is AddresseeState.REFUSED:
        yield "refused", asked, asker, urgent, answers[-1].ground
    elif answers and answers[-1].kind in REPLIED:
        yield "answered", asked, asker, urgent, ""
    if addressee.extension:
        yield "extended for judicial authorisation", asked, asker, urgent, ""
