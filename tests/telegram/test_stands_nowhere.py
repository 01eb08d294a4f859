"""Whatever can quote is kept from being copied and taken back; what lies above the ceiling is not said.

What declares nothing is closed: only what is given no params, or says that it is free, may stay in a chat.
"""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from handlers import house
from handlers.core import speech
from handlers.core.params import wanted_by
from handlers.vocabulary.text import plain
from storage.contacts import ContactPoint
from storage.people import accounts_of, agency_named, officer_named
from tests.talk import Talk
from tests.telegram.phones import GREEN, NUMBERS, Phones, phones_of, words_of

pytestmark = pytest.mark.telegram
SPAIN, EU, IOM = NUMBERS["spain"], NUMBERS["eu"], NUMBERS["iom"]
SECRET = "Li Ming, passport E12345678"
NOBODY = "three vans in front of the market"  # no personal data
FREE = {
    "agencies.imported", "channel.back", "channel.out", "help", "help.one", "left.standing", "rate.lookups",
    "rate.wait", "reminder.later", "press.type_it", "delete.stands", "edit.without_file",
    "form.unsent", "sent.left_out",
    "library.hidden", "library.hidden.done",  # titles that came with the service
}  # fmt: skip


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    """Telegram as it is configured at first, and the console beside it."""
    async with phones_of(talk, GREEN, has_console=True) as made:
        yield made


async def gone_after_two_days(phones: Phones, who: str, words: str) -> None:
    """It was there, could not be copied, and is not there any more."""
    shown = [one for one in phones.people.said(NUMBERS[who]) if words in words_of(one)]
    assert shown
    assert all(one["protected"] for one in shown)
    await phones("@ +48h")
    left = [one["message_id"] for one in phones.people.said(NUMBERS[who]) if words in words_of(one)]
    assert not {one["message_id"] for one in shown} & set(left)


def only_on_telegram(phones: Phones, who: str) -> None:
    with phones.talk.work() as work:
        officer = officer_named(work, who)
        assert officer is not None
        for account in accounts_of(work, officer.id):
            account.blocked = account.channel != "telegram"
            work.session.add(account)


def test_only_what_can_quote_nothing_is_free() -> None:
    assert house.ROOMS
    free = {kind for kind in speech.kinds() if speech.speech(kind).is_free}
    assert {kind for kind in free if wanted_by(speech.speech(kind).say)} == FREE
    assert not [kind for kind in free if speech.speech(kind).makes or speech.speech(kind).shows_content]


# -- words that no command understood


@pytest.mark.parametrize("line", [
    "/remind sometime {}", "/remind {}", "/contacts {}", "/contacts China {}", "/me {}", "/me zone {}",
    "/me deputy {}", "/language {}", "/help {}", "/cancel {}", "/outstanding {}", "/status {}",
    "/agreements {}", "/me quiet {}", "/start {}", "remind sometime {}", "！提醒 某时 {}", "/联系人 {}",
    "/我 {}", "/语言 {}",
])  # fmt: skip
async def test_they_leave_the_chat_and_nobody_repeats_them(phones: Phones, line: str) -> None:
    heard = await phones("spain> " + line.format(SECRET))
    assert phones.typed("spain") == []
    assert SECRET not in phones.whole("spain")
    assert "kept safely and deleted here" in heard.to("spain")
    heard = await phones("spain! File as a clue")
    taken = ("What you wrote is kept.", "is filed", "Before this goes to China")
    assert any(words in heard.to("spain") for words in taken)


@pytest.mark.parametrize("line", [
    "/invite {}", "/invite Spain officer {}", "/suspend {}", "/notice {}", "/officers {}", "/reinstate {}",
    "/reset {}", "/notice meeting {}", "/stats {}", "/lockdown {}", "/approve {}",
])  # fmt: skip
async def test_so_do_those_of_a_coordinator(phones: Phones, line: str) -> None:
    await phones("eu> " + line.format(SECRET))
    assert phones.typed("eu") == []
    assert SECRET not in phones.whole("eu")


@pytest.mark.parametrize("line", [
    "/remind", "/contacts Spain", "/contacts", "/me", "/me zone Berlin", "/me quiet 20:00-07:00", "/language",
    "/help clue", "/status", "/outstanding", "/cancel", "/contacts who do I call in Spain?",
])  # fmt: skip
async def test_what_is_understood_stays_where_it_was_typed(phones: Phones, line: str) -> None:
    heard = await phones(f"spain> {line}")
    assert phones.typed("spain") == [line]
    assert "deleted here" not in heard.to("spain")


def test_at_the_console_nothing_is_different(talk: Talk) -> None:
    heard = talk(f"spain> /contacts {SECRET}")
    assert SECRET in heard.text
    assert "File as a clue" not in heard.buttons


# -- one's own reminders


@pytest.mark.parametrize("line", [
    "/remind in 2 hours {}", "/remind every day 9:00 {}", "/提醒 明天上午9点 {}",
    "/remind in 2 hours TLP:RED {}",
])  # fmt: skip
async def test_a_reminder_is_kept_and_said_where_it_may_be(phones: Phones, line: str) -> None:
    heard = await phones("spain> " + line.format(SECRET), "spain> /remind", "@ +40h")
    assert phones.typed("spain") == ["/remind"]
    assert SECRET not in phones.whole("spain")
    assert "not shown here" in heard.to("spain")
    (rings, *_) = [one for who, one in heard.at_console if one.kind == "remind.now"]
    assert rings.address == "spain"


