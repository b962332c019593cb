"""Abstract values: what the interpreter knows about what an expression gives.

All values are immutable and compare by content. Objects with state (modules, optimizers, lists,
instances) live in the state's heap; a ``Ref`` names one.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Union, cast

from torchvet.immutable import immutable
from torchvet.interpret.events import Form, TensorFact

if TYPE_CHECKING:
    from torchvet.interpret.scope import ModuleScope

Symbol = tuple[object, ...]
"""Names an unknown value by where it came from, so that the same unknown is recognised again."""

Holder = Union[int, Symbol]  # noqa: UP007 - evaluated at run time on Python 3.10
"""What parameters' gradients are kept for: a module's or leaf's object id, or an unknown's symbol."""

NOTHING: frozenset[Holder] = frozenset()
NO_EVENTS: frozenset[int] = frozenset()


@immutable(frozen=True, slots=True)
class Constant:
    """A Python constant: None, a boolean, a number, a string, bytes, Ellipsis."""

    value: object

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Constant)
            and type(other.value) is type(self.value)
            and other.value == self.value
        )

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@immutable(frozen=True, slots=True)
class Unknown:
    """A value that the analysis doesn't know.

    Args:
        symbol: where it came from.
        holders: whose parameters it may depend on.
        events: indices of the Forward, LossCall and LoaderUse events that led to it.
        captures: ids of the objects that were handed to what made it, and that it may change.
    """

    symbol: Symbol
    holders: frozenset[Holder] = NOTHING
    events: frozenset[int] = NO_EVENTS
    captures: frozenset[int] = frozenset()


@immutable(frozen=True, slots=True)
class Ref:
    """An object in the heap."""

    id: int


@immutable(frozen=True, slots=True)
class External:
    """Something that lives outside the workspace, by its canonical qualified name."""

    name: str


@immutable(frozen=True, slots=True)
class Tensor:
    """A tensor.

    Args:
        facts: what it can be, as losses see it.
        holders: whose parameters its gradient reaches.
        events: indices of the Forward, LossCall and LoaderUse events that led to it.
        leaf: the id of the leaf object, where it is a leaf itself.
    """

    facts: tuple[TensorFact, ...]
    holders: frozenset[Holder] = NOTHING
    events: frozenset[int] = NO_EVENTS
    leaf: int | None = None


@immutable(frozen=True, slots=True)
class Function:
    """A function of the program.

    Args:
        node: its definition.
        scope: the module that it stands in.
        closure: the id of the frame that it was defined in; None at module level.
        owner: the id of the class that it was defined in.
        kind: "function", "static", "class", "property".
        grad: what a decorator makes of gradients: False for ``@torch.no_grad()``, None for none.
        manager: whether ``@contextmanager`` made it a context manager.
        wrapped: whether a decorator that can't be seen runs around it.
        defaults: the values of its parameters' defaults, those of the last ones.
        keyword_defaults: the same for parameters that are given by keyword only.
        setter: for a property, what setting it runs.
    """

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: ModuleScope
    closure: int | None
    owner: int | None = None
    kind: str = "function"
    grad: bool | None = None
    manager: bool = False
    wrapped: bool = False
    defaults: tuple[Value, ...] = ()
    keyword_defaults: tuple[Value | None, ...] = ()
    setter: Function | None = None

    @property
    def name(self) -> str:
        """The function's own name."""
        return "<lambda>" if isinstance(self.node, ast.Lambda) else self.node.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Function) and other.node is self.node and other.closure == self.closure

    def __hash__(self) -> int:
        return hash((id(self.node), self.closure))


@immutable(frozen=True, slots=True)
class Bound:
    """A method of the program bound to its first argument."""

    function: Function
    receiver: Value


@immutable(frozen=True, slots=True)
class Attribute:
    """An attribute of a known thing, named but not called yet (``model.eval``, ``x.view``)."""

    receiver: Value
    name: str


@immutable(frozen=True, slots=True)
class Partial:
    """``functools.partial(function, …)``."""

    function: Value
    positional: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@immutable(frozen=True, slots=True)
class Formula:
    """A test or a sum over unknown values, kept so that the same test is recognised again.

    Args:
        operator: the name of the operator ("Eq", "Not", "Mod", …).
        operands: what it is applied to.
    """

    operator: str
    operands: tuple[Value, ...]

    @property
    def periodic(self) -> bool:
        """Whether a remainder takes part: the mark of "every k-th turn"."""
        return self.operator == "Mod" or any(
            isinstance(operand, Formula) and operand.periodic for operand in self.operands
        )


@immutable(frozen=True, slots=True)
class Several:
    """One of several values, depending on the path."""

    values: tuple[Value, ...]


@immutable(frozen=True, slots=True)
class Parent:
    """``super()`` inside a method: the receiver, seen from the class ``owner`` upwards."""

    receiver: Value
    owner: int


Value = Union[  # noqa: UP007 - evaluated at run time on Python 3.10
    Constant,
    Unknown,
    Ref,
    External,
    Tensor,
    Function,
    Bound,
    Attribute,
    Partial,
    Formula,
    Several,
    Parent,
]

