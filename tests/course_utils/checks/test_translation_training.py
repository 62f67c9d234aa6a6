"""The check of `train-seq2seq`: what the loop does, and what the translator knows."""

import pytest
import torch
from torch import nn

from course_utils.checks import float64
from course_utils.checks.translation import check
from course_utils.checks.translation.faults import fault, fault_if_seen
from course_utils.checks.translation.loop import EPOCHS, PAIRS, small_problem, watch
from course_utils.checks.translation.training import FLOOR, TARGET, credit
from course_utils.data import phrases

from .translation_answers import Right, right_greedy, right_loss

Seq2Seq = Right  # the loops below are looked at with another model of this name
teacher_forced_loss = right_loss
TRAIN, TEST = phrases.load()
SPANISH, ENGLISH = phrases.vocabularies(TRAIN)


def loop(
    rate=5e-3,
    batch=64,
    epochs_of=lambda epochs: epochs,
    zero=True,
    step=True,
    seed_of=lambda seed: seed,
    pair=lambda source, target, rows: (source[rows], target[rows]),
    sos=phrases.SOS_NUMBER,
    result=lambda model: model,
    optim: type[torch.optim.Optimizer] = torch.optim.AdamW,
    order=torch.randperm,
):
    """A training loop with one thing amiss."""

    def train_translator(source, target, epochs, seed):
        torch.manual_seed(seed_of(seed))
        model = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, 16)
        optimizer = optim(model.parameters(), lr=rate)  # type: ignore[call-arg]
        model.train()
        for _ in range(epochs_of(epochs)):
            for rows in order(len(source)).split(batch):
                some, same = pair(source, target, rows)
                loss = teacher_forced_loss(model, some, same, sos)
                if zero:
                    optimizer.zero_grad()
                loss.backward()
                if step:
                    optimizer.step()
        return result(model)

    return train_translator


