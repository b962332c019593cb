"""Taking an activation off what goes into a loss, or changing it."""

from __future__ import annotations

import ast
from collections.abc import Set

from torchvet.finding import Applicability, Edit, Fix
from torchvet.fixes import (
    delete_statement,
    insert_statement_before,
    keep_part,
    replace_expression,
)
from torchvet.fixes.elements import remove_element
from torchvet.interpret.events import Form, Forward, LossCall, Place, TensorFact
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.functions import last_name, rename_function
from torchvet.rules.reading.loss_inputs import APPLIED, WrongInput, holds
from torchvet.rules.reading.output_uses import is_stored_between, loads_after, only_ranks
from torchvet.source.document import Document

_NEW_NAMES = ("logits", "scores", "raw_output")
_LOGARITHMIC = {"softmax": "torch.nn.functional.log_softmax", "Softmax": "torch.nn.LogSoftmax"}


def take_off(trace: Trace, wrong: WrongInput) -> Fix | None:
    """Gives a loss what its input was before the activation.

    It is safe where nothing else can notice: where the activation stands in the loss's argument or in the
    same function, or where the model's output goes only into that loss and into what depends on its order.
    """
    source = wrong.source
    if source is None or source.applied_at is None:
        return None
    if wrong.stands_in_call:
        edits = _strip(source)
        return _fix(wrong, Applicability.SAFE, edits)
    if _is_same_run(wrong, source):
        return _take_off_name(trace, wrong, source)
    applicability = Applicability.SAFE if _nothing_else_notices(trace, wrong) else Applicability.UNSAFE
    return _fix(wrong, applicability, _strip(source))


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
    unnoticed = wrong.stands_in_call or _nothing_else_notices(trace, wrong)
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
    inputs = _loss_inputs(trace, place)
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
        text = document.text_of(argument)
        if free is None or statement.value is not node or "\n" in text:
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
    taken = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    taken |= {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    return next((name for name in _NEW_NAMES if name not in taken), None)


def _loss_inputs(trace: Trace, applied_at: Place) -> Set[ast.AST]:
    """The nodes inside the inputs of losses that get only what came out of one activation."""
    return {
        node
        for loss in trace.of(LossCall)
        if loss.input_node is not None
        and loss.input
        and all(fact.applied_at == applied_at for fact in loss.input)
        for node in ast.walk(loss.input_node)
    }


def _nothing_else_notices(trace: Trace, wrong: WrongInput) -> bool:
    """Whether a model's output would do as well without its last activation wherever the program uses it."""
    source, loss = wrong.source, wrong.loss
    if source is None or source.applied_at is None or wrong.form is Form.LOG_SIGMOID or loss.assumed_entry:
        return False
    forwards = [event for index in loss.forwards if isinstance(event := trace.at(index), Forward)]
    if len({forward.module.identity for forward in forwards}) != 1 or not _ends_the_model(
        source, forwards[0]
    ):
        return False
    inputs = _loss_inputs(trace, source.applied_at)
    labels = {forward.module.label for forward in forwards}
    return all(
        only_ranks(event.place.document, event.place.node, inputs)
        for event in trace.of(Forward)
        if event.module.label in labels and isinstance(event.place.node, ast.expr)
    )


def _ends_the_model(source: TensorFact, forward: Forward) -> bool:
    """Whether what an activation gives out is just what the model returns."""
    place = source.applied_at
    if place is None or not isinstance(place.node, ast.expr):
        return False
    document = place.document
    if source.argument is not None and holds(place.node, source.argument):
        return _is_returned(document, place.node)
    sequence = _sequence_of(document, place.node)
    if sequence is None:
        return False
    if forward.module.made_at is not None and forward.module.made_at.node is sequence:
        return True
    match document.parent_of(sequence):
        case ast.Assign(targets=[ast.Attribute(attr=attribute)]):
            uses = [
                node
                for node in ast.walk(document.tree)
                if isinstance(node, ast.Attribute)
                and node.attr == attribute
                and isinstance(node.ctx, ast.Load)
            ]
        case _:
            return False
    calls = [document.parent_of(use) for use in uses]
    return len(calls) == 1 and isinstance(calls[0], ast.Call) and _is_returned(document, calls[0])


def _is_returned(document: Document, node: ast.expr) -> bool:
    match document.parent_of(node):
        case ast.Return():
            return True
        case ast.Assign(targets=[ast.Name(id=name)]) as statement:
            loads = list(loads_after(document, statement, name))
            return bool(loads) and all(isinstance(document.parent_of(load), ast.Return) for load in loads)
        case _:
            return False


def _sequence_of(document: Document, layer: ast.expr) -> ast.AST | None:
    """The call that makes the sequence that a layer is written in."""
    node = document.parent_of(layer)
    while isinstance(node, ast.Tuple | ast.List | ast.Starred):
        node = document.parent_of(node)
    if isinstance(node, ast.Call) and last_name(node.func) == "OrderedDict":
        node = document.parent_of(node)
    return node if isinstance(node, ast.Call) else None
