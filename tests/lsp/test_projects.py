"""Each folder has its project and its environment, for as long as nothing about them changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from torchvet.lsp import projects as module
from torchvet.lsp.open_files import OpenFiles
from torchvet.lsp.projects import Projects
from torchvet.lsp.settings import FolderSettings
from torchvet.lsp.text_sync import OpenText


class FakeEnvironment:
    made: list[FakeEnvironment] = []

    def __init__(self, sys_path: list[str], workspace: Path, **more: Any) -> None:
        self.sys_path, self.workspace, self.is_closed = sys_path, workspace, False
        self.callbacks: list[Callable[[], None]] = []
        self.made.append(self)

    def on_change(self, callback: Callable[[], None]) -> None:
        self.callbacks.append(callback)

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def environments(monkeypatch: pytest.MonkeyPatch) -> list[FakeEnvironment]:
    monkeypatch.setattr(FakeEnvironment, "made", [])
    monkeypatch.setattr(module, "Environment", FakeEnvironment)
    monkeypatch.setattr(module, "site_packages_of", lambda python: [f"packages of {python}"])
    return FakeEnvironment.made


def make(on_change: Callable[[], None] = lambda: None) -> Projects:
    return Projects(OpenFiles(lambda filename: None), on_change)


def test_each_folder_has_the_packages_of_its_interpreter(environments: list[FakeEnvironment], tmp_path: Path):
    projects = make()
    one = FolderSettings(folder=str(tmp_path / "one"), interpreter="/one/python")
    two = FolderSettings(folder=str(tmp_path / "two"), interpreter="/two/python")
    first = projects.plan(str(tmp_path / "one" / "a.py"), one).project
    second = projects.plan(str(tmp_path / "two" / "a.py"), two).project
    assert first is not second
    assert [(each.sys_path, each.workspace) for each in environments] == [
        (["packages of /one/python"], tmp_path / "one"),
        (["packages of /two/python"], tmp_path / "two"),
    ]
    assert first.environment is environments[0]
    assert first.root == tmp_path / "one"
    assert projects.plan(str(tmp_path / "one" / "b.py"), one).project is first


def test_another_interpreter_takes_the_formers_place(environments: list[FakeEnvironment], tmp_path: Path):
    projects = make()
    path, folder = str(tmp_path / "a.py"), str(tmp_path)
    first = projects.plan(path, FolderSettings(folder, interpreter="/one/python")).project
    second = projects.plan(path, FolderSettings(folder, interpreter="/two/python")).project
    assert second is not first
    assert [each.is_closed for each in environments] == [True, False]
    projects.close()
    assert [each.is_closed for each in environments] == [True, True]


def test_without_a_choice_the_folders_own_environment_counts(
    environments: list[FakeEnvironment], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    make().plan(str(tmp_path / "a.py"), FolderSettings(str(tmp_path)))
    assert environments[0].sys_path == [f"packages of {tmp_path / '.venv'}"]


def test_what_an_environment_learns_is_passed_on(environments: list[FakeEnvironment], tmp_path: Path):
    told: list[str] = []
    make(lambda: told.append("news")).plan(str(tmp_path / "a.py"), FolderSettings(interpreter="/python"))
    for callback in environments[0].callbacks:
        callback()
    assert told == ["news"]


def test_other_rules_make_another_project_with_the_same_packages(
    environments: list[FakeEnvironment], tmp_path: Path
):
    projects = make()
    path, folder = str(tmp_path / "a.py"), str(tmp_path)
    first = projects.plan(path, FolderSettings(folder, interpreter="/python")).project
    rules = {"ignore": ["TV3"]}
    second = projects.plan(path, FolderSettings(folder, interpreter="/python", rules=rules)).project
    assert first.configuration.is_enabled("TV301")
    assert not second.configuration.is_enabled("TV301")
    assert first.environment is second.environment


def test_open_files_are_read_from_the_editor_and_remembered():
    texts = {"/a.py": OpenText("file:///a.py", "python", 1, "x = 1")}
    files = OpenFiles(texts.get)
    asked = files.begin()
    first = files.document(Path("/a.py"))
    assert first is not None
    assert first.text == "x = 1"
    assert files.document(Path("/a.py")) is first
    assert files.document(Path("/b.py")) is None
    assert asked == {"/a.py": texts["/a.py"], "/b.py": None}
    texts["/a.py"] = OpenText("file:///a.py", "python", 2, "x = 2")
    assert files.begin() == {}
    second = files.document(Path("/a.py"))
    assert second is not None
    assert second.text == "x = 2"
    assert asked["/a.py"] is not texts["/a.py"]
