"""The parts of a class's or function's text that matter for which layers it makes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from torchvet.source.nodes import child_nodes, walk

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class LayerText:
    """One function (or the statements of a class's body outside its methods), prepared for reading.

    Args:
        nodes: the nodes that are executed; annotations, decorators and base classes make no layers.
        local: names of parameters and of what the text binds.
        parameters: names of parameters.
        discarded: calls whose value nobody keeps.
        is_forward: whether it is the forward computation, where local names are layers being applied.
    """

    nodes: tuple[ast.AST, ...]
    local: frozenset[str]
    parameters: frozenset[str]
    discarded: frozenset[ast.AST]
    is_forward: bool


def layer_texts(node: ast.ClassDef | Function) -> Iterator[LayerText]:
    """The texts of a class (its methods, and the rest of its body) or of a function."""
    if not isinstance(node, ast.ClassDef):
        yield _prepared(node, node.name)
        return
    for statement in node.body:
        name = statement.name if isinstance(statement, Function) else ""
        yield _prepared(statement, name)


def attributes_made(node: ast.ClassDef) -> frozenset[str]:
    """Attributes of ``self`` whose value is made in a class's text: a call of such is a forward call."""
    found: set[str] = set()
    for each in walk(node):
        match each:
            case ast.Assign(targets=targets, value=ast.Call() | ast.IfExp()):
                found.update(name for target in targets for name in _on_self(target))
            case ast.AnnAssign(target=target, value=ast.Call() | ast.IfExp()):
                found.update(_on_self(target))
            case _:
                pass
    return frozenset(found)


def root_of(expression: ast.expr) -> str:
    """The name that a chain of attributes, subscripts and calls starts from; empty where it is no name."""
    while isinstance(expression, ast.Attribute | ast.Subscript | ast.Call):
        expression = expression.func if isinstance(expression, ast.Call) else expression.value
    return expression.id if isinstance(expression, ast.Name) else ""


def _prepared(node: ast.stmt, name: str) -> LayerText:
    nodes = tuple(_executed(node))
    parameters = frozenset(each.arg for each in walk(node) if isinstance(each, ast.arg))
    stored = {each.id for each in nodes if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    discarded = frozenset(each.value for each in nodes if isinstance(each, ast.Expr))
    return LayerText(nodes, parameters | stored, parameters, discarded, name.startswith("forward"))


def _executed(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for part in _parts(node):
        yield from _executed(part)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.ClassDef(body=body):
            yield from body
        case ast.FunctionDef(args=arguments, body=body) | ast.AsyncFunctionDef(args=arguments, body=body):
            yield from (each for each in (*arguments.defaults, *arguments.kw_defaults) if each)
            yield from body
        case ast.AnnAssign(target=target, value=value):
            yield from (target, value) if value else ()
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass") as func, args=[first, *_]):
            yield from (func, first)
        case ast.Compare():
            pass
        case _:
            yield from child_nodes(node)


def _on_self(target: ast.expr) -> Iterator[str]:
    match target:
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            yield name
        case ast.Tuple(elts=inner) | ast.List(elts=inner):
            for each in inner:
                yield from _on_self(each)
        case _:
            pass
