"""The capabilities of real clients, with a client that complains where the protocol isn't kept."""

from __future__ import annotations

import asyncio
import sys
import warnings
from collections.abc import AsyncIterator

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from wire import FAKE_SERVER

URI = "file:///tmp/my%20project/train.py"
TEXT = "🔥 = 1\nx = '🔥'; bad\n"


@pytest_lsp.fixture(
    config=ClientServerConfig(server_command=[sys.executable, str(FAKE_SERVER)]),
    params=["visual-studio-code", "neovim", "neovim@v0.7.0", "emacs"],
)
async def client(lsp_client: LanguageClient, request: pytest.FixtureRequest) -> AsyncIterator[None]:
    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams) -> None:
        pass

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        params = types.InitializeParams(
            capabilities=client_capabilities(request.param),
            workspace_folders=[types.WorkspaceFolder(uri="file:///tmp/my%20project", name="my project")],
        )
        result = await lsp_client.initialize_session(params)
        general = params.capabilities.general
        offered = (general and general.position_encodings) or [types.PositionEncodingKind.Utf16]
        assert result.capabilities.position_encoding == offered[0]
        yield
        await lsp_client.shutdown_session()
    assert lsp_client._server is not None
    assert lsp_client._server.returncode == 0


async def diagnostics_of(client: LanguageClient) -> list[types.Diagnostic]:
    """The diagnostics, by the way that the client knows."""
    assert client.capabilities is not None and client.capabilities.text_document is not None
    if client.capabilities.text_document.diagnostic is not None:
        identifier = types.TextDocumentIdentifier(URI)
        report = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(identifier))
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert client.diagnostics == {}
        return list(report.items)
    for _ in range(200):
        if URI in client.diagnostics:
            break
        await asyncio.sleep(0.05)
    return list(client.diagnostics[URI])


async def test_a_session(client: LanguageClient):
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(URI, "python", 1, TEXT))
    )
    (diagnostic,) = await diagnostics_of(client)
    width = diagnostic.range.start.character
    assert diagnostic.code == "TV301"
    assert width in (9, 10, 12)

    context = types.CodeActionContext(diagnostics=[diagnostic])
    identifier = types.TextDocumentIdentifier(URI)
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(identifier, diagnostic.range, context)
    )
    assert actions is not None
    fix = actions[0]
    assert isinstance(fix, types.CodeAction)
    assert fix.title == "torchvet (TV301): Write good"
    assert fix.edit is not None
    assert client.messages == []
    assert client.error is None
