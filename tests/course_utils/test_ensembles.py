"""Autoencoders trained side by side against autoencoders trained alone."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from course_utils import ensembles
from course_utils.data import synthetic
from course_utils.data.labelled import Labelled
from course_utils.ensembles import KINDS, epoch_inputs, start, sweep
from course_utils.probing import probe

Data = tuple[Labelled, Labelled]


@pytest.fixture(scope="module")
def data() -> Data:
    return synthetic.load(train=700, validation=300)


class Alone:
    """One autoencoder, as the notebook trains it: modules, autograd, torch's Adam."""

    def __init__(self, encoder: Tensor, decoder: Tensor, bias: Tensor, lr: float = 1e-3) -> None:
        inputs, k = decoder.shape[1], decoder.shape[0]
        self.encoder, self.decoder = nn.Linear(inputs, k), nn.Linear(k, inputs)
        self.encoder.load_state_dict({"weight": encoder[:-1].T, "bias": encoder[-1]})
        self.decoder.load_state_dict({"weight": decoder.T, "bias": bias[0]})
        weights = [*self.encoder.parameters(), *self.decoder.parameters()]
        self.adam = torch.optim.Adam(weights, lr=lr)

    def loss(self, seen: Tensor, clean: Tensor) -> Tensor:
        return nn.functional.mse_loss(self.decoder(self.encoder(seen)), clean)

    def train(self, seen: Tensor, clean: Tensor, batch_size: int) -> None:
        for x, target in zip(seen.split(batch_size), clean.split(batch_size), strict=True):
            self.adam.zero_grad()
            self.loss(x, target).backward()
            self.adam.step()

    def measure(self, train: Labelled, validation: Labelled) -> tuple[float, float]:
        with torch.no_grad():
            loss = self.loss(validation.x, validation.x).item()
            trained = probe(self.encoder(train.x), train.y, "ridge")
            return loss, trained.accuracy(self.encoder(validation.x), validation.y).item()


def test_the_same_curves_as_alone(data: Data) -> None:
    """From the same weights, with the same batches and noise: equal to rounding."""
    train, validation = data
    sizes, repeats, epochs, batch_size = (3, 20, 120), 2, 4, 64  # the last batch has 60 rows
    found = sweep(*data, sizes=sizes, repeats=repeats, epochs=epochs, seed=7)
    generator = torch.Generator().manual_seed(7)
    weights = {k: start(100, k, repeats, generator) for k in sizes}
    alone = {
        (kind, k, i): Alone(*(w[i] for w in weights[k]))
        for kind in KINDS for k in sizes for i in range(repeats)
    }  # fmt: skip
    for epoch in range(epochs + 1):
        if epoch:
            seen, clean = epoch_inputs(train.x, KINDS, repeats, 0.5, 0.25, generator)
        for (kind, k, i), model in alone.items():
            if epoch:
                member = KINDS.index(kind) * repeats + i
                model.train(seen[member, :, :-1], clean[member], batch_size)
            loss, accuracy = model.measure(train, validation)
            curves = found[kind][k]
            assert curves.loss[i, epoch].item() == pytest.approx(loss, rel=1e-4), (kind, k, epoch)
            assert curves.accuracy[i, epoch].item() == pytest.approx(accuracy, abs=0.7)


def test_the_gradient_is_autograds() -> None:
    """Adam would hide a wrong factor: it makes the same steps of twice the gradient."""
    generator = torch.Generator().manual_seed(0)
    encoder, decoder = (
        torch.randn(shape, generator=generator, dtype=torch.float64)
        for shape in ((2, 5, 4), (2, 4, 4))
    )
    encoder[..., -1] = torch.tensor([0, 0, 0, 0, 1.0])
    x = torch.cat([torch.randn(2, 7, 4, generator=generator), torch.ones(2, 7, 1)], 2).double()
    target = torch.randn(2, 7, 4, generator=generator).double()
    gradients = torch.empty_like(encoder), torch.empty_like(decoder)
    ensembles.backward(x, target, (encoder, decoder), gradients)
    encoder.requires_grad_()
    decoder.requires_grad_()
    loss = (x @ encoder @ decoder - target).square().mean((1, 2)).sum()
    expected = torch.autograd.grad(loss, (encoder, decoder))
    torch.testing.assert_close(gradients[0][..., :-1], expected[0][..., :-1])
    assert not gradients[0][..., -1].any()
    torch.testing.assert_close(gradients[1], expected[1])


