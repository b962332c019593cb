"""Starts a script under the probe, follows its reports, and ends it."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torchvet.verify.request import CouldNotRun, VerifyRequest

HERE = Path(__file__).parent
GRACE = 4.0
"""So many seconds after its time a script is killed that doesn't end by itself."""
MOST_OUTPUT = 1_000_000
"""So many bytes of what the script prints are passed on."""
FREE_SPACE_PART = 2
"""A script may write a file of at most this part of the free space."""

Listener = Callable[[dict[str, Any]], None]
Output = Callable[[str, str], None]


@dataclass(slots=True)
class RunFacts:
    """What one run has reported.

    Args:
        ends: the last report of each process, by rank.
        steps: the reports of steps of the first process.
        start: the first report.
        failure: the probe's own failure, or why torch couldn't be imported.
        status: the exit status, None where the run was killed.
        seconds: how long it took.
        was_cancelled: whether somebody has ended it.
        ran_out_of_time: whether it was killed for not ending in its time.
    """

    ends: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    steps: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    start: dict[str, Any] | None = None
    failure: dict[str, Any] | None = None
    status: int | None = None
    seconds: float = 0.0
    was_cancelled: bool = False
    ran_out_of_time: bool = False


class ScriptRun:
    """One run of a script; everything that it started is gone when it is over.

    Args:
        request: what to run.
        first_epoch: after how many batches the first loop over a loader ends; 0 for never.
        seconds: how long it may take.
    """

    def __init__(self, request: VerifyRequest, first_epoch: int, seconds: float) -> None:
        self._request = request
        self._first_epoch = first_epoch
        self._seconds = seconds
        self._facts = RunFacts()
        self._buffers: dict[int, bytes] = {}
        self._passed_on = 0
        self._is_cancelled = False

    def cancel(self) -> None:
        """Ends it soon; may be called from another thread or a signal handler."""
        self._is_cancelled = True

    def run(self, listener: Listener, output: Output) -> RunFacts:
        """Runs it to its end.

        Args:
            listener: takes each report.
            output: takes what the script prints: "stdout" or "stderr", and the text.
        """
        scratch = Path(tempfile.mkdtemp(prefix="torchvet-"))
        try:
            self._run_in(scratch, listener, output)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return self._facts

    def _run_in(self, scratch: Path, listener: Listener, output: Output) -> None:
        started = time.time()
        pipes = self._make_pipes(scratch)
        process = self._start(scratch, started)
        assert process.stdin and process.stdout and process.stderr
        selector = selectors.DefaultSelector()
        for rank, pipe in enumerate(pipes):
            selector.register(pipe, selectors.EVENT_READ, ("report", rank))
        for name, stream in (("stdout", process.stdout), ("stderr", process.stderr)):
            os.set_blocking(stream.fileno(), False)
            selector.register(stream.fileno(), selectors.EVENT_READ, (name, 0))
        try:
            self._follow(process, selector, started, listener, output)
        finally:
            with contextlib.suppress(OSError):
                process.stdin.close()
            self._wait(process)
            self._drain(selector, listener, output)
            selector.close()
            for pipe in pipes:
                os.close(pipe)
            process.stdout.close()
            process.stderr.close()
            self._facts.seconds = time.time() - started

    def _follow(
        self,
        process: subprocess.Popen[bytes],
        selector: selectors.BaseSelector,
        started: float,
        listener: Listener,
        output: Output,
    ) -> None:
        deadline = started + self._seconds + GRACE
        while process.poll() is None:
            if self._is_cancelled:
                self._facts.was_cancelled = True
                return
            if time.time() > deadline:
                self._facts.ran_out_of_time = True
                return
            for key, _ in selector.select(0.05):
                self._read(key, selector, listener, output)
        self._facts.status = process.returncode

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        """Waits until the supervisor has ended everything."""
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _drain(self, selector: selectors.BaseSelector, listener: Listener, output: Output) -> None:
        for _ in range(10_000):
            ready = selector.select(0)
            if not ready:
                return
            for key, _ in ready:
                self._read(key, selector, listener, output)

    def _read(
        self, key: selectors.SelectorKey, selector: selectors.BaseSelector, listener: Listener, output: Output
    ) -> None:
        name, rank = key.data
        try:
            chunk = os.read(key.fd, 65_536)
        except BlockingIOError:
            return
        if not chunk:
            selector.unregister(key.fileobj)
        elif name == "report":
            lines = (self._buffers.get(rank, b"") + chunk).split(b"\n")
            self._buffers[rank] = lines.pop()
            for line in lines:
                self._take(rank, json.loads(line), listener)
        else:
            self._pass_on(name, chunk, output)

    def _pass_on(self, name: str, chunk: bytes, output: Output) -> None:
        left = MOST_OUTPUT - self._passed_on
        self._passed_on += len(chunk)
        if left > 0:
            output(name, chunk[:left].decode("utf-8", "replace"))
            if len(chunk) > left:
                output(name, "\n[torchvet: the script prints more than 1 MB; the rest is left out]\n")

    def _take(self, rank: int, report: dict[str, Any], listener: Listener) -> None:
        event = report["event"]
        if event == "end":
            self._facts.ends[rank] = report
        elif event in ("no-torch", "failed"):
            self._facts.failure = report
        elif rank:
            return
        elif event == "step":
            self._facts.steps.append(report)
        elif event == "start":
            self._facts.start = report
        listener(report)

    # --- starting ---------------------------------------------------------------------------

    def _make_pipes(self, scratch: Path) -> list[int]:
        """One pipe for each process to report on, open at both ends so that it never ends by itself."""
        pipes: list[int] = []
        for rank in range(self._request.processes):
            path = scratch / f"report-{rank}"
            os.mkfifo(path, 0o600)
            pipes.append(os.open(path, os.O_RDWR | os.O_NONBLOCK))
        return pipes

    def _start(self, scratch: Path, started: float) -> subprocess.Popen[bytes]:
        wish = scratch / "wish.json"
        wish.write_text(json.dumps(self._wish(scratch, started)), encoding="utf-8")
        command = [str(self._request.python)]
        if self._request.processes > 1:
            count = str(self._request.processes)
            command += ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", count]
        command += [str(HERE / "probe" / "start.py"), str(wish)]
        bounds: dict[str, Any] = {
            "command": command,
            "scratch": str(scratch),
            "file": shutil.disk_usage(scratch).free // FREE_SPACE_PART,
        }
        if self._request.memory:
            bounds["memory"] = int(self._request.memory * 2**30)
        try:
            return subprocess.Popen(
                [sys.executable, "-I", "-S", str(HERE / "supervisor.py"), json.dumps(bounds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._request.folder,
                env=self._environment(scratch),
                start_new_session=True,
            )
        except OSError as error:
            raise CouldNotRun(
                f"{self._request.name} could not be started: {error.strerror or error}."
            ) from None

    def _wish(self, scratch: Path, started: float) -> dict[str, Any]:
        request = self._request
        (scratch / "saved").mkdir()
        return {
            "report": str(scratch / "report"),
            "scratch": str(scratch / "saved"),
            "script": str(request.script.absolute()) if request.script else None,
            "named": str(request.script) if request.script else None,
            "module": request.module,
            "entry": request.entry,
            "args": list(request.args),
            "device": request.device,
            "steps": request.steps,
            "seconds": self._seconds,
            "started": started,
            "first_epoch": self._first_epoch,
        }

    def _environment(self, scratch: Path) -> dict[str, str]:
        temporary = scratch / "tmp"
        temporary.mkdir()
        added = {"TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}
        device, _, number = self._request.device.partition(":")
        if device == "cpu":
            added["CUDA_VISIBLE_DEVICES"] = ""
        elif device == "cuda" and number:
            added["CUDA_VISIBLE_DEVICES"] = _visible(int(number))
        elif device == "mps":
            added["PYTORCH_ENABLE_MPS_FALLBACK"] = "1"
        return {**os.environ, **self._request.env, **added}


def _visible(number: int) -> str:
    """The GPU of that number among those that are visible already."""
    visible = [each for each in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if each.strip()]
    return visible[number] if number < len(visible) else str(number)
