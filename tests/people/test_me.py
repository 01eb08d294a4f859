"""One's own page."""

import pytest

from storage.people import State, officer_named
from tests.people.steps import CODE
from tests.talk import Talk, said


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("me zone Madrid", "Europe/Madrid"),
        ("/me zone China", "Asia/Shanghai"),
        ("！我 时区 东京", "Asia/Tokyo"),
        ("me zone America/New_York", "America/New_York"),
        ("me zone europe/berlin", "Europe/Berlin"),
        ("me zone Norway", "Europe/Oslo"),
    ],
)
def test_a_zone_by_city_or_country(talk: Talk, line: str, zone: str) -> None:
    assert talk("france> " + line).kinds == ["me.zone_set"]
    with talk.work() as work:
        officer = officer_named(work, "france")
        assert officer is not None
        assert officer.zone == zone


@pytest.mark.parametrize("typed", ["", "USA", "Atlantis", "+25", "../../etc/passwd"])
def test_a_zone_that_is_not_plain_is_asked_for(talk: Talk, typed: str) -> None:
    assert talk(f"france> me zone {typed}").kinds == ["me.zone_how"]


@pytest.mark.parametrize(
    ("typed", "kind", "quiet"),
    [
        ("21:00-07:00", "me.quiet_set", {"start": "21:00", "end": "07:00"}),
        ("22 to 6", "me.quiet_set", {"start": "22:00", "end": "06:00"}),
        ("２２：００到０６：３０", "me.quiet_set", {"start": "22:00", "end": "06:30"}),
        ("off", "me.quiet_set", {"start": "00:00", "end": "00:00"}),
        ("25-26", "me.quiet_how", {}),
        ("at night", "me.quiet_how", {}),
    ],
)
def test_quiet_hours(talk: Talk, typed: str, kind: str, quiet: dict[str, str]) -> None:
    assert talk(f"spain> me quiet {typed}").kinds == [kind]
    with talk.work() as work:
        officer = officer_named(work, "spain")
        assert officer is not None
        assert officer.quiet == quiet


def test_the_page_shows_how_one_stands(talk: Talk) -> None:
    page = talk("mps> 我").text
    assert "李范例" in page
    assert "中文" in page
    assert talk("spain> /me nonsense").text.startswith("I do not know “nonsense” here.")


def test_a_deputy_is_asked_and_sees_what_concerns_the_agency(talk: Talk) -> None:
    heard = talk("mps> 我 代办 italy 至周五")
    assert sorted(said(heard.events)) == [("italy", "deputy.asked"), ("mps", "deputy.waits")]
    talk("spain> /clue China First")
    assert not talk("italy> /me").to("italy").of("clue.referred")
    heard = talk("italy! Accept")
    assert heard.to("mps").kinds == heard.to("eu").kinds == ["deputy.set"]
    heard = talk("spain> /clue China Second")
    assert heard.to("italy").kinds == ["clue.referred"]
    assert "You stand in for 李范例" in talk("italy> /me").text
    heard = talk("@ +4d", "spain> /clue China Third")
    assert not heard.to("italy").of("clue.referred")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("me deputy", "deputy.how"),
        ("me deputy italy", "deputy.until_when"),
        ("me deputy italy until yesterday", "deputy.until_when"),
        ("me deputy italy every Friday", "deputy.until_when"),
        ("me deputy spain until Friday", "deputy.yourself"),
        ("me deputy itlay until Friday", "person.unknown"),
        ("me deputy off", "deputy.ended"),
    ],
)
def test_a_deputy_needs_a_person_and_an_end(talk: Talk, line: str, kind: str) -> None:
    assert talk("spain> " + line).kinds == [kind]


def test_a_deputys_end_that_may_be_read_in_two_ways_is_chosen_by_a_press(talk: Talk) -> None:
    asked = talk("spain> me deputy italy until 03/04/2027")
    assert asked.text.splitlines()[0] == "That date can be read in more than one way. Which one do you mean?"
    assert "Sat 3 Apr 2027 24:00 Madrid" in asked.buttons
    assert talk("spain! 2").to("italy").kinds == ["deputy.asked"]


def test_a_deputy_may_decline(talk: Talk) -> None:
    talk("spain> me deputy italy until Friday")
    assert talk("italy! Decline").to("spain").kinds == ["deputy.declined"]
    assert "Deputy:" not in talk("spain> me").text


def test_asked_too_late_nobody_stands_in(talk: Talk) -> None:
    talk("spain> me deputy italy until Friday", "@ +5d")
    assert talk("italy! Accept").to("italy").kinds == ["deputy.over"]


