"""The order in which a class and its bases are looked through (Python's C3), from text."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

from torchvet.program.packages.meanings import ClassMeaning, ForeignMeaning

if TYPE_CHECKING:
    from torchvet.program.packages.resolver import NameResolver

Line: TypeAlias = tuple[ClassMeaning | ForeignMeaning, ...]
IGNORED = frozenset({"builtins.object", "typing.Generic", "typing.Protocol", "typing_extensions.Protocol"})
KNOWN_FOREIGN = ("builtins.", "abc.", "collections.", "enum.", "typing.")


def linearize(owner: ClassMeaning, resolver: NameResolver) -> tuple[Line, bool]:
    """The line of a class, itself first, and whether every base in it is known."""
    known = True
    lines: list[Line] = []
    for expression in owner.node.bases:
        base = _base(expression, owner, resolver)
        if base is None:
            known = False
        elif isinstance(base, ForeignMeaning):
            if base.name not in IGNORED:
                lines.append((base,))
                known = known and base.name.startswith(KNOWN_FOREIGN)
        else:
            line, complete = resolver.line_of(base)
            lines.append(line)
            known = known and complete
    return (owner, *_merge([*lines, tuple(line[0] for line in lines)])), known


def _base(
    expression: ast.expr, owner: ClassMeaning, resolver: NameResolver
) -> ClassMeaning | ForeignMeaning | None:
    for meaning in resolver.evaluate(expression, owner.module):
        if isinstance(meaning, ClassMeaning | ForeignMeaning):
            return meaning if meaning != owner else None
    return None


def _merge(lines: list[Line]) -> Line:
    """Merges by C3; where the text contradicts itself, by first appearance."""
    merged: list[ClassMeaning | ForeignMeaning] = []
    waiting = [list(line) for line in lines if line]
    while waiting:
        heads = [line[0] for line in waiting]
        head = next((one for one in heads if not any(one in line[1:] for line in waiting)), heads[0])
        merged.append(head)
        waiting = [rest for line in waiting if (rest := [each for each in line if each != head])]
    return tuple(merged)
