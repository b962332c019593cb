"""Which edits void a pass, and which don't."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.passes.program import FILES, Program

CHANGED = "has changed since it was shown to fit one batch"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program that was verified."""
    program = Program(tmp_path)
    assert program.hint() is not None
    assert program.keep()
    assert program.hint() is None
    return program


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("train.py", "loss.backward()", "(2 * loss).backward()"),
        ("train.py", "return inputs.float()", "return inputs.double()"),
        ("train.py", "label_smoothing=self.amount", "label_smoothing=self.amount / 2"),
        ("train.py", "self.amount = amount", "self.amount = amount + 0.1"),
        ("train.py", "Smooth(0.0)", "Smooth(0.1)"),
        ("train.py", "self.criterion = Smooth(0.0)", "self.criterion = nn.CrossEntropyLoss()"),
        ("train.py", "models.Net(CLASSES)", "models.Other()"),
        ("train.py", "models.Net(CLASSES)", "models.Net(CLASSES + 1)"),
        ("train.py", "models.Net(CLASSES)\n", "models.Net(CLASSES)\n    model.head = nn.Linear(64, 4)\n"),
        ("train.py", "models.Net(CLASSES)\n", "models.Net(CLASSES)\n    model.apply(print)\n"),
        ("train.py", "CLASSES = 4", "CLASSES = 5"),
        ("train.py", "lr=0.02", "lr=20.0"),
        ("train.py", "optim.Adam", "optim.SGD"),
        ("train.py", "import models\n", "import layers as models\n"),
        ("models.py", "return 2 * x", "return 3 * x"),
        ("models.py", "self.head(self.body(self.scaled(x)))", "self.head(self.body(x))"),
        ("models.py", "nn.Linear(WIDTH, classes)", "nn.Linear(WIDTH, classes, bias=False)"),
        ("models.py", "class Net(Base)", "class Net(nn.Module)"),
        ("models.py", "import WIDTH, block", "import WIDTH, unused_block as block"),
        ("layers.py", "WIDTH = 64", "WIDTH = 65"),
        ("layers.py", "nn.ReLU()", "nn.Tanh()"),
        ("layers.py", "def block", "def renamed"),
    ],
)  # fmt: skip
def test_a_change_of_what_was_shown_voids_it(program: Program, file: str, old: str, new: str) -> None:
    program.edit(file, old, new)
    hint = program.hint()
    assert hint is not None and CHANGED in hint.message
    program.edit(file, new, old)
    assert program.hint() is None


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("train.py", "loss.backward()", "loss.backward()  # the gradients"),
        ("train.py", "self.prepare(inputs)), targets", "self.prepare(inputs)),\n\n  targets"),
        ("train.py", "\nclass Trainer:", "\n\n\nclass Trainer:\n    '''Trains.'''\n"),
        ("train.py", "plot(self.model(inputs))", "self.model(inputs)"),
        ("train.py", 'print("epoch", epoch)', "pass"),
        ("train.py", "return self.title", "return self.title.upper()"),
        ("train.py", '"smooth"', '"very smooth"'),
        ("train.py", "self.best = None", "self.best = 0.0"),
        ("train.py", '"""Trains."""', '"""Trains a net."""'),
        ("train.py", "EPOCHS = 3", "EPOCHS = 300"),
        ("train.py", "shuffle=True", "shuffle=False"),
        ("train.py", "def make_loader():\n", "def make_loader():\n    print('data')\n"),
        ("train.py", "\ndef main", "\ndef another():\n    return models.Other()\n\n\ndef main"),
        ("train.py", "from models import plot", "import os\nfrom models import plot"),
        ("models.py", '"""A net."""', '"""A small net."""'),
        ("models.py", "# The body comes first.", "# First the body."),
        ("models.py", "print(x)", "print(x, x)"),
        ("models.py", "        return x\n", "        return x + 1\n"),
        ("layers.py", "return nn.Linear(a, b)", "return nn.Linear(b, a)"),
        ("layers.py", "\nWIDTH", "\nDEPTH = 3\nWIDTH"),
    ],
)  # fmt: skip
def test_a_change_of_anything_else_does_not(program: Program, file: str, old: str, new: str) -> None:
    program.edit(file, old, new)
    assert program.hint() is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_comments_and_empty_lines_anywhere_do_not(program: Program, data: st.DataObject) -> None:
    for name, text in FILES.items():
        lines = text.splitlines()
        for at in data.draw(st.lists(st.integers(0, len(lines)), max_size=8), label=name):
            lines.insert(at, data.draw(st.sampled_from(["", "# a comment", "        # one more", "\t"])))
        program.texts[name] = "\n".join(lines) + "\n"
    program.write()
    assert program.hint() is None


def test_another_layout_does_not(program: Program) -> None:
    program.texts = {name: ast.unparse(ast.parse(text)) for name, text in FILES.items()}
    program.write()
    assert program.hint() is None


def test_the_message_names_what_has_changed(program: Program) -> None:
    program.edit("layers.py", "WIDTH = 64", "WIDTH = 65")
    hint = program.hint()
    assert hint is not None and "WIDTH in layers.py" in hint.message


def test_modules_that_import_from_each_other(tmp_path: Path) -> None:
    program = Program(tmp_path)
    both = "from torch import nn\nfrom models import Missing, block as again"
    program.edit("layers.py", "from torch import nn", both)
    program.edit("models.py", "import WIDTH, block", "import WIDTH, block, Missing")
    program.edit("models.py", "return 2 * x", "return Missing(2 * x)")
    program.edit("train.py", "models.Net(CLASSES)", "models.Missing(CLASSES)")
    assert program.keep()
    assert program.hint() is None
    program.edit("models.py", "class Net(Base)", "class Net(nn.Module)")
    assert program.hint() is not None


def test_another_loop_was_not_shown(program: Program) -> None:
    more = "\n    for inputs, targets in loader:\n        optimizer.zero_grad()\n"
    more += "        model(inputs).sum().backward()\n        optimizer.step()\n"
    program.edit("train.py", "trainer.fit(EPOCHS)\n", f"trainer.fit(EPOCHS){more}")
    hint = program.hint()
    assert hint is not None and CHANGED not in hint.message
    assert hint.range.start.line > program.texts["train.py"].count(
        "\n", 0, program.texts["train.py"].find("fit(EPOCHS)")
    )


def test_a_comment_that_suppresses_the_hint_stays_of_use(program: Program) -> None:
    header = "            for inputs, targets in self.loader:\n                loss"
    program.edit("train.py", header, header.replace(":\n", ":  # torchvet: ignore[TV101]\n"))
    from torchvet.check import check
    from torchvet.project import Project
    from torchvet.source.document import Document

    document = Document.from_path(program.folder / "train.py")
    codes = [each.code for each in check(document, Project(program.folder, passes=program.passes))]
    assert "TV001" not in codes and "TV101" not in codes
