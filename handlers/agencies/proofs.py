"""How a person proves who he or she is has changed: whoever would notice that it was another is told."""

from typing import Any

from handlers.core.saying import say
from handlers.vocabulary.text import Text, lines, text
from handlers.vocabulary.voice import Voice
from storage import people, vouching
from storage.people import Account, Officer
from storage.work import Work


def tell(work: Work, officer: Officer, kind: str, *here: Account, **params: Any) -> None:
    """Colleagues, coordinators, and the person on every other account than those `here`. What is said ends
    with `what_to_do`."""
    about = {"person": officer.id, **params}
    for account in people.accounts_of(work, officer.id):
        if account.id not in {one.id for one in here}:
            say(work, officer, kind, account=account, own=True, **about)
    for one in vouching.witnesses(work, officer):
        say(work, one, kind, own=False, **about)


def what_to_do(voice: Voice, officer: Officer, own: bool) -> Text:
    """For the person whose it is, and for everybody else."""
    if own:
        return text(voice.t("If this was not you, tell a coordinator at once, by phone."))
    return lines(
        voice.t("Call %(name)s at a number that you know, and ask whether this was so.", name=officer.name),
        voice.t("If not, tell the coordinators: /suspend %(name)s stops this person.", name=officer.handle),
    )
