"""A pytest fixture that makes "this model can learn one batch" a test of one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from torchvet.output.style import PLAIN
from torchvet.verify.result import VerifyResult


@pytest.fixture
def overfit_one_batch() -> Callable[..., VerifyResult]:
    """A function that trains a model on one batch, and fails the test unless it learns it by right means.

    It takes what `torchvet.overfit_one_batch` takes, and returns what that returns.
    """
    from torchvet.output.verification import verification
    from torchvet.verify.in_process import overfit_one_batch as run

    def check(*arguments: Any, **options: Any) -> VerifyResult:
        result = run(*arguments, **options)
        if not result.overfits or any(finding.is_grave for finding in result.findings):
            pytest.fail("\n".join(verification(result, PLAIN)), pytrace=False)
        return result

    return check
