"""How the program names a module or an optimizer, beside a call and in the functions that lead there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from torchvet.interpret.events import CallSite, Forward, ModeSet, Place
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.spots import ancestors, binds, names_in, owner_of, repeatable, same_function
from torchvet.source.document import Document, FunctionNode
from torchvet.source.nodes import walk

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_ROOT = re.compile(r"\w+")
_CALLED_BY_ITS_OBJECT = ("__call__", "forward")


def receiver_at_call(forward: Forward) -> str | None:
    """The module's expression where it is called, if it can be written again beside the call."""
    call, document = forward.place.node, forward.place.document
    called = repeatable(document, call.func) if isinstance(call, ast.Call) else None
    if called is None or _is_of_an_expression(forward.place, names_in(called)):
        return None
    owner = owner_of(forward)
    return owner if called.startswith(f"{owner}.") else called.removesuffix(".forward")


def _is_of_an_expression(place: Place, names: frozenset[str]) -> bool:
    """Whether one of some names is the target of a comprehension or a lambda's parameter around a place."""
    for node in ancestors(place):
        if isinstance(node, _COMPREHENSIONS) and binds(node, names):
            return True
    node = place.document.parent_of(place.node)
    while node is not None and not isinstance(node, ast.stmt | ast.Lambda):
        node = place.document.parent_of(node)
    return isinstance(node, ast.Lambda) and any(
        each.arg in names for each in walk(node.args) if isinstance(each, ast.arg)
    )


def receiver_of(event: ModeSet) -> str | None:
    """The expression on which ``train()`` or ``eval()`` was called ("model")."""
    call = event.place.node
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        return repeatable(event.place.document, call.func.value)
    return None


def receiver_in(trace: Trace, forward: Forward, place: Place) -> str | None:
    """The module's expression in the function that holds a place, if anything there tells it.

    Args:
        trace: the trace.
        forward: a forward pass of the module.
        place: the forward's own place, or a call through which it was reached.
    """
    if place == forward.place:
        return receiver_at_call(forward)
    for event in trace.of(ModeSet):
        same_module = [module.identity for module in event.modules] == [forward.module.identity]
        receiver = receiver_of(event) if same_module and same_function(event.place, place) else None
        if receiver is not None and not names_itself(event.place, receiver, beside=place):
            return receiver
    return _seen_through_calls(forward, place)


def _seen_through_calls(forward: Forward, place: Place) -> str | None:
    """The module's expression of the forward pass itself, as the callers write it."""
    receiver, inside = receiver_at_call(forward), forward.place
    for site in reversed(forward.stack):
        receiver = seen_by_caller(receiver, inside, site) if receiver is not None else None
        inside = site.place
        if inside == place:
            return receiver
    return None


def seen_by_caller(receiver: str, inside: Place, site: CallSite) -> str | None:
    """What an expression of a called function is in its caller: ``self.net`` in a method of ``self``.

    Args:
        receiver: a name with attributes and indices, as it is written in the called function.
        inside: a place in the called function.
        site: the call.

    Returns:
        None where it can't be told, or where nothing in the caller means the same.
    """
    function = inside.document.enclosing_function(inside.node)
    found, call = _ROOT.match(receiver), site.place.node
    if function is None or found is None or not isinstance(call, ast.Call):
        return None
    root, rest = found[0], receiver[found.end() :]
    if any(name in _stored_in(function) for name in _ROOT.findall(receiver)):
        return None
    if root in {*_parameters(function), *(each.arg for each in function.args.kwonlyargs)}:
        given = _argument(inside.document, function, call, root)
        text = repeatable(site.place.document, given) if given is not None else None
        return text and text + rest
    caller = site.place.document.enclosing_function(site.place.node)
    if inside.document is not site.place.document or (caller is not None and _hides(caller, root, function)):
        return None
    return receiver


def _argument(document: Document, function: FunctionNode, call: ast.Call, name: str) -> ast.expr | None:
    """What a call hands over for one of the function's parameters."""
    parameters = _parameters(function)
    if isinstance(document.parent_of(function), ast.ClassDef) and not _is_static(function):
        if parameters[:1] == [name]:
            if function.name in _CALLED_BY_ITS_OBJECT:
                return call.func
            return call.func.value if isinstance(call.func, ast.Attribute) else None
        parameters = parameters[1:]
    by_name = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    number = parameters.index(name) if name in parameters else len(call.args)
    if by_name is not None or number >= len(call.args):
        return by_name
    if any(isinstance(argument, ast.Starred) for argument in call.args[: number + 1]):
        return None
    return call.args[number]


def _parameters(function: FunctionNode) -> list[str]:
    return [parameter.arg for parameter in (*function.args.posonlyargs, *function.args.args)]


def _is_static(function: FunctionNode) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in function.decorator_list)


def _stored_in(function: FunctionNode) -> set[str]:
    return {
        node.id for node in walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _hides(caller: FunctionNode, name: str, function: FunctionNode) -> bool:
    """Whether a name means something else in a caller than in the function that it calls."""
    is_nested = any(node is function for node in walk(caller))
    return not is_nested and (name in _stored_in(caller) or name in _parameters(caller))


def names_itself(place: Place, expression: str, *, beside: Place) -> bool:
    """Whether an expression has its meaning only around a place, and not beside another one.

    That is so for the target of a loop or of a comprehension that holds the first place alone, and for a
    name that is set between the two.
    """
    names, outer = names_in(expression), {id(node) for node in ancestors(beside)}
    for node in ancestors(place):
        if isinstance(node, (*_COMPREHENSIONS, ast.Lambda)):
            return True
        if id(node) not in outer and not names.isdisjoint(_bound_by(node)):
            return True
    return _is_set_between(names, beside, place)


def _is_set_between(names: frozenset[str], first: Place, second: Place) -> bool:
    document = second.document
    function = document.enclosing_function(second.node) or document.tree
    start = document.range_of(document.statement_of(first.node)).start
    return any(
        isinstance(node, ast.Name)
        and node.id in names
        and isinstance(node.ctx, ast.Store)
        and start <= document.range_of(node).start < second.range.start
        for node in walk(function)
    )


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.For(target=target) | ast.AsyncFor(target=target):
            targets = [target]
        case ast.With(items=items) | ast.AsyncWith(items=items):
            targets = [item.optional_vars for item in items if item.optional_vars is not None]
        case _:
            return
    for each in targets:
        yield from (name.id for name in walk(each) if isinstance(name, ast.Name))
