"""The commands that start sandboxes, as lists of words."""

import os
from pathlib import Path

import pytest

from autograde.errors import UserError
from autograde.limits import DEFAULT
from autograde.sandbox import bwrap, engine

VIEW = bwrap.View(
    python=Path("/env/bin/python"),
    links={"/bin": "usr/bin"},
    readable=(Path("/usr"),),
    hidden_before=(Path("/usr/course"),),
    pythons=(Path("/env/bin"), Path("/env/lib")),
    hidden=(Path("/env/lib/autograde"),),
    bound={f"{bwrap.PACKAGES}/course_utils": Path("/src/course_utils")},
)


def pairs(words: list[str], option: str) -> list[tuple[str, str]]:
    return [(words[i + 1], words[i + 2]) for i, word in enumerate(words) if word == option]


@pytest.mark.parametrize("root", [True, False])
def test_bubblewrap_gets_a_world_of_its_own(root):
    words = bwrap.command(Path("/usr/bin/bwrap"), VIEW, root, 7, {"/etc/passwd": 8})
    for word in ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--clearenv"):
        assert word in words
    for word in ("--die-with-parent", "--new-session", "--unshare-cgroup-try"):
        assert word in words
    assert ("--unshare-user" in words) is not root
    assert words[words.index("--cap-drop") + 1] == "ALL"
    added = {words[i + 1] for i, word in enumerate(words) if word == "--cap-add"}
    assert added == ({"CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID"} if root else set())
    assert pairs(words, "--ro-bind") == [
        ("/usr", "/usr"),
        ("/env/bin", "/env/bin"),
        ("/env/lib", "/env/lib"),
        ("/src/course_utils", "/run/unrolled/course_utils"),
    ]
    assert "--bind" not in words
    assert words.index("/usr/course") > words.index("/usr")
    assert words.index("/env/lib/autograde") > words.index("/env/lib")
    assert words[words.index("--") - 4 : words.index("--")] == ["--remount-ro", "/", "--chdir", "/"]
    assert words[-1] == "7"


def test_the_view_of_this_machine_leaves_the_course_out():
    view = bwrap.view()
    shown = [*view.readable, *view.pythons, *view.bound.values()]
    course = Path(__file__).parents[3]
    for secret in ("solutions", "autograde/hidden", "tests", "gradebook.db", "nbgrader_config.py"):
        assert not any((course / secret).is_relative_to(path) for path in shown)
    assert not any(Path.home() == path or Path.home().is_relative_to(path) for path in shown)
    assert not any(path.name == "etc" for path in shown)


def test_an_installed_autograde_is_masked(tmp_path, monkeypatch):
    site = tmp_path / "lib" / "python3" / "site-packages"
    (site / "autograde").mkdir(parents=True)
    monkeypatch.setattr(bwrap.sys, "path", [*bwrap.sys.path, str(site)])
    view = bwrap.view()
    assert site in view.pythons
    assert site / "autograde" in view.hidden
    assert str(site) in view.path


def test_a_course_in_a_system_folder_is_masked(monkeypatch):
    monkeypatch.setattr(bwrap.Path, "cwd", lambda: Path("/usr/share/doc"))
    assert Path("/usr/share/doc") in bwrap.view().hidden_before


def test_data_around_the_course_are_refused(monkeypatch):
    monkeypatch.setenv("COURSE_DATA_DIR", str(Path(__file__).parents[4]))
    with pytest.raises(UserError, match="COURSE_DATA_DIR"):
        bwrap.view()


def test_no_word_of_our_environment_goes_in(monkeypatch):
    monkeypatch.setenv("UNROLLED_CANARY", "secret")
    monkeypatch.delenv("COURSE_DATA_DIR", raising=False)
    words = bwrap.command(Path("bwrap"), bwrap.view(), False, 3, {})
    assert not any("CANARY" in word or "secret" in word for word in words)


def test_bubblewrap_from_pypi_is_found_without_the_systems(monkeypatch):
    monkeypatch.setattr(bwrap.shutil, "which", lambda _: None)
    found = bwrap.program()
    assert found is None or (found.name == "bwrap" and os.access(found, os.X_OK))


@pytest.mark.parametrize("name", ["podman", "docker"])
@pytest.mark.parametrize("user", [0, 1234])
def test_a_container_is_held_as_tightly(monkeypatch, name, user):
    monkeypatch.setattr(engine.os, "geteuid", lambda: user)
    monkeypatch.setattr(engine.os, "getuid", lambda: user)
    monkeypatch.setattr(engine.os, "getgid", lambda: user)
    words = engine.command(name, "unrolled-x", VIEW, DEFAULT, Path("/tmp/run"), {"key": "k"})
    text = " ".join(words)
    assert words[:3] == [name, "run", "--rm"]
    for option in (
        "--network none",
        "--read-only",
        "--cap-drop ALL",
        "--security-opt no-new-privileges",
        "--pids-limit 64",
        "--memory 3072m",
        "--memory-swap 3072m",
        "--name unrolled-x",
        "--volume /tmp/run:/run/kernel:rw",
        "--volume /env/lib:/env/lib:ro",
        "--tmpfs /env/lib/autograde:ro",
    ):
        assert option in text
    assert sum(word.endswith(":rw") for word in words) == 1
    assert "--privileged" not in words
    owner = words[words.index("--user") + 1]
    assert owner == ("1234:1234" if name == "docker" and user else "1000:1000")
    assert ("keep-id" in text) is (name == "podman" and user != 0)


def test_temporary_files_do_not_cover_a_python_below_tmp() -> None:
    assert bwrap.environment(bwrap.View(Path("/usr/bin/python3")))["TMPDIR"] == "/tmp"
    below = bwrap.View(Path("/tmp/env/bin/python"), pythons=(Path("/tmp/env/lib"),))
    assert bwrap.environment(below)["TMPDIR"] == "/box/tmp"
