import asyncio
import os
import time
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import determine_grade, is_grade

from autograde import execute as module
from autograde.execute import Execution, aexecute, execute
from autograde.limits import Limits
from autograde.sandbox import Sandbox, client
from tests.autograde.submissions import keyed

pytestmark = pytest.mark.slow
BRIEF = Limits(cell_s=1, notebook_s=60, wall_factor=4, output_bytes=10_000)
ENDLESS = "was stopped after 1 s of computing: an endless loop?"


def run(*sources, limits=BRIEF, folder=None, sandbox=Sandbox.BWRAP) -> Execution:
    nb = new_notebook(cells=[new_code_cell(s) for s in sources])
    return execute(nb, limits, folder, sandbox=sandbox)


def errors(execution, index):
    return [o.ename for o in execution.notebook.cells[index].outputs if o.output_type == "error"]


def texts(execution, index):
    """Return what a cell printed or resulted in."""
    outputs = execution.notebook.cells[index].outputs
    return [o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs]


def test_runs_all_cells_and_leaves_its_argument_alone(tmp_path):
    nb = new_notebook(cells=[new_code_cell("x = 20"), new_markdown_cell("#"), new_code_cell("x+1")])
    execution = execute(nb, BRIEF)
    assert (execution.status, execution.notes) == ("finished", [])
    assert texts(execution, 2) == ["21"]
    assert nb.cells[2].outputs == []


def test_the_kernel_is_private_single_threaded_and_knows_what_it_runs_for(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "a.txt").write_text("here")
    (tmp_path / "solution.ipynb").write_text("secret")
    execution = run(
        "import os, pathlib; print(sorted(map(str, pathlib.Path().rglob('*'))), end='')",
        "print(*(os.environ[k] for k in ('OMP_NUM_THREADS', 'NBGRADER_EXECUTION')), end='')",
        "os.getcwd()",
        "input()",
        folder=tmp_path,
    )
    assert texts(execution, 0) == ["['figures', 'figures/a.txt']"]
    assert texts(execution, 1) == ["1 autograde"]
    assert not Path(texts(execution, 2)[0].strip("'")).exists()
    assert errors(execution, 3) == ["StdinNotImplementedError"]


def test_an_error_stops_only_its_cell():
    execution = run("1/0", "2")
    assert (execution.status, execution.notes) == ("finished", [])
    assert errors(execution, 0) == ["ZeroDivisionError"]
    assert texts(execution, 1) == ["2"]


@pytest.mark.parametrize(
    ("endless", "said"),
    [
        ("while True: pass", ENDLESS),
        ("import time; time.sleep(1000)", "was stopped after 4 s: does it wait for something?"),
    ],
    ids=["loop", "sleep"],
)
def test_an_endless_cell_is_interrupted_and_the_next_one_runs(endless, said):
    execution = run("x = 1", endless, "x + 1")
    assert execution.status == "stopped"
    assert execution.notes == [f"code cell 2 {said}"]
    assert errors(execution, 1) == ["KeyboardInterrupt", "CellTimeout"]
    assert texts(execution, 2) == ["2"]


def test_a_test_cell_that_catches_the_interrupt_has_still_run_out_of_time():
    source = "try:\n    while True: pass\nexcept KeyboardInterrupt: pass\n3"
    cell = keyed(new_code_cell, source, "small-a-test", grade=True, locked=True, points=3)
    execution = execute(new_notebook(cells=[cell]), BRIEF)
    assert errors(execution, 0)[-1] == "CellTimeout"
    assert execution.notes == [f"cell small-a-test {ENDLESS}"]
    assert all(o.output_type != "execute_result" for o in execution.notebook.cells[0].outputs)


def test_a_cell_that_ignores_the_interrupt_is_killed_and_the_next_one_runs():
    ignoring = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    execution = run(ignoring, "2")
    assert execution.status == "died"
    assert execution.notes == [
        f"code cell 1 {ENDLESS} It ignored the interrupt, so Python was killed"
    ]
    assert errors(execution, 0) == ["CellTimeout"]
    assert texts(execution, 1) == ["2"]


def test_a_new_kernel_is_brought_to_where_the_old_one_was():
    execution = run(
        "import math\nn = 0",
        "n = n + 1  # took no time: it is run again, whole",
        "def f():\n    return 7\nimport os\nos._exit(0)",
        "n, f(), math.tau > 6",
    )
    assert execution.status == "died"
    assert execution.notes == ["code cell 3 ended Python (os._exit, or a crash?)"]
    assert texts(execution, 1) == []
    assert texts(execution, 3) == ["(1, 7, True)"]


