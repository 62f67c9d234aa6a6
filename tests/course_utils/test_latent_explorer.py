"""The latent explorer's side in Python: both planes, the answers, and what is left alone."""

from __future__ import annotations

import base64
import inspect
import json
import re
import threading
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest
import torch
from nbconvert import HTMLExporter
from torch import nn

from course_utils.style import use_course_style
from course_utils.widgets import LatentExplorer, calm, latent_explorer, latents, still_latents
from course_utils.widgets.latent_explorer import SHOWN, STRIP, from_bytes, to_bytes
from course_utils.widgets.latents import MEASURED, PCA, Twin, agreement, evenly, one_of_each
from course_utils.widgets.still_latents import COLOURS, still

from .kernels import run_cells


class Autoencoder(nn.Module):
    """As the exercise wants it, with a latent of two numbers."""

    def __init__(self, latent: int = 2) -> None:
        super().__init__()
        self.down = nn.Sequential(nn.Linear(784, 12), nn.ReLU(), nn.Linear(12, latent))
        self.up = nn.Sequential(nn.Linear(latent, 12), nn.ReLU(), nn.Linear(12, 784))

    def encode(self, x):
        return self.down(x)

    def decode(self, z):
        return self.up(z)

    def forward(self, x):
        return self.decode(self.encode(x))


class Noisy(Autoencoder):
    """Draws random numbers at every call, also in eval mode."""

    def encode(self, x):
        return self.down(nn.functional.dropout(x + 0.5 * torch.randn_like(x), 0.3))

    def decode(self, z):
        return self.up(z + 0.1 * torch.randn(z.shape) + torch.rand_like(input=z))


class OnlyInTraining(Autoencoder):
    def encode(self, x):
        assert not self.training
        return super().encode(x)


class Keeps(Autoencoder):
    """Keeps its latent for later, with its graph."""

    def encode(self, x):
        self.kept = super().encode(x)
        return self.kept


def made(kind: type[nn.Module] = Autoencoder) -> nn.Module:
    torch.manual_seed(0)
    return kind()


def digits(count: int = 700) -> tuple[torch.Tensor, torch.Tensor]:
    """Ten blurred kinds of images, each with noise of its own."""
    torch.manual_seed(1)
    labels = torch.arange(count) % 10
    kinds = torch.rand(10, 784).square()
    return (kinds[labels] + 0.1 * torch.randn(count, 784)).clamp(0, 1), labels


X, Y = digits()
EXPLORER = LatentExplorer(made(), X, Y)


def floats(text: str) -> torch.Tensor:
    return torch.frombuffer(bytearray(base64.b64decode(text)), dtype=torch.float32)


# ---- what the page is told


@pytest.mark.parametrize("kind", [Autoencoder, OnlyInTraining, Keeps])
def test_points_strip_and_errors_are_those_of_the_model(kind) -> None:
    model = made(kind)
    shown = LatentExplorer(model, X, Y).shown
    model.eval()
    some = evenly(len(X), SHOWN)
    x, y = X[some], Y[some]
    assert shown["labels"] == y.tolist()
    with torch.no_grad():
        z = model.encode(x)
        painted = model.decode(z)
    own = shown["own"]
    torch.testing.assert_close(torch.tensor(own["points"]), z)
    assert own["error"] == pytest.approx(nn.functional.mse_loss(painted, x).item(), rel=1e-5)
    assert own["name"] == kind.__name__
    places = one_of_each(y, STRIP)
    assert shown["strip"]["labels"] == y[places].tolist() == list(range(8))
    torch.testing.assert_close(torch.tensor(own["strip"]["z"]), z[places])
    for n, place in enumerate(places):
        assert own["strip"]["painted"][n] == to_bytes(painted[place])
        assert shown["strip"]["images"][n] == to_bytes(x[place])
        wanted = (painted[place] - x[place]).square().mean().item()
        assert own["strip"]["errors"][n] == pytest.approx(wanted, rel=1e-5)


def test_pca_is_that_of_numpy() -> None:
    pca = PCA(X)
    centred = (X - X.mean(0)).numpy().astype(np.float64)
    _, values, rows = np.linalg.svd(centred, full_matrices=False)
    for found, true in zip(pca.components.numpy(), rows, strict=False):
        assert abs(found @ true) == pytest.approx(1, abs=1e-4), "the directions, but for their sign"
        assert found[np.abs(found).argmax()] > 0
    z = pca.encode(X)
    spread = z.square().sum(0).sqrt().numpy()
    np.testing.assert_allclose(spread, values[:2], rtol=1e-3)
    rest = (X - pca.decode(z)).square().sum().item()
    assert rest == pytest.approx((values[2:] ** 2).sum(), rel=1e-3), "no plane does better"


