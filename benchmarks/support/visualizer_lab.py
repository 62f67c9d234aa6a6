"""JupyterLab on loopback, and a look into its kernels."""

import ast
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import nbformat
from jupyter_client.blocking.client import BlockingKernelClient

from support.commands import end

SETTINGS = {
    # every cell stays in the page, also when it is out of view
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


class Lab:
    """A running JupyterLab with its files in `folder`."""

    def __init__(self, folder: Path, port: int, token: str) -> None:
        self.folder, self.port, self.token = folder, port, token

    def write(self, name: str, cells: tuple[str, ...]) -> str:
        """Write a notebook; return the address at which it opens."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        nbformat.write(notebook, self.folder / f"{name}.ipynb")
        return f"{self._address}/lab/tree/{name}.ipynb?token={self.token}&reset"

    def kernel(self, name: str) -> str:
        """Return the id of the kernel of a notebook that is open."""
        (session,) = [s for s in self.ask("sessions") if s["path"] == f"{name}.ipynb"]
        return session["kernel"]["id"]

    def evaluate(self, kernel: str, expression: str) -> object:
        """Return the value of an expression in a kernel, as JSON carries it."""
        client = BlockingKernelClient(
            connection_file=str(self.folder.parent / "runtime" / f"kernel-{kernel}.json")
        )
        client.load_connection_file()
        client.start_channels()
        with closing(_Channels(client)):
            said = client.execute(
                "import json", user_expressions={"it": f"json.dumps({expression})"},
                reply=True, timeout=30, store_history=False,
            )["content"]  # fmt: skip
        if said["status"] != "ok" or said["user_expressions"]["it"]["status"] != "ok":
            raise RuntimeError(f"{expression}\nin the kernel: {said}")
        return json.loads(ast.literal_eval(said["user_expressions"]["it"]["data"]["text/plain"]))

    def end_kernel(self, kernel: str) -> None:
        """Shut a kernel down, so that the next measurement has the machine for itself."""
        self.ask(f"kernels/{kernel}", "DELETE")

    def ask(self, what: str, method: str = "GET"):
        """Return what the server's API says."""
        request = urllib.request.Request(  # noqa: S310 (our own server)
            f"{self._address}/api/{what}", method=method,
            headers={"Authorization": f"token {self.token}"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return json.loads(answer.read() or "null")

    @property
    def _address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Channels:
    def __init__(self, client: BlockingKernelClient) -> None:
        self.close = client.stop_channels


@contextmanager
def start(root: Path) -> Iterator[Lab]:
    """JupyterLab with settings of its own; raises RuntimeError with its log if it doesn't start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lab = Lab(root / "notebooks", port, secrets.token_hex(16))
    lab.folder.mkdir(parents=True)
    for name, values in SETTINGS.items():
        extension, _, part = name.partition("/")
        file = root / "settings" / "@jupyterlab" / extension / f"{part}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")
    log = root / "lab.log"
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 (our own words)
            [
                sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
                "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={lab.token}",
                f"--notebook-dir={lab.folder}",
            ],
            env=_environment(root), stdout=said, stderr=said, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait_for(lab, process, log)
            yield lab
        finally:
            end(process)


def _environment(root: Path) -> dict[str, str]:
    return os.environ | {
        "HOME": str(root / "home"),
        "JUPYTER_CONFIG_DIR": str(root / "config"),
        "JUPYTER_RUNTIME_DIR": str(root / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(root / "settings"),
        "IPYTHONDIR": str(root / "ipython"),
        "OMP_NUM_THREADS": "1",
    }


def _wait_for(lab: Lab, process: subprocess.Popen, log: Path, seconds: float = 120) -> None:
    by = time.monotonic() + seconds
    while time.monotonic() < by and process.poll() is None:
        try:
            lab.ask("status")
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-2000:]}")
