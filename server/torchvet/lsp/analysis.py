"""One analysis: from a snapshot of a text to diagnostics that the client can show."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lsprotocol import types

from torchvet.abandoned import Abandoned
from torchvet.finding import Finding
from torchvet.lsp.client import Client
from torchvet.lsp.conversion import Places, diagnostic_of
from torchvet.lsp.disable import Disabling
from torchvet.lsp.failures import AnalysisFailed, cause_of, noted_errors, told
from torchvet.lsp.fixing_all import FixingAll
from torchvet.lsp.projects import Plan, Projects
from torchvet.lsp.settings import FolderSettings
from torchvet.lsp.sources import Snapshot
from torchvet.lsp.text_sync import OpenText
from torchvet.lsp.uris import key_of, path_of
from torchvet.source.document import Document

if TYPE_CHECKING:
    from torchvet.project import Project

MOST_CHARACTERS = 2_000_000
"""Longer texts are data, not programs that somebody writes; they are left alone, and answered at once."""

_serial = itertools.count(1)


@dataclass(frozen=True, slots=True)
class TrainingLoop:
    """A loop that trains a model, in the client's terms.

    Args:
        range: its header.
        script: the file that runs it.
    """

    range: types.Range
    script: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found in one snapshot.

    Args:
        snapshot: what was analysed.
        generation: the state of settings and packages that it was analysed with.
        diagnostics: for each part (by its key) what was found in it.
        fixing: makes all safe fixes; None where there are none.
        problems: what could not be used, for each place where something is configured.
        read: the other files that were read, with their texts where they are open.
        remark: a sentence for the log, where there is something to say.
        error: what has gone wrong in a part of the analysis.
        loops: the loops of a script that train a model.
        result_id: a name that no other analysis has.
    """

    snapshot: Snapshot
    generation: int
    diagnostics: Mapping[str, tuple[types.Diagnostic, ...]]
    fixing: FixingAll | None = None
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    read: Mapping[str, OpenText | None] = field(default_factory=dict[str, "OpenText | None"])
    remark: str | None = None
    error: BaseException | None = None
    loops: tuple[TrainingLoop, ...] = ()
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
    is_outdated: Callable[[], bool],
) -> Analysis | None:
    """Checks a snapshot; made for the analysis lane's thread.

    Args:
        snapshot: what to check.
        generation: what to mark the result with.
        settings: the settings that hold for it.
        projects: gives the project to check it in.
        client: what the client understands.
        open_text: gives the open text of another file, if it is open.
        is_outdated: tells in any thread whether the text has changed meanwhile.

    Returns:
        What was found; None where the text has changed before that was known.

    Raises:
        AnalysisFailed: there was an error inside the analysis, and nothing is found.
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
    document = document_of(snapshot)
    try:
        with _abandoned_if(is_outdated, plan.project):
            findings, remark, error = _findings(document, plan)
    except Abandoned:
        return None
    places = Places(snapshot, document, client.unit, open_text)
    fixing = FixingAll(document, findings, lambda fixed: _findings(fixed, plan)[0], places)
    return Analysis(
        snapshot,
        generation,
        _diagnostics(findings, document, places, client),
        fixing if fixing.at_once else None,
        plan.problems,
        read,
        remark,
        error,
        () if snapshot.is_notebook else _loops(document, plan, places),
    )


@contextmanager
def _abandoned_if(is_outdated: Callable[[], bool], project: Project) -> Generator[None]:
    """Ends what is executed in a project as soon as it is outdated."""
    before, project.is_abandoned = project.is_abandoned, is_outdated
    try:
        yield
    finally:
        project.is_abandoned = before


def _findings(document: Document, plan: Plan) -> tuple[list[Finding], str | None, BaseException | None]:
    """What is found, and what to say where a part of the analysis has failed.

    Raises:
        AnalysisFailed: nothing is found because something has failed.
    """
    from torchvet.check import check

    with noted_errors() as errors:
        findings = check(document, plan.project)
    if not errors:
        return findings, None, None
    error = cause_of(errors[0])
    if not findings:
        raise AnalysisFailed from error
    return findings, told(errors[0].getMessage(), error), error


def _loops(document: Document, plan: Plan, places: Places) -> tuple[TrainingLoop, ...]:
    """The loops that train; the check has shown them."""
    from torchvet.check import training_loops_in

    found = [
        (places.locate(document.filename, header), script)
        for header, script in training_loops_in(document, plan.project)
    ]
    return tuple(TrainingLoop(place.range, script) for place, script in found if place is not None)


def _diagnostics(
    findings: list[Finding], document: Document, places: Places, client: Client
) -> dict[str, tuple[types.Diagnostic, ...]]:
    """The diagnostics of each part."""
    disabling = Disabling(document)
    found: dict[str, list[types.Diagnostic]] = {}
    for finding in findings:
        placed = diagnostic_of(finding, places, client, disabling.edit_for(finding))
        if placed is not None:
            found.setdefault(key_of(placed[0]), []).append(placed[1])
    return {key: tuple(diagnostics) for key, diagnostics in found.items()}


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
    # What is loaded now stays: the garbage collector need not look at it in every analysis.
    gc.collect()
    gc.freeze()
