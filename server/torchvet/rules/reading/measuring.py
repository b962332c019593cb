"""Whether what a forward pass gives is measured, and whether anything could still train on it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from torchvet.interpret.events import Backward, Forward, LossCall, Place
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.name_uses import loads_after, loads_of_parameter
from torchvet.rules.reading.output_uses import ASKED
from torchvet.rules.reading.spots import dotted
from torchvet.source.document import Document, FunctionNode

_WITHOUT_GRAPH = {"item", "tolist", "numpy", "detach", "data", "argmax", "argsort", "eq", "ne"}
_COMPARING = {"eq", "ne", "equal"}
_NUMBERS = {"item", "tolist", "numpy"}
_READERS = {"print", "len", "float", "int", "str", "bool", "isinstance", "range"}
_OF_TORCH = {"torch", "F", "nn"}


@dataclass(slots=True)
class Uses:
    """Where the output of a forward pass goes, in the text of its function.

    Args:
        compared: whether it is compared with something, item by item, as an accuracy is computed.
        measured: whether a number is taken of a loss that is part of it.
        escapes: whether it goes, with its graph, where the text doesn't show what becomes of it.
    """

    compared: bool = False
    measured: bool = False
    escapes: bool = False
    _seen: set[ast.AST] = field(default_factory=set[ast.AST])
    _entered: dict[ast.AST, ast.Call] = field(default_factory=dict[ast.AST, ast.Call])

    @classmethod
    def of(cls, place: Place, losses: frozenset[ast.AST]) -> Uses:
        """The uses of what an expression gives.

        Args:
            place: the expression.
            losses: the calls that compute losses.
        """
        uses = cls()
        uses._follow(place, losses, has_graph=True)
        return uses

    def _follow(self, place: Place, losses: frozenset[ast.AST], *, has_graph: bool) -> None:
        node, document = place.node, place.document
        if node in self._seen:
            return
        self._seen.add(node)
        parent = document.parent_of(node)
        while isinstance(parent, ast.keyword | ast.Starred):
            parent = document.parent_of(parent)
        further: list[ast.AST] = []
        match parent:
            case ast.Attribute():
                further, has_graph = self._attribute(place, parent, has_graph=has_graph)
            case ast.Compare():
                self.compared |= _is_item_by_item(place, parent)
            case ast.Call() if (read := self._read_inside(place, parent)) is not None:
                further = read
            case ast.Return() if entered := self._entered.get(document.enclosing_function(parent) or parent):
                further = [entered]
            case ast.Call():
                further = self._call(parent, has_graph=has_graph and parent not in losses)
                has_graph &= _last(parent.func) not in _WITHOUT_GRAPH
            case ast.Subscript(value=value):
                further = [parent] if value is node else []
            case ast.BinOp() | ast.UnaryOp() | ast.Tuple() | ast.Await():
                further = [parent]
            case ast.Assign(targets=targets):
                further = [load for name in _names(targets) for load in loads_after(document, parent, name)]
                self.escapes |= has_graph and not all(_is_local(target) for target in targets)
            case ast.AugAssign(target=ast.Name(id=name)):
                further = list(loads_after(document, parent, name))
            case ast.Expr() | ast.FormattedValue():
                pass
            case _:
                self.escapes |= has_graph
        for each in further:
            self._follow(Place(document, each), losses, has_graph=has_graph)

    def _attribute(self, place: Place, node: ast.Attribute, *, has_graph: bool) -> tuple[list[ast.AST], bool]:
        """What an attribute or a method gives, and whether that still has the graph."""
        call = place.document.parent_of(node)
        called = call if isinstance(call, ast.Call) and call.func is node else None
        self.compared |= called is not None and node.attr in _COMPARING
        self.measured |= called is not None and node.attr in _NUMBERS and _is_named_loss(place.node)
        self.escapes |= has_graph and node.attr == "backward"
        return [called or node], has_graph and node.attr not in _WITHOUT_GRAPH | ASKED

    def _read_inside(self, place: Place, call: ast.Call) -> list[ast.AST] | None:
        """Where a function of the same module reads an argument; None where another one is called."""
        document, argument = place.document, place.node
        function = _function_of(document, call.func)
        if function is None or self._entered.get(function, call) is not call:
            return None
        names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        given = [keyword.arg for keyword in call.keywords if keyword.value is argument]
        position = next((n for n, each in enumerate(call.args) if each is argument), len(names))
        name = given[0] if given else names[position] if position < len(names) else None
        if name is None or any(isinstance(each, ast.Starred) for each in call.args[:position]):
            return None
        self._entered[function] = call
        return list(loads_of_parameter(function, name))

    def _call(self, node: ast.Call, *, has_graph: bool) -> list[ast.AST]:
        """What a call gives that gets the output as an argument."""
        name = dotted(node.func) or ""
        if name in _READERS:
            return []
        self.compared |= _last(node.func) in _COMPARING
        keeps_it = name.partition(".")[0] in _OF_TORCH or name == "sum"
        self.escapes |= has_graph and not keeps_it and _last(node.func) not in _WITHOUT_GRAPH
        return [node]


class Measurements:
    """The losses and accuracies that a trace's program computes and trains on in no way that is known.

    Args:
        trace: the trace.
    """

    def __init__(self, trace: Trace) -> None:
        trained_on = {index for backward in trace.of(Backward) for index in backward.losses}
        losses = list(trace.of(LossCall))
        self._calls = frozenset(loss.place.node for loss in losses)
        # A loss for each item may choose among the items of the training.
        self._losses = [
            loss for loss in losses if loss.index not in trained_on and not _is_for_each_item(loss)
        ]
        self._uses: dict[ast.AST, Uses] = {}

    def __contains__(self, forward: Forward) -> bool:
        """Whether a loss that no backward uses, or an accuracy, is computed from a forward pass."""
        uses = self.uses_of(forward)
        return uses.compared or uses.measured or any(_comes_from(loss, forward) for loss in self._losses)

    def uses_of(self, forward: Forward) -> Uses:
        """Where the output of a forward pass goes."""
        node = forward.place.node
        if node not in self._uses:
            self._uses[node] = Uses.of(forward.place, self._calls)
        return self._uses[node]


def _comes_from(loss: LossCall, forward: Forward) -> bool:
    """Whether a loss is computed of a forward pass in the same turn of its loops, or inside of it."""
    if loss.grad_enabled != forward.grad_enabled or loss.loops[: len(forward.loops)] != forward.loops:
        return False
    depth = len(forward.stack)
    is_inside = len(loss.stack) > depth and loss.stack[depth].place == forward.place
    return is_inside or (forward.index in loss.forwards and len(loss.loops) == len(forward.loops))


def _is_for_each_item(loss: LossCall) -> bool:
    calls = [place.node for place in (loss.place, loss.loss_made_at) if place is not None]
    return any(
        isinstance(keyword.value, ast.Constant) and keyword.value.value in ("none", False)
        for call in calls
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg in ("reduction", "reduce")
    )


def _is_item_by_item(place: Place, compare: ast.Compare) -> bool:
    """Whether a comparison gives a tensor that something is computed from, rather than a decision."""
    parent = place.document.parent_of(compare)
    equal = all(isinstance(operator, ast.Eq | ast.NotEq) for operator in compare.ops)
    return equal and isinstance(parent, ast.Attribute | ast.Call | ast.BinOp | ast.Assign)


def _function_of(document: Document, called: ast.expr) -> FunctionNode | None:
    """The one function of the module with the name that is called, where nothing decorates it."""
    match called:
        case ast.Name(id=name):
            pass
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if _is_this_module(document, owner):
            pass
        case _:
            return None
    found = [
        node
        for node in document.nodes
        if isinstance(node, ast.FunctionDef) and node.name == name and not node.decorator_list
    ]
    is_alone = len(found) == 1 and document.parent_of(found[0]) is document.tree
    return found[0] if is_alone else None


def _is_this_module(document: Document, name: str) -> bool:
    """Whether a name stands for the module itself: ``name = sys.modules[__name__]``."""
    assigned = [node for node in document.tree.body if isinstance(node, ast.Assign)]
    return any(
        isinstance(target, ast.Name)
        and target.id == name
        and ast.unparse(node.value) == "sys.modules[__name__]"
        for node in assigned
        for target in node.targets
    )


def _is_named_loss(node: ast.AST) -> bool:
    """Whether something is called a loss: ``loss``, ``outputs.loss``."""
    return "loss" in (dotted(node) or "").rpartition(".")[2].lower() if isinstance(node, ast.expr) else False


def _last(function: ast.expr) -> str:
    return (dotted(function) or "").rpartition(".")[2]


def _names(targets: list[ast.expr]) -> list[str]:
    flat = [each for target in targets for each in (getattr(target, "elts", None) or [target])]
    return [each.id for each in flat if isinstance(each, ast.Name)]


def _is_local(target: ast.expr) -> bool:
    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    return all(isinstance(part, ast.Name) for part in parts)
