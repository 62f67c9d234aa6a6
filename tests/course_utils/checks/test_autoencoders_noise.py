"""The check of the denoising autoencoder: its noise may come from anywhere, and slips are named."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from course_utils.checks import float64
from course_utils.checks.autoencoders import check, layers, noise, noises
from tests.effort import effort

FOLDER = Path(__file__).parents[3] / "solutions" / "03_autoencoders"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "denoising"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
ALTERNATIVES = [v for v in VARIANTS if v.kind == "alternative"]
PLAIN = next(v.source for v in variants.load(FOLDER) if v.name == "module-lists-and-a-loss-method")


def answer(source: str) -> type:
    """The class that a solution cell defines, beside a right autoencoder."""
    namespace: dict = {"torch": torch, "nn": nn, "Tensor": Tensor, "__name__": "__main__"}
    exec(PLAIN, namespace)
    exec(source, namespace)
    return namespace["DenoisingAutoencoder"]


def checked(cls: object):
    return check.run("denoising", {"DenoisingAutoencoder": cls})


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.name}")
def test_variants(variant: variants.Variant) -> None:
    result = checked(answer(variant.source))
    assert (result.outcome == "right") == (variant.kind == "alternative"), result.text
    assert variant.says in result.message, result.text


def test_there_are_enough() -> None:
    assert len(MISTAKES) >= 15
    assert len(ALTERNATIVES) >= 3


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    said: dict[str, set[str]] = {}
    for variant in MISTAKES:
        message = checked(answer(variant.source)).message.partition("\n")[0]
        said.setdefault(message, set()).add(variant.name)
    assert all(len(names) == 1 for names in said.values()), said


@pytest.mark.parametrize("variant", ALTERNATIVES, ids=lambda v: v.name)
def test_right_with_any_seed(variant: variants.Variant) -> None:
    cls = answer(variant.source)
    with float64():
        for seed in range(20):
            noise.grade_denoising(cls, seed)


def test_it_is_quick() -> None:
    cls = answer(ALTERNATIVES[0].source)
    checked(cls)
    with effort() as spent:
        checked(cls)
    assert spent.calls < 350_000


Autoencoder: type = answer("DenoisingAutoencoder = Autoencoder")


class Right(Autoencoder):
    """The reference in small, to be spoilt."""

    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def noisy(self, x):
        return x + self.noise_std * torch.randn_like(x)

    def get_loss(self, x):
        return self.loss(x, self(self.noisy(x)))


def test_right() -> None:
    assert checked(Right).outcome == "right"


def test_a_clean_pass_beside_the_noisy_one_does_no_harm() -> None:
    class Watching(Right):
        def get_loss(self, x):
            with torch.no_grad():
                self.clean_loss = self.loss(x, self(x)).item()
            return super().get_loss(x)

    assert checked(Watching).outcome == "right"


@pytest.mark.parametrize("name", ["__init__", "get_loss"])
def test_not_attempted(name: str) -> None:
    def stub(self, *arguments, **options):
        if name == "__init__":
            nn.Module.__init__(self)
        raise NotImplementedError

    assert checked(type("DenoisingAutoencoder", (Right,), {name: stub})).outcome == "not attempted"


def _spoil_signs(self, x):
    return x + self.noise_std * torch.randn_like(x).sign()


def _spoil_hanging_together(self, x):
    own, common = torch.randn_like(x), torch.randn(len(x), 1)
    return x + self.noise_std * (own + common) / 2**0.5


def _spoil_shifted(self, x):
    return x + self.noise_std * (torch.randn_like(x) + 1)


def _spoil_cut_off_above(self, x):
    return (x + self.noise_std * torch.randn_like(x)).clamp(max=1)


def _spoil_also_the_latent(self, x):
    z = self.encode(self.noisy(x))
    return self.loss(x, self.decode(z + 0.1 * torch.randn_like(z)))


def _spoil_clean_output(self, x):
    self(self.noisy(x))
    return self.loss(x, self(x))


def _spoil_beside_the_network(self, x):
    self(self.noisy(x))
    return sum(p.sum() for p in self.parameters())


def _spoil_no_network(self, x):
    return sum(p.sum() for p in self.parameters()) + x.mean()


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        ({"noisy": _spoil_signs}, "is not normal"),
        ({"noisy": _spoil_hanging_together}, "hangs together"),
        ({"noisy": _spoil_shifted}, "has a mean of 0.3"),
        ({"noisy": _spoil_cut_off_above}, "cut off at 1"),
        ({"noisy": lambda self, x: x + 0.8 * self.noise_std * torch.randn_like(x)},
         "With noise_std=0.3 the noise has a spread of 0.24"),
        ({"noisy": lambda self, x: x + (self.noise_std or 0.01) * torch.randn_like(x)},
         "With noise_std=0.0 there should be no noise"),
        ({"get_loss": _spoil_also_the_latent}, "Noise is added to the latent as well"),
        ({"get_loss": _spoil_clean_output}, "decode what was made of the noisy one"),
        ({"get_loss": _spoil_beside_the_network}, "get_loss(x): expected"),
        ({"get_loss": _spoil_no_network}, "does not run encode and decode"),
        ({"get_loss": lambda self, x: self.loss(x, self.noisy(x))}, "cut off from the graph"),
        ({"get_loss": lambda self, x: None}, "get_loss(x) is None"),
        ({"decode": lambda self, z: Autoencoder.decode(self, z) + torch.randn(5)},
         "decode adds noise after `model.eval()` too"),
        ({"encode": lambda self, x: Autoencoder.encode(self, x).relu()},
         "The last layer of encode is not linear"),
    ],
)  # fmt: skip
def test_other_slips(spoilt: dict, words: str) -> None:
    assert words in checked(type("DenoisingAutoencoder", (Right,), spoilt)).text


@pytest.mark.parametrize("cls", [Right(5, [3]), lambda *a, **k: None, int])
def test_no_class(cls) -> None:
    assert "should be a class" in checked(cls).text


def test_normal_noise_is_never_blamed() -> None:
    """Nor is any seed that a student may have set."""
    with float64():
        for seed in range(300):
            drawn = noises_of(seed, 4000, 5)
            noises.expect_normal(0.3 * drawn, 0.3)
            noises.expect_alike(drawn, drawn, torch.zeros_like(drawn))


def noises_of(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def test_what_went_in_is_solved_for() -> None:
    with float64():
        layer = layers.Layer(noises_of(1, 8, 5), noises_of(2, 8))
        x = noises_of(3, 40, 5)
        got = noise.went_in(x @ layer.weight.T + layer.bias, layer)
    torch.testing.assert_close(got, x)
