"""The server with the real analysis: squiggles, their fixes, and the text after them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from wire import EVERYTHING, Wire

from torchvet.lsp.text_sync import apply_change
from torchvet.source.text import Unit

ROOT = Path(__file__).parents[2]

HEAD = """\
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 4), torch.randint(0, 3, (64,))), batch_size=8)
model = nn.Sequential(nn.Linear(4, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
flame = '🔥 è'
"""

MISSING = f"""{HEAD}
for x, y in loader:
    loss = nn.functional.cross_entropy(model(x), y)
    flame = '🔥'; loss.backward()
    optimizer.step()
"""

LOOP = """for x, y in loader:
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()"""

SOFTMAX = f"""{HEAD}
for x, y in loader:
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x).softmax(1), y)
    loss.backward()
    optimizer.step()
"""


def apply(text: str, edits: list[dict[str, Any]], unit: Unit) -> str:
    """A text after a client has applied edits, the last one first."""

    def place(edit: dict[str, Any]) -> tuple[int, int]:
        return edit["range"]["start"]["line"], edit["range"]["start"]["character"]

    for edit in sorted(edits, key=place, reverse=True):
        start, end = (types.Position(**edit["range"][which]) for which in ("start", "end"))
        change = types.TextDocumentContentChangePartial(types.Range(start, end), edit["newText"])
        text = apply_change(text, change, unit)
    return text


@pytest.fixture(scope="module", params=["utf-8", "utf-16", "utf-32"])
def server(request: pytest.FixtureRequest) -> Iterator[Wire]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "server")}
    wire = Wire([sys.executable, "-m", "torchvet.lsp.server"], env=environment)
    wire.start({**EVERYTHING, "general": {"positionEncodings": [request.param]}})
    assert wire.encoding == request.param
    yield wire
    assert wire.stop() == 0
    assert wire.errors == b""


def found(server: Wire, uri: str, version: int) -> list[dict[str, Any]]:
    return [each for each in server.published(uri, version) if each["code"] != "TV101"]


@pytest.mark.parametrize(
    ("text", "code", "title"),
    [
        (MISSING, "TV301", "torchvet (TV301): Insert optimizer.zero_grad()"),
        (SOFTMAX, "TV401", "torchvet (TV401): Take the softmax off"),
    ],
    ids=["missing zero_grad", "softmax"],
)
def test_the_fix_changes_the_text_and_the_squiggle_goes(
    server: Wire, uri: str, text: str, code: str, title: str
):
    unit = Unit(server.encoding)
    server.open(uri, text)
    (diagnostic,) = found(server, uri, 1)
    assert diagnostic["code"] == code
    fix = server.actions(uri, [diagnostic], only=["quickfix"])[0]
    assert fix["title"] == title
    (change,) = fix["edit"]["documentChanges"]
    fixed = apply(text, change["edits"], unit)
    assert fixed != text
    server.change(uri, 2, fixed)
    assert found(server, uri, 2) == []


def test_disabling_silences_the_finding_and_enough_of_it_is_enough(server: Wire, uri: str):
    unit = Unit(server.encoding)
    server.open(uri, MISSING)
    (diagnostic,) = found(server, uri, 1)
    disable = server.actions(uri, [diagnostic], only=["quickfix"])[-1]
    assert disable["title"] == "torchvet (TV301): Disable for this line"
    (change,) = disable["edit"]["documentChanges"]
    disabled = apply(MISSING, change["edits"], unit)
    assert "loss.backward()  # torchvet: ignore[TV301]\n" in disabled
    server.change(uri, 2, disabled)
    assert found(server, uri, 2) == []
    server.change(uri, 3, disabled.replace("loss.backward()", "optimizer.zero_grad(); loss.backward()"))
    (unused,) = found(server, uri, 3)
    assert (unused["code"], unused["tags"]) == ("TV001", [1])


def test_the_squiggle_stays_while_somebody_types(server: Wire, uri: str):
    server.open(uri, MISSING)
    assert [each["code"] for each in found(server, uri, 1)] == ["TV301"]
    server.change(uri, 2, MISSING + "print(loss.")
    assert [each["code"] for each in found(server, uri, 2)] == ["TV301"]


def test_a_notebook_is_one_program(server: Wire):
    """The mistake is in what two cells do together, and its fix in one of them."""
    unit = Unit(server.encoding)
    notebook = "file:///tmp/torchvet/study.ipynb"
    cells = {
        f"{notebook}#{number}": text for number, text in enumerate([f"%matplotlib inline\n{HEAD}", LOOP])
    }
    server.notify(
        "notebookDocument/didOpen",
        {
            "notebookDocument": {
                "uri": notebook,
                "notebookType": "jupyter-notebook",
                "version": 1,
                "cells": [{"kind": 2, "document": uri} for uri in cells],
            },
            "cellTextDocuments": [
                {"uri": uri, "languageId": "python", "version": 1, "text": text}
                for uri, text in cells.items()
            ],
        },
    )
    first, second = cells
    assert found(server, first, 1) == []
    (diagnostic,) = found(server, second, 1)
    assert diagnostic["code"] == "TV301"
    fix = server.actions(second, [diagnostic], only=["quickfix"])[0]
    (change,) = fix["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": second, "version": 1}
    fixed = apply(LOOP, change["edits"], unit)
    assert fixed == LOOP.replace("    loss.backward()", "    optimizer.zero_grad()\n    loss.backward()")
    server.notify(
        "notebookDocument/didClose",
        {"notebookDocument": {"uri": notebook}, "cellTextDocuments": [{"uri": uri} for uri in cells]},
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\x00",
        "\ufeffimport torch",
        "import torch\x0c\nx = 1",
        "import torch\r",
        "(" * 500,
        "\udfff torch",
    ],
    ids=repr,
)
def test_any_text_is_answered(server: Wire, uri: str, text: str):
    server.open(uri, text)
    assert server.published(uri, 1) == []
