"""What the lightbulb offers: each fix, disabling a rule on a line, and all safe fixes at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

import attrs
from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from torchvet.finding import Applicability
from torchvet.lsp.analyses import Analyses
from torchvet.lsp.carried import Carried, CarriedEdit, workspace_edit
from torchvet.lsp.client import Client
from torchvet.lsp.conversion import SOURCE
from torchvet.lsp.sources import OpenSources, Snapshot
from torchvet.lsp.uris import path_of, uri_of

QUICK_FIX = types.CodeActionKind.QuickFix.value
FIX_ALL = "source.fixAll.torchvet"
FIX_NOTEBOOK = "notebook.source.fixAll.torchvet"
UNVERIFIED = "TV101"
VERIFY_TITLE = "Overfit one batch"
VERIFY_COMMAND = "torchvet.verify"
KINDS = (QUICK_FIX, FIX_ALL, FIX_NOTEBOOK)

Offered = list[tuple[types.Diagnostic, Carried]]


class CodeActions:
    """Makes code actions of what diagnostics carry.

    Args:
        sources: what is open.
        analyses: asked where a client hasn't kept what its diagnostics carried, or where it is outdated.
        client: tells what the client can do.
        verifies: tells whether the client knows the command that verifies a script.
    """

    def __init__(
        self,
        sources: OpenSources,
        analyses: Analyses,
        client: Callable[[], Client],
        verifies: Callable[[], bool] = lambda: False,
    ) -> None:
        self._sources = sources
        self._analyses = analyses
        self._client = client
        self._verifies = verifies

    async def offer(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """The code actions for a stretch of a text."""
        snapshot = self._sources.snapshot(params.text_document.uri)
        if snapshot is None or not self._client().code_actions:
            return []
        actions: list[types.CodeAction] = []
        only = params.context.only
        if _is_wanted(QUICK_FIX, only):
            actions += self._verifications(params, snapshot)
            actions += self._quick_fixes(await self._offered(params, snapshot))
        actions += await self._fix_all(snapshot, only)
        return actions

    async def resolve(self, action: types.CodeAction) -> types.CodeAction:
        """Adds the edit to an action that was offered without.

        Raises:
            JsonRpcContentModified: the text isn't open any more.
        """
        data: Any = action.data
        if action.edit is not None or not isinstance(data, Mapping):
            return action
        uri = cast("Mapping[str, Any]", data).get("fixAll")
        edits = await self._analyses.fix_all(uri) if isinstance(uri, str) else None
        if edits is None:
            raise JsonRpcContentModified("The text that these fixes were for is not open any more.")
        return attrs.evolve(action, edit=self._edit(edits))

    # --- verifications --------------------------------------------------------------------

    def _verifications(self, params: types.CodeActionParams, snapshot: Snapshot) -> list[types.CodeAction]:
        """What shows that a loop learns one batch, in a client that has a command for it."""
        own = [
            each for each in params.context.diagnostics if each.source == SOURCE and each.code == UNVERIFIED
        ]
        if not own or not self._verifies() or path_of(snapshot.uri) is None or snapshot.is_notebook:
            return []
        analysis = self._analyses.at_hand(snapshot)
        loops = analysis.loops if analysis is not None else ()
        script = next((loop.script for loop in loops if _meet(loop.range, own[0].range)), snapshot.filename)
        command = types.Command(VERIFY_TITLE, VERIFY_COMMAND, arguments=[{"script": uri_of(script)}])
        title = f"torchvet ({UNVERIFIED}): {VERIFY_TITLE}"
        return [types.CodeAction(title, types.CodeActionKind.QuickFix, diagnostics=own[:1], command=command)]

    # --- quick fixes ----------------------------------------------------------------------

    async def _offered(self, params: types.CodeActionParams, snapshot: Snapshot) -> Offered:
        """The client's own diagnostics of torchvet, each with what it carries now."""
        own = [diagnostic for diagnostic in params.context.diagnostics if diagnostic.source == SOURCE]
        part = snapshot.part(params.text_document.uri)
        if part is None or not own:
            return []
        carried = [Carried.from_data(diagnostic.data) for diagnostic in own]
        if all(each is not None and each.version == part.version for each in carried):
            return [(diagnostic, each) for diagnostic, each in zip(own, carried, strict=True) if each]
        analysis = await self._analyses.current(params.text_document.uri)
        now = analysis.of(params.text_document.uri) if analysis else ()
        return list(_matched(own, now))

    def _quick_fixes(self, offered: Offered) -> list[types.CodeAction]:
        fixes = [action for diagnostic, carried in offered for action in self._fixes(diagnostic, carried)]
        disabling = [
            self._action(diagnostic, "Disable for this line", carried.disable)
            for diagnostic, carried in offered
            if carried.disable and self._is_current(carried.disable)
        ]
        return [*fixes, *disabling]

    def _fixes(self, diagnostic: types.Diagnostic, carried: Carried) -> list[types.CodeAction]:
        usable = [
            fix
            for fix in carried.fixes
            if fix.applicability is not Applicability.DISPLAY and self._is_current(fix.edits)
        ]
        return [
            self._action(diagnostic, fix.title, fix.edits, is_preferred=True if number == 0 else None)
            for number, fix in enumerate(usable)
        ]

    def _action(
        self,
        diagnostic: types.Diagnostic,
        title: str,
        edits: Iterable[CarriedEdit],
        is_preferred: bool | None = None,
    ) -> types.CodeAction:
        return types.CodeAction(
            title=f"torchvet ({diagnostic.code}): {title}",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            is_preferred=is_preferred,
            edit=self._edit(edits),
        )

    def _is_current(self, edits: Iterable[CarriedEdit]) -> bool:
        """Whether the texts are still those that the edits were made for."""
        return all(edit.version == self._version_of(edit.uri) for edit in edits)

    def _version_of(self, uri: str) -> int | None:
        snapshot = self._sources.snapshot(uri)
        part = snapshot.part(uri) if snapshot else None
        return part.version if part else None

    def _edit(self, edits: Iterable[CarriedEdit]) -> types.WorkspaceEdit:
        return workspace_edit(edits, self._client().versioned_edits)

    # --- all fixes ------------------------------------------------------------------------

    async def _fix_all(self, snapshot: Snapshot, only: Sequence[str] | None) -> list[types.CodeAction]:
        """One action for all safe fixes; in a notebook for all of its cells, never for a single one.

        Who doesn't ask for it, but only opens the lightbulb, isn't kept waiting for it.
        """
        kind = FIX_NOTEBOOK if snapshot.is_notebook else FIX_ALL
        if not _is_wanted(kind, only) or (only is None and snapshot.is_notebook):
            return []
        if only is None:
            analysis = self._analyses.at_hand(snapshot)
        else:
            analysis = await self._analyses.current(snapshot.uri)
        if analysis is None or analysis.fixing is None:
            return []
        action = types.CodeAction("torchvet: Fix all auto-fixable problems", kind=kind)
        if self._client().resolves:
            return [attrs.evolve(action, data={"fixAll": snapshot.uri})]
        edits = analysis.fixing.at_once
        if only is not None:
            edits = await self._analyses.fix_all(snapshot.uri) or edits
        return [attrs.evolve(action, edit=self._edit(edits))]


def _is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether a kind is one of those asked for, or below one of them."""
    if only is None:
        return True
    asked = [str(each.value if isinstance(each, types.CodeActionKind) else each) for each in only]
    return any(each == "" or kind == each or kind.startswith(f"{each}.") for each in asked)


def _matched(
    own: Iterable[types.Diagnostic], now: Sequence[types.Diagnostic]
) -> Iterable[tuple[types.Diagnostic, Carried]]:
    """Each diagnostic of the client with what the same diagnostic carries now."""
    for diagnostic in own:
        same = [each for each in now if each.code == diagnostic.code and _meet(each.range, diagnostic.range)]
        carried = Carried.from_data(same[0].data) if same else None
        if carried is not None:
            yield diagnostic, carried


def _meet(one: types.Range, other: types.Range) -> bool:
    """Whether two ranges have a place in common."""
    return not (_before(one.end, other.start) or _before(other.end, one.start))


def _before(one: types.Position, other: types.Position) -> bool:
    return (one.line, one.character) < (other.line, other.character)
