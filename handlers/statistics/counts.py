"""How much there is of everything now. Figures only, from nobody's content.

@counted(N_("Requests"))
def _requests(work: Work) -> Counts:
    return counts.by(work, Request.state)
"""

from handlers.core.hooks import Counts, counted
from handlers.law.small_counts import rounded
from handlers.people.enrol import ROLES
from handlers.people.standing import STATES
from handlers.vocabulary.languages import N_
from storage import counts
from storage.clues import Clue
from storage.people import Agency, Officer, Role, State
from storage.work import Work


@counted(N_("People"))
def _people(work: Work) -> Counts:
    return {STATES[State(value)]: count for value, count in counts.by(work, Officer.state).items()}


@counted(N_("Roles"))
def _roles(work: Work) -> Counts:
    return {ROLES[Role(value)]: count for value, count in counts.by(work, Officer.role).items()}


@counted(N_("Network"))
def _network(work: Work) -> Counts:
    return {N_("agencies"): counts.of(work, Agency)}


@counted(N_("Clues"))
def _clues(work: Work) -> Counts:
    return {N_("filed"): rounded(counts.of(work, Clue))}