def in_batches(source, target, epochs, seed):
    """As the notebook suggests: by length, one cycle, clipped; with progress, and evaluations."""
    torch.manual_seed(seed)
    model = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, 16)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.3)
    total = epochs * -(-len(source) // 64)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.01, total_steps=total)
    for epoch in range(epochs):
        model.train()
        for some, same in phrases.batches(source, target, 64):
            optimizer.zero_grad()
            teacher_forced_loss(model, some, same, phrases.SOS_NUMBER).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        model.eval()
        with torch.no_grad():
            print(epoch, teacher_forced_loss(model, source, target, phrases.SOS_NUMBER))
    return model


GOOD = [
    in_batches,
    loop(),
    loop(batch=256),
    loop(batch=16),
    loop(optim=torch.optim.SGD, rate=0.5),
    loop(order=torch.arange),
    loop(result=lambda model: model.eval().cpu()),
    loop(order=lambda n: torch.randint(n, (n,))),
]


@pytest.mark.parametrize("train", GOOD)
def test_nothing_amiss(train, capsys) -> None:
    assert fault(train) == ""
    assert capsys.readouterr().out == ""


def forever(epochs):
    return 10**6


BAD = [
    (loop(zero=False), "`zero_grad()` before"),
    (loop(step=False), "do not change"),
    (loop(epochs_of=forever), "The loop goes on"),
    (loop(epochs_of=lambda epochs: 1), "`epochs` not used"),
    (loop(epochs_of=lambda epochs: 3 * epochs // 2 + 1), "makes 4 epochs"),
    (loop(order=lambda n: torch.randperm(n)[:64]), "Is there a `break`"),
    (loop(pair=lambda s, t, rows: (s[rows], t[rows.flip(0)])), "do not belong together"),
    (loop(pair=lambda s, t, rows: (t[rows] % 37, s[rows])), "none of the source's sentences"),
    (loop(sos=2), "is not <sos>"),
    (loop(order=lambda n: torch.arange(64).repeat(4)), "sees the same batch"),
    (loop(rate=50.0), "far too high"),
    (loop(rate=1e-7), "far too low"),
    (loop(seed_of=lambda seed: torch.seed()), "The same `seed`"),
    (loop(seed_of=lambda seed: 5), "All seeds"),
    (loop(result=lambda model: None), "returned None"),
    (loop(result=lambda model: [0.1]), "got `list`"),
    (loop(result=lambda model: type(model)(50, 90, 4)), "not the one that it trained"),
]


@pytest.mark.parametrize(("train", "said"), BAD, ids=[said for _, said in BAD])
def test_what_is_amiss_with_a_loop(train, said: str) -> None:
    assert said in fault(train)


def test_the_small_problem() -> None:
    source, target = small_problem()
    assert len(source) == len(target) == PAIRS
    assert len({tuple(row) for row in source.tolist()}) == PAIRS
    assert len({tuple(row) for row in target.tolist()}) == PAIRS
    assert len((source != 0).sum(1).unique()) > 1
    assert EPOCHS >= 2  # one epoch would not tell whether `epochs` is used


def test_the_notebook_keeps_its_own_model() -> None:
    run = watch(loop())
    assert len(run.made) == 1
    assert Seq2Seq is Right
    assert isinstance(loop()(*small_problem(), 1, 0), Right)


def test_a_model_under_another_name_is_left_alone() -> None:
    def own(source, target, epochs, seed):
        return Right(50, 90, 4)

    assert fault(own) == ""


def broken(source, target, epochs, seed):
    raise ValueError("bad luck")


def stub(source, target, epochs, seed):
    raise NotImplementedError


def test_errors_of_a_loop() -> None:
    assert fault_if_seen(broken) == ""


class Knows(nn.Module):
    """Translates the test sentences, of which a share goes wrong."""

    def __init__(self, wrong: float = 0.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
        source = phrases.numbers(TEST.source, SPANISH)
        target = phrases.numbers(TEST.target, ENGLISH)
        self.wide = target.shape[1] + 20
        target = nn.functional.pad(target, (0, 20), value=2)
        target[: int(wrong * 200), 0] = 5
        self.known = {tuple(s): t for s, t in zip(source.tolist(), target, strict=True)}
        self.time = source.shape[1]

    def encode(self, source):
        rows = nn.functional.pad(source, (0, self.time - source.shape[1])).tolist()
        return torch.stack([self.known[tuple(row)] for row in rows]), 0

    def decode(self, target_in, state):
        rows, step = state
        after = step + target_in.shape[1]
        said = nn.functional.one_hot(rows[:, step:after], len(ENGLISH))
        return said * self.weight, (rows, after)


def run(trained, train=in_batches, greedy=right_greedy):
    names = {"trained_translator": trained, "train_translator": train, "greedy": greedy}
    return check.run("train-seq2seq", names)


def test_right() -> None:
    result = run(Knows(wrong=0.05))
    assert result.outcome == "right"
    assert "95%" in result.message


def test_too_little_is_known() -> None:
    result = run(Knows(wrong=1 - TARGET + 0.02))
    assert result.outcome == "wrong"
    assert f"{TARGET - 0.02:.0%} of the test sentences" in result.message


def test_what_is_amiss_comes_first() -> None:
    for wrong in (0.0, 0.9):
        result = run(Knows(wrong), loop(zero=False))
        assert result.outcome == "wrong"
        assert result.message.startswith("Gradients of earlier steps")
    assert run(3, loop(result=lambda model: 3)).message.startswith("`train_translator` should")


@pytest.mark.parametrize(
    ("train", "outcome", "said"),
    [
        (stub, "not attempted", "Write `train_translator`"),
        (in_batches, "not attempted", "Now run the cell"),
        (broken, "wrong", "ValueError: bad luck"),
        (loop(zero=False), "wrong", "`zero_grad()`"),
    ],
)
def test_nothing_trained_yet(train, outcome: str, said: str) -> None:
    result = run(None, train)
    assert result.outcome == outcome
    assert said in result.message


@pytest.mark.parametrize("model", [3, "model", nn.Dropout(), Right])
def test_no_model(model) -> None:
    assert "should be the trained model" in run(model).message


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_any_precision(dtype: torch.dtype) -> None:
    model = Right(len(SPANISH), len(ENGLISH), 8).to(dtype)
    with float64():
        assert "translates 0%" in run(model).message


def test_credit() -> None:
    assert credit(0.0) == credit(FLOOR) == credit(float("nan")) == 0
    assert credit(TARGET) == credit(1.0) == 1
    assert credit((FLOOR + TARGET) / 2) == pytest.approx(0.5)
