"""Registering layers with the module that uses them."""

from __future__ import annotations

import ast

from torchvet.finding import Applicability, Fix
from torchvet.fixes import insert_at_end_of_body, replace_expression, resolve_or_import
from torchvet.interpret.events import HiddenIn, Place
from torchvet.source.nodes import walk

_CONTAINERS = {HiddenIn.LIST: "ModuleList", HiddenIn.DICT: "ModuleDict"}


def wrap_in_container(place: Place, inside: HiddenIn) -> Fix | None:
    """Wraps the list or dict in the module that registers what it holds.

    Args:
        place: the expression that makes the list or dict.
        inside: which of them it is.
    """
    document, node, container = place.document, place.node, _CONTAINERS[inside]
    if not isinstance(node, ast.expr):
        return None
    name = resolve_or_import(document, f"torch.nn.{container}", at=node)
    edits = replace_expression(document, node, f"{name.expression}({document.text_of(node)})")
    applicability = Applicability.SAFE if _holds_only_modules(node) else Applicability.UNSAFE
    return Fix(f"Wrap it in {name.expression}", applicability, (*name.edits, *edits)) if edits else None


def make_in_init(place: Place) -> Fix | None:
    """Moves the making of a layer from ``forward`` to the end of ``__init__``.

    Args:
        place: the expression that makes the layer.
    """
    document, node = place.document, place.node
    function = document.enclosing_function(node)
    if function is None or not function.args.args or not isinstance(node, ast.Call):
        return None
    owner = document.parent_of(function)
    init = _init_of(owner) if isinstance(owner, ast.ClassDef) else None
    if init is None or not init.args.args or not isinstance(owner, ast.ClassDef) or not _is_constant(node):
        return None
    attribute = _free_attribute(owner, node.func)
    before, after = init.args.args[0].arg, function.args.args[0].arg
    inserted = insert_at_end_of_body(document, init, f"{before}.{attribute} = {document.text_of(node)}")
    replaced = replace_expression(document, node, f"{after}.{attribute}")
    if not inserted or not replaced:
        return None
    return Fix(f"Make {before}.{attribute} in __init__", Applicability.UNSAFE, (*inserted, *replaced))


def _holds_only_modules(node: ast.expr) -> bool:
    """Whether all that a list or dict holds is made by calls, as modules are, under allowed names."""
    match node:
        case ast.List(elts=elements):
            return all(isinstance(element, ast.Call) for element in elements)
        case ast.ListComp(elt=element):
            return isinstance(element, ast.Call)
        case ast.Dict(keys=keys, values=values) if keys:
            return all(map(_is_allowed_key, keys)) and all(isinstance(value, ast.Call) for value in values)
        case _:
            return False


def _is_allowed_key(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and isinstance(key.value, str) and "." not in key.value


def _init_of(owner: ast.ClassDef) -> ast.FunctionDef | None:
    for statement in owner.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            return statement
    return None


def _is_constant(call: ast.Call) -> bool:
    """Whether a layer's arguments are constants, so that it can be made anywhere."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    return all(isinstance(node, ast.Constant) for argument in arguments for node in _leaves(argument))


def _leaves(node: ast.expr) -> list[ast.AST]:
    return [
        each
        for each in walk(node)
        if not isinstance(
            each, ast.Tuple | ast.UnaryOp | ast.BinOp | ast.expr_context | ast.operator | ast.unaryop
        )
    ]


def _free_attribute(owner: ast.ClassDef, layer: ast.expr) -> str:
    name = (
        layer.attr
        if isinstance(layer, ast.Attribute)
        else layer.id
        if isinstance(layer, ast.Name)
        else "layer"
    )
    taken = {node.attr for node in walk(owner) if isinstance(node, ast.Attribute)}
    base = name.lower()
    numbered = (f"{base}{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(each for each in numbered if each not in taken)
