"""A form that says to whom and what, and was left unsent: mentioned after ten minutes, once."""

from datetime import datetime, timedelta

from handlers.core.params import Shown
from handlers.core.registry import tick
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.forms.model import form_named
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import drafts, inbox, people
from storage.drafts import Draft
from storage.people import Officer
from storage.work import Work

_AFTER = timedelta(minutes=10)
_SEEN = "drafts unsent"  # until when those left alone were looked at
_SAYS_WHOM = ("countries", "to")


def _until(work: Work) -> datetime | None:
    found = inbox.cursor(work, _SEEN)
    return datetime.fromisoformat(found) if found else None


def _upcoming(work: Work, _rules: Rules) -> datetime | None:
    touched = drafts.next_rested(work, _until(work))
    return None if touched is None else touched + _AFTER


@tick("drafts.unsent", _upcoming)
def _mention(work: Work, _rules: Rules) -> None:
    for draft in drafts.rested(work, _until(work), work.now - _AFTER):
        if _is_worth_it(work, draft):
            _say(work, draft)
        inbox.move_cursor(work, _SEEN, draft.touched_at.isoformat())


def _is_worth_it(work: Work, draft: Draft) -> bool:
    says_all = bool(draft.answers.get("text")) and any(draft.answers.get(name) for name in _SAYS_WHOM)
    is_told = bool(draft.answers.get("mentioned"))
    return says_all and not is_told and people.is_active(work, work.need(Officer, draft.officer_id))


def _say(work: Work, draft: Draft) -> None:
    draft.answers = {**draft.answers, "mentioned": True}
    work.session.add(draft)
    here = {"form": draft.form, "step": draft.step}
    buttons = [
        Button(N_("Show it"), "form.show", params=here),
        Button(N_("Cancel"), "form.cancel", params=here),
    ]
    title = form_named(draft.form).title
    since = {"time": draft.touched_at.isoformat()}
    say(work, work.need(Officer, draft.officer_id), "form.unsent", buttons=buttons, title=title, since=since)


@says("form.unsent", free=True, rings=Rings.AT_ONCE)
def _say_unsent(voice: Voice, title: str, since: Shown) -> Text:
    return lines(
        bold(voice.t("Not sent yet: %(form)s", form=voice.t(title))),
        voice.t("You wrote it %(since)s; it is kept, and nobody has it.", since=since),
    )
