"""The sync loop: what happened since the last token, without holes, in order, decrypted.

nio's own loop saves the token before anybody has handled the events, and does not go back for what a busy
room leaves out of its answer. Here the caller stores events and token together before the next is asked for.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from bot.channels.matrix.homeserver.errors import AwayError, LoggedOutError, MatrixError, ServerError
from bot.channels.matrix.homeserver.plain import Json, dicts, part, strings
from bot.channels.matrix.homeserver.server import Homeserver, segment
from bot.channels.matrix.keys.crypto import RoomKey
from bot.channels.matrix.keys.directory import People

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
    """All that one answer holds, to the question for what came after `since`. `to_device` is as it came;
    `keys` are
    those that were in it, once it is opened. `changed` are people whose devices or identity may have
    changed."""

    token: str
    first: bool
    rooms: Sequence[RoomNews] = ()
    invites: Mapping[str, Sequence[Json]] = field(default_factory=dict)
    left: Sequence[str] = ()
    keys: Sequence[RoomKey] = ()
    to_device: Sequence[Json] = ()
    changed: Sequence[str] = ()
    since: str | None = None


Rest = Callable[[], float]
"""Seconds to leave the homeserver alone before it is asked for more."""

TakeNews = Callable[[News], Awaitable[None]]
"""Stores the news and its token together; when it raises, the same news is asked for again."""


class Sync:
    """Follows the account. `first` news (no token yet) carries no timelines: nothing old is acted on."""

    def __init__(self, server: Homeserver, people: People) -> None:
        self._server, self._people = server, people
        self.one_time_keys: int | None = None
        self.fallback_used = False

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
                codes = error.as_codes() if isinstance(error, MatrixError) else {}
                log.warning("matrix.sync.failed", **codes, again_in=seconds)
                await asyncio.sleep(seconds)

    async def once(self, since: str | None, wait_seconds: int = 0) -> News:
        """Ask once, waiting up to so many seconds for something to happen."""
        query = {"filter": _FILTER, "timeout": str(wait_seconds * 1000)} | ({"since": since} if since else {})
        answer = await self._server.get("/sync", query, timeout=wait_seconds + 60, needs="next_batch")
        self._devices(answer)
        rooms = part(answer, "rooms")
        joined = [await self._room(room_id, room, since) for room_id, room in part(rooms, "join").items()]
        return News(
            str(answer["next_batch"]),
            since is None,
            joined,
            _invites(answer),
            list(part(rooms, "leave")),
            to_device=dicts(part(answer, "to_device").get("events")),
            changed=strings(part(answer, "device_lists").get("changed")),
            since=since,
        )

    async def open_invites(self) -> Mapping[str, Sequence[Json]]:
        """All that nobody has answered, of whatever age. Nothing else of the account moves by asking."""
        query = {"filter": _INVITES, "timeout": "0"}
        return _invites(await self._server.get("/sync", query, timeout=60, needs="next_batch"))

    def _devices(self, answer: Json) -> None:
        lists = part(answer, "device_lists")
        self._people.forget([*strings(lists.get("changed")), *strings(lists.get("left"))])
        left = part(answer, "device_one_time_keys_count").get("signed_curve25519", 0)
        self.one_time_keys = left if isinstance(left, int) else None
        unused = answer.get("device_unused_fallback_key_types")
        self.fallback_used = isinstance(unused, list) and "signed_curve25519" not in unused

    async def _room(self, room_id: str, room: object, since: str | None) -> RoomNews:
        state, timeline = dicts(part(room, "state").get("events")), part(room, "timeline")
        events = dicts(timeline.get("events"))
        if since is None:
            return RoomNews(room_id, [*state, *(event for event in events if "state_key" in event)])
        start = timeline.get("prev_batch")
        if timeline.get("limited") and isinstance(start, str):
            events = [*await self._left_out(room_id, start, since), *events]
        return RoomNews(room_id, state, events)

    async def _left_out(self, room_id: str, start: str, since: str) -> list[Json]:
        """The events between `since` and the first one that the answer showed, oldest first."""
        found: list[Json] = []
        for _ in range(_MOST_PAGES):
            query = {"dir": "b", "from": start, "to": since, "limit": str(_PAGE)}
            page = await self._server.get(f"/rooms/{segment(room_id)}/messages", query, needs="chunk")
            found += dicts(page["chunk"])
            before, start = start, str(page.get("end") or "")
            if not start or start == before or not page["chunk"]:
                return found[::-1]
        log.error("matrix.sync.gap_too_long", events=len(found))
        return found[::-1]


def _invites(answer: Json) -> dict[str, Sequence[Json]]:
    invited = part(answer, "rooms", "invite")
    return {room_id: dicts(part(room, "invite_state").get("events")) for room_id, room in invited.items()}


def pause(error: Exception, failures: int) -> float:
    """Seconds until the next try: as the server asks, else longer each time."""
    after = getattr(error, "after", None)
    if after is not None:
        return float(after.total_seconds())
    return _PAUSES[min(failures, len(_PAUSES) - 1)]
