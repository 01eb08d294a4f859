"""Every kind of message there is × alone, in a form, as a reply, forwarded, edited: what happens.

Made from python-telegram-bot's own list of what a message may hold: a kind that is new there fails the first
test, until somebody says what is to be done with it. No silence, nothing lost, nothing left standing.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select
from telegram import Message

from bot.channels.telegram import contents
from bot.channels.telegram.reading import Read, read
from storage.clues import Clue
from storage.drafts import Draft
from storage.items import Attachment
from storage.outbox import Outgoing
from tests.talk import Talk
from tests.telegram.phones import GREEN, NUMBERS, Phones, phones_of

pytestmark = pytest.mark.telegram
SPAIN = NUMBERS["spain"]
PLACES = {
    "files": frozenset(contents.FILES),
    "words": contents._TOLD,
    "unreadable": contents.UNREADABLE,
    "service": contents.SERVICE,
    "around": contents.AROUND,
}
WORD = "QZWORD"  # what the words of a sample hold
WORDS: Mapping[str, Mapping[str, Any]] = {
    "text": {"text": f"three women {WORD}"},
    "venue": {"venue": {"location": {"latitude": 1, "longitude": 2}, "title": f"Bar {WORD}", "address": "1"},
              "location": {"latitude": 1, "longitude": 2}},
    "location": {"location": {"latitude": 40.4168, "longitude": -3.7038}},
    "contact": {"contact": {"phone_number": "+34900111222", "first_name": WORD, "last_name": "Ana"}},
    "poll": {"poll": {"id": "1", "question": f"Who is {WORD}?", "options": [{"text": "Li", "voter_count": 0}],
                      "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
                      "allows_multiple_answers": False}},
    "checklist": {"checklist": {"title": f"Ask {WORD}", "tasks": [{"id": 1, "text": "the plate"}]}},
    "checklist_tasks_added": {"checklist_tasks_added": {"tasks": [{"id": 2, "text": f"the {WORD}"}]}},
    "poll_option_added": {"poll_option_added": {"option_text": f"the {WORD}"}},
}  # fmt: skip
SAID = {"location": "40.41680, -3.70380"}  # where a sample's words hold no WORD
UNREADABLE = {name: {name: {"of": WORD}} for name in sorted(contents.UNREADABLE)} | {
    "unheard_of": {"unheard_of": {"of": WORD}}
}


def test_every_field_of_a_message_has_its_place() -> None:
    fields = {"from" if name == "from_user" else name for name in Message.__slots__ if name[0] != "_"}
    placed = frozenset().union(*PLACES.values())
    assert fields - placed == set(), "say in contents.py what is to be done with it"
    assert sum(map(len, PLACES.values())) == len(placed), "it has two places"
    assert WORDS.keys() | {"caption"} == PLACES["words"]


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(talk, GREEN) as made:
        yield made


def everything(phones: Phones) -> str:
    """All words that are kept anywhere."""
    with phones.talk.work() as work:
        rows = [str((row.params, row.carried)) for row in work.all(select(Outgoing))]
        drafts = [str(draft.answers) for draft in work.all(select(Draft))]
        files = [f"{file.caption} {file.name}" for file in work.all(select(Attachment))]
    return "\n".join([*rows, *drafts, *files])


def kept_files(phones: Phones) -> int:
    with phones.talk.work() as work:
        return len(work.all(select(Attachment)))


def newest_file(phones: Phones) -> int:
    with phones.talk.work() as work:
        return int(max(file.id for file in work.all(select(Attachment))))


def post(phones: Phones, body: Mapping[str, Any], **how: Any) -> int:
    return int(phones.people.content(SPAIN, dict(body), **how)["message_id"])


def post_file(phones: Phones, kind: str, **how: Any) -> int:
    data = f"{kind} {how}".encode()
    if kind != "live_photo":
        sent = phones.people.file(SPAIN, kind, data, caption=f"caption {WORD}", **how)
        return int(sent["message_id"])
    world = phones.people._world
    blob = world.make_blob(next(iter(world.bots.values())).user.id, kind, data, None, "video/mp4")
    body = {kind: {**blob.json(), "width": 1, "height": 1, "duration": 1}, "caption": f"caption {WORD}"}
    return post(phones, body, **how)


def change(phones: Phones, message: int, body: Mapping[str, Any]) -> None:
    place = phones.people._place(SPAIN, None, None)
    place.messages[message].body = dict(body)
    place.messages[message].edited = 1
    phones.people._world.tell(place.messages[message], "edited_message")
    phones.people._world.touch()


async def answered(phones: Phones, before: int) -> str:
    """What came of it, which is never nothing."""
    await phones.settle()
    said = phones.people.said(SPAIN, after=before)
    assert said, "silence"
    return "\n".join(str(one["text"]) for one in said)


WAYS: Mapping[str, dict[str, Any]] = {
    "alone": {},
    "form": {},
    "reply": {"reply_to": 1},
    "forwarded": {"forward_from": "Hidden Person"},
}


async def begin(phones: Phones, way: str) -> None:
    await phones("spain> /help")
    if way == "form":
        await phones("spain> /clue China")


def stands(phones: Phones, message: int) -> bool:
    return message in [one["message_id"] for one in phones.people.screen(SPAIN)]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", WORDS)
async def test_words_of_any_kind(phones: Phones, kind: str, way: str) -> None:
    await begin(phones, way)
    sent = post(phones, WORDS[kind], **WAYS[way])
    heard = await answered(phones, sent)
    assert SAID.get(kind, WORD) in everything(phones)
    assert not stands(phones, sent)
    assert "kept safely and deleted here" in heard
    assert WORD not in phones.whole("spain")
    if way == "forwarded":
        assert "Forwarded from Hidden Person: " in everything(phones)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", contents.FILES)
async def test_files_of_any_kind(phones: Phones, kind: str, way: str) -> None:
    await begin(phones, way)
    sent = post_file(phones, kind, **WAYS[way])
    await answered(phones, sent)
    assert kept_files(phones) == 1
    assert f"caption {WORD}" in everything(phones)
    assert not stands(phones, sent)
    assert WORD not in phones.whole("spain")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", UNREADABLE)
async def test_what_nobody_can_read(phones: Phones, kind: str, way: str) -> None:
    await begin(phones, way)
    sent = post(phones, UNREADABLE[kind], **WAYS[way])
    heard = await answered(phones, sent)
    assert "I cannot read this (" in heard
    is_harmless = kind in {"sticker", "dice", "game", "gift", "unique_gift"}
    assert ("please delete it yourself" in heard) is not is_harmless
    if way == "form":  # the question still stands
        assert "is filed" not in (await phones("spain> three women")).to("spain")
        assert "three women" in everything(phones)


@pytest.mark.parametrize("kind", WORDS)
async def test_words_that_an_edit_brings(phones: Phones, kind: str) -> None:
    sent = post(phones, {"text": "hello"})
    await phones.settle()
    change(phones, sent, WORDS[kind])
    await answered(phones, sent)
    assert SAID.get(kind, WORD) in everything(phones)
    assert not stands(phones, sent)


@pytest.mark.parametrize("kind", contents.FILES)
async def test_a_file_that_an_edit_brings_takes_the_place_of_the_first(phones: Phones, kind: str) -> None:
    sent, other = post_file(phones, kind), post_file(phones, kind, reply_to=1)
    await phones.settle()
    place = phones.people._place(SPAIN, None, None)
    assert kept_files(phones) == 2
    change(phones, sent, place.messages[sent].body | {"caption": "another caption"})
    await phones.settle()
    assert kept_files(phones) == 2  # the file is the same
    last = phones.people.said(SPAIN)[-1]["message_id"]
    third = post_file(phones, kind, reply_to=other)
    body = place.messages[third].body
    place.messages[third].deleted = True
    phones.people._world.bots[next(iter(phones.people._world.bots))].mailbox.waiting.pop()
    change(phones, sent, body)
    before = newest_file(phones)
    assert "Kept:" in await answered(phones, last)
    assert kept_files(phones) == 2  # it takes the place of the first
    assert newest_file(phones) != before


@pytest.mark.parametrize("kind", sorted(contents.SERVICE))
async def test_nobody_says_what_telegram_tells(phones: Phones, kind: str) -> None:
    await phones("spain> /help")
    before = len(phones.people.said(SPAIN))
    post(phones, {kind: {"of": 1}})
    await phones.settle()
    assert len(phones.people.said(SPAIN)) == before


# -- what lies behind and around words


@pytest.mark.parametrize("how", ["text", "caption"])
def test_links_behind_words_are_kept(how: str) -> None:
    marks = [
        {"type": "text_link", "offset": 3, "length": 4, "url": "https://ads.example.org/item/77"},
        {"type": "text_mention", "offset": 8, "length": 2, "user": {"id": 77, "first_name": "Li"}},
        {"type": "text_link", "offset": 11, "length": 1, "url": "https://ads.example.org/78"},
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "text_link", "offset": 900, "length": 5, "url": "https://nowhere.example.org"},
        {"type": "text_link", "offset": "x", "length": None},
        "broken",
    ]
    name = "entities" if how == "text" else "caption_entities"
    assert contents.words({how: "👩 here Li x", name: marks}) == (
        "👩 here (https://ads.example.org/item/77) Li (id 77) x (https://ads.example.org/78)"
    )


def test_a_link_that_stands_there_is_not_said_twice() -> None:
    mark = {"type": "text_link", "offset": 0, "length": 21, "url": "https://a.example.org"}
    assert contents.words({"text": "https://a.example.org", "entities": [mark]}) == "https://a.example.org"


def test_what_a_message_answers_in_another_chat_goes_with_it() -> None:
    origin = {"type": "channel", "chat": {"id": -5, "type": "channel", "title": "Ads"}, "date": 1}
    elsewhere = {"origin": origin, "photo": [{"file_id": "p", "width": 1, "height": 1}]}
    said = {"text": "/clue Spain", "quote": {"text": "two women"}, "external_reply": elsewhere}
    assert contents.words(said) == "/clue Spain\n↩ Ads: two women"
    assert [file.handle for file in contents.files(said)] == ["p"]


@pytest.mark.parametrize(("origin", "shown"), [
    ({"type": "user", "sender_user": {"first_name": "Li", "last_name": "Na"}}, "Li Na"),
    ({"type": "hidden_user", "sender_user_name": "Somebody"}, "Somebody"),
    ({"type": "hidden_user"}, "?"),
    ({"type": "chat", "sender_chat": {"title": "Group"}}, "Group"),
    ({"type": "channel", "chat": {"title": "News"}}, "News"),
    ({"type": "user", "sender_user": 5}, "?"), (5, "?"), ({}, "?"),
])  # fmt: skip
def test_whose_words_they_are(origin: Any, shown: str) -> None:
    assert contents.forwarded_from({"text": "x", "forward_origin": origin}) == shown


def test_what_another_bot_made_is_not_the_writers_own() -> None:
    assert contents.forwarded_from({"text": "x", "via_bot": {"username": "gif"}}) == "gif"


async def test_forwarded_words_in_a_form_are_kept_as_somebody_elses(phones: Phones) -> None:
    await phones("spain> /clue Italy")
    post(phones, {"text": "they are at the port"}, forward_from="Hidden Person")
    await phones.settle()
    await phones("spain! File it")
    with phones.talk.work() as work:
        (clue,) = work.all(select(Clue))
        assert clue.text == "Forwarded from Hidden Person: they are at the port"


async def test_a_command_for_another_bot_is_not_ours(phones: Phones) -> None:
    heard = await phones("spain> /clue@other_bot China three women")
    assert "There is no such command." in heard.to("spain")
    assert "is filed" not in heard.to("spain")
    heard = await phones("spain> /clue@Liaison_Bot China three women")
    assert "is filed" in heard.to("spain")


async def test_start_pressed_eleven_times_gets_one_welcome(phones: Phones) -> None:
    for _ in range(11):
        phones.people.text(SPAIN, "/start")
    await phones.settle()
    assert len(phones.people.said(SPAIN)) == 1
    assert "This is Liaison" in (await phones("@ +2m", "spain> /start")).to("spain")


async def test_an_answering_machine_is_answered_once_a_day(phones: Phones) -> None:
    for _ in range(4):
        phones.people.content(SPAIN, {"text": "I am away", "is_from_offline": True})
    await phones.settle()
    assert len(phones.people.said(SPAIN)) == 1
    assert "by itself" in phones.see("spain")
    heard = await phones("spain> /help")
    assert "/clue" in heard.to("spain")


async def test_other_words_may_be_scheduled_and_are_told_but_not_without_end(phones: Phones) -> None:
    for number in range(9):
        phones.people.content(SPAIN, {"text": f"I am away {number}", "is_from_offline": True})
    await phones.settle()
    assert len(phones.people.said(SPAIN)) == 4
    assert "please send again" in phones.see("spain")


async def test_a_command_that_was_scheduled_is_carried_out(phones: Phones) -> None:
    phones.people.content(SPAIN, {"text": "/clue China three women", "is_from_offline": True})
    await phones.settle()
    assert "is filed" in phones.see("spain")


@pytest.mark.parametrize("change", [
    {"from": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
     "chat": {"id": 777000, "type": "private"}},
    {"from": {"id": 1087968824, "is_bot": False, "first_name": "Group"},
     "chat": {"id": 1087968824, "type": "private"}},
    {"from": {"id": 136817688, "is_bot": False, "first_name": "Channel"},
     "chat": {"id": 136817688, "type": "private"}},
    {"sender_chat": {"id": -1001, "type": "channel", "title": "News"}},
    {"business_connection_id": "b1"},
])  # fmt: skip
def test_who_is_no_person_is_nobody(change: dict[str, Any]) -> None:
    person = {"id": 5, "is_bot": False, "first_name": "x"}
    said = {
        "message_id": 1,
        "date": 1,
        "from": person,
        "chat": {"id": 5, "type": "private"},
        "text": "enrol A-B",
    }
    assert read({"update_id": 9, "message": said | change}, datetime.now(UTC)) == Read(9)
