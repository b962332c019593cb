"""What a published checker says is kept for each text; what it can't do costs no other text its answer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from benchmarks.accuracy import peer_runs
from benchmarks.accuracy.beside_peers import Judged, as_they_are, judged_by
from benchmarks.accuracy.mutant import Mutant
from benchmarks.accuracy.packages import Package
from benchmarks.accuracy.peer_runs import Answer, PeerRuns, Text
from benchmarks.accuracy.peers import PEERS, Peer, Report
from benchmarks.accuracy.sampling import Chosen

CHECKER = """\
#!{python}
import json, pathlib, sys
log = pathlib.Path({log!r})
paths = sys.argv[1:]
with log.open("a") as file:
    print(*[path.partition("/")[2] for path in paths], file=file)
texts = {{path: pathlib.Path(path).read_text() for path in paths}}
if any("breaks" in text for text in texts.values()):
    sys.exit("it broke")
found = [
    {{"path": path, "line": number, "code": "TG003", "severity": "error", "message": line}}
    for path, text in texts.items()
    for number, line in enumerate(text.splitlines(), 1)
    if "bad" in line
]
unread = [{{"path": path, "error": "no: way"}} for path, text in texts.items() if "unreadable" in text]
print(json.dumps({{"diagnostics": found, "failures": unread}}))
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def runs(tmp_path: Path, log: Path) -> PeerRuns:
    program = tmp_path / "environment" / "bin" / "checker"
    program.parent.mkdir(parents=True)
    program.write_text(CHECKER.format(python=sys.executable, log=str(log)))
    program.chmod(0o755)
    return _runs(tmp_path)


def _runs(folder: Path) -> PeerRuns:
    peer = Peer("checker", "1.0", ("checker",), PEERS[0].read, {"TV301": ("TG003",)})
    return PeerRuns(peer, folder / "environment", folder / "kept")


def _bad(line: int) -> Report:
    return Report(line, "TG003", "error", "bad")


def test_what_was_said_is_not_asked_again(tmp_path: Path, runs: PeerRuns, log: Path) -> None:
    texts = [Text("a.py", b"good\nbad\n"), Text("b/a.py", b"good\n"), Text("a.py", b"good\nbad\n")]
    wanted = [Answer((_bad(2),)), Answer(()), Answer((_bad(2),))]
    assert runs.answers(texts) == wanted
    (kept,) = (tmp_path / "kept").iterdir()
    with kept.open("a") as file:
        file.write('{"text": "interrup')
    assert _runs(tmp_path).answers(texts) == wanted
    assert log.read_text() == "a.py b/a.py\n"


def test_what_breaks_it_takes_no_other_answer_with_it(runs: PeerRuns) -> None:
    texts = [Text("a.py", b"bad"), Text("b.py", b"breaks"), Text("c.py", b"unreadable")]
    first, second, third = runs.answers(texts)
    assert first == Answer((_bad(1),))
    assert (second.problem, third.problem) == ("it failed", "no: way")


def test_a_run_takes_so_many_texts(runs: PeerRuns, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer_runs, "TOGETHER", 8)
    runs.answers([Text(f"{name}.py", b"good") for name in "abcde"])
    assert log.read_text().splitlines() == ["a.py b.py", "c.py d.py", "e.py"]


def _chosen(folder: Path, text: str, original: str, code: str = "TV301") -> Chosen:
    path = folder / "package" / "train.py"
    mutant = Mutant("", True, path, {path: text}, {path: original}, 1, (code,), None)
    return Chosen(Package(folder / "package"), mutant)


def test_a_mutant_is_found_by_what_the_right_file_does_not_have(tmp_path: Path, runs: PeerRuns) -> None:
    chosen = [
        _chosen(tmp_path, "good\nbad", "good\ngood"),
        _chosen(tmp_path, "bad\ngood", "good\nbad"),
        _chosen(tmp_path, "bad", "unreadable"),
        _chosen(tmp_path, "bad", "good", code="TV101"),
    ]
    assert judged_by(runs, chosen) == [Judged.FOUND, Judged.MISSED, Judged.UNFINISHED, Judged.NO_RULE]


def test_packages_are_read_as_they_are(tmp_path: Path, runs: PeerRuns) -> None:
    for name, text in {"a.py": "torch\nbad", "b.py": "bad", "c/d.py": "torch unreadable"}.items():
        path = tmp_path / "package" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    said = as_they_are(runs, [Package(tmp_path / "package")])
    assert (said.files, said.problems) == (2, {"no": 1})
    assert [(each.package, each.path, each.report.line) for each in said.said] == [("package", "a.py", 2)]
