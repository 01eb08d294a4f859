"""Coordinators let people in: a code for one agency and one role."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from rapidfuzz import fuzz, process

from handlers import again, basics, countries, forms, stepup, words
from handlers.chat import Label, Text, bold, copyable, lines, paragraphs, text
from handlers.context import Context
from handlers.forms import Choice, Field, Form, WrongError
from handlers.lang import N_, Voice
from handlers.people import codes, deep_links
from handlers.people.enrol import ROLES
from handlers.registry import COORDINATORS, command
from handlers.speech import Params, says
from storage import people
from storage.audit import Tag
from storage.people import Agency, Role
from storage.work import Work

_ROLE_WORDS = {"officer": Role.OFFICER, "联络官": Role.OFFICER, "警官": Role.OFFICER,
               "coordinator": Role.COORDINATOR, "协调员": Role.COORDINATOR,
               "observer": Role.OBSERVER, "观察员": Role.OBSERVER}  # fmt: skip
_LIKE = 60  # per cent of likeness from which an agency is offered
_OFFERED = 4
T = TypeVar("T")


def agency_called(work: Work, typed: str) -> Agency | None:
    """By its handle, its name in any language, or the one country it covers alone."""
    wanted = countries.fold(typed)
    named = [a for a in people.agencies(work) if wanted in {countries.fold(name) for name in _names(a)}]
    if not named and (place := countries.find(typed).place) is not None:
        named = people.covering(work, place.code, place.subdivision)
    return named[0] if len(named) == 1 else None


def _names(agency: Agency) -> list[str]:
    return [agency.handle, agency.name, *agency.names.values()]


def agencies_like(work: Work, typed: str) -> list[Agency]:
    """The nearest ones, best first."""
    known = [(countries.fold(name), agency) for agency in people.agencies(work) for name in _names(agency)]
    near = process.extract(
        countries.fold(typed), [name for name, _ in known], scorer=fuzz.WRatio, limit=8, score_cutoff=_LIKE
    )
    return list({known[at][1].id: known[at][1] for _, _, at in near}.values())[:_OFFERED]


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
    if stepup.holds_up(ctx, command="invite", argument=line):
        return
    agency = people.agency_named(ctx.work, str(answers["agency"]))
    if agency is not None:
        _invite(ctx, agency, Role(str(answers["role"])), None)


INVITE = forms.form(
    Form(
        "invite",
        N_("Invite somebody"),
        (
            Field("agency", N_("Agency"), N_("For which agency?"), _read_agency, _all_agencies, _show_agency,
                  required=True, unknown=False),
            Field("role", N_("Role"), N_("In which role?"), required=True, free=False, unknown=False,
                  choices=[Choice(role, label) for role, label in ROLES.items()]),
        ),
        done=_made,
        confirm=N_("Make the code"),
    )
)  # fmt: skip


@command("invite", zh="邀请", help=N_("Make a code for somebody to join"), roles=COORDINATORS,
         arguments=N_("[agency] [role]"), group=N_("For coordinators"))  # fmt: skip
def invite(ctx: Context, argument: str) -> None:
    left, language = _cut(argument, basics.language_named)
    left, role = _cut(left, lambda word: _ROLE_WORDS.get(words.folded(word)))
    if not left:
        forms.begin(ctx, INVITE, {"role": role} if role else {})
        return
    agency = agency_called(ctx.work, left)
    if agency is None:
        unclear(ctx, left)
    elif role is None:
        forms.begin(ctx, INVITE, {"agency": agency.handle})
    else:
        _invite(ctx, agency, role, language)


def unclear(ctx: Context, typed: str) -> None:
    """No agency is called so: the nearest are offered, and the line kept."""
    near = agencies_like(ctx.work, typed)
    buttons = [again.instead(a.handle, Label("%(agency)s", {"agency": {"agency": a.id}})) for a in near]
    ctx.reply("invite.unclear", *buttons, **again.kept(ctx, typed))


def _cut(argument: str, meaning: Callable[[str], T | None]) -> tuple[str, T | None]:
    """The last word, if it means something, taken off."""
    rest, _, last = argument.rpartition(" ")
    found = meaning(last) if last else None
    return (argument, None) if found is None else (rest.strip(), found)


def _invite(ctx: Context, agency: Agency, role: Role, language: str | None) -> None:
    code, invitation = codes.new(
        ctx.work,
        ctx.rules.periods.invitation,
        agency_id=agency.id,
        role=role,
        language=language,
        made_by=ctx.officer.id,
    )
    ctx.work.audit(Tag.INVITED, ctx.officer.id, f"invitation:{invitation.id}", agency=agency.id, role=role)
    until = {"time": invitation.ends_at.isoformat()}
    ctx.reply("invite.made", code=code, agency=agency.id, role=role, until=until)


@says("invite.made", makes=deep_links.picture)
def _say_made(voice: Voice, params: Params) -> Text:
    agency, role = {"agency": params["agency"]}, {"say": ROLES[Role(params["role"])]}
    return paragraphs(
        bold(voice.t("Code for %(agency)s, as %(role)s:", agency=agency, role=role)),
        copyable(f"enrol {params['code']}"),
        deep_links.said(voice, params),
        lines(
            voice.t(
                "It works once, until %(until)s. Hand it over in person or by phone.", until=params["until"]
            ),
            voice.t("Two coordinators then approve the person; /approve shows who waits."),
        ),
    )


@says("invite.unclear")
def _say_unclear(voice: Voice, params: Params) -> Text:
    typed = params["typed"][:60]
    return text(voice.t("I do not know an agency “%(typed)s”. Did you mean one of these?", typed=typed))
