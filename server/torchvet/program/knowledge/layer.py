"""What is known about one layer: what it gives, and when it depends on the mode."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from torchvet.program.knowledge.parameter import Arguments, Parameter


class Dependence(Enum):
    """Whether a module behaves differently in train and eval mode."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Output(Enum):
    """What a layer makes of its input, as far as losses care."""

    LOGITS = "logits"
    """A raw weighted sum."""
    PRESERVES = "preserves"
    """What the input was."""
    SOFTMAX = "softmax"
    LOG_SOFTMAX = "log-softmax"
    SIGMOID = "sigmoid"
    LOG_SIGMOID = "log-sigmoid"
    OTHER = "other"
    """Something else that is known: an activation, a norm, a pooling, an embedding."""
    CONTAINER = "container"
    """Holds other modules: ``Sequential``, ``ModuleList``, ``ModuleDict``."""
    LOSS = "loss"
    """It is a loss: see the table of losses."""
    UNKNOWN = "unknown"
    """Tuples, or whatever a wrapped module gives."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A constructor's argument has to be above a value.

    Args:
        parameter: the argument.
        above: the value; True counts as 1, False and None as 0.
    """

    parameter: Parameter
    above: float = 0.0

    def holds(self, arguments: Arguments) -> bool | None:
        """Whether it holds; None where the argument isn't known."""
        value = self.parameter.value_in(arguments)
        if value is None:
            return False
        return value > self.above if isinstance(value, (bool, int, float)) else None


@dataclass(frozen=True, slots=True)
class ModeDependence:
    """When a layer depends on the mode.

    Args:
        ever: false for a layer that never does.
        when: what has to hold of the constructor's arguments, all of it.
    """

    ever: bool
    when: tuple[Requirement, ...] = ()

    def given(self, arguments: Arguments) -> Dependence:
        """Whether a layer made with these arguments depends on the mode."""
        if not self.ever:
            return Dependence.NO
        outcomes = [requirement.holds(arguments) for requirement in self.when]
        if False in outcomes:
            return Dependence.NO
        return Dependence.UNKNOWN if None in outcomes else Dependence.YES


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer.

    Args:
        output: what it makes of its input.
        mode: when it depends on the mode; None where that can't be said (containers, wrappers).
        parameters: whether it has parameters of its own; None where that depends on what it holds.
        holds: the constructor's parameter that is a module whose copies it holds (``TransformerEncoder``);
            its dependence is that module's.
    """

    output: Output
    mode: ModeDependence | None
    parameters: bool | None = False
    holds: Parameter | None = None


NEVER: Final = ModeDependence(ever=False)
ALWAYS: Final = ModeDependence(ever=True)


def rate(position: int, name: str, default: object, above: float = 0.0) -> Requirement:
    """A constructor's argument that has to be above a value for the layer to depend on the mode."""
    return Requirement(Parameter(position, name, default), above)


def when(*requirements: Requirement) -> ModeDependence:
    """A dependence on the mode where all of these hold."""
    return ModeDependence(ever=True, when=requirements)
