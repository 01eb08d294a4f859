"""The sync loop: what happened since the last token, without holes, in order, decrypted.

nio's own loop saves the token before anybody has handled the events, and does not go back for what a busy
room leaves out of its answer. Here the caller stores events and token together before the next is asked for.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.channels.matrix.crypto import Crypto, RoomKey
from bot.channels.matrix.errors import AwayError, LoggedOutError, ServerError
from bot.channels.matrix.machine import OlmPayload
from bot.channels.matrix.people import People
from bot.channels.matrix.server import Homeserver, Json, segment

log = structlog.get_logger()
_POLL_SECONDS = 30
_PAGE = 100
_MOST_PAGES = 200  # 20,000 events of one room: more than any person writes in one outage
_PAUSES = (0.2, 1.0, 3.0, 10.0, 30.0)
_NONE: Json = {"types": []}
_FILTER = json.dumps(
    {
        "presence": _NONE,
        "account_data": _NONE,
        "room": {
            "ephemeral": _NONE,
            "account_data": _NONE,
            "timeline": {"limit": 50, "lazy_load_members": True},
            "state": {"lazy_load_members": True},
        },
    },
    separators=(",", ":"),
)
_INVITES = json.dumps(
    {
        "presence": _NONE,
        "account_data": _NONE,
        "room": dict.fromkeys(("timeline", "state", "ephemeral", "account_data"), _NONE),
    },
    separators=(",", ":"),
)


@dataclass(frozen=True)
class RoomNews:
    """What happened in a joined room: changed state, then its events, oldest first, as they came."""

    room_id: str
    state: Sequence[Json] = ()
    timeline: Sequence[Json] = ()


@dataclass(frozen=True)
class News:
    """All that one answer holds. `keys` arrived in it; `to_device` is what was neither key nor nonsense;
    `changed` are people whose devices or identity may have changed."""

    token: str
    first: bool
    rooms: Sequence[RoomNews] = ()
    invites: Mapping[str, Sequence[Json]] = field(default_factory=dict)
    left: Sequence[str] = ()
    keys: Sequence[RoomKey] = ()
    to_device: Sequence[Json] = ()
    changed: Sequence[str] = ()


Rest = Callable[[], float]
"""Seconds to leave the homeserver alone before it is asked for more."""

TakeNews = Callable[[News], Awaitable[None]]
"""Stores the news and its token together; when it raises, the same news is asked for again."""


class Sync:
    """Follows the account. `first` news (no token yet) carries no timelines: nothing old is acted on."""

    def __init__(self, server: Homeserver, crypto: Crypto, people: People) -> None:
        self._server, self._crypto, self._people = server, crypto, people
        self.one_time_keys: int | None = None
        self._opened_last: list[Json] = []

    async def follow(self, since: str | None, take: TakeNews, rest: Rest = lambda: 0.0) -> None:
        """For ever. Raises LoggedOutError; waits out everything else a homeserver can do."""
        failures, wait = 0, 0
        while True:
            try:
                news = await self.once(since, wait)
                await take(news)
                since, failures, wait = news.token, 0, _POLL_SECONDS
                await asyncio.sleep(rest())
            except LoggedOutError:
                raise
            except Exception as error:
                # a homeserver that is away, a database that is busy: the same news is asked for again
                if not isinstance(error, AwayError | ServerError):
                    log.exception("matrix.take.failed", error=type(error).__name__)
                seconds = pause(error, failures)
                failures, wait = failures + 1, 0
                log.warning("matrix.sync.failed", error=type(error).__name__, again_in=seconds)
                await asyncio.sleep(seconds)

    async def once(self, since: str | None, wait_seconds: int = 0) -> News:
        """Ask once, waiting up to so many seconds for something to happen."""
        query = {"filter": _FILTER, "timeout": str(wait_seconds * 1000)} | ({"since": since} if since else {})
        answer = await self._server.get("/sync", query, timeout=wait_seconds + 60)
        keys, rest = self._to_device(answer.get("to_device", {}).get("events", []))
        self._devices(answer)
        rooms = answer.get("rooms", {})
        joined = [await self._room(room_id, room, since) for room_id, room in rooms.get("join", {}).items()]
        invites = _invites(answer)
        left, changed = list(rooms.get("leave", {})), answer.get("device_lists", {}).get("changed", [])
        return News(str(answer["next_batch"]), since is None, joined, invites, left, keys, rest, changed)

    async def open_invites(self) -> Mapping[str, Sequence[Json]]:
        """All that nobody has answered, of whatever age. Nothing else of the account moves by asking."""
        answer = await self._server.get("/sync", {"filter": _INVITES, "timeout": "0"}, timeout=60)
        return _invites(answer)

    def _devices(self, answer: Json) -> None:
        lists = answer.get("device_lists", {})
        self._people.forget([*lists.get("changed", []), *lists.get("left", [])])
        counts = answer.get("device_one_time_keys_count", {})
        self.one_time_keys = counts.get("signed_curve25519", 0)

    def _to_device(self, events: Sequence[Json]) -> tuple[list[RoomKey], list[Json]]:
        """Room keys are put away at once; whatever else there is goes on, opened where it was encrypted."""
        keys: list[RoomKey] = []
        rest: list[Json] = []
        for event in events:
            if event.get("type") != "m.room.encrypted":
                rest.append(event)
            elif event in self._opened_last:
                continue  # the same answer once more: an Olm message opens only once
            elif payload := self._crypto.open_olm(event):
                self._opened(payload, keys)
        self._opened_last = [event for event in events if event.get("type") == "m.room.encrypted"]
        return keys, rest

    def _opened(self, payload: OlmPayload, keys: list[RoomKey]) -> None:
        key: RoomKey | None = None
        if payload.type == "m.room_key":
            key = self._crypto.take_room_key(payload)
        elif payload.type == "m.forwarded_room_key":
            key = self._crypto.take_forwarded_key(payload)
        if key is not None:
            keys.append(key)

    async def _room(self, room_id: str, room: Json, since: str | None) -> RoomNews:
        state, timeline = room.get("state", {}).get("events", []), room.get("timeline", {})
        events: list[Json] = timeline.get("events", [])
        if since is None:
            return RoomNews(room_id, [*state, *(event for event in events if "state_key" in event)])
        if timeline.get("limited") and timeline.get("prev_batch"):
            events = [*await self._left_out(room_id, timeline["prev_batch"], since), *events]
        return RoomNews(room_id, state, events)

    async def _left_out(self, room_id: str, start: str, since: str) -> list[Json]:
        """The events between `since` and the first one that the answer showed, oldest first."""
        found: list[Json] = []
        for _ in range(_MOST_PAGES):
            query = {"dir": "b", "from": start, "to": since, "limit": str(_PAGE)}
            page = await self._server.get(f"/rooms/{segment(room_id)}/messages", query)
            found += page.get("chunk", [])
            start = page.get("end") or ""
            if not start or not page.get("chunk"):
                return found[::-1]
        log.error("matrix.sync.gap_too_long", events=len(found))
        return found[::-1]


def _invites(answer: Json) -> dict[str, Sequence[Json]]:
    invited = answer.get("rooms", {}).get("invite", {})
    return {room_id: room.get("invite_state", {}).get("events", []) for room_id, room in invited.items()}


def pause(error: Exception, failures: int) -> float:
    """Seconds until the next try: as the server asks, else longer each time."""
    after = getattr(error, "after", None)
    if after is not None:
        return float(after.total_seconds())
    return _PAUSES[min(failures, len(_PAUSES) - 1)]


def members(state: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Membership by person, from state events."""
    return {
        str(event["state_key"]): str(event.get("content", {}).get("membership", "leave"))
        for event in state
        if event.get("type") == "m.room.member" and "state_key" in event
    }
