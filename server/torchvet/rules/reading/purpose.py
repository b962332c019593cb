"""Whether a module trains in eval mode because somebody wants that."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from torchvet.interpret.events import Forward, ModeSet, StateLoaded
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.spots import same_function
from torchvet.rules.reading.training import Training, trainings


def is_on_purpose(trace: Trace, setters: Iterable[ModeSet], training: Training) -> bool:
    """Whether eval mode is set for the training itself.

    It is where a flag decides the mode, where the mode from before is restored afterwards, and where no loss
    is known, as in adaptation at test time; in each case right before the training, in one function with it.
    """
    before = [setter for setter in setters if _stands_before(setter, training.forward)]
    if any(_is_given_a_flag(setter) or _is_restored(trace, setter) for setter in before):
        return True
    unused = any(not _is_used_between(trace, setter, training.forward) for setter in before)
    return unused and not training.backward.losses


def may_be_on_purpose(trace: Trace, setters: Iterable[ModeSet], forward: Forward) -> bool:
    """Whether eval mode is set right before the training, with nothing in between that it would serve.

    Not so where trained weights came in before: then it is left over from loading them.
    """
    return any(
        _stands_before(setter, forward)
        and not _is_used_between(trace, setter, forward)
        and not _is_loaded_before(trace, setter, forward)
        for setter in setters
    )


def _stands_before(setter: ModeSet, forward: Forward) -> bool:
    """Whether a mode is set in the text before a forward, or before the call that leads to it.

    Whoever writes that in one function sees both, and may do it on purpose.
    """
    depth = len(setter.stack)
    if setter.stack != forward.stack[:depth]:
        return False
    spot = forward.stack[depth].place if len(forward.stack) > depth else forward.place
    return same_function(setter.place, spot) and setter.place.range < spot.range


def _is_restored(trace: Trace, setter: ModeSet) -> bool:
    """Whether the function that sets a mode brings back the one from before at its end."""
    modules = {module.identity for module in setter.modules}
    return any(
        event.stack == setter.stack
        and same_function(event.place, setter.place)
        and setter.place.range < event.place.range
        and modules == {module.identity for module in event.modules}
        and _is_given_a_flag(event)
        for event in trace.of(ModeSet)
    )


def _is_used_between(trace: Trace, setter: ModeSet, forward: Forward) -> bool:
    """Whether an evaluation stands between, which is what the mode was set for."""
    trained = trainings(trace)
    return any(
        isinstance(event, Forward)
        and event.module.identity == forward.module.identity
        and event.index not in trained
        for event in trace.between(setter, forward)
    )


def _is_given_a_flag(setter: ModeSet) -> bool:
    """Whether it is ``train(flag)``: whoever writes that knows that the mode can be either."""
    call = setter.place.node
    keywords = [keyword.value for keyword in call.keywords] if isinstance(call, ast.Call) else []
    arguments = [*call.args, *keywords] if isinstance(call, ast.Call) else []
    return any(not isinstance(argument, ast.Constant) for argument in arguments)


def _is_loaded_before(trace: Trace, setter: ModeSet, forward: Forward) -> bool:
    """Whether trained weights came in, and ``eval()`` with them, before the training began."""
    innermost = forward.loops[-1].place if forward.loops else None
    loaded = any(
        module.identity == forward.module.identity
        for event in trace.of(StateLoaded)
        for module in event.modules
    )
    return loaded and (innermost is None or not setter.is_in_loop(innermost))
