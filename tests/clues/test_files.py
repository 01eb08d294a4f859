"""Photos and files: with a clue, for one, without a command, and such as cannot be kept."""

import asyncio
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.channels import console
from handlers.vocabulary.incoming import Incoming, IncomingFile
from handlers.vocabulary.typed_line import file_name
from storage.items import Attachment
from tests.talk import Heard, Talk


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"not really a photo")
    return path


def send(talk: Talk, *messages: Incoming) -> Heard:
    """Messages as a channel hands them over."""

    async def _send() -> None:
        await talk.runner.service.intake.take(console.NAME, messages)
        await talk.runner.settle()

    before = len(talk.everything.events)
    asyncio.run(_send())
    talk("@ +3s")  # an album's further pictures are waited for
    return Heard(talk.everything.events[before:])


def picture(talk: Talk, path: Path, number: int, caption: str = "", album: str = "") -> Incoming:
    file = IncomingFile(f"{number}.jpg", "image/jpeg", str(path), path.stat().st_size, caption=caption)
    extra = {"album": album} if album else {}
    at = talk.clock.now()
    return Incoming(console.NAME, "spain", f"e{number}", at, caption, files=(file,), extra=extra)


def test_a_photo_with_a_command_in_its_caption_is_a_clue(talk: Talk, photo: Path) -> None:
    heard = talk(f"spain+ {photo} /clue Italy The van")
    referred = heard.to("italy").of("clue.referred").events[0]
    assert "The van" in referred["text"]
    assert [file["name"] for file in referred["files"]] == ["photo.jpg"]


def test_a_photo_without_a_command_is_kept_and_asked_about(talk: Talk, photo: Path) -> None:
    ref = talk("spain> /clue Italy Three women").ref
    heard = talk(f"spain+ {photo}")
    assert heard.kinds == ["files.what_for"]
    assert heard.buttons == ["File as a clue", f"Add to {ref}", "Drop"]
    heard = talk(f"spain! Add to {ref}")
    assert [event["files"][0]["size"] for event in heard.to("italy").events] == [18]


def test_two_photos_one_after_the_other_become_one_clue(talk: Talk, photo: Path) -> None:
    talk(f"spain+ {photo} the front", f"spain+ {photo}", "spain! File as a clue")
    heard = talk("spain> Italy", "spain! File it")
    assert len(heard.to("italy").events[0]["files"]) == 2


def test_dropped_files_are_gone(talk: Talk, photo: Path) -> None:
    talk(f"spain+ {photo}")
    assert talk("spain! Drop").kinds == ["files.dropped"]
    with talk.work() as work:
        assert work.all(select(Attachment)) == []
    assert talk(f"spain+ {photo}", "spain! Drop").of("files.dropped")


def test_the_files_of_a_clue_are_shown_again(talk: Talk, photo: Path) -> None:
    ref = talk(f"spain+ {photo} /clue Italy The van").ref
    talk(f"italy> /status {ref}")
    assert [file["name"] for file in talk("italy! Show the files").events[0]["files"]] == ["photo.jpg"]


def test_an_album_is_one_clue_with_one_confirmation(talk: Talk, photo: Path) -> None:
    first = picture(talk, photo, 1, "/clue Italy Two vans", album="a")
    others = [picture(talk, photo, n, album="a") for n in range(2, 11)]
    heard = send(talk, first, *others[:3])
    heard = Heard([*heard.events, *send(talk, *others[3:]).events])
    assert heard.to("spain").kinds == ["clue.filed"]
    assert sum(len(event["files"]) for event in heard.to("italy").events) == 10
    talk(f"spain> /status {heard.ref}")
    assert len(talk("spain! Show the files").events[-1]["files"]) == 10


def test_each_caption_stays_with_its_file(talk: Talk, photo: Path) -> None:
    send(talk, picture(talk, photo, 1, "front", "b"), picture(talk, photo, 2, "", "b"))
    send(talk, picture(talk, photo, 3, "plate 粤B", "b"))
    with talk.work() as work:
        kept = work.all(select(Attachment).order_by(col(Attachment.id)))
        assert [file.caption for file in kept] == ["front", None, "plate 粤B"]


@pytest.mark.parametrize(
    ("size", "said"), [(0, "is empty"), (60_000_000, "is too large"), (None, "could not be fetched")]
)
def test_what_cannot_be_kept_is_said_and_the_words_are_filed(
    talk: Talk, tmp_path: Path, size: int | None, said: str
) -> None:
    path = tmp_path / "video.mp4"
    if size is not None:
        with path.open("wb") as file:
            file.truncate(size)
    heard = talk(f"spain+ {path} /clue Italy The van")
    assert heard.to("spain").kinds == ["file.refused", "clue.filed"]
    assert said in heard.text
    assert talk(f"spain+ {path}").kinds == ["file.refused"]
    assert not list((tmp_path / "files").glob("??/*"))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x", "x"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("", "file"),
        ("...", "file"),
        ("名单.xlsx", "名单.xlsx"),
        ("x" * 300 + ".jpeg", "x" * 95 + ".jpeg"),
    ],
)
def test_file_names_are_made_harmless(name: str, kept: str) -> None:
    assert file_name(name) == kept


@pytest.mark.parametrize(
    "name", ["TLP-RED_report.pdf", "report_TLPRED.pdf", "tlp red.jpg", "报告（TLP：红色）.pdf"]
)
def test_a_mark_in_the_name_of_a_file_counts(talk: Talk, photo: Path, name: str) -> None:
    named = photo.rename(photo.with_name(name.replace(" ", "_")))
    heard = talk(f"spain+ {named} /clue Italy TLP:GREEN The van")
    assert "TLP:RED" in heard.to("italy").of("clue.referred").text
    talk(f"spain+ {named}", "spain! File as a clue", "spain! Italy")
    assert "TLP:RED" in talk("spain> Another van").text


def test_a_colour_in_a_name_is_no_mark(talk: Talk, photo: Path) -> None:
    named = photo.rename(photo.with_name("red_car.jpg"))
    heard = talk(f"spain+ {named} /clue Italy The van")
    assert "TLP:AMBER" in heard.to("italy").of("clue.referred").text
