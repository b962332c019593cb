"""How batches are taken from a loader, and how to take them right."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.finding import Applicability, Edit, Fix
from torchvet.fixes import (
    delete_statement,
    insert_statement_after,
    insert_statement_before,
    replace_expression,
    replace_statement,
    surround_part,
    wrap_statements,
)
from torchvet.fixes.layout import Layout
from torchvet.fixes.offsets import edit, span
from torchvet.interpret.events import Iterates, LoaderUse, LoopEntered, Place, Use
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.spots import LOOPS, ancestors, dotted
from torchvet.source.document import Document
from torchvet.source.nodes import walk

_SIMPLE = (ast.Assign, ast.AnnAssign, ast.Expr)


def uses(trace: Trace, kind: Use) -> Iterator[LoaderUse]:
    """The uses of loaders of one kind, each place once."""
    seen: set[tuple[Place, Place | None]] = set()
    for use in trace.of(LoaderUse):
        key = (use.place, use.one_batch)
        if use.use is kind and key not in seen:
            seen.add(key)
            yield use


def fix_with_first_batch(use: LoaderUse, taken: ast.expr) -> Fix | None:
    """Writes ``next(iter(loader))`` for an expression that takes the first batch in another way.

    Args:
        use: the use of the loader.
        taken: the expression to replace; it holds the loader's expression.
    """
    if loop_around(use.place) is not None:
        return None
    document = use.place.document
    edits = surround_part(document, taken, use.loader_node, "next(iter(", "))")
    text = document.text_of(use.loader_node)
    return Fix(f"Replace by next(iter({text}))", Applicability.SAFE, edits) if edits else None


def runs_over_a_loader(trace: Trace, loop: Place) -> bool:
    """Whether a loop over a loader runs inside another one, which then is a loop over epochs."""
    return any(
        inner.iterates is not Iterates.OTHER and inner.is_in_loop(loop) for inner in trace.of(LoopEntered)
    )


def fix_with_the_loader(use: LoaderUse) -> Fix | None:
    """Runs over the loader itself, where a loop takes as many batches as it has, and counts them for nothing.

    ``for _ in range(len(loader)): x, y = next(iter(loader))`` becomes ``for x, y in loader:``.
    """
    document, node = use.place.document, use.place.node
    loop, statement = loop_around(use.place), document.statement_of(node)
    match statement, loop:
        case ast.Assign(targets=[target], value=value), ast.For(target=ast.Name(id=number)) if value is node:
            pass
        case _:
            return None
    loader = dotted(use.loader_node)
    if loader is None or document.text_of(loop.iter) != f"range(len({loader}))":
        return None
    stands_first = (
        loop.body[0] is statement and len(loop.body) > 1 and Layout(document, statement).starts_line
    )
    if not stands_first or _is_read(document, number, loop) or _binds(loop, loader.partition(".")[0]):
        return None
    start, end = span(document, loop.target)[0], span(document, loop.iter)[1]
    header = edit(document, start, end, f"{document.text_of(target)} in {loader}")
    edits = (header, *delete_statement(document, statement))
    return Fix(f"Run over {loader} itself", Applicability.UNSAFE, edits)


def _is_read(document: Document, name: str, loop: ast.For) -> bool:
    """Whether the function of a loop reads the name that counts its turns."""
    function = document.enclosing_function(loop) or document.tree
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        for node in walk(function)
    )


def fix_with_one_iterator(use: LoaderUse) -> Fix | None:
    """Makes the iterator once, before the loop, and anew when it has run out.

    Only where the batch is taken in a statement of its own, in the loop itself.
    """
    document, node = use.place.document, use.place.node
    loop, statement = loop_around(use.place), document.statement_of(node)
    loader = dotted(use.loader_node)
    if loop is None or loader is None or not isinstance(node, ast.expr) or not isinstance(statement, _SIMPLE):
        return None
    if any(_is_repeated(each) for each in ancestors(use.place)) or _binds(loop, loader.partition(".")[0]):
        return None
    name = unused_name(document, ("batches", "iterator", f"{loader.replace('.', '_')}_iterator"))
    edits = _with_one_iterator(document, loop, statement, node, name, loader)
    message = f"Make {name} = iter({loader}) before the loop, and anew when it has run out"
    return Fix(message, Applicability.UNSAFE, edits) if edits else None


def unused_name(document: Document, wanted: tuple[str, ...]) -> str:
    """The first of some names that a document doesn't use; the last with an underscore if it uses all."""
    return next((name for name in wanted if name not in document.names), f"{wanted[-1]}_")


def _with_one_iterator(
    document: Document, loop: ast.stmt, statement: ast.stmt, node: ast.expr, name: str, loader: str
) -> tuple[Edit, ...]:
    again = _with_other_value(document, statement, node, f"next({name})")
    made = f"{name} = iter({loader})"
    handler = f"except StopIteration:\n    {made}\n    {again}"
    before = insert_statement_before(document, loop, made)
    if _stands_alone(Layout(document, statement)) and document.text_of(node).isprintable():
        parts = (
            before,
            wrap_statements(document, statement, statement, "try:"),
            replace_expression(document, node, f"next({name})"),
            insert_statement_after(document, statement, handler),
        )
    else:
        parts = (before, replace_statement(document, statement, f"try:\n    {again}\n{handler}"))
    return tuple(edit for part in parts for edit in part) if all(parts) else ()


def _stands_alone(layout: Layout) -> bool:
    return layout.has_lines_to_itself and not layout.is_in_one_line_suite


def _with_other_value(document: Document, statement: ast.stmt, node: ast.expr, text: str) -> str:
    """A statement with another expression in one's place, on one line."""
    begin, finish = span(document, statement)
    start, end = span(document, node)
    written = document.text[begin:start] + text + document.text[end:finish]
    return written if written.splitlines() == [written] else ast.unparse(ast.parse(written))


def loop_around(place: Place) -> ast.For | ast.AsyncFor | ast.While | None:
    """The innermost loop in the text around a place, in its own function."""
    return next((node for node in ancestors(place) if isinstance(node, LOOPS)), None)


def _is_repeated(node: ast.AST) -> bool:
    return isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp)


def _binds(loop: ast.stmt, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        for node in walk(loop)
    )
