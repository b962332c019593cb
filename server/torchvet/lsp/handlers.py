"""What is done for each message of the client.

Handlers of notifications are plain functions, so that they take effect in the order in which the
messages came; none of them takes longer than a change of a text. Handlers of requests wait for an
analysis and are coroutines, so that they can be cancelled.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from torchvet.configuration import FILE_NAMES
from torchvet.lsp.hover import hover_of
from torchvet.lsp.uris import key_of, path_of
from torchvet.lsp.verifying import CONFIGURED, STOP, VERIFY

if TYPE_CHECKING:
    from torchvet.lsp.diagnostics import Report
    from torchvet.lsp.server import TorchvetServer

FOREIGN_FOLDERS = frozenset({"site-packages", "node_modules", "__pycache__", ".git"})
"""Files below them are nobody's modules in progress."""


# --- beginning and end --------------------------------------------------------------------


def _initialize(ls: TorchvetServer, params: types.InitializeParams) -> types.InitializeResult:
    return ls.greet(params)


def _initialized(ls: TorchvetServer, params: types.InitializedParams) -> None:
    ls.messages.is_client_ready = True
    ls.begin(ls.introduce())


def _leave(ls: TorchvetServer, params: None) -> None:
    ls.end()


# --- texts --------------------------------------------------------------------------------


def _did_open(ls: TorchvetServer, params: types.DidOpenTextDocumentParams) -> None:
    ls.sources.texts.open(params.text_document)
    _changed(ls, params.text_document.uri)
    _readers_changed(ls)


def _did_change(ls: TorchvetServer, params: types.DidChangeTextDocumentParams) -> None:
    changed = ls.sources.texts.change(params.text_document, params.content_changes, ls.client.unit)
    if changed is None:
        sentence = f"{params.text_document.uri} was changed, but it is not open."
        ls.messages.log(sentence, types.MessageType.Warning)
        return
    ls.analyses.touch(key_of(changed.uri))
    _changed(ls, changed.uri)
    _readers_changed(ls)


def _did_close(ls: TorchvetServer, params: types.DidCloseTextDocumentParams) -> None:
    snapshot = ls.sources.snapshot(params.text_document.uri)
    closed = ls.sources.texts.close(params.text_document.uri)
    if closed is not None and snapshot is not None:
        ls.diagnostics.closed(snapshot.key)
        ls.diagnostics.clear([closed.uri])
        _file_changed(ls, closed.uri)
        _readers_changed(ls)


def _did_save(ls: TorchvetServer, params: types.DidSaveTextDocumentParams) -> None:
    saved = path_of(params.text_document.uri)
    if not ls.client.registers_watchers and saved is not None and ls.analyses.reads(saved):
        ls.diagnostics.refresh_soon()


def _file_changed(ls: TorchvetServer, uri: str) -> None:
    """What was measured in a file may stand no more, or stand again."""
    filename = path_of(uri)
    if filename is not None and ls.measured.concerns(filename):
        ls.diagnostics.measured([filename])


def _changed(ls: TorchvetServer, uri: str) -> None:
    snapshot = ls.sources.snapshot(uri)
    if snapshot is not None:
        ls.diagnostics.changed(snapshot)


def _readers_changed(ls: TorchvetServer) -> None:
    """Texts that import one that has changed have changed too, in what is found in them."""
    for snapshot in ls.analyses.outdated():
        ls.analyses.touch(snapshot.key)
        ls.diagnostics.changed(snapshot)


# --- notebooks ----------------------------------------------------------------------------


def _did_open_notebook(ls: TorchvetServer, params: types.DidOpenNotebookDocumentParams) -> None:
    opened = ls.sources.notebooks.open(params)
    _changed(ls, opened.uri)


def _did_change_notebook(ls: TorchvetServer, params: types.DidChangeNotebookDocumentParams) -> None:
    uri = params.notebook_document.uri
    before = ls.sources.snapshot(uri)
    notebook = ls.sources.notebooks.change(params, ls.client.unit)
    after = ls.sources.snapshot(uri)
    if notebook is None or before is None or after is None:
        ls.messages.log(f"{uri} was changed, but it is not open.", types.MessageType.Warning)
        return
    ls.diagnostics.clear(part.uri for part in before.parts if after.part(part.uri) is None)
    ls.analyses.touch(after.key)
    _changed(ls, notebook.uri)


