"""Scripts that train by frameworks, with the real packages where they are installed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.verify.matrix import expected_of, failures, result_of

SCRIPTS = sorted((Path(__file__).parent / "frameworks").glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_verdict_and_findings(script: Path) -> None:
    package = script.stem.split("_")[1]
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    expected = expected_of(script)
    assert failures(result_of(script, expected, may_make_folders=True), expected) == []
