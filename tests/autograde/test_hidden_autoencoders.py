"""Hidden tests of autoencoders: mistakes fail, other styles pass, here and in the judge."""

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from autograde.hidden import autoencoder_weights, autoencoders, float64, probe
from course_utils.checks import Wrong
from tests.autograde.hidden_variants import ids
from tests.autograde.judge.students import judged

FOLDER = Path(__file__).parents[2] / "solutions" / "03_autoencoders"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug in ("autoencoder", "denoising")]
RIGHT = {v.name: v.source for v in VARIANTS if v.kind == "alternative"}
PLAIN = RIGHT["module-lists-and-a-loss-method"]
SETUP = """
import random
import torch
from torch import Tensor, nn
torch.set_num_threads(1)
"""
TESTS = {
    "autoencoder": """
from autograde.hidden import float64, fresh_seed
from autograde.hidden.autoencoders import expect_autoencoder

with float64():
    expect_autoencoder(Autoencoder, fresh_seed())
""",
    "denoising": """
from autograde.hidden import float64, fresh_seed
from autograde.hidden.autoencoders import expect_denoising

with float64():
    expect_denoising(DenoisingAutoencoder, fresh_seed())
""",
}


pytestmark = pytest.mark.usefixtures("judges_end")


def whole(variant: variants.Variant) -> str:
    """The cell, after a right autoencoder where the cell is one that builds on it."""
    return variant.source if variant.slug == "autoencoder" else f"{PLAIN}\n{variant.source}"


def defined(source: str) -> dict:
    namespace: dict = {"__name__": "__main__"}
    exec(SETUP + source, namespace)
    return namespace


def complaint(slug: str, names: dict, seed: int) -> str:
    """What the hidden test says, run as under plain nbgrader; "" when it passes."""
    try:
        with float64():
            if slug == "autoencoder":
                autoencoders.expect_autoencoder(names["Autoencoder"], seed)
            else:
                autoencoders.expect_denoising(names["DenoisingAutoencoder"], seed)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_beside_the_student_s_code(variant: variants.Variant) -> None:
    for seed in (0, 1, 2**31 - 1):
        said = complaint(variant.slug, defined(whole(variant)), seed)
        assert (said == "") == (variant.kind == "alternative"), said


def judge(source: str, slug: str) -> str:
    async def ruling() -> str:
        async with judged(SETUP + source, "import torch") as judge:
            return (await asyncio.wait_for(judge.run(TESTS[slug], "t"), 100)).error

    return asyncio.run(ruling())


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_in_the_judge(variant: variants.Variant) -> None:
    error = judge(whole(variant), variant.slug)
    assert (error == "") == (variant.kind == "alternative"), error


