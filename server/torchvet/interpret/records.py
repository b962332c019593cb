"""Objects with state, as the heap keeps them.

A record is changed only through ``State.write``, which copies it when another path still needs it.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from torchvet.interpret.events import Iterates, Place
from torchvet.interpret.values import NOTHING, Holder, Unknown, Value, join
from torchvet.program.knowledge.parameter import SPREAD

if TYPE_CHECKING:
    from torchvet.interpret.scope import ModuleScope
    from torchvet.program.knowledge.models import Model

LONGEST_SEQUENCE = 64
"""Elements of a list are told apart up to this number."""
Key = TypeVar("Key", bound=Hashable)


def join_fields(first: dict[Key, Value], second: dict[Key, Value]) -> dict[Key, Value]:
    """The fields after one of two paths; a field that one path lacks keeps the other's value."""
    if first is second:
        return first
    joined = first.copy()
    for name, value in second.items():
        mine = joined.get(name)
        if mine is not value:
            joined[name] = value if mine is None else join(mine, value)
    return joined


RecordKind = TypeVar("RecordKind", bound="Record")


# Several times as fast as calling ``dict[str, Value]``.
def _nothing() -> dict[str, Value]:
    return {}


def _no_names() -> dict[str, int]:
    return {}


def _no_arguments() -> dict[int | str, Value]:
    return {}


def _no_entries() -> dict[object, Value]:
    return {}


