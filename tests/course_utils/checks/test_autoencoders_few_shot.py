"""The few-shot exercise: what the networks are worth, and what the loop that trained them did."""

from pathlib import Path

import pytest
import torch
from torch import nn
from torch.optim.optimizer import _global_optimizer_post_hooks, _global_optimizer_pre_hooks

from autograde import variants
from course_utils.checks import NOT_ATTEMPTED, RIGHT, WRONG, Wrong, core, float64
from course_utils.checks.autoencoders import check
from course_utils.checks.autoencoders import few_shot as checked
from course_utils.checks.autoencoders.few_shot import TARGET, percent, some_digits
from course_utils.checks.autoencoders.pretraining import STEPS, fault, mark, watch
from course_utils.probing import probe
from tests.effort import effort

FOLDER = Path(__file__).parents[3] / "solutions" / "03_autoencoders"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "few-shot-mnist"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
ALTERNATIVES = [v for v in VARIANTS if v.kind == "alternative"]
SETUP = """
import torch
from torch import Tensor, nn
from tests.course_utils.checks.autoencoder_answers import *
compute_on = torch.device("cpu")
"""


@pytest.fixture(autouse=True)
def _no_hook_is_left():
    yield
    assert not _global_optimizer_pre_hooks
    assert not _global_optimizer_post_hooks


def defined(source: str):
    namespace: dict = {"__name__": "__main__"}
    exec(SETUP + source, namespace)
    return namespace["pretrain"]


def trained(pretrain) -> list:
    """What the notebook's own cell makes of it."""
    images = DIGITS[0].x
    try:
        return [pretrain(images, seed).cpu().eval() for seed in (0, 1)]
    except (AttributeError, RuntimeError):
        return []


def result(pretrained, pretrain=lambda images, seed: None):
    return check.run("few-shot-mnist", {"pretrained": pretrained, "pretrain": pretrain})


class Coder(nn.Module):
    """Features by any rule."""

    def __init__(self, rule) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
        self.dropout = nn.Dropout(0.5)
        self.rule = rule

    def encode(self, x):
        return self.rule(self.dropout(x * self.weight))


DIGITS = some_digits()
WEIGHT = probe(DIGITS[0].x, DIGITS[0].y, "ridge").weight


def knows(x):
    """An encoder that is good enough: what 4 000 labels say, which a pretrain never sees."""
    return 6 * x @ WEIGHT.to(x)


@pytest.mark.parametrize("variant", MISTAKES, ids=lambda v: v.name)
def test_each_mistake_has_its_own_diagnosis(variant) -> None:
    pretrain = defined(variant.source)
    said = result(trained(pretrain), pretrain)
    assert said.outcome == WRONG
    assert variant.says in said.message
    assert [v.name for v in MISTAKES if v.says in said.message] == [variant.name]


def test_a_right_answer_is_checked_fast_and_pretrain_is_not_run() -> None:
    def pretrain(images, seed):
        raise AssertionError("never run")

    networks = [Coder(knows).eval(), Coder(knows).train()]
    result(networks, pretrain)
    with effort() as spent:
        said = result(networks, pretrain)
    assert said.outcome == RIGHT, said.message
    assert spent.calls < 250_000
    assert [network.dropout.training for network in networks] == [False, True]
    assert said.message.startswith("right. With 200 labels a linear probe gets about")


def test_nothing_is_trained_yet() -> None:
    def stub(images, seed):
        raise NotImplementedError

    for missing in ([], None):
        assert result(missing, stub).outcome == NOT_ATTEMPTED
        assert "Write `pretrain`" in result(missing, stub).message
    sound = defined(ALTERNATIVES[0].source)
    said = result([], sound)
    assert said.outcome == NOT_ATTEMPTED
    assert "Now run the cell" in said.message


def test_a_loop_that_never_ends_is_stopped(monkeypatch) -> None:
    def forever(images, seed):
        while True:
            images.sum()

    monkeypatch.setattr(core, "TIME_LIMIT", 0.5)
    said = result([], forever)
    assert said.outcome == WRONG
    assert "Is there a loop that never ends?" in said.message


def test_many_steps_are_not_waited_for() -> None:
    def long(images, seed):
        model = nn.Linear(784, 2)
        optimizer = torch.optim.SGD(model.parameters(), lr=1e-5)
        while True:
            optimizer.zero_grad()
            model(images).square().sum().backward()
            optimizer.step()

    training = watch(long)
    assert (training.steps, training.finished) == (STEPS, False)
    assert fault(training) == ""


def test_a_mark_changes_with_every_number() -> None:
    values = torch.randn(3, 4)
    changed, swapped = values.clone(), values.clone()
    changed[2, 3] += 1e-4
    swapped[0, 0], swapped[1, 1] = values[1, 1], values[0, 0]
    assert len({mark(values), mark(changed), mark(swapped)}) == 3
    assert mark(values) == mark(values.clone())


@pytest.mark.parametrize(
    ("pretrained", "said"),
    [
        (3, "a list of two networks"),
        ([Coder(knows)], "a list of two networks"),
        ([None, None], "`pretrain` returned None"),
        ([1, 2], "got `int`"),
        ([Coder, Coder], "got `type`"),
        ([nn.Linear(784, 8)] * 2, "a `Linear`, has no method `encode`"),
        ([Coder(lambda x: (x[:, :3], x[:, 3:5]))] * 2, "the latent alone, got 2 values"),
        ([Coder(lambda x: None)] * 2, "is None"),
        ([Coder(lambda x: x[:, :65])] * 2, "has 65 numbers, and may have 64"),
        ([Coder(lambda x: x)] * 2, "Is it the reconstruction?"),
        ([Coder(lambda x: x.mean(1))] * 2, "should have shape"),
        ([Coder(lambda x: x.view(-1, 28, 28)[:, :4, :4])] * 2, "should have shape"),
        ([Coder(lambda x: x[:5])] * 2, "should have shape"),
        ([Coder(lambda x: x[:, 200:230] / 0)] * 2, "nan or infinity"),
        ([Coder(lambda x: torch.ones_like(x[:, :9]))] * 2, "the same numbers for every image"),
        ([Coder(lambda x: x[:, 200:220] + torch.rand(20))] * 2, "other numbers each time"),
        ([Coder(lambda x: x[:, 300:303])] * 2, "has only 3 numbers"),
        ([Coder(lambda x: x[:, 300:330])] * 2, "If the loss was still falling"),
    ],
)
def test_networks_that_are_none_or_poor(pretrained, said: str) -> None:
    found = result(pretrained, defined(ALTERNATIVES[0].source))
    assert found.outcome == WRONG
    assert said in found.message


def test_one_network_twice_is_not_two() -> None:
    network = Coder(knows)
    assert "Both are the same network" in result([network, network]).message


def test_any_precision_and_device_of_the_weights() -> None:
    for dtype in (torch.float64, torch.bfloat16):
        assert percent(Coder(knows).to(dtype)) > TARGET


def test_labels_shuffled_give_chance(monkeypatch) -> None:
    """The figure is about labels: with those of other rows it is chance."""
    train, test = DIGITS
    wrong = train._replace(y=train.y[torch.randperm(len(train.y))])
    monkeypatch.setattr(checked, "some_digits", lambda: (wrong, test))
    assert percent(Coder(knows)) < 20


def test_in_double_precision_too() -> None:
    with float64(), pytest.raises(Wrong, match="nan or infinity"):
        percent(Coder(lambda x: x[:, :8].log()))
    with float64():
        assert percent(Coder(knows)) > TARGET
