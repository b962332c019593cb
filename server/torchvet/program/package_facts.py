"""What is known about a name of an installed package: the answers of the package bridge.

The values are plain and immutable, travel as JSON between the processes and are kept on disk.
Names are dotted. A *canonical* name is that of the place where a thing is defined
(``torch.nn.modules.loss.CrossEntropyLoss``), not of a place that re-exports it. What could not be
found in the environment keeps the name by which the package's text refers to it (``torch.nn.Module``
where torch is not installed), so that the constants below hold every spelling.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any, cast

SCHEMA = 2
"""Raised when the meaning of a field changes, so that answers kept on disk are asked anew."""

NEURAL_MODULES = frozenset({"torch.nn.modules.module.Module", "torch.nn.modules.Module", "torch.nn.Module"})
OPTIMIZERS = frozenset({"torch.optim.optimizer.Optimizer", "torch.optim.Optimizer"})
LOADERS = frozenset({"torch.utils.data.dataloader.DataLoader", "torch.utils.data.DataLoader"})
DATASETS = frozenset({"torch.utils.data.dataset.Dataset", "torch.utils.data.Dataset"})
LIGHTNING_MODULES = frozenset(
    f"{package}.{module}"
    for package in ("lightning.pytorch", "pytorch_lightning")
    for module in ("core.module.LightningModule", "core.LightningModule", "LightningModule")
) | {"lightning.LightningModule"}
ROOT_CLASSES = NEURAL_MODULES | OPTIMIZERS | LOADERS | DATASETS | LIGHTNING_MODULES
"""Classes whose own behaviour is known; what a subclass overrides is measured against them."""

WATCHED_CALLS = frozenset({"eval", "train", "zero_grad", "step", "backward", "requires_grad_"})
"""Methods whose call on a parameter is a touch."""
HANDED_ON = "unknown"
"""The touch of a parameter that was handed on to something that could not be read."""
KEPT = "kept"
"""The touch of a parameter that is stored in an object that outlives the call."""
RETURNED = "returned"
"""The touch of a parameter that is (or may be) what the function returns."""

OVERRIDABLE = frozenset(
    {"train", "eval", "forward", "__call__", "__getitem__", "__iter__", "__len__", "step", "zero_grad"}
)
"""Methods that are looked for in a class's own text."""


class Kind(str, Enum):
    """What a name stands for."""

    CLASS = "class"
    FUNCTION = "function"
    MODULE = "module"
    INSTANCE = "instance"
    """An object that the package made itself (``pkg.default_model``)."""
    UNKNOWN = "unknown"


class Passing(str, Enum):
    """How a parameter is passed."""

    POSITIONAL = "positional"
    """By position, and by name unless positional-only."""
    KEYWORD = "keyword"
    """By name only."""
    ARGUMENTS = "arguments"
    """``*args``."""
    KEYWORDS = "keywords"
    """``**kwargs``."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function (``self`` and ``cls`` of methods are not among them).

    Args:
        name: its name, without stars.
        passing: how it is passed.
        required: whether it has no default.
    """

    name: str
    passing: Passing = Passing.POSITIONAL
    required: bool = True


