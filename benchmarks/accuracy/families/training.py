"""Training steps in a file's text: what zeroes an optimizer, what fills its gradients, what steps it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.accuracy.program import Loop, Scope, Source, dotted, own_nodes


@dataclass(frozen=True, slots=True)
class Training:
    """One ``optimizer.zero_grad()`` with the backward and the step that it belongs to.

    Args:
        zero: the statement that zeroes.
        receiver: the optimizer's text.
        scope: the function (or module) that all of them stand in.
        loop: the innermost loop that holds all of them; None for a function that makes one step.
        backwards: the statements with a ``.backward(…)``.
        steps: the statements with the optimizer's step.
        made_here: whether the file shows that it is one of torch's optimizers.
    """

    zero: ast.Expr
    receiver: str
    scope: Scope
    loop: Loop | None
    backwards: list[ast.stmt]
    steps: list[ast.stmt]
    made_here: bool


def zeroing(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Whatever may clean gradients."""
    for node in nodes:
        if isinstance(node, ast.Attribute) and (
            node.attr == "zero_grad"
            or (node.attr == "grad" and isinstance(node.ctx, ast.Store | ast.Del))
            or (node.attr == "zero_" and "grad" in ast.dump(node.value))
        ):
            yield node


def trainings(source: Source) -> Iterator[Training]:
    """Each plain ``optimizer.zero_grad()`` statement of a file with its step and backward."""
    for call in source.calls_of("zero_grad"):
        statement = source.parents.get(call)
        receiver = dotted(call.func.value) if isinstance(call.func, ast.Attribute) else None
        if isinstance(statement, ast.Expr) and receiver is not None:
            training = _training(source, statement, receiver, call.func)
            if training is not None:
                yield training


def _training(source: Source, zero: ast.Expr, receiver: str, node: ast.expr) -> Training | None:
    scope = source.scope_of(zero)
    calls = [each for each in own_nodes(scope) if isinstance(each, ast.Call)]
    steps = [call for call in calls if _steps(call, receiver)]
    backwards = [
        call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "backward"
    ]
    if not steps or not backwards:
        return None
    assert isinstance(node, ast.Attribute)
    if _trains_nothing(source, node.value):
        return None
    loop = next(
        (
            loop
            for loop in source.loops_of(zero)
            if any(loop in source.loops_of(each) for each in steps)
            and any(loop in source.loops_of(each) for each in backwards)
        ),
        None,
    )
    if loop is None and any(source.loops_of(each) for each in (*steps, *backwards, zero)):
        return None
    return Training(
        zero,
        receiver,
        scope,
        loop,
        _statements(source, backwards, loop),
        _statements(source, steps, loop),
        is_torch_optimizer(source, node.value),
    )


def _statements(source: Source, calls: list[ast.Call], loop: Loop | None) -> list[ast.stmt]:
    return [
        statement
        for call in sorted(calls, key=lambda each: each.lineno)
        if (statement := source.statement_of(call)) and (loop is None or loop in source.loops_of(call))
    ]


def _steps(call: ast.Call, receiver: str) -> bool:
    """Whether a call is the optimizer's step, also through a scaler; not with a closure."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "step" or call.keywords:
        return False
    if dotted(call.func.value) == receiver:
        return not call.args
    return len(call.args) == 1 and dotted(call.args[0]) == receiver


def is_torch_optimizer(source: Source, node: ast.expr) -> bool:
    """Whether a file's text shows that an expression is an optimizer of torch's."""
    origins = source.origins_of(node)
    if origins:
        return all(_makes_optimizer(source, value) for value in origins)
    if isinstance(node, ast.Name):
        scope = source.scope_of(node)
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
            for each in (*scope.args.args, *scope.args.kwonlyargs):
                if each.arg == node.id and each.annotation is not None:
                    return (source.qualified(each.annotation) or "").startswith("torch.optim.")
    return False


def _makes_optimizer(source: Source, value: ast.expr) -> bool:
    if not isinstance(value, ast.Call):
        return False
    name = source.qualified(value.func) or ""
    return name.startswith("torch.optim.") and name.rpartition(".")[2][:1].isupper()


def _trains_nothing(source: Source, optimizer: ast.expr) -> bool:
    """Whether an optimizer plainly holds the parameters of one model alone, and these are frozen.

    Its ``backward()`` raises then: no gradient is there to be zeroed.
    """
    held = [
        dotted(inner.func.value)
        for made in source.origins_of(optimizer) or ()
        for given in (source.origins_of(_first(made)) or [_first(made)])
        for inner in ast.walk(given)
        if isinstance(inner, ast.Call)
        and isinstance(inner.func, ast.Attribute)
        and inner.func.attr == "parameters"
    ]
    if len(set(held)) != 1 or held[0] is None or not held[0].isidentifier():
        return False
    at = source.statement_of(optimizer)
    assert at is not None
    return any(_is_frozen(source, made) for made in _made(source, held[0], source.scope_of(at)))


def _first(made: ast.expr) -> ast.expr:
    return made.args[0] if isinstance(made, ast.Call) and made.args else made


def _made(source: Source, name: str, scope: Scope) -> Iterator[ast.ClassDef]:
    """The classes of the file whose names a function's assignments to a variable speak of."""
    for node in own_nodes(scope):
        if isinstance(node, ast.Assign) and [dotted(target) for target in node.targets] == [name]:
            for inner in ast.walk(node.value):
                if isinstance(inner, ast.Name) and inner.id in source.classes:
                    yield source.classes[inner.id]


def _is_frozen(source: Source, cls: ast.ClassDef) -> bool:
    """Whether a class's constructor switches gradients off for each attribute that it sets."""
    fields: set[str | None] = set()
    frozen: set[str | None] = set()
    for node in ast.walk(cls):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            fields.add(dotted(node))
        if isinstance(node, ast.For) and any(_switches_off(inner) for inner in node.body):
            call = node.iter
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                frozen.add(dotted(call.func.value))
    own = {name for name in fields if name is not None and name.startswith("self.")}
    return bool(own) and own <= frozen


def _switches_off(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Attribute)
        and statement.targets[0].attr == "requires_grad"
        and isinstance(statement.value, ast.Constant)
        and statement.value.value is False
    )
