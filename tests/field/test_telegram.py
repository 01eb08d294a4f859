"""Field reports that touch Telegram: what other people's bots got wrong, tried here with taps."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from bot.channels.port import TryLaterError
from bot.channels.telegram.cutting import units
from handlers.vocabulary.text import Span, bold, text
from storage.audit import AuditEntry, Tag
from storage.outbox import Fate, Offer, Outgoing, offer_with
from storage.people import Account, Role, agency_named, officer_named
from tests.channels.contract import file_of, letter
from tests.house.files import ROOT
from tests.people.steps import CODE
from tests.talk import Talk
from tests.telegram.phones import NUMBERS, Phones, buttons_of, phones_of, words_of

pytestmark = pytest.mark.telegram

FAMILY = "👨‍👩‍👧‍👦"
MARKUP = "<b>x</b> & a<b [l](tg://user?id=1) ` @everyone _*"


@pytest.fixture
async def phones(frank_talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(frank_talk) as made:
        yield made


def message_with(phones: Phones, who: str, label: str) -> int:
    return next(int(m["message_id"]) for m in phones.people.said(NUMBERS[who]) if label in buttons_of(m))


def tokens(talk: Talk, label: str) -> list[str]:
    with talk.work() as work:
        return [offer.token for offer in work.all(select(Offer)) if offer.label == label]


async def test_r10_a_press_that_cannot_be_acknowledged_counts_once(phones: Phones) -> None:
    await phones("spain> /clue China Three women")
    message = message_with(phones, "mps", "受理")
    (token,) = tokens(phones.talk, "Accept clue")
    stale = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    phones.people.fault("error", method="answerCallbackQuery", code=400, description=stale, times=0)
    assert "has accepted" in (await phones("mps! 受理")).to("spain")
    phones.people.press_data(NUMBERS["mps"], token, message)
    await phones.settle()
    assert phones.see("spain").count("has accepted") == 1
    assert (await phones("mps> /help")).to("mps")


async def test_r10_a_button_under_a_deleted_message_still_works(phones: Phones) -> None:
    await phones("spain> /clue China Three women")
    message = message_with(phones, "mps", "受理")
    (token,) = tokens(phones.talk, "Accept clue")
    phones.people.delete(NUMBERS["mps"], message)
    phones.people.press_data(NUMBERS["mps"], token, message)
    await phones.settle()
    assert phones.see("spain").count("has accepted") == 1
    assert "已受理" in phones.see("mps")


@pytest.mark.parametrize("data", ["ack:7", "v0|close|7", "7", "\u202e", "x" * 64])
async def test_r10_a_button_of_an_older_version_says_so(phones: Phones, data: str) -> None:
    await phones("spain> /clue China Three women")
    before = phones.see("spain")
    phones.people.press_data(NUMBERS["mps"], data, message_with(phones, "mps", "受理"))
    await phones.settle()
    assert "该按钮已失效" in phones.see("mps")
    assert phones.see("spain") == before


async def test_r10_a_button_of_something_settled_says_so(phones: Phones) -> None:
    ref = (await phones("spain> /request China Who owns the phone shop?")).ref
    message = message_with(phones, "mps", "更多")
    (token,) = tokens(phones.talk, "Refuse request")
    await phones(f"mps> /answer {ref} Nobody we know.", "spain! Confirm")
    before = phones.see("spain")
    phones.people.press_data(NUMBERS["mps"], token, message)
    heard = await phones("mps> /help")
    assert ref in heard.to("mps")
    assert phones.see("spain") == before


WALK = """
spain> /clue
spain> /cancel
spain> /clue Congo Three women
spain> /request
spain> /cancel
spain> /request China Who owns the shop?
mps> /status
spain> /contacts
spain> /contacts Congo
spain> /me
spain> /remind
eu> /invite
eu> /officers
eu> /notice
eu> /cancel
eu> /notice all The office is closed
eu> /approve
eu> /lockdown
eu> /help
@ +9d
"""
WALKS = [path.read_text("utf-8") for path in sorted((ROOT / "tests/transcripts").glob("*.txt"))]


@pytest.mark.parametrize("walk", [WALK, *WALKS], ids=lambda walk: walk.strip().splitlines()[0][:40])
def test_r11_every_button_fits_and_leads_back(talk: Talk, walk: str) -> None:
    code, ref, seen = "", "", 0
    for step in (line for line in walk.splitlines() if line and line[0] not in "#="):
        heard = talk(step.replace("{code}", code).replace("{ref}", ref))
        ref = next((event["refs"][-1] for event in reversed(heard.events) if event["refs"]), ref)
        code = found.group() if (found := CODE.search(heard.text)) else code
    with talk.work() as work:
        for key in (k for h in talk.runner._heard.values() for one in h.letters for k in one.keys):
            offer = offer_with(work, key.token)
            assert 1 <= len(key.token.encode()) <= 64
            assert offer is not None
            assert offer.position == key.number
            seen += 1
    assert seen > 10


async def test_r11_names_in_any_script_go_on_buttons(phones: Phones) -> None:
    names = ["Демократическая Республика Конго", "刚果民主共和国金沙萨国际警务合作联络处", f"{FAMILY} Office"]
    with phones.talk.work() as work:
        for handle, name in zip(("italy", "germany", "france"), names, strict=True):
            agency = agency_named(work, handle)
            assert agency is not None
            agency.name = name
            work.add(agency)
    for name in names:
        heard = await phones("eu> /invite", f"eu! {name}", "eu! officer")
        assert f"Agency: {name}" in heard.to("eu")


async def test_r12_a_long_text_comes_in_parts_that_read_as_one(phones: Phones) -> None:
    """Bold across the first cut, an escaped sign just before it, a family across it, and one endless word."""
    words = text("a" * 4049, bold("b" * 44), "<", FAMILY, bold("c" * 50), " " + "d" * 5000)
    await phones.telegram.deliver(letter(1, str(NUMBERS["spain"]), words))
    said = phones.people.said(NUMBERS["spain"])
    assert all(units(words_of(m)) <= 4096 for m in said)
    assert "".join(map(words_of, said)).replace(" ", "") == _plain(words).replace(" ", "")
    assert sum(FAMILY in words_of(m) for m in said) == 1
    assert sum(e["length"] for m in said for e in m["entities"] if e["type"] == "bold") == 94


def _plain(words: tuple[Span, ...]) -> str:
    return "".join(span.text for span in words)


async def test_r12_a_long_caption_and_a_part_that_fails(phones: Phones) -> None:
    to = str(NUMBERS["spain"])
    file = file_of("front.jpg", b"1", "e" * 1500)
    phones.people.fault("error", method="sendMessage", after=1)
    with pytest.raises(TryLaterError):
        await phones.telegram.deliver(letter(1, to, "a" * 4096 + "b" * 10, files=[file]))
    await phones.telegram.deliver(letter(1, to, "a" * 4096 + "b" * 10, files=[file]))
    lengths = [units(words_of(m)) for m in phones.people.said(NUMBERS["spain"])]
    assert lengths == [4096, 10, 1024, 476]


async def test_r13_what_people_write_is_shown_literally_everywhere(phones: Phones) -> None:
    with phones.talk.work() as work:
        officer = officer_named(work, "spain")
        assert officer is not None
        officer.name = "A_b*c <i>Ana</i>"
        work.add(officer)
    ref = (await phones(f"spain> /clue China {MARKUP}")).ref
    await phones(f"spain> /request China {MARKUP}", f"mps> /status {ref}")
    assert phones.see("mps").count(MARKUP) >= 3
    await phones("@ +9d", f"spain> /{MARKUP}", f"spain> /contacts {MARKUP}", f"eu> /invite {MARKUP}")
    await phones("eu> /officers", f"eu> /notice all {MARKUP}", "eu! Send to 13")
    people = phones.people
    people.file(NUMBERS["italy"], "document", b"1", name="a_b<1>.pdf", caption="/clue China " + MARKUP)
    await phones.settle()
    said = {who: phones.see(who) for who in ("spain", "mps", "eu", "france")}
    for who, times in (("mps", 2), ("france", 1), ("eu", 1), ("spain", 2)):
        assert said[who].count(MARKUP) >= times, who
    assert "A_b*c <i>Ana</i>" in said["eu"]
    files = [f["name"] for m in people.said(NUMBERS["mps"]) for f in m["files"]]
    assert files == ["a_b<1>.pdf"]
    everything = [m for number in NUMBERS.values() for m in people.said(number)]
    kinds = {e["type"] for m in everything for e in m["entities"]}
    assert not kinds & {"text_link", "text_mention", "underline", "strikethrough", "spoiler", "pre"}
    assert not [c for c in people.calls() if c["status"] == 400]


async def test_r14_a_due_reminder_outlives_an_address_that_is_gone(phones: Phones) -> None:
    """Liaison speaks to persons, whose ids never change. A server that claims so all the same moves nobody
    into a group: the letter waits until its reader writes again."""
    number = NUMBERS["spain"]
    await phones("spain> /remind in 1 hour call Beijing")
    moved = phones.people.add_chat("Colleagues", [NUMBERS["italy"]], with_bot=False)["id"]
    phones.people.fault("error", chat_id=number, times=0, migrate_to=moved)
    await phones("@ +2h")
    with phones.talk.work() as work:
        assert [row.fate for row in work.all(select(Outgoing)) if row.kind == "remind.now"] == [Fate.PARKED]
        accounts = work.all(select(Account).where(Account.channel == "telegram"))
    assert [a.address for a in accounts].count(str(number)) == 1
    assert str(moved) not in {a.address for a in accounts}
    phones.people.clear_faults()
    await phones("spain> /help")
    assert phones.see("spain").count("call Beijing") == 2  # said when it was set, and when it was due


async def test_r14_another_account_hears_once_what_the_lost_address_cannot(talk: Talk) -> None:
    async with phones_of(talk, has_console=True) as phones:
        await phones("spain> /remind in 1 hour call Beijing")
        moved = phones.people.add_chat("Colleagues", [NUMBERS["italy"]], with_bot=False)["id"]
        phones.people.fault("error", chat_id=NUMBERS["spain"], times=0, migrate_to=moved)
        heard = await phones("@ +2h")
        assert [letter.kind for who, letter in heard.at_console if who == "spain"] == ["remind.now"]
        assert "call Beijing" in heard.to("spain")
        phones.people.clear_faults()
        assert "call Beijing" not in (await phones("spain> /help")).to("spain"), "it is not said again"


async def test_r14_a_group_that_moves_changes_nothing_and_is_left(phones: Phones) -> None:
    group = phones.people.add_chat("Colleagues", [NUMBERS["spain"], NUMBERS["italy"]], kind="group")["id"]
    await phones("spain> /remind in 1 hour call Beijing")
    with phones.talk.work() as work:
        before = len(work.all(select(Account)))
    for _ in range(2):
        phones.people.migrate(group)
        await phones.settle()
    heard = await phones("@ +2h")
    assert heard.to("spain").count("call Beijing") == 1
    with phones.talk.work() as work:
        assert len(work.all(select(Account))) == before
    assert not [call for call in phones.people.calls("sendMessage") if int(call["params"]["chat_id"]) < 0]


@pytest.mark.parametrize("name", ["Eu", "\u202eEu", "\u0415u", "Eu\u200b"])
async def test_r18_a_name_gives_no_rights(phones: Phones, name: str) -> None:
    chief, other = NUMBERS["eu"], NUMBERS["stranger"]
    phones.people.rename(chief, username="chief_b", first_name="Somebody")
    phones.people.rename(other, username="chief_a", first_name=name)
    heard = await phones("stranger> /notice all Everybody stop", "stranger> /officers")
    assert heard.to("stranger") == "This account is private. If you were given a code, please send it."
    with phones.talk.work() as work:
        assert work.all(select(AuditEntry.tag).where(AuditEntry.tag == Tag.STRANGER_WROTE))
    heard = await phones("eu> /notice spain Still a coordinator", "eu! Send to 1")
    assert "Still a coordinator" in heard.to("spain")


async def test_r18_who_is_asked_about_a_person_sees_the_address(phones: Phones) -> None:
    phones.people.rename(NUMBERS["stranger"], username="chief_a", first_name="Eu")
    code = CODE.search((await phones("eu> /invite spain officer")).to("eu"))
    assert code is not None
    await phones(f"stranger> enrol {code.group()}", "stranger! English", "stranger! Accept")
    heard = await phones("stranger> Marta Ejemplo")
    assert f"telegram: {NUMBERS['stranger']}" in heard.to("iom")
    with phones.talk.work() as work:
        officer = officer_named(work, "spain-2")
        assert officer is not None
        assert officer.role is Role.OFFICER
