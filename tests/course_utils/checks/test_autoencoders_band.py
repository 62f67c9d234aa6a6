"""The figure of the sweep: what is on the axes is read, whatever it was drawn with."""

from pathlib import Path

import matplotlib as mpl
import pytest
import torch
from matplotlib import pyplot as plt

from autograde import variants
from course_utils.checks import NOT_ATTEMPTED, RAISED, RIGHT, WRONG
from course_utils.checks.autoencoders import check
from course_utils.checks.autoencoders.band import fault
from course_utils.checks.autoencoders.drawing import drawn, example
from course_utils.style import use_course_style

FOLDER = Path(__file__).parents[3] / "solutions" / "03_autoencoders"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "latent-sweep"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
ALTERNATIVES = [v for v in VARIANTS if v.kind == "alternative"]
SETUP = """
import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn
"""


def defined(source: str):
    namespace: dict = {"__name__": "__main__"}
    exec(SETUP + source, namespace)
    return namespace["plot_band"]


def result(plot_band):
    return check.run("latent-sweep", {"plot_band": plot_band})


def plot_band(ax, curves, ylabel, title):
    """A right answer, to be spoilt."""
    for size, runs in curves.items():
        (line,) = ax.plot(runs.mean(0), "o-", label=f"{size}")
        x = range(runs.shape[1])
        ax.fill_between(x, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2)
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


def then(more):
    """The right answer, and something more."""

    def plot(ax, curves, ylabel, title):
        plot_band(ax, curves, ylabel, title)
        more(ax)

    return plot


@pytest.fixture(autouse=True)
def _no_figure_is_left():
    before = plt.get_fignums()
    yield
    assert plt.get_fignums() == before


@pytest.mark.parametrize("dark", [None, False, True])
def test_a_right_answer_in_every_style(dark) -> None:
    with mpl.rc_context():
        if dark is not None:
            use_course_style(dark=dark)
        assert result(plot_band).text == "✓ latent-sweep: right."


@pytest.mark.parametrize("variant", ALTERNATIVES, ids=lambda v: v.name)
def test_other_styles_pass(variant) -> None:
    for dark in (False, True):
        with mpl.rc_context():
            use_course_style(dark=dark)
            assert result(defined(variant.source)).outcome == RIGHT, variant.name


@pytest.mark.parametrize("variant", MISTAKES, ids=lambda v: v.name)
def test_each_mistake_has_its_own_diagnosis(variant) -> None:
    with mpl.rc_context():
        use_course_style()
        said = result(defined(variant.source))
    assert said.outcome == WRONG
    assert variant.says in said.message
    assert [v.name for v in MISTAKES if v.says in said.message] == [variant.name]


def test_sizes_runs_and_epochs_are_different_each_time() -> None:
    for seed in range(30):
        case = example(seed)
        shapes = {tuple(curve.shape) for curve in case.curves.values()}
        ((runs, epochs),) = shapes
        assert runs < epochs
        assert len(case.curves) == 4
        assert fault(drawn(plot_band, *case), case) == ""
    assert example(1).ylabel.startswith("loss")
    assert example(2).ylabel.startswith("accuracy")


def test_a_stub_and_an_error() -> None:
    def stub(ax, curves, ylabel, title):
        raise NotImplementedError

    assert result(stub).outcome == NOT_ATTEMPTED
    said = result(lambda ax, curves, ylabel, title: ax.plot([1, 2], [1]))
    assert said.outcome == RAISED
    assert "same first dimension" in said.message


def test_figures_that_are_open_stay_as_they_were() -> None:
    first, second = plt.figure(), plt.figure()
    axes = first.add_subplot()
    try:
        plt.figure(first.number)
        assert result(plot_band).outcome == RIGHT
        assert result(then(lambda ax: plt.figure())).outcome == WRONG
        assert result(then(lambda ax: plt.figure(second.number))).outcome == RIGHT
        assert plt.gcf() is first
        assert plt.gca() is axes
        assert plt.get_fignums() == [first.number, second.number]
        assert plt.isinteractive() == mpl.is_interactive()
    finally:
        plt.close(first)
        plt.close(second)


def test_nothing_is_shown_and_pyplot_is_as_before(monkeypatch) -> None:
    shown = []
    monkeypatch.setattr(plt, "show", lambda: shown.append(1))
    show = plt.show
    assert "Leave out `show()`" in result(then(lambda ax: plt.show())).message
    assert "Leave out `show()`" in result(then(lambda ax: ax.figure.show())).message
    assert plt.show is show
    assert not shown


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (lambda ax: [line.set_visible(False) for line in ax.lines], "There are no lines"),
        (lambda ax: [line.set_linestyle("none") for line in ax.lines], "There are no lines"),
        (lambda ax: [line.set_marker("") for line in ax.lines], "has no dots"),
        (lambda ax: [area.set_alpha(0) for area in ax.collections], "There is no band"),
        (lambda ax: [area.set_facecolor("none") for area in ax.collections], "There is no band"),
        (lambda ax: ax.collections[1].remove(), "The band of size"),
        (lambda ax: ax.set_xscale("log"), "The x axis shows"),
        (lambda ax: ax.set_xlim(0, 3), "epochs 0 to"),
        (lambda ax: ax.clear(), "Nothing is drawn"),
        (lambda ax: plt.close(ax.figure), "closes the figure"),
        (lambda ax: plt.plot([1, 2]), "other axes than the `ax`"),
        (lambda ax: ax.get_legend().remove(), "The lines have labels; `ax.legend()` shows them"),
        (lambda ax: ax.lines[0].set_xdata(2 * ax.lines[0].get_xdata()), "x = 0, 2, …"),
    ],
)
def test_what_spoils_a_right_answer(more, said: str) -> None:
    found = result(then(more))
    assert found.outcome == WRONG
    assert said in found.message


@pytest.mark.parametrize(
    "more",
    [
        lambda ax: ax.set_yscale("log"),
        lambda ax: ax.axhline(60, color="gray", linestyle=":"),
        lambda ax: ax.legend(title="latent size", ncols=2),
        lambda ax: ax.grid(False),
        lambda ax: ax.figure.tight_layout(),
        lambda ax: plt.setp(ax.collections, alpha=1),
        lambda ax: ax.annotate("best", (3, 0.5)),
        lambda ax: ax.set_title(f"{ax.get_title()} (mean and range)"),
        lambda ax: ax.figure.canvas.draw(),
    ],
)
def test_what_is_free(more) -> None:
    assert result(then(more)).outcome == RIGHT


def test_a_pale_band_has_its_line_s_colour_and_the_neighbour_s_has_not() -> None:
    def pale(ax):
        for line, area in zip(ax.lines, ax.collections, strict=True):
            area.set_facecolor([1 - 0.3 * (1 - c) for c in mpl.colors.to_rgb(line.get_color())])

    def shifted(ax):
        for line, area in zip(ax.lines[1:], ax.collections, strict=False):
            area.set_facecolor(line.get_color())

    assert result(then(pale)).outcome == RIGHT
    assert "another colour" in result(then(shifted)).message


def test_the_diagnosis_says_the_numbers() -> None:
    def other(ax, curves, ylabel, title):
        plot_band(ax, {s: torch.rand_like(c) for s, c in curves.items()}, ylabel, title)

    message = result(other).message
    assert "No line goes through the mean" in message
    assert f"{example(0).curves[6][:, 0].mean():.4g}" in message
