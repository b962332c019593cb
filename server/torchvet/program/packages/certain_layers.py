"""Which layers that depend on the mode a module class of a package surely has, as its text says."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from torchvet.program.package_facts import NEURAL_MODULES, ROOT_CLASSES
from torchvet.program.packages.layer_text import root_of
from torchvet.program.packages.meanings import ClassMeaning, ForeignMeaning, FunctionMeaning, Meaning
from torchvet.program.packages.resolver import NameResolver

DEEPEST = 5
"""How many classes and functions deep the text is followed."""
MOST_TEXTS = 60
"""How many classes and functions are read for one answer."""
_NORMS = ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm")
_DROPOUTS = ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout")


class CertainLayers:
    """Collects the batch norms and dropouts that are made whenever a class is.

    What stands under a condition, in a callback or behind a parameter may not be made, and doesn't count.

    Attributes:
        found: canonical names, in the order met.
    """

    def __init__(self, resolver: NameResolver) -> None:
        self.found: dict[str, None] = {}
        self._resolver = resolver
        self._seen: set[ast.AST] = set()

    def read_class(self, owner: ClassMeaning, depth: int = 0) -> None:
        """Reads what a class's constructor makes."""
        line = self._resolver.line_of(owner)[0]
        if not any(each.name in NEURAL_MODULES for each in line):
            return
        self._read_constructor(owner, line, depth)

    def _read_constructor(
        self, owner: ClassMeaning, line: Sequence[ClassMeaning | ForeignMeaning], depth: int
    ) -> None:
        """Reads the first constructor of a line of look-up."""
        for number, each in enumerate(line):
            if each.name in ROOT_CLASSES or isinstance(each, ForeignMeaning):
                return
            for made in self._resolver.member_from(each, "__init__", owner):
                if isinstance(made, FunctionMeaning):
                    self._read_function(made, owner, line[number + 1 :], depth)
                return

    def _read_function(
        self,
        function: FunctionMeaning,
        owner: ClassMeaning | None,
        above: Sequence[ClassMeaning | ForeignMeaning],
        depth: int,
    ) -> None:
        if function.node in self._seen or depth > DEEPEST or len(self._seen) >= MOST_TEXTS:
            return
        self._seen.add(function.node)
        hidden = _bound_names(function.node)
        for call in _sure_calls(function.node.body):
            match call.func:
                case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"):
                    if owner is not None:
                        self._read_constructor(owner, above, depth + 1)
                case ast.Attribute(value=ast.Name(id="self"), attr=name) if owner is not None:
                    for each in self._resolver.member(owner, name):
                        if isinstance(each, FunctionMeaning):
                            self._read_function(each, owner, (), depth + 1)
                case func if root_of(func) not in hidden:
                    for each in self._resolver.evaluate(func, function.module)[:1]:
                        self._called(each, call, depth)
                case _:
                    pass

    def _called(self, meaning: Meaning, call: ast.Call, depth: int) -> None:
        package, _, name = meaning.name.rpartition(".")
        if package == "torch.nn" or package.startswith("torch.nn."):
            if (name in _NORMS and _keeps_statistics(call)) or (name in _DROPOUTS and _has_rate(call)):
                self.found.setdefault(meaning.name)
        elif isinstance(meaning, ClassMeaning):
            self.read_class(meaning, depth + 1)
        elif isinstance(meaning, FunctionMeaning) and not meaning.name.startswith("torch."):
            self._read_function(meaning, None, (), depth + 1)


def _sure_calls(body: Sequence[ast.stmt]) -> Iterator[ast.Call]:
    """The calls that run whenever a function does, but for loops over nothing, up to its first exit."""
    for statement in body:
        match statement:
            case ast.If() | ast.Try() | ast.While() | ast.FunctionDef() | ast.ClassDef():
                if any(isinstance(inner, ast.Return) for inner in ast.walk(statement)):
                    return
            case ast.For(iter=iterable, body=inner) | ast.AsyncFor(iter=iterable, body=inner):
                yield from _calls_in(iterable)
                yield from _sure_calls(inner)
            case ast.With(body=inner) | ast.AsyncWith(body=inner):
                yield from _sure_calls(inner)
            case ast.Return() | ast.Raise():
                yield from _calls_in(statement)
                return
            case _:
                yield from _calls_in(statement)


def _calls_in(node: ast.AST) -> Iterator[ast.Call]:
    if isinstance(node, ast.IfExp | ast.BoolOp | ast.Lambda):
        return
    if isinstance(node, ast.Call):
        yield node
    for inner in ast.iter_child_nodes(node):
        yield from _calls_in(inner)


def _bound_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """The names that are parameters of a function, or set in it: they can be anything."""
    parameters = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
    stored = {
        each.id
        for each in ast.walk(function)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
    return frozenset(parameters | stored)


def _keeps_statistics(call: ast.Call) -> bool:
    """Whether a batch norm is made without a word about its running statistics."""
    return len(call.args) <= 4 and all(
        each.arg is not None and each.arg != "track_running_stats" for each in call.keywords
    )


def _has_rate(call: ast.Call) -> bool:
    """Whether a dropout is made with a rate above 0."""
    given = [*call.args[:1], *(each.value for each in call.keywords if each.arg == "p")]
    if any(each.arg is None for each in call.keywords) or any(isinstance(a, ast.Starred) for a in call.args):
        return False
    if not given:
        return True
    rate = given[0].value if isinstance(given[0], ast.Constant) else None
    return isinstance(rate, int | float) and rate > 0
