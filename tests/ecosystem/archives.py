"""The Python files and notebooks inside a wheel or a source distribution."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

SUFFIXES = (".py", ".ipynb")


class UnreadableArchive(Exception):
    """The archive is damaged or of no known kind."""


def sources_in(file: str, content: bytes) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Each Python file and notebook with its path; a source distribution's outermost folder is left out.

    Args:
        file: the archive's name, which says its kind.
        content: the archive.
    """
    try:
        if file.endswith(".whl"):
            yield from _in_wheel(content)
        elif file.endswith(".tar.gz"):
            yield from _in_source_distribution(content)
        else:
            raise UnreadableArchive("only wheels and .tar.gz files are known")
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError) as problem:
        raise UnreadableArchive(str(problem)) from problem


def _in_wheel(content: bytes) -> Iterator[tuple[PurePosixPath, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            path = _source_path(member.filename)
            if path is not None and not member.is_dir():
                yield path, archive.read(member)


def _in_source_distribution(content: bytes) -> Iterator[tuple[PurePosixPath, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        for member in archive:
            path = _source_path(member.name.removeprefix("./").partition("/")[2])
            stream = archive.extractfile(member) if path is not None and member.isfile() else None
            if path is not None and stream is not None:
                yield path, stream.read()


def _source_path(name: str) -> PurePosixPath | None:
    """The path, if it is a source's and leads nowhere else."""
    path = PurePosixPath(name)
    is_inside = not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name
    # What the Finder of macOS leaves in archives isn't text.
    is_text = not path.name.startswith("._")
    return path if is_inside and is_text and path.suffix in SUFFIXES else None
