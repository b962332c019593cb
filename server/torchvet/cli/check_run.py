"""``torchvet check`` from the options to the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torchvet.cli.cache import digest_of
from torchvet.cli.checking import Checker, Result, Task
from torchvet.cli.configured import Configurations
from torchvet.cli.reporting import Format, Report, would_fix
from torchvet.cli.writing import diff, save
from torchvet.configuration import Configuration
from torchvet.discovery import discover
from torchvet.finding import Finding, Severity
from torchvet.fix_rounds import FixRounds
from torchvet.output.places import STANDARD_INPUT, Sources, shown_name
from torchvet.output.style import style_for
from torchvet.source.document import Document
from torchvet.source.unreadable import UnreadableSource

FILES_FOR_ONE_PROCESS = 32
"""So many files are checked in the time that starting another process takes."""

NOTHING_FOUND = 0
FOUND = 1
COULD_NOT_RUN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for.

    Args:
        paths: files and folders; empty for standard input.
        stdin_filename: the name of what comes on standard input.
        overrides: settings that come after the configuration files'.
        min_severity: what is less severe is left out.
        format: how to write what was found.
        fix: whether to fix files.
        unsafe_fixes: whether to make the fixes that somebody should look at.
        diff: whether to show what fixing would change, and change nothing.
        python: the interpreter whose packages count.
        caches: whether to keep anything between runs.
        jobs: how many processes to use; None for a sensible number.
        exit_zero: whether findings count as success.
        statistics: whether to write counts in place of findings.
        quiet: whether to write nothing but findings.
    """

    paths: tuple[Path, ...]
    stdin_filename: str | None = None
    overrides: Mapping[str, Any] = field(default_factory=dict[str, Any])
    min_severity: Severity = Severity.INFORMATION
    format: Format = Format.FULL
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    python: Path | None = None
    caches: bool = True
    jobs: int | None = None
    exit_zero: bool = False
    statistics: bool = False
    quiet: bool = False