AGENT = """
from autograde.sandbox.inside import agent
before = agent.Agent._op_probe
"""
TRICKS = {
    "probes answered by hand": ("autoencoder", AGENT + """
def op(self, source, name, args):
    if name == "sizes_after":
        return args[2]
    if name == "reactions":
        return torch.ones(len(args[2]), 3)
    return 0.0, torch.zeros(9)
agent.Agent._op_probe = op
Autoencoder = nn.Module
"""),
    "a step made up": ("autoencoder", PLAIN + "\n" + AGENT + """
def op(self, source, name, args):
    found = before(self, source, name, args)
    return (found[0] * 0 + 1.0, found[1]) if name == "trained" else found
agent.Agent._op_probe = op
"""),
    "a step not made": ("autoencoder", PLAIN + "\n" + AGENT + """
def op(self, source, name, args):
    found = before(self, source, name, args)
    return (found[0], args[2]) if name == "trained" else found
agent.Agent._op_probe = op
"""),
    "losses made up": ("denoising", PLAIN + "\n" + AGENT + """
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, *arguments, noise_std=0.5):
        super().__init__(*arguments)
        self.noise_std = noise_std
def op(self, source, name, args):
    if name == "losses":
        return [float(v) for v in args[0].get_loss(args[1]) + torch.randn(args[2])]
    return before(self, source, name, args)
agent.Agent._op_probe = op
"""),
    "losses that are no numbers": ("denoising", PLAIN + "\n" + AGENT + """
class DenoisingAutoencoder(Autoencoder):
    def __init__(self, *arguments, noise_std=0.5):
        super().__init__(*arguments)
def op(self, source, name, args):
    return ["1"] * args[2] if name == "losses" else before(self, source, name, args)
agent.Agent._op_probe = op
"""),
    "the input handed back": ("autoencoder", PLAIN + """
    def forward(self, x):
        return x
"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_earn_nothing(name: str) -> None:
    slug, source = TRICKS[name]
    assert judge(source, slug)


def network(way: list[int]) -> nn.ModuleDict:
    """An autoencoder of PyTorch's own layers, the decoder's numbers after the encoder's."""
    parts = {}
    for name, sizes in (("there", way), ("back", way[::-1])):
        stack = [part for a, b in pairwise(sizes) for part in (nn.Linear(a, b), nn.Tanh())]
        parts[name] = nn.Sequential(*stack[:-1])
    return nn.ModuleDict(parts)


@pytest.mark.parametrize("way", [[5, 3], [5, 7, 3], [4, 8, 6, 3]])
def test_values_agree_with_pytorch(way: list[int]) -> None:
    with float64():
        parts, x = network(way), autoencoders.draw(1, 6, way[0])
        numbers = nn.utils.parameters_to_vector(parts.parameters()).detach()
        z = autoencoder_weights.encoded(numbers, way, torch.tanh, x)
        torch.testing.assert_close(z, parts["there"](x))
        got = autoencoder_weights.rebuilt(numbers, way, torch.tanh, x)
        torch.testing.assert_close(got, parts["back"](z))
        assert len(numbers) == autoencoder_weights.count(way)


@pytest.mark.parametrize("name", RIGHT)
def test_every_layout_is_recognised(name: str) -> None:
    source = next(whole(v) for v in VARIANTS if v.name == name)
    names = defined(source)
    for way in ([5, 4], [6, 6], [5, 7, 3], [3, 3, 3], [4, 8, 6, 3], [4, 5, 6, 7, 8]):
        with float64():
            model = names.get("DenoisingAutoencoder", names["Autoencoder"])(
                way[0], way[1:], nn.Tanh
            ).eval()
            model(torch.zeros(1, way[0]))
            index = autoencoder_weights.places(model, way)
        assert index.sort().values.equal(torch.arange(autoencoder_weights.count(way)))


def test_what_is_no_such_network_is_not_recognised() -> None:
    model = defined(PLAIN)["Autoencoder"]
    with float64():
        for way, words in (([5, 7, 4], "numbers to learn"), ([5, 3, 7], "numbers to learn")):
            with pytest.raises(Wrong, match=words):
                autoencoder_weights.places(model(5, [7, 3], nn.Tanh), way)
        with pytest.raises(Wrong, match="do not act"):
            autoencoder_weights.places(model(5, [7, 3], nn.ReLU).eval(), [5, 7, 3])


def denoising(plain: str = PLAIN, **changed) -> type:
    """A right denoising autoencoder, with the noise that is asked for here."""
    Autoencoder = defined(plain)["Autoencoder"]

    class Denoising(Autoencoder):
        def __init__(self, *arguments, noise_std=0.5):
            super().__init__(*arguments)
            self.noise_std = noise_std

        def get_loss(self, x: Tensor) -> Tensor:
            noise = changed.get("noise", torch.randn_like)(x)
            return self.loss(x, self(x + self.noise_std * noise))

    return Denoising


def test_the_noise_is_read_off_the_loss() -> None:
    drawn = []

    def noise(x: Tensor) -> Tensor:
        drawn.append(torch.randn_like(x))
        return drawn[-1]

    with float64():
        model = denoising(noise=noise)(3, [3], nn.Tanh)
        index = autoencoder_weights.places(model, [3, 3])
        direction = torch.tensor([1.0, -2.0, 0.5])
        got = autoencoders.noise_of(model, index, direction, 4, 5)
    truth = torch.stack([(0.5 * part @ direction).sum() for part in drawn])
    torch.testing.assert_close(got, truth, atol=0.01, rtol=0)


def laplace(x: Tensor) -> Tensor:
    return torch.distributions.Laplace(0.0, 0.5**0.5).sample(x.shape).to(x.dtype)


def signs(x: Tensor) -> Tensor:
    return torch.randn_like(x).sign()


def kept(x: Tensor) -> Tensor:
    """Drawn once for each shape."""
    generator = torch.Generator().manual_seed(x.numel())
    return torch.randn(x.shape, generator=generator)


class Lagging:
    """Half of the noise is that of the call before."""

    def __init__(self) -> None:
        self.last: dict[torch.Size, Tensor] = {}

    def __call__(self, x: Tensor) -> Tensor:
        new, last = torch.randn_like(x), self.last.get(x.shape, torch.zeros_like(x))
        self.last[x.shape] = new
        return (new + last) / 2**0.5


@pytest.mark.parametrize(
    ("noise", "words"),
    [
        (laplace, "should be normal"),
        (signs, "should be normal"),
        (kept, "wrong spread"),
        (Lagging(), "drawn anew"),
        (lambda x: 1.2 * torch.randn_like(x), "wrong spread"),
        (lambda x: 0.4 + torch.randn_like(x), "a mean of 0"),
        (lambda x: torch.randn(len(x), 1).expand_as(x), "all entries together has the wrong"),
        (lambda x: torch.randn(x.shape[1]).expand_as(x), "all rows together has the wrong"),
    ],
)
def test_noise_that_is_not_as_asked_for(noise, words: str) -> None:
    assert words in complaint("denoising", {"DenoisingAutoencoder": denoising(noise=noise)}, 4)


def test_right_noise_passes_again_and_again() -> None:
    for seed in range(6):
        assert complaint("denoising", {"DenoisingAutoencoder": denoising()}, seed) == ""


@pytest.mark.parametrize("name", [n for n in RIGHT if "class Autoencoder" in RIGHT[n]])
def test_the_noise_is_read_in_every_layout(name: str) -> None:
    answer = denoising(RIGHT[name])
    assert complaint("denoising", {"DenoisingAutoencoder": answer}, 2) == ""


def test_sizes_follow_from_the_seed_and_differ() -> None:
    assert autoencoders.draw_ways(3) == autoencoders.draw_ways(3) != autoencoders.draw_ways(4)
    for seed in range(50):
        ways = autoencoders.draw_ways(seed)
        assert [len(way) for way in ways] == [3, 2, 4]
        assert all(len(set(way)) == len(way) for way in ways)


def test_probes_stand_by_themselves() -> None:
    for module in (autoencoders, autoencoder_weights):
        found = [v for v in vars(module).values() if isinstance(v, probe)]
        assert found
        for function in found:
            compile(function.source, "<probe>", "exec")


def test_hidden_tests_do_not_lean_on_the_instant_checks() -> None:
    for module in (autoencoders, autoencoder_weights):
        used = {getattr(v, "__module__", None) or "" for v in vars(module).values()}
        assert not {m for m in used if m.startswith("course_utils.checks.autoencoders")}
