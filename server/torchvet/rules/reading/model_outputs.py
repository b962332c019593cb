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
from torchvet.rules.reading.name_uses import loads_after
from torchvet.rules.reading.output_uses import (
    KEEPS_VALUES,
    RESHAPES,
    WHOLE,
    OutputPart,
    only_ranks,
    part_only_ranks,
)
from torchvet.rules.reading.spots import LOOPS, ancestors
from torchvet.source.document import Document
from torchvet.source.nodes import walk

_MONOTONE = (Form.PROBABILITIES, Form.LOG_PROBABILITIES, Form.SIGMOID)


def nothing_else_notices(trace: Trace, wrong: WrongInput) -> bool:
    """Whether a model's output would do as well without its last activation wherever the program uses it.

    The activation has to be the last thing that happens in the model, and the output has to go only into
    the loss and into what depends on its order alone (``argmax``).
    """
    return noticed_at(trace, wrong) == []


def noticed_at(trace: Trace, wrong: WrongInput) -> list[Place] | None:
    """The expressions in the program that would notice if a model's last activation were gone.

    None where that can't be told, where the activation isn't always the last thing that happens in the
    model, and where what notices may be a loss.
    """
    source, loss = wrong.source, wrong.loss
    if source is None or source.applied_at is None or wrong.form not in _MONOTONE or loss.assumed_entry:
        return None
    forwards = [event for index in loss.forwards if isinstance(event := trace.at(index), Forward)]
    if len({forward.module.identity for forward in forwards}) != 1:
        return None
    part = _part_of_output(source, wrong, forwards[0])
    if part is None:
        return None
    inputs = loss_inputs(trace, source.applied_at, loss.expects)
    into_losses = {index for event in trace.of(LossCall) for index in event.forwards}
    found: list[Place] = []
    for event in trace.of(Forward):
        if _is_alike(event, forwards[0]):
            noticing = _noticing(event.place, part, inputs, event.index in into_losses)
            if noticing is None:
                return None
            found += [place for place in noticing if place not in found]
    return None if found and _is_optional(source.applied_at) else found


def _noticing(
    place: Place, part: OutputPart, inputs: Set[ast.AST], goes_into_loss: bool
) -> list[Place] | None:
    """The expressions that would notice at one call of the model."""
    document, call = place.document, place.node
    if not isinstance(call, ast.expr):
        return None
    if part is not WHOLE:
        return [] if part_only_ranks(document, call, part, inputs) else None
    if only_ranks(document, call, inputs):
        return []
    loads = list[ast.Name]()
    match document.parent_of(call):
        case ast.Assign(targets=[ast.Name(id=name)]) as statement if statement.value is call:
            loads = list(loads_after(document, statement, name))
        case _:
            pass
    noticing: list[ast.expr] = [load for load in loads if not only_ranks(document, load, inputs)]
    if len(noticing) == len(loads):
        if goes_into_loss:
            return None
        noticing = [call]
    return (
        [Place(document, node) for node in noticing]
        if all(_is_looked_at(document, node) for node in noticing)
        else None
    )


def _is_looked_at(document: Document, node: ast.expr) -> bool:
    """Whether an expression is computed with or printed, and not handed to what may be a loss."""
    match document.parent_of(node):
        case ast.Call(func=ast.Name(id="print")) | ast.Call(func=ast.Attribute(attr="append")):
            return True
        case (
            ast.Compare()
            | ast.BinOp()
            | ast.Subscript()
            | ast.Attribute()
            | ast.Return()
            | ast.FormattedValue()
        ):
            return True
        case ast.Assign(targets=[ast.Name()]):
            return True
        case _:
            return False


def _is_optional(place: Place) -> bool:
    """Whether an activation is applied under a test, or may be left out by an early return."""
    function = place.document.enclosing_function(place.node)
    if any(isinstance(node, (ast.If, ast.IfExp, *LOOPS)) for node in ancestors(place)) or function is None:
        return function is not None
    return sum(isinstance(node, ast.Return) for node in walk(function)) > 1


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


def _part_of_output(source: TensorFact, wrong: WrongInput, forward: Forward) -> OutputPart | None:
    """Which part of what the model returns is just what an activation gives out; None where it is none."""
    place = source.applied_at
    if place is None or not isinstance(place.node, ast.expr):
        return None
    document = place.document
    inner = calls_beyond(source.applied_through, wrong.loss.stack)[1:]
    if not all(map(_is_only_call_and_returned, inner)):
        return None
    if source.argument is not None and holds(place.node, source.argument):
        part = _returned_as(document, place.node)
        if inner and part is not WHOLE:
            return None
        return part if _is_own_method(document, place.node, forward, inner) else None
    sequence = _sequence_of(document, place.node)
    if sequence is None:
        return None
    made_at = forward.module.made_at
    is_last = (made_at is not None and made_at.node is sequence) or _is_called_last(document, sequence)
    return WHOLE if is_last else None


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
    return _returned_as(document, node) is WHOLE


def _returned_as(document: Document, node: ast.expr) -> OutputPart | None:
    """Which part of what a function returns an expression is, if it goes nowhere else."""
    parent = document.parent_of(node)
    match parent:
        case ast.Return():
            return WHOLE
        case ast.Attribute(attr=attr) if attr in KEEPS_VALUES | RESHAPES:
            call = document.parent_of(parent)
            return _returned_as(document, call) if isinstance(call, ast.Call) else None
        case ast.Tuple(elts=elements) if isinstance(document.parent_of(parent), ast.Return):
            return elements.index(node)
        case ast.Dict(keys=keys, values=values) if isinstance(document.parent_of(parent), ast.Return):
            key = keys[values.index(node)]
            return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None
        case ast.Assign(targets=[ast.Name(id=name)]) as statement:
            parts = {_returned_as(document, load) for load in loads_after(document, statement, name)}
            return parts.pop() if len(parts) == 1 else None
        case _:
            return None


def _sequence_of(document: Document, layer: ast.expr) -> ast.AST | None:
    """The call that makes the sequence that a layer is written in."""
    node = document.parent_of(layer)
    while isinstance(node, ast.Tuple | ast.List | ast.Starred):
        node = document.parent_of(node)
    if isinstance(node, ast.Call) and last_name(node.func) == "OrderedDict":
        node = document.parent_of(node)
    return node if isinstance(node, ast.Call) else None
