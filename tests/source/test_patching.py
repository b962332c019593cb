"""A tree that is patched after an edit is the new text's tree, with the nodes that the edit left alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from torchvet.source.document import Document, FunctionNode
from torchvet.source.patching import Patch

DEMO = sorted((Path(__file__).parents[2] / "demo").glob("*.py"))
PROGRAM = """\
import torch


class Net:
    limit = 3

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
            if x.sum() > self.limit:
                break
        return x

    def reset(self):
        self.layers = []


def train(model):
    model.train()
    return model


if __name__ == "__main__":
    train(Net())
"""


def edited(before: str, after: str) -> tuple[Document, Patch]:
    """A document that has become another text, and what that has changed."""
    document, other = Document.from_text(before, "train.py"), Document.from_text(after, "train.py")
    _ = document.tree, document.nodes
    return document, document.become(other)


def assert_is_like_new(document: Document, text: str) -> None:
    """The document shows what a new one of that text shows, places included."""
    new = Document.from_text(text, "train.py")
    assert ast.dump(document.tree, include_attributes=True) == ast.dump(new.tree, include_attributes=True)
    assert (document.text, document.open_lines) == (new.text, new.open_lines)
    assert [document.range_of(node) for node in document.nodes] == [new.range_of(node) for node in new.nodes]


def function(document: Document, name: str) -> FunctionNode:
    """The function of that name."""
    return next(each for each in document.nodes if isinstance(each, FunctionNode) and each.name == name)


@pytest.mark.parametrize(
    ("old", "new", "changed", "first"),
    [
        ("        return x\n", "        return 2 * x\n", ["forward"], None),
        ("            x = layer(x)\n", "            x = layer(x)\n            print(x)\n", ["forward"], None),
        ("                break\n", "", ["forward"], None),
        ("    model.train()\n", "    # the mode\n\n    model.train( )\n", [], None),
        ("\n\nclass Net", "\n\n# The model.\n\nclass Net", [], None),
        ("    limit = 3\n", "    limit = 4\n", [], 1),
        ("def train(model)", "def train(model, loader)", [], 2),
        ("    train(Net())\n", "    train(Net())\n    print()\n", [], 3),
        ("def train", "def test():\n    pass\n\n\ndef train", [], 2),
        ("import torch\n", "", [], 0),
        ("    return model\n", "    return mod(\n", ["train"], None),
    ],
)
def test_what_an_edit_changes_is_told(old: str, new: str, changed: list[str], first: int | None):
    after = PROGRAM.replace(old, new, 1)
    document, patch = edited(PROGRAM, after)
    assert_is_like_new(document, after)
    assert ([each.name for each in patch.functions], patch.first) == (changed, first)


def test_what_an_edit_leaves_alone_stays_the_same_nodes():
    document = Document.from_text(PROGRAM, "train.py")
    forward, reset, train = (function(document, name) for name in ("forward", "reset", "train"))
    loop, end = forward.body
    document.become(Document.from_text(PROGRAM.replace("return x\n", "\n        return -x\n"), "train.py"))
    assert [function(document, name) for name in ("forward", "reset", "train")] == [forward, reset, train]
    assert forward.body[0] is loop
    assert forward.body[1] is not end
    assert document.text_of(train.body[0]) == "model.train()"


LINES = [
    "",
    "    pass",
    "        x = 1",
    "# note",
    "def f():",
    "class C:",
    '    """',
    "        (",
    "    else:",
    "x",
]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_edit_after_any_other_gives_the_tree_of_the_text(data: st.DataObject):
    text = data.draw(st.sampled_from([PROGRAM, *(path.read_text("utf-8") for path in DEMO)]))
    document = Document.from_text(text, "train.py")
    for _ in range(3):
        lines = text.split("\n")
        first = data.draw(st.integers(0, len(lines)))
        removed = data.draw(st.integers(0, 3))
        lines[first : first + removed] = data.draw(st.lists(st.sampled_from(LINES), max_size=2))
        text = "\n".join(lines)
        document.become(Document.from_text(text, "train.py"))
        assert_is_like_new(document, text)
