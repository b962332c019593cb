"""Every script of the matrix gets the verdict and the findings that its first lines ask for."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.verify.matrix import FOLDER, SCRIPTS, expected_of, failures, result_of

GENERATOR = Path(__file__).parents[2] / "scripts" / "generate_verify_table.py"
NAMES = [path.name for path in SCRIPTS]


@pytest.fixture(scope="module")
def differences(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[list[str]]]]:
    """What is wrong with each of the selected scripts; two are verified at a time."""
    chosen = [item.callspec.params["name"] for item in request.session.items if hasattr(item, "callspec")
              and item.path == Path(__file__)]  # fmt: skip
    with ThreadPoolExecutor(2) as pool:
        yield {name: pool.submit(differences_of, FOLDER / name) for name in chosen}


def differences_of(script: Path) -> list[str]:
    expected = expected_of(script)
    return failures(result_of(script, expected), expected)


@pytest.mark.parametrize("name", NAMES)
def test_verdict_and_findings(name: str, differences: dict[str, Future[list[str]]]) -> None:
    assert differences[name].result() == []


def test_the_matrix_is_large_enough() -> None:
    assert len(NAMES) >= 40


def test_the_page_shows_the_matrix() -> None:
    specification = importlib.util.spec_from_file_location("generate_verify_table", GENERATOR)
    assert specification is not None and specification.loader is not None
    generator = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(generator)
    page = generator.PAGE.read_text(encoding="utf-8")
    assert page == generator.with_table(page), "run scripts/generate_verify_table.py"
