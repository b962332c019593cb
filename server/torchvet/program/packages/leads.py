"""Which expressions of a function's body lead back to which of its parameters."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from torchvet.program.packages.harmless import PASSES_THROUGH, PLAIN_ATTRIBUTES, is_harmless
from torchvet.program.packages.layer_text import root_of
from torchvet.program.packages.meanings import FunctionMeaning, Meaning
from torchvet.program.packages.resolver import NameResolver
from torchvet.source.nodes import walk


@dataclass(frozen=True, slots=True)
class Origin:
    """A parameter that a value leads back to.

    Args:
        parameter: the parameter's name.
        wrapped: whether the value is something that a call made from it, rather than itself or a part.
    """

    parameter: str
    wrapped: bool = False


class Leads:
    """Follows parameters through the names of a body.

    Args:
        function: the function.
        parameters: the names to follow.
        resolver: says what is called.
    """

    def __init__(self, function: FunctionMeaning, parameters: Iterable[str], resolver: NameResolver) -> None:
        self._module = function.module
        self._resolver = resolver
        self._names: dict[str, set[Origin]] = {name: {Origin(name)} for name in parameters}
        self._local: set[str] = set()
        self._harmless: dict[ast.expr, bool] = {}

    def bind(self, nodes: Sequence[ast.AST]) -> None:
        """Reads all bindings of a body, until no name leads further than before."""
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self._local.add(node.id)
        while sum(self._bind(node) for node in nodes):
            pass

    def knows(self, name: str) -> bool:
        """Whether a name is a parameter or leads to one."""
        return name in self._names

    def called(self, func: ast.expr) -> tuple[Meaning, ...]:
        """What an expression that is called stands for; nothing where a local name hides it."""
        root = root_of(func)
        if root in self._local or root in self._names:
            return ()
        return self._resolver.evaluate(func, self._module)

    def of_all(self, parts: Iterable[ast.expr]) -> set[Origin]:
        """The parameters that any of some expressions lead back to."""
        return {origin for part in parts for origin in self.of(part)}

    def of_arguments(self, call: ast.Call) -> set[Origin]:
        """The parameters that a call's arguments lead back to."""
        return self.of_all([*call.args, *(keyword.value for keyword in call.keywords)])

    def of(self, expression: ast.expr) -> set[Origin]:
        """The parameters that an expression's value leads back to."""
        match expression:
            case ast.Name(id=name):
                return set(self._names.get(name, ()))
            case ast.Attribute(value=value, attr=attr):
                return set() if attr in PLAIN_ATTRIBUTES else self.of(value)
            case ast.Call():
                return self._of_call(expression)
            case ast.Subscript(value=part) | ast.Starred(value=part) | ast.Await(value=part):
                return self.of(part)
            case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                return self.of_all(parts)
            case ast.BoolOp(values=parts) | ast.Dict(values=parts):
                return self.of_all(parts)
            case ast.IfExp(body=then, orelse=otherwise):
                return self.of(then) | self.of(otherwise)
            case ast.ListComp(elt=part) | ast.GeneratorExp(elt=part) | ast.SetComp(elt=part):
                return self.of(part)
            case ast.DictComp(value=part) | ast.NamedExpr(value=part):
                return self.of(part)
            case _:
                return set()

    def _of_call(self, call: ast.Call) -> set[Origin]:
        match call.func:
            case ast.Name(id=name) if name in PASSES_THROUGH:
                return self.of_arguments(call)
            case ast.Attribute(value=value) if origins := self.of(value):
                return origins
            case func if self._is_harmless(func):
                return set()
            case _:
                return {Origin(each.parameter, True) for each in self.of_arguments(call)}

    def _is_harmless(self, func: ast.expr) -> bool:
        if func not in self._harmless:
            found = self.called(func)
            self._harmless[func] = bool(found) and all(is_harmless(each) for each in found)
        return self._harmless[func]

    def _bind(self, node: ast.AST) -> bool:
        match node:
            case ast.Assign(targets=targets, value=value):
                return sum(self._lead(target, value) for target in targets) > 0
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                return self._lead(target, value)
            case ast.NamedExpr(target=target, value=value):
                return self._lead(target, value)
            case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
                return self._lead(target, value)
            case ast.comprehension(target=target, iter=value):
                return self._lead(target, value)
            case ast.withitem(optional_vars=ast.expr() as target, context_expr=value):
                return self._lead(target, value)
            case _:
                return False

    def _lead(self, target: ast.expr, value: ast.expr) -> bool:
        origins = self.of(value)
        grown = False
        for each in walk(target) if origins else ():
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                known = self._names.setdefault(each.id, set())
                grown = grown or not origins <= known
                known |= origins
        return grown
