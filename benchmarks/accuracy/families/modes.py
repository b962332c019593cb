"""Mistakes with ``train()`` and ``eval()``: left out, out of the loop, the wrong one, without parentheses.

The precondition for a lost ``train()``: it is the file's only call that sets train mode, a loop reaches it
(by name), an ``eval()`` on the same model and a training step, and nothing leaves the loop after that
``eval()``. For a lost ``eval()``: it is the file's only one on that model, the model is called under
``no_grad`` behind it, and a loop reaches it and a ``train()`` on the same model as well. The model surely
has a layer that depends on the mode, or the text doesn't show the model; where it surely has none that
is known, nothing is changed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from benchmarks.accuracy.edits import Unwritable
from benchmarks.accuracy.families.models import value_depends_on_mode
from benchmarks.accuracy.mutant import Mutant, mutate
from benchmarks.accuracy.packages import Package
from benchmarks.accuracy.program import Loop, Source, dotted, own_nodes

_Call = tuple[ast.Expr, ast.Call, str]


def mutants_of(source: Source, package: Package) -> Iterator[Mutant]:
    """The mutants of a file."""
    trains, evals = list(_mode_calls(source, "train")), list(_mode_calls(source, "eval"))
    for each in (*trains, *evals):
        yield from _made(_uncalled(source, package, each))
    for call in trains:
        visible = _visible(source, package, call[1])
        # Whether it trains at all is only in sight where an optimizer of torch's plainly holds the model.
        visible = visible and _is_held(source, call[2])
        for changed in evals:
            loop = _alternating_loop(source, call, changed)
            if loop is None or visible is None:
                continue
            for make in (_train_deleted, _train_hoisted, _train_replaced):
                try:
                    yield from _made(make(source, call, changed, loop, visible))
                except Unwritable:
                    continue
            break
    for call in evals:
        visible = _visible(source, package, call[1])
        if visible is not None and any(_alternating_loop(source, each, call, False) for each in trains):
            try:
                yield from _made(_eval_deleted(source, call, visible))
            except Unwritable:
                continue


def _made(mutant: Mutant | None) -> Iterator[Mutant]:
    if mutant is not None:
        yield mutant


def _visible(source: Source, package: Package, call: ast.Call) -> bool | None:
    """Whether the text shows the model; None where it shows that the mode may not matter."""
    assert isinstance(call.func, ast.Attribute)
    answer = value_depends_on_mode(source, package, call.func.value)
    return None if answer is False else answer is True


def _is_held(source: Source, model: str) -> bool:
    """Whether the file makes an optimizer of torch's of a model's parameters."""
    return any(
        isinstance(each, ast.Attribute)
        and each.attr == "parameters"
        and _same_model(dotted(each.value) or "", model)
        for call in source.nodes
        if isinstance(call, ast.Call) and (source.qualified(call.func) or "").startswith("torch.optim.")
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
        for each in ast.walk(argument)
    )


def _mode_calls(source: Source, method: str) -> Iterator[_Call]:
    """The plain statements ``model.train()`` or ``model.eval()``."""
    for call in source.calls_of(method):
        statement = source.parents.get(call)
        plain = not call.args and not call.keywords
        if not plain or not isinstance(statement, ast.Expr) or not isinstance(call.func, ast.Attribute):
            continue
        receiver = dotted(call.func.value)
        if receiver is not None and receiver != "self" and source.qualified(call.func) is None:
            yield statement, call, receiver


def _same_model(one: str, other: str) -> bool:
    """Whether two calls are on what is called the same: ``self.model`` and ``model``."""
    return one.rpartition(".")[2] == other.rpartition(".")[2]


def _alternating_loop(source: Source, train: _Call, evaluation: _Call, alone: bool = True) -> Loop | None:
    """A loop in which training and evaluation take turns, and train mode is set by that call alone."""
    if not _same_model(train[2], evaluation[2]) or (alone and _leaves_after(source, evaluation[0])):
        return None
    for loop in source.loops:
        reached = source.reached_in(loop)
        if train[1] not in reached or evaluation[1] not in reached or not _trains(reached):
            continue
        stores = {dotted(each) for each in reached if isinstance(getattr(each, "ctx", None), ast.Store)}
        made_anew = not stores.isdisjoint((train[2], evaluation[2]))
        if not made_anew and not (alone and _others(source, train[1], reached)):
            return loop
    return None


def _others(source: Source, train: ast.Call, reached: set[ast.AST]) -> bool:
    """Whether anything else among the nodes may set train mode; flags and fields included."""
    return any(
        (
            isinstance(node, ast.Call)
            and node is not train
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "train"
            and source.qualified(node.func) is None
        )
        or (
            isinstance(node, ast.Attribute)
            and node.attr == "training"
            and getattr(source.scope_of(node), "name", "") != "forward"
        )
        for node in reached
    )


def _leaves_after(source: Source, statement: ast.stmt) -> bool:
    """Whether the loop around a statement is left behind it."""
    block: ast.stmt | None = statement
    loops = source.loops_of(statement)
    while loops and block is not None and block not in loops:
        if isinstance(source.block_of(block)[-1], ast.Break | ast.Return | ast.Raise):
            return True
        parent = source.parents.get(block)
        block = parent if isinstance(parent, ast.stmt) else None
    return False


def _trains(reached: set[ast.AST]) -> bool:
    called = {
        node.func.attr
        for node in reached
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    return {"backward", "step"} <= called


def _train_deleted(
    source: Source, train: _Call, evaluation: _Call, loop: Loop, visible: bool
) -> Mutant | None:
    changes = [source.lines.delete(train[0], source.block_of(train[0]))]
    return mutate(source, "train() deleted", ("TV201",), changes, around=None, visible=visible)


def _train_hoisted(
    source: Source, train: _Call, evaluation: _Call, loop: Loop, visible: bool
) -> Mutant | None:
    """``train()`` before the loop in which it stood, where the evaluation runs in that loop, too."""
    loops = [each for each in source.loops_of(train[0]) if evaluation[1] in source.reached(list(each.body))]
    if not loops:
        return None
    changes = [
        source.lines.delete(train[0], source.block_of(train[0])),
        source.lines.insert_before(loops[-1], source.lines.source_of(train[0])),
    ]
    family = "train() hoisted out of the loop"
    return mutate(source, family, ("TV201",), changes, around=None, visible=visible)


def _train_replaced(
    source: Source, train: _Call, evaluation: _Call, loop: Loop, visible: bool
) -> Mutant | None:
    """``eval()`` where an evaluation's end restores train mode."""
    same = source.scope_of(train[0]) is source.scope_of(evaluation[0]) and train[2] == evaluation[2]
    if not same or train[0].lineno < evaluation[0].lineno:
        return None
    changes = [source.lines.replace(train[0], f"{train[2]}.eval()")]
    return mutate(
        source, "restoring train() became eval()", ("TV201",), changes, around=None, visible=visible
    )


