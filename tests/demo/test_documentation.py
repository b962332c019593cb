"""That the documentation is true: commands print what it shows, links and file names lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md"]
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
FILE_NAME = re.compile(r"`([\w./-]+(?:\.(?:py|ts|sh|md|txt|json)|/))`")
SHOWN_COMMANDS = {
    "torchvet check": ["-m", "torchvet", "check"],
    ".venv/bin/python scripts/show_trace.py": ["scripts/show_trace.py"],
}


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def shown_outputs(page: str) -> list[tuple[str, str]]:
    """The commands of a page that are shown with what they print."""
    found: list[tuple[str, str]] = []
    for block in CONSOLE.findall(read(page)):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            if output.strip():
                found.append((command, output))
    return found


def run(command: str, folder: Path) -> str:
    """What a command of the documentation prints in a folder that stands for the checkout."""
    start = next(start for start in SHOWN_COMMANDS if command.startswith(start))
    arguments = [*SHOWN_COMMANDS[start], *shlex.split(command.removeprefix(start))]
    environment = {"PYTHONPATH": str(ROOT / "server"), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, cwd=folder, env=environment, check=False
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_commands_print_what_the_page_shows(page: str, tmp_path: Path) -> None:
    for folder in ("demo", "scripts", "tests/cases/TV304"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignore)
    shown = shown_outputs(page)
    assert shown
    for command, output in shown:
        assert_prints(run(command, tmp_path), output)


def assert_prints(actual: str, shown: str) -> None:
    """Compares texts; ``...`` alone on a line of the page stands for lines that are left out."""
    if "...\n" not in shown:
        assert actual.rstrip() == shown.rstrip()
        return
    for part in filter(None, shown.split("...\n")):
        assert part in actual
        actual = actual.partition(part)[2]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page: str) -> None:
    folder = (ROOT / page).parent
    missing = [target for target in LINK.findall(read(page)) if not (folder / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_named_files_exist(page: str) -> None:
    rooms = ("server/torchvet", "client/src", "client/panel", "tests", "scripts", "demo", "docs")
    folders = [ROOT / name for name in rooms]
    known = {path.name for folder in folders for path in (folder, *folder.rglob("*"))}
    known |= {path.name for path in ROOT.iterdir()}
    named = {name for name in FILE_NAME.findall(read(page)) if not name.startswith(("dist/", ".venv"))}
    missing = [name for name in sorted(named) if Path(name).name not in known]
    assert missing == []


def test_code_of_the_walk_through_is_the_rules_own() -> None:
    own = read("server/torchvet/rules/zero_grad_missing_parentheses.py")
    own += read("tests/cases/TV304/bad_zero_grad.py")
    blocks = PYTHON.findall(read("CONTRIBUTING.md"))
    assert blocks
    assert [block for block in blocks if block not in own] == []
