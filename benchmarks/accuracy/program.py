"""What a file's text says by itself: names through imports, assignments, calls by name.

Plain ``ast`` and cautious, and nothing of torchvet: what it can't tell it calls unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import cast

from benchmarks.accuracy.edits import Lines

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Module
Loop = ast.For | ast.While | ast.AsyncFor

_MOVES = {"to", "cuda", "cpu", "double", "half", "float", "requires_grad_", "apply", "train"}
_WRAPPERS = ("torch.nn.DataParallel", "torch.nn.parallel.DistributedDataParallel", "torch.compile")


def dotted(node: ast.AST) -> str | None:
    """The text of a name or of attributes of a name ("self.optimizer")."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (base := dotted(node.value)):
        return f"{base}.{node.attr}"
    return None


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes below one, those of functions and classes inside it left out."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


class Source:
    """A file's text with its tree.

    Raises:
        SyntaxError, ValueError: it doesn't parse.
    """

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.tree = ast.parse(text)
        self.lines = Lines(text)
        self._reached: dict[Loop, set[ast.AST]] = {}
        self.parents = {
            child: parent for parent in ast.walk(self.tree) for child in ast.iter_child_nodes(parent)
        }

    # --- where a node stands ----------------------------------------------------------------

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around one, the innermost first."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def scope_of(self, node: ast.AST) -> Scope:
        """The function that a node stands in, else the module."""
        for each in self.ancestors(node):
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                return each
        return self.tree

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """The class that a node stands in."""
        return next((each for each in self.ancestors(node) if isinstance(each, ast.ClassDef)), None)

    def loops_of(self, node: ast.AST) -> list[Loop]:
        """The loops of its own function that a node's statement stands in, the innermost first."""
        loops: list[Loop] = []
        inside = node
        for each in self.ancestors(node):
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
                break
            if isinstance(each, ast.For | ast.While | ast.AsyncFor) and inside in each.body:
                loops.append(each)
            inside = each
        return loops

    def statement_of(self, node: ast.AST) -> ast.stmt | None:
        """The statement that a node stands in."""
        for each in (node, *self.ancestors(node)):
            if isinstance(each, ast.stmt):
                return each
        return None

    def block_of(self, statement: ast.stmt) -> list[ast.stmt]:
        """The statements among which one stands."""
        parent = self.parents.get(statement)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(parent, name, None)
            if isinstance(block, list) and statement in block:
                return cast("list[ast.stmt]", block)
        return [statement]

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes."""
        return list(ast.walk(self.tree))

    @cached_property
    def functions(self) -> dict[str, list[Function]]:
        """The functions and methods by name."""
        found: dict[str, list[Function]] = {}
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.setdefault(node.name, []).append(node)
        return found

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """The classes at the top of the file."""
        return {node.name: node for node in self.tree.body if isinstance(node, ast.ClassDef)}

    # --- names --------------------------------------------------------------------------------

    @cached_property
    def imports(self) -> dict[str, str]:
        """What each imported name stands for; relative ones begin with dots."""
        names: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    names[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    origin = "." * node.level + (node.module or "")
                    names[alias.asname or alias.name] = f"{origin}.{alias.name}"
        return names

    def qualified(self, node: ast.AST) -> str | None:
        """The imported thing that an expression names ("torch.nn.functional.cross_entropy")."""
        name = dotted(node)
        if name is None:
            return None
        first, _, rest = name.partition(".")
        origin = self.imports.get(first)
        if origin is None or first in self._assigned:
            return None
        whole = f"{origin}.{rest}" if rest else origin
        return whole.replace("torch.nn.modules.loss.", "torch.nn.").replace("torch.nn.modules.", "torch.nn.")

    @cached_property
    def _assigned(self) -> set[str]:
        return {
            node.id for node in self.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }

    def values_of(self, node: ast.AST, scope: Scope | None = None) -> list[ast.expr] | None:
        """What a name or a field is ever assigned, wrappers taken off; None where that isn't shown."""
        name = dotted(node)
        if name is None:
            return None
        scope = scope or self.scope_of(node)
        if name.count(".") == 1 and name.startswith("self."):
            cls = self.class_of(node) or self.class_of(scope)
            found = _assignments(name, ast.walk(cls)) if cls else None
        elif "." in name:
            return None
        else:
            found = _assignments(name, own_nodes(scope))
            if found == [] and scope is not self.tree and name not in _parameters(scope):
                found = _assignments(name, own_nodes(self.tree))
        if not found:
            return None
        kept = [self.unwrapped(value, name) for value in found]
        return [value for value in kept if value is not None] or None

    def unwrapped(self, value: ast.expr, name: str | None = None) -> ast.expr | None:
        """A value without ``.to(device)``, ``DataParallel`` and the like; None for the name's own value."""
        while isinstance(value, ast.Call):
            function = value.func
            named = self.qualified(function)
            if isinstance(function, ast.Attribute) and function.attr in _MOVES and named is None:
                value = function.value
            elif named in _WRAPPERS and value.args:
                value = value.args[0]
            else:
                break
        return None if name is not None and dotted(value) == name else value

    def values_handed_in(self, node: ast.Name) -> list[ast.expr] | None:
        """What the file's own calls hand in as a function's parameter; None where that isn't shown."""
        scope = self.scope_of(node)
        if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef) or node.id not in _parameters(scope):
            return None
        if len(self.functions.get(scope.name, [])) != 1:
            return None
        found: list[ast.expr] = []
        for call in self.calls_of(scope.name):
            value = handed_in(call, scope, node.id)
            if value is None:
                return None
            found.append(value)
        return found or None

    def origins_of(self, node: ast.AST) -> list[ast.expr] | None:
        """Where a name's value comes from: its assignments, or those of what is handed in for it."""
        values = self.values_of(node)
        if values is not None or not isinstance(node, ast.Name):
            return values
        handed = self.values_handed_in(node)
        if handed is None:
            return None
        found: list[ast.expr] = []
        for each in handed:
            if isinstance(each, ast.Call):
                found.append(self.unwrapped(each) or each)
                continue
            values = self.values_of(each)
            if values is None:
                return None
            found.extend(values)
        return found

    # --- calls --------------------------------------------------------------------------------

    @cached_property
    def _calls(self) -> dict[str, list[ast.Call]]:
        found: dict[str, list[ast.Call]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else dotted(node.func)
                found.setdefault(name or "", []).append(node)
        return found

    def calls_of(self, name: str) -> list[ast.Call]:
        """The calls of a function or method of that name, whatever it is called on."""
        return self._calls.get(name, [])

    @cached_property
    def loops(self) -> list[Loop]:
        """All loops."""
        return [node for node in self.nodes if isinstance(node, ast.For | ast.While | ast.AsyncFor)]

    def reached_in(self, loop: Loop) -> set[ast.AST]:
        """All that may run while a loop runs, by name."""
        if loop not in self._reached:
            self._reached[loop] = self.reached(list(loop.body))
        return self._reached[loop]

    def reached(self, roots: list[ast.AST]) -> set[ast.AST]:
        """All nodes below the roots, and those of every function of the file that they may call, by name."""
        seen: set[ast.AST] = set()
        entered: set[ast.AST] = set()
        waiting = list(roots)
        while waiting:
            node = waiting.pop()
            for each in (node, *own_nodes(node)):
                if each in seen:
                    continue
                seen.add(each)
                name = each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", None)
                for function in self.functions.get(name or "", []):
                    if function not in entered:
                        entered.add(function)
                        waiting.extend(function.body)
        return seen


def _parameters(scope: ast.AST) -> set[str]:
    if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        return set()
    spec = scope.args
    return {each.arg for each in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)}


