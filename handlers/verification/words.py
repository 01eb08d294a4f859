"""What is said of a verification, to whoever compares and to whoever has the bot's emoji."""

from collections.abc import Sequence

from handlers.core.params import Shown
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.people import enrol
from handlers.verification.emoji import named
from handlers.vocabulary.text import Piece, Text, bold, copyable, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage.people import Officer


@says("verify.begun")
def _say_begun(voice: Voice, able: Sequence[Officer], until: Shown) -> Text:
    return paragraphs(
        bold(voice.t("Your app and I are about to compare emoji. I never show mine in this chat.")),
        lines(
            _with_whom(voice, able),
            voice.t("Be on the phone first, then choose the emoji in your app, and both read them out."),
        ),
        voice.t(
            "Confirm in your app only if all are the same, in the same order. Time until %(until)s.",
            until=until,
        ),
    )


def _with_whom(voice: Voice, able: Sequence[Officer]) -> str:
    if not able:
        return voice.t("The operator has mine: call him or her at a number that you know.")
    names = voice.listed(one.name for one in able)
    return voice.t("Mine are with %(names)s: call at a number that you know.", names=names)


@says("verify.shown", rings=Rings.AT_ONCE)
def _say_shown(
    voice: Voice, person: Officer, emoji: Sequence[int], decimals: Sequence[int], until: Shown
) -> Text:
    return paragraphs(
        bold(voice.t("%(name)s verifies me. These are mine:", name=person.name)),
        lines(*named(emoji, voice.language)) if emoji else _in_numbers(decimals),
        enrol.described(voice, person),
        lines(
            voice.t("Call this person at a number that you know; both read out what they see."),
            voice.t(
                "Press “They are the same” only if all are, in the same order. Time until %(until)s.",
                until=until,
            ),
        ),
    )


def _in_numbers(decimals: Sequence[int]) -> Piece:
    return copyable(" ".join(str(number) for number in decimals))


@says("verify.noted")
def _say_noted(voice: Voice, person: Officer, same: bool) -> Text:
    if same:
        return text(
            voice.t("Noted: the same as with %(name)s. I finish it with the app now.", name=person.name)
        )
    return text(voice.t("Noted: not the same as with %(name)s. It is ended.", name=person.name))


@says("verify.done", rings=Rings.AT_ONCE)
def _say_done(voice: Voice, by: Officer | None, can_compare: bool) -> Text:
    return lines(
        bold(voice.t("Verified: your identity was confirmed by phone, by %(who)s.", who=_who(voice, by))),
        voice.t("From now on you can compare for others: I show you my emoji when they verify me.")
        if can_compare
        else None,
    )


@says("verify.told", rings=Rings.NEWS)
def _say_told(voice: Voice, person: Officer, by: Officer | None) -> Text:
    name = person.name
    return text(
        voice.t("%(name)s is verified: confirmed by phone, by %(who)s.", name=name, who=_who(voice, by))
    )


def _who(voice: Voice, by: Officer | None) -> str:
    return by.name if by is not None else voice.t("the operator")


@says("verify.timeout")
def _say_timeout(voice: Voice) -> Text:
    return lines(
        voice.t("The time for comparing emoji is over; nothing has changed."),
        voice.t("Begin again in your app when you are on the phone."),
    )


@says("verify.stopped")
def _say_stopped(voice: Voice) -> Text:
    return lines(
        voice.t("Your app has ended the verification; nothing has changed."),
        voice.t("Begin again in your app when you are on the phone."),
    )


@says("verify.differs", rings=Rings.AT_ONCE)
def _say_differs(voice: Voice, person: Officer, own: bool) -> Text:
    if own:
        return lines(
            bold(voice.t("The emoji, or the keys behind them, were not the same.")),
            voice.t("Somebody may stand between your app and me: write nothing of weight there for now."),
            voice.t("Please call a coordinator at a number that you know."),
        )
    return lines(
        bold(voice.t("Between %(name)s and me the emoji, or the keys, were not the same.", name=person.name)),
        voice.t("Somebody may be in between. Call this person, and the operator."),
        voice.t("/suspend %(name)s stops this person until it is clear.", name=person.handle),
    )


@says("verify.over")
def _say_over(voice: Voice) -> Text:
    return text(voice.t("That comparison is over already; nothing was done."))


@says("verify.not_yourself")
def _say_not_yourself(voice: Voice) -> Text:
    return text(voice.t("Nobody confirms himself or herself: another coordinator, or the operator, must."))


@says("verify.not_here")
def _say_not_here(voice: Voice) -> Text:
    return text(
        voice.t("This account is not verified itself: confirm from one that is, or ask the operator.")
    )
