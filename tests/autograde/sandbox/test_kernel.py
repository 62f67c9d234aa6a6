"""A sandboxed kernel is a good kernel: cells, plots, files, randomness, the judge's channel."""

import asyncio
import json
import os
from dataclasses import replace

import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.util import ensure_async
from nbformat.v4 import new_code_cell, new_notebook

from autograde.errors import UserError
from autograde.limits import DEFAULT
from autograde.sandbox import Sandbox, close_all, engine, kernel
from autograde.sandbox.zygote import zygote

pytestmark = pytest.mark.slow


@pytest.fixture(params=[Sandbox.BWRAP, Sandbox.NONE, Sandbox.PODMAN, Sandbox.DOCKER])
def kind(request) -> Sandbox:
    """Each kind of sandbox; those that don't work here are skipped, visibly."""
    sandbox = request.param
    if sandbox is Sandbox.BWRAP:
        request.getfixturevalue("bubblewrap")
    elif sandbox is not Sandbox.NONE and not engine.works(sandbox):
        pytest.skip(f"{sandbox} doesn't work here, or has not pulled {engine.IMAGE}")
    return sandbox


def test_cells_run_through_nbclient(kind):
    notebook = new_notebook(
        cells=[
            new_code_cell("x = 20 + 1"),
            new_code_cell("print(2 * x)"),
            new_code_cell("1 / 0"),
            new_code_cell("import matplotlib.pyplot as plt; plt.plot([1, 2]);"),
            new_code_cell("plt.plot([2, 1]); plt.show(); x"),
        ]
    )

    async def execute() -> None:
        async with kernel(kind) as started:
            client = NotebookClient(notebook, km=started.manager, allow_errors=True)
            client.kc = started.client
            for index, cell in enumerate(notebook.cells):
                await client.async_execute_cell(cell, index)

    asyncio.run(execute())
    outputs = [cell.outputs for cell in notebook.cells]
    assert outputs[0] == []
    assert outputs[1][0].text == "42\n"
    assert outputs[2][0].ename == "ZeroDivisionError"
    assert "image/png" in outputs[3][-1].data
    assert [list(o.data)[-1] for o in outputs[4]] == ["image/png", "text/plain"]


def test_the_judges_channel_connects_host_and_kernel(kind, cell):
    answer = (
        "import os, socket\n"
        "channel = socket.socket(fileno=os.dup(int(os.environ['UNROLLED_JUDGE_FD'])))\n"
        "channel.sendall(channel.recv(100)[::-1])\n"
        "print(channel.family.name, channel.type.name)"
    )

    async def talk() -> None:
        async with kernel(kind) as started:
            started.judge_socket.sendall(b"judge")
            assert (await cell(started, answer)).text == "AF_UNIX SOCK_STREAM\n"
            with started.judge_socket as channel:
                assert channel.recv(100) == b"egduj"

    asyncio.run(talk())


