"""The editor's settings, for each folder of the workspace.

They reach the server in three ways, each coming after the one before:

``initializationOptions``, all of it optional::

    {
        "settings": {"enable": true, "select": ["TV3"]},
        "folders": {"file:///home/me/project": {"interpreter": "/home/me/project/.venv/bin/python"}},
        "status": true,
        "verify": true,
        "trusted": true
    }

``verify`` says that the client knows the messages of ``verifying.py``; where ``trusted`` is false, nothing of
the workspace is run. A client that doesn't speak of trust has asked its user in its own way.

``workspace/didChangeConfiguration`` with ``{"settings": {"torchvet": {...}}}``, for clients that push;
``workspace/configuration`` with the section ``torchvet``, for clients that are asked.

A setting that is null or an empty string says nothing, and leaves what came before; an empty ``select``
selects nothing in particular.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from lsprotocol import types

from torchvet.lsp.uris import key_of, path_of, uri_of

SECTION = "torchvet"
RULE_SETTINGS = ("select", "ignore", "severity", "exclude", "per-file-ignores")
"""The settings that a configuration file knows too."""

SAY_NOTHING: tuple[object, ...] = (None, "", [], {})
"""Values of settings that leave what came before."""

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """The settings that hold in one folder.

    Args:
        folder: the folder's path; None outside all folders.
        enable: whether to check anything.
        interpreter: the Python whose packages count; None where nobody has chosen one.
        rules: the settings that come after the configuration file's.
        code_lens: whether to show code lenses.
        verify: the settings of verifications that come after the configuration file's.
        problems: what cannot be used among the others, in sentences.
    """

    folder: str | None = None
    enable: bool = True
    interpreter: str | None = None
    rules: Table = field(default_factory=dict[str, Any])
    code_lens: bool = True
    verify: Table = field(default_factory=dict[str, Any])
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class _Folder:
    """A folder of the workspace and the layers of its own settings."""

    uri: str
    path: str | None
    initial: Table = field(default_factory=dict[str, Any])
    pulled: Table = field(default_factory=dict[str, Any])


class WorkspaceSettings:
    """The folders of the workspace, and what is set in each."""

    def __init__(self) -> None:
        self._folders: list[_Folder] = []
        self._initial: Table = {}
        self._initial_of_folders: dict[str, Table] = {}
        self._pushed: Table = {}
        self._pulled: Table = {}
        self._read: dict[str, FolderSettings] = {}
        self.wants_status = False
        self.knows_verify = False
        self.is_trusted = True

    @property
    def folder_uris(self) -> list[str]:
        """The folders, as the client spells them."""
        return [folder.uri for folder in self._folders]

    def interpreters(self) -> dict[str, str | None]:
        """The interpreter of each folder."""
        return {uri: self.of(uri).interpreter for uri in self.folder_uris}

    def problems(self) -> dict[str, tuple[str, ...]]:
        """What cannot be used among the settings of each folder, and outside all folders."""
        return {uri: self.of(uri).problems for uri in ["", *self.folder_uris]}

    def initialize(self, params: types.InitializeParams) -> None:
        """Takes the folders and the first settings from the client's first request."""
        options = _table(params.initialization_options)
        self._initial = _section(options.get("settings", options))
        self._initial_of_folders = {
            key_of(uri): _section(table) for uri, table in _table(options.get("folders")).items()
        }
        self.wants_status = options.get("status") is True
        self.knows_verify = options.get("verify") is True
        self.is_trusted = options.get("trusted") is not False
        self.add_folders(params.workspace_folders or _root_folder(params))

    def add_folders(self, folders: Iterable[types.WorkspaceFolder]) -> None:
        """Adds folders to the workspace."""
        for folder in folders:
            self.remove_folders([folder])
            initial = self._initial_of_folders.get(key_of(folder.uri), {})
            self._folders.append(_Folder(folder.uri, path_of(folder.uri), initial))

    def remove_folders(self, folders: Iterable[types.WorkspaceFolder]) -> None:
        """Takes folders out of the workspace."""
        gone = {key_of(folder.uri) for folder in folders}
        self._folders = [folder for folder in self._folders if key_of(folder.uri) not in gone]
        self._read.clear()

    def change(self, settings: Any) -> None:
        """Takes settings that the client has pushed."""
        self._pushed = _section(settings)
        self._read.clear()

    def questions(self) -> list[types.ConfigurationItem]:
        """What to ask a client for: the settings outside all folders, and each folder's."""
        scopes: list[str | None] = [None, *self.folder_uris]
        return [types.ConfigurationItem(scope_uri=scope, section=SECTION) for scope in scopes]

    def take_answers(self, questions: Sequence[types.ConfigurationItem], answers: Sequence[Any]) -> None:
        """Takes the client's answers; a folder that has gone meanwhile is passed over."""
        given = dict(zip((question.scope_uri for question in questions), answers, strict=False))
        self._pulled = _table(given.get(None))
        for folder in self._folders:
            folder.pulled = _table(given.get(folder.uri))
        self._read.clear()

    def of(self, uri: str) -> FolderSettings:
        """The settings for a document: those of the innermost folder that holds it."""
        path = path_of(uri)
        holding = [folder for folder in self._folders if _holds(folder, path)]
        folder = max(holding, key=lambda each: len(each.path or ""), default=None)
        if folder is None and path is None and len(self._folders) == 1:
            folder = self._folders[0]
        key = "" if folder is None else folder.uri
        if key not in self._read:
            self._read[key] = _read(folder.path if folder else None, self._merged(folder))
        return self._read[key]

    def _merged(self, folder: _Folder | None) -> dict[str, Any]:
        """All that is set for a folder, later layers over earlier ones; what says nothing covers nothing."""
        layers = [self._initial, self._pushed, self._pulled]
        if folder is not None:
            layers = [self._initial, folder.initial, self._pushed, folder.pulled or self._pulled]
        merged: dict[str, Any] = {}
        for layer in layers:
            merged |= {key: value for key, value in layer.items() if value is not None and value != ""}
        return merged


