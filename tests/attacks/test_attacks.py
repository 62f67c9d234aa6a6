"""Each attack fails under `unrolled grade`, and is real: it succeeds under plain nbgrader.

ATTACKS="marks-always_equal leaks-home" in the environment chooses some of them.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from tests.attacks import answers
from tests.attacks import arena as arenas
from tests.attacks.arena import Arena
from tests.attacks.corpus import ASSIGNMENT, Case, cases, read
from tests.attacks.protected import LIMITS, Outcome, wanted

ROOT = Path(__file__).parents[2]
NAMES = os.environ.get("ATTACKS", "").split()
CASES = [case for case in cases() if not NAMES or case.name in NAMES]
LONGEST_S = 1500  # on a busy machine

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
every_shown = pytest.mark.parametrize(
    "case", [case for case in CASES if case.shown], ids=lambda case: case.name
)
grades_a_class = pytest.mark.timeout(LONGEST_S)  # the first test waits for all of it
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def run(half: str, factory: pytest.TempPathFactory) -> Path:
    """Run one half of the corpus, once for all workers, in a process that has a home to lose.

    Returns its folder.
    """
    base = factory.getbasetemp()
    base = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    root = base / f"attacks-{half}"
    with FileLock(f"{root}.lock"):
        if not root.exists():
            root.mkdir()
            command = [sys.executable, "-m", f"tests.attacks.{half}", str(root), *NAMES]
            # Its copies of our packages are not to be measured.
            env = {name: v for name, v in os.environ.items() if not name.startswith("COV")}
            log = root / "log"
            with log.open("w") as out:
                subprocess.run(
                    command, cwd=ROOT, env=env, stdout=out, stderr=out, timeout=LONGEST_S
                )  # fmt: skip
        assert (root / f"{half}.json").exists(), (root / "log").read_text()[-3000:]
    return root


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of each case under plain nbgrader."""
    return json.loads((run("plain", tmp_path_factory) / "plain.json").read_text())


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run("protected", tmp_path_factory)


@pytest.fixture(scope="module")
def outcome(machine: Path) -> Outcome:
    """What became of the class with all attackers under `unrolled grade`."""
    found = Outcome(**json.loads((machine / "protected.json").read_text()))
    assert not found.trouble, found.trouble
    return found


@pytest.fixture(scope="module")
def arena(machine: Path, outcome: Outcome) -> Arena:
    """The machine on which that class was graded."""
    return Arena.load(machine / "with")


@pytest.fixture(scope="module")
def ledger(arena: Arena) -> dict[str, Any]:
    path = arena.course.reports / ASSIGNMENT / "grading.json"
    return json.loads(path.read_text(encoding="utf-8"))["students"]


def test_corpus() -> None:
    """There are enough cases of each kind, and none holds a secret that it might print."""
    corpus = cases()
    kinds = ("marks", "leaks", "tamper", "dos", "design")
    count = {kind: sum(case.kind == kind for case in corpus) for kind in kinds}
    assert sum(count.values()) == len(corpus) >= 80
    assert min(count.values()) >= 10
    assert not [c.name for c in corpus if re.search(r"-[0-9a-f]{16}\b", c.path.read_text())]
    assert [c.name for c in corpus if not c.shown and c.kind != "design"] == []


@pytest.mark.parametrize(
    "text",
    ["", "# Says what it tries.\n", "x = 1\n# wins: marks double\n", "# Tries.\n# wins: fame"],
)
def test_case_must_say_what_it_tries(tmp_path: Path, text: str) -> None:
    path = tmp_path / "case.py"
    path.write_text(text)
    with pytest.raises(ValueError, match="what it tries and what it wins"):
        read(path)


@pytest.mark.slow
@grades_a_class
@every_shown
def test_succeeds_unprotected(case: Case, plain: dict[str, Any]) -> None:
    """The attack is real: under plain nbgrader it gets what it wants."""
    assert plain[case.name]["won"], plain[case.name]


@pytest.mark.slow
@grades_a_class
@every_case
def test_fails(case: Case, outcome: Outcome, arena: Arena, ledger: dict[str, Any]) -> None:
    """No undeserved point, nothing read, nothing done; and the attacker has a record."""
    student = outcome.students[case.name]
    assert ledger[student]["status"] == ("refused" if case.values("folder") else "graded")
    points = outcome.marks["points"].get(student, {})
    assert {s: p for s, p in points.items() if p > wanted(case)[s]} == {}

    notebook = arena.course.autograded / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    shown = arenas.outputs(notebook)
    pages = [p.read_text() for p in (arena.course.feedback / student).rglob("*.html")]
    everything = "\n".join([shown, json.dumps(ledger[student]), *pages])
    assert [name for name, word in arena.words.items() if word in everything] == []
    never = [" ".join(case.aims)] if case.wins == "words" else case.values("never")
    assert [text for text in never if text in shown] == []
    if case.wins == "grows":
        assert notebook.stat().st_size < float(case.aims[0]) * 1e6
    assert (ledger[student]["seconds"] or 0) < LIMITS.notebook_s * LIMITS.wall_factor


@pytest.mark.slow
@grades_a_class
def test_class_goes_on(outcome: Outcome, ledger: dict[str, Any]) -> None:
    """Honest students have the marks that they deserve, the same as without attackers."""
    assert set(ledger) == {*outcome.students.values(), *outcome.deserved, "bob"}
    for student, deserved in outcome.deserved.items():
        assert ledger[student]["outcome"] == "finished"
        assert outcome.marks["points"][student] == {**deserved, "why": 0}
        assert outcome.marks["points"][student] == outcome.alone["points"][student]
    assert outcome.marks["points"]["bob"] == {**answers.POINTS, "why": 0}


@pytest.mark.slow
@grades_a_class
def test_nothing_altered(outcome: Outcome, arena: Arena, ledger: dict[str, Any]) -> None:
    """Files, the gradebook's other rows and the course's package are as they were."""
    assert outcome.changed == []
    assert list(arena.loot.iterdir()) == []
    graded = {name for name, record in ledger.items() if record["status"] == "graded"}
    assert outcome.marks["triggers"] == 0
    assert outcome.marks["names"]["bob"] == arena.words["gradebook"]
    assert set(outcome.marks["points"]) == graded


@pytest.mark.slow
@grades_a_class
def test_nothing_left_running(outcome: Outcome) -> None:
    assert outcome.left == []


@pytest.mark.slow
@grades_a_class
def test_console_and_pages_are_clean(
    outcome: Outcome, arena: Arena, ledger: dict[str, Any]
) -> None:
    """No message can steer a terminal, and no page can run a script."""
    assert [line for line in outcome.lines if CONTROL.search(line)] == []
    said = [v["message"] for record in ledger.values() for v in record["verdicts"]]
    assert [text for text in said if CONTROL.search(text)] == []
    pages = sorted(arena.course.feedback.rglob("*.html"))
    assert len(pages) == sum(record["status"] == "graded" for record in ledger.values())
    active = re.compile(
        r"<script[^>]*>\s*alert|<[^>]*\bonerror=|<[^>]*\bonload=|<iframe|href=[\"']javascript:"
    )
    assert [p.parts[-3] for p in pages if active.search(p.read_text())] == []
    assert list(arena.root.rglob("attacked.png")) == []
