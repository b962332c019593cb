# pyright: basic
"""Runs the user's program as ``__main__``, and reports how it went."""

from __future__ import annotations

import contextlib
import importlib
import os
import runpy
import sys
import threading
import time
import types
from collections.abc import Callable
from typing import Any

from .places import place_of_error, users_place, users_traceback
from .reporting import Reporter

GRACE = 0.5
"""So many seconds after the time is up a step may still end the run by itself."""


def run(wish: dict[str, Any]) -> None:
    """Runs a program with hooks, and ends the process.

    Args:
        wish: what to run ("script", "module" or "entry", "args"), how ("device", "steps", "seconds",
            "started", "first_epoch") and where to ("report", "scratch").
    """
    rank = os.environ.get("RANK", "0")
    reporter = Reporter("%s-%s" % (wish["report"], rank))
    sys.dont_write_bytecode = True
    try:
        import torch
    except BaseException as error:
        reporter.send("no-torch", python=sys.executable, message="%s: %s" % (type(error).__name__, error))
        os._exit(0)
    reporter.send("start", python=sys.executable, torch=torch.__version__, rank=int(rank))
    try:
        program = Program(wish, reporter, int(os.environ.get("WORLD_SIZE", "1")))
        program.prepare()
    except Exception as error:
        reporter.send("failed", message="%s: %s" % (type(error).__name__, error))
        os._exit(1)
    program.run()


class Program:
    """The user's program under watch.

    Args:
        wish: see `run`.
        reporter: takes the reports.
        world: how many processes run it.
    """

    def __init__(self, wish: dict[str, Any], reporter: Reporter, world: int) -> None:
        from .harmless import Scratch
        from .hooks import Hooks
        from .loaders import Loaders
        from .progress import Limits
        from .watch import Watch

        self._wish = wish
        self._reporter = reporter
        self._limits = Limits(wish["steps"], wish["seconds"], wish["started"])
        self._scratch = Scratch(wish["scratch"])
        self._loaders = Loaders(wish["first_epoch"])
        self._watch = Watch(self._limits, self._loaders, reporter.send, self._end)
        self._watch.world = world
        self._hooks = Hooks(self._watch)
        self._main = threading.get_ident()
        self._is_over = threading.Lock()

    def prepare(self) -> None:
        """Puts everything into torch that watches and holds."""
        self._scratch.install()
        self._hooks.install()
        self._loaders.install()
        self._refuse_processes()

    def run(self) -> None:
        """Runs it to its end, which is this process's end."""
        threading.Thread(target=self._wait_for_timeout, daemon=True).start()
        try:
            with self._on_device():
                self._runner()()
        except SystemExit as error:
            self._exit(error)
        except BaseException as error:
            self._fail(error)
        self._end("ended")

    def _on_device(self) -> Any:
        if self._wish["device"] != "cpu":
            return contextlib.nullcontext()
        from .devices import stay_on_cpu

        return stay_on_cpu()

    def _runner(self) -> Callable[[], None]:
        wish = self._wish
        if wish.get("entry"):
            return self._run_entry
        if wish.get("module"):
            sys.path.insert(0, os.getcwd())
            sys.argv = [wish["module"], *wish["args"]]
            return self._run_module
        return self._run_script

    def _run_module(self) -> None:
        runpy.run_module(self._wish["module"], run_name="__main__", alter_sys=True)

    def _run_script(self) -> None:
        path = self._wish["script"]
        sys.path.insert(0, os.path.dirname(path))
        sys.argv = [self._wish["named"], *self._wish["args"]]
        main = types.ModuleType("__main__")
        main.__dict__.update(__file__=path, __builtins__=__builtins__, __cached__=None)
        sys.modules["__main__"] = main
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec", dont_inherit=True)
        exec(code, main.__dict__)

    def _run_entry(self) -> None:
        from .one_batch import fit

        sys.path.insert(0, os.getcwd())
        sys.argv = [self._wish["entry"], *self._wish["args"]]
        module, _, name = self._wish["entry"].partition(":")
        parts = getattr(importlib.import_module(module), name)()
        if isinstance(parts, dict):
            parts = (parts["model"], parts["loss"], parts["batch"], parts["optimizer"])
        model, loss, batch, optimizer = parts
        fit(model, loss, batch, optimizer, self._wish["steps"])

    # --- ends -------------------------------------------------------------------------------

    def _refuse_processes(self) -> None:
        """Runs a program's only process here, and says that several can't be followed."""
        import torch.multiprocessing as processes

        def spawn(fn: Any, args: Any = (), nprocs: int = 1, *more: Any, **options: Any) -> None:
            if nprocs == 1:
                fn(0, *args)
            else:
                self._end("spawns", at=users_place())

        processes.spawn = spawn  # type: ignore[assignment]

    def _exit(self, error: SystemExit) -> None:
        code = error.code
        status = code if isinstance(code, int) else 0 if code is None else 1
        text = code if isinstance(code, str) else None
        self._end("exited" if status else "ended", status=status, message=text, at=place_of_error(error))

    def _fail(self, error: BaseException) -> None:
        print(users_traceback(error), file=sys.stderr, end="")
        place = place_of_error(error)
        told = {"type": type(error).__name__, "message": str(error), "at": place}
        self._end("exception", error=told)

    def _wait_for_timeout(self) -> None:
        while self._limits.left() > -GRACE:
            time.sleep(max(0.05, min(1.0, self._limits.left() + GRACE)))
        frame = sys._current_frames().get(self._main)
        self._end("timeout", at=users_place(frame) if frame is not None else None)

    def _end(self, reason: str, **more: Any) -> None:
        """Reports what was seen, and ends the process without running anything of the program's."""
        if not self._is_over.acquire(blocking=False):
            time.sleep(3600)
        self._watch.is_ending = True
        try:
            facts = self._watch.facts(reason, threading.get_ident() == self._main)
            facts["held_back"] = self._scratch.held_back
            self._reporter.send("end", **dict(facts, **more))
        except BaseException as error:
            self._reporter.send("failed", message="%s: %s" % (type(error).__name__, error))
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        os._exit(0)
