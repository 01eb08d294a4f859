"""What is written under pictures, edited, and pictures put in the place of others: on each way in."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlmodel import col, select

from bot.channels import console
from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.keys.directory import Person
from bot.channels.matrix.receiving.incoming import incoming
from bot.channels.matrix.receiving.reading import Written
from bot.channels.telegram import reading
from handlers.vocabulary.incoming import Incoming
from storage.clues import Clue
from storage.items import Attachment
from tests.talk import Heard, Talk

Pictures = Sequence[tuple[str, str]]  # what is in each, and what is written under it
ALBUM: Pictures = (("front", "/clue China tlp:green front"), ("plate", "plate A 123"), ("yard", ""))


class Way(Protocol):
    """How a client sends several pictures, and edits one of them."""

    def sent(self, talk: Talk, pictures: Pictures) -> list[Incoming]: ...
    def edited(self, talk: Talk, number: int, pictures: Pictures) -> list[Incoming]: ...
    def worded(self, talk: Talk, number: int, said: str) -> list[Incoming]: ...


@dataclass
class Pile:
    """Where the pictures are fetched from."""

    folder: Path
    numbers: dict[str, int] = field(default_factory=dict)

    def path(self, name: str) -> str:
        place = self.folder / f"{name}.jpg"
        place.write_bytes(name.encode())
        return str(place)

    def arrived(self, said: Incoming | None, names: Sequence[str]) -> Incoming:
        """As the console's own: it fetches what others would fetch from their servers."""
        assert said is not None
        files = [replace(file, handle=self.path(name)) for file, name in zip(said.files, names, strict=True)]
        return replace(
            said, channel=console.NAME, address="spain", files=tuple(files), extra=_plain(said.extra)
        )


def _plain(extra: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in extra.items() if name != "identity"}


@dataclass
class Telegram(Pile):
    """An update for each picture; the edit of one brings that one."""

    updates: int = 0

    def sent(self, talk: Talk, pictures: Pictures) -> list[Incoming]:
        group = {"media_group_id": "900"} if len(pictures) > 1 else {}
        return [self._update(talk, "message", n, one, group) for n, one in enumerate(pictures)]

    def edited(self, talk: Talk, number: int, pictures: Pictures) -> list[Incoming]:
        group = {"media_group_id": "900"} if len(pictures) > 1 else {}
        return [self._update(talk, "edited_message", number, pictures[number], group)]

    def worded(self, talk: Talk, number: int, said: str) -> list[Incoming]:
        return [self._read(talk, "edited_message", number, {"text": said}, [])]

    def _update(
        self, talk: Talk, kind: str, number: int, one: tuple[str, str], more: dict[str, Any]
    ) -> Incoming:
        photo = [{"file_id": one[0], "width": 9, "height": 9}]
        told = {"photo": photo, **({"caption": one[1]} if one[1] else {}), **more}
        return self._read(talk, kind, number, told, [one[0]])

    def _read(
        self, talk: Talk, kind: str, number: int, told: dict[str, Any], names: Sequence[str]
    ) -> Incoming:
        self.updates += 1
        person = {"id": 7, "is_bot": False, "first_name": "Marta"}
        message = {"message_id": 50 + number, "date": 1_796_000_000, "chat": {"id": 7, "type": "private"}}
        update = {"update_id": self.updates, kind: message | {"from": person} | told}
        return self.arrived(reading.read(update, talk.clock.now()).incoming, names)


@dataclass
class Matrix(Pile):
    """One event: a picture, or a gallery; an edit brings all of it again."""

    events: int = 0

    def sent(self, talk: Talk, pictures: Pictures) -> list[Incoming]:
        return [self._event(talk, pictures, {})]

    def edited(self, talk: Talk, number: int, pictures: Pictures) -> list[Incoming]:  # noqa: ARG002
        return [self._event(talk, pictures, {"rel_type": "m.replace", "event_id": "$1"})]

    def worded(self, talk: Talk, number: int, said: str) -> list[Incoming]:  # noqa: ARG002
        words = {"msgtype": "m.text", "body": said}
        return [self._told(talk, words, [], {"rel_type": "m.replace", "event_id": "$1"})]

    def _event(self, talk: Talk, pictures: Pictures, relation: dict[str, str]) -> Incoming:
        items = [_item(name, said) for name, said in pictures]
        content = {"msgtype": "m.gallery", "body": "", "itemtypes": items} if len(items) > 1 else items[0]
        return self._told(talk, content, [name for name, _ in pictures], relation)

    def _told(
        self, talk: Talk, content: dict[str, Any], names: Sequence[str], relation: dict[str, str]
    ) -> Incoming:
        self.events += 1
        if relation:
            content = {"body": "*", "msgtype": "m.text", "m.new_content": content, "m.relates_to": relation}
        person = Person("@spain:example.org", "master", {}, {})
        device = Device("@spain:example.org", "PHONE", "curve", "ed")
        written = Written("!dm", f"${self.events}", person, "m.room.message", content, device)
        return self.arrived(incoming(written, "Marta", talk.clock.now()), names)


