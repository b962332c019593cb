"""A module is checked as a part of the scripts that import it."""

from __future__ import annotations

from pathlib import Path

import pytest

from torchvet.check import check
from torchvet.program.importers import MOST_PROGRAMS, Importers
from torchvet.project import Project
from torchvet.source.document import Document

MAIN = """\
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from steps import walk

net = nn.Linear(3, 1)
feed = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
walk(net, feed, torch.optim.SGD(net.parameters(), lr=0.1))
"""
STEPS = """\
from torch.nn import functional as F


def walk(net, feed, rule):
    for x, y in feed:
        loss = F.mse_loss(net(x), y)
        loss.backward()
        rule.step()
"""


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder.joinpath(*name.split("__"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".py").write_text(text, encoding="utf-8")


def programs(folder: Path, module: str) -> list[str]:
    found = Importers(folder).programs_with(folder / module)
    return [path.relative_to(folder).as_posix() for path in found]


def codes(path: Path, project: Project, text: str | None = None) -> list[str]:
    document = Document.from_path(path) if text is None else Document.from_text(text, str(path))
    return [each.code for each in check(document, project) if each.severity.label == "warning"]


@pytest.mark.parametrize(
    "text",
    [
        "import lib.steps\nrun()\n",
        "from lib import steps\nrun()\n",
        "from lib.steps import walk as w\nif __name__ == '__main__':\n    w()\n",
        "from lib import (\n    other,  # first\n    steps,\n)\nfor x in y: pass\n",
        "try:\n    import json, lib.steps as s\nexcept ImportError:\n    pass\nrun()\n",
    ],
)
def test_imports_of_all_kinds(tmp_path: Path, text: str) -> None:
    write(tmp_path, lib__init="", lib__steps=STEPS, main=text)
    (tmp_path / "lib" / "init.py").rename(tmp_path / "lib" / "__init__.py")
    assert programs(tmp_path, "lib/steps.py") == ["main.py"]


def test_through_other_modules(tmp_path: Path) -> None:
    write(
        tmp_path,
        steps=STEPS,
        engine="from steps import walk\n",
        tools__train="from engine import walk\nwalk()\n",
    )
    assert programs(tmp_path, "steps.py") == ["tools/train.py"]


def test_relative_imports(tmp_path: Path) -> None:
    write(
        tmp_path,
        lib__steps=STEPS,
        lib__cli="from .steps import walk\nwalk()\n",
        lib__all="from . import steps\nx()\n",
    )
    assert programs(tmp_path, "lib/steps.py") == ["lib/all.py", "lib/cli.py"]


@pytest.mark.parametrize(
    "text",
    [
        "from elsewhere import steps\nrun()\n",
        "steps = 1\nrun(steps)\n",
        "from steps import walk\n\n\ndef main():\n    walk()\n",
        "",
    ],
)
def test_no_program(tmp_path: Path, text: str) -> None:
    write(tmp_path, steps=STEPS, main=text)
    assert programs(tmp_path, "steps.py") == []


def test_only_a_few(tmp_path: Path) -> None:
    write(tmp_path, steps=STEPS, **{f"main{number}": "import steps\nrun()\n" for number in range(9)})
    assert len(programs(tmp_path, "steps.py")) == MOST_PROGRAMS


def test_circles_end(tmp_path: Path) -> None:
    write(tmp_path, steps="import engine\n", engine="import steps\n")
    assert programs(tmp_path, "steps.py") == []


def test_what_lies_outside_of_the_workspace(tmp_path: Path) -> None:
    write(tmp_path, steps=STEPS, main="import steps\nrun()\n")
    assert Importers(tmp_path / "inner").programs_with(tmp_path / "steps.py") == []


def test_what_a_script_shows_is_found_in_the_module(tmp_path: Path) -> None:
    write(tmp_path, steps=STEPS, main=MAIN)
    project = Project(tmp_path)
    assert codes(tmp_path / "steps.py", project) == ["TV301"]
    assert codes(tmp_path / "main.py", project) == []
    assert codes(tmp_path / "steps.py", Project()) == []


def test_the_text_that_is_checked_counts(tmp_path: Path) -> None:
    write(tmp_path, steps=STEPS, main=MAIN)
    project = Project(tmp_path)
    mended = STEPS.replace("        rule.step()\n", "        rule.step()\n        rule.zero_grad()\n")
    assert codes(tmp_path / "steps.py", project, mended) == []
    assert codes(tmp_path / "steps.py", project, STEPS) == ["TV301"]


def test_a_changed_script_counts(tmp_path: Path) -> None:
    write(tmp_path, steps=STEPS, main=MAIN)
    texts = {tmp_path / "main.py": MAIN}
    project = Project(
        tmp_path,
        opened=lambda path: Document.from_text(text, str(path)) if (text := texts.get(path)) else None,
    )
    assert codes(tmp_path / "steps.py", project) == ["TV301"]
    texts[tmp_path / "main.py"] = MAIN.replace("walk(net", "print(net")
    assert codes(tmp_path / "steps.py", project) == []
    texts[tmp_path / "main.py"] = MAIN
    assert codes(tmp_path / "steps.py", project) == ["TV301"]


def test_comments_in_the_module_silence_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        steps=STEPS.replace("loss.backward()", "loss.backward()  # torchvet: ignore[TV301]"),
        main=MAIN,
    )
    assert codes(tmp_path / "steps.py", Project(tmp_path)) == []


def test_files_that_are_checked_together_are_executed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torchvet.check as module

    write(tmp_path, steps=STEPS, main=MAIN)
    executed: list[str] = []
    execute = module.execute

    def count(document: Document, *args: object, **options: object) -> object:
        executed.append(Path(document.filename).name)
        return execute(document, *args, **options)  # pyright: ignore

    monkeypatch.setattr(module, "execute", count)
    project = Project(tmp_path)
    project.checks_all = True
    for name in ("main.py", "steps.py", "main.py"):
        codes(tmp_path / name, project)
    assert sorted(executed) == ["main.py", "steps.py"]
