"""What is at stake: a course with secrets planted in it, and how to see whether one got out."""

import contextlib
import dataclasses
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import threading
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat
from autograde import build
from autograde.course import Course
from nbformat import NotebookNode
from tests.attacks.answers import RIGHT
from tests.attacks.corpus import ASSIGNMENT, HERE, PREFIX, Case, HandIn, hand_in

SECRETS = (
    "hidden", "answer", "rubric", "gradebook", "other", "home", "environment", "service",
)  # fmt: skip
ABSTRACT = "unrolled-attacked"  # how the name of the service's socket without a file begins
VARIABLE = "GRADER_TOKEN"  # the environment variable with a secret in it


@dataclass(frozen=True)
class Arena:
    """The folders of one grader's machine, and the secrets on it."""

    root: Path
    words: dict[str, str]
    socket: Path = Path("/nowhere")  # where the service listens
    port: int = 9

    @property
    def course(self) -> Course:
        return Course(self.root / "course", self.root / "course" / "solutions")

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def loot(self) -> Path:
        return self.root / "loot"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def places(self) -> dict[str, str]:
        """What attackers may know of this machine."""
        return {
            "COURSE": str(self.course.root), "HOME": str(self.home), "LOOT": str(self.loot),
            "SITE": str(self.site), "PORT": str(self.port), "SOCKET": str(self.socket),
        }  # fmt: skip

    def save(self) -> None:
        """Write down the secrets, for other processes."""
        (self.root / "arena.json").write_text(json.dumps(self.words))

    @classmethod
    def load(cls, root: Path) -> "Arena":
        """Return what `save` wrote."""
        return cls(root, json.loads((root / "arena.json").read_text()))


@contextlib.contextmanager
def service(arena: Arena) -> Iterator[Arena]:
    """Run a program that listens in all the ways there are, and tells a secret to who asks.

    It is a process of its own: whoever calls this forks, and should have no threads.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            port = _listen(arena)
            os.write(writer, str(port).encode())
            os.close(writer)
            signal.pause()
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader) as said:
        port = int(said.read())
    try:
        yield dataclasses.replace(arena, socket=arena.root / "service", port=port)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _listen(arena: Arena) -> int:
    """Listen at a TCP port, which is returned, a path, and an abstract name."""
    path = arena.root / "service"
    network = socket.socket()
    places = [
        (socket.socket(socket.AF_UNIX), str(path)),
        (socket.socket(socket.AF_UNIX), f"\0{ABSTRACT}-{os.getpid()}"),
        (network, ("127.0.0.1", 0)),
    ]
    for listener, name in places:
        listener.bind(name)
        listener.listen()
        threading.Thread(target=_tell, args=(listener, arena.words), daemon=True).start()
    path.chmod(0o777)
    return network.getsockname()[1]


def _tell(listener: socket.socket, words: dict[str, str]) -> None:
    while True:
        caller, _ = listener.accept()
        with caller, contextlib.suppress(OSError):
            caller.sendall(words["service"].encode())


def plant(root: Path) -> Arena:
    """Make the machine: a released course with an honest submission by bob, a home, a loot folder.

    The course is in git, so that there are hooks; the loot folder is open to everyone.
    """
    arena = Arena(root, {name: f"{name}-{secrets.token_hex(8)}" for name in SECRETS})
    shutil.copytree(HERE / "course", arena.course.root)
    source = arena.course.solutions / ASSIGNMENT / f"{ASSIGNMENT}.py"
    source.write_text(_with_secrets(source.read_text(encoding="utf-8"), arena.words))
    hooks = arena.course.root / ".git" / "hooks"
    hooks.mkdir(parents=True)
    (hooks / "post-merge.sample").write_text("#!/bin/sh\n")
    startup = arena.home / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "README").write_text("Files here run when IPython starts.\n")
    (arena.home / ".bashrc").write_text("# nothing yet\n")
    (arena.home / "notes.txt").write_text(f"To do: {arena.words['home']}\n")
    arena.loot.mkdir()
    arena.loot.chmod(0o1777)
    package = Path(build.__file__).parents[1] / "course_utils"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(package, arena.site / "course_utils", ignore=ignored)
    build.generate(arena.course, ASSIGNMENT)
    put(arena, "bob", honest(release(arena), why=f"Adding starts from it. {arena.words['other']}"))
    arena.save()
    return arena


def _with_secrets(text: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(f"{name}-canary", word)
    return text


def release(arena: Arena) -> NotebookNode:
    """Return the notebook that students were given."""
    return nbformat.read(arena.course.notebooks / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)


def honest(notebook: NotebookNode, **sources: str) -> HandIn:
    """Return the release with right answers, or with these."""
    made = HandIn(notebook)
    for cell in notebook.cells:
        slug = cell.metadata.get("nbgrader", {}).get("grade_id", "").removeprefix(PREFIX)
        cell.source = {**RIGHT, **sources}.get(slug, cell.source)
    return made


def put(arena: Arena, student: str, made: HandIn) -> Path:
    """Put a submission into submitted/; return its folder."""
    folder = arena.course.submitted / (made.folder or student) / ASSIGNMENT
    folder.mkdir(parents=True)
    nbformat.write(made.notebook, folder / f"{ASSIGNMENT}.ipynb")
    for name, text in made.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for name, target in made.links.items():
        (folder / name).symlink_to(target)
    return folder


def attack(arena: Arena, case: Case, student: str) -> Path:
    """Put an attacker's submission into submitted/; return its folder."""
    with warnings.catch_warnings(action="ignore"):  # nbformat's, about what was spoilt on purpose
        return put(arena, student, hand_in(case, release(arena), arena.places))