@dataclass(frozen=True, slots=True)
class PackageFact:
    """What a qualified name of an installed package stands for.

    Args:
        asked: the qualified name that was asked.
        name: the canonical name of what it stands for.
        kind: what it stands for.
        alternatives: canonical names of other things that it may stand for, where its definition
            depends on a condition.
        bases: for a class: the canonical names of all its base classes in the order of look-up,
            without itself and ``object``.
        bases_known: whether all of these were found and read (or are known to have no text).
        overrides: for a class: those of :data:`OVERRIDABLE` that it or a base defines, the classes of
            :data:`ROOT_CLASSES` and their bases left aside.
        constructs: for a ``nn.Module``: canonical names of the module classes that its text makes,
            its bases and the package's classes that it makes included.
        constructs_known: whether ``constructs`` names everything it may be made of.
        mode_layers: for a ``nn.Module``: canonical names of the batch norms and dropouts that it surely has.
        reads_training: whether its text reads ``self.training`` or calls a dropout function.
        returns: for a function: canonical names of the classes it may return an instance of;
            for an instance: the classes it may be of. None left out; empty where not known.
        returns_declared: whether an annotation says so; else ``returns`` was inferred, and the value may
            be something else on a path that inference does not see.
        parameters: for a function, and for a class's constructor: its parameters in order.
        touches: for the same: what the body does with a parameter, by name (``self`` too):
            names of :data:`WATCHED_CALLS`, or :data:`HANDED_ON`, :data:`KEPT`, :data:`RETURNED`.
            A parameter that is absent is left alone, provided that ``body_read`` is true.
        body_read: whether there was a body to read.
    """

    asked: str
    name: str
    kind: Kind
    alternatives: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    bases_known: bool = False
    overrides: tuple[str, ...] = ()
    constructs: tuple[str, ...] = ()
    constructs_known: bool = False
    mode_layers: tuple[str, ...] = ()
    reads_training: bool = False
    returns: tuple[str, ...] = ()
    returns_declared: bool = False
    parameters: tuple[Parameter, ...] = ()
    touches: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]], hash=False)
    body_read: bool = False

    def is_a(self, names: Iterable[str]) -> bool:
        """Whether it is a class that is, or inherits from, one of these canonical names."""
        wanted = frozenset(names)
        return self.kind is Kind.CLASS and (self.name in wanted or not wanted.isdisjoint(self.bases))

    def touches_of(self, parameter: str) -> tuple[str, ...]:
        """What the body does with a parameter; ``("unknown",)`` where the body was not read."""
        return self.touches.get(parameter, ()) if self.body_read else (HANDED_ON,)

    def to_json(self) -> dict[str, Any]:
        """A dictionary that JSON can hold; what stands at its default is left out."""
        record: dict[str, Any] = {"asked": self.asked, "name": self.name, "kind": self.kind.value}
        for name in _TEXT_LISTS + _FLAGS:
            if value := getattr(self, name):
                record[name] = value
        if self.parameters:
            record["parameters"] = [[p.name, p.passing.value, p.required] for p in self.parameters]
        if self.touches:
            record["touches"] = dict(self.touches)
        return record

    @classmethod
    def from_json(cls, record: object) -> PackageFact:
        """Reads what :meth:`to_json` wrote.

        Raises:
            ValueError: the record is not one of ours.
        """
        if not isinstance(record, dict):
            raise ValueError("a package fact must be an object")
        table = cast("dict[str, object]", record)
        if unknown := table.keys() - {each.name for each in fields(cls)}:
            raise ValueError(f"a package fact has no field {sorted(unknown)[0]!r}")
        return cls(
            _text(table.get("asked")),
            _text(table.get("name")),
            Kind(table.get("kind")),
            parameters=tuple(_parameter(each) for each in _items(table.get("parameters", []))),
            touches={_text(k): _texts(v) for k, v in _mapping(table.get("touches", {})).items()},
            **{name: _texts(table[name]) for name in _TEXT_LISTS if name in table},
            **{name: _flag(table[name]) for name in _FLAGS if name in table},
        )


_TEXT_LISTS = ("alternatives", "bases", "overrides", "constructs", "mode_layers", "returns")
_FLAGS = ("bases_known", "constructs_known", "reads_training", "returns_declared", "body_read")


def _parameter(record: object) -> Parameter:
    match _items(record):
        case [str() as name, str() as passing, bool() as required]:
            return Parameter(name, Passing(passing), required)
        case _:
            raise ValueError("a parameter must be a name, a way of passing and a flag")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a name must be a string")
    return value


def _flag(value: object) -> Any:
    if not isinstance(value, bool):
        raise ValueError("a flag must be true or false")
    return value


def _items(value: object) -> list[object]:
    if not isinstance(value, list | tuple):
        raise ValueError("a list was expected")
    return list(cast("list[object]", value))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(each) for each in _items(value))


def _mapping(value: object) -> dict[object, object]:
    if not isinstance(value, dict):
        raise ValueError("an object was expected")
    return cast("dict[object, object]", value)
