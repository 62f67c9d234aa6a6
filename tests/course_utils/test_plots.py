"""The figures hold the right numbers, in both styles, and have a description."""

import itertools
import math

import matplotlib as mpl
import numpy as np
import pytest
import torch
from matplotlib import colors
from matplotlib import pyplot as plt

from course_utils import plots
from course_utils.style import DARK, LIGHT, use_course_style


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def ax(request):
    with mpl.rc_context():
        use_course_style(dark=request.param)
        fig, ax = plt.subplots()
        yield ax
        fig.canvas.draw()  # what can't be drawn fails here
        plt.close(fig)


def _curve(ax, label):
    (line,) = [line for line in ax.get_lines() if line.get_label() == label]
    return line


def _legend(ax) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_state_norms_by_step(ax) -> None:
    assert plots.plot_state_norms(ax, {"tanh": torch.tensor([1.0, 2.0, 1.5])}) is ax
    line = _curve(ax, "tanh")
    np.testing.assert_allclose(line.get_xdata(), [1, 2, 3])
    np.testing.assert_allclose(line.get_ydata(), [1, 2, 1.5])
    assert ax.get_yscale() == "linear"
    assert ax.get_ylim()[0] == 0


def test_exploding_states_get_a_log_axis(ax) -> None:
    plots.plot_state_norms(ax, {"tanh": torch.ones(3), "ReLU": torch.tensor([1.0, 50.0, 2500.0])})
    assert ax.get_yscale() == "log"
    assert _legend(ax) == ["tanh", "ReLU"]


def test_gradient_norms_with_predicted_slope(ax) -> None:
    norms = torch.tensor([0.0, 0.3, 0.5, 1.2], requires_grad=True)
    plots.plot_gradient_norms(ax, {"mine": norms, "other": torch.ones(4)}, {"mine": 0.5})
    assert ax.get_yscale() == "log"
    np.testing.assert_allclose(_curve(ax, "mine").get_ydata(), [math.nan, 0.3, 0.5, 1.2], rtol=1e-6)
    dotted = [
        line for line in ax.get_lines() if line.get_linestyle() == ":" and len(line.get_xdata())
    ]
    assert len(dotted) == 1, "only where a radius is given"
    np.testing.assert_allclose(dotted[0].get_ydata(), [0.15, 0.3, 0.6, 1.2], rtol=1e-6)
    assert _legend(ax) == ["mine", "other", r"slope $\rho^{T-t}$"]


def test_no_slope_without_radii(ax) -> None:
    plots.plot_gradient_norms(ax, {"mine": torch.zeros(4)})
    assert _legend(ax) == ["mine"]


def test_map_shows_the_past_only(ax) -> None:
    M = torch.tensor([[1.0, 9.0], [0.01, 1.0]])
    plots.plot_gradient_map(ax, M)
    (image,) = ax.images
    shown = image.get_array()
    np.testing.assert_allclose(shown.filled(-1), [[1, -1], [0.01, 1]])
    assert tuple(image.get_extent()) == (0.5, 2.5, 0.5, 2.5), "steps count from 1"
    assert image.origin == "lower"
    assert len(ax.figure.axes) == 2, "with its colour bar"


def test_map_colours_mean_the_same_everywhere(ax) -> None:
    plots.plot_gradient_map(ax, torch.full((3, 3), 1e-9), colorbar=False)
    (image,) = ax.images
    colour = [image.cmap(image.norm(v)) for v in (0.0, 1e-30, 1e-2, 1.0, 1e2, 1e30, math.inf)]
    assert colour[0] == colour[1] == image.cmap(0.0)
    assert colour[5] == colour[6] == image.cmap(1.0)
    blue, light, orange = (np.array(c) for c in colour[2:5])
    assert blue[2] > blue[0]
    assert orange[0] > orange[2]
    assert light[:3].min() > 0.9
    assert len(ax.figure.axes) == 1


@pytest.mark.parametrize("value", [0.0, math.inf, math.nan])
def test_map_of_one_step_and_odd_values(ax, value) -> None:
    plots.plot_gradient_map(ax, torch.tensor([[value]]))
    assert ax.images


def test_eigenvalues_inside_and_outside(ax) -> None:
    plots.plot_eigenvalues(ax, torch.diag(torch.tensor([0.5, -0.2, 2.0])))
    np.testing.assert_allclose(_curve(ax, "inside or on it").get_xdata(), [0.5, -0.2])
    np.testing.assert_allclose(_curve(ax, "outside").get_xdata(), [2.0])
    assert ax.get_title().endswith("= 2")
    assert ax.get_xlim()[1] > 2
    assert ax.get_aspect() == 1


def test_eigenvalues_all_inside(ax) -> None:
    plots.plot_eigenvalues(ax, torch.eye(2) * 0.5)
    assert [line.get_label() for line in ax.get_lines()] == ["unit circle", "inside or on it"]


def test_losses_are_smoothed(ax) -> None:
    rnn = [1.0, 3.0] * 50  # windows of 100 / 50 = 2 steps: the mean is 2 throughout
    losses = {("RNN", 1): rnn, ("RNN", 2): [1.0], ("LSTM", 1): []}
    plots.plot_losses(ax, losses, goals={1: 0.01, 2: 0.001})
    np.testing.assert_allclose(_curve(ax, "RNN, 1 layer").get_ydata(), 2)
    np.testing.assert_allclose(_curve(ax, "RNN, 1 layer").get_xdata(), range(2, 101))
    assert _curve(ax, "RNN, 1 layer").get_color() == _curve(ax, "RNN, 2 layers").get_color()
    assert _curve(ax, "RNN, 1 layer").get_color() != _curve(ax, "LSTM, 1 layer").get_color()
    assert _curve(ax, "RNN, 2 layers").get_linestyle() == "--"
    assert list(_curve(ax, "goal, 2 layers").get_ydata()) == [0.001, 0.001]