def _item(name: str, said: str) -> dict[str, Any]:
    named = {"body": said or f"{name}.jpg", "filename": f"{name}.jpg", "file": {"url": "mxc://x/y"}}
    return {"msgtype": "m.image", "itemtype": "m.image", **named}


@pytest.fixture(params=[Telegram, Matrix])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Way:
    made: Way = request.param(tmp_path)
    return made


def take(talk: Talk, messages: Sequence[Incoming]) -> Heard:
    async def _take() -> None:
        await talk.runner.service.intake.take(console.NAME, messages)
        await talk.runner.settle()

    before = len(talk.everything.events)
    asyncio.run(_take())
    talk("@ +3s")
    return Heard(talk.everything.events[before:])


def edit(talk: Talk, way: Way, number: int, pictures: Pictures, said: str, name: str = "") -> Heard:
    """The same pictures, but for one."""
    now = [*pictures]
    now[number] = (name or now[number][0], said)
    return take(talk, way.edited(talk, number, now))


def text_of(talk: Talk) -> str:
    with talk.work() as work:
        return "\n".join(clue.text for clue in work.all(select(Clue)))


def tlp_of(talk: Talk) -> str:
    with talk.work() as work:
        return "".join(clue.tlp for clue in work.all(select(Clue)))


def under(talk: Talk) -> list[str | None]:
    with talk.work() as work:
        return [one.caption for one in work.all(select(Attachment).order_by(col(Attachment.id)))]


def test_a_caption_of_an_album_corrects_that_caption(talk: Talk, way: Way) -> None:
    take(talk, way.sent(talk, ALBUM))
    heard = edit(talk, way, 1, ALBUM, "plate A 124")
    assert "plate A 124" in heard.to("mps").of("clue.corrected").text
    assert text_of(talk) == "front\nplate A 124"
    assert under(talk) == [None, "plate A 124", None]


def test_the_first_caption_of_an_album_leaves_the_others(talk: Talk, way: Way) -> None:
    take(talk, way.sent(talk, ALBUM))
    edit(talk, way, 0, ALBUM, "/clue China front door")
    assert text_of(talk) == "front door\nplate A 123"


def test_a_picture_without_words_gets_some(talk: Talk, way: Way) -> None:
    take(talk, way.sent(talk, ALBUM))
    edit(talk, way, 2, ALBUM, "the yard at 22:00")
    assert text_of(talk) == "front\nplate A 123\nthe yard at 22:00"
    assert under(talk)[2] == "the yard at 22:00"


def test_one_caption_after_the_other(talk: Talk, way: Way) -> None:
    take(talk, way.sent(talk, ALBUM))
    edit(talk, way, 1, ALBUM, "plate B 1")
    later = [ALBUM[0], ("plate", "plate B 1"), ALBUM[2]]
    edit(talk, way, 2, later, "yard")
    assert text_of(talk) == "front\nplate B 1\nyard"


def test_a_stricter_mark_under_a_picture_counts(talk: Talk, way: Way) -> None:
    take(talk, way.sent(talk, ALBUM))
    assert tlp_of(talk) == "GREEN"
    edit(talk, way, 1, ALBUM, "plate A 123 TLP:RED")
    assert tlp_of(talk) == "RED"


def test_an_edit_that_is_not_taken_over_leaves_the_caption(talk: Talk, way: Way) -> None:
    take(talk, way.sent(talk, ALBUM))
    assert edit(talk, way, 0, ALBUM, "/clue front").of("clue.edit_unclear")
    assert text_of(talk) == "front\nplate A 123"
    assert under(talk) == [None, "plate A 123", None]


def test_an_addition_by_pictures_is_corrected(talk: Talk, way: Way) -> None:
    ref = talk("spain> /clue China tlp:green Three women").ref
    added = (("front", f"/clue {ref} front"), *ALBUM[1:])
    take(talk, way.sent(talk, added))
    heard = edit(talk, way, 1, added, "plate A 124")
    assert "plate A 124" in heard.to("mps").of("clue.added.corrected").text
    assert text_of(talk) == "Three women"


