"""An execution that keeps what an edit can't have changed shows what a new one of the same text shows."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from torchvet.abandoned import Abandoned
from torchvet.check import check
from torchvet.interpret.events import Event
from torchvet.interpret.executions import Executions
from torchvet.interpret.functions import Functions
from torchvet.interpret.interpreter import execute
from torchvet.interpret.trace import Trace
from torchvet.project import Project
from torchvet.source.document import Document

ROOT = Path(__file__).parents[2]
PROGRAMS = [
    *sorted((ROOT / "demo").glob("*.py")),
    *sorted((ROOT / "tests" / "cases").glob("TV[23]0*/bad_*.py")),
]
LINES = [
    "pass",
    "# note",
    "",
    "x = 1",
    "optimizer.zero_grad()",
    "model.eval()",
    "self.model.train()",
    "loss.backward()",
    "print(loss",
    "self.extra = None",
    "return None",
]

TRAINER = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 4), nn.Dropout(), nn.Linear(4, 2))

    def forward(self, x):
        return self.layers(x)


class Trainer:
    def __init__(self, loader):
        self.model = Net()
        self.loader = loader
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)

    def fit(self):
        self.model.train()
        for x, y in self.loader:
            loss = nn.functional.cross_entropy(self.model(x), y)
            loss.backward()
            self.optimizer.step()

    def test(self):
        with torch.no_grad():
            for x, y in self.loader:
                print(nn.functional.cross_entropy(self.model(x), y))

    def name(self):
        return "trainer"


def other(model, loss):
    loss.backward()
"""


def shown(event: Event) -> tuple[object, ...]:
    """What an event shows, as it can be compared between two executions."""
    return (
        type(event),
        event.place.filename,
        event.place.range,
        [(call.function, call.place.range) for call in event.stack],
        [(loop.place.range, loop.iterates, loop.first) for loop in event.loops],
        [(each.place.range, each.outcome, each.known) for each in event.conditions],
        event.assumed_entry,
    )


def edits(text: str, number: int, seed: str) -> Iterator[str]:
    """Texts that come to be when somebody types at random places, some undone again."""
    chance = random.Random(seed)
    for _ in range(number):
        lines = text.split("\n")
        place = chance.randrange(len(lines))
        indentation = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
        if chance.random() < 0.3:
            del lines[place]
        else:
            lines.insert(place, indentation + chance.choice(LINES))
        edited = "\n".join(lines)
        yield edited
        if chance.random() < 0.6:
            yield text
        else:
            text = edited


def nothing(trace: Trace) -> None:
    """Looks at nothing."""


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_kept_shows_what_a_new_execution_shows(path: Path):
    text = path.read_text("utf-8")
    keeping, executions = Project(), Executions()
    keeping.executions = executions
    for each in (text, *edits(text, 6, path.stem)):
        document = Document.from_text(each, str(path))
        assert check(document, keeping) == check(Document.from_text(each, str(path)), Project()), each
        kept = executions.execute(document, keeping, nothing)
        new = execute(Document.from_text(each, str(path)), Project())
        assert [shown(event) for event in kept.events] == [shown(event) for event in new.events], each
        assert all(kept.at(event.index) is event for event in kept.events)


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the functions that are executed, as long as the list isn't cleared."""
    names: list[str] = []
    call_function = Functions.call_function

    def note(self: Functions, function, *args, **options):  # pyright: ignore
        names.append(function.name)  # pyright: ignore
        return call_function(self, function, *args, **options)  # pyright: ignore

    monkeypatch.setattr(Functions, "call_function", note)
    return names


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"trainer"', '"the trainer"', set[str]()),
        ("    def fit", "    # It trains.\n    def fit", set[str]()),
        ("print(nn.", "print( nn.", set[str]()),
        ("print(nn.", "print(2 * nn.", {"test", "forward"}),
        ("    loss.backward()\n", "    loss.backward()\n    print(loss)\n", {"other"}),
        ("    loss.backward()\n", "    loss.backward()\n    loss.back(\n", {"other"}),
        ("lr=0.1", "lr=0.2", {"__init__", "fit", "test", "forward"}),
    ],
)
def test_only_what_an_edit_changes_is_executed_again(
    old: str, new: str, expected: set[str], called: list[str]
):
    project = Project()
    project.executions = Executions()
    before, after = TRAINER, new.join(TRAINER.rsplit(old, 1))
    first = check(Document.from_text(before, "train.py"), project)
    assert {"fit", "test", "other", "forward", "__init__"} <= set(called)
    called.clear()
    second = check(Document.from_text(after, "train.py"), project)
    assert set(called) == expected
    assert {finding.code for finding in first} == {finding.code for finding in second} == {"TV301"}


