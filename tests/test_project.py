"""What is written about the project agrees with the project."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from autograde import cli
from autograde.build import release_notebook
from autograde.course import Course, short_name

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~\[; ]", r)[0].lower().replace("_", "-") for r in requirements} - {
        "unrolled"
    }


def test_every_dependency_has_a_tested_version_within_its_range() -> None:
    from packaging.requirements import Requirement

    extras = PYPROJECT["project"]["optional-dependencies"]
    wanted = [*PYPROJECT["project"]["dependencies"], *(r for e in extras.values() for r in e)]
    pinned = dict(
        line.lower().replace("_", "-").split("==")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if line and not line.startswith("#")
    )
    assert pinned["torch"] == "2.13.0"
    for text in wanted:
        requirement = Requirement(text)
        if requirement.name != "unrolled":
            assert requirement.specifier.contains(pinned[requirement.name.lower()]), text
            assert requirement.specifier, f"{text} has no range"


def test_conda_environment_installs_the_same() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, pip, via_pip = environment["dependencies"]
    assert environment["name"] == PYPROJECT["project"]["name"]
    assert python == "python" + PYPROJECT["project"]["requires-python"]
    assert pip == "pip"
    assert via_pip["pip"] == ["--constraint constraints.txt", "--editable .[dev]"]


def test_changelog_begins_with_this_version() -> None:
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert first is not None
    assert first[1] == PYPROJECT["project"]["version"]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(
        r"\]\(([^)#\s]+)\)|src(?:set)?=\"([^\"]+)\"", page.read_text(encoding="utf-8")
    )
    for link in (a or b for a, b in links):
        if "://" not in link:
            assert (page.parent / link).exists(), f"{page.name} links to {link}"


def test_every_command_is_in_the_readme_and_every_command_there_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = set(get_command(cli.app).commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"\bunrolled ([a-z]+)\b", text)) <= commands
    pages = " ".join(p.read_text(encoding="utf-8") for p in PAGES if p.name != "CHANGELOG.md")
    assert {c for c in commands if not re.search(rf"\bunrolled {c}\b|\bmake {c}\b", pages)} == set()
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"^make ([a-z]+)", text, re.M)) <= targets


def test_readme_s_table_of_notebooks_tells_the_points() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    course = Course.find(ROOT)
    for assignment in course.assignments():
        row = re.search(rf"\]\(notebooks/{assignment}/[^|]*\|[^|]*\| (\d+) \|", text)
        assert row is not None, f"README has no row for {assignment}"
        nb = release_notebook(course, assignment)
        assert int(row[1]) == sum(c.metadata.get("nbgrader", {}).get("points", 0) for c in nb.cells)


def test_helpers_never_import_the_staff_side() -> None:
    for path in (ROOT / "course_utils").rglob("*.py"):
        assert not re.search(
            r"^\s*(from|import) (autograde|solutions)\b", path.read_text(encoding="utf-8"), re.M
        ), path


def test_no_file_names_a_machine_or_a_registry() -> None:
    import subprocess

    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    path = re.compile(r"(?<![\w~])/" + "(work|root)/|pypi" + r"\.org|files\.python" + "hosted")
    for name in filter(None, files):
        data = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        assert not path.search(data.decode("utf-8", "ignore")), name


def test_every_question_of_the_homework_has_its_exercise() -> None:
    course = Course.find(ROOT)
    slugs: dict[str, set[str]] = {}
    for assignment in course.assignments():
        text = (course.solutions / assignment / f"{assignment}.py").read_text(encoding="utf-8")
        short = short_name(assignment)
        slugs[assignment[:2]] = set(re.findall(rf'"grade_id": "{short}-([\w-]+)"', text))
    page = (ROOT / "docs" / "homework.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]+ \| [^|]+ \| (\d\d|all) \| ([^|]+) \|$", page, re.M)
    assert len(rows) == 36
    for notebook, exercises in rows:
        named = re.findall(r"`([\w-]+)`", exercises)
        assert named or notebook == "all" or "claims" in exercises
        assert set(named) <= slugs.get(notebook, set()), (notebook, exercises)
