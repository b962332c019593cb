"""What a terminal shows while a script is verified."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from torchvet.verify.curve import sparkline
from torchvet.verify.request import VerifyRequest

CURVE_WIDTH = 30
REFRESHES = 10


class VerifyProgress:
    """A line with step, loss and curve, below what the script prints.

    Args:
        request: what is run.
        is_json: whether standard output belongs to the verdict alone.
    """

    def __init__(self, request: VerifyRequest, is_json: bool) -> None:
        self._most = request.steps
        self._is_json = is_json
        self._losses: list[float] = []
        self._live: Any = None
        self._left_over = ""
        self._state = "starting"

    def __enter__(self) -> VerifyProgress:
        if not self._is_json and sys.stderr.isatty() and sys.stdout.isatty():
            from rich.console import Console
            from rich.live import Live

            console = Console(stderr=True)
            self._live = Live(self._shown(), console=console, transient=True, refresh_per_second=REFRESHES)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._print_above("\n" if self._left_over else "")
            self._live.stop()

    def take(self, report: dict[str, Any]) -> None:
        """Takes a report of the probe."""
        event = report["event"]
        if event == "step":
            self._losses.append(float(report["loss"]))
            self._state = ""
        elif event == "start":
            self._state = f"waiting for the first step (torch {report['torch']})"
        elif event == "again":
            self._losses.clear()
            self._state = "once more, since the script ended early"
        if self._live is not None:
            self._live.update(self._shown())

    def pass_on(self, name: str, text: str) -> None:
        """Passes on what the script prints."""
        if self._live is not None:
            self._print_above(text)
            return
        stream = sys.stdout if name == "stdout" and not self._is_json else sys.stderr
        stream.write(text)
        stream.flush()

    def _print_above(self, text: str) -> None:
        """Prints whole lines above the live one."""
        from rich.text import Text

        *lines, self._left_over = (self._left_over + text).split("\n")
        for line in lines:
            self._live.console.print(Text(line.rpartition("\r")[2], style="dim"), soft_wrap=True)

    def _shown(self) -> Any:
        from rich.progress_bar import ProgressBar
        from rich.spinner import Spinner
        from rich.table import Table

        table = Table.grid(padding=(0, 1))
        if self._state or not self._losses:
            table.add_row(Spinner("dots"), self._state)
            return table
        step = len(self._losses)
        table.add_row(
            ProgressBar(total=self._most, completed=step, width=20),
            f"step {step}/{self._most}",
            f"loss {self._losses[-1]:.4g}",
            sparkline(self._losses, CURVE_WIDTH),
        )
        return table
