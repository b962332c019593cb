"""Every script of the matrix gets the verdict and the findings that its first lines ask for."""

from __future__ import annotations

import pytest

from tests.verify.matrix import SCRIPTS, Expected, expected_of, failures, result_of

NAMES = [path.name for path in SCRIPTS]


@pytest.mark.parametrize("name", NAMES)
def test_verdict_and_findings(name: str) -> None:
    script = next(path for path in SCRIPTS if path.name == name)
    expected: Expected = expected_of(script)
    assert failures(result_of(script, expected), expected) == []


def test_the_matrix_is_large_enough() -> None:
    assert len(NAMES) >= 40
