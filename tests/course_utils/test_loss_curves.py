"""Loss curves: right numbers, few and small messages, words, and what stays in a static page."""

import inspect
import math
import re

import matplotlib as mpl
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex
from nbconvert import HTMLExporter

from course_utils.style import LINE_STYLES, use_course_style
from course_utils.widgets import loss_curves
from course_utils.widgets.loss_curves import LossCurves
from course_utils.widgets.runs import BLOCKS, Run, combined, plot_curves

from .kernels import run_cells


def run_of(losses) -> Run:
    run = Run()
    run.extend(np.array(losses, dtype=float))
    return run


class Clock:
    """Time that passes when a test says so."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(loss_curves, "clock", clock)
    return clock


@pytest.fixture
def sent(monkeypatch) -> list[tuple]:
    """What widgets tell the page of their curves: the state, and its buffers."""
    messages = []

    def send(_, message, buffers):
        if "shown" in message["state"]:
            messages.append((message, buffers))

    monkeypatch.setattr(LossCurves, "_send", send)
    return messages


def values(curve: dict) -> np.ndarray:
    return np.frombuffer(curve["values"]).reshape(-1, curve["blocks"])


# ---- numbers


def test_short_runs_are_kept_as_they_are() -> None:
    steps, (mean, smallest, largest) = combined([run_of([3, 2, 1])])
    assert steps.tolist() == [1, 2, 3]
    assert mean.tolist() == smallest.tolist() == largest.tolist() == [3, 2, 1]


def test_mean_and_band_of_the_runs_that_have_got_there() -> None:
    runs = [run_of([1, 2, 6]), run_of([3, 4]), run_of([8])]
    _, (mean, smallest, largest) = combined(runs)
    assert mean.tolist() == [4, 3, 6]
    assert smallest.tolist() == [1, 2, 6]
    assert largest.tolist() == [8, 4, 6]


@given(st.lists(st.integers(1, 900), min_size=1, max_size=6))
def test_blocks_are_means_however_the_losses_come(parts) -> None:
    losses = np.random.default_rng(0).lognormal(size=sum(parts))
    run = Run()
    for part in np.split(losses, np.cumsum(parts)[:-1]):
        run.extend(part)
    steps, (mean, *_) = combined([run])
    size = max(1, 2 ** math.ceil(math.log2(len(losses) / BLOCKS)))
    blocks = np.split(losses, range(size, len(losses), size))
    np.testing.assert_allclose(mean, [block.mean() for block in blocks])
    middles = [
        b.mean() for b in np.split(np.arange(1, len(losses) + 1), range(size, len(losses), size))
    ]
    np.testing.assert_allclose(steps, middles)


@pytest.mark.parametrize("steps", [1, 512, 513, 100_000])
def test_points_do_not_grow_without_bound(steps) -> None:
    points, _ = combined([run_of(np.ones(steps))])
    assert len(points) == steps if steps <= BLOCKS else BLOCKS / 2 < len(points) <= BLOCKS


def test_runs_of_different_length_meet_on_the_longer_ones_blocks() -> None:
    _, (mean, smallest, largest) = combined([run_of(np.full(2000, 4.0)), run_of([1, 3, 1, 3, 5])])
    assert (smallest[:2].tolist(), largest[:2].tolist()) == ([2, 4], [4, 5])
    assert mean[:3].tolist() == [3, 4.5, 4]


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ([1, 2], ""),
        ([1, math.nan], "loss is nan from step 2 on"),
        ([math.nan], "loss is nan from step 1 on"),
        ([1, math.inf, math.nan, math.nan], "loss is nan from step 3 on"),
        ([1, 2, math.inf], "loss is inf from step 3 on"),
        ([1, 0, -1], "loss is 0 or less from step 2 on"),
        ([1, -math.inf], "loss is -inf from step 2 on"),
        ([1, math.nan, 1, math.inf, 1], "2 of 5 losses were nan or inf"),
    ],
)
def test_what_cannot_be_drawn_is_said(losses, words) -> None:
    assert run_of(losses).oddity() == words
    one_by_one = Run()
    for loss in losses:
        one_by_one.extend(np.array([float(loss)]))
    assert one_by_one.oddity() == words


def test_one_nan_does_not_spoil_its_block() -> None:
    losses = np.full(2 * BLOCKS, 3.0)
    losses[6] = math.nan
    _, (mean, *_) = combined([run_of(losses)])
    assert (mean == 3).all()


# ---- adding


@pytest.mark.parametrize(
    "loss", [0.5, torch.tensor(0.5), np.float32(0.5), torch.tensor(0.5).half()]
)
def test_numbers_of_any_kind(loss, clock, sent) -> None:
    curves = LossCurves(["RNN"])
    curves.add("RNN", loss)
    assert values(curves.shown["curves"][0])[1].tolist() == [0.5]


def test_a_graph_is_not_kept_and_a_running_sum_is_not_followed(clock, sent) -> None:
    curves = LossCurves(["RNN"])
    curves.add("RNN", 9.0)
    loss = torch.ones((), requires_grad=True) * 2
    curves.add("RNN", loss)
    (kept,) = curves._pending["RNN", 0]
    assert not isinstance(kept, torch.Tensor)
    with torch.no_grad():
        loss += 1
    curves.finish()
    assert values(curves.shown["curves"][0])[1].tolist() == [9, 2]


def test_tensors_elsewhere_are_fetched_together_and_only_to_be_sent(
    clock, sent, monkeypatch
) -> None:
    fetched = []
    stacked = loss_curves.stacked
    monkeypatch.setattr(loss_curves, "stacked", lambda t: (fetched.append(len(t)), stacked(t))[1])
    monkeypatch.setattr(loss_curves, "_kept", lambda loss: loss.detach())  # as on a GPU
    curves = LossCurves(["RNN"])
    for step in range(100):
        clock.now = 100 + step * 0.01  # one second
        curves.add("RNN", torch.tensor(float(step)) if step % 10 else float(step))
    curves.finish()
    assert len(fetched) <= 6
    assert values(curves.shown["curves"][0])[1].tolist() == list(range(100))


def test_unknown_name_and_wrong_shape(clock, sent) -> None:
    curves = LossCurves(["RNN", "LSTM"])
    with pytest.raises(ValueError, match="no curve 'GRU'; there are: RNN, LSTM"):
        curves.add("GRU", 1.0)
    with pytest.raises(ValueError, match=re.escape("this tensor has shape (3,)")):
        curves.add("RNN", torch.ones(3))


# ---- messages


def test_five_updates_a_second_and_the_rest_at_the_end(clock, sent) -> None:
    curves = LossCurves(["RNN"])
    for step in range(10_000):
        clock.now = 100 + step * 1e-3  # ten seconds
        curves.add("RNN", 1.0)
    assert 45 <= len(sent) <= 51
    shown = curves.shown["curves"][0]
    assert "step 10000" not in curves.shown["words"]
    curves.finish()
    assert len(sent) <= 52
    assert "step 10000" in curves.shown["words"]
    assert values(curves.shown["curves"][0])[0, -1] > values(shown)[0, -1]


def test_a_slow_loop_is_shown_at_every_step(clock, sent) -> None:
    curves = LossCurves(["RNN"])
    for _ in range(7):
        clock.now += 0.3
        curves.add("RNN", 1.0)
    assert len(sent) == 7


def test_messages_are_binary_and_small(clock, sent) -> None:
    curves = LossCurves(["RNN", "LSTM"])
    for step in range(60_000):
        clock.now += 0.01
        curves.add("RNN", 1.0 + step % 7)
        curves.add("LSTM", 1.0, run=step % 3)
    sizes = [sum(len(bytes(b)) for b in buffers) for _, buffers in sent]
    assert max(sizes) <= 8 * BLOCKS * (2 + 4)  # steps and mean; for LSTM also the band
    message, buffers = sent[-1]
    assert message["buffer_paths"] == [["shown", "curves", n, "values"] for n in (0, 1)]
    assert len(str(message)) < 1000, "all numbers are in the buffers"
    assert len(buffers) == 2


# ---- words and pictures


def test_words(clock, sent) -> None:
    curves = LossCurves(["RNN", "LSTM"], title="Memory")
    assert curves.shown["words"] == "Memory: RNN no loss yet; LSTM no loss yet."
    curves.add("RNN", 0.123456)
    curves.add("LSTM", 1.0, run=1)
    curves.add("LSTM", math.nan, run=2)
    curves.finish()
    assert curves.shown["words"] == (
        "Memory: RNN 0.123 at step 1; LSTM 1 at step 1 (1 to 1 in 2 runs). "
        "LSTM, run 2: loss is nan from step 1 on."
    )


def test_with_prints_one_line_outside_notebooks_even_after_an_error(capsys) -> None:
    def train() -> None:
        with curves:
            curves.add("RNN", 1 / 2)
            curves.add("RNN", 1 / 0)

    curves = LossCurves(["RNN"])
    with pytest.raises(ZeroDivisionError):
        train()
    curves.finish()
    assert capsys.readouterr().out == "Training: RNN 0.5 at step 1.\n"


def test_while_grading_no_comm_and_no_picture(clock, sent, capsys, monkeypatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr(loss_curves, "get_ipython", lambda: object())
    monkeypatch.setattr(LossCurves, "_still", lambda _: pytest.fail("it was drawn"))
    with LossCurves(["RNN"]) as curves:
        for _ in range(100):
            clock.now += 1
            curves.add("RNN", 0.5)
    assert curves.comm is None
    assert sent == []
    assert capsys.readouterr().out == "Training: RNN 0.5 at step 100.\n"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("losses", [[0.5, 0.2], [0.5], [math.nan, math.inf], [0.0, -1.0]])
def test_still_picture(losses, dark) -> None:
    with mpl.rc_context():
        use_course_style(dark=dark)
        fig, ax = plt.subplots()
        names = [f"net {n}" for n in range(6)]
        plot_curves(ax, {name: [run_of(losses), run_of([0.4])] for name in names})
        fig.canvas.draw()
        plt.close(fig)
        lines = ax.get_lines()
        colours = {to_hex(line.get_color()) for line in lines}
        looks = {(to_hex(line.get_color()), str(line._unscaled_dash_pattern)) for line in lines}
    assert ax.get_yscale() == "log"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("step of training", "loss")
    assert [line.get_label() for line in lines] == names
    assert len(colours) == len(LINE_STYLES) == 5
    assert len(looks) == 6
    assert len({dash for _, dash in looks}) == 5, "not by colour alone"
    assert len(ax.collections) == 6, "a band for each"


def test_the_module_is_whole() -> None:
    assert "export default" in LossCurves._esm
    assert LossCurves._esm.count("export default") == 1
    assert "://" not in re.sub(r"http://www\.w3\.org/2000/svg", "", LossCurves._esm), "no CDN"
    assert "plt" not in inspect.getsource(loss_curves), "no pyplot"


# ---- in a kernel

CELLS = [
    "import time\nfrom IPython.display import display\n"
    "from course_utils.widgets.loss_curves import LossCurves\n"
    "from course_utils.widgets.progress import progress",
    "curves = LossCurves(['RNN', 'LSTM'])\ndisplay(curves)",
    "start = time.monotonic()\n"
    "with curves:\n"
    "    for step in progress(range(300), 'training'):\n"
    "        curves.add('RNN', 1 / (1 + step))\n"
    "        curves.add('LSTM', float('nan'))\n"
    "        time.sleep(0.004)\n"
    "seconds = time.monotonic() - start",
    "print('SECONDS', seconds)",
]


@pytest.mark.slow
def test_static_page_of_an_executed_notebook() -> None:
    client = run_cells(*CELLS)
    # Per second at most five changes of the curves and five of the bar, and some at the ends.
    (seconds,) = re.findall(r"SECONDS ([\d.]+)", str(client.nb.cells[-1].outputs))
    most = 5 * float(seconds) + 3
    updates = [m for m in client.of_type("comm_msg") if "shown" in m["content"]["data"]["state"]]
    assert 2 <= len(updates) <= most
    assert len(client.of_type("update_display_data")) <= most
    assert client.of_type("stream")[0]["content"]["name"] == "stdout", "nothing in red"

    (figure,) = client.nb.cells[1].outputs
    words = (
        "Training: RNN 0.00333 at step 300; LSTM nan at step 300. LSTM: loss is nan from step 1 on."
    )
    assert figure.data["text/plain"] == words
    (line,) = client.nb.cells[2].outputs
    assert re.fullmatch(r"training: 300 steps in \d+\.\d s", line.data.pop("text/plain"))
    assert not line.data, "nothing but text remains of the bar"
    line.data["text/plain"] = "training: 300 steps in 1.5 s"
    page, _ = HTMLExporter().from_notebook_node(client.nb)
    assert f'<img alt="{words}"' in page
    assert 'src="data:image/png;base64,iVBOR' in page.replace("&quot;", '"')
    assert "training: 300 steps in 1.5 s" in page
    assert "<progress" not in page
    assert figure.data["application/vnd.jupyter.widget-view+json"]["model_id"] not in page


@pytest.mark.slow
def test_while_grading_a_kernel_says_two_lines() -> None:
    client = run_cells(*CELLS, NBGRADER_EXECUTION="autograde")
    for kind in ("comm_open", "comm_msg", "display_data", "update_display_data", "execute_result"):
        assert client.of_type(kind) == [], kind
    assert client.nb.cells[1].outputs == []
    text = "".join(output.text for output in client.nb.cells[2].outputs)
    assert re.fullmatch(
        r"training: 300 steps in \d+\.\d s\nTraining: RNN 0\.00333 at step 300; LSTM nan.*\n", text
    )
