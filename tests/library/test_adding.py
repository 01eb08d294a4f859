"""An officer's entry: read by a second agency first, seen by those it is for, changed and taken out again."""

from sqlalchemy import text

from storage import library
from storage.library import EntryState, LibraryEntry
from tests.talk import Talk

WORDS = "Ask every worker for the last wage slip before anybody talks to the owner."


def write(talk: Talk, words: str = WORDS, tlp: str = "TLP:GREEN", who: str = "spain") -> str:
    """Up to the question for approval; its reference."""
    talk(f"{who}> /library add", f"{who}! Good practice", f"{who}! {tlp}", f"{who}> Wage slips first")
    talk(f"{who}> {words}", f"{who}> Own experience")
    return talk(f"{who}! Ask for approval").ref


def publish(talk: Talk, words: str = WORDS, tlp: str = "TLP:GREEN") -> str:
    ref = write(talk, words, tlp)
    talk("eu! Approve")
    return ref


def entries(talk: Talk, state: EntryState) -> list[LibraryEntry]:
    with talk.work() as work:
        found = library.entries(work, library.in_state(work, state))
        work.session.expunge_all()
    return found


def test_nobody_finds_it_before_a_second_agency_has_approved_it(talk: Talk) -> None:
    write(talk)
    assert "Wage slips first" not in talk("mps> /资料库 wage slips first").text
    talk("iom! Approve")
    assert "“Wage slips first”" in talk("mps> /资料库 wage slips first").text


def test_its_own_agency_cannot_approve_it(talk: Talk) -> None:
    ref = write(talk)
    assert "Approve" not in talk(f"spain> /library {ref}").buttons
    talk("italy> /library")
    assert "Approve" in talk("italy! To approve: 1").buttons


def test_any_officer_of_another_agency_may_approve_it(talk: Talk) -> None:
    write(talk)
    talk("italy> /library", "italy! To approve: 1")
    assert talk("italy! Approve").to("spain").kinds == ["library.approved"]
    assert "has changed" in talk("eu! Approve").text


def test_coordinators_are_asked_once_and_not_at_night(talk: Talk) -> None:
    talk("spain> /library add", "spain! 1", "spain! 2", "spain> T", f"spain> {WORDS}", "spain> S")
    heard = talk("spain! Ask for approval")
    assert [event["to"] for event in heard.of("library.asked").events] == ["eu", "iom"]
    assert not talk("@ +30d").of("library.asked")


def test_what_is_above_amber_is_not_taken(talk: Talk) -> None:
    talk(
        "spain> /library add",
        "spain! 1",
        "spain! 2",
        "spain> Title",
        "spain> TLP:RED only for us",
        "spain> S",
    )
    heard = talk("spain! Ask for approval")
    assert "The library is for the whole network." in heard.text
    assert entries(talk, EntryState.WAITING) == []


def test_personal_data_is_asked_about_and_masked_on_its_way_to_china(talk: Talk) -> None:
    write_words = "Call Li Ming, passport E12345678, and ask for wage slips."
    talk("spain> /library add", "spain! 1", "spain! 2", "spain> Wage slips first", f"spain> {write_words}")
    heard = talk("spain> Own experience")
    assert "Mask and send" in heard.buttons
    talk("spain! Mask and send", "eu! Approve")
    talk("mps> /资料库 wage slips first")
    assert "E12345678" not in talk("mps! 打开第1条").text
    assert "Wage slips first" not in talk("mps> /资料库 E12345678").text
    assert "Wage slips first" in talk("italy> /library E12345678").text


def test_a_new_version_takes_the_place_of_the_old_one_when_it_is_approved(talk: Talk) -> None:
    ref = publish(talk)
    talk(f"spain> /library {ref}", "spain! Change", "spain! Change something", "spain! Text")
    talk("spain> Without wage slips ask who pays.", "spain! Ask for approval")
    assert "before anybody talks" in talk("italy> /library wage slips first").text
    talk("eu! Approve")
    assert "before anybody talks" not in talk("italy> /library wage slips first").text
    assert [one.texts for one in entries(talk, EntryState.REPLACED)] == [{}]


def test_what_is_withdrawn_is_gone_and_erased(talk: Talk) -> None:
    ref = publish(talk)
    talk("italy> /library wage slips first")
    talk(f"spain> /library {ref}", "spain! Withdraw")
    assert "is out of the library" in talk("spain! Withdraw it").text
    assert "before anybody talks" not in talk("italy! Open 1").text
    assert "Wage slips first" not in talk("italy> /library wage slips first").text
    assert [one.texts for one in entries(talk, EntryState.WITHDRAWN)] == [{}]


def test_another_language_is_added_by_its_owner(talk: Talk) -> None:
    ref = publish(talk)
    talk(f"spain> /library {ref}", "spain! Add 中文", "spain> 先要工资条", "spain> 先请员工出示工资条。")
    talk("spain! Ask for approval", "eu! Approve")
    assert "“先要工资条”" in talk("mps> /资料库 先要工资条").text
    assert "before anybody talks" in talk("mps! 打开第1条", "mps! English").text


def test_an_observer_reads_no_entry(talk: Talk) -> None:
    talk("eu> /invite observer Otto Muster, eu")
    assert not talk("stranger> /library debt").of("library.found")


def test_other_processes_see_it_at_once(talk: Talk) -> None:
    """As another one would: the row changes under the index, which has been built already."""
    publish(talk)
    assert "Wage slips first" in talk("italy> /library wage slips first").text
    with talk.work() as work:
        (row,) = library.entries(work, library.in_state(work, EntryState.PUBLISHED))
        row.texts = {"en": {"title": "Kitchen visits", "text": "Ask about the noodles."}}
        library.change(work, row)
    assert "Kitchen visits" in talk("italy> /library noodles").text


def test_nothing_of_it_can_be_read_in_the_database(talk: Talk) -> None:
    publish(talk)
    with talk.work() as work:
        stored = work.session.connection().execute(text("SELECT texts, source FROM libraryentry")).all()
    assert stored
    assert not any(word in str(stored) for word in ("wage", "Wage", "experience"))