def _did_close_notebook(ls: TorchvetServer, params: types.DidCloseNotebookDocumentParams) -> None:
    snapshot = ls.sources.snapshot(params.notebook_document.uri)
    ls.sources.notebooks.close(params)
    if snapshot is not None:
        ls.diagnostics.closed(snapshot.key)
        ls.diagnostics.clear(part.uri for part in snapshot.parts)


# --- the workspace ------------------------------------------------------------------------


def _did_change_configuration(ls: TorchvetServer, params: types.DidChangeConfigurationParams) -> None:
    if ls.client.configuration:
        ls.begin(ls.ask_for_settings())
    else:
        ls.settings.change(params.settings)
        ls.settings_changed()


def _did_change_folders(ls: TorchvetServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    ls.settings.remove_folders(params.event.removed)
    ls.settings.add_folders(params.event.added)
    ls.begin(ls.ask_for_settings())


def _did_change_files(ls: TorchvetServer, params: types.DidChangeWatchedFilesParams) -> None:
    for change in params.changes:
        _file_changed(ls, change.uri)
    if any(_matters(ls, change) for change in params.changes):
        ls.projects.look_again()
        ls.diagnostics.refresh_soon()


def _matters(ls: TorchvetServer, change: types.FileEvent) -> bool:
    """Whether a change on disk may change what is found in the open texts."""
    filename = path_of(change.uri)
    if filename is None or not FOREIGN_FOLDERS.isdisjoint(PurePath(filename).parts):
        return False
    if PurePath(filename).name in FILE_NAMES or ls.analyses.reads(filename):
        return True
    # A module that comes or goes may be the one that an import means.
    return change.type != types.FileChangeType.Changed and filename.endswith(".py")


# --- questions ----------------------------------------------------------------------------


async def _diagnose(ls: TorchvetServer, params: types.DocumentDiagnosticParams) -> Report:
    return await ls.diagnostics.pull(params)


async def _offer_actions(ls: TorchvetServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    return await ls.actions.offer(params)


async def _resolve_action(ls: TorchvetServer, params: types.CodeAction) -> types.CodeAction:
    return await ls.actions.resolve(params)


async def _hover(ls: TorchvetServer, params: types.HoverParams) -> types.Hover | None:
    uri = params.text_document.uri
    analysis = await ls.analyses.current(uri)
    found = analysis.of(uri) if analysis else ()
    return hover_of(found, params.position, ls.client.markdown)


async def _code_lenses(ls: TorchvetServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    return await ls.lenses.offer(params.text_document.uri)


# --- verifications ------------------------------------------------------------------------


async def _verify(ls: TorchvetServer, params: Any) -> dict[str, Any]:
    return await ls.verifying.answer(params)


async def _configured_scripts(ls: TorchvetServer, params: Any) -> list[dict[str, Any]]:
    return ls.verifying.configured()


async def _stop_verification(ls: TorchvetServer, params: Any) -> bool:
    return ls.verifying.stop(params)


async def _execute_command(ls: TorchvetServer, params: types.ExecuteCommandParams) -> None:
    ls.commands.execute(params)


def _shut_down(ls: TorchvetServer, params: None) -> None:
    ls.verifying.cancel()


HANDLERS: dict[str, Callable[[Any, Any], Any]] = {
    types.INITIALIZE: _initialize,
    types.INITIALIZED: _initialized,
    types.EXIT: _leave,
    types.TEXT_DOCUMENT_DID_OPEN: _did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: _did_change,
    types.TEXT_DOCUMENT_DID_CLOSE: _did_close,
    types.TEXT_DOCUMENT_DID_SAVE: _did_save,
    types.NOTEBOOK_DOCUMENT_DID_OPEN: _did_open_notebook,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE: _did_change_notebook,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE: _did_close_notebook,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: _did_change_configuration,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: _did_change_folders,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _did_change_files,
    types.TEXT_DOCUMENT_DIAGNOSTIC: _diagnose,
    types.TEXT_DOCUMENT_CODE_ACTION: _offer_actions,
    types.CODE_ACTION_RESOLVE: _resolve_action,
    types.TEXT_DOCUMENT_HOVER: _hover,
    types.TEXT_DOCUMENT_CODE_LENS: _code_lenses,
    types.WORKSPACE_EXECUTE_COMMAND: _execute_command,
    types.SHUTDOWN: _shut_down,
    VERIFY: _verify,
    CONFIGURED: _configured_scripts,
    STOP: _stop_verification,
}
