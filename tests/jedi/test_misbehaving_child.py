"""A child that hangs, dies or talks nonsense costs its question, and nobody else anything."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import FakeSite
from test_environment import alive, wait_until

from torchvet.program.jedi_bridge import Environment, Patience
from torchvet.program.packages import child as child_module
from torchvet.program.packages import worker as worker_module
from torchvet.program.packages.child import Child, ChildLost, ChildSettings

Make = Callable[..., Environment]

STUB = """
import json, os, sys, time
from pathlib import Path
settings = json.loads(sys.stdin.readline())
log = Path(settings["workspace"]) / "children.txt"
log.write_text((log.read_text() if log.exists() else "") + "started\\n")
def send(**message):
    sys.stdout.write(json.dumps(message) + "\\n")
    sys.stdout.flush()
send(ready=True)
for line in sys.stdin:
    question = json.loads(line)
    asked = question["ask"]
    fact = {"asked": asked, "name": asked, "kind": "class"}
    if "partial" in asked:
        send(id=question["id"], fact=fact, final=False)
        time.sleep(600)
    if "hang" in asked:
        time.sleep(600)
    if "die" in asked:
        os._exit(3)
    if "garbage" in asked:
        print("Segmentation fault", flush=True)
        time.sleep(600)
    if "nonsense" in asked:
        send(id=question["id"], fact={"kind": 7}, final=True)
    if "failed" in asked:
        send(id=question["id"], fact=fact, final=True, failed=True)
    send(id=question["id"], fact=fact, final=True, consulted=["pkg"])
"""


@pytest.fixture
def misbehaving(
    site: FakeSite, environment_of: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Environment:
    monkeypatch.setattr(child_module, "BOOTSTRAP", STUB)
    patience = Patience(question=0.4, file=30)
    return environment_of(site.install("pkg", ""), patience=patience, cache=tmp_path / "cache")


def children_started(tmp_path: Path) -> int:
    return len((tmp_path / "workspace" / "children.txt").read_text().split())


@pytest.mark.parametrize("how", ["hang", "die", "garbage", "nonsense"])
def test_a_question_is_given_up_after_two_children(
    misbehaving: Environment, tmp_path: Path, how: str
) -> None:
    assert misbehaving.explain(f"pkg.{how}") is None
    assert children_started(tmp_path) == 2
    started = time.monotonic()
    assert misbehaving.explain(f"pkg.{how}") is None
    assert time.monotonic() - started < 0.2, "it is not asked again"
    assert misbehaving.explain("pkg.fine") is not None
    assert children_started(tmp_path) == 3


def test_what_the_text_said_stays_when_jedi_hangs(misbehaving: Environment, tmp_path: Path) -> None:
    assert misbehaving.explain("pkg.partial") is not None
    assert misbehaving.explain("pkg.failed") is not None
    assert children_started(tmp_path) == 4


def test_what_was_given_up_is_kept(
    misbehaving: Environment, site: FakeSite, environment_of: Make, tmp_path: Path
) -> None:
    misbehaving.explain("pkg.hang")
    misbehaving.close()
    again = environment_of(site, cache=tmp_path / "cache")
    started = time.monotonic()
    assert again.explain("pkg.hang") is None
    assert time.monotonic() - started < 0.2


def test_a_question_that_closing_cut_short_is_not_given_up(
    misbehaving: Environment, site: FakeSite, environment_of: Make, tmp_path: Path
) -> None:
    background = environment_of(site, waiting=False, cache=tmp_path / "other")
    background.explain("pkg.hang")
    wait_until(lambda: background._worker._child is not None)
    started = time.monotonic()
    background.close()
    assert time.monotonic() - started < 5
    assert not list((tmp_path / "other").rglob("*.json"))


def test_waiting_has_a_budget_for_each_file(
    site: FakeSite, environment_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "BOOTSTRAP", STUB)
    environment = environment_of(site.install("pkg", ""), patience=Patience(question=20, file=0.5))
    started = time.monotonic()
    for at in range(5):
        assert environment.explain(f"pkg.hang{at}") is None
    assert time.monotonic() - started < 2
    environment.begin_file()
    started = time.monotonic()
    environment.explain("pkg.hang9")
    assert time.monotonic() - started > 0.4


@pytest.mark.parametrize("program", ["raise SystemExit(1)", "import time; time.sleep(600)", "print('hello')"])
def test_children_that_do_not_start(
    site: FakeSite, environment_of: Make, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(child_module, "BOOTSTRAP", program)
    patience = Patience(start=0.5, file=30)
    environment = environment_of(site.install("pkg", "class A: ..."), patience=patience)
    assert environment.explain("pkg.A") is None
    assert not environment._worker.works
    started = time.monotonic()
    assert environment.explain("pkg.B") is None
    assert time.monotonic() - started < 0.2
    monkeypatch.setattr(child_module, "BOOTSTRAP", STUB)
    monkeypatch.setattr(worker_module, "REST_AFTER_FAILED_STARTS", 0)
    assert environment.explain("pkg.A") is not None, "it is asked again when children start again"


def test_closing_does_not_wait_for_a_child_that_starts(
    site: FakeSite, environment_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "BOOTSTRAP", "import time; time.sleep(600)")
    environment = environment_of(site.install("pkg", "class A: ..."), waiting=False)
    environment.explain("pkg.A")
    wait_until(lambda: environment._worker._child is not None)
    started = time.monotonic()
    environment.close()
    assert time.monotonic() - started < 2


def test_no_python_to_start(tmp_path: Path) -> None:
    settings = ChildSettings((), str(tmp_path), str(tmp_path), str(tmp_path / "python"))
    with pytest.raises(ChildLost):
        Child(settings)


@pytest.mark.skipif(os.name != "posix", reason="uses signals")
@pytest.mark.parametrize("busy", [False, True])
def test_the_child_dies_with_its_parent(site: FakeSite, tmp_path: Path, busy: bool) -> None:
    site.install("pkg", "class A: ...")
    program = f"""
        import sys, time
        from pathlib import Path
        from torchvet.program.jedi_bridge import Environment
        from torchvet.program.packages import child
        if {busy}:
            child.BOOTSTRAP = child.BOOTSTRAP.replace("main(settings)", '''
        import torchvet.program.jedi_process as process
        def spin(*given):
            while True: pass
        process.Answerer.answer = spin
        main(settings)''')
        environment = Environment([{str(site.folder)!r}], Path({str(tmp_path)!r}), waiting=not {busy})
        environment.explain("pkg.A")
        while environment._worker._child is None:
            time.sleep(0.01)
        print(environment._worker._child.pid, flush=True)
        time.sleep(600)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(child_module.__file__).parents[3])},
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not alive(child), 10)
