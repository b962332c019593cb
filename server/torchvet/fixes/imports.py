"""Naming what lies in another module, with a new import where none of the document's will do."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from torchvet.finding import Edit
from torchvet.fixes.layout import suites_of
from torchvet.fixes.offsets import edit, line_start, span
from torchvet.fixes.statements import insert_statement_after, insert_statement_before
from torchvet.source.document import Document

_CONVENTIONS = {
    "torch.nn.functional": ("import torch.nn.functional as F", "F"),
    "torch.nn": ("from torch import nn", "nn"),
}


@dataclass(frozen=True, slots=True)
class Import:
    """How to write something that lies in another module.

    Args:
        expression: what to write ("F.cross_entropy").
        edits: the import that it needs; none where the document's imports will do.
        unbinds: the name that is imported no longer, where the import took its place.
    """

    expression: str
    edits: tuple[Edit, ...]
    unbinds: tuple[str, ...] = ()


def resolve_or_import(document: Document, qualified: str, at: ast.AST | None = None) -> Import:
    """How to write a qualified name in a document.

    Args:
        document: the document.
        qualified: the name ("torch.nn.functional.cross_entropy").
        at: the node near which it shall be written.
    """
    bound = _bound_names(document)
    known = [
        (target, name)
        for name, target in _imported(_reachable(document, at))
        if bound[name] == {target} and f"{qualified}.".startswith(f"{target}.")
    ]
    if known:
        target, name = max(known, key=lambda found: len(found[0]))
        return Import(name + qualified.removeprefix(target), ())
    statement, name, target = _new_import(qualified, bound)
    return Import(name + qualified.removeprefix(target), add_import(document, statement))


def import_beside(document: Document, name: ast.Name, qualified: str) -> Import:
    """How to write another thing of the module that a name was imported from: in the same import.

    Args:
        document: the document.
        name: where the name is used, and the other thing shall be written.
        qualified: the other thing's qualified name.
    """
    module, _, new = qualified.rpartition(".")
    bound = _bound_names(document)
    found = [
        alias
        for statement in document.nodes
        if isinstance(statement, ast.ImportFrom) and statement.module == module and not statement.level
        for alias in statement.names
        if alias.name == name.id and alias.asname is None
    ]
    if len(found) != 1 or len(bound[name.id]) != 1 or bound[new]:
        return resolve_or_import(document, qualified, at=name)
    start, end = span(document, found[0])
    uses = [node for node in document.nodes if isinstance(node, ast.Name) and node.id == name.id]
    if len(uses) > 1:
        return Import(new, (edit(document, end, end, f", {new}"),))
    return Import(new, (edit(document, start, end, new),), (name.id,))


def add_import(document: Document, statement: str) -> tuple[Edit, ...]:
    """Adds an import behind the document's first imports, its docstring and ``from __future__``.

    Args:
        document: the document.
        statement: the import ("import torch.nn.functional as F"); nothing is done where it is there.
    """
    body = document.tree.body
    if any(ast.dump(found) == ast.dump(ast.parse(statement).body[0]) for found in body):
        return ()
    leading = _leading_block(body)
    if leading:
        return insert_statement_after(document, leading[-1], statement)
    if body:
        return insert_statement_before(document, body[0], statement)
    end = len(document.text)
    before = "" if line_start(document.text, end) == end else document.newline
    return (edit(document, end, end, before + statement + document.newline),)


def _new_import(qualified: str, bound: dict[str, set[str]]) -> tuple[str, str, str]:
    """The statement, the name that it binds and what that name stands for."""
    for module, (statement, name) in _CONVENTIONS.items():
        if f"{qualified}.".startswith(f"{module}.") and not bound[name]:
            return statement, name, module
    module = qualified.rpartition(".")[0] if qualified not in _CONVENTIONS else qualified
    return f"import {module}", module, module


def _leading_block(body: list[ast.stmt]) -> list[ast.stmt]:
    """The docstring and the first imports, without anything else between them."""
    block = list[ast.stmt]()
    for statement in body:
        is_docstring = (
            not block and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        )
        if not is_docstring and not isinstance(statement, ast.Import | ast.ImportFrom):
            break
        block.append(statement)
    return block


def _reachable(document: Document, at: ast.AST | None) -> Iterator[ast.stmt]:
    """The statements whose imports can be used where ``at`` stands, innermost function first."""
    if at is None:
        yield from _always_run(document.tree.body)
        return
    is_in_function, node = document.enclosing_function(at) is not None, at
    while (parent := document.parent_of(node)) is not None:
        for suite in suites_of(parent):
            number = next((i for i, statement in enumerate(suite) if statement is node), None)
            if isinstance(parent, ast.Module) and is_in_function:
                number = len(suite)
            if number is not None and not isinstance(parent, ast.ClassDef):
                yield from _always_run(suite[:number])
        node = parent


def _always_run(suite: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a suite, and those inside of them that always run with it."""
    for statement in suite:
        yield statement
        if isinstance(statement, ast.Try | ast.With | ast.AsyncWith):
            yield from _always_run(statement.body)


def _imported(statements: Iterable[ast.stmt]) -> Iterator[tuple[str, str]]:
    """The names that import statements bind, and what each stands for."""
    for statement in statements:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                root = alias.name.partition(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (root, root)
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            for alias in statement.names:
                yield alias.asname or alias.name, f"{statement.module}.{alias.name}"


def _bound_names(document: Document) -> dict[str, set[str]]:
    """All names that the document binds anywhere: to what imports say, to "" where something else does."""
    bound = defaultdict[str, set[str]](set)
    for node in document.nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for name, target in _imported([node]):
                bound[name].add(target)
            if isinstance(node, ast.ImportFrom) and node.level:
                for alias in node.names:
                    bound[alias.asname or alias.name].add("")
        else:
            for name in _bound_by(node):
                bound[name].add("")
    return bound


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
            yield name
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case _:
            return
