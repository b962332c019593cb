"""What to verify, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from torchvet.settings import VerifySettings

STEPS = 200
TIMEOUT = 60.0
FIRST_EPOCH = 10
"""The first loop over a loader ends after so many batches, so that what comes between epochs is seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyRequest:
    """What to run.

    Args:
        python: the interpreter.
        script: the script; None where a module or an entry is run.
        module: a module to run as ``python -m`` does.
        entry: "package.module:function", a function that returns a model, a loss, a batch and an optimizer.
        args: the script's arguments.
        folder: the working folder.
        device: "auto" leaves the script's own choice; else "cpu", "cuda", "cuda:N" or "mps".
        steps: after how many training steps at most to judge.
        timeout: after how many seconds at most.
        processes: how many processes to run it in, under torchrun.
        memory: how many gigabytes each process may use; None for no bound.
        env: environment variables for the script.
    """

    python: Path
    script: Path | None = None
    module: str | None = None
    entry: str | None = None
    args: tuple[str, ...] = ()
    folder: Path = field(default_factory=Path.cwd)
    device: str = "auto"
    steps: int = STEPS
    timeout: float = TIMEOUT
    processes: int = 1
    memory: float | None = None
    env: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def with_settings(
        cls,
        settings: VerifySettings,
        *,
        python: Path,
        script: Path | None,
        module: str | None,
        entry: str | None,
        folder: Path,
        processes: int = 1,
        memory: float | None = None,
    ) -> VerifyRequest:
        """A request in which settings say what they can say, and the rest is as usual.

        Args:
            settings: the settings.
            python: the interpreter.
            script: the script; it is run as the module where one is given.
            module: the module.
            entry: the entry.
            folder: the working folder.
            processes: how many processes to run it in.
            memory: how many gigabytes each process may use.
        """
        return cls(
            python=python,
            script=None if module else script,
            module=module,
            entry=entry,
            args=settings.args or (),
            folder=folder,
            device=settings.device or "auto",
            steps=settings.steps or STEPS,
            timeout=settings.timeout or TIMEOUT,
            processes=processes,
            memory=memory,
            env=settings.env or {},
        )

    @property
    def name(self) -> str:
        """What is run, for people."""
        return str(self.script) if self.script else self.module or self.entry or ""


class CouldNotRun(Exception):
    """Why nothing could be run, in one sentence that says what to do."""


class NoTorch(CouldNotRun):
    """The interpreter can't import torch.

    Args:
        python: the interpreter.
        reason: what its import has said.
    """

    def __init__(self, python: str, reason: str) -> None:
        self.python = python
        self.sentence = f"torch can't be imported by {python} ({reason})"
        super().__init__(f"{self.sentence}; --python names the interpreter of your training environment.")


class NotPython(CouldNotRun):
    """What should be an interpreter is none.

    Args:
        python: the file.
    """

    def __init__(self, python: str) -> None:
        self.python = python
        self.sentence = f"{python} could not be started as Python"
        super().__init__(f"{self.sentence}; --python names another one.")
