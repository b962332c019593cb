# pyright: basic
"""Which code of the user's has trained."""

from __future__ import annotations

import os
import sys
from types import CodeType
from typing import Any

from .parameters import Parameters
from .places import users_calls, users_class


class Ran:
    """Knows where the last step was taken, and what the models are made of.

    Args:
        parameters: knows the models.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._calls: list[tuple[CodeType, int]] = []

    def note_step(self) -> None:
        """Notes the calls that are running."""
        self._calls = users_calls(sys._getframe(1))

    def facts(self) -> dict[str, Any]:
        """The calls, innermost first, and the classes with their files."""
        stack = [
            {
                "file": os.path.abspath(code.co_filename),
                "row": row,
                "function": code.co_name,
                "first": code.co_firstlineno,
            }
            for code, row in self._calls
        ]
        classes = [told for told in map(users_class, self._parameters.classes()) if told is not None]
        return {"stack": stack, "classes": classes}
