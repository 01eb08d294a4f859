"""A database made before the second layout goes on: tests/data/README.md says what is in it.

Each test opens a copy of it, at the time where its clock stands, and does what was left to be done.
"""

import csv
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pyotp
import pytest

from tests.talk import Heard, Talk, talk_in

DATA = Path(__file__).parents[1] / "data"
KEPT = DATA / "before-second-layout.tar.xz"
BUTTONS = DATA / "live-buttons.tsv"
# the short names of those who write from somewhere else
HANDLES = {"nuria": "spain-2", "bao": "liaoning-2", "ana": "italy-2", "bo": "guangxi-2", "cyr": "france-2"}
_OFFERED = """
    SELECT offer.token FROM offer
    JOIN officer ON officer.id = offer.officer_id
    LEFT JOIN reference ON reference.item = offer.item
    WHERE offer.used_at IS NULL AND officer.handle = ? AND offer.act = ?
      AND (offer.label = ? OR offer.params LIKE ?) AND (? = '' OR reference.text = ?)
    ORDER BY offer.id DESC LIMIT 1
"""


class Old:
    """A copy of the old database, gone on with, and what its makers wrote down: references, codes, keys."""

    def __init__(self, folder: Path, kept: dict[str, str]) -> None:
        self.folder, self.kept = folder, kept
        self.talk: Talk = talk_in(folder)

    def __call__(self, *steps: str) -> Heard:
        return self.talk(*(self.filled(step) for step in steps))

    def press(self, who: str, act: str, label: str = "", ref: str = "") -> Heard:
        """The newest such button that nobody has pressed. `label`: its English text, or part of its
        parameters; `ref`: the name of what it is about."""
        named = self.kept[f"{ref}_ref"] if ref else ""
        wanted = (HANDLES.get(who, who), act, label, f"%{label}%", named, named)
        with closing(sqlite3.connect(self.folder / "var" / "liaison.db")) as database:
            found = database.execute(_OFFERED, wanted).fetchone()
        assert found is not None, f"{who} was offered no {act} “{label}”"
        return self.talk.press(who, str(found[0]))

    def filled(self, words: str) -> str:
        """`{fresh_ref}` and the like, put in."""
        return words.format(**self.kept) if "{" in words else words

    def digits(self, who: str) -> str:
        """What the authenticator app of this person shows now."""
        return pyotp.TOTP(self.kept[f"{who}_key"]).at(self.talk.clock.now())


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    with tarfile.open(KEPT) as archive:
        archive.extractall(folder, filter="data")
    return folder


OpenOld = Callable[[str], Old]


@pytest.fixture
def opened(unpacked: Path, tmp_path: Path) -> Iterator[OpenOld]:
    """`open`, or `locked`: the same a minute later, when all content was stopped."""
    made: list[Old] = []

    def go_on(which: str) -> Old:
        shutil.copytree(unpacked / which, tmp_path / which)
        made.append(Old(tmp_path / which, json.loads((unpacked / "kept.json").read_text("utf-8"))))
        return made[-1]

    yield go_on
    for old in made:
        old.talk.home.close()


@pytest.fixture
def old(opened: OpenOld) -> Old:
    return opened("open")


def assert_told(old: Old, heard: Heard, told: dict[str, str]) -> None:
    for who, words in told.items():
        assert old.filled(words) in heard.to(who).text, f"{who} was told: {heard.to(who).text!r}"


def live_buttons() -> list[dict[str, str]]:
    """`label`: its English text, or part of its parameters; `told`: "who: words | who: words"."""
    with BUTTONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def named(button: dict[str, str]) -> str:
    return " ".join(button[name] for name in ("who", "act", "label", "about"))


@pytest.mark.parametrize("button", live_buttons(), ids=named)
def test_a_button_that_is_out_there_still_works(old: Old, button: dict[str, str]) -> None:
    heard = old.press(button["who"], button["act"], button["label"], button["about"])
    assert_told(old, heard, dict(one.split(": ", 1) for one in button["told"].split(" | ")))


def test_a_button_works_once(old: Old) -> None:
    old.press("spain", "notice.acknowledge", "Acknowledge", "notice")
    heard = old("eu> /notice status {notice_ref}")
    assert "1 acknowledged" in heard.to("eu").text


