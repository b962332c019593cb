"""Verification as a function, for test suites."""

# pyright: basic

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from torchvet.verify.judge import judge, numbers
from torchvet.verify.request import STEPS, TIMEOUT
from torchvet.verify.result import VerifyResult

if TYPE_CHECKING:
    from torch import nn, optim


class _Enough(BaseException):
    """Ends the training when it has been judged."""


def overfit_one_batch(
    model: nn.Module,
    loss_fn: Any,
    batch: Any,
    optimizer: optim.Optimizer,
    *,
    steps: int = STEPS,
    timeout: float = TIMEOUT,
) -> VerifyResult:
    """Trains a model on one batch, and judges whether it learns it.

    Mode and device are left to the caller. The model is trained in place, and exceptions of the model and the
    loss come out as they are.

    Args:
        model: the model.
        loss_fn: called with the output and the target; with the model and the batch where the batch isn't a
            pair; None where the model returns the loss itself.
        batch: a pair of inputs and target, where the inputs may be a tuple or a dict of arguments; or
            anything that ``loss_fn`` understands.
        optimizer: the optimizer of the model's parameters.
        steps: after how many steps at most to judge.
        timeout: after how many seconds at most.

    Returns:
        The verdict, with all that was found: ``result.overfits``, ``result.codes``, ``result.findings``.
    """
    from torchvet.verify.probe.hooks import Hooks
    from torchvet.verify.probe.loaders import Loaders
    from torchvet.verify.probe.one_batch import fit
    from torchvet.verify.probe.progress import Limits
    from torchvet.verify.probe.watch import Watch

    reasons: list[str] = []

    def end(reason: str) -> None:
        reasons.append(reason)
        raise _Enough

    started = time.time()
    watch = Watch(Limits(steps, timeout), Loaders(0), lambda event, **facts: None, end)
    hooks = Hooks(watch)
    hooks.install()
    watch.gradients.add(optimizer)
    try:
        fit(model, loss_fn, batch, optimizer, steps)
    except _Enough:
        pass
    finally:
        hooks.remove()
    watch.loaders.batch_size = _batch_size(batch)
    watch.is_ending = True
    facts = watch.facts(reasons[0] if reasons else "ended")
    judgement = judge(facts)
    accuracy = facts["accuracy"]
    return VerifyResult(
        verdict=judgement.verdict,
        sentence=judgement.sentence,
        script=type(model).__name__,
        device=facts["device"],
        steps=facts["steps"],
        seconds=time.time() - started,
        history=numbers(facts["history"]),
        accuracy=(accuracy[0], accuracy[1]) if accuracy else None,
        findings=judgement.findings,
        held="by-itself",
    )


def _batch_size(batch: Any) -> int | None:
    """The number of items, where all tensors of a pair agree on it."""
    from torchvet.verify.probe.batches import tensors_in

    if not isinstance(batch, (tuple, list)) or len(batch) != 2:
        return None
    sizes = {tensor.shape[0] if tensor.dim() else 0 for tensor in tensors_in(batch)}
    return sizes.pop() if len(sizes) == 1 else None
