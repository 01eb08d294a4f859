"""Photos and documents: across a pointer corridor they stay with their sender, who can say otherwise."""

from collections.abc import Iterable, Sequence

from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.screening.looking import crossed
from handlers.screening.masking import decided_about
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import items, notices, recipients
from storage.audit import Tag
from storage.item import Item
from storage.people import Officer
from storage.screenings import Screening


def tell(ctx: Context, item: Item, files: Sequence[int], to: Iterable[int]) -> None:
    """Its sender hears that they do not go along, and can let them."""
    countries = [code for code in crossed(ctx, to) if code] if files else []
    if not countries:
        return
    let_go = Button(N_("Nobody is on them: send them"), "screening.files", params={"files": list(files)})
    ctx.keep_message()
    ctx.reply("screening.files", let_go, item=item, count=len(files), countries=countries)


@act("screening.files", OFFICERS)
def _let_go(ctx: Press) -> None:
    """By its sender's agency, file by file; whoever has the item gets them now."""
    item, wanted = ctx.offer.item, list(ctx.offer.params["files"])
    subject = access.subject_of(ctx.work, item)
    if subject is None or not access.may_see(ctx.work, ctx.officer, item):
        ctx.reply("button.gone")
        return
    new = [one for one in wanted if one not in decided_about(ctx.work, item).files]
    ctx.work.add(Screening(item=item, officer_id=ctx.officer.id, files=new, made_at=ctx.now))
    ctx.work.audit(Tag.FILES_RELEASED, ctx.officer.id, item, count=len(new))
    for officer in ctx.work.by_id(Officer, _holders(ctx, item)).values():
        if crossed(ctx, [officer.agency_id]) and access.may_see(ctx.work, officer, item):
            say(ctx.work, officer, "screening.files_come", item=item, files=new, ref=_ref(ctx, item))
    ctx.reply("screening.files_sent", item=item, ref=_ref(ctx, item))


def _holders(ctx: Context, item: Item) -> list[int]:
    """The persons to whom it was sent."""
    return notices.told_of(ctx.work, item.id) if item.kind == "notice" else recipients.holders(ctx.work, item)


def _ref(ctx: Context, item: Item) -> str:
    return items.reference_of(ctx.work, item)


@says("screening.files")
def _say_kept(voice: Voice, count: int, countries: Sequence[str]) -> Text:
    where = voice.countries(countries)
    return lines(
        voice.n(
            "%(count)s file does not go to %(where)s: photos and documents count as personal data.",
            "%(count)s files do not go to %(where)s: photos and documents count as personal data.",
            count,
            where=where,
        )
    )


@says("screening.files_sent")
def _say_sent(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("The files of %(ref)s go along now."), ref=bold(ref))


@says("screening.files_come", shows_content=True)
def _say_come(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("The files of %(ref)s:"), ref=bold(ref))
