"""What `liaison doctor` warns of: figures, messages and rows that may leave this machine in clear."""

from collections.abc import Iterator
from pathlib import Path

from bot.operations.findings import Finding, warn
from bot.settings.addresses import is_here
from bot.settings.reading import line_of
from bot.settings.sections import Settings
from storage.engine import hosts_in_clear


def exposed(config: Path, settings: Settings) -> Iterator[Finding]:
    """What is called in clear is not among them: the configuration refuses that."""
    if _is_open(settings.service.metrics):
        said = f"anybody who reaches {settings.service.metrics} reads the figures: there is no login"
        yield warn("exposed", said, f"listen on 127.0.0.1: {line_of(config, 'service.metrics')}")
    if settings.telegram.mode == "webhook" and _is_open(settings.telegram.webhook_listen):
        said = f"what Telegram brings to {settings.telegram.webhook_listen} is in clear on the way there"
        mend = "listen on 127.0.0.1, and let what ends TLS stand on this machine"
        yield warn("exposed", said, f"{mend}: {line_of(config, 'telegram.webhook_listen')}")
    for host in hosts_in_clear(settings.storage.url):
        if not is_here(host):
            said = f"rows may travel to {host} in clear, and be changed on the way"
            mend = "add ?sslmode=verify-full (or at least require) to the address"
            yield warn("exposed", said, f"{mend}: {line_of(config, 'storage.url')}")


def _is_open(address: str) -> bool:
    return bool(address) and not is_here(address.rpartition(":")[0])
