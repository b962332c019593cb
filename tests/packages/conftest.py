"""A folder with real packages: installed once into the cache, read as text, never imported."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from torchvet.program.jedi_bridge import Environment, Patience, site_packages_of

LIST = Path(__file__).with_name("installed.txt")
REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = Patience(file=300, question=60)


def installed_packages() -> Path:
    """The folder with the packages of the list; installs them there the first time."""
    cache = Path(os.environ.get("TORCHVET_CACHE") or REPOSITORY / ".cache") / "packages"
    folder = cache / hashlib.sha256(LIST.read_bytes()).hexdigest()[:16]
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=cache) as unfinished:
        target = Path(unfinished) / "site"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
        command += ["--disable-pip-version-check", "--only-binary", ":all:"]
        command += ["--target", str(target), "--requirement", str(LIST)]
        installed = subprocess.run(command, capture_output=True, text=True)
        if installed.returncode:
            pytest.fail(f"The packages of {LIST.name} can't be installed: {installed.stderr.strip()}")
        # Another process may have been quicker.
        if not folder.is_dir():
            target.rename(folder)
    return folder


def sys_path() -> list[str]:
    """The packages, and behind them those of the running interpreter, torch among them."""
    return [str(installed_packages()), *site_packages_of(Path(sys.executable))]


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the answers of all these tests are kept."""
    return tmp_path_factory.mktemp("answers")


@pytest.fixture(scope="session")
def environment(answers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """The packages, with as much time for each answer as it takes."""
    workspace = tmp_path_factory.mktemp("workspace")
    made = Environment(sys_path(), workspace, waiting=True, cache_folder=answers, patience=PATIENCE)
    yield made
    made.close()
