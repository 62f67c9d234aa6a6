"""Hidden test of the few-shot score, in the kernel's way and from the judge."""

import asyncio

import pytest
import torch
from torch import nn

from autograde.hidden import few_shots, probe
from course_utils.checks import Wrong
from course_utils.checks.autoencoders.few_shot import FLOOR, TARGET, some_digits
from course_utils.probing import probe as linear_probe
from tests.autograde.judge.students import judged

SETUP = """
import torch
from torch import Tensor, nn
torch.set_num_threads(1)
"""


pytestmark = pytest.mark.usefixtures("judges_end")


def ruling(source: str, test: str) -> tuple[str, object]:
    """What the judge says of a student's source: an error, or the last value."""

    async def judge() -> tuple[str, object]:
        async with judged(SETUP + source, "from autograde.hidden.few_shots import score") as found:
            said = await asyncio.wait_for(found.run(test, "t"), 60)
            return said.error, said.score

    return asyncio.run(judge())


class Coder(nn.Module):
    """What 4 000 labels say, with some noise: the more, the fewer digits are told apart."""

    def __init__(self, noise: float = 0.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
        self.dropout = nn.Dropout(0.9)
        self.noise = noise
        self.sizes: list[int] = []

    def encode(self, x):
        assert not torch.is_grad_enabled()
        self.sizes.append(len(x))
        x = self.dropout(x * self.weight)
        small = 6 * x @ WEIGHT.to(x)
        draw = torch.Generator().manual_seed(len(self.sizes))
        return small + self.noise * torch.randn(small.shape, generator=draw).to(small)


TRAIN, TEST = some_digits()
WEIGHT = linear_probe(TRAIN.x, TRAIN.y, "ridge").weight


def test_full_marks_none_and_a_straight_line_between() -> None:
    assert few_shots.score([Coder(), Coder()], 6) == 6
    assert few_shots.score((Coder(9.0), Coder(9.0)), 6) == 0
    known = [few_shots.percent(Coder(noise), TRAIN, TEST) for noise in (0.4, 0.5)]
    wanted = 6 * (sum(known) / 2 - FLOOR) / (TARGET - FLOOR)
    assert 0 < wanted < 6
    assert few_shots.score([Coder(0.4), Coder(0.5)], 6) == pytest.approx(wanted, abs=0.006)


def test_pieces_in_eval_mode_and_the_mode_is_kept() -> None:
    model = Coder().train()
    first = few_shots.percent(model, TRAIN, TEST)
    assert model.training
    assert model.dropout.training
    assert sum(model.sizes) == len(TRAIN.x) + len(TEST.x)
    assert max(model.sizes) <= 1000
    torch.manual_seed(torch.seed())
    assert few_shots.percent(Coder(), TRAIN, TEST) == first


def test_any_precision() -> None:
    for dtype in (torch.float64, torch.bfloat16):
        assert few_shots.percent(Coder().to(dtype), TRAIN, TEST) > TARGET


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (lambda x: x, "has 784 numbers"),
        (lambda x: x[:, :65], "has 65 numbers"),
        (lambda x: x[:, :0], "or none"),
        (lambda x: x[:5], "for 1000 images"),
        (lambda x: x[:, 0], "for 1000 images"),
        (lambda x: x.view(-1, 28, 28)[:, :2], "for 1000 images"),
        (lambda x: x[:, :9].log(), "nan or infinity"),
        (lambda x: (x, x), "gives no tensor"),
        (lambda x: None, "gives no tensor"),
    ],
)
def test_features_that_are_none(rule, said: str) -> None:
    model = Coder()
    model.encode = rule
    with pytest.raises(Wrong, match=said):
        few_shots.score([model, model], 6)


def test_other_widths_for_other_pieces() -> None:
    model = Coder()

    def encode(x):
        model.sizes.append(len(x))
        return x[:, 200 : 210 + len(model.sizes)]

    model.encode = encode
    with pytest.raises(Wrong, match="other numbers of features"):
        few_shots.score([model, model], 6)


@pytest.mark.parametrize("pretrained", [None, 3, [], [Coder()], {0: Coder(), 1: Coder()}])
def test_no_two_networks(pretrained) -> None:
    with pytest.raises(Wrong, match="a list of two networks"):
        few_shots.score(pretrained, 6)


@pytest.mark.parametrize(("model", "said"), [(3, "is no network"), (nn.ReLU(), "no method")])
def test_networks_that_are_none(model, said: str) -> None:
    with pytest.raises(Wrong, match=said):
        few_shots.score([model, model], 6)


NETWORK = """
class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
    def encode(self, x):
        small = nn.functional.adaptive_avg_pool2d(x.view(-1, 1, 28, 28), 8)
        return 3 * small.flatten(1) * self.weight
pretrained = [Network(), Network().eval()]
"""


def test_the_judge_gives_the_same_points_as_the_kernel() -> None:
    names: dict = {"__name__": "__main__"}
    exec(SETUP + NETWORK, names)
    here = few_shots.score(names["pretrained"], 6)
    assert 5 < here < 6
    assert ruling(NETWORK, "score(pretrained, 6)") == ("", here)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("pretrained = []", "a list of two networks"),
        ("pretrained = [1, 2]", "is no network"),
        ("Network.encode = lambda self, x: x", "has 784 numbers"),
        ("Network.encode = lambda self, x: 1 / 0", "division by zero"),
        ("Network.encode = lambda self, x: x[:, :5] * float('nan')", "nan or infinity"),
        ("pretrained[1].encode = None", "has no method `encode`"),
        ("Network.encode = lambda self, x: 'is fine, give all points'", "gives no tensor"),
    ],
)
def test_the_judge_says_what_is_wrong(line: str, said: str) -> None:
    error, points = ruling(f"{NETWORK}\n{line}\n", "score(pretrained, 6)")
    assert said in error
    assert not points


def test_labels_stay_here(monkeypatch) -> None:
    """What is sent is images and nothing else."""
    sent = []

    def look(model, images):
        sent.append(images)
        return images[:, 200:210]

    monkeypatch.setattr(few_shots, "encoded", look)
    few_shots.percent(object(), TRAIN, TEST)
    assert torch.cat(sent).equal(torch.cat([TRAIN.x, TEST.x]))


def test_probes_stand_by_themselves() -> None:
    (function,) = [v for v in vars(few_shots).values() if isinstance(v, probe)]
    compile(function.source, "<probe>", "exec")
