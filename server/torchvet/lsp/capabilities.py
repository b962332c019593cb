"""What the server says it can do, by what the client can."""

from __future__ import annotations

from lsprotocol import types

from torchvet.lsp.client import UNITS, Client
from torchvet.lsp.code_actions import KINDS
from torchvet.lsp.notebooks import PYTHON
from torchvet.lsp.verify_commands import COMMANDS

WATCHED = ("**/*.py", "**/pyproject.toml", "**/torchvet.toml")


def server_capabilities(
    client: Client, capabilities: types.ClientCapabilities, *, with_commands: bool
) -> types.ServerCapabilities:
    """The answer to ``initialize``.

    Args:
        client: what the client can do.
        capabilities: the same in its own words.
        with_commands: whether to offer the server's commands, to a client that has none of the same name.
    """
    kinds = next(kind for kind, unit in UNITS.items() if unit is client.unit)
    notebooks = types.NotebookDocumentSyncOptions(
        [types.NotebookDocumentFilterWithCells(cells=[types.NotebookCellLanguage(PYTHON)])]
    )
    actions = types.CodeActionOptions(code_action_kinds=KINDS, resolve_provider=client.resolves)
    # A change in one cell of a notebook changes what is found in the others.
    pulled = types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=False, identifier="torchvet"
    )
    return types.ServerCapabilities(
        position_encoding=kinds,
        text_document_sync=types.TextDocumentSyncOptions(
            open_close=True,
            change=types.TextDocumentSyncKind.Incremental,
            save=types.SaveOptions(include_text=False),
        ),
        notebook_document_sync=notebooks if capabilities.notebook_document else None,
        code_action_provider=actions if client.code_actions else None,
        hover_provider=True,
        code_lens_provider=types.CodeLensOptions(resolve_provider=False),
        execute_command_provider=types.ExecuteCommandOptions(list(COMMANDS)) if with_commands else None,
        diagnostic_provider=pulled if client.pulls else None,
        workspace=types.WorkspaceOptions(
            workspace_folders=types.WorkspaceFoldersServerCapabilities(
                supported=True, change_notifications=True
            )
        ),
    )


def registrations(client: Client) -> list[types.Registration]:
    """What to ask the client for, once it is there: news of its settings and of files."""
    wanted: list[types.Registration] = []
    if client.registers_configuration:
        wanted.append(_registration(types.WORKSPACE_DID_CHANGE_CONFIGURATION, {"section": "torchvet"}))
    if client.registers_watchers:
        watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        wanted.append(_registration(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    return wanted


def _registration(method: str, options: object) -> types.Registration:
    return types.Registration(id=f"torchvet/{method}", method=method, register_options=options)