async def test_where_there_is_no_other_channel_it_rings_without_its_words(talk: Talk) -> None:
    async with phones_of(talk, GREEN) as phones:
        await phones(f"spain> /remind in 2 hours {SECRET}", "@ +3h")
        assert "You wanted to be reminded" in phones.see("spain")
        assert SECRET not in phones.whole("spain")
        heard = await phones("spain! In an hour")
        assert SECRET not in heard.to("spain")
        heard = await phones("spain> /remind", "spain! Delete 1")
        assert SECRET not in phones.whole("spain")


async def test_a_green_one_rings_with_them_and_is_taken_back(phones: Phones) -> None:
    await phones("spain> /remind in 2 hours TLP:GREEN call Rome", "@ +3h")
    assert "call Rome" in phones.typed("spain")[0]
    await gone_after_two_days(phones, "spain", "call Rome")


async def test_what_was_typed_elsewhere_is_not_listed_here(phones: Phones) -> None:
    await phones(f"spain: /remind in 2 hours {SECRET}", "spain> /remind", "spain> /remind delete 1")
    assert SECRET not in phones.whole("spain")


# -- meetings, contact points, accusations, names


@pytest.mark.parametrize("ending", ["/notice recall {}", "/notice move {} in 3 days 10:00"])
@pytest.mark.parametrize("locked", [False, True])
async def test_the_calendar_entry_of_a_red_meeting_goes_nowhere(
    phones: Phones, ending: str, locked: bool
) -> None:
    only_on_telegram(phones, "spain")
    made = await phones(f"eu: /notice meeting Spain tomorrow 10:00 60 minutes Raid\\nAgenda: {SECRET}")
    ref = next(letter.refs[0] for _, letter in made.at_console if letter.refs)
    await phones(*(["eu: 3"] * 3), "eu: 1")
    assert ref in phones.see("spain")
    if locked:
        await phones("iom: /lockdown", "iom: 1")
    await phones(f"eu: {ending.format(ref)}", "eu: 1", "@ +1m")
    assert phones.people.screen(SPAIN)
    for one in phones.people.screen(SPAIN):
        assert SECRET not in words_of(one)
        assert one["files"] == []


async def test_a_private_contact_point_is_not_shown_here(phones: Phones) -> None:
    with phones.talk.work() as work:
        agency = agency_named(work, "spain")
        assert agency is not None
        soon = work.now + timedelta(hours=1)
        work.add(ContactPoint(
            country="ES", agency_id=agency.id, role="Handler", name="Unidad", person="SECRETPERSON Pilar",
            phone="+34600111222", is_private=True, made_at=work.now, ask_at=soon,
        ))  # fmt: skip
    heard = await phones("spain> /contacts mine")
    assert "+34 900 555 010" in heard.to("spain")
    await phones("@ +2d")
    assert "Is this still right?" in phones.see("spain")
    await phones("spain! Change Spain")
    assert "SECRETPERSON" not in phones.whole("spain")
    assert "600111222" not in phones.whole("spain").replace(" ", "")


async def test_why_somebody_is_suspended_is_not_said_here(phones: Phones) -> None:
    only_on_telegram(phones, "iom")
    await phones("eu> /suspend italy took money from SECRETPERSON")
    assert phones.typed("eu") == []
    for who in ("eu", "iom"):
        assert "is suspended by" in phones.see(who)
        assert "SECRETPERSON" not in phones.whole(who)
    await phones("iom! Reinstate")
    assert "SECRETPERSON" not in phones.whole("iom") + phones.whole("eu")
    await gone_after_two_days(phones, "eu", "is suspended by")


async def test_it_is_said_where_it_may_be(phones: Phones) -> None:
    heard = await phones("eu: /suspend italy took money from SECRETPERSON")
    for who in ("eu", "iom"):
        assert "SECRETPERSON" in "".join(plain(one.text) for to, one in heard.at_console if to == who)


@pytest.mark.parametrize(("who", "line", "words"), [
    ("eu", "/officers", "Marta"), ("eu", "/me", "eu"), ("eu", "/invite Spain officer", "enrol"),
    ("spain", "/me deputy italy until Friday", "asked to stand in"), ("spain", "/contacts Italy", "Italy"),
    ("spain", "/me link", "link"),
])  # fmt: skip
async def test_names_and_codes_do_not_stay(phones: Phones, who: str, line: str, words: str) -> None:
    await phones(f"{who}> {line}")
    await gone_after_two_days(phones, who, words)


# -- what is there, and until when


async def test_what_may_not_be_shown_is_named_with_its_deadline(phones: Phones) -> None:
    for who in ("spain", "mps"):
        only_on_telegram(phones, who)
    asked = await phones(f"spain> /request China {NOBODY}")
    assert "编号" in asked.to("mps") or "R-" in asked.to("mps")
    assert "西班牙" in asked.to("mps")
    assert "12月8日" in asked.to("mps")
    assert "请在加密渠道中查看。" in asked.to("mps")
    told = await phones(f"mps> /线索 西班牙 {NOBODY}")
    assert "New clue C-" in told.to("spain")
    assert "Please open it on the encrypted channel." in told.to("spain")
    assert SECRET not in phones.whole("spain") + phones.whole("mps")
