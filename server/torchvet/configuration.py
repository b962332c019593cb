"""What a project's configuration file says, joined with what an editor or a command line asks for."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from torchvet.finding import Severity
from torchvet.settings import VerifySettings, read_table

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

FILE_NAMES = ("torchvet.toml", "pyproject.toml")
"""Where a configuration may stand in a folder; the first that is there counts."""


@dataclass(frozen=True, slots=True)
class ConfigurationProblem:
    """Something in a configuration that could not be used.

    Args:
        message: one sentence for the user that names the file, the key and what was expected.
        file: the configuration file; None for an editor's settings.
    """

    message: str
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """One layer of choosing rules; a later layer comes after what an earlier one has chosen.

    Args:
        select: codes or prefixes of the rules to run; None leaves the earlier choice.
        ignore: codes or prefixes of the rules not to run; where both name a rule the longer prefix counts.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()

    def decide(self, code: str, enabled: bool) -> bool:
        """Whether a rule runs after this layer, when before it it was ``enabled``."""
        ignored = _longest_prefix(self.ignore, code)
        if self.select is None:
            return enabled and ignored < 0
        return _longest_prefix(self.select, code) > ignored


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that can be configured.

    Args:
        root: the folder that the patterns are relative to; None where there is no configuration file.
        file: the configuration file.
        selections: the layers of choosing rules, the configuration file's first.
        severity: severities by code or prefix.
        exclude: gitignore-style patterns of files that are not checked.
        per_file_ignores: patterns, each with the codes or prefixes that are ignored in its files.
        verify: what ``torchvet verify`` runs.
    """

    root: Path | None = None
    file: Path | None = None
    selections: tuple[Selection, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict[str, Severity])
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    verify: VerifySettings = field(default_factory=VerifySettings)

    def is_enabled(self, code: str, filename: str | None = None) -> bool:
        """Whether a rule's findings are wanted.

        Args:
            code: the rule's code.
            filename: the file that they are in, for the ignores of single files.
        """
        enabled = True
        for selection in self.selections:
            enabled = selection.decide(code, enabled)
        return enabled and (filename is None or not self._is_ignored_in(code, filename))

    def _is_ignored_in(self, code: str, filename: str) -> bool:
        return any(
            code.startswith(codes) and _matches(self.root, (pattern,), filename)
            for pattern, codes in self.per_file_ignores
        )

    def excludes(self, filename: str | Path) -> bool:
        """Whether a file or folder is left out by ``exclude``."""
        return bool(self.exclude) and _matches(self.root, self.exclude, str(filename))

    def severity_of(self, code: str, default: Severity) -> Severity:
        """The severity that is configured for a rule, ``default`` where none is."""
        best = max(filter(code.startswith, self.severity), key=len, default=None)
        return default if best is None else self.severity[best]

    def with_table(
        self, table: Mapping[str, Any], origin: str, file: Path | None = None
    ) -> tuple[Configuration, list[ConfigurationProblem]]:
        """This configuration, with a table of settings coming after it.

        What is wrong in the table is left out and named; the rest of it stands.

        Args:
            table: the settings by their names, as TOML or JSON gives them.
            origin: where they stand, to begin a sentence with.
            file: the configuration file, where they stand in one.
        """
        settings, sentences = read_table(table, origin)
        changed = replace(
            self,
            selections=(*self.selections, Selection(settings.select, settings.ignore)),
            severity={**self.severity, **settings.severity},
            exclude=self.exclude if settings.exclude is None else settings.exclude,
            per_file_ignores=(*self.per_file_ignores, *settings.per_file_ignores),
            verify=settings.verify.after(self.verify),
        )
        return changed, [ConfigurationProblem(sentence, file) for sentence in sentences]


def load_configuration(start: Path) -> tuple[Configuration, list[ConfigurationProblem]]:
    """The configuration that holds for a file or folder: the nearest one above it.

    Args:
        start: a file or a folder; it need not exist.

    Returns:
        The configuration, and what in its file could not be used. Without a file all is as by default.
    """
    folder = Path(os.path.abspath(start))  # noqa: PTH100 - links are not to be followed
    for parent in (folder, *folder.parents):
        for name in FILE_NAMES:
            try:
                state = (parent / name).stat()
            except OSError:
                continue
            found = _read_file(parent / name, state.st_mtime_ns, state.st_size)
            if found is not None:
                return found[0], list(found[1])
    return Configuration(), []


@lru_cache(maxsize=256)
def _read_file(
    file: Path, modified: int, size: int
) -> tuple[Configuration, tuple[ConfigurationProblem, ...]] | None:
    """Reads a configuration file once for each of its states; None where it says nothing about torchvet."""
    empty = Configuration(root=file.parent, file=file)
    is_own = file.name == FILE_NAMES[0]
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        if not is_own:
            return None
        reason = "it is not written in UTF-8" if isinstance(error, ValueError) else error.strerror
        return empty, (ConfigurationProblem(f"{file} cannot be read: {reason}.", file),)
    if not is_own and "torchvet" not in text:
        return None
    try:
        content: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return empty, (ConfigurationProblem(f"{file} is not valid TOML: {error}.", file),)
    table = content if is_own else _own_table(content)
    if table is None:
        return None
    if not isinstance(table, dict):
        sentence = f"{file}: 'tool.torchvet' must be a table, as in [tool.torchvet]."
        return empty, (ConfigurationProblem(sentence, file),)
    configuration, problems = empty.with_table(cast("dict[str, Any]", table), str(file), file)
    return configuration, tuple(problems)


def _own_table(content: dict[str, Any]) -> object:
    """What a ``pyproject.toml`` has under ``tool.torchvet``."""
    tool = content.get("tool")
    return cast("dict[str, Any]", tool).get("torchvet") if isinstance(tool, dict) else None


def _longest_prefix(prefixes: tuple[str, ...], code: str) -> int:
    """The length of the longest prefix that fits a code; -1 where none does."""
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)


def _matches(root: Path | None, patterns: tuple[str, ...], filename: str) -> bool:
    """Whether a file below ``root`` fits one of the gitignore-style patterns."""
    base = root or Path.cwd()
    try:
        relative = os.path.relpath(filename, base)
    except ValueError:  # another drive
        return False
    if relative.startswith(os.pardir):
        return False
    return _spec(patterns).match_file(relative)


@lru_cache(maxsize=256)
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)
