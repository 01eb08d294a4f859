"""From a code to an officer."""

from pathlib import Path

import pytest

from handlers.people import codes, vouching
from storage.people import State, account_at, officer_named
from tests.people.steps import CODE, code_for, enrol
from tests.talk import Talk, said


def test_a_code_two_coordinators_and_somebody_is_in(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    code = code_for(talk)
    heard = talk(f"stranger> enrol {code}", "stranger! 中文", "stranger! 同意", "stranger> 努里亚")
    assert heard.to("stranger").kinds == ["enrol.language", "enrol.terms", "enrol.name", "enrol.waiting"]
    assert sorted(event for event in said(heard.events) if event[0] != "stranger") == [
        ("eu", "vouch.asked"),
        ("iom", "vouch.asked"),
        ("spain", "colleague.asks"),
    ]
    assert "努里亚" in heard.to("iom").text
    assert "console: stranger" in heard.to("iom").text
    assert talk("stranger> /contacts Spain").kinds == ["enrol.waiting"]
    assert talk("eu! Approve").to("stranger").kinds == []
    heard = talk("iom! Approve")
    assert heard.to("stranger").kinds == ["enrol.welcome"]
    assert heard.to("eu").kinds == ["vouch.done"]
    assert talk("stranger> /help").kinds == ["help"]
    with talk.work() as work:
        officer = officer_named(work, "spain-2")
        assert officer is not None
        assert (officer.state, officer.terms_version) == (State.ACTIVE, "2026-12")


def test_one_agency_alone_approves_nobody(talk: Talk) -> None:
    enrol(talk, "second", "eu coordinator", "Ada Andere")
    talk("eu! Approve", "iom! Approve")
    enrol(talk)
    talk("eu! Approve")
    assert talk("second! Approve").to("second").kinds == ["vouch.one_more"]
    assert talk("stranger> /help").kinds == ["enrol.waiting"]
    assert talk("iom! Approve").to("stranger").kinds == ["enrol.welcome"]


def test_who_is_refused_is_told_in_neutral_words(talk: Talk) -> None:
    enrol(talk)
    heard = talk("iom! Reject")
    assert heard.to("stranger").kinds == ["enrol.rejected"]
    assert heard.to("eu").kinds == ["vouch.rejected"]
    assert talk("eu! Approve").kinds == ["vouch.settled"]
    assert talk("stranger> /help").kinds == ["stranger"]


def test_a_code_works_once(talk: Talk) -> None:
    code = code_for(talk)
    assert talk(f"stranger> {code}").kinds == ["enrol.language"]
    assert talk(f"other> enrol {code}").kinds == ["stranger"]


@pytest.mark.parametrize(("wait", "kind"), [("@ +604799s", "enrol.language"), ("@ +604800s", "stranger")])
def test_a_code_ends_to_the_second(talk: Talk, wait: str, kind: str) -> None:
    code = code_for(talk)
    assert talk(wait, f"stranger> enrol {code}").to("stranger").kinds == [kind]


@pytest.mark.parametrize(
    "line",
    ["enrol {}", "/enrol {}", "！注册 {}", "注册{}", "ENROL {}", "{}", "/start {}", "link {}"],
)
def test_a_code_is_read_however_it_is_sent(talk: Talk, line: str) -> None:
    code = code_for(talk)
    assert talk("stranger> " + line.format(code.lower())).kinds == ["enrol.language"]


@pytest.mark.parametrize(
    "words", ["hello", "that last year", "abcd", "/help", "enrol", "注册", "线索 西班牙"]
)
def test_ordinary_words_are_no_code(words: str) -> None:
    assert codes.read(words) is None


def test_a_wrong_code_looks_like_any_word_of_a_stranger(talk: Talk) -> None:
    wrong = talk("stranger> enrol ABCD-EFGH-JKLM")
    word = talk("other> hello")
    assert wrong.text == word.text
    assert wrong.kinds == word.kinds == ["stranger"]


def test_guessing_closes_the_door_and_is_told_once(talk: Talk) -> None:
    guesses = [f"stranger> enrol ABCD-EFGH-JKL{letter}" for letter in "ABCDEFGH"]
    heard = talk(*guesses)
    assert said(heard.of("code.guessed").events) == [("eu", "code.guessed"), ("iom", "code.guessed")]
    assert "console stranger" in heard.to("iom").text
    code = code_for(talk)
    assert not talk(f"stranger> enrol {code}").to("stranger")
    assert talk(f"other> enrol {code}").kinds == ["enrol.language"]
    code = code_for(talk)
    assert talk("@ +1h", f"stranger> enrol {code}").kinds == ["enrol.language"]


def test_guessing_from_many_accounts_is_told_once_and_shuts_nobody_out(talk: Talk) -> None:
    heard = talk(*(f"stranger{number}> enrol ABCD-EFGH-JKLM" for number in range(51)))
    assert len(heard.of("code.guessed").to("eu").events) == 1
    code = code_for(talk)
    assert talk(f"other> enrol {code}").to("other").kinds == ["enrol.language"]


def test_the_code_of_somebody_who_was_suspended_is_worth_nothing(talk: Talk) -> None:
    code = code_for(talk)
    with talk.work() as work:
        eu = officer_named(work, "eu")
        assert eu is not None
        eu.state = State.SUSPENDED
        work.add(eu)
    assert talk(f"stranger> enrol {code}").kinds == ["stranger"]


def test_a_code_is_nowhere_in_plain(talk: Talk, tmp_path: Path) -> None:
    code = code_for(talk)
    data = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert code.encode() not in data


def test_terms_that_are_declined_end_it(talk: Talk) -> None:
    talk(f"stranger> enrol {code_for(talk)}", "stranger! English")
    assert talk("stranger! Decline").kinds == ["enrol.declined"]
    assert talk("stranger> hello").kinds == ["stranger"]
    assert talk(f"stranger> enrol {code_for(talk)}").to("stranger").kinds == ["enrol.language"]


@pytest.mark.parametrize("name", ["x", "12345", "\u200b\u202e", "n" * 81])
def test_a_name_has_letters(talk: Talk, name: str) -> None:
    talk(f"stranger> enrol {code_for(talk)}", "stranger! English", "stranger! Accept")
    assert "2 to 80 letters" in talk(f"stranger> {name}").text


def test_r18_a_name_without_marks_that_nobody_sees(talk: Talk) -> None:
    enrol(talk, name="Elena\u200b \u202eMuster\ufeff")
    assert "Elena Muster asks to join" in talk("iom> /approve").text


def test_a_button_belongs_to_its_step(talk: Talk) -> None:
    """Pressed twice, by whatever way, it is no name."""
    talk(f"stranger> enrol {code_for(talk)}", "stranger! English")
    assert talk("stranger! Accept").kinds == ["enrol.name"]
    for again in (
        "stranger! Accept",
        "stranger! English",
        "stranger> 1",
        "stranger> accept",
        "stranger> 同意",
    ):
        assert talk(again).kinds == ["enrol.name"], again
    heard = talk("stranger> Nuria Nadie")
    assert "Nuria Nadie asks to join" in heard.to("eu").text


@pytest.mark.parametrize("line", ["/start {}", "enrol {}", "{}", "/me leave"])
def test_a_command_is_no_name(talk: Talk, line: str) -> None:
    code = code_for(talk)
    talk(f"stranger> enrol {code}", "stranger! English", "stranger! Accept")
    assert talk("stranger> " + line.format(code)).kinds == ["enrol.name"]


def test_accents_stay_however_they_are_typed(talk: Talk) -> None:
    enrol(talk, name="Nguye\u0302\u0303n Thi\u0323 Ha\u0306\u0300ng")
    with talk.work() as work:
        officer = officer_named(work, "spain-2")
        assert officer is not None
        assert officer.name == "Nguyễn Thị Hằng"


def test_those_who_decide_see_whom_a_name_is_like(talk: Talk) -> None:
    enrol(talk, name="Рaolo Esempio".replace("Р", "P").replace("l", "I"))
    for who in ("eu", "iom"):
        said = talk(f"{who}> /approve").text
        assert "looks like the name of somebody who is here already" in said
        assert "Paolo Esempio · Italian liaison office, Beijing · italy" in said
    assert talk("eu! Approve", "iom! Approve").to("stranger").kinds == ["enrol.welcome"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("\u041carta Ejemplo", "of several scripts"),
        ("Mart4 Ejemplo", "Only letters"),
        ("EU Delegation, Beijing", "not yours"),
        ("Spanish liaison office", "not yours"),
    ],
)
def test_a_name_that_is_none_is_asked_again(talk: Talk, name: str, why: str) -> None:
    talk(f"stranger> enrol {code_for(talk)}", "stranger! English", "stranger! Accept")
    heard = talk(f"stranger> {name}")
    assert heard.kinds == ["enrol.name"]
    assert why in heard.text


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("/invite Spanish liaison office, Beijing officer", "Spanish liaison office, Beijing"),
        ("/invite Norway officer", "Nordic"),
        ("/invite 西班牙 联络官 中文", "Spanish liaison office, Beijing"),
        ("！邀请 liaoning observer", "Liaoning"),
    ],
)
def test_an_agency_is_named_in_many_ways(talk: Talk, line: str, agency: str) -> None:
    heard = talk("eu> " + line)
    assert CODE.search(heard.text)
    assert agency in heard.text


