"""Contact points as cards that a phone can take up."""

from collections.abc import Sequence
from typing import Any

from handlers.contacts.item import named, phone
from handlers.contacts.look_up import points_shown
from handlers.core.speech import says
from handlers.vocabulary.made_files import MadeFile
from handlers.vocabulary.text import Text, text
from handlers.vocabulary.voice import Voice
from storage.contacts import ContactPoint


def _cards(
    voice: Voice,
    countries: Sequence[str],
    topic: str,
    start: int = 0,
    points: Sequence[int] | None = None,
) -> Sequence[MadeFile]:
    asked: dict[str, Any] = {"countries": countries, "topic": topic, "start": start}
    shown = [
        point
        for point in points_shown(voice, asked if points is None else {**asked, "points": points})
        if not point.is_private and (point.phone or point.mail)
    ]
    if not shown:
        return ()
    data = "".join(card(voice, point) for point in shown).encode()
    return (MadeFile(f"{'-'.join(countries)}.vcf", "text/vcard", data),)


def card(voice: Voice, point: ContactPoint) -> str:
    """One vCard 3.0."""
    import vobject  # loaded with the first card

    made = vobject.vCard()
    made.add("fn").value = f"{voice.t(point.role)}, {named(voice, point)}"
    made.add("n").value = vobject.vcard.Name(family=named(voice, point))
    made.add("org").value = [named(voice, point)]
    made.add("role").value = voice.t(point.role)
    for number, kinds in ((point.phone, ["WORK", "PREF"]), (point.duty_phone, ["WORK", "X-DUTY"])):
        if number:
            field = made.add("tel")
            field.value, field.type_paramlist = phone(number), kinds
    if point.mail:
        made.add("email").value = point.mail
    if point.country:
        made.add("adr").value = vobject.vcard.Address(country=voice.country(point.country))
    duty = voice.t("Out of hours: ") + str(phone(point.duty_phone)) if point.duty_phone else None
    if noted := " · ".join(filter(None, (point.person, duty))):
        made.add("note").value = noted
    return str(made.serialize())


@says("contacts.card", shows_content=True, makes=_cards)
def _say_card(voice: Voice, countries: Sequence[str]) -> Text:
    return text(voice.t("Contact card for %(countries)s.", countries=voice.countries(countries)))
