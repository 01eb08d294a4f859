"""The second factor on a real Bot API: key and digits leave the chat, and content cannot be copied."""

import re
from datetime import timedelta

import pyotp
import pytest

from storage.people import officer_named
from storage.stepup import authenticator_of
from tests.talk import Talk
from tests.telegram.phones import NUMBERS, Phones, phones_of

pytestmark = pytest.mark.telegram
KEY = re.compile(r"\b[A-Z2-7]{32}\b")


def code_of(phones: Phones, key: str) -> str:
    return pyotp.TOTP(key).at(phones.clock.now())


async def test_nothing_of_it_stays_in_the_chat(talk: Talk) -> None:
    async with phones_of(talk) as phones:
        told = await phones("spain> /me", "spain! Authenticator app")
        found = KEY.search(told.to("spain"))
        assert found is not None
        key, digits = found.group(), code_of(phones, found.group())
        await phones(f"spain> {digits}")
        assert key not in phones.whole("spain")
        assert digits not in phones.whole("spain")
        await phones("@ +1h", "italy> /clue Spain Three women held at a restaurant")
        assert "restaurant" not in phones.see("spain")
        announced = phones.people.said(NUMBERS["spain"])[-1]["message_id"]
        digits = code_of(phones, key)
        await phones("spain! Show", f"spain> {digits}")
        assert "restaurant" in phones.see("spain")
        assert digits not in phones.whole("spain")
        assert announced not in [m["message_id"] for m in phones.people.said(NUMBERS["spain"])]


async def test_a_key_that_nobody_confirms_goes_after_ten_minutes(talk: Talk) -> None:
    async with phones_of(talk) as phones:
        told = await phones("mps> /我 验证器")
        found = KEY.search(told.to("mps"))
        assert found is not None
        with talk.work() as work:
            officer = officer_named(work, "mps")
            kept = authenticator_of(work, officer.id) if officer else None
            assert kept is not None
            assert kept.made_at + timedelta(minutes=10) > work.now
        await phones("@ +10m")
        assert found.group() not in phones.whole("mps")
        assert "作废" in phones.see("mps")


async def test_digits_that_cannot_be_deleted_are_said_to_be_there(talk: Talk) -> None:
    async with phones_of(talk) as phones:
        found = KEY.search((await phones("spain> /me totp")).to("spain"))
        assert found is not None
        phones.people.fault("error", method="deleteMessage", code=400, times=0,
                            description="Bad Request: message can't be deleted for everyone")  # fmt: skip
        heard = await phones(f"spain> {code_of(phones, found.group())}")
        assert "Please delete it yourself" in heard.to("spain")
