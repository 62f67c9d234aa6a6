"""JupyterLab and Notebook 7 on loopback, seen through headless Chromium as students see them."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import nbformat
import playwright.sync_api as playwright
import pytest
from nbformat.v4 import new_code_cell, new_notebook

# Every cell stays in the page, also those that are not in view: tests look at all of them.
# And nothing pops up by itself over what a test clicks on.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
PLACES = {"lab": "lab/tree/", "notebook": "notebooks/"}
PATIENCE = 120_000  # ms: a kernel that imports torch on a busy machine


class Lab:
    """A running Jupyter server: `folder` with its files, `config` with configuration files."""

    def __init__(self, home: Path, port: int) -> None:
        self.folder, self.config, self.settings = home / "work", home / "config", home / "settings"
        for folder in (self.folder, self.config, self.settings):
            folder.mkdir(parents=True)
        for name, values in SETTINGS.items():
            self.set(name, values)
        self.address, self.token = f"http://127.0.0.1:{port}", secrets.token_hex(16)
        self.command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1"]
        self.command += [f"--port={port}", f"--IdentityProvider.token={self.token}"]
        self.command += ["--allow-root", f"--notebook-dir={self.folder}"]
        self.env = os.environ | {
            "HOME": str(home),
            "JUPYTER_CONFIG_DIR": str(self.config),
            "JUPYTERLAB_SETTINGS_DIR": str(self.settings),
            "OMP_NUM_THREADS": "1",
        }

    def set(self, name: str, values: dict[str, object]) -> None:
        """Write a settings file, as the page with all settings does."""
        path = self.settings / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")

    def url(self, path: str = "", app: str = "lab") -> str:
        """Where a file is opened in JupyterLab ("lab") or Notebook 7 ("notebook")."""
        place = PLACES[app] + path if path else app
        return f"{self.address}/{place}?token={self.token}&reset"

    def api(self, path: str, method: str = "GET") -> object:
        """What the server's REST interface answers."""
        request = urllib.request.Request(f"{self.address}/api/{path}", method=method)
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or "null")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A server on an empty folder for the tests of one module; ended by its process id."""
    home = tmp_path_factory.mktemp("jupyter")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = Lab(home, probe.getsockname()[1])
    with (home / "log").open("w") as log:
        # In the folder: that is where nbgrader's Assignment List puts what it fetches.
        process = subprocess.Popen(
            server.command, cwd=server.folder, env=server.env, stdout=log, stderr=log
        )
        try:
            wait_for(server, process, home / "log")
            yield server
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(server: Lab, process: subprocess.Popen, log: Path, seconds: float = 120) -> None:
    """Until the server answers; its log when it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            server.api("status")
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture
def watched(browser, request: pytest.FixtureRequest) -> Iterator:
    """A page that may speak to this machine only: anything else fails the test at its end.

    With UNROLLED_SCREENSHOTS set to a folder, it is shown there as it was at the end.
    """
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    strangers: list[str] = []
    page.route(
        re.compile(r"^(?!(http://127\.0\.0\.1:|data:|blob:))"),
        lambda route: (strangers.append(route.request.url), route.abort()),
    )
    page.on(
        "websocket", lambda socket: "//127.0.0.1:" in socket.url or strangers.append(socket.url)
    )
    yield page
    if folder := os.environ.get("UNROLLED_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / "pages" / f"{request.node.name}.png")
    page.close()
    assert strangers == [], "the page asked other machines"


def errors_of(page) -> list[str]:
    """What goes wrong in the page from now on; the list fills by itself."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"{error}"))
    page.on(
        "console",
        lambda message: (
            message.type == "error" and wrong.append(f"{message.text} ({message.location['url']})")
        ),
    )
    return wrong


class Notebook:
    """A notebook that is open in JupyterLab or Notebook 7."""

    def __init__(self, page, lab: Lab, path: str, app: str = "lab") -> None:
        self.page, self.lab, self.path = page, lab, path
        page.goto(lab.url(path, app))
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE)
        # Before there is a kernel, the status reads "idle" as well.
        page.wait_for_function(
            """() => {
                const status = document.querySelector(".jp-Notebook-ExecutionIndicator");
                const kernel = document.querySelector(".jp-KernelName");
                return status?.dataset.status === "idle" && kernel
                    && !/No Kernel/.test(kernel.textContent);
            }""",
            timeout=PATIENCE,
        )
        self.cells = page.locator(".jp-Notebook .jp-Cell")
        self.errors = errors_of(page)  # those while it starts are the application's own

    def run_all(self, until: str | None = None) -> None:
        """Run all cells, until each has its number or a text is there."""
        self.choose("Run", "Run All Cells")
        if not self.has_begun():  # a menu may answer before the notebook listens to it
            self.choose("Run", "Run All Cells")
        if until:
            self.page.get_by_text(until).first.wait_for(timeout=PATIENCE * 2, state="attached")
        else:
            self.wait_for_numbers()

    def run(self, cell: int) -> None:
        """Run one cell, by its place, and wait for it."""
        self.start(cell)
        self.wait_for_numbers([cell])

    def start(self, cell: int) -> None:
        """Run one cell, and do not wait for it."""
        self.cells.nth(cell).locator(".jp-InputPrompt").click()
        self.choose("Run", "Run Selected Cell and Do not Advance")

    def choose(self, menu: str, *items: str) -> None:
        """Choose from the menus. Keys would depend on where the focus is."""
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        for item in items:
            label = self.page.get_by_text(item, exact=True)
            self.page.locator(".lm-Menu-item", has=label).click()

    def has_begun(self, seconds: float = 20) -> bool:
        """Whether a cell runs, waits to be run, or has been run."""
        begun = self.cells.locator(".jp-InputPrompt").filter(has_text=re.compile(r"\[(\*|\d+)\]"))
        try:
            begun.first.wait_for(timeout=seconds * 1000, state="attached")
        except playwright.TimeoutError:
            return False
        return True

    def wait_for_numbers(self, cells: Sequence[int] | None = None) -> None:
        """Until these cells (or all cells of code) have been run."""
        try:
            self.page.wait_for_function(
                """(cells) => [...document.querySelectorAll(".jp-Notebook .jp-Cell")]
                    .filter((cell, n) => cells?.includes(n) ?? cell.matches(".jp-CodeCell"))
                    .map((cell) => cell.querySelector(".jp-InputPrompt").textContent)
                    .every((prompt) => /\\[\\d+\\]/.test(prompt))""",
                arg=cells,
            )
        except playwright.TimeoutError:
            pytest.fail(f"the cells have not all been run: {self.as_it_is()['prompts']}")

    def rewrite(self, cell: int, source: str) -> None:
        """Type a new source into a cell, as if it were pasted."""
        self.cells.nth(cell).locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)
        self.page.keyboard.press("Escape")

    def output(self, cell: int) -> str:
        """What stands beneath a cell."""
        return self.cells.nth(cell).locator(".jp-OutputArea").inner_text().strip()

    def as_it_is(self) -> dict:
        """What a shortcut of the notebook would change: which cells there are, active or run."""
        return self.page.evaluate(
            """() => {
                const cells = [...document.querySelectorAll(".jp-Notebook .jp-Cell")];
                return {
                    active: cells.findIndex((c) => c.classList.contains("jp-mod-active")),
                    selected: cells.filter((c) => c.classList.contains("jp-mod-selected")).length,
                    prompts: cells.map((c) => c.querySelector(".jp-InputPrompt").textContent),
                    sources: cells.map((c) => c.querySelector(".cm-content")?.textContent),
                    kinds: cells.map((c) => c.className.match(/jp-(Code|Markdown|Raw)Cell/)[1]),
                };
            }"""
        )

    def save(self) -> nbformat.NotebookNode:
        """Save, and read the file."""
        # Lab also puts its workspace now and then: only the request for this file will do.
        with self.page.expect_request(
            lambda r: r.method == "PUT" and f"/api/contents/{self.path}" in r.url
        ) as request:
            self.page.keyboard.press("Control+s")
        assert request.value.response().ok
        return nbformat.read(self.lab.folder / self.path, as_version=4)


@pytest.fixture
def open_notebook(lab: Lab, watched) -> Iterator[Callable[..., Notebook]]:
    """Open a file of the Lab, written first where sources are given.

    At the end of the test its kernel is ended, and errors in the page fail the test.
    """
    opened = []

    def open_it(path: str, *sources: str, app: str = "lab") -> Notebook:
        if sources:
            nb = new_notebook(cells=[new_code_cell(source) for source in sources])
            nb.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
            nbformat.write(nb, lab.folder / path)
        opened.append(Notebook(watched, lab, path, app))
        return opened[-1]

    yield open_it
    watched.wait_for_timeout(200)  # for errors that are still on their way
    for session in lab.api("sessions"):
        lab.api(f"sessions/{session['id']}", "DELETE")
    assert [error for notebook in opened for error in notebook.errors] == []
