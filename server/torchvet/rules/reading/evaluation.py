"""Which forward passes evaluate a module."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.interpret.events import (
    Backward,
    Event,
    Forward,
    Iterates,
    LoopPass,
    LossCall,
    Mode,
    ModeSet,
    Place,
    StateLoaded,
    Step,
)
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.chains import Stack
from torchvet.rules.reading.measuring import Measurements
from torchvet.rules.reading.spots import LOOPS, is_inside, same_function
from torchvet.rules.reading.training import Training, trainings
from torchvet.source.nodes import walk

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


class Evaluations:
    """The forward passes of a trace that evaluate, test or predict.

    Args:
        trace: the trace.
    """

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._measurements = Measurements(trace)
        self._training = trainings(trace)
        self._trained = {training.forward.module.identity for training in self._training.values()}
        self._backed = {index for backward in trace.of(Backward) for index in backward.forwards}
        backed = [event for index in self._backed if isinstance(event := trace.at(index), Forward)]
        self._learns = {event.module.identity for event in backed}
        self._updates: list[Event] = [*trace.of(Backward), *trace.of(Step)]

    def __contains__(self, forward: Forward) -> bool:
        """Whether a forward pass evaluates, as far as what surrounds it shows."""
        if forward.index in self._backed or forward.grad_enabled is None or _is_unused(forward.place):
            return False
        loop = forward.loop
        if loop is not None and self._updates_in(forward, loop):
            return self._is_validation_beside_training(forward, loop)
        if _repeats_its_input(forward):
            return False
        if loop is not None and loop.iterates is Iterates.LOADER:
            return self._is_trained(forward) or self._is_loaded(forward)
        if loop is not None and self._is_trained(forward) and self.measures(forward):
            return not self.may_be_trained_on(forward)
        return forward.grad_enabled is False and (self._predicts(forward) or self.is_likely(forward))

    def is_likely(self, forward: Forward) -> bool:
        """Whether it evaluates in all likelihood, by the use of what its loop runs over.

        The loop stands inside of the one that trains, trains nothing, and gives the module its items;
        neither whether those are a loader's batches is known, nor what becomes of the output.
        """
        loop = forward.loop
        if loop is None or loop.iterates is not Iterates.OTHER or not isinstance(loop.place.node, ast.For):
            return False
        if forward.grad_enabled is not False or _only_counts(loop.place.node.iter) or not forward.mode_set:
            return False
        if self.measures(forward) or not self._is_trained(forward):
            return False
        return any(self._updates_in(forward, each) for each in forward.loops)

    def may_be_trained_on(self, forward: Forward) -> bool:
        """Whether a backward that the trace doesn't show could go through a forward pass."""
        return forward.grad_enabled is not False and self._measurements.uses_of(forward).escapes

    def measures(self, forward: Forward) -> bool:
        """Whether a loss or an accuracy is computed from a forward pass."""
        return forward in self._measurements

    def is_set_for_it(self, setter: Event, forward: Forward) -> bool:
        """Whether a mode was set in a forward's own function, after the last step on the module."""
        identity = forward.module.identity
        steps = [t.step.index for t in self._training.values() if t.forward.module.identity == identity]
        learning = [each for each in self._backed if self._is_of(each, identity)]
        return same_function(setter.place, forward.place) and not any(
            setter.index < index < forward.index for index in (*steps, *learning)
        )

    def only_trains(self, forward: Forward) -> bool:
        """Whether the program trains the module, and never asks for another mode of it than train mode."""
        identity = forward.module.identity
        return self._is_trained(forward) and all(
            switch.mode is Mode.TRAIN
            for switch in self._trace.of(ModeSet)
            if any(module.identity == identity for module in switch.modules)
        )

    def _is_of(self, index: int, identity: int) -> bool:
        event = self._trace.at(index)
        return isinstance(event, Forward) and event.module.identity == identity

    def _predicts(self, forward: Forward) -> bool:
        """Whether it runs outside all training, on a module that was trained or loaded before."""
        if any(self._updates_in(forward, loop) for loop in forward.loops):
            return False
        if not forward.loops and any(
            _same_entry(event, forward) for event in self._updates if not event.loops
        ):
            return False
        return self._is_loaded(forward) or any(
            training.step.index < forward.index for training in self._trainings_of(forward)
        )

    def _is_validation_beside_training(self, forward: Forward, loop: LoopPass) -> bool:
        """Whether it follows a turn's step, and its loss on other data is computed without gradients."""
        before = [t for t in self._trainings_of(forward) if t.forward.index < forward.index]
        if forward.grad_enabled is not False or loop.iterates is not Iterates.OTHER or not before:
            return False
        if max(training.step.index for training in before) > forward.index:
            return False
        mine = _arguments(forward.place)
        if any(mine == _arguments(training.forward.place) for training in self._trainings_of(forward)):
            return False
        return any(
            forward.index in loss.forwards and loss.grad_enabled is False for loss in self._trace.of(LossCall)
        )

    def _is_trained(self, forward: Forward) -> bool:
        identity = forward.module.identity
        # What updates the parameters need not be known for an optimizer: the program asked for train mode.
        return identity in self._trained or (bool(forward.mode_set) and identity in self._learns)

    def _trainings_of(self, forward: Forward) -> Iterator[Training]:
        for training in self._training.values():
            if training.forward.module.identity == forward.module.identity:
                yield training

    def _is_loaded(self, forward: Forward) -> bool:
        return any(
            module.identity == forward.module.identity
            for event in self._trace.of(StateLoaded)
            for module in event.modules
            if event.index < forward.index
        )

    def _updates_in(self, forward: Forward, loop: LoopPass) -> bool:
        """Whether anything learns in a loop around a forward pass.

        Without gradients only the turns of the loops around it count in which the forward pass runs: a loop
        over phases learns in one turn and evaluates in the next.
        """
        run = _run_of(forward, loop)
        around = forward.loops[: forward.loops.index(loop)] if forward.grad_enabled is False else ()
        return any(
            event.is_in_loop(loop.place)
            and _run_of(event, loop) == run
            and event.loops[: len(around)] == around
            for event in self._updates
        )


