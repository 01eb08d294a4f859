"""One room as its state says it is: who is in it, whether it is encrypted, and what kind that makes it.

This is the one place that knows what kinds there are. A person's letters go into private rooms only, and only
what is said there is acted on; a case room is the officers', and nothing that is said in it is read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.channels.matrix.homeserver.plain import Json, part

ENCRYPTION: Json = {"algorithm": "m.megolm.v1.aes-sha2"}
CASE_MARK = "org.liaison.case_room"  # in the event that made it, which nobody can change
_INSIDE = ("join", "invite")
MAKER = 100
_MAKERS_ABOVE_ALL = 12  # room version from which makers stand above all levels


class RoomKind(StrEnum):
    PRIVATE = "private"  # encrypted, and nobody in it or invited to it but us and one person
    CASE = "case"  # made by us for the officers of a case
    OTHER = "other"  # neither: nothing goes into it


@dataclass
class Room:
    """`successor` took its place, as `replaced_by` said; it took the place of `predecessor`."""

    room_id: str
    members: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    encrypted: bool = False
    creator: str = ""
    successor: str | None = None
    replaced_by: str = ""
    predecessor: str | None = None
    levels: Json = field(default_factory=dict)
    makers: frozenset[str] = frozenset()
    is_marked: bool = False
    visibility: str = ""

    def apply(self, events: Iterable[Json]) -> None:
        """Take changes of the room's state, oldest first; other events are passed over."""
        for event in events:
            if "state_key" in event and isinstance(event.get("content"), dict):
                self._apply(str(event.get("type")), str(event["state_key"]), event)

    def _apply(self, kind: str, key: str, event: Json) -> None:
        content = event["content"]
        if kind == "m.room.member":
            self.members[key] = str(content.get("membership", "leave"))
            self.names[key] = str(content.get("displayname") or "")
        elif kind == "m.room.encryption":
            # once on, it cannot be taken back: whoever changes it again means no good
            self.encrypted = self.encrypted or content.get("algorithm") == ENCRYPTION["algorithm"]
        elif kind == "m.room.create":
            self._create(str(event.get("sender", "")), content)
        elif kind == "m.room.power_levels":
            self.levels = content
        elif kind == "m.room.history_visibility":
            self.visibility = str(content.get("history_visibility"))
        elif kind == "m.room.tombstone" and key == "":
            self.successor = str(content.get("replacement_room") or "") or None
            self.replaced_by = str(event.get("sender", ""))

    def _create(self, sender: str, content: Json) -> None:
        self.creator = sender
        self.is_marked = content.get(CASE_MARK) is True
        before = content.get("predecessor")
        self.predecessor = str(before.get("room_id") or "") or None if isinstance(before, dict) else None
        version = str(content.get("room_version", "1"))
        if not version.isdecimal() or int(version) >= _MAKERS_ABOVE_ALL:
            others = content.get("additional_creators")
            self.makers = frozenset([sender, *map(str, others if isinstance(others, list) else ())])

    def may_replace(self, user_id: str) -> bool:
        """Whether this person has the power to put another room in its place."""
        if user_id in self.makers:
            return True
        needed = part(self.levels, "events").get("m.room.tombstone", self.levels.get("state_default", 50))
        default = self.levels.get("users_default", 0)
        held = part(self.levels, "users").get(user_id, default)
        if not self.levels:
            held = MAKER if user_id == self.creator else 0
        return isinstance(held, int) and isinstance(needed, int) and held >= needed

    def inside(self) -> set[str]:
        """Who is in it or invited to it."""
        return {user_id for user_id, membership in self.members.items() if membership in _INSIDE}

    def holds_only(self, *people: str) -> bool:
        return self.inside() == set(people)

    def is_whole_case(self, own: str) -> bool:
        """Whether it is as we make case rooms: encrypted, its past shown to nobody, ruled by us alone."""
        is_shut = self.encrypted and self.visibility == "joined"
        return self.kind(own) is RoomKind.CASE and is_shut and self.levels.get("state_default") == MAKER

    def kind(self, own: str) -> RoomKind:
        """What it is to us, whose user id is `own`."""
        if self.is_marked and self.creator == own:
            return RoomKind.CASE
        is_of_two = own in self.inside() and len(self.inside()) == 2
        is_private = self.encrypted and self.successor is None and is_of_two
        return RoomKind.PRIVATE if is_private else RoomKind.OTHER
