"""Scripts that train by frameworks, with the real packages and tiny models made on the spot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.verify.matrix import expected_of, failures, result_of

SCRIPTS = sorted((Path(__file__).parent / "frameworks").glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_verdict_and_findings(script: Path) -> None:
    expected = expected_of(script)
    assert failures(result_of(script, expected, may_make_folders=True), expected) == []