def test_a_second_account_is_confirmed_on_the_first(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    found = CODE.search(talk("spain> me link").text)
    assert found is not None
    heard = talk(f"phone> link {found.group()}")
    assert sorted(said(heard.events)) == [("phone", "link.sent"), ("spain", "link.ask")]
    assert talk("phone> /help").kinds == ["stranger"]
    talk("spain> /me")
    heard = talk("spain! Yes, link it")
    assert heard.to("phone").kinds == ["link.welcome"]
    assert heard.to("iom").kinds == heard.to("eu").kinds == ["link.told"]
    assert "Marta Ejemplo" in talk("phone> /me").text


def test_a_link_that_is_refused_links_nothing(talk: Talk) -> None:
    found = CODE.search(talk("spain> me link").text)
    assert found is not None
    talk(f"phone> link {found.group()}")
    assert talk("spain! No").kinds == ["link.refused"]
    assert talk("phone> /help").kinds == ["stranger"]
    assert talk("spain! Yes, link it").kinds == ["button.used"]


@pytest.mark.parametrize(("wait", "kinds"), [("@ +599s", ["link.sent"]), ("@ +600s", ["stranger"])])
def test_a_link_code_ends_to_the_second(talk: Talk, wait: str, kinds: list[str]) -> None:
    found = CODE.search(talk("spain> me link").text)
    assert found is not None
    assert talk(wait, f"phone> link {found.group()}").to("phone").kinds == kinds


def test_a_link_code_of_somebody_suspended_is_worth_nothing(talk: Talk) -> None:
    found = CODE.search(talk("spain> me link").text)
    assert found is not None
    talk("eu> /suspend spain lost phone")
    assert talk(f"phone> link {found.group()}").kinds == ["stranger"]


def test_leaving_ends_everything_and_is_told(talk: Talk) -> None:
    assert talk("spain> me leave").kinds == ["me.leave_ask"]
    heard = talk("spain! Leave for good")
    assert heard.to("spain").kinds == ["me.goodbye"]
    assert heard.to("eu").kinds == ["me.left"]
    assert talk("spain> /help").kinds == ["stranger"]
    with talk.work() as work:
        officer = officer_named(work, "spain")
        assert officer is not None
        assert officer.state is State.LEFT


def test_the_last_two_coordinators_stay(talk: Talk) -> None:
    assert talk("eu> me leave").kinds == ["suspend.last"]


def test_a_mistyped_command_is_offered_in_the_readers_language(talk: Talk) -> None:
    assert "/线索" in talk("mps> /clues2").buttons
    assert "/clue" in talk("spain> /clues2").buttons


def name_of(talk: Talk, handle: str) -> str:
    with talk.work() as work:
        officer = officer_named(work, handle)
        assert officer is not None
        return officer.name


def test_a_new_name_is_told_to_who_would_notice(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    heard = talk("mps> 我 姓名 李新例")
    assert heard.to("mps").kinds == ["name.set"]
    assert sorted(said(heard.of("name.told").events)) == [("eu", "name.told"), ("iom", "name.told")]
    assert "李范例 is now called 李新例" in heard.to("eu").text
    assert "Call 李新例" in heard.to("eu").text
    assert name_of(talk, "mps") == "李新例"


@pytest.mark.parametrize("typed", ["", "x", "Spain officer 1", "\u041carta Ejemplo", "Liaison", "/help"])
def test_a_name_that_is_none_is_not_taken(talk: Talk, typed: str) -> None:
    assert talk(f"spain> /me name {typed}").kinds == ["name.how"]
    assert name_of(talk, "spain") == "Marta Ejemplo"


def test_a_name_like_somebody_elses_waits_for_two(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    heard = talk("spain> /me name Paola Esempio")
    assert (heard.to("spain").kinds, heard.to("eu").kinds) == (["name.waits"], ["vouch.asked"])
    assert "Paolo Esempio · Italian liaison office, Beijing · italy" in heard.to("iom").text
    assert name_of(talk, "spain") == "Marta Ejemplo"
    talk("eu! Approve")
    assert name_of(talk, "spain") == "Marta Ejemplo"
    heard = talk("iom! Approve")
    assert heard.to("spain").kinds == ["name.set"]
    assert name_of(talk, "spain") == "Paola Esempio"


def test_a_word_for_one_name_is_none_for_the_next(talk: Talk) -> None:
    talk("spain> /me name Paola Esempio", "eu! Approve", "spain> /me name Anna Beispiel")
    assert talk("iom! Approve").to("iom").kinds == ["vouch.one_more"]
    assert name_of(talk, "spain") == "Marta Ejemplo"


def test_a_name_can_be_turned_down(talk: Talk) -> None:
    talk("spain> /me name Paola Esempio")
    assert talk("eu! Reject").to("spain").kinds == ["name.rejected"]
    assert name_of(talk, "spain") == "Marta Ejemplo"
    assert talk("eu> /approve").kinds == ["vouch.nothing"]
