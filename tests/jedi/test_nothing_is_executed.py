"""Nothing of the user's runs because a name was asked: not torch, not start-up hooks, not look-alikes."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import jedi
import parso
import pytest
from conftest import FakeSite

from torchvet.program.jedi_bridge import Environment
from torchvet.program.packages.child import library_folders

Make = Callable[..., Environment]
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")


def giving_away(marker: Path) -> str:
    """A module's text that writes a file when it is executed."""
    return f"open({str(marker)!r}, 'w').write(__name__)\n"


@pytest.mark.parametrize("shared", [False, True], ids=["apart", "installed beside us"])
def test_extension_modules_are_not_imported(
    torch_site: FakeSite,
    environment_of: Make,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shared: bool,
) -> None:
    marker = tmp_path / "executed"
    if shared:
        for library in (jedi, parso):
            (torch_site.folder / library.__name__).symlink_to(Path(library.__file__).parent)
        monkeypatch.setattr(sys, "path", [str(torch_site.folder), *sys.path])
    torch_site.install(
        "pkg",
        giving_away(marker)
        + "import pkg.fast, torch._C\nfrom torch._C import thing\n"
        + "def make():\n    return pkg.fast.Net()\ndef other():\n    return thing()\n"
        + "value = torch._C.value\n",
    )
    torch_site.write({f"pkg/fast{SUFFIX}": "", f"torch/_C{SUFFIX}": ""})
    environment = environment_of(torch_site)
    for name in ("pkg.make", "pkg.other", "pkg.value", "pkg.fast.Net", "torch._C.thing", "torch.nn.Linear"):
        environment.explain(name)
    assert environment.explain("pkg.make")
    assert not marker.exists()


def test_start_up_hooks_are_not_run(
    torch_site: FakeSite, environment_of: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "executed"
    hook = giving_away(marker)
    torch_site.write({"sitecustomize.py": hook, "usercustomize.py": hook, "startup.py": hook})
    torch_site.write({"evil.pth": f"import sys; {hook}"})
    torch_site.install("pkg", "import torch\ndef make():\n    return torch.nn.Linear(1, 2)")
    monkeypatch.setenv("PYTHONPATH", str(torch_site.folder))
    monkeypatch.setenv("PYTHONSTARTUP", str(torch_site.folder / "startup.py"))
    monkeypatch.setenv("PYTHONHOME", "")
    fact = environment_of(torch_site).explain("pkg.make")
    assert fact and fact.returns == ("torch.nn.modules.layers.Linear",)
    assert not marker.exists()


def test_an_active_virtual_environment_is_not_started(
    torch_site: FakeSite, environment_of: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "executed"
    interpreter = tmp_path / "env" / "bin" / "python"
    interpreter.parent.mkdir(parents=True)
    interpreter.write_text(f"#!/bin/sh\necho started > {marker}\n")
    interpreter.chmod(0o755)
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "env"))
    monkeypatch.setenv("CONDA_PREFIX", str(tmp_path / "env"))
    torch_site.install("pkg", "import torch\ndef make():\n    return torch.nn.Linear(1, 2)")
    assert environment_of(torch_site).explain("pkg.make")
    assert not marker.exists()


LOOK_ALIKES = ("jedi", "parso", "json", "typing_extensions", "torchvet", "queue", "ast", "typing")


@pytest.mark.parametrize("where", ["workspace", "packages"])
def test_look_alikes_of_our_libraries_are_not_imported(
    torch_site: FakeSite,
    environment_of: Make,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    marker = tmp_path / "executed"
    workspace = tmp_path / "workspace"
    hostile = FakeSite(workspace) if where == "workspace" else torch_site
    for name in LOOK_ALIKES:
        hostile.write({f"{name}/__init__.py": giving_away(marker)})
    torch_site.install("pkg", "import torch\ndef make():\n    return torch.nn.Linear(1, 2)")
    environment = environment_of(torch_site)
    if where == "workspace":
        monkeypatch.chdir(workspace)
        monkeypatch.setattr(sys, "path", ["", str(workspace), *sys.path])
        environment = environment_of(torch_site)
    fact = environment.explain("pkg.make")
    assert fact and fact.returns == ("torch.nn.modules.layers.Linear",)
    assert not marker.exists()


def test_our_libraries_are_found_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = FakeSite(tmp_path).write({"jedi/__init__.py": "", "parso/__init__.py": ""})
    monkeypatch.chdir(tmp_path)
    found = library_folders(["", str(hostile.folder), *sys.path], str(tmp_path))
    assert str(tmp_path) not in found
    assert any((Path(each) / "torchvet" / "__init__.py").is_file() for each in found)
    assert any((Path(each) / "jedi" / "__init__.py").is_file() for each in found)
    bundled = FakeSite(tmp_path / "libs").write({"jedi/__init__.py": "", "parso/__init__.py": ""})
    assert str(bundled.folder) in library_folders([str(bundled.folder), *sys.path], str(tmp_path))
