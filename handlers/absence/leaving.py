"""The last one of an agency goes: what is open there is named to coordinators, and to those who wait."""

from collections.abc import Sequence

from handlers.absence import there
from handlers.core import access
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.items import outstanding
from handlers.items.outstanding import Line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, dim, lines
from handlers.vocabulary.voice import Voice
from storage import items, people
from storage.people import Agency, Officer, Role
from storage.work import Work

_MOST = 10


def open_with(work: Work, officer: Officer) -> list[str]:
    """The references of what this person's agency owes or waits for."""
    found = dict.fromkeys(line.item for line in outstanding.lines_of(work, officer))
    return list(items.references_of(work, list(found)).values())


def tell(work: Work, officer: Officer, found: Sequence[Line]) -> None:
    """After that person went; `found`: what was open before."""
    if not there.absent(work, [officer.agency_id]):
        return
    refs = items.references_of(work, list(dict.fromkeys(line.item for line in found)))
    for one in people.with_role(work, Role.COORDINATOR) if refs else ():
        say(work, one, "absent.left", agency=officer.agency_id, refs=list(refs.values()))
    for line in found:
        for one in people.officers_of(work, [line.agency_id]) if line.item in refs else ():
            if access.may_see(work, one, line.item):
                ref, agency = refs[line.item], officer.agency_id
                say(work, one, "absent.open", item=line.item, ref=ref, agency=agency)


@says("absent.left")
def _say_left(voice: Voice, agency: Agency, refs: Sequence[str]) -> Text:
    more = voice.more(len(refs) - _MOST)
    return lines(
        bold(voice.t("Nobody of %(agency)s is left here.", agency=voice.agency(agency))),
        voice.t("Open there: %(refs)s", refs=", ".join(refs[:_MOST])),
        more,
        dim(voice.t("Those at the other end have been notified.")),
    )


@says("absent.open")
def _say_open(voice: Voice, ref: str, agency: Agency) -> Text:
    return lines(
        voice.rich(
            N_("%(ref)s: nobody of %(agency)s is left here."), ref=bold(ref), agency=voice.agency(agency)
        ),
        voice.t("The coordinators have been notified. The number to call: /contacts"),
    )