def test_confusion_in_shares_of_each_row(ax) -> None:
    confusion = torch.tensor([[8, 2, 0], [0, 0, 0], [1, 40, 959]])
    languages = ["Irish", "Dutch", "Twi"]
    assert plots.plot_confusion(ax, confusion, languages) is ax
    (image,) = ax.images
    shown = image.get_array().filled(-1)
    np.testing.assert_allclose(shown, [[0.8, 0.2, 0], [-1] * 3, [0.001, 0.04, 0.959]])
    texts = {tuple(text.get_position()): text.get_text() for text in ax.texts}
    assert texts == {(0, 0): "80", (1, 0): "20", (2, 2): "96"}, "x is the column, y the row"
    for ticks in (ax.get_xticklabels(), ax.get_yticklabels()):
        assert [tick.get_text() for tick in ticks] == languages
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("taken for", "language")
    assert ax.get_ylim() == (2.5, -0.5), "the first language stands at the top"


def test_confusion_as_floats_with_gradients(ax) -> None:
    plots.plot_confusion(ax, torch.rand(2, 2, requires_grad=True), ["Irish", "Dutch"])
    np.testing.assert_allclose(ax.images[0].get_array().sum(axis=1), [1, 1], rtol=1e-6)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 1.0])
def test_confusion_s_percents_can_be_read(ax, share: float) -> None:
    plots.plot_confusion(ax, torch.tensor([[share, 1 - share], [0, 1.0]]), ["Irish", "Dutch"])
    image, text = ax.images[0], ax.texts[0]
    pair = (colors.to_rgb(text.get_color()), image.cmap(image.norm(share)))
    low, high = sorted(map(plots._luminance, pair))
    assert (high + 0.05) / (low + 0.05) > 4.5


def test_confusion_of_28_languages_has_no_labels_over_each_other(ax) -> None:
    fig = ax.figure
    fig.set_size_inches(8.4, 7)
    names = [f"Language {n}" for n in range(28)]
    plots.plot_confusion(ax, torch.eye(28), names)
    fig.canvas.draw()
    for ticks, axis in ((ax.get_yticklabels(), 1), (ax.get_xticklabels(), 0)):
        boxes = sorted(tick.get_window_extent().get_points()[:, axis].tolist() for tick in ticks)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(boxes))


def test_digits_in_a_grid(ax) -> None:
    rows = [torch.rand(3, 784), torch.rand(3, 784, requires_grad=True)]
    assert plots.plot_digits(ax, rows, ["digit", "rebuilt"]) is ax
    (image,) = ax.images
    shown = image.get_array()
    assert shown.shape == (58, 88)
    np.testing.assert_allclose(shown[30:, 60:], rows[1][2].detach().view(28, 28))
    np.testing.assert_allclose(shown[:28, 30:58], rows[0][1].view(28, 28))
    assert shown.mask[28:30].all()
    assert shown.mask[:, 58:60].all()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["digit", "rebuilt"]
    middle = ax.get_yticks()
    np.testing.assert_allclose(middle, [13.5, 43.5])
    assert not len(ax.get_xticks())


def test_ink_differs_from_paper_and_pixels_beyond_are_the_one_or_the_other(ax) -> None:
    plots.plot_digits(ax, [torch.tensor([[-5.0, 0.0, 1.0, 7.0] * 196])], ["x"])
    (image,) = ax.images
    colour = [image.cmap(image.norm(v)) for v in (-5.0, 0.0, 1.0, 7.0)]
    assert colour[0] == colour[1] == pytest.approx(ax.get_facecolor())
    assert colour[2] == colour[3] == pytest.approx(colors.to_rgba(mpl.rcParams["text.color"]))
    assert colour[0] != colour[3]


@pytest.mark.parametrize(("palette", "paper"), [(LIGHT, "white"), (DARK, "#0D1117")])
def test_lines_stand_out_from_the_paper(palette, paper) -> None:
    def luminance(colour):
        c = np.array(colors.to_rgb(colour))
        c = np.where(c <= 0.03928, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
        return c @ [0.2126, 0.7152, 0.0722]

    for colour in palette:
        low, high = sorted([luminance(colour), luminance(paper)])
        assert (high + 0.05) / (low + 0.05) > 3, f"{colour} on {paper}"


def test_description_outside_a_notebook_is_printed(capsys) -> None:
    fig = plt.figure()
    plots.figure_with_alt(fig, "A rising line.")
    assert capsys.readouterr().out == "A rising line.\n"
    assert not plt.fignum_exists(fig.number)


def test_description_stands_for_the_figure_while_grading(monkeypatch, capsys) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr(plots, "get_ipython", lambda: object())
    fig = plt.figure()
    monkeypatch.setattr(fig, "savefig", lambda *_, **__: pytest.fail("it was drawn"))
    plots.figure_with_alt(fig, "A rising line.")
    assert capsys.readouterr().out == "[figure, not drawn while grading] A rising line.\n"
    assert not plt.fignum_exists(fig.number)


def test_description_in_a_notebook(monkeypatch) -> None:
    shown = []
    monkeypatch.setattr(plots, "get_ipython", lambda: object())
    monkeypatch.setattr(plots, "display", lambda data, raw: shown.append(data))
    plots.figure_with_alt(plt.figure(figsize=(2, 1)), 'ρ < 1, "vanishes"')
    assert shown[0]["text/plain"] == 'ρ < 1, "vanishes"'
    assert 'alt="ρ &lt; 1, &quot;vanishes&quot;"' in shown[0]["text/html"]
    assert "data:image/png;base64,iVBOR" in shown[0]["text/html"]
