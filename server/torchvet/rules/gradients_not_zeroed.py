"""# gradients-not-zeroed (TV301)

## What it does
Finds a `backward()` that adds its gradients to those that a step of the optimizer has already used,
where the next step then uses the sum.

The state of `.grad` is followed through loops, branches, calls and objects: filled by `backward()`,
used by `step()`, cleaned by `optimizer.zero_grad()`, `model.zero_grad()`, `p.grad = None` and the
like, wherever they stand and whatever the helper is called that does it.

It also finds a `backward()` that adds its gradients to those that were left by a backward for another
optimizer's step: a generator's loss goes through the discriminator and fills its gradients, too.

## Why it hurts
`backward()` adds to `.grad`; it never replaces what is there. Without `zero_grad()` each step follows
the sum of the gradients of all batches so far. The steps grow, and their direction is mostly that of
the past. There is no error: the loss falls for a while, and then wanders or explodes. On a single
batch it even learns faster, so that an overfitting test does not show it.

## Bad
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(256, 8), torch.randn(256, 1))
loader = DataLoader(data, batch_size=32, shuffle=True)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(10):
    for inputs, targets in loader:
        loss = nn.functional.mse_loss(model(inputs), targets)
        loss.backward()
        optimizer.step()
```

Once per epoch is not enough either, as long as there is a step for each batch:
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(256, 8), torch.randn(256, 1))
loader = DataLoader(data, batch_size=32, shuffle=True)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(10):
    optimizer.zero_grad()
    for inputs, targets in loader:
        loss = nn.functional.mse_loss(model(inputs), targets)
        loss.backward()
        optimizer.step()
```

## Good
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(256, 8), torch.randn(256, 1))
loader = DataLoader(data, batch_size=32, shuffle=True)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(10):
    for inputs, targets in loader:
        loss = nn.functional.mse_loss(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
```

Adding up on purpose is fine: what counts is that nothing is left over after a step.
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(256, 8), torch.randn(256, 1))
loader = DataLoader(data, batch_size=8, shuffle=True)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for number, (inputs, targets) in enumerate(loader):
    loss = nn.functional.mse_loss(model(inputs), targets) / 4
    loss.backward()
    if (number + 1) % 4 == 0:
        optimizer.step()
        optimizer.zero_grad()
```

In adversarial training the discriminator's gradients are zeroed after the generator's turn, not before it:
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(512, 20)), batch_size=32)
generator, discriminator = nn.Linear(8, 20), nn.Linear(20, 1)
generator_optimizer = torch.optim.Adam(generator.parameters(), lr=2e-4)
discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), lr=2e-4)

for (real,) in loader:
    fake = generator(torch.randn(len(real), 8))
    generator_loss = nn.functional.softplus(-discriminator(fake)).mean()
    generator_optimizer.zero_grad()
    generator_loss.backward()
    generator_optimizer.step()
    scores, judged = discriminator(real), discriminator(fake.detach())
    loss = (nn.functional.softplus(-scores) + nn.functional.softplus(judged)).mean()
    discriminator_optimizer.zero_grad()
    loss.backward()
    discriminator_optimizer.step()
```

## When it is silent
- Gradients are zeroed anywhere between the step and the backward: the order in the loop is free, and
  a helper may do it.
- The left-over gradients are never used: a generator's loss also fills the discriminator's gradients,
  which are zeroed at the discriminator's own turn.
- Several backwards before one step, `retain_graph=True`, gradient accumulation; also a body that learns
  from the losses of several heads with optimizers of their own.
- Parameters whose `requires_grad` is switched off anywhere, or `backward(inputs=...)` of others.
- Closures handed to the `step(closure)` of optimizers that aren't torch's, which may zero by themselves,
  and engines that do (DeepSpeed and the like).
- `torch.autograd.grad` and `torch.func`, which add up nothing.
- Whether something is zeroed hangs on a test that can't be decided.

It is only a hint where the optimizer can't be seen and is only used like one, and in a method that nothing
in the program calls.

## References
- [Zeroing out gradients in PyTorch](https://docs.pytorch.org/tutorials/recipes/recipes/zeroing_out_gradients.html)
- [torch.optim.Optimizer.zero_grad](https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html)
- [torch.Tensor.backward](https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from torchvet.finding import Finding, RelatedPlace, Severity
from torchvet.interpret.events import Iterates, Step, ZeroGrad
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.byproducts import Byproduct, byproducts, fix_byproduct
from torchvet.rules.reading.chains import related, through_calls
from torchvet.rules.reading.leftovers import Leftover, leftovers, wrongly_zeroed, zeroings
from torchvet.rules.reading.steps import optimizer_expression
from torchvet.rules.reading.zeroing import fix_with_zero_grad
from torchvet.rules.rule import Rule


class GradientsNotZeroed(Rule):
    """A backward that adds to gradients which a step has already used."""

    code = "TV301"
    name = "gradients-not-zeroed"
    severity = Severity.WARNING
    summary = "a step was taken, and the next backward adds to the old gradients"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports the first backward after a step whose gradients nothing has cleaned."""
        found = [each for each in leftovers(trace) if not wrongly_zeroed(trace, each)]
        for leftover in found:
            yield self._report(trace, leftover, found)
        known = {each.backward.place for each in found}
        left = [each for each in byproducts(trace) if each.leftover.backward.place not in known]
        for byproduct in left:
            yield self._report_byproduct(trace, byproduct, [*found, *(each.leftover for each in left)])

    def _report(self, trace: Trace, leftover: Leftover, found: list[Leftover]) -> Finding:
        zeroed = zeroings(trace, leftover)
        outside = [zero for zero in zeroed if not _is_inside(zero, leftover)]
        return self.finding(
            leftover.backward.place,
            f"{_when(leftover, zeroed, outside)}: this adds to gradients that the last step has already "
            "used, and the next step follows the sum of old and new.",
            shown=leftover.shown,
            related=tuple(_explanations(leftover, zeroed)),
            fix=fix_with_zero_grad(trace, leftover, outside, found),
        )

    def _report_byproduct(self, trace: Trace, byproduct: Byproduct, others: list[Leftover]) -> Finding:
        leftover = byproduct.leftover
        return self.finding(
            leftover.backward.place,
            f"Gradients are still there from a backward that was for {_owner(byproduct.meant_for)}: "
            f"this adds to them, and the next step follows the sum.",
            shown=leftover.shown,
            related=tuple(_explanations_of(byproduct)),
            fix=fix_byproduct(trace, byproduct, others),
        )


