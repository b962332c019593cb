"""Processes that check files end with the one that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.test_command_line import SERVER, environment

SLOW_CHECK = """\
import os, sys, time, types
def check(document, project):
    os.write(2, b"%d\\n" % os.getpid())
    if "END" in document.text:
        os.kill(os.getpid(), 9)
    time.sleep(float(os.environ.get("SLEEP", "0")))
    return []
module = sys.modules["torchvet.check"] = types.ModuleType("torchvet.check")
module.check = check
"""


def start(tmp_path: Path, texts: list[str], **more: str) -> subprocess.Popen[bytes]:
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "sitecustomize.py").write_text(SLOW_CHECK)
    folder = tmp_path / "work"
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"file{number:02}.py").write_text(text)
    return subprocess.Popen(
        [sys.executable, "-m", "torchvet", "check", "--no-cache", "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment(tmp_path, PYTHONPATH=f"{slow}{os.pathsep}{SERVER}", **more),
    )


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_stays(tmp_path: Path, how: signal.Signals) -> None:
    process = start(tmp_path, ["x = 1\n"] * 40, SLEEP="1")
    assert process.stderr and process.stdout
    worker = int(process.stderr.readline())
    assert worker != process.pid
    process.send_signal(how)
    process.wait(60)
    deadline = time.monotonic() + 30
    while is_running(worker) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_running(worker)
    process.stderr.close()
    process.stdout.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_a_file_that_ends_its_process_takes_no_other_with_it(tmp_path: Path) -> None:
    texts = ["x = = 1\n"] * 20
    texts[3] = "END\n"
    process = start(tmp_path, texts)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert out == b"No problems in 20 files.\n"
    sentences = [line for line in err.decode().splitlines() if line.startswith("torchvet: ")]
    assert len(sentences) == 20
    assert "torchvet: file03.py could not be checked: checking it ended Python." in sentences