NONE = Constant(None)
TRUE = Constant(True)
FALSE = Constant(False)
OF_TYPE = "of type"
"""What the symbol of an unknown begins with whose type an annotation says; its classes come third."""
PART = "part of"
"""What the symbol of an unknown begins with that is within a known module; the module's id comes next."""
ANY_FORM = (TensorFact(Form.UNKNOWN),)
OTHER_FORM = (TensorFact(Form.OTHER),)

_WITH_SOURCES = Tensor | Unknown

MOST_VALUES = 8
"""A value that can be more things than this is unknown."""


def is_zero(value: Value | None) -> bool:
    """Whether a value is the number 0."""
    return isinstance(value, Constant) and isinstance(value.value, int | float) and value.value == 0


def members(value: Value) -> tuple[Value, ...]:
    """The values that a value can be."""
    return value.values if isinstance(value, Several) else (value,)


def is_child(value: Value) -> bool:
    """Whether an unknown value is a child of a known module, or of another such child."""
    part: Symbol = value.symbol if isinstance(value, Unknown) else ()
    while part and part[0] == "item":
        table = part[1]
        if not isinstance(table, tuple):
            return False
        of, *named = cast("Symbol", table)[1:]
        if named != ["_modules"] or not isinstance(of, tuple):
            return False
        part = cast("Symbol", of)
    return bool(part) and part[0] == PART and part[2] == "_modules"


def module_around(value: Value) -> int | None:
    """The id of the known module that an unknown value is a part of (a child, a parameter); else None."""
    part: Symbol = value.symbol if isinstance(value, Unknown) else ()
    while part and part[0] in ("attr", "item") and isinstance(part[1], tuple):
        part = cast("Symbol", part[1])
    return part[1] if part and part[0] == PART and isinstance(part[1], int) else None


def holders_of(value: Value) -> frozenset[Holder]:
    """Whose parameters a value's gradient reaches."""
    if isinstance(value, _WITH_SOURCES):
        return value.holders
    if isinstance(value, Formula):
        return NOTHING.union(*(holders_of(operand) for operand in value.operands))
    if isinstance(value, Several):
        return NOTHING.union(*(holders_of(member) for member in value.values))
    return NOTHING


def events_of(value: Value) -> frozenset[int]:
    """The events that led to a value."""
    if isinstance(value, _WITH_SOURCES):
        return value.events
    if isinstance(value, Formula):
        return NO_EVENTS.union(*(events_of(operand) for operand in value.operands))
    if isinstance(value, Several):
        return NO_EVENTS.union(*(events_of(member) for member in value.values))
    return NO_EVENTS


def tensor_facts(value: Value) -> tuple[TensorFact, ...]:
    """All the things that a value can be as a loss's input."""
    facts: list[TensorFact] = []
    for member in members(value):
        for fact in member.facts if isinstance(member, Tensor) else ANY_FORM:
            if fact not in facts:
                facts.append(fact)
    return tuple(facts)


def is_logarithm(value: Value) -> bool:
    """Whether a value is a tensor of logarithms, whatever it turns out to be."""
    return isinstance(value, Tensor) and all(
        fact.is_log or fact.form in (Form.LOG_PROBABILITIES, Form.LOG_SIGMOID) for fact in value.facts
    )


def join(first: Value, second: Value) -> Value:
    """The value that is one or the other."""
    if first is second or first == second:
        return first
    if isinstance(first, Tensor) and isinstance(second, Tensor):
        return _join_tensors(first, second)
    together: list[Value] = []
    for member in (*members(first), *members(second)):
        if member in together:
            continue
        if isinstance(member, Unknown):
            place = next((i for i, value in enumerate(together) if isinstance(value, Unknown)), None)
            if place is not None:
                known = together[place]
                assert isinstance(known, Unknown)
                together[place] = _join_unknowns(known, member)
                continue
        if isinstance(member, Tensor):
            place = next((i for i, value in enumerate(together) if isinstance(value, Tensor)), None)
            if place is not None:
                other = together[place]
                assert isinstance(other, Tensor)
                together[place] = _join_tensors(other, member)
                continue
        together.append(member)
    if len(together) > MOST_VALUES:
        return Unknown(
            ("many",),
            NOTHING.union(*(holders_of(value) for value in together)),
            NO_EVENTS.union(*(events_of(value) for value in together)),
            frozenset(value.id for value in together if isinstance(value, Ref)),
        )
    return together[0] if len(together) == 1 else Several(tuple(together))


def _join_unknowns(first: Unknown, second: Unknown) -> Unknown:
    """One unknown for two: nothing tells them apart."""
    symbols: set[Symbol] = set()
    for symbol in (first.symbol, second.symbol):
        inner = symbol[1] if symbol[0] == "either" else None
        symbols |= cast("frozenset[Symbol]", inner) if isinstance(inner, frozenset) else {symbol}
    either: Symbol = ("either", frozenset(symbols)) if len(symbols) <= MOST_VALUES else ("many",)
    return Unknown(
        either, first.holders | second.holders, first.events | second.events, first.captures | second.captures
    )


def _join_tensors(first: Tensor, second: Tensor) -> Tensor:
    facts = first.facts + tuple(fact for fact in second.facts if fact not in first.facts)
    if len(facts) > MOST_VALUES:
        facts = ANY_FORM
    return Tensor(
        facts,
        first.holders | second.holders,
        first.events | second.events,
        first.leaf if first.leaf == second.leaf else None,
    )
