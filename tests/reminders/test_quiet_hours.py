"""One's own quiet hours count for everything that rings and is not urgent, whichever job it comes from."""

import pytest

from tests.talk import Heard, Talk

QUIET = ("spain> /me quiet 06:00-14:00",)
ASKED = {  # what is said, what rings, within how many days
    "a request that waits": ("italy> /request Spain Who owns the phone shop?", "reminder", 9),
    "a clue that nobody acknowledged": ("italy> /clue Spain Boats were seen", "reminder", 3),
    "a notice that is not acknowledged": ("eu> /notice Spain The office is closed", "notice.reminder", 3),
    "a contact point to be confirmed": ("", "contact.still_right", 190),
    "a vetting that ends": ("", "vetting.yours", 364),
}


def rung(heard: Heard) -> list[str]:
    return [event["at"] for event in heard.events]


@pytest.mark.parametrize("name", ASKED)
def test_nobody_is_rung_in_quiet_hours_of_his_or_her_own(talk: Talk, name: str) -> None:
    line, kind, days = ASKED[name]
    steps = [line, "eu! 1"] if "notice" in line else [line]
    talk(*QUIET, *filter(None, steps))
    times = rung(talk(f"@ +{days}d").to("spain").of(kind))
    assert times
    assert not [at for at in times if "05:00" <= at[11:16] < "12:00"], "14:00 in Madrid is 12:00 or 13:00 UTC"


def test_quiet_hours_that_come_meanwhile_count_too(talk: Talk) -> None:
    talk("eu> /notice Spain The office is closed", "eu! 1", "@ 2026-12-02T02:00:00+01:00", *QUIET)
    assert rung(talk("@ +1d").to("spain").of("notice.reminder")) == ["2026-12-02T13:00:00Z"]
