"""How much longer a training step takes under verify's probe: `python benchmarks/verify_overhead.py`.

A model of about a million parameters on the CPU. Rounds of steps with and without the probe take turns in
one process, and their medians are compared, so that other programs on the machine disturb both alike. The
processor time is what counts; the time on the clock, which others lengthen, is printed beside it.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "server"))

import torch
from torch import nn

from torchvet.verify.probe.hooks import Hooks
from torchvet.verify.probe.loaders import Loaders
from torchvet.verify.probe.progress import Limits
from torchvet.verify.probe.watch import Watch

ROUNDS, STEPS, BATCH = 15, 20, 64
GOAL = 0.10


class Training:
    """A model with what trains it."""

    def __init__(self) -> None:
        torch.manual_seed(0)
        self.model = nn.Sequential(
            nn.Linear(256, 768), nn.ReLU(), nn.Dropout(0.1), nn.Linear(768, 768), nn.ReLU(), nn.Dropout(0.1),
            nn.Linear(768, 256), nn.ReLU(), nn.Linear(256, 10),
        )  # fmt: skip
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-5)
        self.batch = torch.randn(BATCH, 256), torch.randint(0, 10, (BATCH,))

    def seconds(self) -> tuple[float, float]:
        """The time of some steps: the processor's, and the clock's."""
        started = time.process_time(), time.perf_counter()
        for _ in range(STEPS):
            self.optimizer.zero_grad()
            nn.functional.cross_entropy(self.model(self.batch[0]), self.batch[1]).backward()
            self.optimizer.step()
        return time.process_time() - started[0], time.perf_counter() - started[1]


def main() -> int:
    """Measures and prints."""
    torch.set_num_threads(1)
    training = Training()
    size = sum(parameter.numel() for parameter in training.model.parameters())
    watch = Watch(Limits(10**9, 10**9), Loaders(0), lambda event, **facts: None, lambda reason: None)
    watch.gradients.add(training.optimizer)
    training.seconds()
    bare: list[tuple[float, float]] = []
    watched: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        bare.append(training.seconds())
        hooks = Hooks(watch)
        hooks.install()
        watched.append(training.seconds())
        hooks.remove()
    first = 1000 * watched[0][0] / STEPS
    print(f"model of {size:,} parameters, batch of {BATCH}, one thread, torch {torch.__version__}")
    more = [_compare(name, bare, watched, number) for number, name in enumerate(("processor", "clock"))]
    print(f"the first {STEPS} steps, in which it looks more closely: {first:.2f} ms each (processor)")
    return int(more[0] > GOAL)


def _compare(
    name: str, bare: list[tuple[float, float]], watched: list[tuple[float, float]], number: int
) -> float:
    """Prints what a step takes with and without the probe; gives how much more that is."""
    without, with_probe = (
        1000 * statistics.median(times[number] for times in rounds[1:]) / STEPS for rounds in (bare, watched)
    )
    more = with_probe / without - 1
    print(f"a step ({name}): {without:.2f} ms bare, {with_probe:.2f} ms with the probe ({100 * more:+.1f} %)")
    return more


if __name__ == "__main__":
    sys.exit(main())
