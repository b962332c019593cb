from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from wire import Wire, pulling

_numbers = itertools.count(1)


@pytest.fixture
def make_wire() -> Iterator[Callable[..., Wire]]:
    """Starts servers, and ends those that a test has left running."""
    wires: list[Wire] = []

    def make(*args: object, **kwargs: object) -> Wire:
        wires.append(Wire(*args, **kwargs))  # type: ignore[arg-type]
        return wires[-1]

    yield make
    for wire in wires:
        if wire.process.poll() is None:
            wire.process.kill()
            wire.process.wait()


@pytest.fixture
def wire(make_wire: Callable[..., Wire]) -> Wire:
    """A server with the made-up analysis."""
    return make_wire()


@pytest.fixture
def uri() -> str:
    """A URI that no other test uses."""
    return f"file:///tmp/torchvet/{next(_numbers)}.py"


@pytest.fixture(scope="module")
def capable() -> Iterator[Wire]:
    """A server with a client that can nearly everything and is pushed its diagnostics, for many tests."""
    wire = Wire()
    wire.start()
    yield wire
    assert wire.stop() == 0


@pytest.fixture(scope="module")
def asking() -> Iterator[Wire]:
    """The same with a client that pulls its diagnostics."""
    wire = Wire()
    wire.start(pulling())
    yield wire
    assert wire.stop() == 0
