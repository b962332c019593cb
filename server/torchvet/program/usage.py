"""How a document's text uses its names: what an unknown value is shows in what is done with it."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from torchvet.program.knowledge.loading import LOADER_ATTRIBUTES
from torchvet.source.nodes import walk

Usage = dict[str, set[str]]

STEPPED = "step(…)"
"""The sign of what is handed to the ``step`` of something else: ``scaler.step(optimizer)``."""


def dotted(node: ast.AST) -> str | None:
    """The text of a name or of a chain of attributes ("self.model"); None for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))


def usage_in(nodes: Iterable[ast.AST]) -> Usage:
    """For each name or chain of attributes the attributes that are used of it.

    "()" is among them where it is called, ``STEPPED`` where it is handed to a ``step``.
    """
    found: Usage = {}
    for node in nodes:
        if isinstance(node, ast.Attribute):
            name = dotted(node.value)
            if name is not None:
                found.setdefault(name, set()).add(node.attr)
        elif isinstance(node, ast.Call):
            name = dotted(node.func)
            if name is not None:
                found.setdefault(name, set()).add("()")
            if isinstance(node.func, ast.Attribute) and node.func.attr == "step":
                for stepped in filter(None, map(dotted, node.args)):
                    found.setdefault(stepped, set()).add(STEPPED)
    return found


MODULE_SIGNS = frozenset(
    {"parameters", "named_parameters", "state_dict", "load_state_dict", "forward", "modules", "children"}
)
"""Attributes whose use shows that a thing is a module."""

OPTIMIZER_SIGNS = frozenset({"zero_grad", "param_groups"})
"""Attributes whose use shows that a thing is an optimizer."""

SCALER_SIGNS = frozenset({"scale", "step", "update"})
"""Attributes whose use, all of them, shows that a thing is a gradient scaler."""

STATE_METHODS = frozenset({"state_dict", "load_state_dict"})
"""Those of the module's signs that optimizers, schedulers and scalers have as well."""

PARAMETER_METHODS = frozenset({"parameters", "named_parameters"})
"""Methods that give a module's parameters."""


def is_requires_grad(test: ast.expr) -> bool:
    """Whether a test asks whether a parameter learns."""
    return isinstance(test, ast.Attribute) and test.attr == "requires_grad"


def mentions_grad(node: ast.AST) -> bool:
    """Whether an expression reads a gradient."""
    return any(isinstance(inner, ast.Attribute) and inner.attr == "grad" for inner in walk(node))


def may_be_loader(function: ast.AST, name: str, around: ast.AST | None = None) -> bool:
    """Whether a function uses a parameter as a ``DataLoader`` can be used.

    Where it uses attributes that a ``DataLoader`` lacks, it is given something else, whatever the
    annotation says. What it binds to the name itself, a progress bar above all, has others.

    Args:
        function: the function.
        name: the parameter.
        around: the class, whose other methods may use the fields that the function keeps the parameter in.
    """
    nodes = list(walk(function))
    kept = {
        dotted(target)
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id == name
        for target in node.targets
    }
    usage = usage_in(walk(around)) if around is not None else {}
    used = {attribute for field in kept if field is not None for attribute in usage.get(field, ())}
    if not any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store) for node in nodes
    ):
        used |= usage_in(nodes).get(name, set())
    return all(attribute in LOADER_ATTRIBUTES or attribute.startswith("_") for attribute in used)
