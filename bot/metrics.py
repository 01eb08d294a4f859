"""Figures for Prometheus, counted when somebody asks: what is due and not done, and for how long."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.clock import Clock
from bot.errors import OperatorError
from bot.home import Home
from storage import health
from storage.errors import StorageError


class _Figures(Collector):
    def __init__(self, home: Home, clock: Clock) -> None:
        self._home, self._clock = home, clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            load = health.load(self._home.database, self._clock.now())
        except StorageError:
            yield _gauge("database_up", "Whether the database answers.", 0)
            return
        yield _gauge("database_up", "Whether the database answers.", 1)
        yield _gauge("messages_due", "Messages received and not handled yet.", load.messages)
        yield _gauge("deliveries_due", "Deliveries due and not sent yet.", load.deliveries)
        waiting = load.waiting.total_seconds()
        yield _gauge("oldest_due_seconds", "For how long the oldest of them has been due.", waiting)


def _gauge(name: str, documentation: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"liaison_{name}", documentation, value=value)


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
        server, thread = start_http_server(int(port), host, registry)
    except OSError as error:
        raise OperatorError(f"service.metrics: {address} cannot be listened on ({error.strerror}).") from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
