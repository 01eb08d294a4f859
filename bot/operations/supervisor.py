"""What systemd is told (sd_notify): that we are ready, alive, or stopping. Elsewhere: nothing."""

import asyncio
import os
import socket
from contextlib import suppress

_MICROSECONDS = 1_000_000


def tell(state: str) -> None:
    """`READY=1` and the like, to the socket that systemd names."""
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
            there.connect("\0" + address[1:] if address.startswith("@") else address)
            there.sendall(state.encode())


async def keep_telling() -> None:
    """For ever: that the event loop goes round. Who stops saying so is started anew."""
    tell("READY=1")
    patience = int(os.environ.get("WATCHDOG_USEC", "0")) / _MICROSECONDS
    while patience:
        tell("WATCHDOG=1")
        await asyncio.sleep(patience / 3)
