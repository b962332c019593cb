"""The bridge never stands in a keystroke's way, and what it finds out later counts."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from torchvet.check import check
from torchvet.program.jedi_bridge import Environment
from torchvet.program.package_facts import PackageFact
from torchvet.project import Project
from torchvet.source.document import Document

from .conftest import PATIENCE, sys_path

PROGRAM = """
import torch
from kornia.feature import HardNet
from torch.utils.data import DataLoader

net = HardNet()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
loader = DataLoader(torch.load("patches.pt"))
for epoch in range(3):
    for patches, target in loader:
        optimizer.zero_grad()
        loss = (net(patches) - target).pow(2).mean()
        loss.backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        print(net(patches))
"""
LONGEST_QUESTION = 0.05


class Timed:
    """An environment whose questions are timed."""

    def __init__(self, inner: Environment) -> None:
        self.inner = inner
        self.longest = 0.0

    def explain(self, qualified: str) -> PackageFact | None:
        began = time.perf_counter()
        fact = self.inner.explain(qualified)
        self.longest = max(self.longest, time.perf_counter() - began)
        return fact


def test_a_question_takes_no_time_and_its_answer_comes_later(tmp_path: Path) -> None:
    environment = Environment(
        sys_path(), tmp_path, waiting=False, cache_folder=tmp_path / "cache", patience=PATIENCE
    )
    changed = threading.Event()
    environment.on_change(changed.set)
    timed = Timed(environment)
    document = Document.from_text(PROGRAM, str(tmp_path / "train.py"))
    try:
        first = check(document, Project(tmp_path, environment=timed))
        assert [each.severity.name for each in first if each.code == "TV201"] == ["HINT"]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and environment.explain("kornia.feature.HardNet") is None:
            changed.wait(1)
        second = check(document, Project(tmp_path, environment=timed))
        assert [each.severity.name for each in second if each.code == "TV201"] == ["WARNING"]
        assert timed.longest < LONGEST_QUESTION
    finally:
        environment.close()
