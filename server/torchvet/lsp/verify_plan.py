"""From what a client asks for, the settings and the configuration: which script is run, and how."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from torchvet.configuration import Configuration, load_configuration
from torchvet.interpreters import interpreter_of, likely_interpreter
from torchvet.lsp.projects import ORIGIN
from torchvet.lsp.settings import FolderSettings
from torchvet.settings import VerifySettings
from torchvet.verify.request import CouldNotRun, VerifyRequest
from torchvet.verify.scripts import as_module, check_script


@dataclass(frozen=True, slots=True)
class VerifyWish:
    """What a client asks for.

    Args:
        script: the script's path; None for what the configuration names.
        args: the script's arguments; None for what the settings or the configuration say.
    """

    script: str | None = None
    args: tuple[str, ...] | None = None


class Refused(Exception):
    """Why nothing is run: a sentence for people, and a word for programs.

    Args:
        kind: "untrusted", "settings", "script", "interpreter", "no-torch", "busy", "platform" or "failed".
        sentence: what is in the way.
    """

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


def plan_verification(wish: VerifyWish, settings: FolderSettings) -> VerifyRequest:
    """Makes the request.

    Args:
        wish: what the client asks for.
        settings: those that hold for the script, or for the workspace's folder where none is named.

    Raises:
        Refused: it can't be run.
    """
    if sys.platform == "win32":
        raise Refused("platform", "Scripts can be verified on Linux and macOS only.")
    configuration = _configuration(wish, settings)
    said = VerifySettings(args=wish.args).after(configuration.verify)
    script, entry = _what(wish, settings, configuration, said)
    module, folder = _module_and_folder(script, settings, configuration)
    return VerifyRequest.with_settings(
        said,
        python=_interpreter(script, folder, settings),
        script=script,
        module=module,
        entry=entry,
        folder=folder,
    )


def _configuration(wish: VerifyWish, settings: FolderSettings) -> Configuration:
    start = wish.script or settings.folder
    configuration, in_file = load_configuration(Path(start)) if start else (Configuration(), [])
    configuration, in_settings = configuration.with_table({"verify": settings.verify}, ORIGIN)
    problems = [*in_file, *in_settings]
    if problems:
        raise Refused("settings", " ".join(problem.message for problem in problems))
    return configuration


def _what(
    wish: VerifyWish, settings: FolderSettings, configuration: Configuration, said: VerifySettings
) -> tuple[Path | None, str | None]:
    """The script, or else the entry."""
    if wish.script is None and said.entry:
        return None, said.entry
    root = configuration.root or (Path(settings.folder) if settings.folder else None)
    script = Path(wish.script) if wish.script else None
    if script is None and said.script and root is not None:
        script = root / said.script
    if script is None:
        sentence = "No script is named: open the one that trains, or set torchvet.verify.script."
        raise Refused("script", sentence)
    try:
        check_script(script)
    except CouldNotRun as error:
        raise Refused("script", capitalized(str(error))) from None
    return script, None


def _module_and_folder(
    script: Path | None, settings: FolderSettings, configuration: Configuration
) -> tuple[str | None, Path]:
    """The module, where the script has to run as one, and the working folder."""
    if script is not None and (found := as_module(script)) is not None:
        return found
    if settings.folder:
        return None, Path(settings.folder)
    return None, configuration.root or (script.parent if script else Path.cwd())


def _interpreter(script: Path | None, folder: Path, settings: FolderSettings) -> Path:
    """The workspace's interpreter; where none is chosen, the most likely one."""
    if settings.interpreter:
        chosen: Path | None = Path(settings.interpreter)
    else:
        chosen = likely_interpreter(folder)
        beside = likely_interpreter(script.parent) if script is not None else None
        if beside is not None and (chosen is None or beside.is_dir()):
            chosen = beside
    found = interpreter_of(chosen) if chosen is not None else None
    if found is None:
        name = f"{chosen} is no Python" if chosen else "No Python was found"
        raise Refused("interpreter", f"{name}; torchvet.interpreter names the one that you train with.")
    return found


def capitalized(sentence: str) -> str:
    """A sentence that may stand alone."""
    return sentence[:1].upper() + sentence[1:]
