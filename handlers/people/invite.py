"""Coordinators let people in: a code for one agency and one role."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from handlers.agencies.finding import agencies_like, agency_called, unclear
from handlers.core import asking_digits
from handlers.core.context import Context
from handlers.core.params import Shown
from handlers.core.registry import COORDINATORS, command
from handlers.core.speech import says
from handlers.forms import engine
from handlers.forms import model as form_model
from handlers.forms.model import Field, Form, WrongError
from handlers.people import code_links, codes
from handlers.people.enrol import ROLES
from handlers.vocabulary import languages
from handlers.vocabulary.languages import N_
from handlers.vocabulary.roles import role_named
from handlers.vocabulary.text import Choice, Label, Text, bold, copyable, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import people, vouching
from storage.audit import Tag
from storage.item import Item
from storage.people import Agency, Role

T = TypeVar("T")


def _choice(agency: Agency) -> Choice:
    return Choice(agency.handle, Label("%(agency)s", {"agency": {"agency": agency.id}}))


def _read_agency(ctx: Context, typed: str) -> str:
    found = agency_called(ctx.work, typed)
    if found is None:
        near = [_choice(agency) for agency in agencies_like(ctx.work, typed)]
        raise WrongError(N_("I do not know an agency “%(typed)s”."), near, typed=typed[:60])
    return found.handle


def _all_agencies(ctx: Context) -> Sequence[Choice]:
    return [_choice(agency) for agency in people.agencies(ctx.work)]


def _show_agency(voice: Voice, handle: str) -> str:
    agency = people.agency_named(voice.work, handle)
    return handle if agency is None else voice.agency(agency)


def _made(ctx: Context, answers: dict[str, object]) -> None:
    line = f"{answers['agency']} {answers['role']}"  # the form may have been begun long ago
    if asking_digits.holds_up(ctx, command="invite", argument=line):
        return
    agency = people.agency_named(ctx.work, str(answers["agency"]))
    if agency is not None:
        _invite(ctx, agency, Role(str(answers["role"])), None)


INVITE = form_model.form(
    Form(
        "invite",
        N_("Invite somebody"),
        (
            Field(
                "agency",
                N_("Agency"),
                N_("For which agency?"),
                _read_agency,
                _all_agencies,
                _show_agency,
                required=True,
                unknown=False,
            ),
            Field(
                "role",
                N_("Role"),
                N_("In which role?"),
                required=True,
                free=False,
                unknown=False,
                choices=[Choice(role, label) for role, label in ROLES.items()],
            ),
        ),
        done=_made,
        confirm=N_("Make the code"),
    )
)


@command(
    "invite",
    zh="邀请",
    help=N_("Make a code for somebody to join"),
    roles=COORDINATORS,
    arguments=N_("[agency] [role]"),
    group=N_("For coordinators"),
    fits=lambda ctx, rest: agency_called(ctx.work, rest.partition(" ")[0]) is not None,
)
def invite(ctx: Context, argument: str) -> None:
    left, language = _cut(argument, languages.language_named)
    left, role = _cut(left, role_named)
    if language is None:  # either may come first
        left, language = _cut(left, languages.language_named)
    if not left:
        engine.begin(ctx, INVITE, {"role": role} if role else {})
        return
    agency = agency_called(ctx.work, left)
    if agency is None:
        unclear(ctx, left)
    elif role is None:
        engine.begin(ctx, INVITE, {"agency": agency.handle})
    else:
        _invite(ctx, agency, role, language)


def _cut(argument: str, meaning: Callable[[str], T | None]) -> tuple[str, T | None]:
    """The last word, if it means something, taken off."""
    rest, _, last = argument.rpartition(" ")
    found = meaning(last) if last else None
    return (argument, None) if found is None else (rest.strip(), found)


def _invite(ctx: Context, agency: Agency, role: Role, language: str | None) -> None:
    if vouching.open_codes(ctx.work, ctx.officer.id) >= ctx.rules.rates.open_codes:
        ctx.reply("invite.many", count=ctx.rules.rates.open_codes)
        return
    code, invitation = codes.new(
        ctx.work,
        ctx.rules.periods.invitation,
        agency_id=agency.id,
        role=role,
        language=language,
        made_by=ctx.officer.id,
    )
    ctx.work.audit(
        Tag.INVITED, ctx.officer.id, Item("invitation", invitation.id), agency=agency.id, role=role
    )
    until = {"time": invitation.ends_at.isoformat()}
    ctx.reply("invite.made", code=code, agency=agency.id, role=role, until=until)


@says("invite.many")
def _say_many(voice: Voice, count: int) -> Text:
    said = voice.n(
        "%(count)s code of yours is out that nobody has used. Please wait until one is used or has ended.",
        "%(count)s codes of yours are out that nobody has used. Please wait until one is used or has ended.",
        count,
    )
    return text(said)


@says("invite.made", makes=code_links.picture)
def _say_made(voice: Voice, code: str, agency: Agency, role: str, until: Shown) -> Text:
    return paragraphs(
        bold(
            voice.t(
                "Code for %(agency)s, as %(role)s:",
                agency=voice.agency(agency),
                role=voice.t(ROLES[Role(role)]),
            )
        ),
        copyable(f"enrol {code}"),
        code_links.said(voice, code),
        lines(
            voice.t("It works once, until %(until)s. Hand it over in person or by phone.", until=until),
            voice.t("Two coordinators then approve the person; /approve shows who waits."),
        ),
    )
