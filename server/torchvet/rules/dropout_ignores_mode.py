"""# dropout-ignores-mode (TV204)

## What it does
Finds functional dropout in a module that doesn't follow the module's mode: `F.dropout(x, p)` and its
kin without `training=self.training`, and `F.scaled_dot_product_attention(..., dropout_p=p)`.

## Why it hurts
A function can't know the mode of the module that calls it. `F.dropout` assumes training unless it is told
otherwise, so it goes on dropping after `model.eval()`, and predictions stay noisy. Attention applies
its `dropout_p` always. `F.alpha_dropout` assumes the opposite, and never drops.

## Bad
```python
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 128)
        self.output = nn.Linear(128, 10)

    def forward(self, x):
        x = F.relu(self.hidden(x))
        x = F.dropout(x, 0.5)
        return self.output(x)
```

## Good
```python
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 128)
        self.output = nn.Linear(128, 10)

    def forward(self, x):
        x = F.relu(self.hidden(x))
        x = F.dropout(x, 0.5, training=self.training)
        return self.output(x)
```

## When it is silent
- `training` is given: `self.training`, a parameter that the caller decides, or `True`, which says that
  the dropout shall stay on (Monte Carlo dropout).
- A test of `self.training` stands around it, or of a flag that the function is given; or the rate is 0.
- It stands outside any module.
- The docstring of the function or of its class, or a comment in the function, says that the dropout is
  applied even in evaluation.

A flag of your own (`training=self.is_training`) that something sets is a hint: `eval()` doesn't touch it.

## References
- [torch.nn.functional.dropout](https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html)
- [torch.nn.functional.scaled_dot_product_attention](https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html)
- [torch.nn.Dropout](https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from torchvet.finding import Applicability, Finding, Fix, Severity
from torchvet.fixes import add_argument, replace_expression
from torchvet.interpret.events import FunctionalDropout, Place
from torchvet.interpret.trace import Trace
from torchvet.rules.rule import Rule

_ATTENTION = "scaled_dot_product_attention"
_OFF_BY_DEFAULT = ("alpha_dropout", "feature_alpha_dropout")
_RATE_POSITION = 4
_WITH_DOCSTRING = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_ON_PURPOSE = re.compile(
    r"\bdropout\b[^.]*\b(?:even|also|still)\b[^.]*\b(?:eval|evaluation|inference|test|testing|prediction)\b",
    re.IGNORECASE,
)


class DropoutIgnoresMode(Rule):
    """Functional dropout that doesn't follow the module's mode."""

    code = "TV204"
    name = "dropout-ignores-mode"
    severity = Severity.WARNING
    summary = "functional dropout without `training=self.training`"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each call that ignores the mode on every path that was seen, once."""
        ignoring: dict[Place, FunctionalDropout] = {}
        following: set[Place] = set()
        for event in trace.of(FunctionalDropout):
            if event.module is None or event.follows_mode:
                following.add(event.place)
            elif not event.rate_is_zero and (event.training is None or _own_flag(event) is not None):
                ignoring.setdefault(event.place, event)
        for place, event in ignoring.items():
            if place not in following and not _is_said(place):
                yield self._report(event)

    def _report(self, event: FunctionalDropout) -> Finding:
        flag = _own_flag(event)
        return self.finding(
            event.place,
            _message(event, flag),
            shown=flag is None or _stays_on(event.place, flag),
            fix=_fix(event, flag),
        )


def _is_said(place: Place) -> bool:
    """Whether the text around a dropout says that it stays on in evaluation."""
    document = place.document
    function = document.enclosing_function(place.node)
    if function is None:
        return False
    owner, lines = document.parent_of(function), document.range_of(function)
    said = [ast.get_docstring(node) or "" for node in (function, owner) if isinstance(node, _WITH_DOCSTRING)]
    said += [comment.text for comment in document.comments if lines.contains(comment.range)]
    return any(_ON_PURPOSE.search(text) for text in said)


def _name(event: FunctionalDropout) -> str:
    return event.function.rpartition(".")[2]


def _own_flag(event: FunctionalDropout) -> str | None:
    """The module's own attribute that is given as ``training``, if it is one."""
    flag = event.training
    if isinstance(flag, ast.Attribute) and isinstance(flag.value, ast.Name):
        return flag.attr if flag.value.id == event.self_name else None
    return None


def _stays_on(place: Place, flag: str) -> bool:
    """Whether a flag is only ever set to True in the document."""
    statements = (node for node in place.document.nodes if isinstance(node, ast.Assign))
    values = [
        statement.value
        for statement in statements
        for target in statement.targets
        if isinstance(target, ast.Attribute) and target.attr == flag
    ]
    return bool(values) and all(isinstance(each, ast.Constant) and each.value is True for each in values)


def _message(event: FunctionalDropout, flag: str | None) -> str:
    name = _name(event)
    if flag is not None:
        return f"This dropout follows {event.self_name}.{flag}, which train() and eval() don't change."
    if name == _ATTENTION:
        return f"{name} applies its dropout_p always: this dropout stays on in eval mode."
    if name in _OFF_BY_DEFAULT:
        return f"{name} does nothing unless training=True is given: this dropout is off in train mode too."
    return f"{name} assumes training unless it is told otherwise: this dropout stays on in eval mode."


def _fix(event: FunctionalDropout, flag: str | None) -> Fix | None:
    document, call = event.place.document, event.place.node
    if event.self_name is None or not isinstance(call, ast.Call):
        return None
    mode = f"{event.self_name}.training"
    if flag is not None and event.training is not None:
        edits = replace_expression(document, event.training, mode)
        return Fix(f"Follow {mode}", Applicability.UNSAFE, edits) if edits else None
    if _name(event) == _ATTENTION:
        rate = _rate(call)
        text = document.text_of(rate) if rate is not None else ""
        text = f"({text})" if isinstance(rate, ast.IfExp | ast.Lambda | ast.NamedExpr) else text
        edits = replace_expression(document, rate, f"{text} if {mode} else 0.0") if rate is not None else ()
        return Fix(f"Drop only where {mode} holds", Applicability.SAFE, edits) if edits else None
    edits = add_argument(document, call, f"training={mode}") if _is_plain(call) else ()
    return Fix(f"Add training={mode}", Applicability.SAFE, edits) if edits else None


def _is_plain(call: ast.Call) -> bool:
    """Whether no argument is unpacked, which could bring the missing one."""
    unpacked = any(isinstance(argument, ast.Starred) for argument in call.args)
    return not unpacked and all(keyword.arg is not None for keyword in call.keywords)


def _rate(call: ast.Call) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == "dropout_p":
            return keyword.value
    return call.args[_RATE_POSITION] if len(call.args) > _RATE_POSITION and _is_plain(call) else None
