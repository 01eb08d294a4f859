"""What an event holds: no word behind a link, in a poll, beside a place, or under a picture is lost."""

from typing import Any

import pytest

from bot.channels.matrix.receiving.contents import said

PERSON = "https://matrix.to/#/"
AD = "https://ads.example.org/item/77"


def words(body: str, formatted: str, reply: bool = False) -> str:
    content = {"msgtype": "m.text", "body": body, "formatted_body": formatted}
    found = said("m.room.message", content, reply)
    assert found is not None
    return str(found["text"])


@pytest.mark.parametrize(("body", "formatted", "read"), [
    ("see it here", f'see it <a href="{AD}">here</a>', f"see it here ({AD})"),
    ("here, here", f"<a href='{AD}?a=1&amp;b=2'><b>here</b></a>, here", f"here ({AD}?a=1&b=2), here"),
    (f"see {AD}", f'see <a href="{AD}">{AD}</a>', f"see {AD}"),
    (f"[here]({AD})", f'<a href="{AD}">here</a>', f"[here]({AD})"),
    ("gone", f'<a href="{AD}">elsewhere</a>', f"gone ({AD})"),
    ("ask Li Na", f'ask <a href="{PERSON}@li:example.org">Li Na</a>', "ask Li Na (@li:example.org)"),
    ("Liaison: help", f'<a href="{PERSON}@bot:example.org">Liaison</a>: help', "Liaison: help"),
    ("x", "<a name='y'>x</a><a href=>x</a><a ", "x"),
    ("x", "<" * 60_000 + '<a href="' + "<a " * 20_000, "x"),
])  # fmt: skip
def test_what_lies_behind_words_goes_with_them(body: str, formatted: str, read: str) -> None:
    assert words(body, formatted) == read


def test_what_a_reply_repeats_is_not_its_own() -> None:
    formatted = f'<mx-reply><a href="{AD}">In reply to</a> old</mx-reply>no'
    assert words("> <@li:example.org> old\n\nno", formatted, reply=True) == "no"


def test_a_caption_keeps_its_links() -> None:
    content = {"msgtype": "m.image", "body": "the ad", "filename": "a.png", "file": {}}
    found = said("m.room.message", content | {"formatted_body": f'the <a href="{AD}">ad</a>'})
    assert found is not None
    assert found["text"] == f"the ad ({AD})"


def test_a_file_that_is_not_encrypted_is_known_as_such() -> None:
    found = said("m.room.message", {"msgtype": "m.image", "body": "a.png", "url": "mxc://example.org/a"})
    assert found is not None
    assert found["files"][0].problem == "open"


def test_every_picture_of_a_gallery_is_taken_with_what_is_under_it() -> None:
    items: list[Any] = [
        {"itemtype": "m.image", "body": "front", "filename": "a.png", "file": {}},
        {"itemtype": "m.video", "body": "b.mp4", "file": {}}, "nonsense", {"itemtype": "m.text"},
    ]  # fmt: skip
    found = said("m.room.message", {"msgtype": "dm.filament.gallery", "body": "all", "itemtypes": items})
    assert found is not None
    assert [(one.name, one.caption) for one in found["files"]] == [("a.png", "front"), ("b.mp4", "")]


@pytest.mark.parametrize("stable", [True, False])
def test_a_poll_is_read_with_all_that_may_be_chosen(stable: bool) -> None:
    kind = "m.poll" if stable else "org.matrix.msc3381.poll.start"
    line = (
        (lambda words: {"m.text": [{"body": words}]})
        if stable
        else (lambda words: {"org.matrix.msc1767.text": words})
    )
    poll = {kind: {"question": line("Who is it?"), "answers": [line("Li"), 7, line("Wang")]}}
    name = "m.poll.start" if stable else kind
    assert said(name, poll) == {"text": "Who is it?\n– Li\n– Wang", "told": "poll"}


def test_a_place_has_its_name_and_its_coordinates_once() -> None:
    place = {"description": "Bar", "uri": "geo:1,2"}
    content = {"msgtype": "m.location", "body": "at geo:1,2", "geo_uri": "geo:1,2", "m.location": place}
    assert said("m.room.message", content) == {"text": "at geo:1,2 Bar", "told": "place"}


@pytest.mark.parametrize("kind", ["m.room.message", "org.example.tomorrow", "m.call.hangup", "m.dummy"])
def test_what_was_taken_back_before_it_was_read_is_nothing(kind: str) -> None:
    assert said(kind, {}) is None