def test_files_are_still_there(old: Old) -> None:
    heard = old.press("italy", "clue.files", "Show the files", "photo")
    assert [(file["name"], file["size"]) for file in heard.events[-1]["files"]] == [("van.jpg", 16)]


# how it was left, what is done next, and what is told in the end
FORMS = {
    "a clue, its details offered": (("spain", "form.next", "Back"), ["spain! File it"], {
        "spain": "is filed", "france": "Two women arrive on Friday"}),
    "a clue in Chinese, at its first question": (None, [
        "liaoning> 西班牙", "liaoning> 某餐馆有三名女子被控制", "liaoning! 提交"], {
        "liaoning": "已发送至：西班牙驻华联络处", "spain": "某餐馆有三名女子被控制"}),
    "a clue that has rested": (("guangxi", "form.resume", ""), ["guangxi! 提交"], {
        "guangxi": "已发送至：西班牙驻华联络处", "spain": "三名女子在某餐馆被控制"}),
    "a request, ready to be sent": (("heilongjiang", "form.confirm", "Send"), [], {
        "heilongjiang": "已发出", "spain": "该公司是否有记录？"}),
    "an answer": (None, ["germany> It belongs to Example Trade", "germany! Send"], {
        "germany": "Your answer to {german_ref} is on its way", "spain": "It belongs to Example Trade"}),
    "more time": (None, ["uk> A judge must allow it", "uk! Send"], {
        "uk": "German liaison office, Beijing has been notified that {two_ref} waits"}),
    "a refusal, at its ground": (("nordic", "form.choose", "\"h\""), ["nordic! Send"], {
        "nordic": "You have refused {danish_ref}", "spain": "Ground h"}),
    "handing on": (("mps", "form.choose", "agency:"), ["mps! 发送"], {
        "mps": "已转办 {urgent_ref}", "france": "has passed {urgent_ref} to another unit"}),
    "referring on": (None, ["zhejiang> 意大利"], {
        "zhejiang": "{french_ref} 已发送至意大利驻华联络处", "france": "某餐馆有女子被控制"}),
    "a notice, at its text": (None, ["eu> The lift works again", "eu! Now", "eu! Send to 2"], {
        "spain": "The lift works again"}),
    "other terms": (("italy", "form.open", "due"), ["italy> Friday 18:00", "italy! Save"], {
        "italy": "{urgent_ref} is changed", "mps": "12月5日（周六）01:00"}),
    "a contact point's number": (None, ["france> +33 1 99 00 00 99", "eu! Confirm"], {
        "france": "The contact point is changed", "iom": "+33 1 99 00 00 13 → +33 1 99 00 00 99"}),
    "looking for a contact point": (("netherlands", "form.choose", "victim"), ["netherlands! Now"], {
        "netherlands": "Call the out-of-hours number"}),
    "a name that is asked for": (None, ["bo> 韦虚构"], {"bo": "须经两名协调员批准", "iom": "韦虚构"}),
    "terms to accept": (("cyr", "enrol.answer", "accept"), ["cyr> Cyr Inventé"], {
        "cyr": "Two coordinators must approve you", "eu": "Cyr Inventé asks to join"}),
    "a code that nobody has used": (None, [
        "karl> enrol {unused_code}", "karl! English", "karl! Accept", "karl> Karl Erfunden"], {
        "karl": "Two coordinators must approve you", "iom": "Beijing · officer · germany-2"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_form_goes_on_where_it_was_left(old: Old, name: str) -> None:
    first, steps, told = FORMS[name]
    before = len(old.talk.everything.events)
    if first is not None:
        old.press(*first)
    old(*steps)
    assert_told(old, Heard(old.talk.everything.events[before:]), told)


def test_a_form_goes_on_after_the_six_digits(old: Old) -> None:
    old("nuria> Is the flat let?")
    old("nuria! It is not urgent")
    heard = old(f"nuria> {old.digits('nuria')}", "nuria! Send")
    assert "Is the flat let?" in heard.to("netherlands").text


def test_what_waited_for_the_six_digits_goes_on(old: Old) -> None:
    """What was asked for before the restart, and the letters that were only announced."""
    heard = old(f"nuria> {old.digits('nuria')}")
    assert "该公司是否在马德里注册？" in heard.to("nuria").text
    heard = old.press("nuria", "stepup.show", "Show", "locked_clue")
    assert "一名女子下周抵达马德里" in heard.to("nuria").text


def test_an_authenticator_that_was_being_set_up_is_confirmed(old: Old) -> None:
    heard = old(f"netherlands> {old.digits('netherlands')}")
    assert "Your authenticator app is set up" in heard.to("netherlands").text


def test_an_authenticator_that_was_being_set_up_ends_in_its_time(old: Old) -> None:
    assert "is void" in old("@ +11m").to("netherlands").text


def test_what_came_in_and_was_not_read_is_done(old: Old) -> None:
    heard = old("@ +1s")
    assert "写报告" in heard.to("heilongjiang").text
    assert "北京时间12月4日（周五）15:00" in heard.to("heilongjiang").text


def test_what_could_not_be_delivered_is_tried_again(old: Old) -> None:
    assert heard_once(old("@ +1m"), "italy", "The lift is out of order")
    assert not old("@ +1m").to("italy")


def heard_once(heard: Heard, who: str, words: str) -> bool:
    return [words in event["text"] for event in heard.to(who).events].count(True) == 1


def test_what_waits_for_somebody_comes_when_he_writes(old: Old) -> None:
    assert not old("@ +1m").to("germany")
    assert heard_once(old("germany> /language"), "germany", "汉堡某公寓有女子被控制")


RINGS = [
    ("2026-12-03T17:05:00+08:00", {"spain": "Meeting in 1 day {meeting_ref}", "france": "Meeting in 1 day"}),
    ("2026-12-04T08:05:00+08:00", {"heilongjiang": "看邮箱"}),
    ("2026-12-04T15:05:00+08:00", {"liaoning": "给领馆打电话", "heilongjiang": "写报告"}),
    ("2026-12-04T16:05:00+08:00", {"france": "Meeting in 1 hour {meeting_ref}"}),
    ("2026-12-04T18:05:00+08:00", {"spain": "Please check your open requests"}),
    ("2026-12-04T12:05:00+01:00", {"italy": "Send the figures"}),
    ("2026-12-07T09:05:00+01:00", {"spain": "Weekly report"}),
    ("2026-12-07T18:05:00+08:00", {"nordic": "Please read the list"}),
    ("2026-12-09T12:05:00+01:00", {"italy": "{asked_ref}", "spain": "{chinese_ref}"}),
    ("2026-12-11T12:05:00+01:00", {"italy": "Send the figures"}),
    ("2026-12-21T09:05:00+01:00", {"spain": "Weekly report"}),
]


def test_the_clock_goes_on_ringing(old: Old) -> None:
    """Own reminders, meetings, planned notices, deadlines: each in its time, in order."""
    for at, told in RINGS:
        assert_told(old, old(f"@ {at}"), told)
    said = [event["text"] for event in old.talk.everything.to("spain").events]
    assert sum("Call Rome" in text for text in said) == 1  # once, and only once
    assert sum("Weekly report" in text for text in said) == 2  # every second Monday


def test_deadlines_escalate_as_they_would_have(old: Old) -> None:
    heard = old("@ 2026-12-14T12:00:00+08:00")
    assert_told(
        old,
        heard,
        {
            "eu": "{asked_ref}: Spanish liaison office, Beijing has waited 12 days",
            "iom": "{fresh_ref}: Spanish liaison office, Beijing has waited",
            "spain": "has not answered {asked_ref} yet. A coordinator is being notified.",
        },
    )


@pytest.mark.parametrize("button", [("vouch.approve", "release"), ("lockdown.release", "Release")])
def test_what_was_held_goes_out_when_the_second_coordinator_says_so(
    opened: OpenOld, button: tuple[str, str]
) -> None:
    old = opened("locked")
    assert not any("While all is stopped" in e["text"] for e in old("@ +1m").events)
    heard = old.press("iom", *button)
    assert_told(old, heard, {
        "spain": "Asked while all is stopped", "italy": "While all is stopped",
        "france": "While all is stopped", "mps": "系统已恢复"})  # fmt: skip


def test_what_was_filed_before_is_found_by_its_reference(old: Old) -> None:
    heard = old("spain> /status {fresh_ref}", "mps> /状态 {urgent_ref}", "germany> /status {consent_ref}")
    assert_told(
        old,
        heard,
        {
            "spain": "Three women held at a restaurant in Example Street",
            "mps": "Is this passport reported lost?",
            "germany": "A flat is let to ever new women",
        },
    )
