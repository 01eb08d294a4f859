"""Field reports R06, R07 and R08 over real rooms: what quotes, what is corrected, and what is too long."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from handlers.letters.letter import Letter
from handlers.vocabulary import directions
from handlers.vocabulary.text import bold, text
from storage.clues import Clue
from storage.contacts import ContactPoint
from storage.requests import Request
from tests.matrix.network import Network, network
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]
_REFERENCE = re.compile(r"\b[CR]-[A-Z0-9-]+")
_MOST = 65_536
_DESKS = 3000
_SIGNS = dict.fromkeys(map(ord, directions.BEGIN + directions.END + directions.OURS))  # they add no words
_LONG = (
    "西班牙国家警察总局反贩卖人口国际合作联络处" * 13,
    "المكتب الوطني للتعاون الدولي ومكافحة الاتجار " * 6,
)


async def answers(phone: Phone, net: Network, room: str, count: int) -> list[str]:
    """What the bot said there, once it is so much and settled."""

    def read() -> int:
        return sum(one.readable for one in phone.messages(room, net.bot))

    await phone.until(lambda: read() >= count)
    await net.settled()
    found = phone.messages(room, net.bot)
    assert len(found) == count
    assert all((one.readable, one.shield) == (True, "NONE") for one in found)
    return [one.body for one in found]


def reply_to(event_id: str) -> dict[str, object]:
    return {"m.relates_to": {"m.in_reply_to": {"event_id": event_id}}}


async def test_r06_of_a_reply_only_the_new_words_count(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await net.welcome(spain, "spain")
        await spain.say(room, "/clue Italy Three women at a restaurant")
        filed = await spain.wait_text("C-", net.bot)
        ref = _REFERENCE.findall(filed.body)[0]
        quote = f"> <@officer-b:example.org> !clue {ref} withdraw"
        await spain.say(room, f"{quote}\n\n!status {ref}", **reply_to(filed.event_id))
        status = (await answers(spain, net, room, 2))[-1]
        assert "restaurant" in status
        await spain.say(room, f"{quote}\n> \n> !clue {ref} withdraw\n\nthanks", **reply_to(filed.event_id))
        await answers(spain, net, room, 3)
        await spain.reply(room, filed.event_id, f"!status {ref}")
        assert (await answers(spain, net, room, 4))[-1] == status
        await spain.say(room, "> <@b:example.org> my address\n\n!clue Italy A white van", **reply_to("$gone"))
        await answers(spain, net, room, 5)
        clues = net.all(Clue)
        assert [(one.text, one.withdrawn_at) for one in clues] == [
            ("Three women at a restaurant", None),
            ("A white van", None),
        ]


async def test_r07_an_edit_files_nothing_again_and_its_writer_is_told_what_it_did(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await net.welcome(spain, "spain")
        asked = await spain.say(room, '/request China "plate check" in the north')
        await answers(spain, net, room, 1)
        for number, told in ((2, "is corrected"), (3, "")):  # new words; then no change at all
            await spain.edit(room, asked, '/request China "plate check" in the south')
            assert told in (await answers(spain, net, room, number))[-1]
        thanks = await spain.say(room, "thanks a lot")
        await answers(spain, net, room, 4)
        await spain.edit(room, thanks, "/request China Who owns the house?")
        assert "Editing an old message does not start anything" in (await answers(spain, net, room, 5))[-1]
        assert [one.text for one in net.all(Request)] == ['"plate check" in the south']


async def test_r08_three_thousand_desks_and_a_text_of_many_events_arrive_whole_and_in_order(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await net.welcome(spain, "spain")
        _open_many_desks(net)
        await spain.say(room, "/contacts Spain")
        first = (await answers(spain, net, room, 1))[-1]
        assert "of 3,001" in first
        await spain.press(room, net.bot, "More")
        await spain.until(lambda: any("№8 " in one.body for one in spain.messages(room, net.bot)))
        await net.settled()
        before = len(spain.messages(room, net.bot))
        words = "".join(f"{number} {_LONG[number % 2]}\n" for number in range(400))
        letter = Letter(10**9, spain.user_id, "test", text(words[:99_000], bold(words[99_000:])))
        events = (await net.channel.deliver(letter)).split()
        assert len(events) > 3
        await spain.until(lambda: events[0] in spain.events and spain.events[events[0]].readable)
        shown = spain.messages(room, net.bot)[before:]
        assert "".join(one.body for one in shown).translate(_SIGNS) == words
        assert [one.event_id for one in shown] == [*events[1:], events[0]]
        assert _longest(synapse, net.bot) < _MOST


def _open_many_desks(net: Network) -> None:
    """In Spain, behind the one that is there, each with a name as long as an import takes."""
    with net.home.database.work(net.clock.now()) as work:
        for number in range(_DESKS):
            name = _LONG[number % 2][:280]
            work.session.add(
                ContactPoint(country="ES", role="Duty desk", name=f"№{number} {name}", person=name,
                             phone="+34 900 555 099", mail=f"d{number}@example.org", made_at=work.now)
            )  # fmt: skip


def _longest(synapse: Synapse, user_id: str) -> int:
    """Bytes of the longest event somebody sent, as the homeserver keeps it."""
    query = (
        "SELECT max(length(CAST(json AS BLOB))) FROM event_json JOIN events USING (event_id) "
        "WHERE sender = ? AND type = 'm.room.encrypted'"
    )
    address = f"file:{synapse.folder / 'homeserver.db'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=30)) as database:
        return int(database.execute(query, (user_id,)).fetchone()[0])
