"""Mistakes with ``zero_grad``: left out, at the wrong place, without parentheses.

The precondition: the deleted call is the only thing that can clean the gradients while its loop runs.
Nothing else in the loop cleans gradients, nor does any function of the file that the loop may call
(by name); the loop can run more than once; the optimizer isn't made in the loop, nor is it another one at
each turn.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from benchmarks.accuracy.edits import Unwritable
from benchmarks.accuracy.families.training import Training, trainings, zeroing
from benchmarks.accuracy.mutant import Mutant, mutate
from benchmarks.accuracy.program import Loop, Source, dotted, handed_in, own_nodes


def mutants_of(source: Source) -> Iterator[Mutant]:
    """The mutants of a file."""
    for training in trainings(source):
        for make in (_deleted, _before_step, _before_loops, _uncalled):
            try:
                mutant = make(source, training)
            except Unwritable:
                continue
            if mutant is not None:
                yield mutant


def _deleted(source: Source, training: Training) -> Mutant | None:
    if training.loop is not None:
        if not _is_the_only_one(source, training, training.loop) or not _goes_on(source, training.loop):
            return None
        family, visible = "zero_grad deleted in a loop", training.made_here
    else:
        family = "zero_grad deleted in a step function"
        if not _is_called_in_a_loop(source, training):
            return None
        visible = training.made_here
    changes = [source.lines.delete(training.zero, source.block_of(training.zero))]
    return mutate(source, family, ("TV301", "TV303"), changes, around=_around(training), visible=visible)


def _before_step(source: Source, training: Training) -> Mutant | None:
    """``zero_grad()`` directly before the step, in the same run of statements as backward."""
    if len(training.steps) != 1 or not training.backwards:
        return None
    step = training.steps[0]
    block = source.block_of(step)
    backwards = [each for each in training.backwards if each in block and each.lineno < step.lineno]
    if not backwards or not isinstance(step, ast.Expr):
        return None
    between = [each for each in block if backwards[-1].lineno < each.lineno <= step.lineno]
    if training.zero in between or any(True for each in between for _ in zeroing(ast.walk(each))):
        return None
    changes = [
        source.lines.delete(training.zero, source.block_of(training.zero)),
        source.lines.insert_before(step, source.lines.source_of(training.zero)),
    ]
    return mutate(
        source,
        "zero_grad moved between backward and step",
        ("TV302",),
        changes,
        around=_around(training),
        visible=training.made_here,
    )


def _before_loops(source: Source, training: Training) -> Mutant | None:
    """``zero_grad()`` before the outermost loop of the function."""
    if training.loop is None or not _is_the_only_one(source, training, training.loop):
        return None
    outermost = source.loops_of(training.zero)[-1]
    if not _is_the_only_one(source, training, outermost) or not _goes_on(source, training.loop):
        return None
    changes = [
        source.lines.delete(training.zero, source.block_of(training.zero)),
        source.lines.insert_before(outermost, source.lines.source_of(training.zero)),
    ]
    return mutate(
        source,
        "zero_grad moved before the loops",
        ("TV301", "TV303"),
        changes,
        around=_around(training),
        visible=training.made_here,
    )


def _uncalled(source: Source, training: Training) -> Mutant | None:
    call = training.zero.value
    assert isinstance(call, ast.Call)
    return mutate(
        source,
        "zero_grad without parentheses",
        ("TV304",),
        [source.lines.replace(call, source.lines.source_of(call.func))],
        around=training.zero,
    )


def _around(training: Training) -> ast.stmt | None:
    return None if isinstance(training.scope, ast.Module) else training.scope


def _is_the_only_one(source: Source, training: Training, loop: Loop) -> bool:
    """Whether nothing else that runs in a loop cleans gradients, and the optimizer outlives it."""
    reached = source.reached_in(loop)
    others = [
        node
        for node in zeroing(reached)
        if source.statement_of(node) is not training.zero and not _is_another_optimizer(node, training)
    ]
    made_inside = any(
        isinstance(node, ast.Name | ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and dotted(node) in (training.receiver, training.receiver.partition(".")[0])
        for each in loop.body
        for node in (each, *own_nodes(each))
    )
    return not others and not made_inside and not _is_loop_variable(training, loop)


def _is_another_optimizer(node: ast.AST, training: Training) -> bool:
    """Whether what is zeroed is plainly another optimizer: one that steps in the same function as well."""
    other = dotted(node.value) if isinstance(node, ast.Attribute) and node.attr == "zero_grad" else None
    return (
        other is not None
        and other != training.receiver
        and any(
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "step"
            and (dotted(call.func.value) == other or [dotted(each) for each in call.args] == [other])
            for call in own_nodes(training.scope)
        )
    )


def _is_loop_variable(training: Training, loop: Loop) -> bool:
    return isinstance(loop, ast.For | ast.AsyncFor) and any(
        dotted(node) == training.receiver for node in ast.walk(loop.target)
    )


def _goes_on(source: Source, loop: Loop) -> bool:
    """Whether a loop can run a second time."""
    if isinstance(loop.body[-1], ast.Break | ast.Return | ast.Raise):
        return False
    iterable = getattr(loop, "iter", None)
    return not (isinstance(iterable, ast.Call) and source.lines.source_of(iterable) == "range(1)")


def _is_called_in_a_loop(source: Source, training: Training) -> bool:
    """Whether the file calls a step function in a loop that cleans no gradients but there."""
    if isinstance(training.scope, ast.Module):
        return False
    reached = source.reached(list(training.scope.body))
    if any(source.statement_of(node) is not training.zero for node in zeroing(reached)):
        return False
    calls = source.calls_of(training.scope.name)
    loops = [(call, loops[0]) for call in calls if (loops := source.loops_of(call))]
    return len(source.functions[training.scope.name]) == 1 and any(
        all(source.statement_of(node) is training.zero for node in zeroing(source.reached_in(loop)))
        and not any(isinstance(node, ast.Assign) and _makes(node, call) for node in loop.body)
        and not _is_another_each_turn(training, call, loop)
        for call, loop in loops
    )


def _is_another_each_turn(training: Training, call: ast.Call, loop: Loop) -> bool:
    """Whether each turn of a loop steps another optimizer, as one over a list of them does."""
    assert not isinstance(training.scope, ast.Module)
    name = training.receiver.partition(".")[0]
    stepped = handed_in(call, training.scope, name)
    if name == "self" and isinstance(call.func, ast.Attribute):
        stepped = call.func.value
    first = (dotted(stepped) or "").partition(".")[0] if stepped is not None else ""
    return isinstance(loop, ast.For | ast.AsyncFor) and any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == first
        for node in ast.walk(loop.target)
    )


def _makes(assignment: ast.Assign, call: ast.Call) -> bool:
    """Whether an assignment makes the object that a step method is called on, or what is handed in."""
    used = {name for node in ast.walk(call) if (name := dotted(node))}
    return any(dotted(target) in used for target in assignment.targets) and isinstance(
        assignment.value, ast.Call
    )
