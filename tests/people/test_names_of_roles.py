"""A word for a role or a language means the same wherever one may be named."""

import pytest
from sqlmodel import col, select

from handlers.vocabulary.languages import LANGUAGE_WORDS
from handlers.vocabulary.roles import ROLE_WORDS
from storage.notices import Notice
from storage.people import Invitation
from storage.work import Work
from tests.talk import Talk


def last_audience(work: Work) -> dict[str, object]:
    return dict(work.first(select(Notice).order_by(col(Notice.id).desc()).limit(1)).audience)


def last_invitation(work: Work) -> Invitation:
    found: Invitation = work.first(select(Invitation).order_by(col(Invitation.id).desc()).limit(1))
    return found


def test_every_word_for_a_role_is_known_everywhere(talk: Talk) -> None:
    for word, role in ROLE_WORDS.items():
        talk(f"eu> /invite spain {word.upper()}", f"eu> /notice {word} Checks at the border")
        with talk.work() as work:
            assert last_invitation(work).role is role, word
            assert last_audience(work)["roles"] == [role], word


def test_every_word_for_a_language_is_known_everywhere(talk: Talk) -> None:
    for word, code in LANGUAGE_WORDS.items():
        talk(f"eu> /invite spain officer {word}", f"eu> /notice {word} Checks at the border")
        with talk.work() as work:
            assert last_invitation(work).language == code, word
            assert last_audience(work)["languages"] == [code], word
        for command in ("language", "me language"):
            assert talk(f"italy> /{command} {word}").kinds == ["language.set"], word
        talk(f"eu> /notice Italy {word}: Checks {code}")
        with talk.work() as work:
            made = work.first(select(Notice).order_by(col(Notice.id).desc()).limit(1))
            assert made.texts == {code: f"Checks {code}"}, word


@pytest.mark.parametrize("line", ["spain officer chinese", "spain 中文 警官", "spain observer english"])
def test_an_invitation_takes_role_and_language_in_either_order(talk: Talk, line: str) -> None:
    assert talk(f"eu> /invite {line}").kinds == ["invite.made"]
    with talk.work() as work:
        assert last_invitation(work).language == ("en" if "english" in line else "zh")
