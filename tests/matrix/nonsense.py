"""What somebody can put where a text, or an event, is expected."""

import json
from typing import Any

DEEP = "[" * 20_000 + "]" * 20_000
# as JSON, so that it comes the way it comes over the wire
ODD = [
    "null", "true", "-1", "0", "1e999", "-1e999", "NaN", "9" * 5_000, "1" * 19, "1.5",
    '""', '"\\u0000"', '"\\ud800"',
    '"\\udfff\\ud800"', "[]", "{}", "[[]]", '[null, 7, "x"]', '{"": {"": null}}', '{"x": 7}', DEEP,
    '{"body": "x", "msgtype": ["m.text"]}', '["@spain:example.org"]', '"\\u202e\\u2066"',
]  # fmt: skip
LARGE = [
    '"' + "x" * 300_000 + '"',
    "[" + ",".join(["{}"] * 60_000) + "]",
    '"' + "\\\\" * 40_000 + '"',
    '{"a":' * 20_000 + "1" + "}" * 20_000,
]
VALUES = [*ODD, *LARGE]
# the places in an event, and in what it holds, where they are put
PLACES = ["content", "type", "event_id", "sender", "origin_server_ts", "state_key", "redacts", "unsigned"]
INNER = ["body", "msgtype", "m.relates_to", "m.new_content", "info", "file", "filename", "url", "membership",
         "displayname", "algorithm", "session_id", "ciphertext", "sender_key", "room_version", "predecessor",
         "replacement_room", "users", "events", "users_default", "geo_uri"]  # fmt: skip


def events(own: dict[str, Any]) -> list[str]:
    """Odd values in every place of this event, as JSON; the event's own id and sender stay where they can."""
    made = [_with(own, {"content": value}) for value in LARGE]
    for value in ODD:
        made += [_with(own, {place: value}) for place in PLACES]
        made += [_with(own, {"content": _with(own["content"], {inner: value})}) for inner in INNER]
    return made


def _with(own: dict[str, Any], raw: dict[str, str]) -> str:
    fields = {name: json.dumps(value) for name, value in own.items()} | raw
    return "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in fields.items()) + "}"
