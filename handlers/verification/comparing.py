"""The bot's emoji are shown to coordinators whose own identity was confirmed, never in the chat of whoever is
comparing; one of them, another person, says whether they are the same. The bot itself never does."""

from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, act
from handlers.core.saying import say
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import people, verifications
from storage.outbox import Lane
from storage.people import Account, Officer, Role
from storage.verifications import Phase, Verification
from storage.work import Work

ALARMING = frozenset({"m.mismatched_sas", "m.key_mismatch"})  # somebody may stand in between
_ENDED = {"m.timeout": "verify.timeout", "m.user": "verify.stopped"}  # what is said of each end


def begun(work: Work, row: Verification) -> None:
    """To whoever compares: with whom, and that nothing is shown in this chat."""
    account, officer = _whose(work, row)
    able = [one.id for one, _ in verifications.who_can_compare(work, officer)]
    until = {"time": row.ends_at.isoformat()}
    say(work, officer, "verify.begun", account=account, lane=Lane.ANSWER, able=able, until=until)


def shown(work: Work, row: Verification) -> None:
    """To the coordinators who can compare: the bot's emoji, and two buttons."""
    _, officer = _whose(work, row)
    seen = row.shown or {}
    for one, account in verifications.who_can_compare(work, officer):
        say(
            work,
            one,
            "verify.shown",
            buttons=_buttons(row),
            account=account,
            ends_at=row.ends_at,
            person=officer.id,
            emoji=seen.get("emoji", []),
            decimals=seen.get("decimals", []),
            until={"time": row.ends_at.isoformat()},
        )


def _buttons(row: Verification) -> list[Button]:
    params = {"verification": row.id}
    return [
        Button(N_("They are the same"), "verify.same", params=params),
        Button(N_("They differ"), "verify.different", params=params),
    ]


def done(work: Work, row: Verification) -> None:
    """To whoever was confirmed, and to those who could compare."""
    account, officer = _whose(work, row)
    can_compare = officer.role is Role.COORDINATOR
    say(work, officer, "verify.done", account=account, by=row.compared_by, can_compare=can_compare)
    for one, at in verifications.who_can_compare(work, officer):
        say(work, one, "verify.told", account=at, person=officer.id, by=row.compared_by)


def ended(work: Work, row: Verification, why: str) -> None:
    """To whoever compared; where somebody may stand in between, to all coordinators and on every account."""
    account, officer = _whose(work, row)
    if why in ALARMING:
        _alarm(work, officer)
    elif (kind := _ENDED.get(why)) is not None:
        say(work, officer, kind, account=account, lane=Lane.ANSWER)


def _alarm(work: Work, officer: Officer) -> None:
    for account in people.accounts_of(work, officer.id):
        say(work, officer, "verify.differs", account=account, person=officer.id, own=True)
    for one in people.with_role(work, Role.COORDINATOR):
        if one.id != officer.id:
            say(work, one, "verify.differs", person=officer.id, own=False)


def _whose(work: Work, row: Verification) -> tuple[Account, Officer]:
    account = work.need(Account, row.account_id)
    return account, work.need(Officer, account.officer_id)


@act("verify.same", COORDINATORS)
def _same(ctx: Press) -> None:
    _say_so(ctx, same=True)


@act("verify.different", COORDINATORS)
def _different(ctx: Press) -> None:
    _say_so(ctx, same=False)


def _say_so(ctx: Press, *, same: bool) -> None:
    row = ctx.work.get(Verification, ctx.offer.params["verification"])
    if row is None or row.phase is not Phase.SHOWN:
        ctx.reply("verify.over")
        return
    row = ctx.work.hold(Verification, row.id)
    _, officer = _whose(ctx.work, row)
    if refusal := _refusal(ctx, officer):
        ctx.reply(refusal)
    elif verifications.compare(ctx.work, row, ctx.officer, same=same):
        ctx.reply("verify.noted", person=officer.id, same=same)
    else:
        ctx.reply("verify.over")


def _refusal(ctx: Context, officer: Officer) -> str | None:
    if officer.id == ctx.officer.id:
        return "verify.not_yourself"
    if not verifications.is_verified(ctx.work, ctx.account):
        return "verify.not_here"
    return None
