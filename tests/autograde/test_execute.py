import asyncio
import os
import time
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograde import execute as module
from autograde.execute import Execution, Limits, aexecute, execute
from tests.autograde.submissions import keyed

pytestmark = pytest.mark.slow
BRIEF = Limits(cell_s=2, notebook_s=60, output_bytes=10_000)


def run(*sources, limits=BRIEF, folder=None) -> Execution:
    return execute(new_notebook(cells=[new_code_cell(s) for s in sources]), limits, folder)


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
    "endless", ["while True: pass", "import time; time.sleep(1000)"], ids=["loop", "sleep"]
)
def test_an_endless_cell_is_interrupted_and_the_next_one_runs(endless):
    execution = run(endless, "2")
    assert execution.status == "stopped"
    assert execution.notes == ["code cell 1 was stopped after 2 s: an endless loop?"]
    assert errors(execution, 0) == ["KeyboardInterrupt", "CellTimeout"]
    assert texts(execution, 1) == ["2"]


def test_a_test_cell_that_catches_the_interrupt_has_still_run_out_of_time():
    source = "try:\n    while True: pass\nexcept KeyboardInterrupt: pass\n3"
    cell = keyed(new_code_cell, source, "small-a-test", grade=True, locked=True, points=3)
    execution = execute(new_notebook(cells=[cell]), BRIEF)
    assert errors(execution, 0)[-1] == "CellTimeout"
    assert execution.notes == ["cell small-a-test was stopped after 2 s: an endless loop?"]
    assert all(o.output_type != "execute_result" for o in execution.notebook.cells[0].outputs)


def test_a_cell_that_ignores_the_interrupt_is_killed():
    ignoring = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    execution = run(ignoring, "2")
    assert execution.status == "died"
    assert execution.notes == [
        "code cell 1 was stopped after 2 s: an endless loop? "
        "It ignored the interrupt, so Python was killed"
    ]
    assert errors(execution, 0) == ["CellTimeout"]
    assert errors(execution, 1) == ["NotRun"]
    assert "code cell 1" in execution.notebook.cells[1].outputs[0].evalue


def test_the_notebooks_time_is_limited_too():
    limits = Limits(cell_s=2, notebook_s=2.5)
    execution = run("import time; time.sleep(1.5)", "time.sleep(1.5)", "3", limits=limits)
    assert execution.status == "stopped"
    assert "with all 2.5 s used up" in execution.notes[0]
    assert "code cell 3 and those after it did not run" in execution.notes[1]
    assert errors(execution, 2) == ["NotRun"]


def test_a_kernel_that_ends_is_an_error_in_its_cell_and_the_rest_says_so():
    execution = run("1", "import os; os._exit(0)", "3", "")
    assert execution.status == "died"
    assert execution.notes == ["code cell 2 ended Python (os._exit, a crash, or out of memory?)"]
    assert texts(execution, 0) == ["1"]
    assert [errors(execution, n) for n in (1, 2, 3)] == [["KernelDied"], ["NotRun"], []]


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
    assert errors(execution, 1) == ["NotRun"]


def test_a_message_too_large_to_arrive_does_not_pass_as_success(monkeypatch):
    monkeypatch.setattr(module, "MESSAGE_BYTES", 100_000)
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
    assert execution.notes == ["code cell 1 broke the link to its kernel (KeyError)"]
    assert errors(execution, 1) == ["NotRun"]


@pytest.mark.parametrize("end", ["2", "import os; os._exit(0)", "exit()"])
def test_nothing_that_a_cell_started_stays_alive(end):
    child = "import subprocess; print(subprocess.Popen(['sleep', '300']).pid, end='')"
    execution = run(child, end)
    pid = int(texts(execution, 0)[0])
    for _ in range(100):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("the child still runs")


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


def test_a_kernel_that_does_not_start_is_nobodys_zero(monkeypatch):
    monkeypatch.setattr(module, "_environment", lambda place: {**os.environ, "PYTHONHOME": "/no"})
    with pytest.raises(RuntimeError):
        run("1")
