"""How long after a keystroke the running server's diagnostics are there, for a script of 1,000 lines.

Prints times; asserts nothing.
Run it with ``python benchmarks/server_latency.py [LINES | FILE] [KEYSTROKES]``: a number asks for a
made-up script of so many lines, a file for that file where it lies. What ``check`` takes for the same
text in a warm process is printed beside what ``ast.parse`` takes, in the same run.
"""

from __future__ import annotations

import ast
import gc
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "lsp"), str(ROOT / "server")]

from wire import Wire, pulling  # noqa: E402 - it lies with the tests

from torchvet.check import check  # noqa: E402
from torchvet.project import Project  # noqa: E402
from torchvet.source.document import Document  # noqa: E402

MADE_UP = Path("/tmp/torchvet-latency/train.py")
CHECKS = 9

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


def measure_check(path: Path, text: str) -> None:
    """Checks the text again and again in this process, each time as one that nobody has seen before."""
    project = Project()
    checking: list[float] = []
    parsing: list[float] = []
    for number in range(CHECKS + 1):
        changed = f"{text}\n# {number}\n"
        gc.collect()
        gc.disable()
        begin = time.process_time()
        ast.parse(changed)
        parsed = time.process_time()
        check(Document.from_text(changed, str(path)), project)
        checking.append(time.process_time() - parsed)
        parsing.append(parsed - begin)
        gc.enable()
    check_seconds, parse_seconds = statistics.median(checking[1:]), statistics.median(parsing[1:])
    print(f"check: {text.count(chr(10))} lines of {path.name}, processor time")
    print(f"  cold {checking[0] * 1000:.0f} ms, warm {milliseconds(checking[1:])}")
    ratio = check_seconds / parse_seconds
    print(f"  ast.parse {parse_seconds * 1000:.1f} ms: check takes {ratio:.1f} times that")


def measure(name: str, capabilities: dict[str, Any] | None, path: Path, text: str, keystrokes: int) -> None:
    """Types a comment letter by letter in the text's middle, and takes the time until each is answered."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "server")}
    wire = Wire([sys.executable, "-m", "torchvet.lsp.server"], env=environment)
    begin = time.perf_counter()
    wire.start(capabilities) if capabilities else wire.start()
    started = time.perf_counter() - begin
    uri = path.as_uri()

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
    what, keystrokes = [*sys.argv[1:], *("1000", "50")[len(sys.argv) - 1 :]][:2]
    file = MADE_UP if what.isdigit() else Path(what).resolve()
    content = script(int(what)) if what.isdigit() else file.read_text(encoding="utf-8")
    measure_check(file, content)
    measure("pushed", None, file, content, int(keystrokes))
    measure("pulled", pulling(), file, content, int(keystrokes))
