"""Scripts that can't be verified: each gets a verdict or a sentence, and nothing of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from tests.verify.conftest import SERVER, Marked, command, run_command
from torchvet.verify.request import VerifyRequest
from torchvet.verify.result import Verdict
from torchvet.verify.verification import Verification, verify

Make = Callable[..., VerifyRequest]

TRAINS_FOR_EVER = """
import time
import torch
from torch.utils.data import DataLoader, TensorDataset
loader = DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=8, num_workers=2,
                    persistent_workers=True)
model = torch.nn.Linear(4, 1)
opt = torch.optim.SGD(model.parameters(), lr=1e-6)
while True:
    for x, y in loader:
        opt.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        opt.step()
        time.sleep(0.2)
"""


def test_a_syntax_error_is_a_crash_with_its_line(request_for: Make) -> None:
    result = verify(request_for("import torch\nx = (1,\n"))
    assert result.verdict is Verdict.CRASHES
    assert result.error is not None and result.error.type == "SyntaxError"
    assert result.error.place is not None and result.error.place.row == 2


def test_standard_input_is_empty(request_for: Make) -> None:
    result = verify(request_for("name = input('which data? ')\n"))
    assert result.verdict is Verdict.CRASHES
    assert [each.kind for each in result.findings] == ["waits-for-input"]


def test_a_script_that_never_ends_is_ended_and_told_where_it_was(request_for: Make) -> None:
    result = verify(request_for("import torch\nwhile True:\n    pass\n", timeout=5.0))
    assert result.verdict is Verdict.TIMEOUT
    assert "script.py" in result.sentence


def test_a_script_that_blocks_everything_is_killed(request_for: Make) -> None:
    text = "import signal, torch, ctypes\nctypes.PyDLL(None).sleep(600)\n"
    result = verify(request_for(text, timeout=4.0))
    assert result.verdict is Verdict.TIMEOUT


def test_processes_that_leave_their_session_end_too(request_for: Make) -> None:
    text = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    os.fork()\n    time.sleep(600)\n"
    result = verify(request_for(text))
    assert result.verdict is Verdict.NO_TRAINING_STEP


def test_daemons_and_children_with_a_session_of_their_own_end_too(request_for: Make) -> None:
    text = (
        "import multiprocessing, subprocess, time\n"
        "subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        "subprocess.Popen('nohup sleep 600 > /dev/null 2>&1 &', shell=True).wait()\n"
        "multiprocessing.Process(target=time.sleep, args=(600,), daemon=True).start()\n"
        "multiprocessing.Process(target=time.sleep, args=(600,)).start()\n"
    )
    result = verify(request_for(text))
    assert result.verdict is Verdict.NO_TRAINING_STEP


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("with open('large', 'wb') as file:\n    file.seek(2**43)\n    file.write(b'x')\n", "too large"),
        ("with open('/dev/full', 'w') as file:\n    file.write('x' * 100_000)\n", "No space left"),
    ],
    ids=["a huge file", "a full disk"],
)
def test_a_script_that_fills_the_disk_is_a_crash(request_for: Make, text: str, part: str) -> None:
    result = verify(request_for(text))
    assert result.verdict is Verdict.CRASHES
    assert result.error is not None and result.error.type == "OSError" and part in result.sentence


def test_a_script_that_leaves_without_a_word_is_a_crash(request_for: Make) -> None:
    result = verify(request_for("import os\nos._exit(3)\n"))
    assert result.verdict is Verdict.CRASHES
    assert "status 3" in result.sentence


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_script_that_needs_a_gpu_is_told_how_to_do_without(request_for: Make) -> None:
    result = verify(request_for("import torch\ntorch.nn.Linear(2, 2).cuda()\n"))
    assert result.verdict is Verdict.CRASHES
    (finding,) = result.findings
    assert finding.kind == "needs-gpu" and "--device cpu" in finding.advice
    assert finding.place is not None and finding.place.row == 2


def test_a_flood_of_output_is_cut(request_for: Make) -> None:
    text = "line = 'x' * 99999\nfor _ in range(1000):\n    print(line)\n"
    got: list[str] = []
    result = Verification(request_for(text)).run(output=lambda name, text: got.append(text))
    assert result.verdict is Verdict.NO_TRAINING_STEP
    assert sum(map(len, got)) < 1_100_000


def test_a_process_that_is_killed_is_a_crash(request_for: Make) -> None:
    result = verify(request_for("import os\nos.kill(os.getpid(), 9)\n"))
    assert result.verdict is Verdict.CRASHES
    assert "SIGKILL" in result.sentence


def test_memory_is_bounded_on_request(request_for: Make) -> None:
    text = "import torch\nx = torch.empty(2**32)\n"
    result = verify(request_for(text, memory=6.0))
    assert result.verdict is Verdict.CRASHES
    assert result.error is not None and "memory" in result.error.message.lower()


def test_cancelling_leaves_nothing(request_for: Make, marked: Marked) -> None:
    run = Verification(request_for(TRAINS_FOR_EVER))

    def cancel_after_some_steps(report: dict[str, object]) -> None:
        if report["event"] == "step" and report["step"] == 3:
            threading.Thread(target=run.cancel).start()

    result = run.run(cancel_after_some_steps)
    assert result.verdict is Verdict.CANCELLED
    assert len(result.history) >= 3
    assert marked.left() == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_ending_torchvet_ends_everything(number: int, tmp_path: Path, marked: Marked) -> None:
    script = tmp_path / "script.py"
    script.write_text(TRAINS_FOR_EVER.replace("while True", "print('ready', flush=True)\nwhile True"))
    env = {**os.environ, **marked.env, "PYTHONPATH": SERVER, "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    process = subprocess.Popen(
        command(str(script)), env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    time.sleep(0.5)
    assert len(marked.left()) >= 3
    process.send_signal(number)
    process.wait(20)
    process.stdout.close()
    assert marked.wait_until_gone()
    assert not list((tmp_path / "tmp").glob("torchvet-*"))


def test_without_torch_the_interpreter_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("print(1)\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    done = run_command(["a.py", "--python", str(tmp_path / "env")], tmp_path)
    assert done.returncode == 2
    assert str(tmp_path / "env" / "bin" / "python") in done.stderr and "--python" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["nothing.py"], "there is no file nothing.py"),
        ([], "name a script"),
        (["."], "is a folder"),
        (["a.py", "--device", "tpu"], "'tpu'"),
        (["a.py", "-m", "b"], "Only one"),
        (["a.py", "--python", "a.py"], "could not be started"),
    ],
)
def test_what_cannot_run_is_told_in_a_sentence(arguments: list[str], part: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("print(1)\n")
    done = run_command(arguments, tmp_path)
    assert done.returncode == 2
    assert part in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""