def _root_folder(params: types.InitializeParams) -> list[types.WorkspaceFolder]:
    """The one folder of a client that knows only one."""
    uri = params.root_uri or (uri_of(params.root_path) if params.root_path else None)
    return [types.WorkspaceFolder(uri=uri, name="")] if uri else []


def _holds(folder: _Folder, path: str | None) -> bool:
    if path is None or folder.path is None:
        return False
    inner, outer = _path_key(path), _path_key(folder.path)
    return inner == outer or inner.startswith(outer.rstrip("/") + "/")


def _path_key(path: str) -> str:
    """What is equal for two spellings of a path."""
    return os.path.normcase(path).replace("\\", "/")


def _read(path: str | None, table: Table) -> FolderSettings:
    """Checks the settings that are the editor's alone; the others are checked with the configuration."""
    problems: list[str] = []
    enable, interpreter = table.get("enable", True), table.get("interpreter")
    if not isinstance(enable, bool):
        problems.append("the editor's setting 'torchvet.enable' must be true or false.")
        enable = True
    if interpreter is not None and not isinstance(interpreter, str):
        problems.append("the editor's setting 'torchvet.interpreter' must be the path of a Python.")
        interpreter = None
    rules = {key: table[key] for key in RULE_SETTINGS if table.get(key) not in (None, [])}
    code_lens = table.get("codeLens", True)
    if not isinstance(code_lens, bool):
        problems.append("the editor's setting 'torchvet.codeLens' must be true or false.")
        code_lens = True
    verify = {key: value for key, value in _table(table.get("verify")).items() if value not in SAY_NOTHING}
    return FolderSettings(path, enable, interpreter, rules, code_lens, verify, tuple(problems))


def _section(value: Any) -> Table:
    """The settings of torchvet, with or without their section around them."""
    table = _table(value)
    return _table(table[SECTION]) if SECTION in table else table


def _table(value: Any) -> Table:
    return cast("Table", value) if isinstance(value, Mapping) else {}
