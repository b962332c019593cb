"""How a document's text uses its names: what an unknown value is shows in what is done with it."""

from __future__ import annotations

import ast

Usage = dict[str, set[str]]


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


def usage_in(tree: ast.AST) -> Usage:
    """For each name or chain of attributes the attributes that are used of it; "()" where it is called."""
    found: Usage = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            name = dotted(node.value)
            if name is not None:
                found.setdefault(name, set()).add(node.attr)
        elif isinstance(node, ast.Call):
            name = dotted(node.func)
            if name is not None:
                found.setdefault(name, set()).add("()")
    return found
