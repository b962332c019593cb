"""The mutants of the accuracy benchmark: what is changed, and where nothing may be changed."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from benchmarks.accuracy.families import mutants_of
from benchmarks.accuracy.measure import Outcome, Repair, Workspace
from benchmarks.accuracy.mutant import Mutant
from benchmarks.accuracy.packages import Package

RIGHT = """\
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(3, 9), nn.BatchNorm1d(9), nn.Linear(9, 4))
        self.kept = nn.ModuleList([nn.Dropout(0.5)])

    def forward(self, x):
        x = F.dropout(x, 0.1, training=self.training)
        return self.layers(x)


def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            print(model(x).argmax(1) == y)


data = [(torch.zeros(3), 0)]
loader = DataLoader(data)
model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()
x, y = next(iter(loader))
for epoch in range(9):
    model.train()  # é
    for x, y in loader:
        optimizer.zero_grad()
        scores = model(x)
        loss = criterion(scores, y)
        loss.backward()
        optimizer.step()
    evaluate(model, loader)
"""


def _mutants(folder: Path, text: str) -> list[Mutant]:
    (folder / "train.py").write_bytes(text.encode())
    package = Package(folder)
    source = package.source(folder / "train.py")
    assert source is not None
    return list(mutants_of(source, package))


def _changes(mutant: Mutant) -> list[str]:
    before, after = mutant.original[mutant.path], mutant.text
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line[0] + line[1:].strip() for line in lines if line[:2] not in ("--", "++", "@@")]


EXPECTED = {
    "zero_grad deleted in a loop": ["-optimizer.zero_grad()"],
    "zero_grad moved between backward and step": ["-optimizer.zero_grad()", "+optimizer.zero_grad()"],
    "zero_grad moved before the loops": ["+optimizer.zero_grad()", "-optimizer.zero_grad()"],
    "zero_grad without parentheses": ["-optimizer.zero_grad()", "+optimizer.zero_grad"],
    "train() deleted": ["-model.train()  # é"],
    "train() hoisted out of the loop": ["+model.train()", "-model.train()  # é"],
    "eval() deleted": ["-model.eval()"],
    "eval() without parentheses": ["-model.eval()", "+model.eval"],
    "softmax on a line before cross entropy": ["+scores = scores.softmax(dim=1)"],
    "next(iter(loader)) became loader[0]": ["-x, y = next(iter(loader))", "+x, y = loader[0]"],
    "dropout without training=": [
        "-x = F.dropout(x, 0.1, training=self.training)",
        "+x = F.dropout(x, 0.1)",
    ],
    "ModuleList became a list": [
        "-self.kept = nn.ModuleList([nn.Dropout(0.5)])",
        "+self.kept = [nn.Dropout(0.5)]",
    ],
    "CrossEntropy became NLL": ["-criterion = nn.CrossEntropyLoss()", "+criterion = nn.NLLLoss()"],
    "forward returns softmax": [
        "-return self.layers(x)",
        "+return torch.softmax(self.layers(x), dim=1)",
    ],
    "softmax layer at the end": [
        "-self.layers = nn.Sequential(nn.Linear(3, 9), nn.BatchNorm1d(9), nn.Linear(9, 4))",
        "+self.layers = nn.Sequential("
        "nn.Linear(3, 9), nn.BatchNorm1d(9), nn.Linear(9, 4), nn.Softmax(dim=1))",
    ],
}


@pytest.mark.parametrize("family", EXPECTED)
def test_only_the_mistake_is_made(family: str, tmp_path: Path) -> None:
    found = [_changes(each) for each in _mutants(tmp_path, RIGHT) if each.family == family]
    assert EXPECTED[family] in found


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_rest_stays_byte_for_byte(newline: str, tmp_path: Path) -> None:
    text = RIGHT.replace("\n", newline).rstrip() + "  # no newline"
    for mutant in _mutants(tmp_path, text):
        assert mutant.text.count("\n") == mutant.text.count(newline)
        assert mutant.text.endswith("  # no newline")


def test_every_mutant_is_found_and_mended(tmp_path: Path) -> None:
    mutants = _mutants(tmp_path, RIGHT)
    workspace = Workspace(tmp_path)
    results = [workspace.judge(each) for each in mutants]
    missed = [each.mutant.family for each in results if each.outcome is not Outcome.FOUND]
    assert missed == []
    bad = (Repair.BROKEN, Repair.STILL_FOUND, Repair.NEW_FINDING)
    assert [each.mutant.family for each in results if each.repair in bad] == []


FROZEN = """\
        for kept in (self.layers, self.kept):
            print(kept)
        for weights in self.layers.parameters():
            weights.requires_grad = False
