"""Content on Telegram can neither be forwarded nor saved, whatever way it came there."""

from collections.abc import AsyncIterator

import pyotp
import pytest

from handlers.core.saying import say
from handlers.vocabulary.text import Button
from storage.people import officer_named
from tests.talk import Talk
from tests.telegram.phones import GREEN, NUMBERS, Phones, Seen, phones_of, words_of
from tests.telegram.test_step_up import KEY

pytestmark = pytest.mark.telegram
WORDS = "Three vans at the harbour"


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(talk) as made:
        yield made


def saying(phones: Phones, who: str, words: str = WORDS) -> list[Seen]:
    """The bot's messages on this screen that say it; there is at least one."""
    found = [m for m in phones.people.said(NUMBERS[who]) if words in words_of(m)]
    assert found
    return found


def all_guarded(phones: Phones, who: str, words: str = WORDS) -> bool:
    return all(message["protected"] for message in saying(phones, who, words))


async def test_a_clue_and_what_is_opened_by_a_press(phones: Phones) -> None:
    ref = (await phones(f"spain> /clue China {WORDS}")).ref
    assert all_guarded(phones, "mps")
    await phones("spain> /status", f"spain! {ref}")
    assert all_guarded(phones, "spain")


async def test_a_letter_that_is_opened_by_six_digits(phones: Phones) -> None:
    told = await phones("spain> /me totp")
    found = KEY.search(told.to("spain"))
    assert found is not None
    await phones(f"spain> {pyotp.TOTP(found.group()).at(phones.clock.now())}", "@ +1h")
    await phones(f"italy> /clue Spain {WORDS}", "spain! Show")
    await phones(f"spain> {pyotp.TOTP(found.group()).at(phones.clock.now())}")
    assert all_guarded(phones, "spain")


async def test_what_takes_the_place_of_a_message_that_could_be_copied(phones: Phones) -> None:
    with phones.talk.work() as work:
        spain = officer_named(work, "spain")
        assert spain is not None
        say(work, spain, "cancel.nothing", buttons=[Button("Time zone", "me.part", params={"part": "zone"})])
    await phones.settle()
    (free,) = [m["message_id"] for m in phones.people.said(NUMBERS["spain"])]
    assert not all_guarded(phones, "spain", "Nothing is open")
    await phones("spain! Time zone")
    assert all_guarded(phones, "spain", "Your time zone")
    assert free not in [m["message_id"] for m in phones.people.said(NUMBERS["spain"])]


async def test_words_and_the_form_that_quotes_them_are_one_message(phones: Phones) -> None:
    await phones(f"spain> {WORDS}")
    (asked,) = [m["message_id"] for m in phones.people.said(NUMBERS["spain"])]
    await phones("spain! File as a clue")
    assert asked in [m["message_id"] for m in phones.people.said(NUMBERS["spain"])]
    await phones("spain> China", "spain! Add details", "spain! Back")
    assert all_guarded(phones, "spain")


async def test_a_form_stays_one_message(phones: Phones) -> None:
    await phones(f"spain> /clue {WORDS}", "spain> China")
    before = [m["message_id"] for m in phones.people.said(NUMBERS["spain"])]
    await phones("spain! Add details", "spain! Back", "spain! Change something", "spain! Back")
    assert [m["message_id"] for m in phones.people.said(NUMBERS["spain"])] == before


async def test_a_notice_whose_tlp_is_lowered_again(talk: Talk) -> None:
    async with phones_of(talk, GREEN) as phones:
        await phones(f"eu> /notice all tlp:amber {WORDS}", *["eu! Change TLP"] * 3)
        assert all_guarded(phones, "eu")
        assert len(saying(phones, "eu")) == 1


async def test_files(phones: Phones) -> None:
    phones.people.file(NUMBERS["spain"], "document", b"1", name="van.jpg", caption=f"/clue Italy {WORDS}")
    await phones.settle()
    with_files = [m for m in phones.people.said(NUMBERS["italy"]) if m["files"]]
    assert with_files
    assert all(message["protected"] for message in with_files)
    clue = (await phones("spain> /clue Italy Another van")).ref
    await phones(f"spain+ /clue {clue} front", f"italy> /status {clue}", "italy! Show the files")
    assert all(message["protected"] for message in phones.people.said(NUMBERS["italy"]) if message["files"])


async def test_what_quotes_nothing_may_be_copied(phones: Phones) -> None:
    await phones("spain> /help")
    assert not saying(phones, "spain", "/clue")[0]["protected"]