def test_a_caption_that_answered_a_form_changes_the_answer(talk: Talk, way: Way) -> None:
    talk("spain> /clue", "spain> China")
    pictures = (("front", "front"), *ALBUM[1:])
    take(talk, way.sent(talk, pictures))
    edit(talk, way, 1, pictures, "plate A 124")
    talk("spain! File it")
    assert text_of(talk) == "front\nplate A 124"
    edit(talk, way, 1, pictures, "plate A 125")
    assert text_of(talk) == "front\nplate A 125"
    assert under(talk)[1] == "plate A 125"


def test_words_put_under_a_picture_of_an_open_form_are_kept(talk: Talk, way: Way) -> None:
    talk("spain> /clue", "spain> China", "spain> Three women")
    pictures = (("front", ""),)
    take(talk, way.sent(talk, pictures))
    heard = edit(talk, way, 0, pictures, "the front door TLP:RED")
    assert "TLP:RED" in heard.of("form.summary").text
    talk("spain! File it")
    assert (tlp_of(talk), under(talk)) == ("RED", ["the front door TLP:RED"])


def test_pictures_that_were_asked_about_are_filed_with_the_words_as_they_are_now(
    talk: Talk, way: Way
) -> None:
    pictures = (("front", "a red van"), ("plate", "plate A 123"))
    take(talk, way.sent(talk, pictures))
    assert edit(talk, way, 0, pictures, "a blue van").of("files.what_for")
    talk("spain! File as a clue", "spain> China", "spain! File it")
    assert text_of(talk) == "a blue van\nplate A 123"
    now = [("front", "a blue van"), pictures[1]]
    assert edit(talk, way, 1, now, "plate A 124").to("mps").of("clue.corrected")
    assert text_of(talk) == "a blue van\nplate A 124"


def names(talk: Talk, ref: str) -> list[str]:
    """What the addressee is given with it."""
    shown = talk(f"mps> /clue {ref}")
    return [file["sha256"] for event in shown.to("mps").events for file in event["files"]]


@pytest.mark.parametrize("pictures", [ALBUM, ALBUM[:1]], ids=["several", "one"])
def test_a_picture_that_is_replaced_is_told_of(talk: Talk, way: Way, pictures: Pictures) -> None:
    ref = take(talk, way.sent(talk, pictures)).ref
    heard = edit(talk, way, 0, pictures, pictures[0][1], name="door")
    assert f"stays with {ref}" in heard.to("spain").of("files.what_for").text
    assert heard.kinds == ["files.what_for"]
    assert talk(f"spain! Add to {ref}").to("mps").of("clue.added")
    assert text_of(talk) == ("front\nplate A 123" if len(pictures) > 1 else "front")


def test_a_replaced_picture_with_other_words_is_told_of_and_the_words_are_corrected(
    talk: Talk, way: Way
) -> None:
    ref = take(talk, way.sent(talk, ALBUM)).ref
    heard = edit(talk, way, 1, ALBUM, "plate A 124", name="door")
    assert heard.to("mps").of("clue.corrected")
    told = heard.to("spain").of("files.what_for").text
    assert f"stays with {ref}" in told
    assert "A 124" not in told


def test_a_picture_of_an_open_form_is_replaced(talk: Talk, way: Way) -> None:
    talk("spain> /clue", "spain> Italy", "spain> Three women")
    take(talk, way.sent(talk, (("front", ""),)))
    heard = edit(talk, way, 0, (("front", ""),), "", name="door")
    assert heard.kinds == ["form.file_replaced", "form.summary"]
    filed = talk("spain! File it").to("italy").of("clue.referred")
    (file,) = filed.events[0]["files"]
    assert file["size"] == len("door")
    with talk.work() as work:
        assert len(work.all(select(Attachment))) == 1


def test_a_picture_that_waits_is_replaced(talk: Talk, way: Way) -> None:
    pictures = (("front", "a van"), ("plate", "plate A 123"))
    take(talk, way.sent(talk, pictures))
    heard = edit(talk, way, 0, pictures, "a van", name="door")
    assert heard.kinds == ["files.what_for"]
    talk("spain! File as a clue", "spain> China", "spain! File it")
    assert text_of(talk) == "a van\nplate A 123"
    with talk.work() as work:
        assert sorted(one.size for one in work.all(select(Attachment))) == [4, 5]


def test_two_edits_of_one_album_at_once_are_two(talk: Talk, tmp_path: Path) -> None:
    way = Telegram(tmp_path)
    take(talk, way.sent(talk, ALBUM))
    now = [ALBUM[0], ("plate", "plate A 124"), ("yard", "yard")]
    take(talk, [*way.edited(talk, 1, now), *way.edited(talk, 2, now)])
    assert text_of(talk) == "front\nplate A 124\nyard"


