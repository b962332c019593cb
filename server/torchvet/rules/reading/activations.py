"""Taking an activation off what goes into a loss, or changing it."""

from __future__ import annotations

import ast
from dataclasses import replace
from itertools import pairwise

from torchvet.finding import Applicability, Edit, Fix
from torchvet.fixes import (
    holds_comment,
    insert_statement_before,
    on_one_line,
    replace_expression,
    without_unused_imports,
)
from torchvet.interpret.events import Form, TensorFact
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.functions import last_name, rename_function
from torchvet.rules.reading.loss_inputs import APPLIED, WrongInput, holds
from torchvet.rules.reading.model_outputs import (
    loss_inputs,
    nothing_else_notices,
    noticed_at,
    only_ranks_in_function,
)
from torchvet.rules.reading.name_uses import is_stored_between, loads_after
from torchvet.rules.reading.output_uses import only_ranks, wants_raw
from torchvet.rules.reading.stripping import apply_again, drop_unused_layer, hand_over, strip
from torchvet.source.document import Document
from torchvet.source.nodes import walk

_NEW_NAMES = ("logits", "scores", "raw_output")
_MOST_USES = 4
"""So many uses of a model's output are written anew at the most."""

_LOGARITHMIC = {"softmax": "torch.nn.functional.log_softmax", "Softmax": "torch.nn.LogSoftmax"}


def take_off(trace: Trace, wrong: WrongInput) -> Fix | None:
    """Gives a loss what its input was before the activation.

    It is safe where nothing else can notice: where the activation stands in the loss's argument or in the
    same function, or where the model's output goes only into that loss and into what depends on its order.
    """
    fixes = [_taken_off(trace, each) for each in (wrong, *wrong.also)]
    first = fixes[0]
    if first is None:
        return None
    edits = tuple(dict.fromkeys(edit for fix in fixes if fix is not None for edit in fix.edits))
    if None in fixes or _overlap(edits):
        first = replace(first, applicability=Applicability.UNSAFE)
    elif any(fix is not None and fix.applicability is not Applicability.SAFE for fix in fixes):
        first = replace(first, applicability=Applicability.UNSAFE, edits=edits)
    else:
        first = replace(first, edits=edits)
    return _tidied(first, wrong)


def _overlap(edits: tuple[Edit, ...]) -> bool:
    ordered = sorted(edits, key=lambda edit: (edit.filename, edit.range))
    return any(
        one.filename == other.filename and (other.range.start < one.range.end or one.range == other.range)
        for one, other in pairwise(ordered)
    )


def _tidied(fix: Fix, wrong: WrongInput) -> Fix:
    """A fix that also takes the imports away that it leaves unused."""
    sources = [each.source for each in (wrong, *wrong.also)]
    applied = [place for each in sources if each for place in (each.applied_at, each.layer_made_at)]
    edits, unbound = list[Edit](), list[str]()
    for document in {place.document: None for place in (wrong.place, *applied) if place is not None}:
        own = [edit for edit in fix.edits if edit.filename == document.filename]
        more, names = without_unused_imports(document, own)
        edits += more
        unbound += names
    others = [edit for edit in fix.edits if all(edit.filename != each.filename for each in edits)]
    return replace(fix, edits=(*edits, *others), unbinds=tuple(unbound))


def _taken_off(trace: Trace, wrong: WrongInput) -> Fix | None:
    source = wrong.source
    if source is None or source.applied_at is None or _encodes_classes(source):
        return None
    if wrong.stands_in_call or wrong.form is Form.CLASS_INDICES:
        applicability = Applicability.UNSAFE if wrong.form is Form.CLASS_INDICES else Applicability.SAFE
        return _fix(wrong, applicability, strip(source))
    if _is_same_run(wrong, source):
        return _take_off_name(trace, wrong, source)
    edits, noticing = (*strip(source), *drop_unused_layer(source)), noticed_at(trace, wrong)
    if noticing == []:
        return _fix(wrong, Applicability.SAFE, edits)
    again = apply_again(source, noticing) if noticing is not None and len(noticing) <= _MOST_USES else ()
    if again and edits:
        message = f"Take the {APPLIED[wrong.form]} off, and apply it where the probabilities are used"
        return Fix(message, Applicability.UNSAFE, (*edits, *again))
    return _fix(wrong, Applicability.UNSAFE, edits)


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
    renaming = rename_function(place.document, call.func, qualified)
    unnoticed = wrong.stands_in_call or (
        only_ranks_in_function(trace, wrong)
        if _is_same_run(wrong, source)
        else nothing_else_notices(trace, wrong)
    )
    applicability = Applicability.SAFE if unnoticed else Applicability.UNSAFE
    new = qualified.rpartition(".")[2]
    if not renaming.edits:
        return None
    return Fix(f"Change {name} to {new}", applicability, renaming.edits, renaming.unbinds)


def _fix(wrong: WrongInput, applicability: Applicability, edits: tuple[Edit, ...]) -> Fix | None:
    return Fix(f"Take the {APPLIED[wrong.form]} off", applicability, edits) if edits else None


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
            return _fix(wrong, Applicability.UNSAFE, strip(source))
    inputs = loss_inputs(trace, place, wrong.loss.expects)
    loads = list(loads_after(document, statement, name))
    given = [load for load in loads if load in inputs]
    if len(loads) == len(given) == 1 and statement.value is node:
        edits = hand_over(document, statement, argument, name, given[0])
        if edits:
            return Fix(f"Give the loss {document.text_of(argument)}", Applicability.SAFE, edits)
    if all(only_ranks(document, load, inputs) or wants_raw(document, load, wrong.form) for load in loads):
        return _fix(wrong, Applicability.SAFE, (*strip(source), *drop_unused_layer(source)))
    mine = [load for load in given if holds(wrong.place.node, load)]
    edits = _give_argument(document, statement, node, argument, name, mine)
    if edits:
        return Fix("Give the loss what goes into the " + APPLIED[wrong.form], Applicability.SAFE, edits)
    return _fix(wrong, Applicability.UNSAFE, strip(source))


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
        if free is None or statement.value is not node or holds_comment(document, argument):
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
