"""Finding one's way in a tree: parents, statements, functions, loops."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from functools import cached_property

from torchvet.source.nodes import child_nodes

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
LoopNode = ast.For | ast.AsyncFor | ast.While


class Navigation(ABC):
    """A tree that knows what its nodes stand in."""

    @property
    @abstractmethod
    def tree(self) -> ast.Module:
        """The tree."""

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        parents: dict[ast.AST, ast.AST] = {}
        waiting: list[ast.AST] = [self.tree]
        for parent in waiting:
            for child in child_nodes(parent):
                parents[child] = parent
                waiting.append(child)
        return parents

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes of the tree, outer ones first; walked once for all who look for something."""
        return (self.tree, *self._parents)

    @cached_property
    def loops(self) -> tuple[LoopNode, ...]:
        """All loops of the tree, outer ones first."""
        return tuple(node for node in self.nodes if isinstance(node, LoopNode))

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that the text uses or binds as variables and parameters."""
        used: set[str] = set()
        for node in self.nodes:
            if type(node) is ast.Name:
                used.add(node.id)
            elif type(node) is ast.arg:
                used.add(node.arg)
        return frozenset(used)

    def parent_of(self, node: ast.AST) -> ast.AST | None:
        """The node that holds a node; None for the module and for nodes of another tree."""
        return self._parents.get(node)

    def statement_of(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that holds a node, or the node itself.

        Raises:
            ValueError: the node is in no statement of this document.
        """
        current: ast.AST | None = node
        while current is not None:
            if isinstance(current, ast.stmt):
                return current
            current = self.parent_of(current)
        raise ValueError(f"{type(node).__name__} stands in no statement of this tree")

    def enclosing_function(self, node: ast.AST) -> FunctionNode | None:
        """The innermost ``def`` in whose body a node stands (not in its decorators or defaults)."""
        child, parent = node, self.parent_of(node)
        while parent is not None:
            if isinstance(parent, FunctionNode) and child in parent.body:
                return parent
            child, parent = parent, self.parent_of(parent)
        return None

    def enclosing_loop(self, node: ast.AST) -> LoopNode | None:
        """The innermost loop of the same function that executes a node each turn.

        That is a loop's body and a ``while``'s test, not its ``else`` nor a ``for``'s iterable.
        """
        child, parent = node, self.parent_of(node)
        while parent is not None:
            if isinstance(parent, FunctionNode | ast.Lambda | ast.ClassDef):
                return None
            if isinstance(parent, LoopNode) and _runs_each_turn(parent, child):
                return parent
            child, parent = parent, self.parent_of(parent)
        return None


def _runs_each_turn(loop: LoopNode, child: ast.AST) -> bool:
    """Whether a direct child of a loop is executed each turn."""
    if isinstance(loop, ast.While):
        return child is loop.test or child in loop.body
    return child is loop.target or child in loop.body
