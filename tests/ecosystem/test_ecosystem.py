"""What is found in real packages is what was found and read before.

A difference isn't a failure of the change that made it: read what is new, judge it, and keep it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor

import pytest

from .checking import Checked, check_package
from .facts import FALSE, NOT_NEEDED, SHOWN, TRUE, UNREAD, differences, read_findings
from .packages import package_named, packages

NAMES = [package.name for package in packages()]
ADVICE = """findings in {name} have changed.

{changes}

Read them: is each new one right, and was each that is gone wrong? Then keep what is found now with
`python -m tests.ecosystem accept {name}`, and judge in tests/ecosystem/findings.csv what is unread."""


@pytest.fixture(scope="module")
def checked(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[Checked]]]:
    """The packages that are asked for, being checked in as many processes as there are processors."""
    asked = {
        item.callspec.params["name"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.path == request.path and hasattr(item, "callspec")
    }
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        yield {name: pool.submit(check_package, package_named(name)) for name in NAMES if name in asked}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", NAMES)
def test_findings_are_the_known_ones(name: str, checked: dict[str, Future[Checked]]):
    result = checked[name].result()
    assert not result.failures, "\n".join(result.failures)
    changes = differences([fact for fact in read_findings() if fact.package == name], result.facts)
    assert not changes, ADVICE.format(name=name, changes="\n".join(changes))


def test_every_warning_is_judged():
    unread = [str(fact) for fact, judgement in read_findings().items() if judgement.verdict == UNREAD]
    assert not unread, "to be read and judged in findings.csv:\n" + "\n".join(unread)


def test_judgements_are_whole():
    for fact, judgement in read_findings().items():
        assert fact.package in NAMES, f"{fact}: there is no such package"
        allowed = (TRUE, FALSE) if fact.severity in SHOWN else (TRUE, FALSE, NOT_NEEDED)
        assert judgement.verdict in (*allowed, UNREAD), f"{fact}: {judgement.verdict} is no verdict"
        assert judgement.why or judgement.verdict in (NOT_NEEDED, UNREAD), f"{fact}: says no reason"


def test_nearly_all_warnings_are_right():
    verdicts = [judged.verdict for fact, judged in read_findings().items() if fact.severity in SHOWN]
    assert verdicts.count(TRUE) >= 0.9 * len(verdicts)
