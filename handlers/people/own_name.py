"""A person changes his or her name: told to who knows the person; an odd one needs two coordinators first."""

from handlers.agencies import proofs
from handlers.core.context import Context
from handlers.core.params import Typed
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.people import enrol, naming, vouching
from handlers.people.names import Verdict
from handlers.people.vouching import Cause
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import people
from storage import vouching as vouched
from storage.audit import Tag
from storage.people import Account, Officer, State
from storage.work import Work

_LOOK = "look_at_wish"  # among the preferences: what is odd about the name that is waited for


def ask(ctx: Context, typed: str) -> None:
    """`/me name Nuria Nueva`."""
    judged = naming.judge(ctx.work, ctx.officer, typed) if typed else None
    if judged is None or judged.verdict is Verdict.REFUSE:
        ctx.unused = typed  # no name: it may be anything
        ctx.reply("name.how", person=ctx.officer.id, trouble=judged.why if judged else "")
    elif judged.verdict is Verdict.OK:
        _change(ctx.work, ctx.officer, judged.name, ctx.account)
        ctx.reply("name.set", person=ctx.officer.id)
    else:
        _forget(ctx.work, ctx.officer)
        ctx.officer.wished_name = judged.name
        ctx.officer.preferences = {**ctx.officer.preferences, _LOOK: naming.oddity(judged)}
        ctx.reply("name.waits", person=ctx.officer.id)
        vouching.ask(ctx.work, vouching.purpose(NAME, vouching.matter(ctx.officer)))


def _forget(work: Work, officer: Officer) -> None:
    """What was wished for before, and the words that were given for it."""
    vouched.forget(work, vouching.purpose(NAME, vouching.matter(officer)))
    officer.wished_name = None
    officer.preferences = {name: value for name, value in officer.preferences.items() if name != _LOOK}
    work.session.add(officer)


def _change(work: Work, officer: Officer, name: str, *here: Account) -> None:
    before, officer.name = officer.name, name
    _forget(work, officer)
    work.audit(Tag.PROFILE_CHANGED, officer.id, what="name")
    proofs.tell(work, officer, "name.told", *here, before=before)


def _waiting(work: Work) -> list[str]:
    found = vouched.in_state(work, [State.ACTIVE])
    return [vouching.matter(officer) for officer in found if officer.wished_name is not None]


def _describe(voice: Voice, key: str) -> Text:
    officer = vouching.person(voice.work, key)
    wished = officer.wished_name or officer.name
    return lines(
        bold(voice.t("%(name)s wants to be called “%(new)s”", name=officer.name, new=wished)),
        enrol.described(voice, officer),
        naming.remark(voice, officer.preferences.get(_LOOK)),
    )


def _approved(ctx: Context, key: str) -> None:
    officer = vouching.person(ctx.work, key)
    accounts = people.accounts_of(ctx.work, officer.id)
    _change(ctx.work, officer, officer.wished_name or officer.name, *accounts)
    say(ctx.work, officer, "name.set", person=officer.id)


def _rejected(ctx: Context, key: str) -> None:
    officer = vouching.person(ctx.work, key)
    _forget(ctx.work, officer)
    ctx.tell(officer, "name.rejected", person=officer.id)


NAME = vouching.cause(
    Cause("name", N_("Approve"), _waiting, vouching.person, _describe, done=_approved, reject=_rejected)
)


@says("name.how")
def _say_how(voice: Voice, person: Officer, trouble: str) -> Text:
    return paragraphs(
        naming.trouble(voice, trouble),
        lines(
            voice.t("Your name here: %(name)s. To change it, write:", name=person.name),
            bold(voice.t("/me name Nuria Nueva")),
        ),
    )


@says("name.set")
def _say_set(voice: Voice, person: Officer) -> Text:
    return text(
        voice.t(
            "Your name here is %(name)s. Colleagues and coordinators have been notified.", name=person.name
        )
    )


@says("name.waits")
def _say_waits(voice: Voice, person: Officer) -> Text:
    look = person.preferences.get(_LOOK)
    return lines(
        bold(voice.t(look["why"])) if look else None,
        voice.t("Two coordinators are asked; until then you are called %(name)s.", name=person.name),
    )


@says("name.rejected")
def _say_rejected(voice: Voice, person: Officer) -> Text:
    return text(voice.t("The new name was not approved; you are called %(name)s.", name=person.name))


@says("name.told", in_part=True, rings=Rings.AT_ONCE)
def _say_told(voice: Voice, person: Officer, own: bool, before: Typed) -> Text:
    return lines(
        bold(voice.t("%(before)s is now called %(name)s.", before=before, name=person.name)),
        enrol.described(voice, person),
        proofs.what_to_do(voice, person, own),
    )
