"""Operators and built-in functions that a class of the program defines for its objects."""

from __future__ import annotations

import ast

from torchvet.interpret.names import Names
from torchvet.interpret.records import Instance
from torchvet.interpret.running import Arguments
from torchvet.interpret.state import State
from torchvet.interpret.values import Function, Ref, Value

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.MatMult: "matmul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.LShift: "lshift",
    ast.RShift: "rshift",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.BitXor: "xor",
    ast.UAdd: "pos",
    ast.USub: "neg",
    ast.Invert: "invert",
}
_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("__eq__", "__eq__"),
    ast.NotEq: ("__ne__", "__ne__"),
    ast.Lt: ("__lt__", "__gt__"),
    ast.LtE: ("__le__", "__ge__"),
    ast.Gt: ("__gt__", "__lt__"),
    ast.GtE: ("__ge__", "__le__"),
}
_TRUTHS = ("__bool__", "__len__")


class SpecialMethods(Names):
    """The part of the interpreter that finds what Python calls for an operator."""

    def special_method(self, value: Value, name: str, state: State) -> Function | None:
        """The method that a class of the program's own defines for its objects; None for all others."""
        if type(value) is not Ref:
            return None
        record = state.read(value.id)
        if not isinstance(record, Instance) or not isinstance(record.cls, Ref):
            return None
        method = self.find_method(record.cls, name, state)
        return method if isinstance(method, Function) else None

    def call_special(
        self, name: str, operands: tuple[Value, ...], node: ast.AST, state: State
    ) -> Value | None:
        """What a special method of the first operand gives; None where it has none."""
        method = self.special_method(operands[0], name, state)
        return None if method is None else self.call_unsaid(method, operands, node, state)

    def call_unsaid(
        self, method: Function, operands: tuple[Value, ...], node: ast.AST, state: State
    ) -> Value:
        """What a method gives that Python calls at a node whose text calls nothing."""
        expression = node if isinstance(node, ast.expr) else self._place_of_call(node)
        arguments = Arguments([*operands], [None] * len(operands))
        return self.one_path(self.call_function(method, arguments, expression, state), state)

    @staticmethod
    def _place_of_call(node: ast.AST) -> ast.expr:
        """The expression that stands for a call which a statement makes without saying so."""
        found = next((child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)), None)
        return found if found is not None else ast.copy_location(ast.Constant(None), node)

    def special_binary(
        self, kind: ast.operator, left: Value, right: Value, node: ast.AST, state: State
    ) -> Value | None:
        """``left + right`` where one of both defines it."""
        name = _OPERATORS.get(type(kind), "")
        found: Value | None = None
        if isinstance(node, ast.AugAssign):
            found = self.call_special(f"__i{name}__", (left, right), node, state)
        if found is None:
            found = self.call_special(f"__{name}__", (left, right), node, state)
        return found if found is not None else self.call_special(f"__r{name}__", (right, left), node, state)

    def special_unary(self, kind: ast.unaryop, value: Value, node: ast.AST, state: State) -> Value | None:
        """``-value`` where its class defines it."""
        return self.call_special(f"__{_OPERATORS.get(type(kind), '')}__", (value,), node, state)

    def special_comparison(
        self, kind: ast.cmpop, left: Value, right: Value, node: ast.AST, state: State
    ) -> Value | None:
        """``left == right`` where one of both defines it; ``!=`` may be made of ``==``."""
        if isinstance(kind, ast.In | ast.NotIn):
            found = self.call_special("__contains__", (right, left), node, state)
            return found if found is None or isinstance(kind, ast.In) else self.unknown(node, found)
        own, reflected = _COMPARISONS.get(type(kind), ("", ""))
        found = self.call_special(own, (left, right), node, state)
        if found is None:
            found = self.call_special(reflected, (right, left), node, state)
        if found is None and isinstance(kind, ast.NotEq):
            same = self.special_comparison(ast.Eq(), left, right, node, state)
            found = None if same is None else self.unknown(node, same)
        return found

    def special_truth(self, value: Value, node: ast.AST, state: State) -> Value | None:
        """What decides whether an object is true, where its class says that."""
        for name in _TRUTHS:
            found = self.call_special(name, (value,), node, state)
            if found is not None:
                return found
        return None

    def decides_its_truth(self, value: Ref, state: State) -> bool:
        """Whether an object's class says when it is true."""
        return any(self.special_method(value, name, state) is not None for name in _TRUTHS)

    def show(self, value: Value, node: ast.AST, state: State) -> None:
        """Makes a text of an object, as ``str`` and ``print`` do."""
        if type(value) is Ref and self.call_special("__str__", (value,), node, state) is None:
            self.call_special("__repr__", (value,), node, state)
