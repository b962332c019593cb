"""Taking an element out of a list, a tuple or a call's arguments."""

from __future__ import annotations

import ast

from torchvet.finding import Edit
from torchvet.fixes.expressions import is_in_format_string, without_comments
from torchvet.fixes.offsets import after_newline, edit, line_end, line_start, span
from torchvet.source.document import Document

_BLANK = " \t\f\r\n\\"


def remove_element(
    document: Document, container: ast.Call | ast.List | ast.Tuple, element: ast.expr
) -> tuple[Edit, ...]:
    """Takes an element away with the comma that it needed.

    An element that has its lines to itself goes with the comment on them; comments of its neighbours stay.

    Args:
        document: the document.
        container: a call, whose positional arguments are the elements, or a list or tuple.
        element: one of the elements.
    """
    elements = container.args if isinstance(container, ast.Call) else container.elts
    number = next((i for i, each in enumerate(elements) if each is element), None)
    if number is None or is_in_format_string(document, element) or _is_pair(container):
        return ()
    code = without_comments(document.text)
    begin, finish = span(document, element)
    comma = _comma_behind(code, finish)
    end = comma + 1 if comma is not None else finish
    if _has_own_lines(code, begin, end):
        return (edit(document, line_start(code, begin), after_newline(code, line_end(code, end)), ""),)
    if comma is not None and number + 1 < len(elements):
        return (edit(document, begin, span(document, elements[number + 1])[0], ""),)
    if number == 0:
        return (edit(document, begin, end, ""),)
    before = span(document, elements[number - 1])[1]
    between = document.text[before:begin]
    if "#" in between or ")" in without_comments(between):
        return (edit(document, begin, end, ""),)
    return (edit(document, before, finish, ""),)


def _is_pair(container: ast.expr) -> bool:
    """Whether a tuple has two elements, so that one alone would need its comma."""
    return isinstance(container, ast.Tuple) and len(container.elts) <= 2


def _comma_behind(code: str, finish: int) -> int | None:
    offset = finish
    while offset < len(code) and code[offset] in _BLANK:
        offset += 1
    return offset if code[offset : offset + 1] == "," else None


def _has_own_lines(code: str, begin: int, end: int) -> bool:
    """Whether nothing but blanks and comments stands beside a stretch on its lines, so that they can go."""
    before = code[line_start(code, begin) : begin]
    return not before.strip(_BLANK) and not code[end : line_end(code, end)].strip(_BLANK)


def name_argument(document: Document, call: ast.Call, argument: ast.expr, name: str) -> tuple[Edit, ...]:
    """Passes a call's last positional argument by keyword: ``Categorical(x)`` to ``Categorical(logits=x)``.

    Args:
        document: the document.
        call: one of its calls.
        argument: the last of the call's positional arguments.
        name: the keyword.
    """
    if call.args[-1] is not argument or isinstance(argument, ast.Starred | ast.GeneratorExp):
        return ()
    if is_in_format_string(document, call):
        return ()
    code = without_comments(document.text)
    first = code.index("(", span(document, call.func)[1]) + 1
    at = begin = span(document, argument)[0]
    while begin > first and code[begin - 1] in _BLANK + "(":
        begin -= 1
        at = begin if code[begin] == "(" else at
    return (edit(document, at, at, f"{name}="),)
