"""Which forward passes train a module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torchvet.interpret.events import Backward, Forward, Step
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.discards import useless_steps


@dataclass(frozen=True, slots=True)
class Training:
    """A forward pass that is trained on: a backward goes through it, and a step is to use the gradients."""

    forward: Forward
    backward: Backward
    step: Step


def trainings(trace: Trace) -> Mapping[int, Training]:
    """The forward passes that a step uses, by index, each with the first backward and step that do.

    A step whose gradients were thrown away just before is meant to use them: one mistake hides no other.
    """
    return trace.read_by(_trainings)


def _trainings(trace: Trace) -> dict[int, Training]:
    backwards: dict[int, Backward] = {}
    for backward in trace.of(Backward):
        for index in backward.forwards:
            backwards.setdefault(index, backward)
    found: dict[int, Training] = {}
    for step in trace.of(Step):
        for index in step.forwards & backwards.keys():
            forward = trace.at(index)
            if isinstance(forward, Forward) and forward.grad_enabled is not False:
                found.setdefault(index, Training(forward, backwards[index], step))
    for discard in useless_steps(trace):
        for index in discard.backward.forwards:
            forward = trace.at(index)
            if isinstance(forward, Forward) and forward.grad_enabled is not False:
                found.setdefault(index, Training(forward, discard.backward, discard.step))
    return dict(sorted(found.items()))


def trained_modules(trace: Trace) -> frozenset[int]:
    """The identities of the modules that the program trains."""
    return frozenset(training.forward.module.identity for training in trainings(trace).values())
