"""What every command has in common, run as a user runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from torchvet import __version__
from torchvet.rules import all_rules

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "server"
BAD = """\
import torch
from torch import nn

model = nn.Linear(2, 2)
model.eval
"""


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(SERVER),
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "LANG": "C.UTF-8",
        **more,
    }


def run(
    tmp_path: Path, *arguments: str | Path, python: tuple[str, ...] = (), **more: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *python, "-m", "torchvet", *map(str, arguments)],
        capture_output=True,
        cwd=tmp_path,
        env=environment(tmp_path, **more),
        timeout=120,
        check=False,
    )


def test_version(torchvet: CommandLine) -> None:
    assert torchvet("--version").out == f"torchvet {__version__}\n"


def test_version_imports_little(tmp_path: Path) -> None:
    done = run(tmp_path, "--version", python=("-X", "importtime"))
    for name in (
        b"rich",
        b"jedi",
        b"pygls",
        b"lsprotocol",
        b"pathspec",
        b"torchvet.rules",
        b"torchvet.source",
    ):
        assert b" " + name not in done.stderr


def test_help(torchvet: CommandLine) -> None:
    assert "check   Find training mistakes" in torchvet("--help").out
    out = torchvet("check", "-h").out
    for option in (
        "--output-format",
        "--select",
        "--min-severity",
        "--unsafe-fixes",
        "--jobs",
        "--stdin-filename",
    ):
        assert option in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chekc"], "Did you mean 'check'?"),
        (["pyproject.toml"], "Did you mean 'torchvet check pyproject.toml'?"),
        (["nonsense"], "No such command 'nonsense'."),
        (["check", "--output-format", "xml"], "'xml' is not one of"),
        (["check", "--fixx"], "No such option"),
        (["check", "--jobs", "0"], "--jobs"),
        (["rule"], "torchvet rule TV301"),
        (["rule", "TV301", "--all"], "torchvet rule TV301"),
        (["rule", "TV391"], "did you mean 'TV301'?"),
        (["rule", "gradients-not-zerod"], "did you mean 'gradients-not-zeroed'?"),
    ],
)
def test_bad_usage(torchvet: CommandLine, arguments: list[str], words: str) -> None:
    Path("pyproject.toml").touch()
    done = torchvet(*arguments)
    assert done.status == 2
    assert done.out == ""
    assert words in done.err


@pytest.mark.parametrize("code", ["TV301", "tv301", "gradients-not-zeroed"])
def test_a_rule_is_explained(torchvet: CommandLine, code: str) -> None:
    out = torchvet("rule", code).out
    assert out.startswith("# gradients-not-zeroed (TV301)\n")
    assert "## Why it hurts" in out


def test_all_rules_are_explained(torchvet: CommandLine) -> None:
    out = torchvet("rule", "--all").out
    assert all(f"({rule.code})" in out for rule in all_rules())


def test_a_rule_in_colours(torchvet: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    out = torchvet("rule", "TV301").out
    assert "\x1b[" in out
    assert "```" not in out


def test_colours(torchvet: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.py").write_text("BAD\n")
    assert "\x1b[" not in torchvet("check").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in torchvet("check").out
    assert "\x1b[" not in torchvet("check", "--output-format", "json").out


def test_source_cannot_speak_to_the_terminal(torchvet: CommandLine) -> None:
    Path("a.py").write_bytes(b"x = '\x1b]0;title\x07' + BAD  # \xe2\x80\xae\n")
    out = torchvet("check").out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_in_processes_the_same_is_found(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"file{number}.py").write_text(BAD if number % 3 else "def f(:\n")
    results = [
        run(tmp_path, "check", "--no-cache", "--output-format", "json", "--jobs", jobs) for jobs in ("1", "3")
    ]
    assert results[0].returncode == results[1].returncode == 2
    assert results[0].stdout == results[1].stdout
    assert results[0].stderr == results[1].stderr
    assert results[0].stdout.count(b'"code": "TV203"') == 13


def test_a_reader_that_leaves(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(BAD * 200)
    process = subprocess.Popen(
        [sys.executable, "-m", "torchvet", "check", "--no-cache"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait(60)
    process.stderr.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interruption(tmp_path: Path, jobs: str) -> None:
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "sitecustomize.py").write_text(
        "import os, sys, types, time\n"
        "def check(document, project):\n"
        "    os.write(2, b'checking\\n')\n"
        "    time.sleep(2)\n"
        "    return []\n"
        "module = sys.modules['torchvet.check'] = types.ModuleType('torchvet.check')\n"
        "module.check = check\n"
    )
    for number in range(40):
        (tmp_path / f"file{number}.py").write_text("x = 1\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "torchvet", "check", "--no-cache", "--jobs", jobs],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(tmp_path, PYTHONPATH=f"{slow}{os.pathsep}{SERVER}"),
    )
    assert process.stderr
    assert process.stderr.readline() == b"checking\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err


def test_output_that_the_terminal_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "ä.py").write_text(BAD.replace("model", "mödel"), encoding="utf-8")
    done = run(tmp_path, "check", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert b"m\\xf6del" in done.stdout


def test_errors_inside_torchvet_are_one_sentence(
    torchvet: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("torchvet.cli.check_command.CheckRun.run", fail)
    done = torchvet("check")
    assert done.status == 2
    assert done.err.count("\n") == 1
    assert "please report it" in done.err
    monkeypatch.setenv("TORCHVET_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        torchvet("check")
