"""What the client can do, read once from its capabilities."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from torchvet.source.text import Unit

UNITS = {
    types.PositionEncodingKind.Utf8: Unit.UTF8,
    types.PositionEncodingKind.Utf16: Unit.UTF16,
    types.PositionEncodingKind.Utf32: Unit.UTF32,
}


@dataclass(frozen=True, slots=True)
class Client:
    """The abilities that make a difference to torchvet; the default is a client that can do nothing.

    Args:
        unit: what columns are counted in.
        pulls: it asks for diagnostics; else they are pushed.
        refreshes: it can be told to ask again.
        versions: pushed diagnostics may carry a version.
        related: diagnostics may have related places.
        links: diagnostics may link to a page.
        tags: the tags that diagnostics may have.
        keeps_data: a diagnostic's data comes back with requests for code actions.
        code_actions: it understands code actions (and not only commands).
        resolves: a code action's edit may come when it is chosen.
        versioned_edits: edits may name the version that they are for.
        configuration: it can be asked for settings.
        registers_configuration: it can be asked to tell about changed settings.
        registers_watchers: it can be asked to watch files.
        markdown: hovers may be Markdown.
        shows_progress: it shows the progress of work that the server has begun.
        refreshes_lenses: it can be told to ask for code lenses again.
    """

    unit: Unit = Unit.UTF16
    pulls: bool = False
    refreshes: bool = False
    versions: bool = False
    related: bool = False
    links: bool = False
    tags: frozenset[types.DiagnosticTag] = frozenset()
    keeps_data: bool = False
    code_actions: bool = False
    resolves: bool = False
    versioned_edits: bool = False
    configuration: bool = False
    registers_configuration: bool = False
    registers_watchers: bool = False
    markdown: bool = False
    shows_progress: bool = False
    refreshes_lenses: bool = False

    @classmethod
    def of(cls, capabilities: types.ClientCapabilities) -> Client:
        """Reads a client's capabilities."""
        text = capabilities.text_document or types.TextDocumentClientCapabilities()
        workspace = capabilities.workspace or types.WorkspaceClientCapabilities()
        published = text.publish_diagnostics or types.PublishDiagnosticsClientCapabilities()
        pulled = text.diagnostic or types.DiagnosticClientCapabilities()
        action = text.code_action or types.CodeActionClientCapabilities()
        hover = text.hover or types.HoverClientCapabilities()
        tags = published.tag_support or pulled.tag_support
        resolve = action.resolve_support
        diagnostics = workspace.diagnostics
        edits = workspace.workspace_edit
        window = capabilities.window or types.WindowClientCapabilities()
        lenses = workspace.code_lens
        changes = workspace.did_change_configuration
        watches = workspace.did_change_watched_files
        return cls(
            unit=_negotiated_unit(capabilities.general),
            pulls=text.diagnostic is not None,
            refreshes=bool(diagnostics and diagnostics.refresh_support),
            versions=bool(published.version_support),
            related=bool(published.related_information or pulled.related_information),
            links=bool(published.code_description_support or pulled.code_description_support),
            tags=frozenset(tags.value_set) if tags else frozenset(),
            keeps_data=bool(published.data_support or pulled.data_support),
            code_actions=action.code_action_literal_support is not None,
            resolves=bool(resolve and "edit" in resolve.properties and action.data_support),
            versioned_edits=bool(edits and edits.document_changes),
            configuration=bool(workspace.configuration),
            registers_configuration=bool(changes and changes.dynamic_registration),
            registers_watchers=bool(watches and watches.dynamic_registration),
            markdown=types.MarkupKind.Markdown in (hover.content_format or ()),
            shows_progress=bool(window.work_done_progress),
            refreshes_lenses=bool(lenses and lenses.refresh_support),
        )


def _negotiated_unit(general: types.GeneralClientCapabilities | None) -> Unit:
    """The first unit of the client's wishes that torchvet knows; UTF-16 where it has none."""
    wishes = (general.position_encodings if general else None) or ()
    for wish in wishes:
        for kind, unit in UNITS.items():
            if wish == kind:
                return unit
    return Unit.UTF16
