"""What is known about one loss: what its input has to be, and how it is called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from torchvet.program.knowledge.parameter import UNKNOWN_ARGUMENT, Arguments, Parameter


class Expectation(Enum):
    """What a loss's input has to be."""

    LOGITS = "logits"
    """Applies log-softmax itself: cross_entropy."""
    LOG_PROBABILITIES = "log-probabilities"
    """Log-softmax output: nll_loss."""
    BINARY_LOGITS = "binary logits"
    """Applies the sigmoid itself: binary_cross_entropy_with_logits."""
    BINARY_PROBABILITIES = "binary probabilities"
    """Values between 0 and 1: binary_cross_entropy."""
    PROBABILITIES = "probabilities"
    """Softmax or sigmoid output, of which it takes no logarithm: a Dice loss that applies neither itself."""
    LOG_DENSITY = "log-density"
    """kl_div's input: log-probabilities of the prediction."""
    ANY = "any"
    """Whatever is given (mse_loss, l1_loss): no rule has an opinion."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a loss expects when it is made (or called, for a function) with certain values.

    Args:
        when: parameters with the values that they have to have, all of them.
        expects: what the input has to be then.
    """

    when: tuple[tuple[Parameter, object], ...]
    expects: Expectation


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss and how it is called.

    Args:
        name: the last part of its qualified name.
        expects: what its input has to be.
        input: the name of the input's parameter.
        target: the name of the target's parameter.
        input_position: the input's position in the call (of the function, or of the loss object).
        target_position: the target's position, likewise.
        functional: whether it is a function rather than a class.
        reduction: the parameter (of the function, or of the constructor) that says how the elements'
            losses are reduced; None where there is none.
        cases: where what it expects depends on arguments: the first that holds counts, ``expects`` where
            none does.
    """

    name: str
    expects: Expectation
    input: str = "input"
    target: str = "target"
    input_position: int = 0
    target_position: int = 1
    functional: bool = False
    reduction: Parameter | None = None
    cases: tuple[Case, ...] = ()

    def expects_given(self, arguments: Arguments) -> Expectation:
        """What the input has to be, given the arguments of the constructor (of the call, for a function).

        Args:
            arguments: the arguments by position and keyword.

        Returns:
            The expectation; ``ANY`` where it depends on an argument that is not known.
        """
        for case in self.cases:
            values = [(parameter.value_in(arguments), wanted) for parameter, wanted in case.when]
            if any(value is not UNKNOWN_ARGUMENT and value != wanted for value, wanted in values):
                continue
            if any(value is UNKNOWN_ARGUMENT for value, _ in values):
                return Expectation.ANY
            return case.expects
        return self.expects

    def is_reduced(self, arguments: Arguments) -> bool | None:
        """Whether it gives one number, given the arguments of the constructor (of the call, for a function).

        Args:
            arguments: the arguments by position and keyword.

        Returns:
            True for one number, False for a loss of each element, None where that is not known.
        """
        if self.reduction is None:
            return None
        legacy = arguments.get("reduce")
        if legacy is not None:
            return legacy if isinstance(legacy, bool) else None
        value = self.reduction.value_in(arguments)
        return None if value is UNKNOWN_ARGUMENT else value in ("mean", "sum", "batchmean")
