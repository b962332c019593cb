"""Changing the name behind a dot."""

from __future__ import annotations

import ast

from torchvet.finding import Edit
from torchvet.fixes.expressions import is_in_format_string
from torchvet.fixes.offsets import edit, span
from torchvet.source.document import Document


def rename_attribute(document: Document, attribute: ast.Attribute, name: str) -> tuple[Edit, ...]:
    """Writes another name behind the dot: ``model.eval`` to ``model.train``.

    Args:
        document: the document.
        attribute: one of its attributes.
        name: the new name.
    """
    if is_in_format_string(document, attribute):
        return ()
    end = span(document, attribute)[1]
    return (edit(document, end - len(attribute.attr), end, name),)
