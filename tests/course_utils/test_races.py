"""The stages of notebook 06 and their race: same batches, honest clocks, failures that are said."""

import multiprocessing
import time
from functools import partial

import pytest
import torch
from matplotlib import pyplot as plt
from torch.utils.data import DataLoader

from course_utils import pipelines, races
from course_utils.checks.fast_training.prepare import prepared
from course_utils.checks.fast_training.windows import windows
from course_utils.pipelines import NaiveDataset, PreparedDataset, Stage, WorkersFailed, stages
from course_utils.races import SmallConvNet, Timing, compute_seconds, plot_race, race, train_epoch

IMAGES = torch.randint(256, (70, 28, 28), generator=torch.Generator().manual_seed(1),
                       dtype=torch.uint8)  # fmt: skip
LABELS = torch.arange(70) % 10


def prepare(images, device):
    return prepared(images).float().to(device)


def draw(n, generator):
    return (torch.randperm(n, generator=generator), *torch.randint(9, (2, n), generator=generator))


def batches(ready, labels, draws, batch_size):
    for order, top, left in zip(*(d.split(batch_size) for d in draws), strict=True):
        yield windows(ready, order, top, left), labels[order]


def all_stages() -> list[Stage]:
    return stages(IMAGES, LABELS, prepare, draw, batches, batch_size=32)


@pytest.mark.slow
def test_every_stage_gives_windows_of_every_image_once() -> None:
    every = prepare(IMAGES, "cpu").unfold(2, 28, 1).unfold(3, 28, 1)[:, 0]  # (n, 9, 9, 28, 28)
    found = all_stages()
    assert len(found) == 5
    for stage in found:
        first, second = ([*stage.epoch()] for _ in range(2))
        assert [len(y) for _, y in first] == [32, 32, 6], stage.name
        assert not torch.equal(first[0][0], second[0][0]), stage.name
        seen = []
        for x, y in (pair for batch in first for pair in zip(*batch, strict=True)):
            places = (every - x).abs().flatten(3).amax(3) < 1e-5
            ((image, _, _),) = places.nonzero().tolist()
            assert LABELS[image] == y
            seen.append(image)
        assert sorted(seen) == list(range(70)), stage.name


def test_stages_grow_with_what_is_there() -> None:
    assert len(stages(IMAGES, LABELS)) == 1
    assert len(stages(IMAGES, LABELS, prepare)) == 2
    assert len(stages(IMAGES, LABELS, prepare, draw)) == 4


def test_the_global_generator_is_left_alone() -> None:
    before = torch.random.get_rng_state()
    *_, alone, whole = all_stages()
    race([alone, whole], repeats=1)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_corners_reach_all_places() -> None:
    data = NaiveDataset(IMAGES[:1], LABELS[:1])
    every = prepare(IMAGES[:1], "cpu").unfold(2, 28, 1).unfold(3, 28, 1)[0, 0]  # (9, 9, 28, 28)
    found = set()
    for _ in range(1500):
        near = (every - data[0][0][0]).abs().flatten(2).amax(2) < 1e-5
        found.add(tuple(near.nonzero()[0].tolist()))
    assert len(found) == 81


@pytest.mark.slow
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_under(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    context = multiprocessing.get_context(method)
    loader = partial(DataLoader, multiprocessing_context=context)
    monkeypatch.setattr(pipelines, "DataLoader", loader)
    for stage in all_stages()[:2]:
        assert sum(len(y) for _, y in stage.epoch()) == 70


def test_what_fails_is_left_out_and_said() -> None:
    def fails():
        raise WorkersFailed("worker processes can't be had here (no memory)")
        yield

    timings = race([Stage("broken", fails), Stage("fine", lambda: [])], repeats=2)
    assert timings[0].note == "worker processes can't be had here (no memory)"
    assert not timings[0].seconds
    assert len(timings[1].seconds) == 2
    fig, ax = plt.subplots()
    plot_race(ax, timings, compute=0.1)
    assert any("left out: worker processes" in text.get_text() for text in ax.texts)
    assert "broken: left out (worker" in races.describe_race(timings)
    plt.close(fig)


@pytest.mark.slow
def test_workers_that_cannot_start_or_die_give_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dies(PreparedDataset):
        def __getitem__(self, index):
            import os

            os._exit(1)

    data = Dies(prepare(IMAGES, "cpu"), LABELS)
    with pytest.raises(WorkersFailed, match="can't be had here") as caught:
        list(pipelines.load_one_by_one(data, 8, True, torch.Generator(), workers=2))
    assert "\n" not in str(caught.value)

    def no_more_processes(*_, **__):
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(pipelines, "DataLoader", no_more_processes)
    with pytest.raises(WorkersFailed, match="temporarily unavailable"):
        list(pipelines.load_one_by_one(data, 8, True, torch.Generator(), workers=2))
    with pytest.raises(OSError, match="temporarily"):
        list(pipelines.load_one_by_one(data, 8, True, torch.Generator()))


def test_errors_of_the_student_are_not_hidden() -> None:
    def broken(n, generator):
        raise RuntimeError("mine")

    found = stages(IMAGES, LABELS, prepare, broken, batches)
    with pytest.raises(RuntimeError, match="mine"):
        race(found[3:], repeats=1)


def test_turns_and_the_round_that_is_not_counted() -> None:
    order = []

    def stage(name: str, seconds: float) -> Stage:
        def epoch():
            order.append(name)
            time.sleep(seconds)
            yield from ()

        return Stage(name, epoch)

    slow, fast = race([stage("slow", 0.03), stage("fast", 0.0)], repeats=3)
    assert order == ["slow", "fast"] * 4
    assert len(slow.seconds) == 3
    assert slow.median > 0.03 > fast.median


def test_work_counts_when_batches_are_used() -> None:
    (timing,) = race([Stage("one", lambda: [])], 2, lambda epoch: time.sleep(0.02))
    assert timing.median > 0.02


def test_the_network_learns_the_digits_it_is_fed() -> None:
    torch.manual_seed(0)
    model = SmallConvNet()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    whole = all_stages()[-1]
    losses = [train_epoch(model, optimizer, whole.epoch()) for _ in range(3)]
    assert losses[-1] < losses[0]
    assert compute_seconds(model, optimizer, list(whole.epoch()), repeats=1) > 0


def test_the_loss_is_the_mean_over_images() -> None:
    model = SmallConvNet()
    still = torch.optim.SGD(model.parameters(), lr=0.0)
    every = [(torch.randn(n, 1, 28, 28), torch.arange(n)) for n in (2, 7)]
    with torch.no_grad():
        x, y = (torch.cat(parts) for parts in zip(*every, strict=True))
        whole = torch.nn.functional.cross_entropy(model(x), y).item()
    assert train_epoch(model, still, every) == pytest.approx(whole, rel=1e-5)


def test_the_figure_has_a_bar_for_each_stage_and_a_floor() -> None:
    fig, ax = plt.subplots()
    plot_race(ax, [Timing("naive", [0.2, 0.4, 0.3]), Timing("fast", [0.05])], compute=0.1)
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == pytest.approx([0.3, 0.05])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["naive", "fast"]
    assert ax.get_legend().get_texts()[0].get_text() == "the network itself: 0.1 s"
    plt.close(fig)