HALF_TYPED = """\
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=8)
model = nn.Sequential(nn.Linear(4, 4), nn.Dropout(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model.eval()


def log(loss):
    print(loss)
{typed}

for x, y in loader:
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    log(loss.item())
"""


@pytest.mark.parametrize(("typed", "expected"), [("model.train(", set[str]()), ("", {"TV201"})])
def test_a_half_typed_line_opens_what_it_may_change(typed: str, expected: set[str]):
    found = check(Document.from_text(HALF_TYPED.format(typed=typed), "train.py"), Project())
    assert {finding.code for finding in found} - {"TV101"} == expected


@pytest.mark.parametrize("typed", ["    model.", "    model.eval(", "    loss.back("])
def test_the_half_typed_end_of_a_function_hides_nothing_before_that_is_called(typed: str):
    text = HALF_TYPED.replace("    log(loss.item())\n", "").format(typed=typed)
    found = check(Document.from_text(text, "train.py"), Project())
    assert "TV201" in {finding.code for finding in found}


def test_a_line_that_is_half_typed_opens_what_follows_in_the_module():
    script = "".join(TRAINER.replace("Net", f"Net{n}") + f"\n\nother(Net{n}(), 1)\n" for n in range(3))
    project, executions = Project(), Executions()
    for text in (script, script.replace("for x, y in", "for x(, y in", 1), script):
        kept = executions.execute(Document.from_text(text, "train.py"), project, nothing)
        new = execute(Document.from_text(text, "train.py"), Project())
        assert [shown(event) for event in kept.events] == [shown(event) for event in new.events]


def test_an_execution_that_was_given_up_is_gone_on_with():
    project = Project()
    project.executions = Executions()
    asked = 0

    def is_abandoned() -> bool:
        nonlocal asked
        asked += 1
        return asked % 2 == 0

    project.is_abandoned = is_abandoned
    repeated = TRAINER + "".join(f"\n\ndef more{n}(self, loss):\n    loss.backward()\n" for n in range(40))
    given_up = 0
    text = repeated
    for number in range(30):
        text = repeated.replace("loss.backward()", f"(loss * {number}).backward()")
        try:
            found = check(Document.from_text(text, "train.py"), project)
        except Abandoned:
            given_up += 1
            continue
        assert found == check(Document.from_text(text, "train.py"), Project())
    project.is_abandoned = lambda: False
    assert given_up
    assert check(Document.from_text(text, "train.py"), project) == check(
        Document.from_text(text, "train.py"), Project()
    )


def test_another_file_that_changes_is_read_anew(tmp_path: Path):
    net, train = tmp_path / "net.py", tmp_path / "train.py"
    head, rest = TRAINER.split("class Trainer:")
    net.write_text(head, "utf-8")
    text = f"import torch\nfrom torch import nn\nfrom net import Net\n\n\nclass Trainer:{rest}"
    train.write_text(text, "utf-8")
    project = Project(tmp_path)
    project.executions = Executions()
    right = check(Document.from_text(text, str(train)), project)
    net.write_text(head.replace("self.layers(x)", "self.layers(x).softmax(1)"), "utf-8")
    os.utime(net, (1, 1))
    wrong = check(Document.from_text(f"{text}\n", str(train)), project)
    assert {finding.code for finding in wrong} - {finding.code for finding in right} == {"TV401"}
