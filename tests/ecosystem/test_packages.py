"""The pinned list, and that unpacking writes nothing but the sources where they belong."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from . import packages as pinned
from .index import IndexUnreachable
from .packages import Package, PackageUnavailable, packages, source_files, torch_files, unpacked


def archive_of(members: dict[str, str], link: str | None = None) -> bytes:
    """A source distribution with these members, and a symbolic link of that name."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, text in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
        if link:
            member = tarfile.TarInfo(link)
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/hostname"
            archive.addfile(member)
    return buffer.getvalue()


def served(
    monkeypatch: pytest.MonkeyPatch, folder: Path, content: bytes, file: str = "p-1.tar.gz"
) -> Package:
    """A package whose file the index has, in a cache that is empty."""
    monkeypatch.setenv("TORCHVET_CACHE", str(folder))
    monkeypatch.setattr(pinned, "fetch", lambda name, file: content)
    return Package("p", "1", file, hashlib.sha256(content).hexdigest(), "a test")


def test_list_is_complete():
    assert len(packages()) >= 16
    assert len({package.name for package in packages()}) == len(packages())
    assert all(len(package.sha256) == 64 and package.about for package in packages())


def test_sources_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    content = archive_of({"p-1/p/a.py": "import torch", "p-1/b.ipynb": "{}", "p-1/setup.cfg": "[x]"})
    folder = unpacked(served(monkeypatch, tmp_path, content))
    assert [path.relative_to(folder).as_posix() for path in source_files(folder)] == ["b.ipynb", "p/a.py"]
    assert [path.name for path in torch_files(folder)] == ["a.py"]
    assert unpacked(served(monkeypatch, tmp_path, b"")) == folder


def test_nothing_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    content = archive_of({"p-1/../../../a.py": "", "p-1//b.py": "", "p-1/c.py": ""}, link="p-1/d.py")
    folder = unpacked(served(monkeypatch, tmp_path, content))
    assert [path.relative_to(tmp_path).name for path in tmp_path.rglob("*.py")] == ["c.py"]
    assert source_files(folder) == [folder / "c.py"]


def test_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("p/a.py", "x = 1")
        archive.writestr("../b.py", "x = 1")
    folder = unpacked(served(monkeypatch, tmp_path, buffer.getvalue(), "p-1-py3-none-any.whl"))
    assert source_files(folder) == [folder / "p" / "a.py"]


def test_other_content_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    package = served(monkeypatch, tmp_path, b"one")
    monkeypatch.setattr(pinned, "fetch", lambda name, file: b"other")
    with pytest.raises(PackageUnavailable, match=r"^p-1\.tar\.gz from the index isn't the file .* pins\.$"):
        unpacked(package)


def test_damaged_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(PackageUnavailable, match=r"^p-1\.tar\.gz can't be unpacked: .*\.$"):
        unpacked(served(monkeypatch, tmp_path, b"no archive"))
    assert list((tmp_path / "ecosystem" / "sources").iterdir()) == []


def test_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    package = served(monkeypatch, tmp_path, b"")

    def unreachable(name: str, file: str) -> bytes:
        raise IndexUnreachable("the index can't be reached (no route to host)")

    monkeypatch.setattr(pinned, "fetch", unreachable)
    with pytest.raises(
        PackageUnavailable, match=r"^p-1\.tar\.gz can't be fetched: .* \(no route to host\)\.$"
    ):
        unpacked(package)
