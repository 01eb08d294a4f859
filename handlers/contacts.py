"""Contact points by country: who covers it, how to reach them, and what time it is there."""

from zoneinfo import ZoneInfo

from handlers import countries, showtime
from handlers.chat import Button, Label, Piece, Text, bold, copyable, dim, lines, paragraphs, text
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.registry import EVERYONE, act, command
from handlers.speech import Params, says
from storage import contacts, people
from storage.audit import Tag
from storage.contacts import ContactPoint


@command("contacts", zh="联系人", help=N_("Who to contact, by country"), roles=EVERYONE,
         arguments=N_("[country]"), group=N_("Contacts and notices"), is_lookup=True,
         aliases=("contact",))  # fmt: skip
def look_up(ctx: Context, argument: str) -> None:
    if not argument:
        ctx.reply("contacts.how")
        return
    found = countries.find(argument)
    if found.place is None:
        buttons = [
            Button(
                Label("%(country)s", {"country": {"country": place.code}}),
                "contacts",
                params={"country": place.code},
            )
            for place in found.choices
        ]
        ctx.reply("contacts.unclear", *buttons, typed=argument[:60])
        return
    _show(ctx, found.place.code)


@act("contacts", EVERYONE)
def _chosen(ctx: Context) -> None:
    if ctx.offer is not None:
        _show(ctx, ctx.offer.params["country"])


def _show(ctx: Context, country: str) -> None:
    ctx.work.audit(Tag.CONTACTS_VIEWED, ctx.officer.id, f"country:{country}")
    ctx.reply("contacts.of", country=country)


@says("contacts.of")
def _say_contacts(voice: Voice, params: Params) -> Text:
    country = params["country"]
    points = contacts.points_of(voice.work, country)
    covering = people.covering(voice.work, country)
    by = [text(voice.t("Covered by: "), voice.agency(agency)) for agency in covering]
    if not points and not covering:
        return text(voice.t("Nobody covers %(country)s yet.", country=voice.country(country)))
    return paragraphs(bold(voice.country(country)), lines(*by), *(_point(voice, point) for point in points))


def _point(voice: Voice, point: ContactPoint) -> Text:
    rows: list[Piece] = [text(bold(voice.t(point.role)), dim(f" – {point.name}"))]
    if point.is_private:
        return lines(*rows, dim(voice.t("On request: ask the agency.")))
    rows += [copyable(point.phone) if point.phone else None, copyable(point.mail) if point.mail else None]
    zone = point.zone or countries.zone_of(point.country)
    if zone:
        there = ZoneInfo(zone)
        time = showtime.show(voice.now, [there], voice.language, voice.now)
        rows.append(dim(voice.t("Now there: %(time)s", time=time)))
    return lines(*rows)


@says("contacts.how")
def _say_how(voice: Voice, _params: Params) -> Text:
    return lines(voice.t("Write the country:"), bold(voice.t("/contacts Spain")))


@says("contacts.unclear")
def _say_unclear(voice: Voice, params: Params) -> Text:
    return text(
        voice.t("I do not know a country “%(typed)s”. Did you mean one of these?", typed=params["typed"])
    )
