"""The bridge as the interpreter uses it, with a real child process and jedi, on fake packages."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import FakeSite

from torchvet.program.jedi_bridge import Environment, Patience
from torchvet.program.package_facts import Kind
from torchvet.program.packages import child as child_module
from torchvet.program.packages import worker as worker_module

Make = Callable[..., Environment]

MODELS = """
import torch
from torch import nn
from torch.nn import CrossEntropyLoss

class Net(nn.Module):
    def __init__(self):
        self.drop = nn.Dropout()

def create_model():
    model = Net()
    return model

def create_linear():
    return torch.nn.Linear(1, 2)

def choose(flag):
    if flag:
        return Net()
    return None

default = create_model()
"""


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    status = Path(f"/proc/{pid}/status")
    return "State:\tZ" not in status.read_text() if status.exists() else True


def test_classes_and_re_exports(torch_site: FakeSite, environment_of: Make) -> None:
    environment = environment_of(torch_site.install("pkg", MODELS))
    fact = environment.explain("pkg.CrossEntropyLoss")
    assert fact and fact.name == "torch.nn.modules.loss.CrossEntropyLoss"
    fact = environment.explain("pkg.Net")
    assert fact and fact.constructs == ("torch.nn.modules.layers.Dropout",)


@pytest.mark.parametrize(
    ("asked", "kind", "returns"),
    [
        ("pkg.create_model", Kind.FUNCTION, ("pkg.Net",)),
        ("pkg.create_linear", Kind.FUNCTION, ("torch.nn.modules.layers.Linear",)),
        ("pkg.choose", Kind.FUNCTION, ("pkg.Net",)),
        ("pkg.default", Kind.INSTANCE, ("pkg.Net",)),
    ],
)
def test_jedi_says_what_text_does_not(
    torch_site: FakeSite, environment_of: Make, asked: str, kind: Kind, returns: tuple[str, ...]
) -> None:
    fact = environment_of(torch_site.install("pkg", MODELS)).explain(asked)
    assert fact is not None
    assert (fact.kind, fact.returns, fact.returns_declared) == (kind, returns, False)


def test_what_will_be_asked_next_comes_along(torch_site: FakeSite, environment_of: Make) -> None:
    environment = environment_of(torch_site.install("pkg", MODELS))
    environment.explain("pkg.create_model")
    started = time.monotonic()
    assert environment.explain("pkg.Net")
    assert time.monotonic() - started < 0.1


def test_in_the_background_an_answer_is_told(torch_site: FakeSite, environment_of: Make) -> None:
    environment = environment_of(torch_site.install("pkg", MODELS), waiting=False)
    told = threading.Event()
    environment.on_change(told.set)
    started = time.monotonic()
    assert environment.explain("pkg.create_model") is None
    assert time.monotonic() - started < 0.5
    assert told.wait(30)
    fact = environment.explain("pkg.create_model")
    assert fact and fact.kind is Kind.FUNCTION
    wait_until(lambda: bool((now := environment.explain("pkg.create_model")) and now.returns))


def test_nothing_is_told_where_nothing_is_known(site: FakeSite, environment_of: Make) -> None:
    environment = environment_of(site.install("pkg", ""), waiting=False)
    told: list[int] = []
    environment.on_change(lambda: told.append(1))
    assert environment.explain("pkg.missing") is None
    wait_until(lambda: not environment._pending)
    assert not told


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "a..b",
        "1x",
        "missing.Net",
        "os.path",
        "pkg.Net; import os",
        "pkg." + "x" * 1000,
        "pkg.\nNet",
        "мод.Х",
    ],
)
def test_names_that_are_never_asked(site: FakeSite, environment_of: Make, name: str) -> None:
    environment = environment_of(site.install("pkg", "class Net: ..."))
    assert environment.explain(name) is None
    assert not environment._pending
    assert environment._worker._child is None


def test_nothing_installed(environment_of: Make, tmp_path: Path) -> None:
    assert environment_of().explain("torch.nn.Linear") is None
    assert environment_of(tmp_path / "missing").explain("torch.nn.Linear") is None


def test_answers_outlive_the_process(
    torch_site: FakeSite, environment_of: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch_site.install("pkg", MODELS)
    environment = environment_of(torch_site, cache=tmp_path / "cache")
    first = environment.explain("pkg.create_model")
    environment.close()
    monkeypatch.setattr(child_module, "BOOTSTRAP", "raise SystemExit(1)")
    again = environment_of(torch_site, cache=tmp_path / "cache", waiting=False)
    assert again.explain("pkg.create_model") == first
    assert again.explain("pkg.Net") is not None


def test_an_upgrade_is_noticed(site: FakeSite, environment_of: Make, tmp_path: Path) -> None:
    site.install("pkg", "class Net: ...", "1.0")
    environment = environment_of(site, cache=tmp_path / "cache")
    assert environment.explain("pkg.Net")
    (site.folder / "pkg-1.0.dist-info" / "METADATA").unlink()
    (site.folder / "pkg-1.0.dist-info").rmdir()
    site.install("pkg", "def Net(): ...", "2.0")
    os.utime(site.folder, ns=(1, 1))
    assert environment.refresh()
    fact = environment.explain("pkg.Net")
    assert fact and fact.kind is Kind.FUNCTION


def test_torn_trees_of_jedi_are_replaced(torch_site: FakeSite, environment_of: Make, tmp_path: Path) -> None:
    torch_site.install("pkg", MODELS)
    cache = tmp_path / "cache"
    environment = environment_of(torch_site, cache=cache)
    environment.explain("pkg.create_model")
    environment.close()
    trees = list((cache / "jedi").rglob("*.pkl"))
    assert trees
    for path in [*trees, *(cache / "answers").rglob("*.json")]:
        path.write_bytes(path.read_bytes()[:20])
    fact = environment_of(torch_site, cache=cache).explain("pkg.create_model")
    assert fact and fact.returns == ("pkg.Net",)


def test_many_threads(torch_site: FakeSite, environment_of: Make) -> None:
    environment = environment_of(torch_site.install("pkg", MODELS))
    names = ["pkg.Net", "pkg.create_model", "torch.nn.Linear", "torch.optim.AdamW"] * 3
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda name=name: found.append(environment.explain(name))) for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == len(names) and all(found)


def test_a_child_with_nothing_to_do_is_ended(site: FakeSite, environment_of: Make) -> None:
    patience = Patience(file=60, idle=0.2)
    environment = environment_of(site.install("pkg", "class A: ...\nclass B: ..."), patience=patience)
    assert environment.explain("pkg.A")
    wait_until(lambda: environment._worker._child is None)
    assert environment.explain("pkg.B")


def test_a_child_is_replaced_after_many_questions(
    site: FakeSite, environment_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "MOST_QUESTIONS", 1)
    environment = environment_of(site.install("pkg", "class A: ...\nclass B: ..."))
    assert environment.explain("pkg.A")
    wait_until(lambda: environment._worker._child is None)
    assert environment.explain("pkg.B")


def test_a_child_that_grows_fat_is_replaced(
    site: FakeSite, environment_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "MOST_MEGABYTES", -1)
    environment = environment_of(site.install("pkg", "class A: ..."))
    assert environment.explain("pkg.A")
    wait_until(lambda: environment._worker._child is None)


def test_closing_ends_the_child(site: FakeSite, environment_of: Make) -> None:
    environment = environment_of(site.install("pkg", "class A: ..."))
    assert environment.explain("pkg.A")
    child = environment._worker._child
    assert child is not None
    environment.close()
    environment.close()
    assert not alive(child.pid)
    assert environment.explain("pkg.A"), "what is known stays known"
    assert environment.explain("pkg.B") is None
