"""What a function's body does with its parameters: switches their mode, hands them on, keeps them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from torchvet.program.package_facts import HANDED_ON, KEPT, RETURNED, WATCHED_CALLS
from torchvet.program.packages.functions import argument_pairs, own_name, parameters_of
from torchvet.program.packages.harmless import (
    HARMLESS_METHODS,
    KEEPING_METHODS,
    LOGGING_METHODS,
    is_harmless,
)
from torchvet.program.packages.leads import Leads, Origin
from torchvet.program.packages.meanings import ClassMeaning, ForeignMeaning, FunctionMeaning, Meaning
from torchvet.program.packages.resolver import NameResolver
from torchvet.source.nodes import walk

DEEPEST = 3
"""How many calls deep a parameter is followed when it is handed on."""


def touches_of(function: FunctionMeaning, resolver: NameResolver) -> dict[str, tuple[str, ...]]:
    """What a function's body does with each parameter; parameters that are left alone are absent."""
    found = _follow(function, resolver, 0, frozenset())
    return {name: tuple(sorted(touches)) for name, touches in found.items()}


def has_body(function: FunctionMeaning) -> bool:
    """Whether there is a body to read: it is neither a stub's nor an abstract method's."""
    return not function.module.is_stub and not function.is_decorated_with("overload", "abstractmethod")


def _follow(
    function: FunctionMeaning, resolver: NameResolver, depth: int, running: frozenset[ast.AST]
) -> dict[str, set[str]]:
    walk = _BodyWalk(function, resolver, depth, running | {function.node})
    walk.run()
    return walk.touches


class _BodyWalk:
    """Reads what the body of one function does with what its parameters lead to."""

    def __init__(
        self, function: FunctionMeaning, resolver: NameResolver, depth: int, running: frozenset[ast.AST]
    ) -> None:
        self.touches: dict[str, set[str]] = {}
        self._function = function
        self._resolver = resolver
        self._depth = depth
        self._running = running
        self._leads = Leads(function, _names(function), resolver)

    def run(self) -> None:
        """Reads the body: first which names lead to a parameter, then what is done with them."""
        nodes = [node for statement in self._function.node.body for node in walk(statement)]
        self._leads.bind(nodes)
        for node in nodes:
            self._act(node)

    def _act(self, node: ast.AST) -> None:
        match node:
            case ast.Call():
                self._call(node)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._store(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._store(target, value)
            case ast.Return(value=ast.expr() as value) | ast.Yield(value=ast.expr() as value):
                self._mark(self._leads.of(value), RETURNED)
            case ast.YieldFrom(value=value):
                self._mark(self._leads.of(value), RETURNED)
            case _:
                pass

    def _store(self, target: ast.expr, value: ast.expr) -> None:
        match target:
            case ast.Attribute(value=owner, attr=attr):
                self._mark(self._leads.of(value) - self._leads.of(owner), KEPT)
                if attr == "training":
                    self._mark(self._leads.of(owner), HANDED_ON)
            case ast.Subscript():
                self._mark(self._leads.of(value), KEPT)
            case _:
                pass

    def _call(self, call: ast.Call) -> None:
        match call.func:
            case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=method):
                self._of_super(method, call)
            case ast.Attribute(value=owner, attr=method) if origins := self._leads.of(owner):
                self._method(origins, owner, method, call)
            case ast.Name(id=name) if self._leads.knows(name):
                self._mark(self._leads.of_arguments(call), HANDED_ON)
            case ast.Attribute(attr=method) if method in LOGGING_METHODS:
                pass
            case func:
                if self._leads.of_arguments(call):
                    self._through(self._leads.called(func), call, "")

    def _of_super(self, method: str, call: ast.Call) -> None:
        itself = own_name(self._function)
        if method in WATCHED_CALLS:
            self._mark([Origin(itself)], method)
        elif found := _next_in_line(self._function, method, self._resolver):
            self._through(found, call, itself)
        else:
            self._mark(self._leads.of_arguments(call), HANDED_ON)

    def _method(self, origins: set[Origin], owner: ast.expr, method: str, call: ast.Call) -> None:
        given = self._leads.of_arguments(call) - origins
        if method in WATCHED_CALLS:
            self._mark(origins, method)
            self._mark(given, HANDED_ON)
        elif method in KEEPING_METHODS:
            self._mark(given, KEPT)
        elif method not in HARMLESS_METHODS:
            self._other_method(origins, owner, method, call)

    def _other_method(self, origins: set[Origin], owner: ast.expr, method: str, call: ast.Call) -> None:
        """A method of ``self`` is read; any other method may do anything to its object."""
        holder = self._function.owner
        itself = own_name(self._function)
        given = self._leads.of_arguments(call)
        if holder is None or not isinstance(owner, ast.Name) or owner.id != itself:
            self._mark(origins | given, HANDED_ON)
        elif found := self._resolver.member(holder, method):
            self._through(found, call, itself)
        else:
            self._mark(given, HANDED_ON)  # a layer that is applied

    def _through(self, called: tuple[Meaning, ...], call: ast.Call, itself: str) -> None:
        """Follows arguments into what may be called."""
        given = self._leads.of_arguments(call) | ({Origin(itself)} if itself else set[Origin]())
        if not called:
            self._mark(given, HANDED_ON)
        for meaning in called:
            function = self._callee(meaning)
            if is_harmless(meaning) or (function and function.node in self._running):
                continue
            if function and has_body(function) and self._depth < DEEPEST:
                self._inherit(function, call, itself)
            else:
                self._mark(given, HANDED_ON)

    def _callee(self, meaning: Meaning) -> FunctionMeaning | None:
        if isinstance(meaning, ClassMeaning):
            for each in self._resolver.member(meaning, "__init__"):
                return each if isinstance(each, FunctionMeaning) else None
        return meaning if isinstance(meaning, FunctionMeaning) else None

    def _inherit(self, function: FunctionMeaning, call: ast.Call, itself: str) -> None:
        """Marks what a called function does with the arguments that lead to parameters."""
        inner = _follow(function, self._resolver, self._depth + 1, self._running)
        for name, expression in argument_pairs(function, call):
            origins = self._leads.of(expression)
            for touch in inner.get(name, set()) - {RETURNED}:
                self._mark(origins, touch)
        if itself:
            for touch in inner.get(own_name(function), set()) - {RETURNED}:
                self._mark([Origin(itself)], touch)

    def _mark(self, origins: Iterable[Origin], touch: str) -> None:
        """Notes a touch; what is done to something made from a parameter is not done to itself."""
        for origin in origins:
            noted = touch
            if origin.wrapped:
                noted = KEPT if touch in (KEPT, RETURNED) else HANDED_ON
            self.touches.setdefault(origin.parameter, set()).add(noted)


def _names(function: FunctionMeaning) -> Iterator[str]:
    itself = own_name(function)
    if itself:
        yield itself
    yield from (parameter.name for parameter in parameters_of(function))


def _next_in_line(function: FunctionMeaning, method: str, resolver: NameResolver) -> tuple[Meaning, ...]:
    """The method that ``super()`` finds in a method's body."""
    if function.owner is None:
        return ()
    holder = function.name.rpartition(".")[0]
    line = resolver.line_of(function.owner)[0]
    after = [at for at, each in enumerate(line) if each.name == holder]
    for each in line[after[0] + 1 :] if after else ():
        if isinstance(each, ForeignMeaning):
            return ()
        if method in resolver.body_of(each).names:
            return resolver.member_from(each, method, function.owner)
    return ()
