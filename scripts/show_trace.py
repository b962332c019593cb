"""Prints what the interpreter saw in a file, event by event: .venv/bin/python scripts/show_trace.py FILE

A line tells the event's number, its place, the calls through which it was reached, its kind and what it
says, and for each running loop whether this is its first pass or a later one.
"""

from __future__ import annotations

import ast
import signal
import sys
from dataclasses import fields
from enum import Enum
from pathlib import Path

from torchvet.interpret.events import Event, HolderGradient, ModuleThing, OptimizerThing, TensorFact
from torchvet.interpret.interpreter import execute
from torchvet.project import Project
from torchvet.source.document import Document
from torchvet.source.unreadable import UnreadableSource

COMMON = {field.name for field in fields(Event)}


def described(event: Event, numbers: dict[int, int]) -> str:
    """An event in one line; ``numbers`` are the events' numbers by their indices."""
    place = f"{Path(event.place.filename).name}:{event.place.range.start.line + 1}"
    calls = "".join(f"{call.function}() > " for call in event.stack)
    own = {field.name: getattr(event, field.name) for field in fields(event) if field.name not in COMMON}
    says = ", ".join(
        f"{name}={shown(value, numbers)}"
        for name, value in own.items()
        if value not in (None, (), frozenset())
    )
    passes = ", ".join("first" if loop.first else "later" for loop in event.loops)
    number = f"{numbers[event.index]:4} {place:<24}"
    return f"{number} {calls}{type(event).__name__}({says}){passes and f'  [{passes}]'}"


def shown(value: object, numbers: dict[int, int]) -> str:
    """A field's value, short enough to be read."""
    match value:
        case Event():
            return f"#{numbers[value.index]}"
        case HolderGradient():
            return f"{value.label} {value.gradient.value}"
        case ModuleThing() | OptimizerThing():
            return value.label
        case TensorFact():
            return value.form.value
        case Enum():
            return str(value.value)
        case ast.AST():
            return ast.unparse(value)
        case tuple() | frozenset():
            return "[" + ", ".join(shown(part, numbers) for part in value) + "]"
        case int() if not isinstance(value, bool):
            return str(numbers.get(value, value))
        case _:
            return repr(value)


def main(arguments: list[str]) -> int:
    """Prints the trace of one file; returns the exit status."""
    if len(arguments) != 1:
        print("usage: show_trace.py FILE", file=sys.stderr)
        return 2
    path = Path(arguments[0]).resolve()
    try:
        trace = execute(Document.from_path(path), Project(path.parent))
    except UnreadableSource as error:
        print(error, file=sys.stderr)
        return 2
    numbers = {event.index: number for number, event in enumerate(trace.events)}
    for event in trace.events:
        print(described(event, numbers))
    if trace.incomplete:
        print(f"cut short: {trace.incomplete}")
    return 0


if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # so that `| head` ends it quietly
    sys.exit(main(sys.argv[1:]))
