"""Records of passes on the disk: damaged ones, many writers, what is no pass."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.passes.program import Program
from torchvet.passes.keeping import keep_pass
from torchvet.passes.passes import Passes
from torchvet.passes.pieces import LoopKey, Piece
from torchvet.passes.records import MOST_OF_A_FILE, Record, Records
from torchvet.source.document import Document
from torchvet.verify.result import Verdict, VerifyFinding, VerifyResult

SERVER = str(Path(__file__).parents[2] / "server")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def test_nothing_is_written_beside_the_program(program: Program) -> None:
    before = sorted(program.folder.rglob("*"))
    assert program.keep()
    assert program.hint() is None
    assert sorted(program.folder.rglob("*")) == before


def test_only_a_pass_is_recorded(program: Program) -> None:
    shown = program.result()
    grave = VerifyFinding("not-zeroed", "", "")
    slight = VerifyFinding("log-probabilities", "", "", is_grave=False)

    def with_(**changes: object) -> VerifyResult:
        return VerifyResult(
            **{"verdict": shown.verdict, "sentence": "", "script": "", "ran": shown.ran, **changes}
        )  # type: ignore[arg-type]

    assert not keep_pass(with_(verdict=Verdict.PLATEAUS), program.folder, program.passes)
    assert not keep_pass(with_(findings=(grave,)), program.folder, program.passes)
    assert not keep_pass(with_(ran=None), program.folder, program.passes)
    assert program.hint() is not None
    assert keep_pass(with_(findings=(slight,)), program.folder, program.passes)
    assert program.hint() is None


def test_a_file_that_was_changed_during_the_run_was_not_shown(program: Program) -> None:
    assert not keep_pass(program.result(started=time.time() - 60), program.folder, program.passes)
    assert program.hint() is not None


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"format": 1}', '{"format": 999}', "\x00\xff"])
def test_damaged_records_count_as_absent(program: Program, damage: str) -> None:
    assert program.keep()
    for file in program.passes.records.folder.iterdir():
        file.write_bytes(damage.encode("latin-1"))
    hint = program.hint()
    assert hint is not None and "has changed" not in hint.message
    assert program.keep()
    assert program.hint() is None


def test_records_of_another_version_count_as_absent(program: Program) -> None:
    assert program.keep()
    for file in program.passes.records.folder.iterdir():
        told = json.loads(file.read_text())
        file.write_text(json.dumps({**told, "format": told["format"] + 1}))
    assert program.hint() is not None


def test_a_place_that_cannot_be_written_is_no_trouble(program: Program, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not keep_pass(program.result(), program.folder, Passes(tmp_path / "file"))
    assert Passes(tmp_path / "file").generation == 0


def test_a_new_record_is_noticed_at_once_and_changes_the_generation(program: Program) -> None:
    other = Passes(program.passes.records.folder.parent)
    document = Document.from_path(program.folder / "train.py")
    assert other.records.of(os.path.realpath(document.filename)) == ()
    before = other.generation
    assert program.keep()
    assert other.records.of(os.path.realpath(document.filename)) != ()
    assert other.generation != before


def test_an_older_state_that_was_shown_is_still_known(program: Program) -> None:
    assert program.keep()
    program.edit("layers.py", "WIDTH = 64", "WIDTH = 65")
    assert program.hint() is not None
    assert program.keep()
    assert program.hint() is None
    program.edit("layers.py", "WIDTH = 65", "WIDTH = 64")
    assert program.hint() is None


def test_only_the_newest_records_of_a_file_are_kept(tmp_path: Path) -> None:
    records = Records(tmp_path / "passes")
    for number in range(MOST_OF_A_FILE + 5):
        piece = Piece("/b.py", "definition", "Net")
        assert records.write("/a.py", Record(LoopKey("train", 0, str(number)), {piece: str(number)}))
    assert len(records.of("/a.py")) == MOST_OF_A_FILE


WRITER = """
import sys
from pathlib import Path
from torchvet.passes.pieces import LoopKey, Piece
from torchvet.passes.records import Record, Records
records = Records(Path(sys.argv[1]))
pieces = {Piece("/b.py", "name", "", "x"): "y"}
for number in range(int(sys.argv[2]), 12, 3):
    assert records.write("/a.py", Record(LoopKey("train", 0, str(number)), pieces))
    assert records.of("/a.py")
"""


def test_many_may_write_at_once(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": SERVER}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "passes"), str(number)], env=env)
        for number in range(3)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    found = Records(tmp_path / "passes").of("/a.py")
    assert sorted(int(each.loop.digest) for each in found) == list(range(12))
    assert all(path.suffix == ".json" for path in (tmp_path / "passes").iterdir())
