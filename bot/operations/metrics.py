"""Figures for Prometheus, counted when somebody asks: what is due and not done, and for how long.

Beside them, at /healthz, one JSON object: whether it works, and which channel does not, since when and why.
"""

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.clock import Clock
from bot.errors import OperatorError
from bot.home.network import Home
from storage import audit, health, matrix
from storage.errors import StorageError, UnusableError
from storage.trouble import MEND, Trouble

_UP = "Whether the database answers, and can be written."


class _Figures(Collector):
    def __init__(self, home: Home, clock: Clock) -> None:
        self._home, self._clock = home, clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            load = health.load(self._home.database, self._clock.now())
            with self._home.database.work(self._clock.now(), write=False) as work:
                kept = matrix.figures(work)
                alarms = audit.alarms_since(work.session, self._clock.now() - health.ALARMING)
        except StorageError:
            yield _gauge("database_up", _UP, 0)
            return
        yield _gauge("database_up", _UP, int(self._home.database.standing.why is None))
        yield _gauge("messages_due", "Messages received and not handled yet.", load.messages)
        yield _gauge("deliveries_due", "Deliveries due and not sent yet.", load.deliveries)
        waiting = load.waiting.total_seconds()
        yield _gauge("oldest_due_seconds", "For how long the oldest of them has been due.", waiting)
        said = "For how long a channel's network has not let the bot in; nothing where it does."
        out = GaugeMetricFamily("liaison_channel_out_seconds", said, labels=["channel"])
        for channel, since in load.out.items():
            out.add_metric([channel], (self._clock.now() - since).total_seconds())
        yield out
        yield _gauge("matrix_parked", "Matrix events that cannot be read yet.", kept.parked)
        yield _gauge("matrix_guest_rooms", "Matrix rooms with people without an account.", kept.guests)
        yield _gauge("matrix_put_aside", "Matrix events, keys and the like without sense.", kept.aside)
        said = "What none of us wrote, met in the last seven days: not 0 is a fault."
        yield _gauge("tampering_found", said, sum(alarms.values()))
        letters = load.letters
        yield _gauge("letters_ready", "Letters that could go out this moment.", letters.ready)
        oldest = letters.oldest.total_seconds()
        yield _gauge("letters_oldest_seconds", "For how long the oldest of them could have.", oldest)
        yield _gauge("letters_stalled", "Letters that nobody takes: not 0 is a fault.", letters.stalled)


def _gauge(name: str, documentation: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"liaison_{name}", documentation, value=value)


def health_of(home: Home, clock: Clock) -> dict[str, Any]:
    """`ok` is what a supervisor acts on: a channel that the operator has to mend is no reason to restart."""
    why = home.database.standing.why
    try:
        if why is not Trouble.AWAY:  # who asks is not to wait with it
            load, why = health.load(home.database, clock.now()), home.database.standing.why
    except UnusableError as error:
        why = error.why
    except StorageError:
        why = Trouble.AWAY
    if why is not None:
        return {"ok": False, "database": False, "why": why, "mend": MEND[why]}
    out = {
        channel: {"since": since.isoformat(), "why": load.why[channel] or "account"}
        for channel, since in load.out.items()
    }
    stalled = load.letters.stalled
    return {"ok": not stalled, "database": True, "letters_stalled": stalled, "out_of_service": out}


def _app(registry: CollectorRegistry, home: Home, clock: Clock) -> Callable[..., Iterable[bytes]]:
    figures: Callable[..., Iterable[bytes]] = make_wsgi_app(registry)

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/healthz":
            return figures(environ, start)
        found = health_of(home, clock)
        start("200 OK" if found["ok"] else "503 Service Unavailable", [("Content-Type", "application/json")])
        return [json.dumps(found).encode() + b"\n"]

    return answer


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    timeout = 5  # seconds: who connects and says nothing keeps nobody else waiting for long

    def log_message(self, *_: Any) -> None:
        """Who asks is nobody's business."""


@contextmanager
def served(address: str, home: Home, clock: Clock) -> Iterator[None]:
    """At `host:port`; nothing where it is empty. OperatorError when the port is taken."""
    if not address:
        yield
        return
    registry = CollectorRegistry()
    registry.register(_Figures(home, clock))
    host, _, port = address.rpartition(":")
    try:
        server = make_server(host, int(port), _app(registry, home, clock), _Threads, _Silent)
    except OSError as error:
        raise OperatorError(f"service.metrics: {address} cannot be listened on ({error.strerror}).") from None
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
