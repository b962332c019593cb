"""The project that a document is checked in: its configuration, its folder and its environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from torchvet.configuration import Configuration, load_configuration
from torchvet.interpret.executions import Executions
from torchvet.interpreters import likely_interpreter
from torchvet.lsp.open_files import OpenFiles
from torchvet.lsp.settings import FolderSettings
from torchvet.passes.passes import default_passes
from torchvet.program.jedi_bridge import Environment, default_cache_folder, site_packages_of
from torchvet.project import Project

ORIGIN = "the editor's torchvet settings"


@dataclass(frozen=True, slots=True)
class Plan:
    """How to check one document.

    Args:
        project: the project to check it in.
        problems: for the configuration file and for the settings, what in them could not be used.
        is_excluded: whether the configuration leaves the document out.
    """

    project: Project
    problems: Mapping[str, tuple[str, ...]]
    is_excluded: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """A project and what it was made for."""

    configuration: Configuration
    settings: FolderSettings
    project: Project


class Projects:
    """Keeps a project for each folder and configuration, and each folder's environment.

    Used by one thread, that of the analyses.

    Args:
        files: gives the projects what is open.
        on_change: called, in any thread, when an environment has learnt something new.
    """

    def __init__(self, files: OpenFiles, on_change: Callable[[], None]) -> None:
        self.files = files
        self.passes = default_passes()
        self._on_change = on_change
        self._projects: dict[tuple[str | None, Path | None], _Known] = {}
        self._environments: dict[str | None, tuple[Path, Environment]] = {}

    def plan(self, path: str | None, settings: FolderSettings) -> Plan:
        """How to check a document.

        Args:
            path: the document's path; None where it has none.
            settings: the settings that hold for it.
        """
        start = path or settings.folder
        configuration, in_file = load_configuration(Path(start)) if start else (Configuration(), [])
        configuration, in_settings = configuration.with_table(settings.rules, ORIGIN)
        problems = {
            str(configuration.file): tuple(problem.message for problem in in_file),
            f"{ORIGIN} in {settings.folder}": tuple(problem.message for problem in in_settings),
        }
        excluded = path is not None and configuration.excludes(path)
        return Plan(self._project(configuration, settings), problems, excluded)

    def look_again(self) -> None:
        """Forgets where modules lie, since files were made or deleted."""
        for known in list(self._projects.values()):
            known.project.look_again()

    def close(self) -> None:
        """Ends what runs in the background."""
        for _, environment in self._environments.values():
            environment.close()
        self._environments.clear()

    def _project(self, configuration: Configuration, settings: FolderSettings) -> Project:
        key = (settings.folder, configuration.file)
        known = self._projects.get(key)
        if known and known.configuration == configuration and known.settings == settings:
            return known.project
        root = configuration.root or (Path(settings.folder) if settings.folder else None)
        environment = self._environment(settings)
        project = Project(root, configuration, environment, self.files.document, self.passes)
        project.executions = Executions()
        self._projects[key] = _Known(configuration, settings, project)
        return project

    def _environment(self, settings: FolderSettings) -> Environment | None:
        """The packages of the folder's interpreter; a former one's are given up."""
        folder = Path(settings.folder) if settings.folder else None
        chosen = Path(settings.interpreter) if settings.interpreter else likely_interpreter(folder)
        known = self._environments.get(settings.folder)
        if known is not None and known[0] == chosen:
            return known[1]
        if known is not None:
            known[1].close()
            del self._environments[settings.folder]
        if chosen is None:
            return None
        made = Environment(
            site_packages_of(chosen), folder or Path.cwd(), cache_folder=default_cache_folder()
        )
        made.on_change(self._on_change)
        self._environments[settings.folder] = (chosen, made)
        return made
