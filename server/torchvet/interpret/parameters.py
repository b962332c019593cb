"""How arguments meet parameters."""

from __future__ import annotations

import ast
from functools import lru_cache

from torchvet.interpret.records import Mapping
from torchvet.interpret.running import (
    Arguments,
)
from torchvet.interpret.state import State
from torchvet.interpret.statements import Statements
from torchvet.interpret.values import (
    Function,
    Partial,
    Unknown,
    Value,
    join,
)


@lru_cache(maxsize=4096)
def names_of(spec: ast.arguments) -> tuple[tuple[str, ...], frozenset[str]]:
    """The names of the parameters that are met by position, and of all that are met by keyword."""
    names = tuple(parameter.arg for parameter in (*spec.posonlyargs, *spec.args))
    return names, frozenset(names).union(parameter.arg for parameter in spec.kwonlyargs)


class Parameters(Statements):
    """The part of the interpreter that binds parameters."""

    @staticmethod
    def _partial_arguments(callee: Partial, arguments: Arguments) -> Arguments:
        return Arguments(
            [*callee.positional, *arguments.positional],
            [*(None for _ in callee.positional), *arguments.nodes],
            {**dict(callee.keywords), **arguments.keywords},
            arguments.keyword_nodes,
            arguments.open_ended,
        )

    def _bind_parameters(
        self, function: Function, arguments: Arguments, frame: int, node: ast.expr, state: State
    ) -> None:
        spec = function.node.args
        names, accepted = names_of(spec)
        fields = state.write(frame).fields
        rest = arguments.positional[len(names) :]
        for name, value in zip(names, arguments.positional, strict=False):
            fields[name] = value
        extra: dict[object, Value] = {}
        for name, value in arguments.keywords.items():
            if name in accepted:
                fields[name] = value
            else:
                extra[name] = value
        self._bind_defaults(function, names, fields, arguments)
        if spec.vararg:
            made = self.make_sequence(spec.vararg, "tuple", rest, state, complete=not arguments.open_ended)
            fields[spec.vararg.arg] = made
        if spec.kwarg:
            mapping = Mapping(entries=extra, rest=Unknown(("kwargs", node)) if arguments.open_ended else None)
            fields[spec.kwarg.arg] = self.put(spec.kwarg, mapping, state, "kwargs")

    def _bind_defaults(
        self, function: Function, names: tuple[str, ...], fields: dict[str, Value], arguments: Arguments
    ) -> None:
        spec = function.node.args
        defaults = dict(zip(names[len(names) - len(function.defaults) :], function.defaults, strict=True))
        for name, default in zip(spec.kwonlyargs, function.keyword_defaults, strict=False):
            if default is not None:
                defaults[name.arg] = default
        for name in (*names, *(parameter.arg for parameter in spec.kwonlyargs)):
            if name in fields:
                continue
            default = defaults.get(name)
            if default is None or arguments.open_ended:
                unknown: Value = Unknown(("parameter", function.node, name, self.now.context))
                fields[name] = unknown if default is None else join(default, unknown)
            else:
                fields[name] = default
