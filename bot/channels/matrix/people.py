"""What the homeserver shows of other people's devices, asked once and again when it says they changed."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.channels.matrix.errors import AwayError
from bot.channels.matrix.identity import query
from bot.channels.matrix.officers import Device, KeyAnswer, all_devices, master_of, signed_devices
from bot.channels.matrix.server import Homeserver


@dataclass(frozen=True)
class Person:
    """`master` is the identity shown now; `devices` all of their devices, `signed` those it vouches for."""

    user_id: str
    master: str | None
    devices: Mapping[str, Device]
    signed: Mapping[str, Device]

    def trusted(self, pinned: str | None) -> Mapping[str, Device]:
        """The devices that hang on the pinned identity; none when another one is shown, or none pinned."""
        return self.signed if pinned is not None and pinned == self.master else {}


class People:
    """Asks `/keys/query` for whoever is needed; what is known is forgotten when the sync says so."""

    def __init__(self, server: Homeserver) -> None:
        self._server = server
        self._known: dict[str, Person] = {}
        self._asking = asyncio.Lock()

    def forget(self, user_ids: Iterable[str]) -> None:
        """These people's devices changed (or they left): ask again when they are needed next."""
        for user_id in user_ids:
            self._known.pop(user_id, None)

    async def of(self, user_id: str) -> Person:
        """One person's devices and identity."""
        return (await self.of_all([user_id]))[user_id]

    async def of_all(self, user_ids: Iterable[str]) -> dict[str, Person]:
        """Several people's, with one question for all that are not known yet."""
        wanted = set(user_ids)
        async with self._asking:
            unknown = sorted(wanted - self._known.keys())
            if unknown:
                answer = await query(self._server, *unknown)
                _refuse_failures(answer, unknown)
                for user_id in unknown:
                    master = master_of(answer, user_id)
                    signed = signed_devices(answer, user_id, master) if master else {}
                    self._known[user_id] = Person(user_id, master, all_devices(answer, user_id), signed)
        return {user_id: self._known[user_id] for user_id in wanted}


def _refuse_failures(answer: KeyAnswer, asked: Iterable[str]) -> None:
    """A server that could not be asked must not look like people without devices. Raises AwayError."""
    away = answer.get("failures") or {}
    if any(user_id.partition(":")[2] in away for user_id in asked):
        raise AwayError("keys/query: a homeserver cannot be asked now")