def argument_of(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    """The argument of a call at that position or with that keyword."""
    if len(call.args) > position:
        return call.args[position]
    return next((each.value for each in call.keywords if each.arg == keyword), None)


def handed_in(call: ast.Call, function: Function, name: str) -> ast.expr | None:
    """What a call of a function hands in as the parameter of that name."""
    names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    if name not in names:
        return None
    offset = 1 if names[0] in ("self", "cls") else 0
    position = names.index(name) - offset
    keyword = next((each.value for each in call.keywords if each.arg == name), None)
    return keyword or (call.args[position] if 0 <= position < len(call.args) else None)


def _bound_otherwise(node: ast.AST) -> ast.expr | None:
    """What a loop or a ``with`` statement binds."""
    if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension | ast.NamedExpr):
        return node.target
    return node.optional_vars if isinstance(node, ast.withitem) else None


def _assignments(name: str, nodes: Iterator[ast.AST]) -> list[ast.expr] | None:
    """The values assigned to a name; None where one of them can't be told."""
    found: list[ast.expr] = []
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if dotted(target) == name:
                    found.append(node.value)
                elif isinstance(target, ast.Tuple | ast.List) and any(dotted(e) == name for e in target.elts):
                    return None
        elif isinstance(node, ast.AnnAssign) and node.value and dotted(node.target) == name:
            found.append(node.value)
        elif (bound := _bound_otherwise(node)) and any(dotted(each) == name for each in ast.walk(bound)):
            return None
    return [value for value in found if not (isinstance(value, ast.Constant) and value.value is None)]
