"""Every script of the matrix gets the verdict and the findings that its first lines ask for."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.verify.matrix import SCRIPTS, Expected, expected_of, failures, result_of

GENERATOR = Path(__file__).parents[2] / "scripts" / "generate_verify_table.py"
NAMES = [path.name for path in SCRIPTS]


@pytest.mark.parametrize("name", NAMES)
def test_verdict_and_findings(name: str) -> None:
    script = next(path for path in SCRIPTS if path.name == name)
    expected: Expected = expected_of(script)
    assert failures(result_of(script, expected), expected) == []


def test_the_matrix_is_large_enough() -> None:
    assert len(NAMES) >= 40


def test_the_page_shows_the_matrix() -> None:
    specification = importlib.util.spec_from_file_location("generate_verify_table", GENERATOR)
    assert specification is not None and specification.loader is not None
    generator = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(generator)
    page = generator.PAGE.read_text(encoding="utf-8")
    assert page == generator.with_table(page), "run scripts/generate_verify_table.py"
