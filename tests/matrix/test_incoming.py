"""What is understood of an event in clear."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels import console
from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.keys.directory import Person
from bot.channels.matrix.receiving.contents import without_quotation
from bot.channels.matrix.receiving.incoming import chosen, incoming
from bot.channels.matrix.receiving.reading import Written
from handlers.vocabulary.incoming import Incoming, Kind
from tests.talk import Talk

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
PHONE = Device("@spain:example.org", "PHONE", "curve", "ed")
SPAIN = Person("@spain:example.org", "master key", {}, {})


def read(
    content: dict[str, Any], kind: str = "m.room.message", redacts: str | None = None
) -> Incoming | None:
    return incoming(Written("!dm", "$1", SPAIN, kind, content, PHONE, redacts), "Marta", NOON)


def text(body: str, **more: Any) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, **more}


def test_a_text_carries_who_wrote_it_and_the_identity_shown() -> None:
    said = read(text("/contacts Spain"))
    assert said == Incoming(
        "matrix", "@spain:example.org", "$1", NOON, "/contacts Spain", name="Marta",
        extra={"identity": "master key"},
    )  # fmt: skip


def test_the_time_that_a_homeserver_writes_on_an_event_is_not_looked_at() -> None:
    for stamp in (0, int(NOON.timestamp() * 1000) + 3_600_000, "soon"):
        raw = {"origin_server_ts": stamp}
        said = incoming(
            Written("!dm", "$1", SPAIN, "m.room.message", text("hello"), PHONE, raw=raw), "", NOON
        )
        assert said is not None
        assert said.at == NOON


def test_a_message_in_a_thread_names_what_it_answers_and_the_thread() -> None:
    relation = {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": "$last"},
    }
    said = read(text("> not a quotation\n\n1", **{"m.relates_to": relation}))
    assert said is not None
    assert (said.about, said.extra["thread"], said.text) == ("$last", "$root", "> not a quotation\n\n1")


def test_what_is_not_encrypted_is_not_proven() -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$0", "key": "1"}
    bare = Written("!dm", "$1", SPAIN, "m.reaction", {"m.relates_to": relation})
    said = incoming(bare, "", NOON)
    assert said is not None
    assert not said.proven


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("> <@officer-b:example.org> !close 12\n\n!status 12", "!status 12"),
        ("> <@officer-b:example.org> first\n> \n> second\n\nthanks", "thanks"),
        ("no quotation at all", "no quotation at all"),
        ("> a line that only looks like one", "> a line that only looks like one"),
        ("> quoted\n\ntwo\n\nparagraphs", "two\n\nparagraphs"),
        ("", ""),
    ],
)
def test_a_reply_counts_without_what_it_quotes(body: str, own: str) -> None:
    assert without_quotation(body) == own
    said = read(text(body, **{"m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}}))
    assert said is not None
    assert (said.text, said.about, said.kind) == (own, "$0", Kind.TEXT)


def test_a_message_that_is_no_reply_keeps_its_quotation_marks() -> None:
    said = read(text("> written by hand\n\nmore"))
    assert said is not None
    assert said.text == "> written by hand\n\nmore"


def test_an_edit_names_what_it_changes_and_has_the_new_words() -> None:
    relation = {"rel_type": "m.replace", "event_id": "$0"}
    said = read(text("* new", **{"m.new_content": text("new"), "m.relates_to": relation}))
    assert said is not None
    assert (said.kind, said.about, said.text) == (Kind.EDIT, "$0", "new")
    bare = read(text("* new", **{"m.relates_to": relation}))
    assert bare is not None
    assert (bare.kind, bare.text, bare.extra["unsupported"]) == (Kind.EDIT, "", "unknown")


def test_a_file_keeps_its_name_its_caption_and_what_it_takes_to_fetch_it() -> None:
    file = {"url": "mxc://example.org/x"}
    content = {"msgtype": "m.image", "body": "plate 粤B", "filename": "p.png", "file": file,
               "info": {"mimetype": "image/png", "size": 7}}  # fmt: skip
    said = read(content)
    assert said is not None
    (kept,) = said.files
    assert (said.text, kept.name, kept.mime, kept.size) == ("plate 粤B", "p.png", "image/png", 7)
    assert json.loads(kept.handle) == {"file": file}


@pytest.mark.parametrize("info", [None, 7, {}, {"size": -1}, {"size": "x"}])
def test_a_file_that_says_nothing_of_itself_is_taken_all_the_same(info: object) -> None:
    said = read({"msgtype": "m.file", "body": "list.pdf", "file": {}, "info": info})
    assert said is not None
    assert (said.text, said.files[0].name, said.files[0].size) == ("", "list.pdf", None)


@pytest.mark.parametrize(
    ("key", "number"),
    [("1️⃣", "1"), ("3", "3"), ("9⃣", "9"), ("🔟", "10"), ("✅", "1"), ("✔️", "1"), ("👍", ""), ("0️⃣", "")],
)
def test_reactions_that_choose_and_those_that_do_not(key: str, number: str) -> None:
    assert chosen(key) == number
    said = read({"m.relates_to": {"rel_type": "m.annotation", "event_id": "$0", "key": key}}, "m.reaction")
    assert said is not None
    assert (said.kind, said.text, said.about) == (Kind.PRESS, number or key, "$0")


def test_a_redaction_is_about_what_it_takes_back() -> None:
    said = read({}, "m.room.redaction", "$0")
    assert said is not None
    assert (said.kind, said.about) == (Kind.DELETE, "$0")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("m.room.message", {"msgtype": "m.notice", "body": "/clue Spain from another bot"}),
        ("m.room.message", {"msgtype": "m.text", "body": 7}),
        ("m.room.message", {}),
        ("m.room.message", {"msgtype": ["m.text"], "body": "x"}),
        ("m.sticker", {"body": "x"}),
        ("m.reaction", {"m.relates_to": "nonsense"}),
        ("m.room.redaction", {}),
    ],
)
def test_what_nobody_acts_on_is_passed_over(kind: str, content: dict[str, Any]) -> None:
    said = read(content, kind)
    assert said is None or said.text == ""


def test_a_place_is_read_with_its_coordinates() -> None:
    said = read({"msgtype": "m.location", "body": "Restaurant", "geo_uri": "geo:39.9,116.4"})
    assert said is not None
    assert said.text == "Restaurant geo:39.9,116.4"


@pytest.mark.parametrize(
    ("kind", "content", "name"),
    [
        ("m.sticker", {"body": "a cat"}, "sticker"),
        ("m.room.message", {"msgtype": "m.unheard_of", "body": "x"}, "unknown"),
        ("m.poll.start", {}, "poll"),
    ],
)
def test_what_cannot_be_read_is_marked_so_that_its_sender_is_told(
    kind: str, content: dict[str, Any], name: str
) -> None:
    said = read(content, kind)
    assert said is not None
    assert (said.text, said.extra["unsupported"]) == ("", name)


def test_a_poll_is_read_as_its_client_wrote_it_out() -> None:
    asked = {"org.matrix.msc1767.text": "Who is it?\n1. Li\n2. Wang", "org.matrix.msc3381.poll.start": {}}
    said = read(asked, "org.matrix.msc3381.poll.start")
    assert said is not None
    assert said.text == "Who is it?\n1. Li\n2. Wang"
    assert "unsupported" not in said.extra


async def test_a_sticker_gets_a_sentence(talk: Talk) -> None:
    sent = replace(console.typed("spain", talk.clock.now(), ""), extra={"unsupported": "sticker"})
    await talk.runner.service.intake.take(console.NAME, [sent])
    await talk.runner.settle()
    assert "I cannot read this (a sticker)" in talk.everything.text
