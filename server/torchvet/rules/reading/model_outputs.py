"""Whether a program would notice if a model's last activation were gone or another one."""

from __future__ import annotations

import ast
from collections.abc import Set

from torchvet.interpret.events import CallSite, Form, Forward, LossCall, Place, TensorFact
from torchvet.interpret.trace import Trace
from torchvet.program.knowledge.losses import Expectation
from torchvet.rules.reading.chains import calls_beyond
from torchvet.rules.reading.functions import last_name
from torchvet.rules.reading.loss_inputs import WrongInput, holds
from torchvet.rules.reading.output_uses import loads_after, only_ranks
from torchvet.source.document import Document
from torchvet.source.nodes import walk

_MONOTONE = (Form.PROBABILITIES, Form.LOG_PROBABILITIES, Form.SIGMOID)


def nothing_else_notices(trace: Trace, wrong: WrongInput) -> bool:
    """Whether a model's output would do as well without its last activation wherever the program uses it.

    The activation has to be the last thing that happens in the model, and the output has to go only into
    the loss and into what depends on its order alone (``argmax``).
    """
    source, loss = wrong.source, wrong.loss
    if source is None or source.applied_at is None or wrong.form not in _MONOTONE or loss.assumed_entry:
        return False
    forwards = [event for index in loss.forwards if isinstance(event := trace.at(index), Forward)]
    if len({forward.module.identity for forward in forwards}) != 1:
        return False
    if not _ends_the_model(source, wrong, forwards[0]):
        return False
    inputs = loss_inputs(trace, source.applied_at, loss.expects)
    return all(
        isinstance(event.place.node, ast.expr) and only_ranks(event.place.document, event.place.node, inputs)
        for event in trace.of(Forward)
        if _is_alike(event, forwards[0])
    )


def only_ranks_in_function(trace: Trace, wrong: WrongInput) -> bool:
    """Whether an activation that is applied where its loss is computed matters to nothing but the loss."""
    place = wrong.source.applied_at if wrong.source is not None else None
    if place is None or not isinstance(place.node, ast.expr):
        return False
    return only_ranks(place.document, place.node, loss_inputs(trace, place, wrong.loss.expects))


def loss_inputs(trace: Trace, applied_at: Place, expects: Expectation) -> Set[ast.AST]:
    """The nodes inside the inputs of losses of one kind that get only what came out of one activation."""
    return {
        node
        for loss in trace.of(LossCall)
        if loss.expects is expects
        and loss.input_node is not None
        and loss.input
        and all(fact.applied_at == applied_at for fact in loss.input)
        for node in walk(loss.input_node)
    }


def _is_alike(forward: Forward, other: Forward) -> bool:
    """Whether two forward passes run the same module, or modules that are made of the same text."""
    mine, theirs = forward.module, other.module
    if mine.identity == theirs.identity or (mine.made_at is not None and mine.made_at == theirs.made_at):
        return True
    return mine.label == theirs.label != "Sequential"


def _ends_the_model(source: TensorFact, wrong: WrongInput, forward: Forward) -> bool:
    """Whether what an activation gives out is just what the model returns."""
    place = source.applied_at
    if place is None or not isinstance(place.node, ast.expr):
        return False
    document = place.document
    inner = calls_beyond(source.applied_through, wrong.loss.stack)[1:]
    if not all(map(_is_only_call_and_returned, inner)):
        return False
    if source.argument is not None and holds(place.node, source.argument):
        return _is_returned(document, place.node) and _is_own_method(document, place.node, forward, inner)
    sequence = _sequence_of(document, place.node)
    if sequence is None:
        return False
    made_at = forward.module.made_at
    return (made_at is not None and made_at.node is sequence) or _is_called_last(document, sequence)


def _is_own_method(document: Document, node: ast.AST, forward: Forward, inner: tuple[CallSite, ...]) -> bool:
    """Whether a node stands in the model's own class rather than in a base that others may share."""
    function = document.enclosing_function(node)
    owner = document.parent_of(function) if function is not None else None
    if not isinstance(owner, ast.ClassDef):
        return bool(inner)
    return owner.name == forward.module.label


def _is_only_call_and_returned(site: CallSite) -> bool:
    document, node = site.place.document, site.place.node
    name = site.function.rpartition(".")[2]
    calls = [
        each
        for each in document.nodes
        if isinstance(each, ast.Name | ast.Attribute)
        and isinstance(each.ctx, ast.Load)
        and last_name(each) == name
    ]
    return len(calls) == 1 and isinstance(node, ast.expr) and _is_returned(document, node)


def _is_called_last(document: Document, sequence: ast.AST) -> bool:
    """Whether a sequence is kept in an attribute whose only use is to be called for what is returned."""
    match document.parent_of(sequence):
        case ast.Assign(targets=[ast.Attribute(attr=name)]):
            uses = [node for node in document.nodes if _reads(node, name)]
        case _:
            return False
    calls = [document.parent_of(use) for use in uses]
    return len(calls) == 1 and isinstance(calls[0], ast.Call) and _is_returned(document, calls[0])


def _reads(node: ast.AST, attribute: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == attribute and isinstance(node.ctx, ast.Load)


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
