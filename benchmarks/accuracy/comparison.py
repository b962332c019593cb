"""Whether a fixed text is the original again, or differs from it in what makes no difference."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import Enum
from typing import cast

from benchmarks.accuracy.program import dotted, own_nodes

_GRADIENTS = frozenset(
    ("backward", "manual_backward", "step", "zero_grad", "zero_", "grad", "grads", "autograd", "adapt")
)
"""Names that say that a statement may read, fill, use or clean gradients."""
_MODES = frozenset(("train", "eval", "training"))
"""Names that say that a statement may set or read a mode."""


class Likeness(Enum):
    """How alike two texts are."""

    EQUAL = "equal"
    """The same syntax tree."""
    PLACE = "equal but for the call's place"
    """The same but for where one ``zero_grad()`` stands in one block, with nothing between both places
    that touches gradients; or where one ``model.train()`` or ``model.eval()`` stands, with nothing between
    that speaks of that model or of modes."""
    DIFFERENT = "different"


def likeness(fixed: str, original: str) -> Likeness:
    """How alike the fixed text and the original are."""
    one, other = ast.parse(fixed), ast.parse(original)
    if ast.dump(one) == ast.dump(other):
        return Likeness.EQUAL
    different = list(_different_blocks(one, other))
    if len(different) == 1 and different[0] is not None and _moves_only_a_call(*different[0], other):
        return Likeness.PLACE
    return Likeness.DIFFERENT


_Blocks = tuple[list[ast.stmt], list[ast.stmt]]


def _different_blocks(one: ast.AST, other: ast.AST) -> Iterator[_Blocks | None]:
    """The innermost pairs of blocks that differ; None for a difference that is none of whole statements."""
    if ast.dump(one) == ast.dump(other):
        return
    if type(one) is not type(other):
        yield None
        return
    for name in one._fields:
        mine, theirs = _field(one, name), _field(other, name)
        blocks = _block(mine), _block(theirs)
        if blocks[0] and blocks[1]:
            yield from _within(blocks[0], blocks[1])
        elif len(mine) != len(theirs):
            yield None
            return
        else:
            for left, right in zip(mine, theirs, strict=True):
                if isinstance(left, ast.AST) and isinstance(right, ast.AST):
                    yield from _different_blocks(left, right)
                elif left != right:
                    yield None


def _field(node: ast.AST, name: str) -> list[object]:
    """What stands in a field, as a list."""
    value: object = getattr(node, name, None)
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _within(mine: list[ast.stmt], theirs: list[ast.stmt]) -> Iterator[_Blocks | None]:
    """The differing blocks of two blocks: themselves, where they don't hold the same kinds in a row."""
    dumps = [(ast.dump(left), ast.dump(right)) for left, right in zip(mine, theirs, strict=False)]
    differing = [number for number, (left, right) in enumerate(dumps) if left != right]
    if len(mine) == len(theirs) and len(differing) == 1:
        yield from _different_blocks(mine[differing[0]], theirs[differing[0]])
    elif len(mine) != len(theirs) or differing:
        yield mine, theirs


def _block(values: list[object]) -> list[ast.stmt]:
    """The statements in a field; none where it holds something else."""
    return [each for each in values if isinstance(each, ast.stmt)]


def _moves_only_a_call(fixed: list[ast.stmt], original: list[ast.stmt], tree: ast.AST) -> bool:
    """Whether two blocks differ in the place of one such call only, and nothing between minds."""
    if len(fixed) != len(original):
        return False
    for number, statement in enumerate(fixed):
        minding = _minding(statement)
        for place, other in enumerate(original if minding else ()):
            if ast.dump(other) != ast.dump(statement):
                continue
            rest = [*original[:place], *original[place + 1 :]]
            if _dumps([*fixed[:number], *fixed[number + 1 :]]) == _dumps(rest):
                first, last = sorted((number, place))
                return not any(_mentions(each, minding, tree) for each in rest[first:last])
    return False


def _dumps(statements: list[ast.stmt]) -> list[str]:
    return [ast.dump(each) for each in statements]


def _method(statement: ast.stmt) -> ast.Attribute | None:
    """The method that a statement calls, and nothing else."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return call.func if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else None


def _minding(statement: ast.stmt) -> frozenset[str]:
    """The names of what minds whether it runs before or after a call; none where it may be anything."""
    method = _method(statement)
    if method is None:
        return frozenset()
    if method.attr == "zero_grad":
        return _GRADIENTS
    owner = (dotted(method.value) or "").rpartition(".")[2]
    return _MODES | {owner} if method.attr in ("train", "eval") and owner else frozenset()


def _mentions(statement: ast.stmt, names: frozenset[str], tree: ast.AST) -> bool:
    """Whether a statement, or a function of the file that it may call by name, uses one of some names.

    One ``zero_grad()`` doesn't mind another.
    """
    method = _method(statement)
    if method is not None and method.attr == "zero_grad" and names is _GRADIENTS:
        return False
    functions: dict[str, list[ast.AST]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            functions.setdefault(node.name, []).append(node)
    waiting: list[ast.AST] = [statement]
    entered: set[ast.AST] = set()
    while waiting:
        root = waiting.pop()
        for node in (root, *own_nodes(root)):
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)
            if name in names:
                return True
            for function in functions.get(name or "", []):
                if function not in entered:
                    entered.add(function)
                    waiting.append(function)
    return False