def test_the_page_gets_the_same_pca() -> None:
    pca, told = PCA(X), EXPLORER.shown["pca"]
    torch.testing.assert_close(floats(told["mean"]), pca.mean)
    torch.testing.assert_close(floats(told["components"]).view(2, 784), pca.components)
    torch.testing.assert_close(
        torch.tensor(told["points"]), pca.encode(X[evenly(len(X), SHOWN)]), rtol=1e-4, atol=1e-4
    )
    assert told["agreement"] > 50, "ten kinds lie apart"


def test_many_images_are_thinned_evenly() -> None:
    x, y = digits(MEASURED + 3000)
    explorer = LatentExplorer(made(), x, y)
    assert len(explorer.shown["labels"]) == SHOWN
    assert len(json.dumps(explorer.shown)) < 120_000
    places = evenly(len(x), SHOWN)
    assert places[[0, -1]].tolist() == [0, len(x) - 1]
    assert places.diff().unique().tolist() == [11, 12]


def test_few_images_and_few_labels() -> None:
    shown = LatentExplorer(made(), X[:3], torch.tensor([4, 4, 4])).shown
    assert shown["strip"]["labels"] == [4, 4, 4]
    assert agreement(torch.zeros(3, 2), torch.tensor([4, 4, 4])) == 100


def test_agreement_is_with_another_digit() -> None:
    line = torch.tensor([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0], [6.0, 0.0]])
    assert agreement(line, torch.tensor([1, 7, 1, 7])) == 0
    assert agreement(line, torch.tensor([1, 1, 3, 7])) == 50


def test_arrays_and_other_types_will_do() -> None:
    explorer = LatentExplorer(made().double(), X.double().numpy(), Y.to(torch.uint8).numpy())
    assert explorer.problem == ""
    np.testing.assert_allclose(
        explorer.shown["own"]["points"], EXPLORER.shown["own"]["points"], atol=1e-5
    )
    explorer.asked = {"n": 1, "z": [0.5, -1]}
    assert explorer.answer["problem"] == ""


@pytest.mark.parametrize(
    ("images", "labels", "words"),
    [
        (X.view(-1, 28, 28), Y, "these have shape (700, 28, 28)"),
        (X[:, :100], Y, "rows of 784 pixels"),
        (X[:2], Y[:2], "at least three"),
        (X, Y[:9], "one for each of the 700 images"),
        (255 * X, Y, "numbers from 0 to 1"),
        (X - 1, Y, "numbers from 0 to 1"),
        (X.where(X < 0.9, torch.nan), Y, "numbers from 0 to 1"),
    ],
)
def test_odd_images_are_refused(images, labels, words) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        LatentExplorer(made(), images, labels)


def test_pixels_as_text_and_back() -> None:
    values = torch.arange(256) / 255
    torch.testing.assert_close(from_bytes(to_bytes(values)), values)
    assert to_bytes(torch.tensor([-3.0, 7.0])) == to_bytes(torch.tensor([0.0, 1.0]))


# ---- answers


def test_a_point_is_decoded() -> None:
    explorer = LatentExplorer(made(), X, Y)
    explorer.asked = {"n": 7, "z": [1.5, -2]}
    answer = explorer.answer
    with torch.no_grad():
        painted = made().decode(torch.tensor([[1.5, -2.0]]))
    assert answer == {"n": 7, "problem": "", "z": [1.5, -2], "painted": to_bytes(painted)}


def test_a_drawing_is_encoded_and_decoded() -> None:
    explorer = LatentExplorer(made(), X, Y)
    explorer.asked = {"n": 8, "image": to_bytes(X[5])}
    x = from_bytes(to_bytes(X[5]))[None]
    with torch.no_grad():
        z = made().encode(x)
        painted = made().decode(z)
    assert explorer.answer["z"] == pytest.approx(z[0].tolist(), rel=1e-5)
    assert explorer.answer["painted"] == to_bytes(painted)
    wanted = nn.functional.mse_loss(painted, x).item()
    assert explorer.answer["error"] == pytest.approx(wanted, rel=1e-5)


