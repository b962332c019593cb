"""``torchvet verify`` and then ``torchvet check``, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.passes.program import FILES
from tests.verify.matrix import ONE_THREAD

SERVER = str(Path(__file__).parents[2] / "server")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **ONE_THREAD, "PYTHONPATH": SERVER, "XDG_CACHE_HOME": str(folder.parent / "cache")}
    command = [sys.executable, "-m", "torchvet", *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def hints(folder: Path) -> list[str]:
    done = run(folder, "check", "--min-severity", "hint", "--output-format", "json")
    return [each["message"] for each in json.loads(done.stdout) if each["code"] == "TV101"]


def test_a_pass_silences_the_hint_until_the_code_changes(tmp_path: Path) -> None:
    folder = tmp_path / "program"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    assert len(hints(folder)) == 1
    done = run(folder, "verify", "train.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert hints(folder) == []
    assert hints(folder) == []
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)

    (folder / "train.py").write_text(FILES["train.py"].replace('print("epoch", epoch)', "pass  # quiet"))
    assert hints(folder) == []
    (folder / "models.py").write_text(FILES["models.py"].replace("2 * x", "1e-9 * x"))
    (message,) = hints(folder)
    assert "has changed since it was shown to fit one batch" in message and "Base in models.py" in message
    (folder / "models.py").write_text(FILES["models.py"])
    assert hints(folder) == []


def test_a_run_with_a_grave_finding_is_no_pass(tmp_path: Path) -> None:
    folder = tmp_path / "program"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text.replace("self.optimizer.zero_grad()", "pass"))
    done = run(folder, "verify", "train.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(hints(folder)) == 1
