"""What the demo network calls its own: its agencies, its people, their desks."""

import tomllib
from functools import cache
from importlib import resources

from handlers.recognising.allowing import Known


@cache
def _known() -> Known:
    network = tomllib.loads(resources.files("bot").joinpath("demo.toml").read_text("utf-8"))
    known = Known()
    for one in network["agency"]:
        known.add(one["name"], one["zh"], one["officer"]["name"], one["phone"], one.get("duty_phone", ""))
        known.add(f"duty@{one['handle']}.example.org")
    return known


def allowed(said: str) -> bool:
    return _known().holds(said)