def _eval_deleted(source: Source, evaluation: _Call, visible: bool) -> Mutant | None:
    others = [
        call
        for call in source.calls_of("eval")
        if call is not evaluation[1] and isinstance(call.func, ast.Attribute)
    ]
    if others or not _called_without_gradients(source, evaluation):
        return None
    changes = [source.lines.delete(evaluation[0], source.block_of(evaluation[0]))]
    return mutate(source, "eval() deleted", ("TV202",), changes, around=None, visible=visible)


def _called_without_gradients(source: Source, evaluation: _Call) -> bool:
    """Whether the model is called under ``no_grad`` behind a statement of its function."""
    scope = source.scope_of(evaluation[0])
    decorated = any("no_grad" in ast.dump(each) for each in getattr(scope, "decorator_list", []))
    for node in own_nodes(scope):
        if not isinstance(node, ast.Call) or dotted(node.func) != evaluation[2]:
            continue
        if node.lineno > evaluation[0].lineno and (decorated or _under_no_grad(source, node)):
            return True
    return False


def _under_no_grad(source: Source, node: ast.AST) -> bool:
    return any(
        isinstance(each, ast.With) and any("no_grad" in ast.dump(item) for item in each.items)
        for each in source.ancestors(node)
    )


def _uncalled(source: Source, package: Package, call: _Call) -> Mutant | None:
    visible = _visible(source, package, call[1])
    family = (
        "eval() without parentheses"
        if source.lines.source_of(call[1].func).endswith("eval")
        else "train() without parentheses"
    )
    changes = [source.lines.replace(call[1], source.lines.source_of(call[1].func))]
    return mutate(source, family, ("TV203",), changes, around=call[0], visible=visible is True)
