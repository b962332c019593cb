"""How long after a keystroke the running server's diagnostics are there, for a script of 1,000 lines.

Prints times; asserts nothing. Run it with ``python benchmarks/server_latency.py [LINES] [KEYSTROKES]``.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "lsp"))

from wire import Wire, pulling  # noqa: E402 - it lies with the tests

IMPORTS = """\
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
"""

STUDY = '''

class Classifier{n}(nn.Module):
    """Experiment {n}."""

    def __init__(self, width=64):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(28 * 28, width), nn.ReLU(), nn.Dropout(0.5), nn.Linear(width, 10)
        )

    def forward(self, x):
        return self.layers(x.flatten(1))


def test{n}(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(1) == y).sum().item()
    model.train()
    return correct / len(loader.dataset)


def train{n}(epochs=3):
    data = TensorDataset(torch.randn(256, 1, 28, 28), torch.randint(0, 10, (256,)))
    loader = DataLoader(data, batch_size=32, shuffle=True)
    model = Classifier{n}()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    model.train()
    for epoch in range(epochs):
        for step, (x, y) in enumerate(loader):
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            if step % 10 == 0:
                print(epoch, step, loss.item(), test{n}(model, loader))
    return model


if __name__ == "__main__":
    train{n}()
'''


def script(lines: int) -> str:
    """A script of about that many lines, all of them about training."""
    text, number = IMPORTS, 0
    while text.count("\n") < lines:
        text += STUDY.format(n=number)
        number += 1
    return text


def milliseconds(times: list[float]) -> str:
    """The middle and the worst of some times."""
    ordered = sorted(times)
    high = ordered[int(len(ordered) * 0.95)]
    named = {"median": statistics.median(times), "95%": high, "worst": ordered[-1]}
    return "   ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in named.items())


def measure(name: str, capabilities: dict[str, Any] | None, text: str, keystrokes: int) -> None:
    """Types a comment letter by letter in the text's middle, and takes the time until each is answered."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "server")}
    wire = Wire([sys.executable, "-m", "torchvet.lsp.server"], env=environment)
    begin = time.perf_counter()
    wire.start(capabilities) if capabilities else wire.start()
    started = time.perf_counter() - begin
    uri = "file:///tmp/torchvet-latency/train.py"

    def answer(version: int) -> int:
        return len(wire.pull(uri)["items"] if capabilities else wire.published(uri, version))

    begin = time.perf_counter()
    wire.open(uri, text)
    found = answer(1)
    first = time.perf_counter() - begin
    middle = text.count("\n") // 2
    times: list[float] = []
    for number in range(keystrokes):
        place = {"line": middle, "character": 0}
        letter = "#" if number == keystrokes - 1 else " \n"[number % 2]
        begin = time.perf_counter()
        wire.change(uri, number + 2, {"range": {"start": place, "end": place}, "text": letter})
        answer(number + 2)
        times.append(time.perf_counter() - begin)
        time.sleep(0.05)
    wire.stop()
    print(f"{name}: {text.count(chr(10))} lines, {found} findings")
    print(f"  initialize {started * 1000:.0f} ms, first answer {first * 1000:.0f} ms")
    print(f"  a keystroke's answer: {milliseconds(times)}")


if __name__ == "__main__":
    lines, keystrokes = (int(each) for each in [*sys.argv[1:], "1000", "50"][:2])
    measure("pushed", None, script(lines), keystrokes)
    measure("pulled", pulling(), script(lines), keystrokes)
