# pyright: basic
"""Which line of the user's is running."""

from __future__ import annotations

import os
import sys
import sysconfig
import traceback
from types import CodeType, FrameType, TracebackType
from typing import Any

OWN_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PACKAGES = ("site-packages", "dist-packages")

_known: dict[str, bool] = {}
_libraries = tuple(
    os.path.abspath(path) + os.sep
    for path in {sysconfig.get_paths()["stdlib"], sysconfig.get_paths()["platstdlib"]}
)


def is_users(filename: str) -> bool:
    """Whether a file is the user's own: neither an installed package nor Python's library nor the probe."""
    answer = _known.get(filename)
    if answer is None:
        answer = _known[filename] = _is_users(filename)
    return answer


def _is_users(filename: str) -> bool:
    if not filename or filename.startswith("<"):
        return False
    path = os.path.abspath(filename)
    if path.startswith(OWN_FOLDER + os.sep) or any(name in path for name in PACKAGES):
        return False
    return not path.startswith(_libraries)


def users_place(frame: FrameType | None = None) -> dict[str, Any] | None:
    """The innermost line of the user's that is running, as file, row and function."""
    frame = frame or sys._getframe(1)
    while frame is not None:
        if is_users(frame.f_code.co_filename):
            return _told(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)
        frame = frame.f_back
    return None


def users_calls(frame: FrameType | None) -> list[tuple[CodeType, int]]:
    """The user's functions that are running, innermost first, each with the row that it has come to."""
    found = []
    while frame is not None:
        if is_users(frame.f_code.co_filename):
            found.append((frame.f_code, frame.f_lineno))
        frame = frame.f_back
    return found


def users_class(cls: type) -> dict[str, str] | None:
    """Where a class of the user's is defined; None for any other's."""
    filename = getattr(sys.modules.get(cls.__module__), "__file__", None)
    if not filename or not is_users(filename):
        return None
    return {"file": os.path.abspath(filename), "name": cls.__qualname__}


def place_of_error(error: BaseException) -> dict[str, Any] | None:
    """The user's line that an exception came from."""
    if isinstance(error, SyntaxError) and error.filename:
        return _told(error.filename, error.lineno or 1, "")
    found = None
    step: TracebackType | None = error.__traceback__
    while step is not None:
        if is_users(step.tb_frame.f_code.co_filename):
            code = step.tb_frame.f_code
            found = _told(code.co_filename, step.tb_lineno, code.co_name)
        step = step.tb_next
    return found


def users_traceback(error: BaseException) -> str:
    """The traceback as Python prints it, without what the probe did."""
    lines = traceback.extract_tb(error.__traceback__)
    shown = [line for line in lines if not line.filename.startswith((OWN_FOLDER, "<frozen runpy"))]
    head = ["Traceback (most recent call last):\n"] if shown else []
    tail = traceback.format_exception_only(type(error), error)
    return "".join(head + traceback.StackSummary.from_list(shown).format() + tail)


def _told(filename: str, row: int, function: str) -> dict[str, Any]:
    return {"file": os.path.abspath(filename), "row": row, "function": function}
