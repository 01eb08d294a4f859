"""Start, drive and read one phone process (``phone.js``) over JSON lines."""

import asyncio
import base64
import contextlib
import hashlib
import itertools
import json
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self, cast

from tests.matrix.synapse import CannotInstallError, alone

# another folder like this one: the same phone.js, with another client library in its package.json
HERE = Path(os.environ.get("LIAISON_TEST_PHONE") or Path(__file__).parent)
ANSWER_SECONDS = 30.0
LINE_LIMIT = 64 * 1024 * 1024


class PhoneError(RuntimeError):
    """The phone could not do what it was asked; the text is the client library's."""


def installed() -> Path:
    """The Node program; installs the client library if missing. Raises CannotInstallError."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise CannotInstallError("Node.js 20 and npm are needed for the officer's phone and were not found")
    stamp = (
        HERE
        / "node_modules"
        / f".{hashlib.sha256((HERE / 'package-lock.json').read_bytes()).hexdigest()[:16]}"
    )
    with alone("phone"):
        if not stamp.exists():
            command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=600, check=False)
            if done.returncode:
                raise CannotInstallError(f"npm ci failed: {done.stderr.strip()[-600:]}")
            stamp.touch()
    return Path(node)


@dataclass(frozen=True)
class Arrived:
    """One event as the phone shows it; ``shield`` is NONE, GREY or RED for what was decrypted."""

    event_id: str
    room: str
    sender: str
    type: str
    content: dict[str, Any]
    relation: dict[str, Any] | None
    state_key: str | None
    redacted: bool
    encrypted: bool
    readable: bool
    failure: str | None
    shield: str | None
    reason: str | None
    at: int

    @property
    def body(self) -> str:
        """The plain text, empty for what has none."""
        return str(self.content.get("body", ""))


_FIELDS = {field.name for field in fields(Arrived)}


class Phone:
    """One device of one person. Use ``async with Phone(url, "spain") as phone``.

    ``events`` holds everything that arrived, by event id in order; a decryption replaces its entry.
    """

    def __init__(self, url: str, user: str, *, strict: bool = True, signed: bool = True) -> None:
        self.user = user
        self.user_id = self.device_id = ""
        self.events: dict[str, Arrived] = {}
        self.memberships: dict[str, str] = {}
        self.verifications: dict[str, dict[str, Any]] = {}
        self.redactions: set[str] = set()
        self.stderr = bytearray()
        self._url, self._strict, self._signed = url, strict, signed
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._changed = asyncio.Condition()
        self._tasks: list[asyncio.Task[None]] = []
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            str(installed()), "phone.js", cwd=HERE, stdin=pipe, stdout=pipe, stderr=pipe, limit=LINE_LIMIT
        )
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._read_errors())]
        try:
            who = await self.do(
                "login", url=self._url, user=self.user, password=self.user, strict=self._strict
            )
            self.user_id, self.device_id = who["user_id"], who["device_id"]
            if self._signed:
                await self.do("bootstrap")
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), 3)
        if process.returncode is None:
            process.kill()
            await process.wait()
        await asyncio.gather(*self._tasks)
        self._process = None

    async def do(self, act: str, **details: Any) -> Any:
        """Ask the phone for one act of ``phone.js`` and return its answer. Raises PhoneError."""
        assert self._process is not None
        assert self._process.stdin is not None
        number = next(self._ids)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self._process.stdin.write(json.dumps({"id": number, "do": act, **details}).encode() + b"\n")
        return await asyncio.wait_for(answer, ANSWER_SECONDS)

    async def say(self, room: str, text: str, **content: Any) -> str:
        """Send one text; further keys go into the content. Returns the event id."""
        return await self._send(room, {"msgtype": "m.text", "body": text, **content})

    async def reply(self, room: str, event_id: str, text: str) -> str:
        """Answer to one event the way current clients do, without a quotation."""
        return await self.say(room, text, **{"m.relates_to": {"m.in_reply_to": {"event_id": event_id}}})

    async def edit(self, room: str, event_id: str, text: str) -> str:
        """Replace the text of an own event."""
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": event_id}
        return await self.say(room, f"* {text}", **{"m.new_content": new, "m.relates_to": relation})

    async def react(self, room: str, event_id: str, key: str) -> str:
        """Put a reaction on an event."""
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
        return cast(
            "str", await self.do("send", room=room, type="m.reaction", content={"m.relates_to": relation})
        )

    async def press(self, room: str, sender: str, label: str, seconds: float = 20) -> None:
        """Write the number of a choice, as a reply to the last message that offers it."""

        def offered() -> tuple[str, str] | None:
            for event in reversed(self.messages(room, sender)):
                if found := re.search(rf"^(\d)\. {re.escape(label)}$", event.body, re.MULTILINE):
                    replaced = (event.relation or {}).get("rel_type") == "m.replace"
                    return (event.relation or {})["event_id"] if replaced else event.event_id, found[1]
            return None

        event_id, number = await self.until(offered, seconds)
        await self.reply(room, event_id, number)

    async def send_file(self, room: str, path: Path, kind: str, mime: str, **more: Any) -> str:
        """Upload a file encrypted and send it; ``tamper=True`` changes a byte of the ciphertext."""
        details = {"path": str(path), "kind": kind, "mime": mime, "title": path.name, **more}
        return cast("str", await self.do("send_file", room=room, **details))

    async def fetch_file(self, arrived: Arrived) -> bytes:
        """Download and decrypt the file of an event, its hash checked."""
        return base64.b64decode(await self.do("fetch_file", content=arrived.content))

    async def room_with(self, user_id: str, **details: Any) -> str:
        """Make an encrypted direct room and invite one person."""
        return cast("str", await self.do("create_room", invite=[user_id], **details))

    async def wait_for(self, wanted: Callable[[Arrived], bool], seconds: float = 20.0) -> Arrived:
        """The first event that fits, waiting until it arrived (and was decrypted, if the test asks that)."""

        def found() -> Arrived | None:
            return next((event for event in self.events.values() if wanted(event)), None)

        return cast("Arrived", await self.until(found, seconds))

    async def wait_text(self, text: str, sender: str | None = None, seconds: float = 20.0) -> Arrived:
        """The first readable message of somebody that contains this text."""
        return await self.wait_for(
            lambda event: event.readable and text in event.body and sender in (None, event.sender), seconds
        )

    async def until(self, ready: Callable[[], Any], seconds: float = 20.0) -> Any:
        """Wait until ``ready()`` is true after something arrived, and return its value."""
        async with self._changed:
            async with asyncio.timeout(seconds):
                await self._changed.wait_for(lambda: bool(ready()))
            return ready()

    def messages(self, room: str, sender: str) -> list[Arrived]:
        """What one sender wrote into a room, in order of arrival."""
        wanted = ("m.room.message", "m.room.encrypted")
        return [e for e in self.events.values() if e.room == room and e.sender == sender and e.type in wanted]

    async def _send(self, room: str, content: dict[str, Any]) -> str:
        return cast("str", await self.do("send", room=room, content=content))

    async def _read(self) -> None:
        async for line in self._lines():
            async with self._changed:
                self._take(json.loads(line))
                self._changed.notify_all()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(PhoneError(f"the phone ended: {self.stderr.decode()[-2000:]}"))

    async def _lines(self) -> AsyncIterator[bytes]:
        assert self._process is not None
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            yield line

    async def _read_errors(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        while chunk := await self._process.stderr.read(65536):
            self.stderr += chunk
            if os.environ.get("PHONE_LOG"):
                print(chunk.decode(errors="replace"), end="")

    def _take(self, line: dict[str, Any]) -> None:
        if "id" in line:
            self._answered(line)
        elif event := line.get("event"):
            arrived = Arrived(**{name: value for name, value in event.items() if name in _FIELDS})
            self.events[arrived.event_id] = arrived
        elif change := line.get("membership"):
            self.memberships[change["room"]] = change["membership"]
        elif request := line.get("verification"):
            self.verifications[request["id"]] = request
        elif redaction := line.get("redaction"):
            self.redactions.add(redaction["target"])

    def _answered(self, line: dict[str, Any]) -> None:
        answer = self._waiting.pop(line["id"])
        if answer.done():
            return
        if "error" in line:
            answer.set_exception(PhoneError(line["error"]))
        else:
            answer.set_result(line["ok"])
