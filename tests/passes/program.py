"""A training program of several files, and what a run of it reports of its code."""

from __future__ import annotations

import time
from pathlib import Path

from torchvet.check import check
from torchvet.finding import Finding
from torchvet.passes.keeping import keep_pass
from torchvet.passes.passes import Passes
from torchvet.project import Project
from torchvet.source.document import Document
from torchvet.verify.result import CodeThatRan, Verdict, VerifyResult

LAYERS = """
from torch import nn

WIDTH = 64


def block(a, b):
    return nn.Sequential(nn.Linear(a, b), nn.ReLU())


def unused_block(a, b):
    return nn.Linear(a, b)
"""

MODELS = '''
from torch import nn
from layers import WIDTH, block


class Base(nn.Module):
    def scaled(self, x):
        return 2 * x


class Net(Base):
    """A net."""

    def __init__(self, classes):
        super().__init__()
        self.body = block(8, WIDTH)
        self.head = nn.Linear(WIDTH, classes)

    def forward(self, x):
        # The body comes first.
        return self.head(self.body(self.scaled(x)))


class Other(nn.Module):
    def forward(self, x):
        return x


def plot(x):
    print(x)
'''

TRAIN = '''
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
import models
from models import plot

CLASSES = 4
EPOCHS = 3


class Smooth:
    def __init__(self, amount):
        self.amount = amount
        self.title = "smooth"

    def describe(self):
        return self.title

    def __call__(self, output, target):
        return nn.functional.cross_entropy(output, target, label_smoothing=self.amount)


class Trainer:
    def __init__(self, model, optimizer, loader):
        self.model = model
        self.optimizer = optimizer
        self.loader = loader
        self.criterion = Smooth(0.0)
        self.best = None

    def evaluate(self):
        self.model.eval()
        with torch.no_grad():
            for inputs, targets in self.loader:
                plot(self.model(inputs))
        self.model.train()

    def prepare(self, inputs):
        return inputs.float()

    def fit(self, epochs):
        for epoch in range(epochs):
            print("epoch", epoch)
            for inputs, targets in self.loader:
                loss = self.criterion(self.model(self.prepare(inputs)), targets)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
            self.evaluate()


def make_loader():
    torch.manual_seed(0)
    data = TensorDataset(torch.randn(96, 8), torch.randint(0, CLASSES, (96,)))
    return DataLoader(data, 16, shuffle=True)


def main():
    """Trains."""
    loader = make_loader()
    model = models.Net(CLASSES)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    trainer = Trainer(model, optimizer, loader)
    trainer.fit(EPOCHS)


if __name__ == "__main__":
    main()
'''
FILES = {"layers.py": LAYERS, "models.py": MODELS, "train.py": TRAIN}


class Program:
    """The program in a folder, with passes of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "program"
        self.folder.mkdir()
        self.passes = Passes(folder / "cache")
        self.texts = dict(FILES)
        self.write()

    def write(self) -> None:
        """Writes the files as they are now."""
        for name, text in self.texts.items():
            (self.folder / name).write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Changes a file at one place."""
        assert self.texts[name].count(old) == 1, f"{old!r} is {self.texts[name].count(old)} times in {name}"
        self.texts[name] = self.texts[name].replace(old, new)
        self.write()

    def result(self, verdict: Verdict = Verdict.OVERFITS, started: float | None = None) -> VerifyResult:
        """What a run reports."""
        train, models = str(self.folder / "train.py"), str(self.folder / "models.py")
        lines = self.texts["train.py"].splitlines()

        def row(part: str) -> int:
            return next(number for number, line in enumerate(lines, 1) if part in line)

        stack = (
            (train, row("self.optimizer.step()"), "fit", row("def fit")),
            (train, row("trainer.fit(EPOCHS)"), "main", row("def main")),
            (train, len(lines), "<module>", 1),
        )
        classes = ((models, "Net"), (models, "Base"))
        ran = CodeThatRan(stack, classes, time.time() + 1 if started is None else started)
        return VerifyResult(verdict, "", train, ran=ran)

    def keep(self) -> bool:
        """Records a pass of the program as it is."""
        return keep_pass(self.result(), self.folder, self.passes)

    def hint(self, document: Document | None = None) -> Finding | None:
        """What TV101 says of the training loop."""
        document = document or Document.from_path(self.folder / "train.py")
        project = Project(self.folder, passes=Passes(self.passes.records.folder.parent))
        found = [each for each in check(document, project) if each.code == "TV101"]
        assert len(found) < 2
        return found[0] if found else None
