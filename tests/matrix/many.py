"""Hundreds of officers on a real homeserver: accounts with a signed device each, but nobody who reads.

What is sent to them is encrypted as for any other; it is only seen when it arrived, and how often.
"""

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bot.channels.matrix.homeserver.interactive import authorised
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.homeserver.signing import encode, public, signature
from bot.channels.matrix.keys.crypto import MEGOLM, OLM
from bot.channels.matrix.keys.identity import Identity
from bot.channels.matrix.rooms.room import ENCRYPTION
from bot.home.network import Home, open_folder
from handlers.core.saying import say
from storage import people
from storage.matrix import CHANNEL
from storage.people import Account, Officer, Role, State
from tests.matrix.synapse import Synapse

_AT_ONCE = 12
_KIND = "cancel.nothing"


@dataclass(frozen=True)
class Silent:
    """An officer's account: its id, the identity to pin, and the room made for each bot."""

    user_id: str
    identity: str
    rooms: dict[str, str]


async def silent_officers(synapse: Synapse, count: int, bots: Sequence[str]) -> list[Silent]:
    """So many, each in an encrypted room of two with each of these bots, who is invited."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int) -> Silent:
        async with gate:
            return await _silent(synapse, f"silent-{number}", bots)

    return list(await asyncio.gather(*(one(number) for number in range(count))))


async def _silent(synapse: Synapse, name: str, bots: Sequence[str]) -> Silent:
    account = await asyncio.to_thread(synapse.account, name)
    user_id = str(account["user_id"])
    server = Homeserver(synapse.url, str(account["access_token"]))
    try:
        identity = await _signed_device(server, user_id, str(account["device_id"]), name)
        rooms = {bot: await _room(server, bot) for bot in bots}
    finally:
        await server.close()
    return Silent(user_id, identity.key, rooms)


async def _signed_device(server: Homeserver, user_id: str, device_id: str, password: str) -> Identity:
    signing = Ed25519PrivateKey.generate()

    def signed(bare: Json) -> Json:
        return bare | {"signatures": {user_id: {f"ed25519:{device_id}": signature(signing, bare)}}}

    keys = {f"curve25519:{device_id}": _curve(), f"ed25519:{device_id}": public(signing)}
    device = signed({"user_id": user_id, "device_id": device_id, "algorithms": [OLM, MEGOLM], "keys": keys})
    once = {f"signed_curve25519:A{number}": signed({"key": _curve()}) for number in range(5)}
    await server.post("/keys/upload", {"device_keys": device, "one_time_keys": once})
    identity = Identity.generate(user_id)
    await authorised(server, "/keys/device_signing/upload", identity.public_keys(), user_id, password)
    await server.post("/keys/signatures/upload", {user_id: {device_id: identity.sign_device(device)}})
    return identity


def _curve() -> str:
    return encode(X25519PrivateKey.generate().public_key().public_bytes_raw())


async def _room(server: Homeserver, bot: str) -> str:
    state = [{"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}]
    body = {"preset": "private_chat", "is_direct": True, "invite": [bot], "initial_state": state}
    return str((await server.post("/createRoom", body))["room_id"])


def enlist(home: Home, officers: Sequence[Silent]) -> None:
    """Observers of one agency, vetted, their identities pinned."""
    now = datetime.now(UTC)
    with home.database.work(now) as work:
        agency = people.agency_named(work, "spain")
        assert agency is not None
        for number, one in enumerate(officers):
            officer = work.add(
                Officer(
                    handle=f"observer{number}",
                    agency_id=agency.id,
                    role=Role.OBSERVER,
                    state=State.ACTIVE,
                    name=f"Observer {number}",
                    language="en",
                    zone="Europe/Madrid",
                    vetted_until=now + timedelta(days=365),
                    terms_at=now,
                    made_at=now,
                )
            )
            work.add(
                Account(
                    officer_id=officer.id,
                    channel=CHANNEL,
                    address=one.user_id,
                    address_index=people.address_index(work, CHANNEL, one.user_id),
                    identity=one.identity,
                    used_at=now,
                    made_at=now,
                )
            )


def queue_notice(folder: Path) -> None:
    """One letter for every observer, put into the outbox beside a bot that runs or does not."""
    home = open_folder(folder)
    with home.database.work(datetime.now(UTC)) as work:
        for officer in people.with_role(work, Role.OBSERVER):
            say(work, officer, _KIND, at=work.now)  # whatever the hour of its reader
    home.close()


def said(synapse: Synapse, user_id: str) -> dict[str, list[float]]:
    """When somebody wrote into each room, seconds since 1970, as the homeserver wrote it down."""
    query = (
        "SELECT room_id, origin_server_ts FROM events WHERE sender = ? AND type = 'm.room.encrypted' "
        "ORDER BY origin_server_ts"
    )
    found: defaultdict[str, list[float]] = defaultdict(list)
    address = f"file:{synapse.folder / 'homeserver.db'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=30)) as database:
        for room_id, at in database.execute(query, (user_id,)):
            found[room_id].append(at / 1000)
    return dict(found)


async def joined(synapse: Synapse, user_id: str, count: int, seconds: float) -> None:
    """Until somebody is in so many rooms."""
    query = "SELECT count(*) FROM local_current_membership WHERE user_id = ? AND membership = 'join'"
    await _counted(synapse, (query, user_id), count, seconds)


async def written(synapse: Synapse, user_id: str, count: int, seconds: float) -> None:
    """Until somebody wrote so many encrypted events."""
    query = "SELECT count(*) FROM events WHERE sender = ? AND type = 'm.room.encrypted'"
    await _counted(synapse, (query, user_id), count, seconds)


async def _counted(synapse: Synapse, question: tuple[str, str], count: int, seconds: float) -> None:
    address = f"file:{synapse.folder / 'homeserver.db'}?mode=ro"
    async with asyncio.timeout(seconds):
        with closing(sqlite3.connect(address, uri=True, timeout=30)) as database:
            while database.execute(question[0], (question[1],)).fetchone()[0] < count:  # noqa: ASYNC110 it asks
                await asyncio.sleep(0.5)