def sensible_jobs(files: int) -> int:
    """How many processes to use for a number of files."""
    return max(1, min(os.cpu_count() or 1, files // FILES_FOR_ONE_PROCESS))


class CheckRun:
    """One run of ``torchvet check``.

    Args:
        request: what was asked for.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._configurations = Configurations(request.overrides)
        self._checker = Checker(request.python, request.caches)
        self._sources = Sources()
        self._has_problems = False

    def run(self) -> int:
        """Does what was asked for; returns the exit status."""
        with self._checker:
            return self._run_on_files() if self._request.paths else self._run_on_standard_input()

    # --- files ----------------------------------------------------------------------------

    def _run_on_files(self) -> int:
        discovered = discover(self._request.paths, self._configurations.excludes)
        self._complain(discovered.problems)
        self._remark(discovered.remarks)
        if discovered.is_missing_arguments and not discovered.files:
            return COULD_NOT_RUN
        if not discovered.files and not discovered.problems:
            self._remark(["there are no Python files in what was given."])
        tasks = [Task(str(path), self._configurations.of(path)) for path in discovered.files]
        if self._is_misconfigured():
            return COULD_NOT_RUN
        results = list(self._check(tasks))
        for result in results:
            self._complain(result.problems)
        if not (self._request.fix or self._request.diff):
            return self._finish(results, fixed=0)
        return self._fix(results, {task.filename: task for task in tasks})

    def _check(self, tasks: list[Task]) -> Iterator[Result]:
        jobs = self._request.jobs or sensible_jobs(len(tasks))
        if jobs > 1 and len(tasks) > 1:
            from torchvet.cli.parallel import check_in_parallel

            yield from check_in_parallel(tasks, jobs, self._request.python, self._request.caches)
        else:
            yield from map(self._checker.check_file, tasks)

    def _fix(self, results: list[Result], tasks: dict[str, Task]) -> int:
        """Fixes what was found in files, or shows how."""
        originals = {result.filename: document for result in results if (document := self._unchanged(result))}
        configurations = {name: task.configuration for name, task in tasks.items()}
        rounds, after = self._fixed(originals, results, configurations)
        if self._request.diff:
            return self._show_difference(originals, rounds)
        before = {result.filename: result for result in results}
        unwritten: set[str] = set()
        for name in sorted(rounds.changed):
            problem = save(originals[name], rounds.documents[name])
            if problem:
                unwritten.add(name)
                self._complain([problem])
            else:
                self._sources.add(rounds.documents[name])
        results = [before[each.filename] if each.filename in unwritten else each for each in after]
        return self._finish(results, sum(name not in unwritten for name in rounds.fixed))

    def _unchanged(self, result: Result) -> Document | None:
        """The document of a result; None where it has changed since."""
        document = self._sources.get(result.filename) if result.digest else None
        if document is None or digest_of(document.to_bytes()) == result.digest:
            return document
        self._complain([f"{shown_name(result.filename)} was not fixed: it was changed while it was checked."])
        return None

    def _fixed(
        self,
        originals: Mapping[str, Document],
        results: list[Result],
        configurations: Mapping[str, Configuration],
    ) -> tuple[FixRounds[Result], list[Result]]:
        """Fixes documents without writing them; what was done, and what is found afterwards."""

        def recheck(documents: Mapping[str, Document], names: Iterable[str]) -> Iterator[Result]:
            self._checker.changed = documents
            for name in names:
                yield self._checker.check_document(documents[name], configurations[name])

        rounds = FixRounds(originals, recheck, self._request.unsafe_fixes)
        after = rounds.run(results, self._is_shown)
        self._complain(rounds.problems)
        return rounds, after

    def _show_difference(self, originals: Mapping[str, Document], rounds: FixRounds[Result]) -> int:
        style = style_for(sys.stdout)
        for name in sorted(rounds.changed):
            sys.stdout.writelines(diff(originals[name], rounds.documents[name], style))
        if not self._request.quiet:
            self._remark([would_fix(len(rounds.fixed), len(rounds.changed))])
        return self._status(found=bool(rounds.changed))

    # --- standard input -------------------------------------------------------------------

    def _run_on_standard_input(self) -> int:
        name = self._request.stdin_filename
        filename = str(Path(name).absolute()) if name else STANDARD_INPUT
        configuration = self._configurations.of(Path(filename).absolute())
        if self._is_misconfigured():
            return COULD_NOT_RUN
        data = sys.stdin.buffer.read()
        try:
            document = Document.from_bytes(data, filename)
        except UnreadableSource as error:
            self._complain([str(error)])
            if self._request.fix:
                sys.stdout.buffer.write(data)
            return COULD_NOT_RUN
        self._sources.add(document)
        result = self._checker.check_document(document, configuration)
        self._complain(result.problems)
        if not (self._request.fix or self._request.diff):
            return self._finish([result], fixed=0)
        rounds, after = self._fixed({filename: document}, [result], {filename: configuration})
        if self._request.diff:
            return self._show_difference({filename: document}, rounds)
        fixed = rounds.documents[filename]
        sys.stdout.flush()
        sys.stdout.buffer.write(fixed.to_bytes())
        self._sources.add(fixed)
        return self._finish(after, len(rounds.fixed), to_standard_error=True)

    # --- the end --------------------------------------------------------------------------

    def _finish(self, results: Iterable[Result], fixed: int, to_standard_error: bool = False) -> int:
        """Writes what was found; returns the exit status."""
        results = list(results)
        findings = self._shown(results)
        stream = sys.stderr if to_standard_error else sys.stdout
        report = Report(findings, self._sources, checked=len(results), fixed=fixed, style=style_for(stream))
        lines = report.lines(self._request.format, self._request.statistics, self._request.quiet)
        for line in lines:
            stream.write(line + "\n")
        return self._status(found=bool(findings))

    def _shown(self, results: Iterable[Result]) -> list[Finding]:
        """The findings that were asked for, each once: two files can show one and the same."""
        findings: dict[tuple[object, ...], Finding] = {}
        for result in results:
            for finding in filter(self._is_shown, result.findings):
                key = (finding.filename, finding.range, finding.code, finding.message)
                findings.setdefault(key, finding)
        return sorted(findings.values(), key=lambda each: (each.filename, each.range, each.code))

    def _is_shown(self, finding: Finding) -> bool:
        return finding.severity >= self._request.min_severity

    def _status(self, found: bool) -> int:
        if self._has_problems:
            return COULD_NOT_RUN
        return FOUND if found and not self._request.exit_zero else NOTHING_FOUND

    def _is_misconfigured(self) -> bool:
        self._complain([problem.message for problem in self._configurations.problems])
        return bool(self._configurations.problems)

    def _complain(self, sentences: Iterable[str]) -> None:
        """Writes sentences for what makes the run fail in part."""
        sentences = list(sentences)
        self._has_problems |= bool(sentences)
        self._remark(sentences)

    def _remark(self, sentences: Iterable[str]) -> None:
        sys.stdout.flush()
        for sentence in sentences:
            sys.stderr.write(f"torchvet: {sentence}\n")
