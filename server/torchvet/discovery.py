"""Which files to check."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SUFFIXES = (".py", ".ipynb")

NEVER_ENTERED = frozenset(
    (
        ".bzr",
        ".direnv",
        ".eggs",
        ".git",
        ".git-rewrite",
        ".hg",
        ".hypothesis",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pants.d",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        ".vscode",
        "__pycache__",
        "__pypackages__",
        "_build",
        "buck-out",
        "build",
        "dist",
        "node_modules",
        "site-packages",
        "venv",
    )
)
"""Folders that hold nothing that somebody wrote by hand in this project."""

ENVIRONMENT_MARKS = frozenset(("pyvenv.cfg", "conda-meta"))
"""What is only in the folder of a Python environment, whatever that folder's name."""

IGNORE_FILE = ".gitignore"
REPOSITORY = ".git"


@dataclass(slots=True)
class Discovered:
    """What was found.

    Args:
        files: the absolute paths of the files to check, each file once, in the order of the arguments and
            then of their names.
        problems: a sentence for each thing that could not be looked at.
        remarks: a sentence for each thing that was left out and could surprise somebody.
        is_missing_arguments: whether one of the arguments does not exist or cannot be looked at.
    """

    files: list[Path] = field(default_factory=list[Path])
    problems: list[str] = field(default_factory=list[str])
    remarks: list[str] = field(default_factory=list[str])
    is_missing_arguments: bool = False


@dataclass(frozen=True)
class _Ignored:
    """The patterns of one ignore file.

    Args:
        folder: the absolute path of the folder that they are relative to.
        file: the file that they stand in.
    """

    folder: Path
    file: Path

    @cached_property
    def spec(self) -> GitIgnoreSpec | None:
        """The patterns; None where the file cannot be read or has none."""
        try:
            lines = self.file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return None
        from pathspec import GitIgnoreSpec

        written = [line for line in lines if line.strip() and not line.startswith("#")]
        try:
            return GitIgnoreSpec.from_lines(written) if written else None
        except ValueError:
            return None

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """Whether the patterns ignore a path below the folder; None where they say nothing about it."""
        if self.spec is None:
            return None
        relative = path[len(str(self.folder)) :].lstrip(os.sep).replace(os.sep, "/")
        return self.spec.check_file(relative + "/" if is_folder else relative).include


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to look into, and the ignore files that hold in it, the outermost first."""

    path: Path
    ignored: tuple[_Ignored, ...]


def discover(paths: Iterable[Path], is_excluded: Callable[[Path], bool] = lambda _: False) -> Discovered:
    """Finds the files to check.

    A file that is named is checked whatever it is called and wherever it lies; in folders the files are
    ``.py`` and ``.ipynb``, without those that ``.gitignore`` files or the configuration leave out.

    Args:
        paths: files and folders.
        is_excluded: whether the configuration leaves out a file or folder.
    """
    discovery = _Discovery(is_excluded)
    for path in paths:
        discovery.look_at(path)
    return discovery.result


class _Discovery:
    def __init__(self, is_excluded: Callable[[Path], bool]) -> None:
        self.result = Discovered()
        self._is_excluded = is_excluded
        self._files: set[str] = set()
        self._folders: set[tuple[int, int]] = set()

    def look_at(self, argument: Path) -> None:
        """Takes a file or what is wanted of a folder."""
        try:
            mode = argument.stat().st_mode
        except FileNotFoundError:
            self.result.is_missing_arguments = True
            self.result.problems.append(f"{argument}: no such file or folder.")
        except (OSError, ValueError) as error:
            self.result.is_missing_arguments = True
            self.result.problems.append(_cannot_be_read(argument, error))
        else:
            if stat.S_ISDIR(mode):
                self._walk(argument.absolute())
            else:
                self._take(argument.absolute())

    def _take(self, path: Path) -> None:
        """Takes a file, unless it is there already under this or another name."""
        real = os.path.realpath(path)
        if real not in self._files:
            self._files.add(real)
            self.result.files.append(path)

    def _walk(self, top: Path) -> None:
        above = tuple(_ignored_above(top))
        if _is_ignored(above, str(top), is_folder=True):
            above = ()  # whoever names a folder wants it checked
        waiting = [_Folder(top, above)]
        while waiting:
            folder = waiting.pop()
            entries = self._entries(folder.path)
            if folder.path != top and any(entry.name in ENVIRONMENT_MARKS for entry in entries):
                continue
            waiting += reversed(list(self._sorted_out(folder, entries)))

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        """What is in a folder, links last; nothing for one that was looked into before."""
        try:
            state = folder.stat()
            if (state.st_dev, state.st_ino) in self._folders:
                return []
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: (entry.is_symlink(), entry.name))
        except OSError as error:
            self.result.problems.append(_cannot_be_read(folder, error))
            return []
        self._folders.add((state.st_dev, state.st_ino))
        return entries

    def _sorted_out(self, folder: _Folder, entries: list[os.DirEntry[str]]) -> Iterator[_Folder]:
        """Takes the wanted files of a folder, and gives the folders to go on with."""
        names = {entry.name for entry in entries}
        ignored = (_exclude_file(folder.path),) if REPOSITORY in names else folder.ignored
        if IGNORE_FILE in names:
            ignored = (*ignored, _Ignored(folder.path, folder.path / IGNORE_FILE))
        for entry in entries:
            is_folder = self._is_folder(entry)
            may_be_wanted = entry.name not in NEVER_ENTERED if is_folder else entry.name.endswith(SUFFIXES)
            if not may_be_wanted or _is_ignored(ignored, entry.path, is_folder):
                continue
            path = Path(entry.path)
            if self._is_excluded(path):
                continue
            if not is_folder:
                self._take(path)
            elif not self._is_circle(entry):
                yield _Folder(path, ignored)

    def _is_folder(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_dir()
        except OSError as error:
            if error.errno == errno.ELOOP and not entry.name.endswith(SUFFIXES):
                self.result.remarks.append(f"{entry.path} is a symbolic link that leads in a circle.")
            return False

    def _is_circle(self, entry: os.DirEntry[str]) -> bool:
        """Whether an entry is a link to a folder that it lies in itself."""
        if not entry.is_symlink():
            return False
        here = os.path.realpath(Path(entry.path).parent)
        there = os.path.realpath(entry.path)
        if Path(here) != Path(there) and Path(there) not in Path(here).parents:
            return False
        self.result.remarks.append(f"{entry.path} is a symbolic link that leads in a circle.")
        return True


def _is_ignored(ignored: tuple[_Ignored, ...], path: str, is_folder: bool) -> bool:
    """What the innermost ignore file says that says something."""
    verdicts = (each.verdict(path, is_folder) for each in reversed(ignored))
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _ignored_above(folder: Path) -> Iterator[_Ignored]:
    """The ignore files that hold in a folder of a repository and stand above it, the outermost first."""
    above: list[Path] = []
    for current in (folder, *folder.parents):
        if (current / REPOSITORY).exists():
            yield _exclude_file(current)
            yield from (_Ignored(each, each / IGNORE_FILE) for each in reversed(above))
            return
        above.append(current.parent)


def _exclude_file(repository: Path) -> _Ignored:
    return _Ignored(repository, repository / REPOSITORY / "info" / "exclude")


def _cannot_be_read(path: Path, error: Exception) -> str:
    if isinstance(error, PermissionError):
        return f"{path} may not be read: check its permissions."
    reason = getattr(error, "strerror", None) or str(error)
    return f"{path} cannot be read: {reason}."
