"""One analysis: from a snapshot of a text to diagnostics that the client can show."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lsprotocol import types

from torchvet.cli.fixing import choose_fixes
from torchvet.lsp.carried import CarriedEdit
from torchvet.lsp.client import Client
from torchvet.lsp.conversion import Places, diagnostic_of
from torchvet.lsp.disable import Disabling
from torchvet.lsp.projects import Plan, Projects
from torchvet.lsp.settings import FolderSettings
from torchvet.lsp.sources import Snapshot
from torchvet.lsp.text_sync import OpenText
from torchvet.lsp.uris import key_of, path_of
from torchvet.source.document import Document

MOST_CHARACTERS = 2_000_000
"""Longer texts are data, not programs that somebody writes; they are left alone, and answered at once."""

_serial = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found in one snapshot.

    Args:
        snapshot: what was analysed.
        generation: the state of settings and packages that it was analysed with.
        diagnostics: for each part (by its key) what was found in it.
        fix_all: the edits of all safe fixes that can be made together.
        problems: what could not be used, for each place where something is configured.
        read: the other files that were read, with their texts where they are open.
        remark: a sentence for the log, where there is something to say.
        result_id: a name that no other analysis has.
    """

    snapshot: Snapshot
    generation: int
    diagnostics: Mapping[str, tuple[types.Diagnostic, ...]]
    fix_all: tuple[CarriedEdit, ...] = ()
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    read: Mapping[str, OpenText | None] = field(default_factory=dict[str, "OpenText | None"])
    remark: str | None = None
    result_id: str = field(default_factory=lambda: str(next(_serial)))

    def of(self, uri: str) -> tuple[types.Diagnostic, ...]:
        """What was found in the part of that URI."""
        return self.diagnostics.get(key_of(uri), ())


def analyse(
    snapshot: Snapshot,
    generation: int,
    settings: FolderSettings,
    projects: Projects,
    client: Client,
    open_text: Callable[[str], OpenText | None],
) -> Analysis:
    """Checks a snapshot; made for the analysis lane's thread.

    Args:
        snapshot: what to check.
        generation: what to mark the result with.
        settings: the settings that hold for it.
        projects: gives the project to check it in.
        client: what the client understands.
        open_text: gives the open text of another file, if it is open.
    """
    if not settings.enable:
        return Analysis(snapshot, generation, {})
    if sum(len(part.text) for part in snapshot.parts) > MOST_CHARACTERS:
        remark = f"{snapshot.filename} is longer than {MOST_CHARACTERS:,} characters and is not checked."
        return Analysis(snapshot, generation, {}, remark=remark)
    plan = projects.plan(path_of(snapshot.uri), settings)
    if plan.is_excluded:
        return Analysis(snapshot, generation, {}, problems=plan.problems)
    read = projects.files.begin()
    diagnostics, fix_all = _check(snapshot, plan, client, open_text)
    return Analysis(snapshot, generation, diagnostics, fix_all, plan.problems, read)


def _check(
    snapshot: Snapshot, plan: Plan, client: Client, open_text: Callable[[str], OpenText | None]
) -> tuple[dict[str, tuple[types.Diagnostic, ...]], tuple[CarriedEdit, ...]]:
    """The diagnostics of each part, and the edits of all safe fixes."""
    from torchvet.check import check

    document = document_of(snapshot)
    places = Places(snapshot, document, client.unit, open_text)
    disabling = Disabling(document)
    findings = check(document, plan.project)
    found: dict[str, list[types.Diagnostic]] = {}
    for finding in findings:
        placed = diagnostic_of(finding, places, client, disabling.edit_for(finding))
        if placed is not None and snapshot.part(placed[0]) is not None:
            found.setdefault(key_of(placed[0]), []).append(placed[1])
    chosen = choose_fixes(findings, unsafe=False, filenames={document.filename})
    fix_all = places.edits(chosen.edits.get(document.filename, ()))
    return {key: tuple(diagnostics) for key, diagnostics in found.items()}, fix_all or ()


def document_of(snapshot: Snapshot) -> Document:
    """The document that a snapshot's parts make together."""
    if snapshot.is_notebook:
        return Document.from_cells([part.text for part in snapshot.parts], snapshot.filename)
    return Document.from_text(snapshot.parts[0].text, snapshot.filename, kind="script")


def warm_up() -> None:
    """Loads what the first analysis needs, before there is anything to analyse."""
    import torchvet.check  # noqa: F401 # pyright: ignore[reportUnusedImport]
    from torchvet.rules import all_rules

    all_rules()
