"""Where a course's folders are found, and what an assignment may be called."""

import pytest
from traitlets.config import Config

from autograde.course import CONFIG_FILE, Course, short_name
from autograde.errors import UserError
from autograde.nbgrader_settings import configure


def test_a_course_is_found_from_a_folder_inside_it(tiny):
    inside = tiny.solutions / "00_tiny" / "mistakes"
    assert Course.find(inside) == tiny


def test_without_a_configuration_file_there_is_no_course(tmp_path):
    with pytest.raises(UserError, match=r"neither .* nor a folder above it holds nbgrader_config"):
        Course.find(tmp_path)


def test_the_working_directory_is_where_the_search_begins(tiny, monkeypatch):
    monkeypatch.chdir(tiny.root)
    assert Course.find() == tiny


def test_a_course_inside_a_course_uses_the_outer_solutions(tiny):
    demo = tiny.root / "demo"
    demo.mkdir()
    (demo / "nbgrader_config.py").touch()
    found = Course.find(demo)
    assert (found.root, found.solutions) == (demo, tiny.solutions)
    assert found.resolve("tiny") == "00_tiny"


@pytest.mark.parametrize("name", ["00", "tiny", "00_tiny"])
def test_an_assignment_has_three_names(tiny, name):
    assert tiny.resolve(name) == "00_tiny"


def test_an_unknown_name_lists_what_exists(tiny):
    (tiny.notebooks / "01_rnn_lstm").mkdir(parents=True)  # released, without its source
    (tiny.solutions / "notes").mkdir()
    with pytest.raises(UserError, match=r"no assignment 'lstm'\. Assignments: 00_tiny, 01_rnn_lst"):
        tiny.resolve("lstm")


def test_a_course_without_assignments_says_where_it_looked(tmp_path):
    course = Course(tmp_path, tmp_path / "solutions")
    with pytest.raises(UserError, match=f"none .looked in {course.solutions}"):
        course.resolve("00")


def test_short_name_keeps_later_underscores():
    assert short_name("01_rnn_lstm") == "rnn_lstm"


def test_our_folders_are_nbgraders_folders(tiny):
    directory = tiny.config().CourseDirectory
    assert directory.root == str(tiny.root)
    pairs = {
        "source": tiny.source,
        "release": tiny.notebooks,
        "submitted": tiny.submitted,
        "autograded": tiny.autograded,
        "feedback": tiny.feedback,
    }
    for step, folder in pairs.items():
        assert tiny.root / directory[f"{step}_directory"] == folder
    assert tiny.reports.parent == tiny.build.parent == tiny.root
    assert tiny.db_url == f"sqlite:///{tiny.root}/gradebook.db"  # nbgrader's default


def test_nbgrader_finds_alembic_without_an_activated_environment(monkeypatch):
    import shutil

    monkeypatch.setenv("PATH", "/nowhere")
    configure(Config())
    configure(Config())
    assert shutil.which("alembic")
    import os

    assert len(os.environ["PATH"].split(os.pathsep)) == 2  # added once


def test_every_preprocessor_of_the_feedback_exists():
    from traitlets.utils.importstring import import_item

    names = configure(Config()).GenerateFeedback.preprocessors
    assert "autograde.feedback.StripHidden" in names
    assert all(callable(import_item(name)) for name in names)


def test_settings_an_instructor_adds_are_seen_by_our_commands_too(tiny: Course) -> None:
    path = tiny.root / CONFIG_FILE
    path.write_text(
        path.read_text() + "\nget_config().AssignLatePenalties.plugin_class = 'late.Mine'\n"
    )
    config = tiny.config()
    assert config.AssignLatePenalties.plugin_class == "late.Mine"
    assert config.CourseDirectory.source_directory == "build/source"
    assert config.CourseDirectory.root == str(tiny.root)


def test_broken_config_is_named_in_one_line(tiny: Course) -> None:
    (tiny.root / CONFIG_FILE).write_text("configure(")
    with pytest.raises(UserError, match=r"nbgrader_config\.py cannot be run \(SyntaxError"):
        tiny.config()
