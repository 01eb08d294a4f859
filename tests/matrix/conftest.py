"""What the Matrix tests share: one homeserver per run, and a fresh person whenever a test asks for one."""

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.matrix import phone
from tests.matrix.synapse import CannotInstallError, Synapse


def needs(install: Callable[[], object]) -> None:
    """Install a counterpart; where that fails, say so, and in CI fail."""
    try:
        install()
    except CannotInstallError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def node() -> None:
    """The client library of the officer's phone is there."""
    needs(phone.installed)


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory, node: None) -> Iterator[Synapse]:  # noqa: ARG001 installs
    """One running homeserver without rate limits. A test that stops it must start it again."""
    made: list[Synapse] = []
    folder: Path = tmp_path_factory.mktemp("synapse")
    needs(lambda: made.append(Synapse(folder)))
    server = made[0]
    server.start()
    yield server
    server.stop()


_numbers = itertools.count(1)


@pytest.fixture
def person(synapse: Synapse) -> Callable[[str], str]:
    """Registers somebody under a fresh local name, which it returns; the password is that name."""

    def register(name: str) -> str:
        unique = f"{name}-{next(_numbers)}"
        synapse.register(unique)
        return unique

    return register
