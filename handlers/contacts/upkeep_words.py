"""What is said while contact points are kept true."""

from collections.abc import Sequence
from typing import Any

from handlers.contacts import desk_hours
from handlers.contacts.item import handling, named
from handlers.core.params import Typed
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import items
from storage.contacts import ContactChange, ContactPoint
from storage.item import Item
from storage.people import Officer

FIELDS = {
    "person": N_("Person"),
    "phone": N_("Phone"),
    "duty_phone": N_("Phone out of hours"),
    "mail": N_("Email"),
    "languages": N_("Languages"),
    "hours": N_("Hours"),
}


def _shown(voice: Voice, name: str, value: Any) -> str:
    if not value:
        return "–"
    if name == "languages":
        return voice.listed(voice.tongue(code) for code in value)
    return desk_hours.show(voice, value) if name == "hours" else str(value)


def _fields(voice: Voice, point: ContactPoint) -> Text:
    rows: list[Piece] = [
        text(dim(voice.t(label) + voice.t(": ")), _shown(voice, name, getattr(point, name)))
        for name, label in FIELDS.items()
    ]
    if not voice.holds(handling(point)):
        rows = [dim(voice.t("Not shown on this channel."))]
    place = voice.country(point.subdivision or point.country) if point.country else named(voice, point)
    return lines(text(bold(place), dim(f" · {voice.t(point.role)}")), *rows)


def _points(voice: Voice, points: Sequence[int]) -> list[Text]:
    return [_fields(voice, voice.work.need(ContactPoint, point_id)) for point_id in points]


@says("contact.mine", shows_content=True)
def _say_mine(voice: Voice, points: Sequence[int]) -> Text:
    if not points:
        return text(voice.t("Your agency keeps no contact points."))
    return paragraphs(*_points(voice, points))


@says("contact.still_right", shows_content=True)
def _say_still_right(voice: Voice, points: Sequence[int]) -> Text:
    return paragraphs(voice.t("Is this still right? Others rely on it."), *_points(voice, points))


@says("contact.confirmed")
def _say_confirmed(voice: Voice) -> Text:
    return text(voice.t("Thank you. It counts as confirmed today."))


@says("contact.fields", shows_content=True)
def _say_fields(voice: Voice, point: ContactPoint) -> Text:
    return paragraphs(_fields(voice, point), voice.t("What has changed?"))


@says("contact.wrong", unclear=True)
def _say_wrong(voice: Voice, field: str, typed: Typed) -> Text:
    label = FIELDS[field]
    return text(voice.t("“%(typed)s” does not fit: %(field)s.", typed=typed, field=voice.t(label)))


def _difference(voice: Voice, change: ContactChange) -> Text:
    point = voice.work.need(ContactPoint, change.point_id)
    history = items.history_of(voice.work, Item("contact", point.id))
    old = (history[-1].words or {}).get("old", {}) if change.is_accepted and history else {}
    rows: list[Piece] = []
    for name, value in change.values.items():
        before = _shown(voice, name, old.get(name, getattr(point, name)))
        label = voice.t(FIELDS[name]) + voice.t(": ")
        rows.append(text(dim(label), before, " → ", bold(_shown(voice, name, value))))
    return lines(named(voice, point), *rows)


@says("contact.asked", shows_content=True)
def _say_asked(voice: Voice, change: ContactChange) -> Text:
    by = voice.work.need(Officer, change.by_id).name
    asked = voice.t("%(name)s wants to change a contact point. Is it right?", name=by)
    return paragraphs(asked, _difference(voice, change))


@says("contact.waits", shows_content=True, took=True)
def _say_waits(voice: Voice, change: ContactChange) -> Text:
    waits = voice.t("A second person of your agency or a coordinator confirms it. You will be told.")
    return paragraphs(_difference(voice, change), waits)


@says("contact.done", shows_content=True, rings=Rings.NEWS)
def _say_done(voice: Voice, change: ContactChange) -> Text:
    said = N_("The contact point is changed.") if change.is_accepted else N_("Refused: nothing is changed.")
    return paragraphs(voice.t(said), _difference(voice, change))


@says("contact.settled")
def _say_settled(voice: Voice) -> Text:
    return text(voice.t("This needs another person, or it is settled already."))
