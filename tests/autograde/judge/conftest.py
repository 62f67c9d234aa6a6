"""One server of judges for all tests here."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
import torch

from autograde.judge import Ruling, close_all
from tests.autograde.judge.students import Serve, judged, serve_all


@pytest.fixture(autouse=True, scope="session")
def _one_server() -> Iterator[None]:
    torch.set_num_threads(1)  # these tests fork
    yield
    close_all()


@pytest.fixture
def rule() -> Callable[..., Ruling]:
    """Judge one test cell against one student's source; with several, return the last ruling."""

    def run(
        student: str,
        *tests: str,
        preamble: str = "import torch",
        serve: Serve = serve_all,
        points: float | None = None,
    ) -> Ruling:
        async def all_of_them() -> Ruling:
            async with judged(student, preamble, serve) as judge:
                ran = [await judge.run(t, f"test {n}", points) for n, t in enumerate(tests)]
                return ran[-1]

        async def in_time() -> Ruling:
            return await asyncio.wait_for(all_of_them(), 60)

        return asyncio.run(in_time())

    return run
