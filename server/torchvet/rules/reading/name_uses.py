"""Which reads of a name can get what a statement has assigned to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.fixes import suites_of
from torchvet.source.document import Document, FunctionNode
from torchvet.source.nodes import walk

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def loads_after(document: Document, statement: ast.stmt, name: str) -> Iterator[ast.Name]:
    """The places that can read what a statement has assigned to a name."""
    function = document.enclosing_function(statement) or document.tree
    start, end = document.range_of(statement).start, document.range_of(statement).end
    names = list(_names_of_scope(function, name))
    stores = [document.range_of(node).start for node in names if isinstance(node.ctx, ast.Store)]
    is_parameter = isinstance(function, FunctionNode) and name in _parameters(function)
    for node in names:
        if not isinstance(node.ctx, ast.Load):
            continue
        here = document.range_of(node).start
        set_before = is_parameter or any(store < here for store in stores)
        if here < end and not (here < start and not set_before):
            continue
        if not _is_set_anew(document, statement, node, name) and not _excludes(document, statement, node):
            yield node


def loads_of_parameter(function: FunctionNode, name: str) -> Iterator[ast.Name]:
    """The places that can read what a function is given for one of its parameters."""
    for statement in function.body:
        for node in (statement, *_names_of_scope(statement, name)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield node


def is_stored_between(document: Document, name: str, statement: ast.stmt, node: ast.AST) -> bool:
    """Whether a name is assigned again in the text between a statement and a node after it."""
    function = document.enclosing_function(statement) or document.tree
    first, last = document.range_of(statement).end, document.range_of(node).start
    return any(
        not isinstance(each.ctx, ast.Load) and first <= document.range_of(each).start < last
        for each in _names_of_scope(function, name)
    )


def _names_of_scope(scope: ast.AST, name: str) -> Iterator[ast.Name]:
    """Where a function or a module speaks of one of its names, also in the functions inside it."""
    for node in ast.iter_child_nodes(scope):
        if isinstance(node, ast.Name):
            if node.id == name:
                yield node
        elif not isinstance(node, _SCOPES) or not _binds_for_itself(node, name):
            yield from _names_of_scope(node, name)


def _binds_for_itself(scope: ast.AST, name: str) -> bool:
    """Whether a name is another one inside a function or a class."""
    if isinstance(scope, FunctionNode | ast.Lambda) and name in _parameters(scope):
        return True
    if isinstance(scope, ast.Lambda):
        return False
    inside = [node for node in walk(scope) if node is not scope]
    shared = (ast.Global, ast.Nonlocal)
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store) for node in inside
    ) and not any(isinstance(node, shared) and name in node.names for node in inside)


def _parameters(function: FunctionNode | ast.Lambda) -> set[str]:
    return {node.arg for node in walk(function.args) if isinstance(node, ast.arg)}


def _is_set_anew(document: Document, statement: ast.stmt, load: ast.Name, name: str) -> bool:
    """Whether the name is always assigned between a statement and one that reads it.

    That is so where an assignment stands before the reader in one of the suites around it, and the
    statement doesn't stand between the two.
    """
    if document.enclosing_function(load) is not document.enclosing_function(statement):
        return False
    child: ast.AST = document.statement_of(load)
    while (parent := document.parent_of(child)) is not None and not isinstance(child, _SCOPES):
        if isinstance(parent, ast.For | ast.AsyncFor) and child in parent.body:
            targets = walk(parent.target)
            is_target = any(isinstance(node, ast.Name) and node.id == name for node in targets)
            if is_target and not _stands_in(document, statement, parent.body):
                return True
        for suite in suites_of(parent):
            number = next((i for i, each in enumerate(suite) if each is child), None)
            for setter in range(number or 0):
                between = suite[setter : (number or 0) + 1]
                if _sets(suite[setter], name) and not _stands_in(document, statement, between):
                    return True
        child = parent
    return False


def _excludes(document: Document, statement: ast.stmt, load: ast.Name) -> bool:
    """Whether only one of a statement and a reader runs: they stand in different branches of a test."""
    child, parent = statement, document.parent_of(statement)
    while parent is not None and not isinstance(parent, (*_SCOPES, ast.For, ast.AsyncFor, ast.While)):
        if isinstance(parent, ast.If) and any(child is each for each in (*parent.body, *parent.orelse)):
            other = parent.orelse if any(child is each for each in parent.body) else parent.body
            if _stands_in(document, load, other):
                return not _is_in_loop(document, parent)
        child, parent = parent, document.parent_of(parent)
    return False


def _is_in_loop(document: Document, node: ast.AST) -> bool:
    parent = document.parent_of(node)
    while parent is not None and not isinstance(parent, _SCOPES):
        if isinstance(parent, ast.For | ast.AsyncFor | ast.While):
            return True
        parent = document.parent_of(parent)
    return False


def _sets(statement: ast.stmt, name: str) -> bool:
    match statement:
        case ast.Assign(targets=targets):
            stored = [node for target in targets for node in walk(target)]
        case ast.AnnAssign(target=ast.Name() as target, value=ast.expr()):
            stored = [target]
        case _:
            return False
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store) for node in stored
    )


def _stands_in(document: Document, statement: ast.AST, suite: list[ast.stmt]) -> bool:
    node: ast.AST | None = statement
    while node is not None:
        if any(node is each for each in suite):
            return True
        node = document.parent_of(node)
    return False
