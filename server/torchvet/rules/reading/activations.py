"""Taking an activation off what goes into a loss, or changing it."""

from __future__ import annotations

import ast

from torchvet.finding import Applicability, Edit, Fix
from torchvet.fixes import (
    delete_statement,
    insert_statement_before,
    keep_part,
    on_one_line,
    replace_expression,
)
from torchvet.fixes.elements import remove_element
from torchvet.interpret.events import Form, TensorFact
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.functions import last_name, rename_function
from torchvet.rules.reading.loss_inputs import APPLIED, WrongInput, holds
from torchvet.rules.reading.model_outputs import loss_inputs, nothing_else_notices, only_ranks_in_function
from torchvet.rules.reading.output_uses import is_stored_between, loads_after, only_ranks
from torchvet.source.document import Document
from torchvet.source.nodes import walk

_NEW_NAMES = ("logits", "scores", "raw_output")
_LOGARITHMIC = {"softmax": "torch.nn.functional.log_softmax", "Softmax": "torch.nn.LogSoftmax"}


def take_off(trace: Trace, wrong: WrongInput) -> Fix | None:
    """Gives a loss what its input was before the activation.

    It is safe where nothing else can notice: where the activation stands in the loss's argument or in the
    same function, or where the model's output goes only into that loss and into what depends on its order.
    """
    source = wrong.source
    if source is None or source.applied_at is None or _encodes_classes(source):
        return None
    if wrong.stands_in_call or wrong.form is Form.CLASS_INDICES:
        applicability = Applicability.UNSAFE if wrong.form is Form.CLASS_INDICES else Applicability.SAFE
        return _fix(wrong, applicability, _strip(source))
    if _is_same_run(wrong, source):
        return _take_off_name(trace, wrong, source)
    applicability = Applicability.SAFE if nothing_else_notices(trace, wrong) else Applicability.UNSAFE
    return _fix(wrong, applicability, (*_strip(source), *_drop_unused_layer(source)))


def make_logarithmic(trace: Trace, wrong: WrongInput) -> Fix | None:
    """Turns the softmax that goes into a loss into a log-softmax."""
    source = wrong.source
    if source is None or source.applied_at is None:
        return None
    place = source.layer_made_at or source.applied_at
    call = place.node
    name = last_name(call.func) if isinstance(call, ast.Call) else ""
    if not isinstance(call, ast.Call) or name not in _LOGARITHMIC:
        return None
    qualified = _LOGARITHMIC[name]
    edits = rename_function(place.document, call.func, qualified)
    unnoticed = wrong.stands_in_call or (
        only_ranks_in_function(trace, wrong)
        if _is_same_run(wrong, source)
        else nothing_else_notices(trace, wrong)
    )
    applicability = Applicability.SAFE if unnoticed else Applicability.UNSAFE
    new = qualified.rpartition(".")[2]
    return Fix(f"Change {name} to {new}", applicability, edits) if edits else None


def _fix(wrong: WrongInput, applicability: Applicability, edits: tuple[Edit, ...]) -> Fix | None:
    return Fix(f"Take the {APPLIED[wrong.form]} off", applicability, edits) if edits else None


def _strip(source: TensorFact) -> tuple[Edit, ...]:
    """The edits that take an activation off where it stands."""
    place = source.applied_at
    if place is None or not isinstance(place.node, ast.expr):
        return ()
    document, node = place.document, place.node
    if source.argument is None or not holds(node, source.argument):
        return _remove_layer(document, node)
    if _is_own_assignment(document, node, source.argument):
        return delete_statement(document, document.statement_of(node))
    return keep_part(document, node, source.argument)


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


def _encodes_classes(source: TensorFact) -> bool:
    """Whether it only writes classes otherwise: what chose them stands elsewhere."""
    call = source.applied_at.node if source.applied_at is not None else None
    return isinstance(call, ast.Call) and last_name(call.func) == "one_hot"


def _is_same_run(wrong: WrongInput, source: TensorFact) -> bool:
    """Whether the activation was applied in the very run of the function that computes the loss."""
    return source.argument is not None and source.applied_through == wrong.loss.stack


def _take_off_name(trace: Trace, wrong: WrongInput, source: TensorFact) -> Fix | None:
    """Takes an activation off that the loss's function applies and keeps in a name."""
    place, argument = source.applied_at, source.argument
    assert place is not None and argument is not None
    document, node = place.document, place.node
    statement = document.statement_of(node)
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            pass
        case _:
            return _fix(wrong, Applicability.UNSAFE, _strip(source))
    inputs = loss_inputs(trace, place, wrong.loss.expects)
    loads = list(loads_after(document, statement, name))
    given = [load for load in loads if load in inputs]
    if len(loads) == len(given) == 1 and statement.value is node:
        edits = _hand_over(document, statement, argument, name, given[0])
        if edits:
            return Fix(f"Give the loss {document.text_of(argument)}", Applicability.SAFE, edits)
    if all(only_ranks(document, load, inputs) for load in loads):
        return _fix(wrong, Applicability.SAFE, _strip(source))
    mine = [load for load in given if holds(wrong.place.node, load)]
    edits = _give_argument(document, statement, node, argument, name, mine)
    if edits:
        return Fix("Give the loss what goes into the " + APPLIED[wrong.form], Applicability.SAFE, edits)
    return _fix(wrong, Applicability.UNSAFE, _strip(source))


def _hand_over(
    document: Document, statement: ast.Assign, argument: ast.expr, name: str, load: ast.Name
) -> tuple[Edit, ...]:
    """Drops the name for the activation's result, and gives its only reader the argument."""
    if not isinstance(argument, ast.Name) or argument.id == name:
        return ()
    if is_stored_between(document, argument.id, statement, load):
        return ()
    return (*delete_statement(document, statement), *replace_expression(document, load, argument.id))


def _give_argument(
    document: Document,
    statement: ast.Assign,
    node: ast.AST,
    argument: ast.expr,
    name: str,
    loads: list[ast.Name],
) -> tuple[Edit, ...]:
    """Gives the loss the activation's argument, while others go on reading its result."""
    before: tuple[Edit, ...] = ()
    if isinstance(argument, ast.Name):
        new = argument.id
        if new == name or any(is_stored_between(document, new, statement, load) for load in loads):
            return ()
    else:
        free = _free_name(document, statement)
        text = on_one_line(document, argument)
        if free is None or statement.value is not node or text is None:
            return ()
        new = free
        before = (
            *insert_statement_before(document, statement, f"{new} = {text}"),
            *replace_expression(document, argument, new),
        )
    if not loads:
        return ()
    changed = tuple(edit for load in loads for edit in replace_expression(document, load, new))
    return (*before, *changed)


def _free_name(document: Document, statement: ast.stmt) -> str | None:
    function = document.enclosing_function(statement) or document.tree
    taken = {node.id for node in walk(function) if isinstance(node, ast.Name)}
    taken |= {node.arg for node in walk(function) if isinstance(node, ast.arg)}
    return next((name for name in _NEW_NAMES if name not in taken), None)


def _drop_unused_layer(source: TensorFact) -> tuple[Edit, ...]:
    """Takes the layer object's making away, where the activation was its only use."""
    place = source.layer_made_at
    if place is None or place == source.applied_at:
        return ()
    document = place.document
    statement = document.parent_of(place.node)
    match statement:
        case ast.Assign(targets=[ast.Attribute(attr=attribute)]):
            same_name = [node for node in document.nodes if _is_attribute(node, attribute)]
            return delete_statement(document, statement) if len(same_name) == 2 else ()
        case _:
            return ()


def _is_attribute(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name
