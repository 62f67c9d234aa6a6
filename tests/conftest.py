"""What holds for every test: shapes in annotations are enforced, one thread, no windows."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import jaxtyping
import matplotlib as mpl
import pytest

os.environ["OMP_NUM_THREADS"] = "1"  # read when torch is imported
mpl.use("Agg")
# From here on, calling these with another shape or dtype than the annotation says raises
# jaxtyping.TypeCheckError. Not course_utils.checks: they look at the frame they are called from,
# which would be the type checker's. Nor course_utils.pipelines: hidden tests race against the naive
# one, which would be half as fast.
jaxtyping.install_import_hook(
    [
        "course_utils.by_setting",
        "course_utils.data",
        "course_utils.device",
        "course_utils.gradients",
        "course_utils.encoder_probes",
        "course_utils.ensembles",
        "course_utils.linear_autoencoders",
        "course_utils.logistic",
        "course_utils.ngrams",
        "course_utils.operations",
        "course_utils.plots",
        "course_utils.probing",
        "course_utils.races",
        "course_utils.roofline",
        "course_utils.training",
    ],
    "beartype.beartype",
)

# Of pytest, torch, wandb and scikit-learn: what they set for their own process.
OF_LIBRARIES = {
    "PYTEST_CURRENT_TEST",
    "TORCHINDUCTOR_CACHE_DIR",
    "WANDB_SERVICE",
    "KMP_DUPLICATE_LIB_OK",
    "KMP_INIT_AT_FORK",
}
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator:
    """A module that is skipped for want of a package is a failure in CI."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What depends on a browser or a kernel is tried once more where it fails."""
    for item in items:
        if item.get_closest_marker("slow") or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A second try hides nothing: how the first one ended is printed."""
    for report in terminalreporter.getreports("rerun"):
        terminalreporter.section(f"failed at first: {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)


@pytest.fixture(autouse=True, scope="session")
def _checks_have_time() -> None:
    """Under coverage and the shape checker, right answers take many times as long."""
    from course_utils.checks import core  # only now that the shape checker is there

    core.TIME_LIMIT = 60.0


@pytest.fixture(autouse=True)
def _the_environment_stays() -> Iterator[None]:
    """A test that leaves a variable behind fails: later ones would be other tests."""
    before = dict(os.environ)
    yield
    after = dict(os.environ)
    names = {name for name in before | after if before.get(name) != after.get(name)} - OF_LIBRARIES
    for name in names:
        if name in before:
            os.environ[name] = before[name]
        else:
            del os.environ[name]
    assert not names, "these variables of the environment are others than before the test"


@pytest.fixture
def browser() -> Iterator:
    """Headless Chromium. Without it these tests are skipped, visibly; in CI they fail.

    One for each test: while Playwright is open its event loop counts as running, and other tests
    of the same process could not start one of their own.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        path = CHROMIUM or (own if Path(own).exists() else None)
        if path is None:
            message = "no Chromium: apt-get install chromium, or playwright install chromium"
            if os.environ.get("CI"):
                pytest.fail(message)
            pytest.skip(message)
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()