def _owner(step: Step) -> str:
    name = optimizer_expression(step)
    return f"the step of {name}" if name is not None else "another optimizer's step"


def _explanations_of(byproduct: Byproduct) -> Iterator[RelatedPlace]:
    leftover = byproduct.leftover
    yield related("this backward filled them, too", byproduct.filled.place)
    yield related("it was for this step, which doesn't use them", byproduct.meant_for.place)
    yield related("this step uses them, with the new ones on top", leftover.again.place)


def _is_inside(zero: ZeroGrad, leftover: Leftover) -> bool:
    return leftover.loop is None or zero.is_in_loop(leftover.loop.place)


def _when(leftover: Leftover, zeroed: list[ZeroGrad], outside: list[ZeroGrad]) -> str:
    running = leftover.loop
    if leftover.used.place != leftover.again.place and zeroed:
        return "Gradients are not zeroed after an earlier step"
    if not zeroed:
        return "Gradients are never zeroed"
    if not outside:
        return "Gradients are not zeroed on this path"
    in_a_loop = running is not None and any(zero.loops for zero in outside)
    if in_a_loop and running is not None and running.iterates is Iterates.LOADER:
        return "Gradients are zeroed once an epoch, not for each step"
    return "Gradients are zeroed outside the loop, not for each step"


def _explanations(leftover: Leftover, zeroed: list[ZeroGrad]) -> Iterator[RelatedPlace]:
    yield related("this step has used the gradients, and they stay", leftover.used.place)
    yield from through_calls(leftover.used.stack, leftover.backward.stack)
    if leftover.again.place != leftover.used.place:
        yield related("this step uses them again, with the new ones on top", leftover.again.place)
    for zero in zeroed if leftover.used.place == leftover.again.place else ():
        where = "only on another path" if _is_inside(zero, leftover) else "outside the loop"
        yield related(f"zeroed here, {where}", zero.place)
