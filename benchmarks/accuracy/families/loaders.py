"""Mistakes in taking a first batch.

The precondition: the loader is a ``DataLoader`` of torch's by the file's text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from benchmarks.accuracy.edits import Change, Unwritable
from benchmarks.accuracy.mutant import Mutant, mutate
from benchmarks.accuracy.program import Source, dotted

_LOADERS = ("torch.utils.data.DataLoader", "torch.utils.data.dataloader.DataLoader")

_FORMS = (
    ("{}[0]", "TV102"),
    ("list({})[0]", "TV103"),
    ("next({})", "TV107"),
    ("iter({}).next()", "TV106"),
)


def mutants_of(source: Source) -> Iterator[Mutant]:
    """The mutants of a file."""
    for call in source.calls_of("next"):
        inner = call.args[0] if len(call.args) == 1 and isinstance(call.func, ast.Name) else None
        if (
            isinstance(inner, ast.Call)
            and dotted(inner.func) == "iter"
            and len(inner.args) == 1
            and _is_loader(source, inner.args[0])
        ):
            loader = source.lines.source_of(inner.args[0])
            yield from _forms(source, call, loader)
    for loop in source.nodes:
        if isinstance(loop, ast.For) and _is_loader(source, _iterated(loop)):
            yield from _looks(source, loop)
            yield from _restarted(source, loop)


def _is_loader(source: Source, node: ast.expr) -> bool:
    origins = source.origins_of(node)
    return bool(origins) and all(
        isinstance(each, ast.Call) and source.qualified(each.func) in _LOADERS for each in origins
    )


def _iterated(loop: ast.For) -> ast.expr:
    """What a loop runs over, without ``enumerate``."""
    iterable = loop.iter
    if isinstance(iterable, ast.Call) and dotted(iterable.func) == "enumerate" and len(iterable.args) == 1:
        return iterable.args[0]
    return iterable


def _forms(source: Source, call: ast.Call, loader: str) -> Iterator[Mutant]:
    for form, code in _FORMS:
        changes = [source.lines.replace(call, form.format(loader))]
        mutant = mutate(
            source, f"next(iter(loader)) became {form.format('loader')}", (code,), changes, around=call
        )
        if mutant is not None:
            yield mutant


def _looks(source: Source, loop: ast.For) -> Iterator[Mutant]:
    """A wrong look at the first batch before the loop over a loader."""
    loader = source.lines.source_of(_iterated(loop))
    form, code = _FORMS[loop.lineno % len(_FORMS)]
    try:
        changes = [source.lines.insert_before(loop, f"first_batch = {form.format(loader)}")]
        right = [source.lines.insert_before(loop, f"first_batch = next(iter({loader}))")]
    except Unwritable:
        return
    family = f"{form.format('loader')} before the loop"
    mutant = mutate(source, family, (code,), changes, around=loop, right=right)
    if mutant is not None:
        yield mutant


def _trains_on_batch(loop: ast.For) -> bool:
    """Whether a loop trains, and calls something with what the loader gives."""
    batch = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
    calls = [node for statement in loop.body for node in ast.walk(statement) if isinstance(node, ast.Call)]
    methods = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    given = {argument.id for call in calls for argument in call.args if isinstance(argument, ast.Name)}
    return {"backward", "step"} <= methods and not batch.isdisjoint(given)


def _restarted(source: Source, loop: ast.For) -> Iterator[Mutant]:
    """``for _ in range(len(loader)): batch = next(iter(loader))`` in place of the loop over the loader."""
    first = loop.body[0]
    if _iterated(loop) is not loop.iter or first.lineno == loop.lineno or not _trains_on_batch(loop):
        return
    loader = source.lines.source_of(loop.iter)
    target = source.lines.source_of(loop.target)
    start, end = source.lines.start_of(loop.target), source.lines.end_of(loop.iter)
    try:
        changes = [
            Change(start, end, f"_ in range(len({loader}))"),
            source.lines.insert_before(first, f"{target} = next(iter({loader}))"),
        ]
    except Unwritable:
        return
    mutant = mutate(source, "the loop restarts its iterator", ("TV105",), changes, around=loop)
    if mutant is not None:
        yield mutant
