"""Where an interpreter's packages lie, in every layout, without starting it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from torchvet.program.jedi_bridge import site_packages_of


def touch(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.fixture(autouse=True)
def no_user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = folder(tmp_path / "home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.delenv("APPDATA", raising=False)
    return home


@pytest.mark.parametrize(
    ("interpreter", "packages"),
    [
        ("bin/python3.11", "lib/python3.11/site-packages"),
        ("bin/python", "lib/python3.12/site-packages"),
        ("bin/python3", "lib64/python3.12/site-packages"),
        ("bin/python3", "lib/python3/dist-packages"),
        ("bin/python3.11", "local/lib/python3.11/dist-packages"),
        ("python.exe", "Lib/site-packages"),
        ("Scripts/python.exe", "Lib/site-packages"),
    ],
)
def test_layouts(tmp_path: Path, interpreter: str, packages: str) -> None:
    expected = folder(tmp_path / "prefix" / packages)
    assert site_packages_of(touch(tmp_path / "prefix" / interpreter)) == [str(expected)]


@pytest.mark.parametrize(
    ("interpreter", "packages"),
    [("bin/python", "lib/python3.11/site-packages"), ("Scripts/python.exe", "Lib/site-packages")],
)
@pytest.mark.parametrize("given", ["interpreter", "folder"])
def test_virtual_environment(tmp_path: Path, interpreter: str, packages: str, given: str) -> None:
    touch(tmp_path / "env" / "pyvenv.cfg", "home = /nowhere\nversion = 3.11.4\n")
    expected = folder(tmp_path / "env" / packages)
    path = touch(tmp_path / "env" / interpreter)
    assert site_packages_of(path if given == "interpreter" else tmp_path / "env") == [str(expected)]


def test_a_virtual_environment_does_not_see_its_base(tmp_path: Path) -> None:
    base = touch(tmp_path / "base" / "bin" / "python3.11")
    folder(tmp_path / "base" / "lib" / "python3.11" / "site-packages")
    touch(tmp_path / "env" / "pyvenv.cfg", f"home = {base.parent}\nversion = 3.11.4\n")
    own = folder(tmp_path / "env" / "lib" / "python3.11" / "site-packages")
    link = folder(tmp_path / "env" / "bin") / "python"
    link.symlink_to(base)
    assert site_packages_of(link) == [str(own)]


def test_a_virtual_environment_with_system_packages(tmp_path: Path, no_user_folder: Path) -> None:
    base = folder(tmp_path / "base" / "lib" / "python3.11" / "site-packages")
    user = folder(no_user_folder / ".local" / "lib" / "python3.11" / "site-packages")
    home = folder(tmp_path / "base" / "bin")
    settings = f"home = {home}\nversion_info = 3.11.4\ninclude-system-site-packages = true\n"
    touch(tmp_path / "env" / "pyvenv.cfg", settings)
    own = folder(tmp_path / "env" / "lib" / "python3.11" / "site-packages")
    assert site_packages_of(touch(tmp_path / "env" / "bin" / "python")) == [str(own), str(user), str(base)]


def test_a_link_to_an_installation(tmp_path: Path) -> None:
    framework = touch(tmp_path / "Cellar" / "Versions" / "3.11" / "bin" / "python3.11")
    packages = folder(tmp_path / "homebrew" / "lib" / "python3.11" / "site-packages")
    folder(tmp_path / "homebrew" / "lib" / "python3.12" / "site-packages")
    (tmp_path / "Cellar" / "Versions" / "3.11" / "lib" / "python3.11").mkdir(parents=True)
    (tmp_path / "Cellar" / "Versions" / "3.11" / "lib" / "python3.11" / "site-packages").symlink_to(packages)
    link = folder(tmp_path / "homebrew" / "bin") / "python3"
    link.symlink_to(framework)
    assert site_packages_of(link) == [str(packages)]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert site_packages_of(tmp_path / "a") == []


def test_a_pyenv_shim(tmp_path: Path) -> None:
    root = tmp_path / "pyenv"
    touch(root / "version", "3.12.1\n")
    touch(root / "versions" / "3.12.1" / "bin" / "python")
    expected = folder(root / "versions" / "3.12.1" / "lib" / "python3.12" / "site-packages")
    assert site_packages_of(touch(root / "shims" / "python3", "#!/bin/sh\n")) == [str(expected)]


@pytest.mark.parametrize("path", ["nowhere/bin/python", "", "\x00"])
def test_nothing_there(tmp_path: Path, path: str) -> None:
    assert site_packages_of(tmp_path / "missing" / path) == []


def test_path_files(tmp_path: Path) -> None:
    site = folder(tmp_path / "lib" / "python3.11" / "site-packages")
    absolute, relative = folder(tmp_path / "src"), folder(site / "inner")
    marker = tmp_path / "executed"
    touch(
        site / "some.pth",
        f"# a comment\n\n{absolute}\ninner\n/not/there\nimport os; open({str(marker)!r}, 'w')\n\x00\n",
    )
    found = site_packages_of(touch(tmp_path / "bin" / "python3.11"))
    assert found == [str(site), str(absolute), str(relative)]
    assert not marker.exists()


def test_an_editable_install(tmp_path: Path) -> None:
    site = folder(tmp_path / "lib" / "python3.11" / "site-packages")
    source, single = folder(tmp_path / "code" / "mine"), touch(tmp_path / "more" / "single.py")
    touch(site / "__editable__.mine-1.0.pth", "import __editable___mine_1_0_finder; x.install()")
    mapping = {"mine": str(source), "single": str(single), "renamed": str(tmp_path / "elsewhere")}
    touch(
        site / "__editable___mine_1_0_finder.py",
        f"MAPPING: dict[str, str] = {mapping!r}\nopen('executed', 'w')\n",
    )
    found = site_packages_of(touch(tmp_path / "bin" / "python3.11"))
    assert found == [str(site), str(source.parent), str(single.parent)]


def test_the_interpreter_that_runs_the_tests() -> None:
    found = site_packages_of(Path(sys.executable))
    assert any(Path(each, "jedi", "__init__.py").is_file() for each in found)
    assert all(os.path.isabs(each) for each in found)  # noqa: PTH117
