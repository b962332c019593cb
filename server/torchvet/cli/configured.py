"""The configuration that holds for each file: its project's, then the command line's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torchvet.configuration import Configuration, ConfigurationProblem, load_configuration

ORIGIN = "the command line"


class Configurations:
    """Reads configurations, once for each folder.

    Args:
        overrides: the settings of the command line, which come after the files'.
    """

    def __init__(self, overrides: Mapping[str, Any]) -> None:
        self._overrides = overrides
        self._by_folder: dict[Path, Configuration] = {}
        self._by_file: dict[Path | None, Configuration] = {}
        self.problems: list[ConfigurationProblem] = []

    def of(self, path: Path) -> Configuration:
        """The configuration for a file or folder; problems in it are noted."""
        folder = path.parent
        if folder not in self._by_folder:
            found, problems = load_configuration(folder)
            self.problems += [each for each in problems if each not in self.problems]
            if found.file not in self._by_file:
                self._by_file[found.file] = found.with_table(self._overrides, ORIGIN)[0]
            self._by_folder[folder] = self._by_file[found.file]
        return self._by_folder[folder]

    def excludes(self, path: Path) -> bool:
        """Whether the configuration of a file or folder leaves it out."""
        return self.of(path).excludes(path)
