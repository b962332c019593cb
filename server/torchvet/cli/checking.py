"""Checks one file after the other."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from torchvet.cli.cache import Cache, digest_of
from torchvet.cli.failures import Failures
from torchvet.cli.recording import RecordingProject
from torchvet.configuration import Configuration
from torchvet.finding import Finding
from torchvet.interpreters import likely_interpreter
from torchvet.output.places import shown_name
from torchvet.passes.passes import default_passes
from torchvet.program.jedi_bridge import Environment, default_cache_folder, site_packages_of
from torchvet.source.document import Document
from torchvet.source.files import read_bytes
from torchvet.source.unreadable import UnreadableSource


@dataclass(frozen=True, slots=True)
class Task:
    """A file to check.

    Args:
        filename: its absolute path.
        configuration: the configuration that holds for it.
    """

    filename: str
    configuration: Configuration


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a file.

    Args:
        filename: the file's name.
        findings: what was found in it.
        problems: sentences for what could not be read or understood.
        digest: what the file's content came to, to know later whether it is still the same.
    """

    filename: str
    findings: tuple[Finding, ...] = ()
    problems: tuple[str, ...] = ()
    digest: str = ""


class Checker:
    """Checks documents one after the other, in a project for each configuration file.

    Args:
        python: the interpreter whose packages count; None to look for one.
        caches: whether anything may be kept on disk.

    Attributes:
        changed: documents that count in place of their files.
    """

    def __init__(self, python: Path | None = None, caches: bool = True) -> None:
        self.changed: Mapping[str, Document] = {}
        self._python = python
        self._folder = default_cache_folder() if caches else None
        self._projects: dict[Path | None, _Workspace] = {}
        self._environments: dict[Path, Environment] = {}
        self._passes = default_passes()
        self._failures = Failures()

    def __enter__(self) -> Checker:
        self._failures.listen()
        return self

    def __exit__(self, *_: object) -> None:
        self._failures.leave()
        for workspace in self._projects.values():
            if workspace.cache:
                workspace.cache.sweep()
        for environment in self._environments.values():
            environment.close()

    def check_file(self, task: Task) -> Result:
        """Reads and checks a file, or takes what is known of it; what goes wrong is in the result."""
        try:
            data = read_bytes(Path(task.filename))
            digest = digest_of(data)
            workspace = self._workspace(task.configuration)
            known = workspace.cache.get(task.filename, digest) if workspace.cache else None
            if known is not None:
                return Result(task.filename, *known, digest)
            document = Document.from_bytes(data, task.filename)
        except UnreadableSource as error:
            return Result(task.filename, problems=(str(error),))
        return self._check(document, workspace, digest)

    def check_document(self, document: Document, configuration: Configuration) -> Result:
        """Checks a document; what goes wrong is in the result."""
        return self._check(document, self._workspace(configuration))

    def _check(self, document: Document, workspace: _Workspace, digest: str = "") -> Result:
        from torchvet.check import check

        workspace.project.gave_up = False
        workspace.environment.begin_file()
        problems = list(_syntax_problem(document))
        findings: list[Finding] = []
        with self._failures.noted_in(problems, document.filename):
            findings = check(document, workspace.project)
        result = Result(document.filename, tuple(findings), tuple(problems), digest)
        is_certain = not (self._failures.any or workspace.project.gave_up)
        if workspace.cache and digest and is_certain:
            lookups = workspace.project.lookups_of(document.filename)
            programs = workspace.project.programs_of(document.filename)
            asked = workspace.project.has_asked_for_passes(document.filename)
            workspace.cache.put(document.filename, digest, findings, problems, lookups, programs, asked)
        return result

    def _workspace(self, configuration: Configuration) -> _Workspace:
        if configuration.file not in self._projects:
            self._projects[configuration.file] = self._open(configuration)
        return self._projects[configuration.file]

    def _open(self, configuration: Configuration) -> _Workspace:
        root = configuration.root or Path.cwd()
        python = self._python or likely_interpreter(root) or Path(sys.executable)
        packages = site_packages_of(python)
        if python not in self._environments:
            self._environments[python] = Environment(packages, root, True, self._folder)
        environment = self._environments[python]
        project = RecordingProject(
            root,
            configuration,
            environment,
            opened=lambda path: self.changed.get(str(path)),
            passes=self._passes,
        )
        cache = Cache(self._folder, configuration, root, packages, self._passes) if self._folder else None
        return _Workspace(project, environment, cache)


@dataclass(frozen=True, slots=True)
class _Workspace:
    """What the files of one configuration have in common."""

    project: RecordingProject
    environment: Environment
    cache: Cache | None


def _syntax_problem(document: Document) -> Iterator[str]:
    """The sentence for a text that Python refuses."""
    problem = document.syntax_problem
    if problem is None:
        return
    line, column = problem.position.line, problem.position.column + 1
    cell = document.cell_at(line)
    place = f"cell {cell[0]}:{cell[1] + 1}" if cell else str(line + 1)
    yield (
        f"{shown_name(document.filename)}:{place}:{column}: Python cannot parse this: {problem.message}; "
        "what can be understood was checked."
    )
