"""`python -m tests.botapi --port 0`: a server of its own; prints {"url": …} and runs until it is ended."""

import argparse
import asyncio
import contextlib
import json
import signal

from tests.botapi.server import running


async def serve(port: int) -> None:
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    async with running(port) as api:
        print(json.dumps({"url": api.url}), flush=True)
        await ended.wait()


parser = argparse.ArgumentParser(prog="python -m tests.botapi")
parser.add_argument("--port", type=int, default=0)
with contextlib.suppress(KeyboardInterrupt):
    asyncio.run(serve(parser.parse_args().port))
