"""What the text of an annotation names."""

from __future__ import annotations

import ast
from functools import lru_cache

_UNIONS = frozenset({"Union", "Optional"})
_AROUND = frozenset({"Annotated", "Final", "ClassVar", "Required", "NotRequired"})


def alternatives(annotation: ast.expr | None) -> tuple[ast.expr, ...]:
    """The types that an annotation allows, as in ``Optional[X]``, ``X | None`` and ``"X"``.

    Args:
        annotation: the annotation, also as a text; None where there is none.

    Returns:
        Their expressions, None as a constant among them; nothing where the annotation can't be read.
    """
    match annotation:
        case None:
            return ()
        case ast.Constant(value=str(text)):
            return alternatives(_parsed(text))
        case ast.BinOp(op=ast.BitOr()):
            return _all_of([annotation.left, annotation.right])
        case ast.Subscript(value=origin, slice=inner):
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            name = _last_name(origin)
            if name in _UNIONS:
                absent = [ast.Constant(None)] if name == "Optional" else []
                return _all_of([*parts, *absent])
            return alternatives(parts[0]) if name in _AROUND and parts else (annotation,)
        case _:
            return (annotation,)


def is_none(annotation: ast.expr) -> bool:
    """Whether an annotation is ``None``."""
    return isinstance(annotation, ast.Constant) and annotation.value is None


def _all_of(parts: list[ast.expr]) -> tuple[ast.expr, ...]:
    return tuple(each for part in parts for each in alternatives(part))


def _last_name(origin: ast.expr) -> str:
    match origin:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


@lru_cache(maxsize=1024)
def _parsed(text: str) -> ast.expr | None:
    """The expression that an annotation's text is; None where it is none."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
