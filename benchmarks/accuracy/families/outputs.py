"""Mistakes in what a model ends in, and in the loss that takes it.

The precondition: a loss of torch's takes the output of a model whose class the package's text shows, and
whose ``forward`` plainly returns what a layer with weights gives.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.accuracy.edits import Change
from benchmarks.accuracy.families.losses import BCE, CROSS_ENTROPY, loss_of
from benchmarks.accuracy.families.models import (
    classes_of_value,
    gives_logits,
    is_logits,
    is_module,
    method_of,
    returns_of,
)
from benchmarks.accuracy.mutant import Mutant, mutate
from benchmarks.accuracy.packages import Package
from benchmarks.accuracy.program import Source, own_nodes

_SWAPS = {
    "torch.nn.functional.cross_entropy": ("cross_entropy", "nll_loss", "TV403"),
    "torch.nn.CrossEntropyLoss": ("CrossEntropyLoss", "NLLLoss", "TV403"),
    "torch.nn.functional.binary_cross_entropy_with_logits": (
        "binary_cross_entropy_with_logits",
        "binary_cross_entropy",
        "TV405",
    ),
    "torch.nn.BCEWithLogitsLoss": ("BCEWithLogitsLoss", "BCELoss", "TV405"),
}


def mutants_of(source: Source, package: Package) -> Iterator[Mutant]:
    """The mutants of a file."""
    for call in source.nodes:
        if not isinstance(call, ast.Call) or not call.args:
            continue
        loss = loss_of(source, call)
        if loss in BCE:
            yield from _kept(_sigmoid_dropped(source, call))
        if loss not in _SWAPS:
            continue
        model = _model_behind(source, call.args[0])
        if model is not None:
            yield from _model_mutants(source, package, call, loss, model)
        elif is_logits(source, call.args[0], _function(source, call)):
            yield from _kept(_swapped(source, call, loss))


def _kept(mutant: Mutant | None) -> Iterator[Mutant]:
    if mutant is not None:
        yield mutant


def _function(source: Source, node: ast.AST) -> ast.FunctionDef | None:
    scope = source.scope_of(node)
    return scope if isinstance(scope, ast.FunctionDef) else None


def _model_mutants(
    source: Source, package: Package, call: ast.Call, loss: str, model: ast.expr
) -> Iterator[Mutant]:
    classes = classes_of_value(source, package, model)
    if classes is None or len(classes) != 1:
        return
    where, cls = classes[0]
    if not is_module(where, package, cls) or not gives_logits(where, cls):
        return
    yield from _kept(_swapped(source, call, loss))
    activation = "softmax" if loss in CROSS_ENTROPY else "sigmoid"
    code = "TV401" if loss in CROSS_ENTROPY else "TV404"
    for mutant in (
        _forward_activated(where, cls, activation, code),
        _sequence_extended(where, cls, activation, code),
    ):
        if mutant is not None:
            yield _seen_from(mutant, source, call)


def _seen_from(mutant: Mutant, source: Source, call: ast.Call) -> Mutant:
    """A mutant of a model's file, found in the file that computes the loss."""
    if mutant.path == source.path:
        return mutant
    return replace(
        mutant,
        family=f"{mutant.family}, the loss in another file",
        path=source.path,
        texts={**mutant.texts, source.path: source.text},
        original={**mutant.original, source.path: source.text},
    )


def _model_behind(source: Source, argument: ast.expr) -> ast.expr | None:
    """The model whose call gave a loss's input, directly or by the only assignment of its name."""
    value: ast.expr | None = argument
    if isinstance(argument, ast.Name):
        scope = source.scope_of(argument)
        stores = [
            node
            for node in own_nodes(scope)
            if isinstance(node, ast.Name) and node.id == argument.id and isinstance(node.ctx, ast.Store)
        ]
        before = [node for node in stores if node.lineno <= argument.lineno]
        latest = max(before, key=lambda node: node.lineno, default=None)
        assignment = source.parents.get(latest) if latest else None
        statement = source.statement_of(argument)
        if not isinstance(assignment, ast.Assign) or len(assignment.targets) != 1 or statement is None:
            return None
        value = assignment.value if source.block_of(assignment) is source.block_of(statement) else None
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name | ast.Attribute):
        return value.func
    return None


def _forward_activated(where: Source, cls: ast.ClassDef, activation: str, code: str) -> Mutant | None:
    """``forward`` returns the activated output."""
    forward = method_of(cls, "forward")
    if forward is None:
        return None
    changes: list[Change] = []
    for each in returns_of(forward):
        assert each.value is not None
        text = where.lines.source_of(each.value)
        torch = next((name for name, origin in where.imports.items() if origin == "torch"), None)
        dimension = ", dim=1" if activation == "softmax" else ""
        written = (
            f"{torch}.{activation}({text}{dimension})"
            if torch
            else f"({text}).{activation}({dimension.lstrip(', ')})"
        )
        changes.append(where.lines.replace(each.value, written))
    family = f"forward returns {activation}"
    return mutate(where, family, (code,), changes, around=None) if changes else None


def _sequence_extended(where: Source, cls: ast.ClassDef, activation: str, code: str) -> Mutant | None:
    """The activation's layer behind the last one of the model's sequence."""
    forward = method_of(cls, "forward")
    returns = returns_of(forward) if forward else []
    if len(returns) != 1:
        return None
    value = returns[0].value
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
        return None
    layers = where.values_of(value.func)
    if not layers or len(layers) != 1 or not isinstance(layers[0], ast.Call):
        return None
    sequence = layers[0]
    if where.qualified(sequence.func) != "torch.nn.Sequential" or not sequence.args:
        return None
    last = where.lines.source_of(sequence.args[-1])
    prefix = where.lines.source_of(sequence.func).rpartition(".")[0]
    if not prefix:
        return None
    layer = f"{prefix}.Softmax(dim=1)" if activation == "softmax" else f"{prefix}.Sigmoid()"
    changes = [where.lines.replace(sequence.args[-1], f"{last}, {layer}")]
    return mutate(where, f"{activation} layer at the end", (code,), changes, around=None)


def _swapped(source: Source, call: ast.Call, loss: str) -> Mutant | None:
    """The loss that doesn't apply the activation itself."""
    old, new, code = _SWAPS[loss]
    made: ast.expr = call.func
    if ".functional." not in loss:
        origins = source.origins_of(call.func)
        if not origins or len(origins) != 1 or not isinstance(origins[0], ast.Call):
            return None
        made = origins[0].func
        if origins[0].keywords or origins[0].args:
            return None
    elif call.keywords or len(call.args) > 2:
        return None
    text = source.lines.source_of(made)
    if not text.endswith(f".{old}"):
        return None
    end = source.lines.end_of(made)
    changes = [Change(end - len(old), end, new)]
    return mutate(source, f"{old} became {new}".replace("Loss", ""), (code,), changes, around=call)


def _sigmoid_dropped(source: Source, call: ast.Call) -> Mutant | None:
    """``binary_cross_entropy`` without the sigmoid that stood in its argument."""
    argument = call.args[0]
    if not isinstance(argument, ast.Call) or not isinstance(argument.func, ast.Attribute):
        return None
    if argument.func.attr != "sigmoid" or len(argument.args) > 1:
        return None
    inner = argument.args[0] if argument.args else argument.func.value
    if not is_logits(source, inner, _function(source, call)):
        return None
    changes = [source.lines.replace(argument, source.lines.source_of(inner))]
    return mutate(source, "sigmoid dropped before BCE", ("TV405",), changes, around=call)
