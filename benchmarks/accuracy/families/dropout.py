"""Dropout that the mode doesn't reach.

The precondition: the call is torch's functional dropout inside a class, with ``self.training`` handed in
as it should be, and with a rate that the function's caller doesn't hand in; or an ``nn.ModuleList`` with
torch's dropout or batch norm plainly in it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from benchmarks.accuracy.edits import Change
from benchmarks.accuracy.mutant import Mutant, mutate
from benchmarks.accuracy.program import Source, argument_of, dotted

_DROPOUTS = tuple(
    f"torch.nn.functional.{name}" for name in ("dropout", "dropout2d", "dropout3d", "alpha_dropout")
)
_LAYERS = ("Dropout", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "Dropout2d")


def mutants_of(source: Source) -> Iterator[Mutant]:
    """The mutants of a file."""
    for call in source.nodes:
        if not isinstance(call, ast.Call):
            continue
        name = source.qualified(call.func)
        if name in _DROPOUTS:
            mutant = _training_dropped(source, call)
        elif name == "torch.nn.ModuleList" and len(call.args) == 1 and isinstance(call.args[0], ast.List):
            mutant = _list_unwrapped(source, call)
        else:
            continue
        if mutant is not None:
            yield mutant


def _training_dropped(source: Source, call: ast.Call) -> Mutant | None:
    """``F.dropout(x, p)`` without ``training=self.training``."""
    keyword = next((each for each in call.keywords if each.arg == "training"), None)
    if keyword is None or dotted(keyword.value) != "self.training" or call.keywords[-1] is not keyword:
        return None
    others = [*call.args, *(each.value for each in call.keywords[:-1])]
    rate = argument_of(call, 1, "p")
    if not others or (isinstance(rate, ast.Constant) and not rate.value) or _is_handed_in(source, rate):
        return None
    change = Change(source.lines.end_of(others[-1]), source.lines.end_of(keyword.value), "")
    return mutate(source, "dropout without training=", ("TV204",), [change], around=call)


def _is_handed_in(source: Source, rate: ast.expr | None) -> bool:
    """Whether a rate comes from the function's caller, who may hand in 0 to evaluate."""
    scope = source.scope_of(rate) if rate is not None else None
    if rate is None or not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    given = {each.arg for each in ast.walk(scope.args) if isinstance(each, ast.arg)} - {"self"}
    return any(isinstance(each, ast.Name) and each.id in given for each in ast.walk(rate))


def _list_unwrapped(source: Source, call: ast.Call) -> Mutant | None:
    """A plain list where an ``nn.ModuleList`` was."""
    made = [
        (source.qualified(node.func) or "").rpartition(".")[2]
        for node in ast.walk(call.args[0])
        if isinstance(node, ast.Call)
    ]
    assignment = source.parents.get(call)
    if not set(made).intersection(_LAYERS) or not isinstance(assignment, ast.Assign):
        return None
    if not (dotted(assignment.targets[0]) or "").startswith("self."):
        return None
    change = source.lines.replace(call, source.lines.source_of(call.args[0]))
    return mutate(source, "ModuleList became a list", ("TV205",), [change], around=None)
