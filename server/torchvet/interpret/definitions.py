"""Definitions of functions and classes, and their decorators."""

from __future__ import annotations

import ast
from dataclasses import replace

from torchvet.interpret.contexts import Contexts
from torchvet.interpret.records import ClassObject, Context, Frame, Instance
from torchvet.interpret.running import Arguments
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    NONE,
    Bound,
    External,
    Function,
    Partial,
    Ref,
    Unknown,
    Value,
)
from torchvet.program.knowledge.harmless import leaves_functions_alone

_OF_A_PROPERTY = frozenset({"setter", "deleter"})
_OF_THE_FUNCTION = frozenset({"setter", "getter", "deleter", "register"})
"""Decorators that a function brings along, once it is a property or a dispatcher itself."""


class Definitions(Contexts):
    """The part of the interpreter that defines functions and classes."""

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, state: State) -> list[State]:
        defaults = tuple(self.evaluate(default, state) for default in node.args.defaults)
        keyword_defaults = tuple(
            self.evaluate(default, state) if default is not None else None
            for default in node.args.kw_defaults
        )
        frame = self.frame(state)
        closure: int | None = self.now.frame
        owner = None
        if frame.is_class:
            owner = frame.owner
            closure = frame.parent
        value: Value = Function(
            node, self.now.scope, closure, owner, defaults=defaults, keyword_defaults=keyword_defaults
        )
        assert isinstance(value, Function)
        self.defined[node] = self.noted.defined[node] = value
        for decorator in reversed(node.decorator_list):
            value = self._decorated(value, decorator, state)
        if isinstance(value, Function) and value.node is node and node.decorator_list:
            # Where nothing calls it, it is run as what it became, but for what can't be seen around it.
            alone = replace(value, manager=False, wrapped=False)
            self.defined[node] = self.noted.defined[node] = alone
        self.bind(node.name, value, state)
        return [state]

    def _decorated(self, value: Value, decorator: ast.expr, state: State) -> Value:
        if isinstance(decorator, ast.Attribute) and decorator.attr in _OF_A_PROPERTY:
            getter = self.evaluate(decorator.value, state)
            if isinstance(getter, Function) and getter.kind == "property" and isinstance(value, Function):
                return replace(getter, setter=value) if decorator.attr == "setter" else getter
        applied = self.evaluate(decorator, state)
        if isinstance(applied, Partial):
            self.one_path(self.call(applied, Arguments([value], [None]), decorator, state), state)
            return value
        if isinstance(value, Function):
            known = self.known_decorator(value, applied, state)
            if known is not None:
                unseen = isinstance(known, Function) and self._is_unseen(decorator, state)
                return replace(known, wrapped=True) if unseen else known
        if isinstance(applied, Function | Bound) or self._can_decorate(applied, state):
            result = self.one_path(self.call(applied, Arguments([value], [None]), decorator, state), state)
            return value if isinstance(result, Unknown) or result == NONE else result
        return value

    def _can_decorate(self, decorator: Value, state: State) -> bool:
        """Whether a decorator is a class of the program's, or an object of one that can be called."""
        record = state.read(decorator.id) if isinstance(decorator, Ref) else None
        if type(record) is Instance:
            return isinstance(self.find_method(record.cls, "__call__", state), Function)
        return isinstance(record, ClassObject)

    def _is_unseen(self, decorator: ast.expr, state: State) -> bool:
        """Whether a decorator may do anything before and after the function that it decorates."""
        expression = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(expression, ast.Attribute) and expression.attr in _OF_THE_FUNCTION:
            return False
        value = self.evaluate(expression, state)
        if isinstance(value, External):
            return not leaves_functions_alone(value.name)
        return isinstance(value, Unknown)

    def known_decorator(self, function: Function, decorator: Value, state: State) -> Value | None:
        if isinstance(decorator, External):
            kind = {
                "builtins.staticmethod": "static",
                "builtins.classmethod": "class",
                "builtins.property": "property",
                "functools.cached_property": "property",
                "torch.distributions.utils.lazy_property": "property",
                "torch.jit.unused": "function",
            }.get(decorator.name)
            if kind:
                return replace(function, kind=kind)
            if decorator.name in ("contextlib.contextmanager", "contextlib.asynccontextmanager"):
                return replace(function, manager=True)
            grad = {"torch.no_grad": False, "torch.inference_mode": False, "torch.enable_grad": True}.get(
                decorator.name
            )
            if grad is not None:
                return replace(function, grad=grad)
            return function
        if isinstance(decorator, Ref):
            record = state.read(decorator.id)
            if isinstance(record, Context):
                return replace(function, grad=record.grad)
            return None if self._can_decorate(decorator, state) else function
        return None if isinstance(decorator, Function | Bound) else function

    def _class(self, node: ast.ClassDef, state: State) -> list[State]:
        bases = tuple(self.evaluate(base, state) for base in node.bases)
        identity = self.identity(node, "class")
        body = self.identity(node, "body")
        state.put(identity, ClassObject(node=node, scope=self.now.scope, bases=bases))
        parent = self.now.frame if not self.frame(state).is_class else self.frame(state).parent
        state.put(body, Frame(scope=self.now.scope, parent=parent, is_class=True, owner=identity))
        with self.activated(replace(self.now, frame=body)):
            flow = self.execute(node.body, [state])
        states = flow.normal or [state]
        for after in states:
            after.write(identity).fields = dict(after.heap[body].fields)
            self.bind(node.name, Ref(identity), after)
            for decorator in reversed(node.decorator_list):
                self._decorate_class(node, Ref(identity), decorator, after)
        return states

    def _decorate_class(self, node: ast.ClassDef, cls: Ref, decorator: ast.expr, state: State) -> None:
        """Runs a decorator of the program's own (a registry's): the class stays what it is."""
        applied = self.evaluate(decorator, state)
        if isinstance(applied, Function | Bound):
            self.one_path(self.call(applied, Arguments([cls], [None]), decorator, state), state)