def test_an_unknown_agency_is_never_guessed(talk: Talk) -> None:
    heard = talk("eu> /invite Spian officer")
    assert heard.kinds == ["invite.unclear"]
    assert talk("eu! Spanish liaison office, Beijing").kinds == ["invite.made"]


def test_without_arguments_it_asks(talk: Talk) -> None:
    heard = talk("eu> /invite", "eu> italy", "eu! observer", "eu! Make the code")
    assert heard.kinds == ["form.ask", "form.ask", "form.summary", "invite.made"]
    assert "Italian" in heard.of("invite.made").text


def test_the_language_of_the_invitation_is_not_asked_again(talk: Talk) -> None:
    heard = talk(f"stranger> enrol {code_for(talk, 'mps officer 中文')}")
    assert heard.kinds == ["enrol.terms"]
    heard = talk("stranger! 同意", "stranger> 张三")
    assert heard.to("stranger").kinds == ["enrol.name", "enrol.waiting"]


def test_the_identity_shown_at_enrolment_is_pinned(talk: Talk) -> None:
    enrol(talk)
    talk("eu! Approve", "iom! Approve")
    with talk.work() as work:
        account = account_at(work, "console", "stranger")
        assert account is not None
        assert account.trusted


def test_officers_cannot_invite(talk: Talk) -> None:
    assert talk("spain> /invite spain officer").kinds == ["command.unknown"]
    assert talk("spain> /approve").kinds == ["command.unknown"]


def test_more_than_can_be_shown_is_counted(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vouching, "_SHOWN", 1)
    enrol(talk)
    enrol(talk, "second", "italy officer", "Nuria Nada")
    heard = talk("eu> /approve")
    assert heard.kinds == ["vouch.asked", "vouch.more"]
    assert "1 more waits" in heard.text
