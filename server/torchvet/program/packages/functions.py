"""What a function's head says: its parameters, and the classes that its annotation returns."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.program.package_facts import Parameter, Passing
from torchvet.program.packages.meanings import ClassMeaning, ForeignMeaning, FunctionMeaning
from torchvet.program.packages.resolver import NameResolver

UNIONS = frozenset({"typing.Optional", "typing.Union", "typing.Annotated"})
NOTHING_SAID = frozenset({"builtins.object", "typing_extensions.Any", "collections.abc.Callable"})
SELF = frozenset({"typing.Self", "typing_extensions.Self"})


def parameters_of(function: FunctionMeaning) -> tuple[Parameter, ...]:
    """A function's parameters in order; ``self`` and ``cls`` of methods left out."""
    arguments = function.node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    found = [Parameter(each.arg, Passing.POSITIONAL, at < required) for at, each in enumerate(positional)]
    if takes_itself(function):
        found = found[1:]
    if arguments.vararg:
        found.append(Parameter(arguments.vararg.arg, Passing.ARGUMENTS, False))
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        found.append(Parameter(each.arg, Passing.KEYWORD, default is None))
    if arguments.kwarg:
        found.append(Parameter(arguments.kwarg.arg, Passing.KEYWORDS, False))
    return tuple(found)


def takes_itself(function: FunctionMeaning) -> bool:
    """Whether the first parameter is ``self`` or ``cls``."""
    return function.owner is not None and not function.is_decorated_with("staticmethod")


def own_name(function: FunctionMeaning) -> str:
    """The name of a method's first parameter, ``self`` or ``cls``; empty where there is none."""
    arguments = [*function.node.args.posonlyargs, *function.node.args.args]
    return arguments[0].arg if takes_itself(function) and arguments else ""


def argument_pairs(function: FunctionMeaning, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Pairs of a called function's parameter and the argument that it gets."""
    parameters = parameters_of(function)
    spread = next((p.name for p in parameters if p.passing.value == "arguments"), None)
    spread_names = next((p.name for p in parameters if p.passing.value == "keywords"), None)
    positional = [p.name for p in parameters if p.passing.value == "positional"]
    named = {p.name for p in parameters if p.passing.value in ("positional", "keyword")}
    for at, argument in enumerate(call.args):
        if isinstance(argument, ast.Starred):
            yield from ((name, argument.value) for name in positional[at:])
        name = positional[at] if at < len(positional) else spread
        if name:
            yield name, argument
    for keyword in call.keywords:
        if keyword.arg is None:
            yield from ((name, keyword.value) for name in named)
        elif name := keyword.arg if keyword.arg in named else spread_names:
            yield name, keyword.value


def annotated_classes(function: FunctionMeaning, resolver: NameResolver) -> tuple[str, ...]:
    """Canonical names of the classes that a function's return annotation allows.

    Empty where there is no annotation, or where it says nothing (``Any``, a type variable).
    """
    annotation = function.node.returns
    if annotation is None or isinstance(function.node, ast.AsyncFunctionDef):
        return ()
    found = [
        _class_of(each, function, resolver) for each in _parts(_spelled_out(annotation), function, resolver)
    ]
    return tuple(dict.fromkeys(name for name in found if name)) if all(found) else ()


def _parts(annotation: ast.expr, function: FunctionMeaning, resolver: NameResolver) -> Iterator[ast.expr]:
    match annotation:
        case ast.Constant(value=None):
            return
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from _parts(left, function, resolver)
            yield from _parts(right, function, resolver)
        case ast.Subscript(value=value, slice=inner) if _is_union(value, function, resolver):
            for each in inner.elts if isinstance(inner, ast.Tuple) else [inner]:
                yield from _parts(_spelled_out(each), function, resolver)
        case _:
            yield annotation


def _is_union(value: ast.expr, function: FunctionMeaning, resolver: NameResolver) -> bool:
    return any(each.name in UNIONS for each in resolver.evaluate(value, function.module))


def _class_of(annotation: ast.expr, function: FunctionMeaning, resolver: NameResolver) -> str | None:
    if function.owner and isinstance(annotation, ast.Name) and annotation.id == _own_variable(function):
        return function.owner.name
    for meaning in resolver.evaluate(annotation, function.module):
        if meaning.name in SELF:
            return function.owner.name if function.owner else None
        if isinstance(meaning, ClassMeaning):
            return None if meaning.name in NOTHING_SAID else meaning.name
        if isinstance(meaning, ForeignMeaning) and meaning.name not in NOTHING_SAID:
            return None if meaning.name.startswith("typing.") else meaning.name
    return None


def _own_variable(function: FunctionMeaning) -> str:
    """The type variable that a method declares for its own object (``cls: type[T]``, ``self: T``)."""
    arguments = [*function.node.args.posonlyargs, *function.node.args.args]
    annotation = arguments[0].annotation if arguments and takes_itself(function) else None
    if isinstance(annotation, ast.Subscript):
        annotation = annotation.slice
    return annotation.id if isinstance(annotation, ast.Name) else ""


def _spelled_out(annotation: ast.expr) -> ast.expr:
    """The expression inside an annotation that is written as a string."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            return ast.parse(annotation.value.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError):
            return annotation
    return annotation
