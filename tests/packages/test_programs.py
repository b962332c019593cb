"""Scripts that use installed packages: what has to be found in them, with the packages and without."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.rules.cases import UNVERIFIED, Expected, expectations, line_of, read, without_marks
from torchvet.check import check
from torchvet.program.jedi_bridge import Environment
from torchvet.project import Project
from torchvet.source.document import Document

PROGRAMS = sorted(Path(__file__).with_name("programs").glob("*.py"))
each_program = pytest.mark.parametrize("path", PROGRAMS, ids=[path.stem for path in PROGRAMS])


def found(path: Path, environment: Environment | None) -> Counter[Expected]:
    """What is found in a program."""
    document = Document.from_text(without_marks(read(path)), str(path))
    findings = check(document, Project(environment=environment))
    return Counter(line_of(each) for each in findings if each.code != UNVERIFIED)


@each_program
def test_a_program_with_its_packages(path: Path, environment: Environment) -> None:
    assert found(path, environment) == Counter(expectations(path))


@each_program
def test_without_the_packages_nothing_else_is_found(path: Path) -> None:
    wanted = {(line, code) for line, code, _ in expectations(path)}
    assert {(line, code) for line, code, _ in found(path, None)} <= wanted


def test_there_are_as_many_right_programs_as_wrong_ones() -> None:
    wrong = [path for path in PROGRAMS if expectations(path)]
    assert len(wrong) >= 20
    assert len(PROGRAMS) - len(wrong) >= 20
