"""The command line: what it says when all goes well, and one line when something does not."""

import subprocess
import sys
import warnings
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
import typer
from typer.testing import CliRunner

import autograde
from autograde import console, scores
from autograde.cli import app
from autograde.collect import Collected
from autograde.differences import Differences
from autograde.doctor import Finding
from autograde.errors import UserError
from autograde.gate import GateReport, Rule
from autograde.releasing import Released
from tests.autograde.class_of import (
    ASSIGNMENT,
    fill_gradebook,
    make_course,
    recorded,
    verdict,
    write_record,
)

COMMANDS = typer.main.get_command(app).commands  # pyright: ignore
RNN = "rnn_lstm-rnn-layer-test"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with one graded student, and the working directory in it."""
    course = make_course(tmp_path / "course")
    fill_gradebook(course, {RNN: (4, "code")}, {"ada": {RNN: (3.0, None, False)}})
    write_record(course, {"ada": recorded(seconds=12, verdicts=[verdict("rnn-layer")])})
    monkeypatch.chdir(course.root)
    return course


def unrolled(*words):
    """Run a command in this process; return exit code, stdout and stderr."""
    result = CliRunner().invoke(app, [str(word) for word in words], prog_name="unrolled")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def replace(monkeypatch, module, **functions):
    """Put functions in place of a module of autograde."""
    fake = ModuleType(f"autograde.{module}")
    vars(fake).update(functions)
    monkeypatch.setitem(sys.modules, f"autograde.{module}", fake)
    monkeypatch.setattr(autograde, module, fake, raising=False)


def raises(error):
    def function(*args, **kwargs):
        raise error

    return function


def test_these_are_the_commands():
    assert sorted(COMMANDS) == [
        "build", "bundle", "collect", "demo", "doctor", "due", "export", "extend",
        "feedback", "grade", "gradescope", "regrade", "release", "report", "submit",
        "upgrade",
    ]  # fmt: skip


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_is_in_whole_sentences(name):
    command = COMMANDS[name]
    for text in (command.help, *(p.help for p in command.params if p.name != "help")):
        assert text[0].isupper(), text
        assert text.endswith("."), text
        assert len(text.split()) >= 3, text
    code, out, _ = unrolled(name, "--help")
    assert code == 0
    assert command.help.split()[0] in out


def test_help_and_version():
    code, out, _ = unrolled("--help")
    assert code == 0
    assert all(name in out for name in COMMANDS)
    assert unrolled("--version")[1].startswith("unrolled 0")


def test_help_imports_nothing_heavy():
    script = (
        "import sys; from autograde.cli import main; sys.argv = ['unrolled', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('torch', 'nbgrader', 'nbformat', 'sqlalchemy') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ran.stdout.splitlines()[-1] == "[]", ran.stderr


@pytest.mark.parametrize("name", ["build", "release", "grade", "feedback", "report", "bundle"])
@pytest.mark.parametrize("verbose", [(), ("-v",)])
def test_an_assignment_that_is_not_there_is_one_line(course, name, verbose):
    code, _, err = unrolled(name, "07_nothing", *verbose)
    assert code == 1
    assert err.splitlines()[-1].startswith("error: There is no assignment '07_nothing'")
    assert ("Traceback" in err) == bool(verbose)
    assert verbose or len(err.splitlines()) == 1


def test_verbose_may_stand_before_the_command(course):
    assert "Traceback" in unrolled("-v", "report", "07_nothing")[2]


def test_no_course_here_is_one_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = unrolled("report", "01")
    assert code == 1
    assert len(err.splitlines()) == 1
    assert err.startswith("error: No course found")


def test_an_error_nobody_foresaw_is_one_line_too(course, monkeypatch):
    replace(monkeypatch, "build", build=raises(ValueError("two\nlines")))
    code, _, err = unrolled("build", "01")
    assert (code, err) == (1, "error: ValueError: two lines (unexpected; -v shows where)\n")
    assert "Traceback" in unrolled("build", "01", "-v")[2]


def test_a_message_of_several_lines_becomes_one(course, monkeypatch):
    replace(monkeypatch, "build", build=raises(UserError("this\n  and that")))
    assert unrolled("build", "01")[2] == "error: this and that\n"


@pytest.mark.parametrize(("verbose", "count"), [((), 0), (("-v",), 1)])
def test_warnings_of_libraries_are_kept_from_the_screen(course, monkeypatch, verbose, count):
    def build(course, assignment):
        warnings.warn("this will change in version 9", stacklevel=1)
        return course.source

    replace(monkeypatch, "build", build=build)
    with warnings.catch_warnings(record=True) as seen:
        assert unrolled(*verbose, "build", "01")[0] == 0
    assert len(seen) == count


def test_an_interrupted_command_says_that_it_can_go_on(course, monkeypatch):
    replace(monkeypatch, "build", build=raises(KeyboardInterrupt()))
    code, _, err = unrolled("build", "01")
    assert code == 130
    assert err.startswith("error: Stopped.")


def test_wrong_usage_is_exit_code_2(course):
    assert unrolled("report")[0] == 2
    assert unrolled("grade", "01", "--jobs", "0")[0] == 2


@pytest.mark.parametrize(("words", "code"), [(("report", "01"), 0), (("report", "02"), 1)])
def test_as_a_program(course, words, code):
    """One real process each: stdout is the answer, stderr the one line or nothing."""
    ran = subprocess.run(
        [sys.executable, "-c", "from autograde.cli import main; main()", *words],
        capture_output=True, text=True, timeout=120, cwd=course.root,
    )  # fmt: skip
    assert ran.returncode == code, ran.stderr
    assert len(ran.stderr.splitlines()) == code
    if code == 0:
        assert "reports/01_rnn_lstm/report.html" in ran.stdout
        assert (course.reports / ASSIGNMENT / "grades.csv").exists()


def test_report_takes_any_name_of_the_assignment(course):
    for name in ("01", "rnn_lstm", ASSIGNMENT):
        code, out, _ = unrolled("report", name)
        assert code == 0
        assert out.splitlines() == [
            f"Scores: reports/{ASSIGNMENT}/grades.csv",
            f"Report: reports/{ASSIGNMENT}/report.html",
        ]


def test_grade_passes_on_what_was_asked_for_and_writes_the_report(course, monkeypatch):
    asked = {}

    def grade(course, assignment, **options):
        options.pop("on_event")("ada: graded")
        options.pop("on_trouble")("shown live only")
        asked.update(options, assignment=assignment)

    replace(monkeypatch, "grade", grade=grade)
    code, out, err = unrolled(
        "grade", "01", "--student", "ada", "--student", "b c", "--jobs", "3", "--force"
    )
    assert (code, err) == (0, "")
    assert asked == {
        "assignment": ASSIGNMENT, "students": ["ada", "b c"], "jobs": 3, "force": True,
        "sandbox": None, "scheduler": None,
    }  # fmt: skip
    assert out.splitlines()[0] == "ada: graded"
    assert "3/4" in out
    assert "1 of 1 graded, median 3 of 4 points; 0 answers to mark." in out
    assert (course.reports / ASSIGNMENT / "report.html").exists()
    unrolled("grade", "01")
    assert (asked["students"], asked["jobs"], asked["force"]) == (None, None, False)
    unrolled("grade", "01", "--trusted", "--scheduler", "tcp://127.0.0.1:1")
    assert (asked["sandbox"], asked["scheduler"]) == ("none", "tcp://127.0.0.1:1")


def test_release_shows_each_rule_and_refuses_when_one_is_broken(course, monkeypatch):
    rules = [Rule("the solution has full marks", True), Rule("nothing leaks", False, ["line [3]"])]
    page = course.build / "pages" / f"{ASSIGNMENT}.html"

    def release(kept):
        report = GateReport(ASSIGNMENT, rules[:kept], 1.0, page)
        changes = Differences(added=["double"])
        return lambda *arguments: Released("1.0", report, changes)

    replace(monkeypatch, "releasing", release=release(2))
    code, out, err = unrolled("release", "01")
    assert code == 1
    assert err.startswith(f"error: {ASSIGNMENT} is not released: 1 of 2 rules broken")
    assert "✓   the solution has full marks" in out
    assert "✗   nothing leaks" in out
    assert "line [3]" in out
    replace(monkeypatch, "releasing", release=release(1))
    code, out, err = unrolled("release", "01")
    assert (code, err) == (0, "")
    assert "Changed since the version before:\n  new: double\n" in out
    assert f"Released version 1.0 notebooks/{ASSIGNMENT}" in out


def test_build_feedback_and_bundle_say_where_it_is(course, monkeypatch):
    replace(monkeypatch, "build", build=lambda course, assignment: course.source / "nb.ipynb")
    replace(monkeypatch, "feedback", feedback=lambda course, assignment: [Path("a"), Path("b")])

    def bundle(course, assignment, out, links):
        return SimpleNamespace(zip=out / "x.zip", students=out / links.repo, remarks=[])

    replace(monkeypatch, "bundle", bundle=bundle)
    assert unrolled("build", "01")[1] == "Built build/source/nb.ipynb\n"
    assert "2 pages of feedback in feedback" in unrolled("feedback", "01")[1]
    said = unrolled("bundle", "01", "--out", "box", "--repo", "a/b")[1]
    assert said == "Packed box/x.zip\nFor GitHub: box/a/b\n"
    assert unrolled("bundle", "01")[1].startswith("Packed dist/x.zip\n")
    assert unrolled("bundle", "01", "--repo", "b")[2].startswith("error: --repo b: name it as ")


def test_collect_shows_what_came_and_logs_it(course, monkeypatch):
    asked = []

    def collect(course, assignment, sources, roster, on_event):
        asked.append((sources, roster and [person.id for person in roster.people]))
        return [Collected("ada", "new", "box › ada", version="1.0", receipt="1a2b")]

    monkeypatch.setattr("autograde.collect.collect", collect)
    (course.root / "students.csv").write_text("id\nada\n")
    code, out, err = unrolled("collect", "01", "box", "s.zip", "--roster", "students.csv")
    assert (code, err) == (0, "")
    assert asked == [([Path("box"), Path("s.zip")], ["ada"])]
    assert out.splitlines()[-2:] == [
        "1 new.",
        f"All of them, with receipts: reports/{ASSIGNMENT}/collected.csv",
    ]
    assert "1a2b" in (course.reports / ASSIGNMENT / "collected.csv").read_text()
    assert unrolled("collect", "01")[0] == 2


def test_demo_shows_the_scores_and_which_file_to_open(course, monkeypatch):
    def run(real, where, on_event):
        on_event("grading")
        made = make_course(where)
        fill_gradebook(made, {RNN: (4, "code")}, {"zoe": {RNN: (4.0, None, False)}})
        write_record(made, {"zoe": recorded()})
        return SimpleNamespace(
            assignment=ASSIGNMENT, report=where / "report.html", feedback_dir=made.feedback
        )

    replace(monkeypatch, "demo", run=run)
    code, out, err = unrolled("demo", "--where", "shown")
    assert (code, err) == (0, "")
    assert "zoe" in out
    assert "4/4" in out
    assert out.splitlines()[-1] == "Open this file in a browser: shown/report.html"


@pytest.mark.parametrize(("state", "code"), [("ok", 0), ("warn", 0), ("bad", 1)])
def test_doctor_fails_only_on_what_is_bad(course, monkeypatch, state, code):
    finding = Finding("disk", state, "0.1 GB free", "Make room.")
    monkeypatch.setattr("autograde.doctor.checks", lambda on_progress: [finding])
    got, out, err = unrolled("doctor")
    assert got == code
    assert "0.1 GB free" in out
    assert ("→ Make room." in out) == (state != "ok")
    assert err == ("error: To be mended, as said above: disk.\n" if code else "")


def test_what_students_wrote_is_not_taken_for_markup(tmp_path, capsys):
    course = make_course(tmp_path)
    write_record(course, {"[bold]x[/bold]": recorded("unreadable", "[/red] \x1b[31m is [odd]")})
    console.score_table(scores.read(course, ASSIGNMENT))
    out = capsys.readouterr().out
    assert "[bold]x[/bold]" in out
    assert "[odd]" in out
    assert "\x1b" not in out


def test_of_a_large_class_only_those_who_need_a_person_are_shown(tmp_path, capsys):
    course = make_course(tmp_path)
    names = [f"s{i:03}" for i in range(60)]
    fill_gradebook(course, {RNN: (4, "code")}, {name: {RNN: (4.0, None, False)} for name in names})
    students = {name: recorded() for name in names}
    students["s007"] = recorded(outcome="cell 3 stopped")
    students["s008"] = recorded("refused", "too large")
    students["t001"] = recorded("missing", "Nothing was handed in.")
    write_record(course, students)
    console.score_table(scores.read(course, ASSIGNMENT))
    assert capsys.readouterr().out.splitlines() == [
        "! s008 (refused): Too large. "
        "The gradebook still holds the scores of an earlier submission.",
        "! s007 (stopped): Cell 3 stopped.",
        "○ t001: Nothing was handed in.",
        "59 of 61 graded, median 4 of 4 points; 0 answers to mark.",
    ]


def test_away_from_a_terminal_steps_that_only_count_are_left_out(capsys):
    with console.steps() as step:
        for said in ("building", "trying: 1 of 3 (a)", "trying: 2 of 3 (b)", "writing"):
            step(said)
    assert capsys.readouterr().out.splitlines() == ["building", "trying: 1 of 3 (a)", "writing"]


def test_a_terminal_shows_the_present_step(monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr("rich.console.Console.is_terminal", True)
    with console.steps() as step:
        step("building [bold]x[/bold] [/]")
    assert "building [bold]x[/bold] [/]" in capsys.readouterr().out