def test_what_ends_every_kernel_is_left_out():
    bad = "import os\nclass Exit:\n    os._exit(0)"
    execution = run("x = 5", bad, "x", bad, "x + 1")
    assert [errors(execution, n) for n in range(5)] == [[], ["KernelDied"], [], ["KernelDied"], []]
    assert (texts(execution, 2), texts(execution, 4)) == (["5"], ["6"])
    assert len(execution.notes) == 2


def test_the_notebooks_time_is_limited_too():
    limits = Limits(cell_s=2, notebook_s=2.5, wall_factor=1)
    execution = run("import time; time.sleep(1.5)", "time.sleep(1.5)", "3", limits=limits)
    assert execution.status == "stopped"
    assert "with all 2.5 s for the notebook used up" in execution.notes[0]
    assert "code cell 3 and those after it did not run" in execution.notes[1]
    assert errors(execution, 2) == ["NotRun"]


def test_time_is_cpu_time_of_all_that_a_cell_starts():
    loop = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'while True: pass'])"
    execution = run(loop, "2")
    assert execution.notes == [f"code cell 1 {ENDLESS}"]
    assert 0.9 < execution.seconds < 3


def test_memory_is_limited():
    hungry = "x = []\nfor n in range(100): x.append(bytearray(50 << 20))"
    execution = run(hungry, "2", limits=Limits(cell_s=10, memory_bytes=1 << 30))
    assert execution.status == "died"
    assert "GB of memory, so Python was killed" in execution.notes[0]
    assert texts(execution, 1) == ["2"]


def test_a_kernel_that_ends_is_an_error_in_its_cell():
    execution = run("1", "import os; os._exit(0)", "3", "")
    assert execution.status == "died"
    assert texts(execution, 0) == ["1"]
    assert [errors(execution, n) for n in (1, 2, 3)] == [["KernelDied"], [], []]


def test_output_is_cut_but_never_what_decides_the_score():
    execution = run("print('x' * 100_000)", "print(2)", "7", "raise ValueError('y' * 100_000)")
    assert execution.status == "finished"
    assert sum(map(len, texts(execution, 0))) < 11_000
    assert texts(execution, 0)[-1] == "… output was cut here\n"
    assert texts(execution, 1) == ["… output was cut here\n"]
    assert texts(execution, 2) == ["7"]
    assert errors(execution, 3) == ["ValueError"]
    assert len(str(execution.notebook.cells[3])) < 30_000


def test_large_results_and_pictures_are_cut():
    picture = "from IPython.display import display\ndisplay({'image/png': 'x' * 20_000}, raw=True)"
    execution = run(picture, "list('abc' * 9_000)")
    assert texts(execution, 0) == ["… output was cut here\n"]
    assert len(texts(execution, 1)[0]) <= 4000


def test_a_flood_of_output_ends_the_run():
    flood = "import sys\nfor n in range(10_000): print('x' * 1000); sys.stdout.flush()"
    execution = run(flood, "2", limits=Limits(cell_s=60, output_bytes=1000))
    assert execution.status == "died"
    assert execution.notes == ["code cell 1 sent far too much output, so Python was killed"]
    assert errors(execution, 1) == []


def test_a_message_too_large_to_arrive_does_not_pass_as_success(monkeypatch):
    monkeypatch.setattr(client, "MESSAGE_BYTES", 100_000)
    execution = run("print('x' * 1_000_000)", "2")
    assert errors(execution, 0) == ["OutputLimit"]


def test_widget_messages_are_ignored():
    execution = run("import ipywidgets; ipywidgets.IntSlider()", "2")
    assert execution.status == "finished"
    assert "widgets" not in execution.notebook.metadata


def test_a_malformed_message_is_the_notebooks_fault_not_ours(monkeypatch):
    def broken(*args):
        raise KeyError("forged")

    monkeypatch.setattr(module.Runner, "process_message", broken)
    execution = run("1", "2")
    assert execution.notes[0] == "code cell 1 broke the link to its kernel (KeyError)"
    assert errors(execution, 1) == ["KernelError"]