@lru_cache(maxsize=32)
def _names_of(kind: type[Record]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def twin(record: RecordKind) -> RecordKind:
    """A record with the same content, made faster than by ``replace``."""
    kind = type(record)
    made = kind.__new__(kind)
    for name in _names_of(kind):
        setattr(made, name, getattr(record, name))
    return made


@dataclass(slots=True)
class Record:
    """An object with state.

    Args:
        fields: its attributes.
        revision: how often it was handed out to be changed.
    """

    fields: dict[str, Value] = field(default_factory=_nothing)
    revision: int = 0

    def copy(self) -> Record:
        """A copy whose containers can be changed without changing this one."""
        copy = twin(self)
        copy.fields = self.fields.copy()
        return copy

    def join(self, other: Record) -> Record:
        """The object after one of two paths."""
        joined = twin(self)
        joined.fields = join_fields(self.fields, other.fields)
        return joined


@dataclass(slots=True, kw_only=True)
class Frame(Record):
    """The names of a running function, of a class body, or of a module.

    Args:
        fields: the names with their values.
        scope: the module that the code stands in.
        parent: the frame that encloses it in the text; None for a module.
        outer_names: names declared ``global`` or ``nonlocal``, with the frame that holds them.
        method_of: the first argument, where it is a method.
        owner: the class of the method.
        on_demand: for a module, whether its names are executed when they are asked for.
        starred: whether its imports of everything have been followed.
    """

    scope: ModuleScope
    parent: int | None = None
    outer_names: dict[str, int] = field(default_factory=_no_names)
    method_of: Value | None = None
    owner: int | None = None
    is_class: bool = False
    on_demand: bool = False
    starred: bool = False


@dataclass(slots=True, kw_only=True)
class ClassObject(Record):
    """A class of the program; ``fields`` is its namespace."""

    node: ast.ClassDef
    scope: ModuleScope
    bases: tuple[Value, ...]

    @property
    def name(self) -> str:
        """The class's name."""
        return self.node.name


@dataclass(slots=True, kw_only=True)
class Instance(Record):
    """An object of a class of the program, or of an external class that has no record of its own.

    Args:
        cls: a ``Ref`` to a class object, or an ``External``.
        arguments: for an external class, what it was made with, by position and by keyword.
        made_at: the call that made it.
        captures: ids of objects that it was given and may change.
    """

    cls: Value
    arguments: dict[int | str, Value] = field(default_factory=_no_arguments)
    made_at: Place | None = None
    captures: frozenset[int] = frozenset()


@dataclass(slots=True, kw_only=True)
class ModuleObject(Instance):
    """An ``nn.Module``.

    Args:
        label: its class's name, or the expression where the class is unknown.
        items: the children of a container (``Sequential``, ``ModuleList``, ``ModuleDict``), in order.
        known: false for a value that is only used like a module.
        tail: for a container, the number of children that are known to come last, where the others
            are there an unknown number of times; None where all are there once, in order.
        opaque: whether it may have children that the analysis can't see.
        model: for a ready-made model, what is known about it.
        parameters_of: for a copy whose parameters are another module's or made of them, that module's id.
        computed: whether they are made of them, and gather no gradients themselves.
        part_of: for something of which it is only known that it is within another module, that one's id.
    """

    label: str
    items: dict[str, Value] = field(default_factory=_nothing)
    known: bool = True
    tail: int | None = None
    opaque: bool = False
    model: Model | None = None
    parameters_of: int | None = None
    computed: bool = False
    part_of: int | None = None

    def copy(self) -> Record:
        copy = twin(self)
        copy.fields, copy.items = self.fields.copy(), self.items.copy()
        return copy

    def join(self, other: Record) -> Record:
        if not isinstance(other, ModuleObject):
            return self
        return replace(
            self,
            fields=join_fields(self.fields, other.fields),
            items=join_fields(self.items, other.items),
            opaque=self.opaque or other.opaque,
        )


@dataclass(slots=True, kw_only=True)
class OptimizerObject(Instance):
    """An optimizer.

    Args:
        label: its class's name.
        holders: whose parameters it holds.
        complete: whether those are all of them; else it may hold others too.
        whole: the holders of which it holds all parameters, as far as that is known.
        known: false for a value that is only used like an optimizer.
        zeroes_itself: whether ``step()`` leaves clean gradients.
    """

    label: str
    holders: frozenset[Holder]
    complete: bool
    whole: frozenset[Holder] = NOTHING
    known: bool = True
    zeroes_itself: bool = False

    def join(self, other: Record) -> Record:
        if not isinstance(other, OptimizerObject):
            return self
        return replace(
            self,
            fields=join_fields(self.fields, other.fields),
            holders=self.holders | other.holders,
            complete=self.complete and other.complete,
            whole=self.whole & other.whole,
        )


@dataclass(slots=True, kw_only=True)
class Sequence(Record):
    """A list, tuple or set.

    Args:
        kind: "list", "tuple" or "set".
        items: the elements in order, where all are known.
        element: what any element can be, where they aren't; None where nothing is known to be in it.
        tail: the last elements, as far as they are known where not all are.
        made_at: the expression that made it.
        repeated: for ``[batch] * 50``, the expression of the batch.
        listed: for ``list(loader)``, that expression.
        whole: for the parameters of a module, whether all of them are in it that learn.
    """

    kind: str
    items: tuple[Value, ...] | None
    element: Value | None = None
    tail: tuple[Value, ...] = ()
    made_at: Place | None = None
    repeated: ast.expr | None = None
    listed: Place | None = None
    whole: bool = False

    def any_element(self) -> Value | None:
        """What any element can be; None where there is none."""
        found = self.element
        for item in (*(self.items or ()), *self.tail):
            found = item if found is None else join(found, item)
        return found

    def append(self, value: Value, *, once: bool) -> None:
        """Puts a value at the end; ``once`` where it is known to be put there once."""
        if once and self.items is not None and len(self.items) < LONGEST_SEQUENCE:
            self.items = (*self.items, value)
        elif once and self.items is None:
            self.tail = (*self.tail, value)[-LONGEST_SEQUENCE:]
        else:
            known = self.any_element()
            self.items, self.tail = None, ()
            self.element = value if known is None else join(known, value)

    def join(self, other: Record) -> Record:
        if not isinstance(other, Sequence):
            return self
        if self.items is not None and other.items is not None and len(self.items) == len(other.items):
            items = tuple(join(a, b) for a, b in zip(self.items, other.items, strict=True))
            return replace(self, items=items)
        mine, theirs = self.any_element(), other.any_element()
        element = theirs if mine is None else mine if theirs is None else join(mine, theirs)
        tail = self.tail if self.items is None and other.items is None and self.tail == other.tail else ()
        return replace(self, items=None, element=element, tail=tail)


@dataclass(slots=True, kw_only=True)
class Mapping(Record):
    """A dict.

    Args:
        entries: the values by constant key.
        rest: what values under other keys can be; None where there are none.
    """

    entries: dict[object, Value] = field(default_factory=_no_entries)
    rest: Value | None = None
    made_at: Place | None = None

    def other_value(self, key: Value) -> Value | None:
        """What is under a key that isn't among the entries; None where nothing is."""
        rest = self.rest
        if isinstance(rest, Unknown) and rest.symbol[0] == "kwargs":
            return replace(rest, symbol=("item", rest.symbol, key))
        return rest

    def any_value(self) -> Value | None:
        """What any value can be; None where there is none."""
        found = self.rest
        for value in self.entries.values():
            found = value if found is None else join(found, value)
        return found

    def copy(self) -> Record:
        copy = twin(self)
        copy.fields, copy.entries = self.fields.copy(), self.entries.copy()
        return copy

    def join(self, other: Record) -> Record:
        if not isinstance(other, Mapping):
            return self
        rest = (
            self.rest
            if other.rest is None
            else other.rest
            if self.rest is None
            else join(self.rest, other.rest)
        )
        return replace(self, entries=join_fields(self.entries, other.entries), rest=rest)


@dataclass(slots=True, kw_only=True)
class LoaderObject(Instance):
    """A ``DataLoader``, or another loader without an index."""

    @property
    def makes_batches(self) -> bool:
        """Whether it puts examples together: else an item of a data set that nobody knows may be a batch."""
        if not isinstance(self.arguments.get(0, self.arguments.get("dataset")), Unknown):
            return True
        return not self.arguments.keys().isdisjoint({1, "batch_size", "sampler", "batch_sampler", SPREAD})


@dataclass(slots=True, kw_only=True)
class Stream(Record):
    """An iterable that a loop can run over: an iterator of a loader, ``enumerate(…)``, ``zip(…)``.

    Args:
        element: what a turn gets.
        iterates: what it runs over.
        first: what the first turn gets, where more is known of it (its number).
        loader_node: the expression that is the loader, for a loop over a loader.
        one_batch: for a repeated batch, the expression of the batch.
        is_iterator: whether ``next()`` can be called on it (``iter(loader)``).
        fresh: the expression that made the iterator.
    """

    element: Value
    iterates: Iterates
    first: Value | None = None
    loader_node: ast.expr | None = None
    one_batch: ast.expr | None = None
    is_iterator: bool = False
    fresh: ast.expr | None = None


@dataclass(slots=True, kw_only=True)
class Leaf(Record):
    """A tensor that gathers gradients itself: a parameter, ``requires_grad=True``."""

    label: str
    made_at: Place | None = None


@dataclass(slots=True, kw_only=True)
class Context(Record):
    """A context manager that changes whether gradients are recorded.

    Args:
        grad: what it sets; None where unknown.
    """

    grad: bool | None


def unknown_element(node: ast.AST) -> Unknown:
    """What a turn of a loop over an unknown iterable gets."""
    return Unknown(("element", node))


def is_index(number: int, items: tuple[Value, ...]) -> bool:
    """Whether a number is an index into known elements."""
    return -len(items) <= number < len(items)
