"""Mistakes with a loss's input: an activation too many, one too few, the wrong loss.

The precondition: the loss is torch's, through imports, assignments in the file, or what the file's own
calls hand in. Then softmax into cross entropy and sigmoid into ``binary_cross_entropy_with_logits`` are
wrong whatever the input was. What takes an activation away or swaps losses needs the activation or the
layer with weights in plain sight.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from benchmarks.accuracy.edits import Change, Unwritable
from benchmarks.accuracy.mutant import Mutant, mutate
from benchmarks.accuracy.program import Source, own_nodes

CROSS_ENTROPY = ("torch.nn.functional.cross_entropy", "torch.nn.CrossEntropyLoss")
WITH_LOGITS = ("torch.nn.functional.binary_cross_entropy_with_logits", "torch.nn.BCEWithLogitsLoss")
NLL = ("torch.nn.functional.nll_loss", "torch.nn.NLLLoss")
KL_DIV = ("torch.nn.functional.kl_div", "torch.nn.KLDivLoss")
BCE = ("torch.nn.functional.binary_cross_entropy", "torch.nn.BCELoss")


def loss_of(source: Source, call: ast.Call) -> str | None:
    """The qualified name of torch's loss that a call computes; None where the text doesn't show it."""
    name = source.qualified(call.func)
    if name is not None:
        return name if name.startswith("torch.nn.functional.") else None
    if isinstance(call.func, ast.Call):
        name = source.qualified(call.func.func)
        return name if name and name.startswith("torch.nn.") and name.endswith("Loss") else None
    origins = source.origins_of(call.func)
    if not origins or not all(isinstance(each, ast.Call) for each in origins):
        return None
    names = {source.qualified(each.func) for each in origins if isinstance(each, ast.Call)}
    only = names.pop() if len(names) == 1 else None
    return only if only and only.startswith("torch.nn.") and only.endswith("Loss") else None


def mutants_of(source: Source) -> Iterator[Mutant]:
    """The mutants of a file."""
    for call in source.nodes:
        if not isinstance(call, ast.Call) or not call.args or isinstance(call.args[0], ast.Starred):
            continue
        loss = loss_of(source, call)
        if loss is None:
            continue
        for mutant in _mutants_of_call(source, call, loss):
            if mutant is not None:
                yield mutant


def _mutants_of_call(source: Source, call: ast.Call, loss: str) -> Iterator[Mutant | None]:
    if loss in CROSS_ENTROPY:
        yield _wrapped(source, call, "softmax", "cross entropy", "TV401")
        yield _before(source, call, "softmax", "cross entropy", "TV401")
        yield _wrapped(source, call, "log_softmax", "cross entropy", "TV402")
        yield _wrapped(source, call, "sigmoid", "cross entropy", "TV401")
    elif loss in WITH_LOGITS:
        yield _wrapped(source, call, "sigmoid", "BCE with logits", "TV404")
        yield _before(source, call, "sigmoid", "BCE with logits", "TV404")
    elif loss in NLL:
        yield _wrapped(source, call, "softmax", "nll_loss", "TV403")
        yield _activation_changed(source, call, "nll_loss", "TV403")
    elif loss in KL_DIV:
        yield _activation_changed(source, call, "kl_div", "TV406")


def _written(source: Source, activation: str, text: str, line: int) -> str | None:
    """An activation's call as the file can write it, in a form that differs from place to place."""
    dimension = "" if activation == "sigmoid" else ", dim=1"
    forms = [
        f"({text}).{activation}({dimension[2:]})"
        if not text.isidentifier()
        else f"{text}.{activation}({dimension[2:]})"
    ]
    for name, origin in sorted(source.imports.items()):
        if origin == "torch" and activation != "log_softmax":
            forms.append(f"{name}.{activation}({text}{dimension})")
        if origin == "torch.nn.functional":
            forms.append(f"{name}.{activation}({text}{dimension})")
        if origin == "torch.nn":
            layer = {"softmax": "Softmax", "log_softmax": "LogSoftmax", "sigmoid": "Sigmoid"}[activation]
            forms.append(f"{name}.{layer}({dimension[2:]})({text})")
    return forms[line % len(forms)]


def _wrapped(source: Source, call: ast.Call, activation: str, loss: str, code: str) -> Mutant | None:
    argument = call.args[0]
    written = _written(source, activation, source.lines.source_of(argument), call.lineno)
    if written is None:
        return None
    changes = [source.lines.replace(argument, written)]
    return mutate(source, f"{activation} into {loss}", (code,), changes, around=call)


def _before(source: Source, call: ast.Call, activation: str, loss: str, code: str) -> Mutant | None:
    """The activation on a line of its own before the loss."""
    argument, statement = call.args[0], source.statement_of(call)
    if not isinstance(argument, ast.Name) or not isinstance(statement, ast.Assign | ast.Return | ast.Expr):
        return None
    # Inside of a lambda or a comprehension the name may be its own, which no line before it changes.
    if any(
        isinstance(each, ast.Lambda | ast.comprehension | ast.ListComp) for each in source.ancestors(call)
    ):
        return None
    written = _written(source, activation, argument.id, call.lineno)
    if written is None:
        return None
    try:
        changes = [source.lines.insert_before(statement, f"{argument.id} = {written}")]
    except Unwritable:
        return None
    return mutate(source, f"{activation} on a line before {loss}", (code,), changes, around=statement)


def _activation_changed(source: Source, call: ast.Call, loss: str, code: str) -> Mutant | None:
    """``softmax`` where ``log_softmax`` is right, in the argument or in the line that made it."""
    log_softmax = _call_behind(source, call.args[0])
    if log_softmax is None or not isinstance(log_softmax.func, ast.Attribute):
        return None
    if log_softmax.func.attr != "log_softmax":
        return None
    end = source.lines.end_of(log_softmax.func)
    changes = [Change(end - len("log_softmax"), end, "softmax")]
    return mutate(source, f"log_softmax became softmax before {loss}", (code,), changes, around=call)


def _call_behind(source: Source, argument: ast.expr) -> ast.Call | None:
    """The call that an argument is, or that its name was assigned from, where that is the only one."""
    if isinstance(argument, ast.Call):
        return argument
    if not isinstance(argument, ast.Name):
        return None
    scope = source.scope_of(argument)
    stores = [
        node
        for node in own_nodes(scope)
        if isinstance(node, ast.Name) and node.id == argument.id and isinstance(node.ctx, ast.Store)
    ]
    if len(stores) != 1:
        return None
    assignment = source.parents.get(stores[0])
    if not isinstance(assignment, ast.Assign) or assignment.lineno > argument.lineno:
        return None
    return assignment.value if isinstance(assignment.value, ast.Call) else None
