from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from wire import Wire


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