def _run_of(event: Event, loop: LoopPass) -> Stack:
    """The calls through which the function that holds a loop was reached."""
    places = [*(site.place for site in event.stack), event.place]
    depth = next((i for i, place in enumerate(places) if same_function(place, loop.place)), 0)
    return event.stack[:depth]


def _same_entry(first: Event, second: Event) -> bool:
    starts = [event.stack[0].place if event.stack else event.place for event in (first, second)]
    return same_function(*starts)


def _only_counts(iterable: ast.expr) -> bool:
    """Whether a loop only counts its turns."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"
        for node in walk(iterable)
    )


def _is_unused(place: Place) -> bool:
    """Whether the result of a call goes nowhere: that only updates statistics."""
    parent = place.document.parent_of(place.node)
    match parent:
        case ast.Expr():
            return True
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name.strip("_") == ""
        case _:
            return False


def _arguments(place: Place) -> str | None:
    call = place.node
    return ast.dump(ast.Tuple(call.args)) if isinstance(call, ast.Call) and call.args else None


def _repeats_its_input(forward: Forward) -> bool:
    """Whether the innermost loop calls the module with the same arguments each turn, as MC dropout does."""
    document = forward.place.document
    node = document.parent_of(forward.place.node)
    while node is not None and not isinstance(node, ast.stmt):
        if isinstance(node, _COMPREHENSIONS):
            return not _names_read(forward.place) & _bound_in(node)
        node = document.parent_of(node)
    loop = forward.loop
    if loop is None or loop.iterates is not Iterates.OTHER or not isinstance(loop.place.node, LOOPS):
        return False
    places = [forward.place, *(site.place for site in reversed(forward.stack))]
    spot = next((place for place in places if is_inside(place, loop.place)), None)
    return spot is not None and not _names_read(spot) & _bound_in(loop.place.node)


def _names_read(place: Place) -> set[str]:
    """The names in a call: those of what is called (each member of an ensemble) and of its arguments."""
    call = place.node if isinstance(place.node, ast.Call) else None
    return {node.id for node in walk(call) if isinstance(node, ast.Name)} if call else set()


def _bound_in(node: ast.AST) -> set[str]:
    return {each.id for each in walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
