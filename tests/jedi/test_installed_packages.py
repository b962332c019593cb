"""Versions are read from metadata; a package that can change without its version says so."""

from __future__ import annotations

import os

import pytest
from conftest import FakeSite

from torchvet.program.packages.installed import CHANGING, NOT_INSTALLED, InstalledPackages


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"pkg-1.2.dist-info/METADATA": ""}, "1.2"),
        ({"Pkg-1.2+cpu.dist-info/METADATA": ""}, "1.2+cpu"),
        ({"pkg-1.2-py3.11.egg-info/PKG-INFO": ""}, "1.2"),
        ({"py_pkg-3.dist-info/top_level.txt": "other\npkg\n"}, "3"),
        ({"py_pkg-3.dist-info/RECORD": "pkg/__init__.py,sha256=x,1\n"}, "3"),
        ({"py_pkg-3.dist-info/RECORD": "notpkg/__init__.py,sha256=x,1\n"}, CHANGING),
        ({}, CHANGING),
        ({"pkg-1.dist-info/direct_url.json": '{"dir_info": {"editable": true}}'}, CHANGING),
        ({"pkg-1.dist-info/direct_url.json": '{"dir_info": {}}'}, "1"),
        ({"pkg-1.dist-info/direct_url.json": "[nonsense"}, "1"),
    ],
)
def test_versions(site: FakeSite, files: dict[str, str], version: str) -> None:
    site.write({"pkg/__init__.py": "", **files})
    assert InstalledPackages([str(site.folder)]).version("pkg") == version


def test_what_can_be_imported(site: FakeSite) -> None:
    site.write({"a/x.py": "", "b.py": "", "c.cpython-311-x86_64-linux-gnu.so": "", "d.pyd": "", "e.pyi": ""})
    site.write({"no-1.dist-info/METADATA": "", "no.txt": "", "not-a-name.py": ""})
    installed = InstalledPackages([str(site.folder), "/not/there"])
    assert [name for name in ("a", "b", "c", "d", "e", "no") if installed.has(name)] == [
        "a",
        "b",
        "c",
        "d",
        "e",
    ]
    assert installed.version("missing") == NOT_INSTALLED


def test_installing_and_upgrading_is_noticed(site: FakeSite) -> None:
    site.install("pkg", "", "1.0")
    installed = InstalledPackages([str(site.folder)])
    assert installed.version("pkg") == "1.0"
    assert not installed.refresh()
    (site.folder / "pkg-1.0.dist-info").rename(site.folder / "pkg-2.0.dist-info")
    site.install("more", "")
    os.utime(site.folder, ns=(1, 1))
    assert installed.refresh()
    assert installed.version("pkg") == "2.0"
    assert installed.has("more")
