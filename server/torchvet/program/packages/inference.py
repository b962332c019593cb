"""Asks jedi: the values that text alone does not give, such as what a function returns.

jedi runs inside the child process, on a list of folders, and reads packages as text. It imports
extension modules only from the folders of ``sys.path``, which the child reduces to Python's own
before the first question.
"""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Callable, Sequence
from typing import Any

from torchvet.program.package_facts import Kind
from torchvet.program.packages.explainer import Inferred

KINDS = {
    "class": Kind.CLASS,
    "function": Kind.FUNCTION,
    "module": Kind.MODULE,
    "namespace": Kind.MODULE,
    "instance": Kind.INSTANCE,
}


class JediFailed(Exception):
    """jedi raised something of its own; its process is not to be trusted any more."""


class JediInference:
    """jedi on the folders of an environment.

    Args:
        search_path: the environment's folders.
        workspace: the folder that jedi takes for the project's; it is not searched.
        cache_folder: where jedi keeps the trees that it has parsed.
        standard: the folders of Python's own modules.
    """

    def __init__(
        self, search_path: Sequence[str], workspace: str, cache_folder: str, standard: Sequence[str]
    ) -> None:
        self.asked = False
        """Whether jedi was asked since the caller last said no."""
        self._search_path = [*search_path, *standard]
        self._workspace = workspace
        self._cache_folder = cache_folder
        self._standard = list(standard)
        self._ask: Callable[[str], list[Any]] | None = None

    def value_of(self, module: str, name: str) -> tuple[Inferred, ...]:
        """What a dotted name is, ``module`` being the module to import for it.

        Raises:
            JediFailed: jedi itself failed.
        """
        return self._infer(f"import {module}\nvalue = {name}\nvalue") if module else ()

    def result_of(self, module: str, name: str) -> tuple[Inferred, ...]:
        """What a call of that name returns.

        Raises:
            JediFailed: jedi itself failed.
        """
        return self._infer(f"import {module}\nvalue = {name}()\nvalue") if module else ()

    def _infer(self, script: str) -> tuple[Inferred, ...]:
        self.asked = True
        try:
            if self._ask is None:
                self._ask = self._start()
            found = [(KINDS.get(each.type), each.full_name) for each in self._ask(script)]
        except Exception as failure:  # jedi lets any exception of its own through
            shutil.rmtree(self._cache_folder, ignore_errors=True)  # a torn file there may be the reason
            raise JediFailed(type(failure).__name__) from failure
        return tuple(Inferred(kind, name) for kind, name in found if kind and isinstance(name, str))

    def _start(self) -> Callable[[str], list[Any]]:
        jedi: Any = importlib.import_module("jedi")
        settings: Any = importlib.import_module("jedi.settings")
        sys.path[:] = self._standard  # jedi imports extension modules, and only from here
        settings.cache_directory = self._cache_folder
        settings.auto_import_modules = []
        settings.dynamic_params = False
        settings.dynamic_params_for_other_modules = False
        project = jedi.Project(self._workspace, sys_path=self._search_path, smart_sys_path=False)
        environment = jedi.InterpreterEnvironment()

        def ask(script: str) -> list[Any]:
            return jedi.Script(script, project=project, environment=environment).infer(3, 0)

        return ask