def test_the_model_is_never_changed_and_its_copy_does_not_follow() -> None:
    model = made(Keeps)
    model.train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    explorer = LatentExplorer(model, X, Y)
    explorer.asked = {"n": 1, "image": to_bytes(X[3])}
    first = explorer.answer["painted"]
    assert model.training
    assert all(p.requires_grad and p.grad is None for p in model.parameters())
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert not hasattr(model, "kept")
    with torch.no_grad():
        model.up[2].bias.add_(5)
    explorer.asked = {"n": 2, "image": to_bytes(X[3])}
    assert explorer.answer["n"] == 2
    assert explorer.answer["painted"] == first, "the points in the plane would not fit it"


def test_a_model_that_has_run_can_be_copied() -> None:
    model = made(Keeps)
    model(X[:5])
    assert not model.kept.is_leaf
    assert LatentExplorer(model, X, Y).problem == ""


@pytest.mark.parametrize("context", [torch.inference_mode, torch.no_grad])
def test_in_any_mode_of_gradients(context) -> None:
    with context():
        shown = LatentExplorer(made(), X, Y).shown
    assert shown["own"]["points"] == EXPLORER.shown["own"]["points"]


def test_random_numbers_are_left_alone() -> None:
    model = made(Noisy)
    torch.manual_seed(5)
    explorer = LatentExplorer(model, X, Y)
    explorer.asked = {"n": 1, "z": [0.0, 1.0]}
    assert explorer.problem == explorer.answer["problem"] == ""
    found = torch.rand(3)
    torch.manual_seed(5)
    assert torch.equal(found, torch.rand(3))


def test_a_training_meanwhile_takes_the_same_course() -> None:
    def train(model: nn.Module) -> list[torch.Tensor]:
        torch.manual_seed(3)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(300):
            optimizer.zero_grad()
            (model(X) - X).square().mean().backward()
            optimizer.step()
        return [p.detach().clone() for p in model.parameters()]

    alone = train(made(Noisy))
    model = made(Noisy)
    explorer = LatentExplorer(model, X, Y)
    done, told = threading.Event(), []

    def drag() -> None:
        while not done.is_set():
            explorer.asked = {"n": len(told) + 1, "z": [0.01 * len(told), 0.0]}
            told.append(explorer.answer["problem"])

    hand = threading.Thread(target=drag)
    hand.start()
    meanwhile = train(model)
    done.set()
    hand.join(60)
    assert len(told) > 5
    assert set(told) == {""}
    for now, then in zip(meanwhile, alone, strict=True):
        assert torch.equal(now, then)


# ---- a model that is not ready


class Unwritten(Autoencoder):
    def encode(self, x):
        raise NotImplementedError


class NoDecoder(nn.Module):
    def encode(self, x):
        return x[:, :2]


class Pair(Autoencoder):
    def encode(self, x):
        return self.down(x), None


class Wide(Autoencoder):
    def decode(self, z):
        return self.up(z)[:, :100]


class Breaks(Autoencoder):
    def decode(self, z):
        return self.up(z @ self.up[0].weight)


class Leaves(Autoencoder):
    def encode(self, x):
        exit()


def diverged() -> nn.Module:
    model = made()
    nn.init.constant_(model.up[2].bias, torch.nan)
    return model


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (None, "○ There is no network yet."),
        (made(Unwritten), "○ your Unwritten isn't written yet."),
        (NoDecoder(), "✗ your NoDecoder raised AttributeError: 'NoDecoder' object has no"),
        (made(Pair), "✗ your Pair: `encode` returned a tuple where a tensor is needed."),
        (Autoencoder(64), "`encode` gave shape (600, 64), where (600, 2) is needed. A plane has"),
        (made(Wide), "`decode` gave shape (600, 100), where (600, 784) is needed."),
        (made(Breaks), "✗ your Breaks raised RuntimeError: mat1 and mat2"),
        (made(Leaves), "✗ your Leaves raised SystemExit"),
        (diverged(), "`decode` gave numbers that are nan or infinite"),
        (SimpleNamespace(), "✗ your SimpleNamespace raised AttributeError"),
    ],
)
def test_errors_are_told_in_words(model, words) -> None:
    explorer = LatentExplorer(model, X, Y)
    assert words in explorer.problem
    assert "Traceback" not in explorer.problem
    assert explorer.shown == {}
    data, _ = explorer._repr_mimebundle_()
    assert explorer.problem in data["text/plain"]
    assert "text/html" not in data
    explorer.asked = {"n": 1, "z": [0, 0]}
    assert explorer.answer == {}


class FailsFarOut(Autoencoder):
    def decode(self, z):
        if z.abs().max() > 100:
            raise OverflowError("too far")
        return self.up(z)


