"""Settings reach the server in every way that clients know, for each folder on its own."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from wire import EVERYTHING, Wire, pulling

from torchvet.lsp.settings import WorkspaceSettings

ASKED = copy.deepcopy(EVERYTHING)
ASKED["workspace"]["configuration"] = True
ASKED["workspace"]["didChangeConfiguration"] = {"dynamicRegistration": True}
ASKED["workspace"]["didChangeWatchedFiles"] = {"dynamicRegistration": True}
"""A client that is asked for its settings, and tells about files."""


def codes(diagnostics: list[dict[str, Any]]) -> list[str]:
    return [diagnostic["code"] for diagnostic in diagnostics]


def folder(path: Path) -> dict[str, str]:
    return {"uri": path.as_uri(), "name": path.name}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "my project"


@pytest.fixture
def uri(root: Path) -> str:
    root.mkdir()
    return (root / "a.py").as_uri()


def test_settings_come_with_initialize(wire: Wire, uri: str, root: Path):
    options = {"settings": {"ignore": ["TV2"]}, "folders": {root.as_uri(): {"ignore": ["TV3"]}}}
    wire.start(initializationOptions=options, workspaceFolders=[folder(root)])
    wire.open(uri, "bad doubtful")
    assert codes(wire.published(uri)) == ["TV201"]
    wire.open("file:///elsewhere/a.py", "bad doubtful")
    assert codes(wire.published("file:///elsewhere/a.py")) == ["TV301"]


def test_a_client_that_pushes_its_settings(wire: Wire, uri: str):
    wire.start()
    wire.open(uri, "bad doubtful")
    assert codes(wire.published(uri)) == ["TV301", "TV201"]
    wire.notify("workspace/didChangeConfiguration", {"settings": {"torchvet": {"select": ["TV2"]}}})
    assert codes(wire.published(uri)) == ["TV201"]
    wire.notify("workspace/didChangeConfiguration", {"settings": {"torchvet": {"enable": False}}})
    assert codes(wire.published(uri)) == []
    wire.notify("workspace/didChangeConfiguration", {"settings": None})
    assert codes(wire.published(uri)) == ["TV301", "TV201"]


def test_a_client_that_is_asked_for_its_settings(wire: Wire, uri: str, root: Path):
    answers: dict[str | None, Any] = {root.as_uri(): {"ignore": ["TV3"], "interpreter": None, "select": []}}
    wire.settings = answers.get
    wire.start(ASKED, workspaceFolders=[folder(root)])
    wire.open(uri, "bad doubtful")
    assert codes(wire.published(uri)) == ["TV201"]
    asked = wire.seen("workspace/configuration")[0]["items"]
    assert asked == [{"section": "torchvet"}, {"scopeUri": root.as_uri(), "section": "torchvet"}]
    answers[root.as_uri()] = {"ignore": ["TV2"]}
    wire.notify("workspace/didChangeConfiguration", {"settings": None})
    assert codes(wire.published(uri)) == ["TV301"]


def test_the_client_is_asked_to_tell_about_settings_and_files(wire: Wire):
    wire.start(ASKED)
    registrations = wire.wait_for("client/registerCapability")["registrations"]
    assert [each["method"] for each in registrations] == [
        "workspace/didChangeConfiguration",
        "workspace/didChangeWatchedFiles",
    ]
    patterns = [watcher["globPattern"] for watcher in registrations[1]["registerOptions"]["watchers"]]
    assert patterns == ["**/*.py", "**/pyproject.toml", "**/torchvet.toml"]


def test_a_client_that_never_answers_waits_a_second_at_most(wire: Wire, uri: str):
    wire._take = lambda message: wire.notifications.append(message) if "id" not in message else None
    wire.start(ASKED, initializationOptions={"settings": {"ignore": ["TV3"]}})
    wire.open(uri, "bad doubtful")
    assert codes(wire.published(uri)) == ["TV201"]


def test_a_client_that_answers_nonsense_is_borne(wire: Wire, uri: str):
    wire.settings = lambda scope: ["nonsense", 5]
    wire.start(ASKED, initializationOptions=["more", "nonsense"])
    wire.open(uri, "bad")
    assert codes(wire.published(uri)) == ["TV301"]


def test_what_cannot_be_used_is_shown_once(wire: Wire, uri: str, root: Path):
    settings = {"enable": "yes", "ignore": ["TV999"], "unknown": 1, "interpreter": 7}
    wire.start(initializationOptions={"settings": settings}, workspaceFolders=[folder(root)])
    wire.open(uri, "bad")
    assert codes(wire.published(uri)) == ["TV301"]
    wire.drain(0.3)
    shown = [each["message"] for each in wire.seen("window/showMessage")]
    assert len(shown) == len(set(shown)) == 3
    assert any("'torchvet.enable' must be true or false" in each for each in shown)
    assert any("TV999" in each for each in shown)
    for version in range(2, 5):
        wire.change(uri, version, "bad bad")
        wire.published(uri, version)
    assert len(wire.seen("window/showMessage")) == 3


# --- configuration files ------------------------------------------------------------------


def changed(*paths: Path) -> dict[str, Any]:
    return {"changes": [{"uri": path.as_uri(), "type": 2} for path in paths]}


def test_the_configuration_file_counts_and_its_changes_too(wire: Wire, uri: str, root: Path):
    config = root / "pyproject.toml"
    config.write_text("[tool.torchvet]\nignore = ['TV2']\n")
    wire.start(ASKED, workspaceFolders=[folder(root)])
    wire.open(uri, "bad doubtful")
    assert codes(wire.published(uri)) == ["TV301"]
    config.write_text("[tool.torchvet]\nignore = ['TV3']\n# longer\n")
    wire.notify("workspace/didChangeWatchedFiles", changed(config))
    assert codes(wire.published(uri)) == ["TV201"]


def test_the_editors_settings_come_after_the_file(wire: Wire, uri: str, root: Path):
    (root / "torchvet.toml").write_text("select = ['TV3']\n")
    wire.start(workspaceFolders=[folder(root)], initializationOptions={"select": ["TV2"]})
    wire.open(uri, "bad doubtful")
    assert codes(wire.published(uri)) == ["TV201"]


def test_an_excluded_file_is_left_alone(wire: Wire, uri: str, root: Path):
    (root / "torchvet.toml").write_text("exclude = ['a.py']\n")
    wire.start(workspaceFolders=[folder(root)])
    wire.open(uri, "bad")
    assert wire.published(uri) == []


def test_a_broken_configuration_is_shown_when_it_breaks_and_the_rest_of_it_stands(
    wire: Wire, uri: str, root: Path
):
    config = root / "pyproject.toml"
    config.write_text("[tool.torchvet]\nignore = ['TV3']\nslect = 1\n")
    wire.start(ASKED, workspaceFolders=[folder(root)])
    wire.open(uri, "bad doubtful")
    assert codes(wire.published(uri)) == ["TV201"]
    shown = wire.wait_for("window/showMessage")
    assert shown["type"] == 2
    assert "pyproject.toml" in shown["message"]
    assert "'slect'" in shown["message"]
    wire.change(uri, 2, "bad")
    wire.published(uri, 2)
    assert wire.seen("window/showMessage") == []
    config.write_text("[tool.torchvet]\n")
    wire.notify("workspace/didChangeWatchedFiles", changed(config))
    assert codes(wire.published(uri)) == ["TV301"]
    config.write_text("[tool.torchvet]\nignore = ['TV3']\nslect = 1\n")
    wire.notify("workspace/didChangeWatchedFiles", changed(config))
    assert codes(wire.published(uri)) == []
    assert "'slect'" in wire.wait_for("window/showMessage")["message"]


def test_a_changed_configuration_makes_a_pulling_client_ask_again(wire: Wire, uri: str, root: Path):
    config = root / "torchvet.toml"
    config.write_text("select = ['TV2']\n")
    wire.start(pulling(ASKED), workspaceFolders=[folder(root)])
    wire.open(uri, "bad doubtful")
    first = wire.pull(uri)
    assert codes(first["items"]) == ["TV201"]
    config.write_text("select = ['TV2', 'TV3']\n")
    wire.notify("workspace/didChangeWatchedFiles", changed(config))
    wire.wait_for("workspace/diagnostic/refresh")
    assert codes(wire.pull(uri, first["resultId"])["items"]) == ["TV301", "TV201"]


# --- folders ------------------------------------------------------------------------------


def test_each_folder_has_its_own_settings(wire: Wire, tmp_path: Path):
    one, two = tmp_path / "one", tmp_path / "one two"
    for each in (one, two, one / "inner"):
        each.mkdir()
    answers: dict[str | None, Any] = {
        None: {"ignore": ["TV1"]},
        one.as_uri(): {"ignore": ["TV2"]},
        two.as_uri(): {"ignore": ["TV3"]},
        (one / "inner").as_uri(): {"enable": False},
    }
    wire.settings = answers.get
    wire.start(ASKED, workspaceFolders=[folder(one), folder(two)])
    for path, expected in (
        (one / "a.py", ["TV301", "TV105"]),
        (two / "a.py", ["TV201", "TV105"]),
        (one / "inner" / "a.py", ["TV301", "TV105"]),
        (tmp_path / "a.py", ["TV301", "TV201"]),
    ):
        wire.open(path.as_uri(), "bad doubtful hopeless")
        assert codes(wire.published(path.as_uri())) == expected, path
    event = {"added": [folder(one / "inner")], "removed": [folder(two)]}
    wire.notify("workspace/didChangeWorkspaceFolders", {"event": event})
    assert codes(wire.published((one / "inner" / "a.py").as_uri())) == []
    assert codes(wire.published((two / "a.py").as_uri())) == ["TV301", "TV201"]


def test_the_folder_is_the_projects_root(wire: Wire, uri: str, root: Path):
    wire.start(rootUri=root.as_uri())
    wire.open(uri, "root")
    assert wire.published(uri)[0]["message"] == f"this is root in {root}"


def test_an_unnamed_text_belongs_to_the_only_folder(root: Path):
    settings = WorkspaceSettings()
    capabilities = types.ClientCapabilities()
    settings.initialize(types.InitializeParams(capabilities, root_path=str(root)))
    assert settings.of("untitled:Untitled-1").folder == str(root)
    assert settings.of("file:///elsewhere/a.py").folder is None


def test_the_interpreter_that_the_client_has_found_stays_when_the_setting_is_empty(root: Path):
    options = {"folders": {root.as_uri(): {"interpreter": "/usr/bin/python3.12"}}}
    settings = WorkspaceSettings()
    settings.initialize(
        types.InitializeParams(
            types.ClientCapabilities(),
            initialization_options=options,
            workspace_folders=[types.WorkspaceFolder(root.as_uri(), "project")],
        )
    )
    questions = settings.questions()
    settings.take_answers(questions, [{}, {"interpreter": "", "enable": True}])
    assert settings.interpreters() == {root.as_uri(): "/usr/bin/python3.12"}
    settings.take_answers(questions, [{}, {"interpreter": "/other/python"}])
    assert settings.interpreters() == {root.as_uri(): "/other/python"}


# --- the state ----------------------------------------------------------------------------


def test_a_client_that_wants_it_is_told_the_state(wire: Wire, uri: str, root: Path):
    options = {"status": True, "settings": {"interpreter": "/usr/bin/python3"}}
    wire.start(initializationOptions=options, workspaceFolders=[folder(root)])
    ready = wire.wait_for("torchvet/status")
    assert ready["state"] == "ready"
    assert ready["folders"] == {root.as_uri(): "/usr/bin/python3"}
    assert ready.keys() == {"state", "version", "python", "folders"}
    wire.open(uri, "slow")
    for number in range(2):
        wire.open(f"file:///tmp/{number}.py", "slow")
    assert wire.wait_for("torchvet/status")["state"] == "analysing"
    assert wire.wait_for("torchvet/status")["state"] == "ready"


def test_other_clients_are_not(wire: Wire, uri: str):
    wire.start()
    wire.open(uri, "slow slow")
    wire.published(uri)
    assert wire.seen("torchvet/status") == []