"""


@pytest.mark.parametrize(
    "also",
    ["", "        for weights in self.kept.parameters():\n            weights.requires_grad = False\n"],
)
def test_where_nothing_is_trained_no_gradient_is_lost(also: str, tmp_path: Path) -> None:
    text = RIGHT.replace("\n    def forward", f"{FROZEN}{also}\n    def forward", 1)
    families = {each.family for each in _mutants(tmp_path, text)}
    assert any("zero_grad" in family for family in families) is not bool(also)


NOT_WRONG = {
    "a helper zeroes": (
        "        optimizer.zero_grad()\n",
        "        optimizer.zero_grad()\n        clean()\n",
        "zero_grad deleted in a loop",
    ),
    "another call in the loop zeroes": (
        "        optimizer.step()\n",
        "        optimizer.step()\n        optimizer.zero_grad()\n",
        "zero_grad deleted in a loop",
    ),
    "the loop ends after its first turn": (
        "        optimizer.step()\n",
        "        optimizer.step()\n        break\n",
        "zero_grad deleted in a loop",
    ),
    "the evaluation restores": (
        "            print(model(x).argmax(1) == y)\n",
        "            print(model(x).argmax(1) == y)\n    model.train()\n",
        "train() deleted",
    ),
    "the model is made anew": (
        "    model.train()  # é\n",
        "    model = Net()\n    model.train()\n",
        "train() deleted",
    ),
    "another eval() runs": (
        "    evaluate(model, loader)\n",
        "    model.eval()\n    evaluate(model, loader)\n",
        "eval() deleted",
    ),
    "the caller hands in the dropout's rate": (
        "    def forward(self, x):\n        x = F.dropout(x, 0.1,",
        "    def forward(self, x, rate=0.1):\n        x = F.dropout(x, rate,",
        "dropout without training=",
    ),
    "the loss is the program's own": (
        "criterion = nn.Cross",
        "from mine import nn\ncriterion = nn.Cross",
        "softmax into cross entropy",
    ),
    "the loader is the program's own": (
        "loader = DataLoader(data)",
        "from mine import DataLoader\nloader = DataLoader(data)",
        "next(iter(loader)) became loader[0]",
    ),
}


@pytest.mark.parametrize("name", NOT_WRONG)
def test_nothing_is_changed_where_it_may_stay_right(name: str, tmp_path: Path) -> None:
    old, new, family = NOT_WRONG[name]
    helper = "\n\ndef clean():\n    for each in model.parameters():\n        each.grad = None\n\n\ndata = ["
    text = RIGHT.replace(old, new).replace("\ndata = [", helper)
    assert text.count(new) == 1
    found = [each for each in _mutants(tmp_path, text) if each.family == family]
    assert found == []


STEP_FUNCTION = """\
import torch


def train_step(model, optimizer, batch):
    optimizer.zero_grad()
    model(batch).sum().backward()
    optimizer.step()


def train(models, optimizers, batches):
    for model, optimizer in zip(models, optimizers):
        train_step(model, optimizer, batches)
"""


def test_a_step_function_has_to_step_the_same_optimizer_again(tmp_path: Path) -> None:
    again = STEP_FUNCTION.replace("for model, optimizer in zip(models, optimizers):", "for batch in batches:")
    family = "zero_grad deleted in a step function"
    assert [each.family for each in _mutants(tmp_path, again)].count(family) == 1
    assert family not in [each.family for each in _mutants(tmp_path, STEP_FUNCTION)]