def snapshot(folder: Path, without: Iterable[str] = ()) -> dict[str, str]:
    """Return a hash of each file below a folder, and what each link says."""
    found = {}
    for base, folders, files in os.walk(folder):
        folders[:] = [f for f in folders if os.path.relpath(Path(base, f), folder) not in without]
        for path in (Path(base, name) for name in [*files, *folders]):
            key = str(path.relative_to(folder))
            if path.is_symlink():
                found[key] = f"-> {path.readlink()}"
            elif path.is_file() and key not in without:
                found[key] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the files that are new, gone or different."""
    return sorted(k for k in before.keys() | after.keys() if before.get(k) != after.get(k))


@dataclass
class Marks:
    """What the gradebook says."""

    points: dict[str, dict[str, float]]  # of each student, by exercise; only what is scored
    names: dict[str, str]  # of the students
    triggers: int = 0

    def without(self, student: str) -> dict[str, Any]:
        """Return everything but one student."""
        facts = asdict(self)
        for part in ("points", "names"):
            facts[part].pop(student, None)
        return facts


def marks(gradebook: Path) -> Marks:
    """Read the gradebook without nbgrader, so that nothing in it runs."""
    query = """
        select sa.student_id, bc.name, coalesce(g.manual_score, g.auto_score, 0)
               + coalesce(g.extra_credit, 0)
        from grade g join base_cell bc on bc.id = g.cell_id
        join submitted_notebook sn on sn.id = g.notebook_id
        join submitted_assignment sa on sa.id = sn.assignment_id"""
    points: dict[str, dict[str, float]] = {}
    with contextlib.closing(
        sqlite3.connect(f"file:{gradebook}?mode=ro", uri=True, timeout=20)
    ) as db:
        for student, name, score in db.execute(query):
            slug = name.removeprefix(PREFIX).removesuffix("-test")
            points.setdefault(student, {})[slug] = score
        names = {row[0]: row[1] or "" for row in db.execute("select id, first_name from student")}
        triggers = db.execute("select count(*) from sqlite_master where type = 'trigger'")
        return Marks(points, names, triggers.fetchone()[0])


def outputs(notebook: Path, errors: bool = True) -> str:
    """Return everything that the cells of an executed notebook show; "" if there is none.

    Without errors, it is only what the student's own code has said: tracebacks show more.
    """
    try:
        nb = json.loads(notebook.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    shown = [o for cell in nb["cells"] for o in cell.get("outputs", [])]
    shown = [o for o in shown if errors or o["output_type"] != "error"]
    pictures = [cell.get("attachments", {}) for cell in nb["cells"]]
    return "\n".join(_text(o) for o in [*shown, *pictures])


def _text(value: Any) -> str:
    """Return all strings in a JSON value, however deep; the lines of a text may be a list."""
    found, waiting = [], [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
            found.append("".join(value))
        elif isinstance(value, dict | list):
            waiting += value.values() if isinstance(value, dict) else value
        else:
            found.append(str(value))
    return "\n".join(found)