def test_an_edit_that_comes_before_the_album_is_whole_waits_for_it(talk: Talk, tmp_path: Path) -> None:
    way = Telegram(tmp_path)
    now = [ALBUM[0], ("plate", "plate A 124"), ALBUM[2]]
    take(talk, [*way.sent(talk, ALBUM), *way.edited(talk, 1, now)])
    talk("@ +3s")
    assert text_of(talk) == "front\nplate A 124"


def test_words_under_a_picture_that_came_late_are_not_lost(talk: Talk, tmp_path: Path) -> None:
    way = Telegram(tmp_path)
    ref = take(talk, way.sent(talk, ALBUM[:2])).ref
    late = [*ALBUM[:2], ("yard", "")]
    late_one = way._update(talk, "message", 2, late[2], {"media_group_id": "900"})
    take(talk, [late_one])
    heard = edit(talk, way, 2, late, "the yard TLP:RED").of("edit.under_file")
    assert heard.buttons == [f"Add to {ref}"]
    assert "the yard" in talk(f"spain! Add to {ref}").to("mps").of("clue.added").text
    assert tlp_of(talk) == "RED"


def test_at_the_console_a_caption_is_corrected_with_the_text(talk: Talk, tmp_path: Path) -> None:
    photo = Pile(tmp_path).path("front")
    talk(f"spain+ {photo} China a van at room 12", "spain! File as a clue")
    assert talk("spain~ China a van at room 21").to("mps").of("clue.corrected")
    assert text_of(talk) == "a van at room 21"
    assert under(talk) == ["China a van at room 21"]


def test_a_sent_picture_that_becomes_words_stays_and_that_is_said(talk: Talk, way: Way) -> None:
    ref = take(talk, way.sent(talk, ALBUM[:1])).ref
    heard = take(talk, way.worded(talk, 0, "/clue China tlp:green front door"))
    assert f"stays with {ref}" in heard.to("spain").of("edit.without_file").text
    assert "front door" in heard.to("mps").of("clue.corrected").text
    assert len(under(talk)) == 1


def test_a_sent_picture_that_becomes_words_of_its_caption_says_only_that(talk: Talk, way: Way) -> None:
    take(talk, way.sent(talk, ALBUM[:1]))
    heard = take(talk, way.worded(talk, 0, ALBUM[0][1]))
    assert heard.to("spain").kinds[0] == "edit.without_file"
    assert not heard.to("mps")


def test_a_picture_of_an_open_form_that_becomes_words_is_taken_out(talk: Talk, way: Way) -> None:
    talk("spain> /clue", "spain> Italy", "spain> Three women")
    take(talk, way.sent(talk, (("front", ""),)))
    heard = take(talk, way.worded(talk, 0, "At the front"))
    assert "is taken out" in heard.of("edit.without_file").text
    filed = talk("spain! File it").to("italy").of("clue.referred")
    assert filed.events[0]["files"] == []
    with talk.work() as work:
        assert work.all(select(Attachment)) == []


def test_a_waiting_picture_that_becomes_words_is_taken_out(talk: Talk, way: Way) -> None:
    take(talk, way.sent(talk, (("front", "a van"),)))
    heard = take(talk, way.worded(talk, 0, "a blue van"))
    assert heard.kinds[0] == "edit.without_file"
    assert "Kept" not in heard.text
    with talk.work() as work:
        assert work.all(select(Attachment)) == []


def test_one_of_several_that_becomes_words_leaves_the_others(talk: Talk, tmp_path: Path) -> None:
    way, pictures = Telegram(tmp_path), (("front", "a van"), ("plate", "plate A 123"))
    take(talk, way.sent(talk, pictures))
    assert take(talk, way.worded(talk, 0, "a blue van")).of("edit.without_file")
    talk("spain! File as a clue", "spain> China", "spain! File it")
    assert under(talk) == ["plate A 123"]
    assert text_of(talk) == "a blue van\nplate A 123"


def test_fewer_pictures_of_one_message_are_told_of(talk: Talk, tmp_path: Path) -> None:
    way = Matrix(tmp_path)
    ref = take(talk, way.sent(talk, ALBUM)).ref
    fewer = take(talk, way.edited(talk, 0, ALBUM[:2]))
    assert f"stays with {ref}" in fewer.to("spain").of("edit.without_file").text


def test_that_a_picture_stays_is_said_in_chinese(talk: Talk, tmp_path: Path) -> None:
    talk("spain> /me language 中文")
    way = Matrix(tmp_path)
    ref = take(talk, way.sent(talk, ALBUM[:1])).ref
    assert (
        f"仍保留在 {ref} 中" in take(talk, way.worded(talk, 0, "x")).to("spain").of("edit.without_file").text
    )
