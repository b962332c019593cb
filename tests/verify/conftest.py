"""Scripts to verify, and a look at what is left of them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.verify.matrix import ONE_THREAD
from torchvet.verify.request import VerifyRequest

SERVER = str(Path(__file__).parent.parent.parent / "server")
MARK = "TORCHVET_TEST_MARK"


class Marked:
    """Environment variables by which everything that a run has started is found again."""

    def __init__(self) -> None:
        self.env = {**ONE_THREAD, MARK: uuid.uuid4().hex}

    def left(self) -> list[int]:
        """The processes that are left."""
        sign = f"{MARK}={self.env[MARK]}".encode()
        found: list[int] = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    if (
                        sign in (folder / "environ").read_bytes()
                        and b") Z " not in (folder / "stat").read_bytes()
                    ):
                        found.append(int(folder.name))
                except OSError:
                    continue
        return found

    def wait_until_gone(self, seconds: float = 10) -> bool:
        """Whether nothing is left after some seconds."""
        until = time.time() + seconds
        while self.left() and time.time() < until:
            time.sleep(0.05)
        return not self.left()


@pytest.fixture
def marked() -> Iterator[Marked]:
    marked = Marked()
    yield marked
    assert marked.wait_until_gone()


@pytest.fixture
def request_for(tmp_path: Path, marked: Marked) -> Callable[..., VerifyRequest]:
    """Makes a request that runs a text as a script."""

    def make(text: str, **options: object) -> VerifyRequest:
        script = tmp_path / "script.py"
        script.write_text(text)
        given = {"timeout": 60.0, "env": marked.env, "folder": tmp_path, **options}
        return VerifyRequest(python=Path(sys.executable), script=script, **given)  # type: ignore[arg-type]

    return make


def command(*arguments: str) -> list[str]:
    """The command line that calls torchvet."""
    return [sys.executable, "-m", "torchvet", "verify", *arguments]


def run_command(
    arguments: Sequence[str], folder: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs ``torchvet verify``."""
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env={**os.environ, **ONE_THREAD, **(env or {}), "PYTHONPATH": SERVER},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
