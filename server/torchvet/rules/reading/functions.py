"""Writing another function, class or loss in one's place."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass

from torchvet.finding import Applicability, Edit, Fix
from torchvet.fixes import import_beside, replace_expression, resolve_or_import
from torchvet.fixes.attributes import rename_attribute
from torchvet.interpret.events import Form, LossCall, Place
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.loss_inputs import WrongInput
from torchvet.source.document import Document

_ALSO_IN_TORCH = {"log_softmax", "softmax", "binary_cross_entropy_with_logits"}
_ON_LOGARITHMS = {"cross_entropy": "torch.nn.functional.nll_loss", "CrossEntropyLoss": "torch.nn.NLLLoss"}


@dataclass(frozen=True, slots=True)
class Renaming:
    """The edits that write another function, and the names that are imported no longer."""

    edits: tuple[Edit, ...]
    unbinds: tuple[str, ...] = ()


def last_name(function: ast.expr) -> str:
    """The name of a function as it is called: what stands behind the last dot."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def rename_function(document: Document, function: ast.expr, qualified: str) -> Renaming:
    """Writes another function of the same module in a function's place: ``F.softmax`` to ``F.log_softmax``.

    Args:
        document: the document.
        function: the expression that is the function.
        qualified: the new function's qualified name.
    """
    new = qualified.rpartition(".")[2]
    if isinstance(function, ast.Attribute):
        in_torch = isinstance(function.value, ast.Name) and function.value.id == "torch"
        if not in_torch or new in _ALSO_IN_TORCH:
            return Renaming(rename_attribute(document, function, new))
    if isinstance(function, ast.Name):
        name = import_beside(document, function, qualified)
    else:
        name = resolve_or_import(document, qualified, at=function)
    edits = replace_expression(document, function, name.expression)
    return Renaming((*name.edits, *edits), name.unbinds) if edits else Renaming(())


def swap_loss(
    trace: Trace,
    wrong: WrongInput,
    swaps: dict[str, str],
    *,
    forms: Collection[Form],
    without: Collection[str] = (),
    safe: bool,
) -> Fix | None:
    """Writes another loss in a loss's place, where both take the same arguments.

    Args:
        trace: the trace.
        wrong: the loss with its wrong input.
        swaps: the losses' names, each with the qualified name of the loss to write.
        forms: the inputs for which the other loss is right.
        without: the keywords that only the present loss takes.
        safe: whether the swap is certainly what is wanted.

    Returns:
        None too where the loss is given something else in another place, for which it is right.
    """
    loss = wrong.loss
    new = swaps.get(loss.name)
    place = loss.place if loss.functional else loss.loss_made_at
    call = place.node if place is not None else None
    if new is None or place is None or not isinstance(call, ast.Call) or last_name(call.func) != loss.name:
        return None
    if any(keyword.arg is None or keyword.arg in without for keyword in call.keywords):
        return None
    if not all(fact.form in forms for each in _calls_of(trace, loss, place) for fact in each.input):
        return None
    renaming = rename_function(place.document, call.func, new)
    if not renaming.edits:
        return None
    applicability = Applicability.SAFE if safe else Applicability.UNSAFE
    message = f"Use {new.rpartition('.')[2]} instead of {loss.name}"
    return Fix(message, applicability, renaming.edits, renaming.unbinds)


def is_used_once(trace: Trace, loss: LossCall) -> bool:
    """Whether a loss object is called in one place only."""
    place = loss.place if loss.functional or loss.loss_made_at is None else loss.loss_made_at
    return {each.place for each in _calls_of(trace, loss, place)} == {loss.place}


def _calls_of(trace: Trace, loss: LossCall, place: Place) -> list[LossCall]:
    if loss.functional:
        return [each for each in trace.of(LossCall) if each.place == place]
    return [each for each in trace.of(LossCall) if each.loss_made_at == place]


def loss_of_logarithm(trace: Trace, wrong: WrongInput) -> Fix | None:
    """Keeps the probabilities, and gives another loss their logarithm: ``nll_loss(torch.log(probs), y)``."""
    loss, given = wrong.loss, wrong.loss.input_node
    new = _ON_LOGARITHMS.get(loss.name)
    place = loss.place if loss.functional else loss.loss_made_at
    call = place.node if place is not None else None
    if new is None or given is None or place is None or not isinstance(call, ast.Call):
        return None
    if last_name(call.func) != loss.name or any(
        keyword.arg in (None, "label_smoothing") for keyword in call.keywords
    ):
        return None
    if not is_used_once(trace, loss):
        return None
    document = loss.place.document
    logarithm = resolve_or_import(document, "torch.log", at=given)
    text = f"{logarithm.expression}({document.text_of(given)})"
    renaming = rename_function(place.document, call.func, new)
    edits = (*renaming.edits, *logarithm.edits, *replace_expression(document, given, text))
    message = f"Use {new.rpartition('.')[2]} of their logarithm"
    return Fix(message, Applicability.UNSAFE, edits, renaming.unbinds)
