"""The edits that take an activation off where it is applied."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from torchvet.finding import Edit
from torchvet.fixes import (
    delete_statement,
    keep_part,
    replace_expression,
    resolve_or_import,
    surround_part,
)
from torchvet.fixes.elements import remove_element
from torchvet.interpret.events import Place, TensorFact
from torchvet.rules.reading.functions import last_name
from torchvet.rules.reading.loss_inputs import holds
from torchvet.rules.reading.name_uses import is_stored_between, loads_after
from torchvet.source.document import Document


def strip(source: TensorFact) -> tuple[Edit, ...]:
    """The edits that take an activation off where it stands."""
    place = source.applied_at
    if place is None or not isinstance(place.node, ast.expr):
        return ()
    document, node = place.document, place.node
    if source.argument is None or not holds(node, source.argument):
        return _remove_layer(document, node)
    if _is_own_assignment(document, node, source.argument):
        return delete_statement(document, document.statement_of(node))
    return _without_its_name(document, node, source.argument) or keep_part(document, node, source.argument)


def _without_its_name(document: Document, node: ast.expr, argument: ast.expr) -> tuple[Edit, ...]:
    """Drops ``probs = softmax(logits)`` where only ``return probs`` reads it."""
    match document.parent_of(node):
        case ast.Assign(targets=[ast.Name(id=name)]) as statement:
            loads = list(loads_after(document, statement, name))
            is_last = len(loads) == 1 and isinstance(document.parent_of(loads[0]), ast.Return)
            return hand_over(document, statement, argument, name, loads[0]) if is_last else ()
        case _:
            return ()


def _remove_layer(document: Document, layer: ast.expr) -> tuple[Edit, ...]:
    """Takes a layer out of the sequence that it is made in."""
    parent = document.parent_of(layer)
    if isinstance(parent, ast.Tuple):
        layer, parent = parent, document.parent_of(parent)
    match parent:
        case ast.Call(func=ast.Attribute(attr="append" | "add_module" | "push")):
            statement = document.parent_of(parent)
            return delete_statement(document, statement) if isinstance(statement, ast.Expr) else ()
        case ast.Call(args=[_, *_] as arguments) if layer in arguments:
            return remove_element(document, parent, layer)
        case ast.List():
            return remove_element(document, parent, layer)
        case _:
            return ()


def _is_own_assignment(document: Document, node: ast.expr, argument: ast.expr) -> bool:
    """Whether it is ``x = softmax(x)``."""
    match document.parent_of(node), argument:
        case ast.Assign(targets=[ast.Name(id=target)]), ast.Name(id=name):
            return target == name
        case _:
            return False


def hand_over(
    document: Document, statement: ast.Assign, argument: ast.expr, name: str, load: ast.Name
) -> tuple[Edit, ...]:
    """Drops the name for the activation's result, and gives its only reader the argument."""
    if not isinstance(argument, ast.Name) or argument.id == name:
        return ()
    if is_stored_between(document, argument.id, statement, load):
        return ()
    return (*delete_statement(document, statement), *replace_expression(document, load, argument.id))


def drop_unused_layer(source: TensorFact) -> tuple[Edit, ...]:
    """Takes the layer object's making away, where the activation was its only use."""
    place = source.layer_made_at
    if place is None or place == source.applied_at:
        return ()
    document = place.document
    statement = document.parent_of(place.node)
    match statement:
        case ast.Assign(targets=[ast.Attribute(attr=attribute)]):
            same_name = [node for node in document.nodes if _is_attribute(node, attribute)]
        case ast.Assign(targets=[ast.Name(id=name)]) if document.enclosing_function(statement) is None:
            same_name = [node for node in document.nodes if isinstance(node, ast.Name) and node.id == name]
        case ast.Assign(targets=[ast.Name(id=name)]):
            same_name = [statement, *loads_after(document, statement, name)]
        case _:
            return ()
    return delete_statement(document, statement) if len(same_name) == 2 else ()


def apply_again(source: TensorFact, places: Sequence[Place]) -> tuple[Edit, ...]:
    """Applies a softmax or a sigmoid, once taken off, to some expressions; empty where that can't be done."""
    written = _as_function(source)
    edits: dict[Edit, None] = {}
    for place in places:
        if written is None or not isinstance(place.node, ast.expr):
            return ()
        name = resolve_or_import(place.document, written[0], at=place.node)
        before, after = f"{name.expression}(", f"{written[1]})"
        around = surround_part(place.document, place.node, place.node, before, after)
        if not around:
            return ()
        edits |= dict.fromkeys((*name.edits, *around))
    return tuple(edits)


def _as_function(source: TensorFact) -> tuple[str, str] | None:
    """The function that does what an activation does, and what follows its first argument."""
    place = source.layer_made_at or source.applied_at
    call = place.node if place is not None else None
    if place is None or not isinstance(call, ast.Call):
        return None
    name = last_name(call.func).lower()
    if name == "sigmoid":
        return "torch.sigmoid", ""
    arguments = [argument for argument in call.args if argument is not source.argument]
    arguments += [keyword.value for keyword in call.keywords if keyword.arg == "dim"]
    if name != "softmax" or len(arguments) != 1 or not isinstance(arguments[0], ast.Constant | ast.UnaryOp):
        return None
    return "torch.softmax", f", dim={place.document.text_of(arguments[0])}"


def _is_attribute(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name
