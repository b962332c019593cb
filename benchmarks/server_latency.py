"""How long after a keystroke the running server's diagnostics are there, for a script of 1,000 lines.

Prints times; asserts nothing.
Run it with ``python benchmarks/server_latency.py [LINES | FILE] [KEYSTROKES]``: a number asks for a
made-up script of so many lines, a file for that file where it lies. What ``check`` takes for the same
text in a warm process is printed beside what ``ast.parse`` takes, in the same run: for a text that nobody
has seen before, and after an edit of a text that was checked before. Edits are those of somebody who types:
a statement in the body of a function, each time of another one, from the file's first to its last, and
taken out again; or white space and a comment in the file's middle.
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
from torchvet.interpret.executions import Executions  # noqa: E402
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


def statements(text: str, number: int) -> list[tuple[int, str]]:
    """Where in the bodies of a text's functions a statement can be typed, from the first to the last.

    Returns:
        The lines, from 0, each with the statement and its indentation.
    """
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    last = sorted((node.body[-1].lineno - 1, node.body[-1].col_offset) for node in functions)
    chosen = [last[place * len(last) // number] for place in range(number)]
    return [(line, f"{' ' * column}typed = {count}\n") for count, (line, column) in enumerate(chosen)]


def with_line(text: str, line: int, inserted: str) -> str:
    """A text with one more line."""
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:line], inserted, *lines[line:]])


def measure_check(path: Path, text: str) -> None:
    """Checks the text again and again in this process, as one that nobody has seen and as an edited one."""
    new, keeping = Project(), Project()
    keeping.executions = Executions()
    parsing, checking = times(path, [f"{text}\n# {number}\n" for number in range(CHECKS + 1)], new)
    times(path, [text], keeping)
    middle = text.count("\n") // 2
    layout = [with_line(text, middle, "\n" * (number % 2)) for number in range(2 * CHECKS)]
    _, laid_out = times(path, layout, keeping)
    typed = [each for place in statements(text, 3 * CHECKS) for each in (with_line(text, *place), text)]
    _, edited = times(path, typed, keeping)
    parse_seconds = statistics.median(parsing)
    print(f"check: {text.count(chr(10))} lines of {path.name}, processor time")
    print(f"  ast.parse {parse_seconds * 1000:.1f} ms")
    print(f"  a new text: cold {checking[0] * 1000:.0f} ms, warm {milliseconds(checking[1:])}")
    print(f"    {statistics.median(checking[1:]) / parse_seconds:.1f} times ast.parse")
    print(f"  after white space in the middle: {milliseconds(laid_out)}")
    print(f"  after a statement in a function: {milliseconds(edited)}")


def times(path: Path, texts: list[str], project: Project) -> tuple[list[float], list[float]]:
    """What ``ast.parse`` and ``check`` take for some texts, one after the other, in seconds."""
    parsing: list[float] = []
    checking: list[float] = []
    for text in texts:
        gc.collect()
        gc.disable()
        begin = time.process_time()
        ast.parse(text)
        parsed = time.process_time()
        check(Document.from_text(text, str(path)), project)
        checking.append(time.process_time() - parsed)
        parsing.append(parsed - begin)
        gc.enable()
    return parsing, checking


def measure(name: str, capabilities: dict[str, Any] | None, path: Path, text: str, keystrokes: int) -> None:
    """Types into the running server's text, and takes the time until each edit is answered."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "server")}
    wire = Wire([sys.executable, "-m", "torchvet.lsp.server"], env=environment)
    begin = time.perf_counter()
    wire.start(capabilities) if capabilities else wire.start()
    started = time.perf_counter() - begin
    uri = path.as_uri()
    version = 1

    def answer() -> int:
        return len(wire.pull(uri)["items"] if capabilities else wire.published(uri, version))

    def type_at(line: int, end: int, typed: str) -> float:
        nonlocal version
        version += 1
        time.sleep(0.05)
        stretch = {"start": {"line": line, "character": 0}, "end": {"line": end, "character": 0}}
        begin = time.perf_counter()
        wire.change(uri, version, {"range": stretch, "text": typed})
        answer()
        return time.perf_counter() - begin

    begin = time.perf_counter()
    wire.open(uri, text)
    found = answer()
    first = time.perf_counter() - begin
    middle = text.count("\n") // 2
    laid_out = [type_at(middle, middle, " \n"[number % 2]) for number in range(keystrokes)]
    laid_out.append(type_at(middle, middle, "#"))
    lines_more = (keystrokes + 1) // 2
    edited: list[float] = []
    for line, statement in statements(text, keystrokes // 2):
        place = line + lines_more if line >= middle else line
        edited += [type_at(place, place, statement), type_at(place, place + 1, "")]
    wire.stop()
    print(f"{name}: {text.count(chr(10))} lines, {found} findings")
    print(f"  initialize {started * 1000:.0f} ms, first answer {first * 1000:.0f} ms")
    print(f"  the answer to white space or a comment in the middle: {milliseconds(laid_out)}")
    print(f"  the answer to a statement in a function: {milliseconds(edited)}")


if __name__ == "__main__":
    what, keystrokes = [*sys.argv[1:], *("1000", "50")[len(sys.argv) - 1 :]][:2]
    file = MADE_UP if what.isdigit() else Path(what).resolve()
    content = script(int(what)) if what.isdigit() else file.read_text(encoding="utf-8")
    measure_check(file, content)
    measure("pushed", None, file, content, int(keystrokes))
    measure("pulled", pulling(), file, content, int(keystrokes))
