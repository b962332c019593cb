"""Real packages that hold training code: pinned, fetched once, unpacked, and never executed.

A package's file is fetched by itself: pip would run the build of a source distribution for its metadata.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .archives import UnreadableArchive, sources_in
from .index import IndexUnreachable, fetch

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

REPOSITORY = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("packages.toml")


class PackageUnavailable(Exception):
    """A package can't be had; the message is one sentence for the reader."""


@dataclass(frozen=True, order=True)
class Package:
    """One file of one release.

    Args:
        name: the package's name on the index.
        version: the release.
        file: the name of its file, a wheel or a source distribution.
        sha256: the digest of that file.
        about: what it is, in a line.
    """

    name: str
    version: str
    file: str
    sha256: str
    about: str


@cache
def packages() -> tuple[Package, ...]:
    """All packages of the list, by name."""
    return tuple(sorted(Package(**entry) for entry in tomllib.loads(LIST.read_text("utf-8"))["package"]))


def package_named(name: str) -> Package:
    """The package of that name."""
    for package in packages():
        if package.name == name:
            return package
    raise PackageUnavailable(f"{LIST.name} has no package {name!r}.")


def unpacked(package: Package) -> Path:
    """The folder with the package's Python files and notebooks; fetches and unpacks it the first time.

    Its paths are those of the archive, without the folder around a source distribution.

    Raises:
        PackageUnavailable: it can't be fetched, or isn't what the list says.
    """
    folder = _cache() / "sources" / package.file
    if folder.is_dir():
        return folder
    content = _archive(package)
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder.parent))
    try:
        for path, text in sources_in(package.file, content):
            target = unfinished / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        # Another process may have been quicker.
        if not folder.is_dir():
            unfinished.rename(folder)
    except UnreadableArchive as problem:
        raise PackageUnavailable(f"{package.file} can't be unpacked: {problem}.") from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def source_files(folder: Path) -> list[Path]:
    """The Python files and notebooks below a folder, in order."""
    return sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".ipynb") and path.is_file())


def torch_files(folder: Path) -> Iterator[Path]:
    """Those files whose text mentions torch."""
    return (path for path in source_files(folder) if b"torch" in path.read_bytes())


def _cache() -> Path:
    return Path(os.environ.get("TORCHVET_CACHE") or REPOSITORY / ".cache") / "ecosystem"


def _archive(package: Package) -> bytes:
    """The package's file, from the cache or the index."""
    path = _cache() / "archives" / package.file
    if path.is_file():
        content = path.read_bytes()
        if _digest(content) == package.sha256:
            return content
    try:
        content = fetch(package.name, package.file)
    except IndexUnreachable as problem:
        raise PackageUnavailable(f"{package.file} can't be fetched: {problem}.") from None
    if _digest(content) != package.sha256:
        raise PackageUnavailable(f"{package.file} from the index isn't the file that {LIST.name} pins.")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(prefix=".unfinished-", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    Path(unfinished).replace(path)
    return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
