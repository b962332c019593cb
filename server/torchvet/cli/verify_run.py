"""``torchvet verify`` from the options to the exit status."""

from __future__ import annotations

import importlib.util
import json
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click

from torchvet.cli.verify_progress import VerifyProgress
from torchvet.configuration import Configuration, load_configuration
from torchvet.interpreters import interpreter_of, likely_interpreter
from torchvet.output.style import style_for
from torchvet.output.verification import verification
from torchvet.passes.keeping import keep_pass
from torchvet.settings import VerifySettings
from torchvet.verify.request import CouldNotRun, VerifyRequest
from torchvet.verify.result import VerifyResult
from torchvet.verify.scripts import as_module, check_script
from torchvet.verify.verification import Verification

PASSED = 0
FAILED = 1
COULD_NOT_RUN = 2


class VerifyRun:
    """One run of ``torchvet verify``.

    Args:
        script: the script, as it was given.
        module: a module to run in its place.
        entry: a function to call in its place.
        python: the interpreter or environment.
        device: where to run it.
        steps: the most training steps.
        timeout: the most seconds.
        nproc_per_node: how many processes.
        memory: the most gigabytes for each process.
        output_format: "full" or "json".
        arguments: the script's own; None where none were given.
    """

    def __init__(
        self,
        script: Path | None,
        module: str | None,
        entry: str | None,
        python: Path | None,
        device: str | None,
        steps: int | None,
        timeout: float | None,
        nproc_per_node: int,
        memory: float | None,
        output_format: str,
        arguments: tuple[str, ...] | None,
    ) -> None:
        self._named = (script, module, entry)
        self._python = python
        self._is_json = output_format == "json"
        self._root: Path | None = None
        self._processes, self._memory = nproc_per_node, memory
        self._options = VerifySettings(device=device, steps=steps, timeout=timeout, args=arguments)

    def run(self) -> int:
        """Runs the script; returns the exit status."""
        try:
            request = self._request()
            result = self._verify(request)
        except CouldNotRun as error:
            click.echo(f"torchvet: {error}", err=True)
            return COULD_NOT_RUN
        keep_pass(result, self._root)
        self._write(result)
        return PASSED if result.overfits else FAILED

    def _verify(self, request: VerifyRequest) -> VerifyResult:
        run = Verification(request)
        with _cancelled_by_interrupt(run), VerifyProgress(request, self._is_json) as progress:
            return run.run(progress.take, progress.pass_on)

    def _write(self, result: VerifyResult) -> None:
        if self._is_json:
            click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
            return
        for line in verification(result, style_for(sys.stdout)):
            click.echo(line)

    # --- what to run ------------------------------------------------------------------------

    def _request(self) -> VerifyRequest:
        script, module, entry = self._named
        if sum(each is not None for each in (script, module, entry)) > 1:
            raise click.UsageError("Only one of SCRIPT, --module and --entry can be run.")
        configuration = self._configuration(script)
        settings = self._options.after(configuration.verify)
        root = configuration.root or Path.cwd()
        self._root = configuration.root
        if script is None and module is None and entry is None:
            entry = settings.entry
            script = root / settings.script if settings.script and not entry else None
        if script is None and module is None and entry is None:
            raise CouldNotRun("name a script to run, or say 'script' under [tool.torchvet.verify].")
        folder = Path.cwd()
        if script is not None:
            check_script(script)
            module, folder = as_module(script) or (None, folder)
        return VerifyRequest.with_settings(
            settings,
            python=self._interpreter(script, root),
            script=script,
            module=module,
            entry=entry,
            folder=folder,
            processes=self._processes,
            memory=self._memory,
        )

    def _configuration(self, script: Path | None) -> Configuration:
        configuration, problems = load_configuration(script.parent if script else Path.cwd())
        if problems:
            raise CouldNotRun(" ".join(problem.message for problem in problems))
        return configuration

    def _interpreter(self, script: Path | None, root: Path) -> Path:
        if self._python is not None:
            found = interpreter_of(self._python)
            if found is None:
                raise CouldNotRun(f"{self._python} is neither a Python nor an environment that has one.")
            return found
        own = Path(sys.executable)
        for folder in (script.absolute().parent if script else root, root, Path.cwd()):
            likely = likely_interpreter(folder)
            if likely is not None and likely.is_dir():
                return interpreter_of(likely) or own
        if importlib.util.find_spec("torch") is not None:
            return own
        likely = likely_interpreter(None)
        return likely if likely is not None and likely.is_file() else own


@contextmanager
def _cancelled_by_interrupt(run: Verification) -> Generator[None, None, None]:
    """Ends the run in order when somebody presses Ctrl-C or ends torchvet."""

    def cancel(number: int, frame: object) -> None:
        run.cancel()

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(each, cancel) for each in signals]
    try:
        yield
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)