def test_files_are_copied_beside_the_kernel(kind, cell, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.csv").write_text("1,2\n")
    (tmp_path / "helper.py").write_text("value = 7\n")
    (tmp_path / "hidden.ipynb").write_text("{}")
    (tmp_path / "passwd").symlink_to("/etc/passwd")

    async def look() -> None:
        async with kernel(kind, DEFAULT, tmp_path) as started:
            source = (
                "import os\n"
                "files = sorted(os.listdir())\n"  # before an import leaves a __pycache__
                "import helper\n"
                "print(files, open('data/x.csv').read().strip(), helper.value)\n"
                "open('data/x.csv', 'w').write('changed')"
            )
            outcome = await cell(started, source)
            assert outcome.text.startswith("['data', 'helper.py'")
            assert "'passwd'" not in outcome.text
            assert "hidden" not in outcome.text
            assert "1,2 7" in outcome.text

    asyncio.run(look())
    assert (tmp_path / "data" / "x.csv").read_text() == "1,2\n"


def test_too_many_files_are_nobodys_crash(bubblewrap, tmp_path):
    (tmp_path / "large").write_bytes(bytes(DEFAULT.disk_bytes // 8))

    async def start() -> None:
        async with kernel(bubblewrap, replace(DEFAULT, disk_bytes=1 << 20), tmp_path):
            pass

    with pytest.raises(UserError, match="larger than 1 MB"):
        asyncio.run(start())


def test_every_kernel_draws_its_own_random_numbers(with_kernels, cell):
    source = (
        "import random, numpy, torch, uuid, tempfile\n"
        "print(random.random(), numpy.random.rand(), torch.rand(1).item(), uuid.uuid4())"
    )

    async def draw(*started) -> None:
        drawn = [set((await cell(one, source)).text.split()) for one in started]
        assert all(len(numbers) == 4 for numbers in drawn)
        assert not set.intersection(*drawn)

    with_kernels(draw, 2)


def test_nothing_stays_from_one_kernel_to_the_next(inside):
    inside(
        "import builtins, torch, sys; builtins.poison = 1; torch.poison = 1; sys.poison = 1\n"
        "torch.set_default_dtype(torch.float64); import os; os.environ['POISON'] = '1'"
    )
    outcome = inside(
        "import builtins, torch, sys, os\n"
        "print([hasattr(m, 'poison') for m in (builtins, torch, sys)], 'POISON' in os.environ,\n"
        "torch.get_default_dtype(), torch.get_num_threads())"
    )
    assert outcome.text == "[False, False, False] False torch.float32 1\n"


def test_warm_modules_are_there(bubblewrap):
    assert zygote().missing == []


def test_a_first_training_step_and_figure_import_nothing(inside):
    zygote().trains = True
    outcome = inside(
        "import io, sys, tempfile, torch, matplotlib.pyplot as plt\n"
        "before = set(sys.modules)\n"
        "layer = torch.nn.Linear(2, 1); adam = torch.optim.Adam(layer.parameters())\n"
        "layer(torch.ones(1, 2)).sum().backward(); adam.step()\n"
        "fig, ax = plt.subplots(); ax.plot([1, 2], label='$x^2$'); ax.legend()\n"
        "fig.savefig(io.BytesIO(), format='png'); plt.close(fig)\n"
        "late = [m for m in set(sys.modules) - before if m.startswith(('torch', 'matplotlib'))]\n"
        "with tempfile.NamedTemporaryFile() as file: file.write(b'.')\n"
        "print(late, bool(layer.weight.grad.abs().sum() > 0))"
    )
    assert outcome.text == "[] True\n"


def test_what_a_subprocess_prints_comes_with_the_cell(inside):
    outcome = inside("import subprocess, sys; subprocess.run(['echo', 'from outside'])")
    assert "from outside" in outcome.text


def test_a_backward_pass_works_after_the_fork(inside):
    outcome = inside(
        "import torch\n"
        "m = torch.nn.LSTM(64, 128); x = torch.randn(20, 8, 64)\n"
        "m(x)[0].sum().backward(); print(bool(m.weight_ih_l0.grad.abs().sum() > 0))\n"
        "a = torch.randn(500, 500); print((a @ a).shape)"
    )
    assert outcome.text == "True\ntorch.Size([500, 500])\n"


def test_processes_of_the_standard_library_work(inside):
    outcome = inside(
        "import multiprocessing as m, os, subprocess, threading, sqlite3, tempfile\n"
        "with m.get_context('fork').Pool(2) as pool: print(pool.map(abs, [-1, -2]))\n"
        "print(subprocess.run(['echo', 'x'], capture_output=True).stdout, m.Value('i', 3).value)\n"
        "print(tempfile.TemporaryDirectory().name.startswith(os.environ['TMPDIR']))"
    )
    assert outcome.text == "[1, 2]\nb'x\\n' 3\nTrue\n"


def test_a_message_without_end_does_not_fill_our_memory(with_kernels, cell):
    async def flood(started) -> None:
        before = _own_memory()
        source = "from IPython.display import publish_display_data as publish\n"
        source += "publish({'text/plain': 'x' * 40_000_000})"
        with pytest.raises(TimeoutError):  # the message that is too large is not let in
            await cell(started, source, timeout=8)
        assert _own_memory() - before < 200 << 20
        await started.kill()

    with_kernels(flood)


def _own_memory() -> int:
    with open("/proc/self/statm") as statm:  # noqa: PTH123
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_data_is_where_the_environment_says(inside, tmp_path, monkeypatch):
    (tmp_path / "names.txt").write_text("Ada")
    tmp_path.chmod(0o755)
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path))
    close_all()
    try:
        outcome = inside(
            "import os; place = os.environ['COURSE_DATA_DIR']\n"
            "print(open(place + '/names.txt').read(), os.access(place, os.W_OK))"
        )
    finally:
        close_all()
    assert outcome.text == "Ada False\n"


def test_an_installed_kernel_spec_can_name_the_provisioner(bubblewrap, monkeypatch, cell):
    """As Jupyter reads it: with plain JSON, and nothing of ours around it."""
    config = {"limits": {"memory_bytes": 2 << 30}, "sandbox": "bubblewrap"}
    named = {"provisioner_name": "unrolled-sandbox", "config": json.loads(json.dumps(config))}
    spec = KernelSpec(argv=["python"], language="python", metadata={"kernel_provisioner": named})

    async def start() -> None:
        manager = AsyncKernelManager()
        manager._kernel_spec = spec
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        reply = await client.execute_interactive(
            "import os; assert os.getuid() == 1000", timeout=60
        )
        assert reply["content"]["status"] == "ok"
        client.stop_channels()
        await manager.shutdown_kernel()
        await ensure_async(manager.cleanup_resources())

    asyncio.run(start())


@pytest.mark.parametrize(("sandbox", "warm"), [(Sandbox.BWRAP, True), (Sandbox.NONE, False)])
def test_a_warm_kernel_has_torch_before_its_first_cell(bubblewrap, cell, sandbox, warm):
    """What that is worth, benchmarks/grading.py measures."""

    async def start() -> str:
        async with kernel(sandbox) as started:
            loaded = "{'torch', 'matplotlib.pyplot', 'course_utils.checks'} <= set(sys.modules)"
            return (await cell(started, f"import sys; print({loaded})")).text

    assert asyncio.run(start()) == f"{warm}\n"
