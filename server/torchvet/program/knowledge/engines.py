"""Engines of ignite: what they call, and when.

Sources: https://docs.pytorch.org/ignite/concepts.html,
https://docs.pytorch.org/ignite/generated/ignite.engine.events.Events.html (0.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from torchvet.program.knowledge.models import Start
from torchvet.program.knowledge.parameter import Parameter
from torchvet.program.knowledge.wordlist import words


@dataclass(frozen=True, slots=True)
class Engine:
    """A class or function that makes an engine.

    Args:
        runs: the parameter that is the function that it calls for each batch, or the model.
        mode: the mode into which it switches that model for each batch; None for a function.
    """

    runs: Parameter
    mode: Start | None = None


ENGINES: Final[dict[str, Engine]] = {
    "ignite.engine.Engine": Engine(Parameter(0, "process_function")),
    "ignite.engine.deterministic.DeterministicEngine": Engine(Parameter(0, "process_function")),
    "ignite.engine.create_supervised_trainer": Engine(Parameter(0, "model"), Start.TRAIN),
    "ignite.engine.create_supervised_evaluator": Engine(Parameter(0, "model"), Start.EVAL),
}
"""What makes engines, by canonical name. Those of a function own neither modes nor gradients."""


class Moment(Enum):
    """When an engine calls a handler."""

    START = "start"
    EPOCH_START = "epoch start"
    BATCH_START = "batch start"
    BATCH_END = "batch end"
    EPOCH_END = "epoch end"
    END = "end"


EVENTS: Final[dict[str, Moment]] = {
    f"ignite.engine.Events.{name}": moment
    for moment, names in (
        (Moment.START, "STARTED"),
        (Moment.EPOCH_START, "EPOCH_STARTED"),
        (Moment.BATCH_START, "ITERATION_STARTED GET_BATCH_STARTED GET_BATCH_COMPLETED"),
        (Moment.BATCH_END, "ITERATION_COMPLETED"),
        (Moment.EPOCH_END, "EPOCH_COMPLETED"),
        (Moment.END, "COMPLETED"),
    )
    for name in words(names)
}
"""The moments of ignite's events."""
