"""How long the report on a large class takes to build, and to open in Chromium.

    python benchmarks/report.py
    python benchmarks/report.py --submissions 500 --screenshots /tmp/report

`unrolled report` is run as a whole command on the records of a made-up class. The page is opened
from the disk in fresh windows; "opened" is its load event and its first paint, whichever is later.
"""

import argparse
import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from support import report_class
from support.report_class import ASSIGNMENT

from autograde.course import Course

BUILD_S, OPEN_S = 20.0, 1.0  # what is promised for 200 submissions
A4 = 718  # pixels between the margins
_OPENED = """() => new Promise(done => {
    const told = () => {
        const paint = performance.getEntriesByName("first-contentful-paint")[0];
        const [page] = performance.getEntriesByType("navigation");
        if (!paint || !page.loadEventEnd) return setTimeout(told, 10);
        done(Math.max(paint.startTime, page.loadEventEnd) / 1000);
    };
    told();
})"""


def main() -> None:
    """Measure what the arguments ask for; the last line is JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--screenshots", type=Path, help="a folder for pictures of the page")
    args = parser.parse_args()
    print(f"{date.today()}: {platform.platform(terse=True)}, {args.submissions} submissions")
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        course = report_class.make(Path(folder), args.submissions)
        page = course.reports / ASSIGNMENT / "report.html"
        built = [_build(course) for _ in range(min(3, args.rounds))]
        with sync_playwright() as playwright:
            path = shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            opened = [_open(browser, page) for _ in range(args.rounds)]
            if args.screenshots:
                _picture(browser, page, args.screenshots)
            browser.close()
        size = page.stat().st_size
    for name, seconds, most in (("built", built, BUILD_S), ("opened", opened, OPEN_S)):
        spread = f"({min(seconds):.2f} to {max(seconds):.2f})"
        print(f"{name:8}{statistics.median(seconds):7.2f} s {spread}; promised: < {most:g} s")
    print(f"report.html: {size / 1e6:.2f} MB")
    figures = {"build_s": statistics.median(built), "open_s": statistics.median(opened)}
    rounded = {name: round(seconds, 2) for name, seconds in figures.items()}
    print(json.dumps({"benchmark": "report", "submissions": args.submissions, **rounded}))


def _build(course: Course) -> float:
    """Return the seconds that the command takes. Exits with what it said if it fails."""
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603 (our own words)
        [Path(sys.executable).with_name("unrolled"), "report", ASSIGNMENT],
        cwd=course.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"error: `unrolled report` ended with {done.returncode}:\n{done.stderr.strip()}")
    return time.perf_counter() - start


def _open(browser: Browser, path: Path) -> float:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(path.as_uri())
    seconds = page.evaluate(_OPENED)
    page.close()
    return seconds


def _picture(browser: Browser, path: Path, folder: Path) -> None:
    """Write light.png, dark.png, print.png and print.pdf."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, width in (("light", 1280), ("dark", 1280), ("print", A4)):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(path.as_uri())
        page.locator(".pair").first.evaluate("pair => { pair.open = true; }")
        if name == "print":
            page.emulate_media(media="print")
            page.pdf(path=folder / "print.pdf", format="A4")
        else:
            page.emulate_media(color_scheme="dark" if name == "dark" else "light")
        page.screenshot(path=folder / f"{name}.png", full_page=True)
        page.close()


if __name__ == "__main__":
    main()
