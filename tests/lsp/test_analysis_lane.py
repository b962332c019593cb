from __future__ import annotations

import asyncio
import threading

import pytest

from torchvet.lsp.analysis_lane import AnalysisLane


async def test_work_runs_in_one_thread_of_its_own():
    lane = AnalysisLane()
    names = [await lane.in_thread(lambda: threading.current_thread().name) for _ in range(3)]
    assert names == ["torchvet-analysis"] * 3


async def test_the_most_urgent_goes_first():
    lane = AnalysisLane()
    order: list[float] = []

    async def wait(urgency: float) -> None:
        async with lane.turn(urgency):
            order.append(urgency)
            await asyncio.sleep(0.01)

    await asyncio.gather(*(wait(urgency) for urgency in (0.5, 1.0, 3.0, 2.0)))
    assert order == [0.5, 3.0, 2.0, 1.0]


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(3), KeyboardInterrupt()])
async def test_what_work_raises_comes_back_as_an_exception(error: BaseException):
    def work() -> None:
        raise error

    lane = AnalysisLane()
    with pytest.raises(ValueError if isinstance(error, ValueError) else RuntimeError):
        await lane.in_thread(work)
    assert await lane.in_thread(lambda: 5) == 5


async def test_who_gives_up_waiting_leaves_the_lane_to_the_others():
    busy: list[bool] = []
    lane = AnalysisLane(busy.append)
    gate = threading.Event()

    async def work() -> int:
        async with lane.turn():
            return await lane.in_thread(lambda: gate.wait(5) and 1)

    first, second, third = (asyncio.ensure_future(work()) for _ in range(3))
    await asyncio.sleep(0.01)
    second.cancel()
    gate.set()
    assert [await first, await third] == [1, 1]
    assert busy == [True, False]


async def test_deep_recursion_has_room():
    def dive(depth: int) -> int:
        return 0 if depth == 0 else 1 + dive(depth - 1)

    assert await AnalysisLane().in_thread(lambda: dive(900)) == 900
