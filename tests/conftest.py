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
# which would be the type checker's.
jaxtyping.install_import_hook(
    [
        "course_utils.data",
        "course_utils.device",
        "course_utils.gradients",
        "course_utils.encoder_probes",
        "course_utils.ensembles",
        "course_utils.linear_autoencoders",
        "course_utils.logistic",
        "course_utils.ngrams",
        "course_utils.plots",
        "course_utils.probing",
        "course_utils.training",
    ],
    "beartype.beartype",
)

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
