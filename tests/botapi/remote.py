"""The control interface from another process, and the emulator as a child process."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Remote:
    """Blocking client: `Remote(url).text(user=1, text="hello")` is POST /control/text."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.base_url = f"{url}/bot"
        self.base_file_url = f"{url}/file/bot"

    def __getattr__(self, verb: str) -> Any:
        def call(**wishes: Any) -> Any:
            return self.do(verb, **wishes)

        return call

    def do(self, verb: str, **wishes: Any) -> Any:
        """The verb's result.

        Raises ValueError with the emulator's sentence when it refuses.
        """
        request = urllib.request.Request(  # noqa: S310 - our own loopback server
            f"{self.url}/control/{verb}", data=json.dumps(wishes).encode(), method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=200) as answer:  # noqa: S310 - the same
                return json.load(answer)["result"]
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise ValueError(json.load(refusal)["error"]) from None


@contextmanager
def child(port: int = 0) -> Iterator[Remote]:
    """`python -m tests.botapi` for the length of a with block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.botapi", "--port", str(port)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield Remote(json.loads(process.stdout.readline())["url"])
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()
