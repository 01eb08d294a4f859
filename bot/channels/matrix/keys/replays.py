"""Which message of which room key was read as which event: the same words count once, whatever a
homeserver repeats.

Kept on disk together with the place in the stream, for as long as the room key itself.
"""

import hashlib
import struct
from collections import OrderedDict
from collections.abc import Iterable, Mapping

_ENTRY = struct.Struct(">I8s")  # index, and the beginning of a hash of the event's id
_MOST = 2_000  # messages of one key; clients change it after a hundred
_IN_MIND = 500  # keys whose messages are kept in memory


class _Heard:
    """Of one key. Nothing below `floor` is taken any more."""

    def __init__(self, packed: bytes = b"") -> None:
        self.events = dict(_ENTRY.iter_unpack(packed[4:]))
        self.floor = int.from_bytes(packed[:4])

    def packed(self) -> bytes:
        return self.floor.to_bytes(4) + b"".join(_ENTRY.pack(*one) for one in self.events.items())

    def is_first(self, index: int, event: bytes) -> bool:
        if index < self.floor or self.events.get(index, event) != event:
            return False
        self.events[index] = event
        if len(self.events) > _MOST:
            oldest = min(self.events)
            del self.events[oldest]
            self.floor = oldest + 1
        return True


class Replays:
    def __init__(self) -> None:
        self._heard: OrderedDict[bytes, _Heard] = OrderedDict()
        self._changed: set[bytes] = set()

    def is_first(self, room_id: str, session_id: str, index: int, event_id: str) -> bool:
        """Whether this message was not read before, or only as this same event."""
        name = session_name(room_id, session_id)
        heard = self._heard.setdefault(name, _Heard())
        self._heard.move_to_end(name)
        known = index in heard.events
        is_first = heard.is_first(index, hashlib.sha256(event_id.encode(errors="replace")).digest()[:8])
        if is_first and not known:
            self._changed.add(name)
        return is_first

    def unknown(self, names: Iterable[bytes]) -> set[bytes]:
        """Those keys of which it has to be read first what was heard."""
        return set(names) - self._heard.keys()

    def recall(self, rows: Mapping[bytes, bytes]) -> None:
        """What was kept of these keys."""
        self._heard |= {name: _Heard(packed) for name, packed in rows.items() if name not in self._heard}

    def changed(self) -> dict[bytes, bytes]:
        """What has to be kept."""
        return {name: self._heard[name].packed() for name in self._changed}

    def kept(self, names: Iterable[bytes]) -> None:
        """It is on disk."""
        self._changed -= set(names)
        for name in [name for name in self._heard if name not in self._changed][: -_IN_MIND or None]:
            del self._heard[name]


def session_name(room_id: str, session_id: str) -> bytes:
    return hashlib.sha256(f"{room_id}\0{session_id}".encode(errors="replace")).digest()[:16]
