"""Reading mistakes and alternatives, and trying them."""

import json
import subprocess
import sys

import pytest

from autograde.build import build, source_notebook
from autograde.errors import UserError
from autograde.variants import Variant, exercises, load, run


def add(course, slug, text, place="mistakes"):
    path = course.solutions / "00_tiny" / place / f"{slug}.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_load_reads_every_cell_and_skips_words_to_the_reader(tiny):
    found = load(tiny.solutions / "00_tiny")
    names = [v.name for v in found if (v.slug, v.kind) == ("double", "mistake")]
    assert names == ["no-return", "squares", "drops-the-sign", "plus-two", "misspelt"]
    first = found[0]
    assert first.says == "forget a `return`"
    assert first.source == 'def double(x):\n    """Return two times x."""\n    x * 2'
    assert [v.name for v in found if (v.slug, v.kind) == ("total", "alternative")] == [
        "built-in",
        "recursion",
        "reduce",
    ]


def test_a_docstring_and_a_markdown_cell_are_words_to_the_reader(tiny):
    add(tiny, "double", '"""Doubling."""\n# %% [markdown]\n# Now:\n# %% sum\nx = 1', "alternatives")
    found = load(tiny.solutions / "00_tiny")
    assert [v.name for v in found if (v.slug, v.kind) == ("double", "alternative")] == ["sum"]


def test_load_of_an_assignment_without_variants_is_empty(tmp_path):
    assert load(tmp_path) == []


@pytest.mark.parametrize(
    ("place", "text", "says"),
    [
        ("mistakes", "# %% silent\nx = 1", r'silent must read `# %% name says="…"`'),
        (
            "mistakes",
            '# %% a says="x"\nx = 1\n# %%\ny = 2',
            r"each cell must read .* begins 'y = 2'",
        ),
        ("mistakes", '# %% a says="x"\nx = 1\n# %% a says="y"\nx = 2', "two cells are called a"),
        ("mistakes", "# %%\nx = 1", r"each cell must read .* begins 'x = 1'"),
        ("mistakes", "# %%\nx =", r"each cell must read .* begins 'x ='"),
        ("alternatives", '# %% a says="x"\nx = 1', "a must read `# %% name`"),
    ],
)
def test_a_bad_header_is_named(tiny, place, text, says):
    path = add(tiny, "double", text, place)
    with pytest.raises(UserError, match=says) as caught:
        load(tiny.solutions / "00_tiny")
    assert str(path) in str(caught.value)


def test_exercises_are_pairs_of_solution_and_test(tiny):
    nb = source_notebook(tiny.solutions / "00_tiny" / "00_tiny.py")
    assert [x.slug for x in exercises(nb, "tiny")] == ["double", "total"]
    for x in exercises(nb, "tiny"):
        assert nb.cells[x.solution].id == f"tiny-{x.slug}"
        assert nb.cells[x.test].id == f"tiny-{x.slug}-test"
    del nb.cells[exercises(nb, "tiny")[0].solution]
    assert [x.slug for x in exercises(nb, "tiny")] == ["total"]


ODD = """
# %% dies says="x"
import os
os._exit(3)
# %% does-not-parse says="x"
def total(numbers:
# %% right-but-poor says="x"
def total(numbers):
    return sum(numbers) if numbers else None
# %% too-generous says="x"
def total(numbers):
    return sum(numbers)
# %% breaks-the-check says="x"
check = None
def total(numbers):
    return sum(numbers)
"""


@pytest.mark.slow
def test_each_variant_starts_from_the_reference_and_gets_nbgraders_points(tiny, spoil):
    # A cell between solution and test runs as well; the test ends with a number above its points.
    spoil("# %% [markdown]\n# ## Total\n", "# %%\nseed = 5\n\n# %% [markdown]\n# ## Total\n")
    add(tiny, "total", ODD)
    notebook = build(tiny, "00_tiny")
    seen = []
    variants = [*load(tiny.solutions / "00_tiny"), Variant("triple", "mistake", "stray", "x", "y")]
    trials = {(t.slug, t.name): t for t in run(notebook, "tiny", variants, seen.append)}
    assert [seen[i].slug for i in (0, -1)] == ["double", "total"]
    assert ("triple", "stray") not in trials

    wrong = trials["double", "drops-the-sign"]
    assert (wrong.outcome, wrong.points, wrong.max_points) == ("wrong", 0, 2)
    assert "negative numbers" in wrong.message
    assert wrong.error.startswith("AssertionError: double(-")
    raised = trials["double", "misspelt"]
    assert raised.outcome == "raised"
    assert "name 'y' is not defined" in raised.message
    right = trials["double", "lambda"]
    assert (right.outcome, right.points, right.error) == ("right", 2, "")
    assert 0 < right.check_seconds < 1

    assert trials["total", "dies"].outcome == "died"
    unparsed = trials["total", "does-not-parse"]
    assert (unparsed.outcome, unparsed.points) == ("wrong", 0)
    assert "`total` is not defined" in unparsed.message
    partial = trials["total", "right-but-poor"]
    assert (partial.outcome, partial.points, partial.max_points) == ("wrong", 2, 3)
    assert trials["total", "too-generous"].points == 3
    broken = trials["total", "breaks-the-check"]
    assert (broken.outcome, broken.points) == ("no check", 0)
    assert "not callable" in broken.message


@pytest.mark.slow
def test_a_variant_that_never_ends_is_stopped(tiny):
    add(tiny, "double", '# %% endless says="x"\nwhile True:\n    pass\n')
    task = {"notebook": str(build(tiny, "00_tiny")), "short": "tiny"}
    found = [v for v in load(tiny.solutions / "00_tiny") if v.name in ("endless", "sum")]
    task["variants"] = [vars(v) for v in found]
    program = "from autograde import trials\ntrials.TRIAL_SECONDS = 1\ntrials.main()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    outcomes = {t["name"]: t["outcome"] for t in map(json.loads, done.stdout.splitlines())}
    assert outcomes == {"endless": "too slow", "sum": "right"}


@pytest.mark.slow
def test_a_reference_that_ends_python_is_reported(tiny, spoil):
    spoil(
        "import random\n", "import os\nimport sys\n\nprint('gone', file=sys.stderr)\nos._exit(7)\n"
    )
    with pytest.raises(UserError, match=r"stopped with exit code 7: gone\. Run the notebook"):
        run(build(tiny, "00_tiny"), "tiny", load(tiny.solutions / "00_tiny"))