def test_curves_from_elsewhere_are_as_alike_as_seeds_are(data: Data) -> None:
    """Alone, with starts, batches and noise of their own: within the noise of seeds."""
    train, _ = data
    repeats, epochs, k = 6, 5, 10
    torch.manual_seed(0)
    found = sweep(*data, sizes=(k,), repeats=repeats, epochs=epochs, lr=3e-3)
    for kind in KINDS:
        ends = []
        for _ in range(repeats):
            fresh = nn.Linear(100, k), nn.Linear(k, 100)
            encoder = torch.cat([fresh[0].weight.T, fresh[0].bias[None]])
            model = Alone(encoder.detach(), fresh[1].weight.T.detach(), fresh[1].bias[None], 3e-3)
            for _ in range(epochs):
                clean = train.x[torch.randperm(len(train.x))]
                seen = {
                    "plain": clean,
                    "denoising": clean + 0.5 * torch.randn_like(clean),
                    "masked": clean * (torch.rand_like(clean) > 0.25),
                }[kind]
                model.train(seen, clean, 64)
            ends.append(model.measure(*data))
        for theirs, ours in zip(torch.tensor(ends).T, found[kind][k], strict=True):
            noise = (theirs.var() / repeats + ours[:, -1].var() / repeats).sqrt()
            assert abs(theirs.mean() - ours[:, -1].mean()) < 4 * noise


def test_what_the_members_see(data: Data) -> None:
    x = data[0].x
    generator = torch.Generator().manual_seed(0)
    seen, clean = epoch_inputs(x, KINDS, 2, 0.5, 0.25, generator)
    again, _ = epoch_inputs(x, KINDS, 2, 0.5, 0.25, generator)
    assert seen.shape == (6, 700, 101)
    assert bool((seen[..., -1] == 1).all())
    rows = seen[..., :-1]
    plain, denoising, masked = rows.split(2)
    for member in clean:  # every row once
        assert torch.equal(member.sort(0).values, x.sort(0).values)
    assert not torch.equal(clean[0], clean[1])  # repeats in orders of their own,
    assert torch.equal(clean[0], clean[2])  # kinds in the same
    assert torch.equal(plain, clean[:2])
    noise = denoising - clean[:2]
    assert noise.std().item() == pytest.approx(0.5, rel=0.02)
    assert abs(noise.mean()) < 0.01
    hidden = masked == 0
    assert hidden.double().mean().item() == pytest.approx(0.25, abs=0.01)
    assert torch.equal(masked[~hidden], clean[:2][~hidden])
    assert not torch.equal(hidden[0], hidden[1])
    assert not torch.equal(rows, again[..., :-1])


@pytest.fixture(scope="module")
def full() -> dict[str, dict[int, ensembles.Curves]]:
    """Fewer rows and epochs than in the notebook, larger steps: about 1 s."""
    return sweep(*synthetic.load(), epochs=5, lr=3e-3, repeats=2)


def test_what_the_notebook_shows(full: dict[str, dict[int, ensembles.Curves]]) -> None:
    plain = full["plain"]
    first, last = ({k: plain[k].accuracy[:, i].mean().item() for k in plain} for i in (0, -1))
    assert last[5] < 80  # 5 lose the label
    assert first[20] < 90  # 20 hold it
    assert last[20] >= 95  # after training
    assert first[500] > 99  # 500 need none
    ends = [plain[k].loss[:, -1].mean().item() for k in (5, 20, 100, 500)]
    assert ends == sorted(ends, reverse=True)
    assert ends[0] > 0.2
    assert ends[3] < 0.01
    for kind in ("denoising", "masked"):
        assert full[kind][500].loss[:, -1].mean() > 0.01  # they learn another task
        assert full[kind][20].accuracy[:, -1].mean() >= 95


def test_kinds_share_starts_and_repeats_do_not(
    full: dict[str, dict[int, ensembles.Curves]],
) -> None:
    for k in (5, 20, 100, 500):
        first = [full[kind][k].loss[:, 0] for kind in KINDS]
        assert torch.equal(first[0], first[1])
        assert torch.equal(first[0], first[2])
        assert first[0][0] != first[0][1]


def test_solvers_and_seeds(data: Data) -> None:
    few = {"kinds": ("masked",), "sizes": (20,), "epochs": 2, "repeats": 2}
    ridge = sweep(*data, **few)["masked"][20]
    adam = sweep(*data, **few, solver="adam")["masked"][20]
    assert torch.equal(ridge.loss, adam.loss)
    assert (ridge.accuracy - adam.accuracy).abs().max() < 6  # Adam has only 150 steps here
    assert not torch.equal(ridge.accuracy, adam.accuracy)
    assert torch.equal(sweep(*data, **few)["masked"][20].loss, ridge.loss)
    assert not torch.equal(sweep(*data, **few, seed=1)["masked"][20].loss, ridge.loss)
    with pytest.raises(ValueError, match="'vanilla'"):
        sweep(*data, kinds=("vanilla",))


def test_no_epochs_is_the_untrained_column(data: Data) -> None:
    found = sweep(*data, sizes=(5,), epochs=0)
    assert found["plain"][5].loss.shape == (3, 1)
