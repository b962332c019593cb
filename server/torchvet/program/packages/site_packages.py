"""Finds where an interpreter's packages lie, by reading its folders; the interpreter is never started."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

_LAYOUTS = (
    *("local/lib/python3.*/dist-packages", "local/lib/python3.*/site-packages"),
    *("lib/python3.*/site-packages", "lib64/python3.*/site-packages", "Lib/site-packages"),
    *("lib/python3/dist-packages", "lib/python3.*/dist-packages"),
)
_VERSION = re.compile(r"python3\.(\d+)")
_LONGEST_LINK = 40
_LARGEST_LIST = 1_000_000


def site_packages_of(interpreter: Path) -> list[str]:
    """The folders that an interpreter imports packages from, without the standard library's.

    Virtual environments, conda, Debian, macOS frameworks and Windows layouts are known; ``.pth`` files
    with plain paths and the mappings of editable installs are followed. Nothing is executed.

    Args:
        interpreter: the interpreter, or the folder of an environment.

    Returns:
        Existing folders in the order in which Python searches them; empty where nothing is found.
    """
    found: dict[str, str] = {}
    for folder in _site_folders(Path(interpreter)):
        found.setdefault(os.path.realpath(folder), str(folder))
    for folder in list(found.values()):
        for linked in _linked(Path(folder)):
            found.setdefault(os.path.realpath(linked), linked)
    return list(found.values())


def _site_folders(interpreter: Path) -> Iterator[Path]:
    chain = _chain(_unshimmed(_executable(interpreter)))
    for executable in chain:
        for prefix in _prefixes(executable):
            settings = _environment_settings(prefix)
            if settings is not None:
                yield from _of_environment(prefix, settings)
                return
    if chain[-1].is_file():
        yield from _of_installation(chain)


def _of_environment(prefix: Path, settings: dict[str, str]) -> Iterator[Path]:
    minor = _minor(settings.get("version") or settings.get("version_info"))
    yield from _of_prefix(prefix, minor)
    home = settings.get("home")
    if home and settings.get("include-system-site-packages", "").lower() == "true":
        yield from _of_user(minor)
        for base in _prefixes(Path(home) / "python"):
            yield from _of_prefix(base, minor)


def _of_installation(chain: list[Path]) -> Iterator[Path]:
    minor = next((found for each in reversed(chain) if (found := _minor_of(each))), None)
    yield from _of_user(minor)
    for executable in chain:
        for prefix in _prefixes(executable):
            yield from _of_prefix(prefix, minor)


def _executable(given: Path) -> Path:
    """The interpreter itself, where the folder of an environment is given."""
    if not given.is_dir():
        return given
    for relative in ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe"):
        if (given / relative).exists():
            return given / relative
    return given / "bin" / "python"


def _unshimmed(executable: Path) -> Path:
    """The interpreter that a pyenv shim stands for, by pyenv's own version file."""
    root = executable.parent.parent
    if executable.parent.name != "shims" or not (root / "versions").is_dir():
        return executable
    for version in _text(root / "version").split():
        if (root / "versions" / version).is_dir():
            return root / "versions" / version / "bin" / "python"
    return executable


def _chain(executable: Path) -> list[Path]:
    """The path and what it links to, link by link: an environment's interpreter is often a link."""
    chain = [Path(os.path.abspath(executable))]  # noqa: PTH100 - resolve() would follow the links
    while len(chain) < _LONGEST_LINK and chain[-1].is_symlink():
        try:
            target = chain[-1].parent / chain[-1].readlink()
        except OSError:
            break
        chain.append(Path(os.path.abspath(target)))  # noqa: PTH100
    return chain


def _prefixes(executable: Path) -> tuple[Path, ...]:
    """The folders that may be the interpreter's prefix, the likelier first."""
    folder = executable.parent
    return (folder.parent, folder) if folder.name.lower() in ("bin", "scripts") else (folder,)


def _environment_settings(prefix: Path) -> dict[str, str] | None:
    text = _text(prefix / "pyvenv.cfg")
    if not text:
        return None
    pairs = (line.partition("=") for line in text.splitlines())
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _of_prefix(prefix: Path, minor: int | None) -> Iterator[Path]:
    for layout in _LAYOUTS:
        matches = sorted(prefix.glob(layout), key=lambda path: _minor_of(path) or 0, reverse=True)
        fitting = [path for path in matches if minor is None or _minor_of(path) in (None, minor)]
        yield from (path for path in fitting[:1] if path.is_dir())


def _of_user(minor: int | None) -> Iterator[Path]:
    """Where ``pip install --user`` puts packages."""
    if minor is None:
        return
    candidates = [
        Path.home() / ".local" / "lib" / f"python3.{minor}" / "site-packages",
        Path.home() / "Library" / "Python" / f"3.{minor}" / "lib" / "python" / "site-packages",
    ]
    if roaming := os.environ.get("APPDATA"):
        candidates.append(Path(roaming) / "Python" / f"Python3{minor}" / "site-packages")
    yield from (path for path in candidates if path.is_dir())


def _minor_of(path: Path) -> int | None:
    """The minor version that a path's parts tell, the last first."""
    for part in reversed(path.parts):
        if match := _VERSION.search(part):
            return int(match.group(1))
    return None


def _minor(version: str | None) -> int | None:
    match = re.match(r"3\.(\d+)", version or "")
    return int(match.group(1)) if match else None


def _linked(folder: Path) -> Iterator[str]:
    """The folders that a site folder's ``.pth`` files add; their code lines are not executed."""
    for path in sorted(folder.glob("*.pth")):
        for line in _text(path).splitlines():
            entry = line.strip()
            if entry.startswith(("import ", "import\t")):
                yield from _of_finder(folder, entry)
            elif entry and not entry.startswith("#"):
                yield from _existing(folder / entry)


def _of_finder(folder: Path, line: str) -> Iterator[str]:
    """The folders in the mapping of an editable install's finder, read as text."""
    match = re.match(r"import\s+(__editable__\w+)", line)
    if not match:
        return
    for statement in _statements(_text(folder / f"{match.group(1)}.py")):
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id="MAPPING")], value=value)
                | ast.AnnAssign(target=ast.Name(id="MAPPING"), value=ast.expr() as value)
            ):
                yield from _mapped(value)
            case _:
                pass


def _statements(text: str) -> list[ast.stmt]:
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _mapped(value: ast.expr) -> Iterator[str]:
    if not isinstance(value, ast.Dict):
        return
    for key, target in zip(value.keys, value.values, strict=True):
        match key, target:
            case ast.Constant(value=str() as name), ast.Constant(value=str() as path):
                place = Path(path)
                if place.name in (name.rpartition(".")[2], f"{name}.py"):
                    yield from _existing(place.parents[name.count(".")])
            case _:
                pass


def _existing(path: Path) -> Iterator[str]:
    try:
        if path.is_dir():
            yield os.path.normpath(path)
    except (OSError, ValueError):
        return


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_LIST:
            return ""
        return path.read_text("utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return ""