@pytest.mark.parametrize("end", ["2", "import os; os._exit(0)", "exit()"])
@pytest.mark.parametrize("sandbox", [Sandbox.BWRAP, Sandbox.NONE])
def test_nothing_that_a_cell_started_stays_alive(end, sandbox):
    mark = f"300.{os.urandom(4).hex().translate(str.maketrans('abcdef', '123456'))}"
    run(f"import subprocess; subprocess.Popen(['sleep', {mark!r}])", end, sandbox=sandbox)
    for _ in range(100):
        if not any(mark in _command(p) for p in Path("/proc").glob("[0-9]*")):
            return
        time.sleep(0.05)
    pytest.fail("the child still runs")


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_text()
    except OSError:
        return ""


def test_a_cancelled_run_is_cancelled_not_graded(tmp_path):
    async def cancel():
        source = f"open({str(tmp_path / 'begun')!r}, 'w').close()\nimport time; time.sleep(100)"
        task = asyncio.create_task(aexecute(new_notebook(cells=[new_code_cell(source)])))
        for _ in range(1200):
            if (tmp_path / "begun").exists():
                break
            await asyncio.sleep(0.05)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancel())
    assert (tmp_path / "begun").exists()


def test_what_a_kernel_writes_past_its_channels_reaches_no_terminal(capfd):
    run("import os; os.write(os.open('/proc/self/fd/2', os.O_WRONLY), b'loud')")
    assert "loud" not in capfd.readouterr().err


# ---- test cells, run by the judge ----

JUDGED = Limits(cell_s=1, notebook_s=60, wall_factor=4)


def judged(*answers_and_tests, limits=JUDGED, sandbox=Sandbox.BWRAP) -> Execution:
    """Run answers (text) and tests (a pair: points, source)."""
    cells = []
    for n, source in enumerate(answers_and_tests):
        if isinstance(source, str):
            cells.append(new_code_cell(source))
        else:
            points, test = source
            keys = {"grade": True, "locked": True, "points": points}
            cells.append(keyed(new_code_cell, test, f"small-{n}-test", **keys))
    return execute(new_notebook(cells=cells), limits, sandbox=sandbox, preamble="")


def scores(execution) -> list[float | None]:
    return [determine_grade(c)[0] for c in execution.notebook.cells if is_grade(c)]


@pytest.mark.parametrize("sandbox", [Sandbox.BWRAP, Sandbox.NONE])
def test_the_judge_says_what_a_test_is_worth(sandbox):
    execution = judged(
        "def double(x):\n    print('called')\n    return 2 * x",
        (2, "assert double(4) == 8"),
        (2, "assert double(4) == 9, 'four and four'"),
        (2, "assert double(4) == 8\n1.5"),
        (2, "assert treble(4) == 12"),
        sandbox=sandbox,
        limits=Limits(cell_s=30),  # a kernel without a sandbox is cold, and has torch to import
    )
    assert scores(execution) == [2, 0, 1.5, 0]
    assert "called" in texts(execution, 1)[0]
    assert errors(execution, 2) == ["AssertionError"]
    assert execution.notebook.cells[2].outputs[-1].evalue == "four and four"
    assert execution.status == "finished"


def test_what_the_kernel_says_is_never_a_score():
    execution = judged(
        "import sys\n"
        "def f(x):\n"
        "    print('2')\n"
        "    print('careful', file=sys.stderr)\n"
        "    get_ipython().displayhook(2)\n"
        "    return x",
        (2, "assert f(1) == 2"),
        (2, "assert f(1) == 1"),
    )
    assert scores(execution) == [0, 2]


@pytest.mark.parametrize(
    ("ill", "said"),
    [
        ("while True: pass", "was stopped after 1 s of computing: an endless loop?"),
        ("import time; time.sleep(60)", "was stopped after 4 s: does it wait for something?"),
        ("import os; os._exit(0)", "ended Python (os._exit, or a crash?)"),
        ("import ctypes; ctypes.string_at(0)", "ended Python (os._exit, or a crash?)"),
    ],
    ids=["loop", "sleep", "exit", "crash"],
)
def test_a_test_that_does_not_end_costs_only_its_exercise(ill, said):
    execution = judged(
        "def f(x): return x",
        f"def g(x):\n    {ill}",
        (2, "assert f(1) == 1"),
        (2, "assert g(1) == 1"),
        "def h(x): return f(x)",
        (2, "assert h(1) == 1"),
    )
    assert scores(execution) == [2, 0, 2]
    assert execution.notes == [f"cell small-3-test {said}"]


def test_a_broken_hidden_test_is_nobodys_zero():
    with pytest.raises(RuntimeError, match="small-1-test"):
        judged("f = 1", (2, "import no_such_module"))