def test_what_fails_later_is_told_and_forgotten() -> None:
    explorer = LatentExplorer(made(FailsFarOut), X, Y)
    explorer.asked = {"n": 1, "z": [101, 0]}
    assert explorer.answer["n"] == 1
    assert explorer.answer["problem"].startswith("✗ your FailsFarOut raised OverflowError: too far")
    assert "painted" not in explorer.answer
    explorer.asked = {"n": 2, "z": [1, 0]}
    assert explorer.answer["problem"] == ""


def test_a_twin_of_nothing() -> None:
    with pytest.raises(NotImplementedError):
        Twin(None)


# ---- where no widget can be shown


def test_a_still_picture_with_a_description_stands_for_the_widget() -> None:
    data, _ = EXPLORER._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/html"].startswith('<img alt="Latent explorer: 600 digits')
    assert "data:image/png;base64,iVBOR" in data["text/html"]
    numbers = re.search(
        r"for (\d+) % of them \(PCA: (\d+) %\); .* is ([\d.]+) \(PCA: ([\d.]+)\)\.",
        data["text/plain"],
    )
    own, pca = EXPLORER.shown["own"], EXPLORER.shown["pca"]
    assert numbers is not None
    assert float(numbers[1]) == round(own["agreement"])
    assert float(numbers[2]) == round(pca["agreement"])
    assert float(numbers[3]) == pytest.approx(own["error"], abs=1e-4)
    assert float(numbers[4]) == pytest.approx(pca["error"], abs=1e-4)


@pytest.mark.parametrize("dark", [False, True])
def test_the_picture(dark) -> None:
    with mpl.rc_context():
        use_course_style(dark=dark)
        fig = still(EXPLORER.shown)
        fig.canvas.draw()
    own, pca, strip = fig.axes
    for ax, side in ((own, "own"), (pca, "pca")):
        assert len(ax.collections) == 10
        drawn = np.concatenate([c.get_offsets() for c in ax.collections])
        points = np.array(EXPLORER.shown[side]["points"])
        np.testing.assert_allclose(np.sort(drawn, axis=0), np.sort(points, axis=0))
        wanted = [mpl.colors.to_rgba(c) for c in COLOURS["dark" if dark else "light"]]
        found = [tuple(c.get_facecolor()[0]) for c in ax.collections]
        assert found == wanted
    (image,) = strip.images
    assert image.get_array().shape == (3 * 28, 8 * 28)
    assert len(strip.get_yticklabels()) == 3


def test_while_grading_no_comm_and_only_the_description_is_left(monkeypatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr(latent_explorer, "still", lambda _: pytest.fail("it was drawn"))
    explorer = LatentExplorer(made(), X, Y)
    assert (explorer.comm, explorer.shown, explorer.answer) == (None, {}, {})
    data, _ = explorer._repr_mimebundle_()
    assert list(data) == ["text/plain"]
    text = " ".join(data["text/plain"].split())
    assert text.startswith("[figure, not drawn while grading] Latent explorer: 600 digits as two")
    (text,) = LatentExplorer(None, X, Y)._repr_mimebundle_()[0].values()
    assert "○ There is no network yet." in text


def test_the_module_is_whole() -> None:
    assert LatentExplorer._esm.count("export default") == 1
    assert "://" not in re.sub(r"http://www\.w3\.org/2000/svg", "", LatentExplorer._esm), "no CDN"
    for module in (latent_explorer, latents, still_latents, calm):
        assert "plt" not in inspect.getsource(module), "no pyplot"


# ---- in a kernel

CELL = """
import torch
from torch import nn

from course_utils.widgets import LatentExplorer


class Net(nn.Module):
    def encode(self, x):
        return x[:, :2]

    def decode(self, z):
        return z.repeat(1, 392)


torch.manual_seed(0)
LatentExplorer(Net(), torch.rand(40, 784), torch.arange(40) % 10)"""


@pytest.mark.slow
def test_static_page_of_an_executed_notebook() -> None:
    page, _ = HTMLExporter().from_notebook_node(run_cells(CELL).nb)
    assert '<img alt="Latent explorer: 40 digits' in page
    assert "data:image/png;base64,iVBOR" in page


@pytest.mark.slow
def test_while_grading_a_kernel_says_one_text() -> None:
    client = run_cells(CELL, NBGRADER_EXECUTION="autograde")
    assert client.of_type("comm_open") == client.of_type("comm_msg") == []
    (output,) = client.nb.cells[0].outputs
    assert list(output.data) == ["text/plain"]
