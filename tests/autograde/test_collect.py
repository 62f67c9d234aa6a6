"""What a class handed in, in the ways in which classes do, comes to where it is graded."""

import csv
import io
import json
import os
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograde.collect import collect
from autograde.collecting import collected, unpacking
from autograde.collecting.roster import Roster, load
from autograde.course import Course
from autograde.errors import UserError
from autograde.intake import intake
from course_utils.handing_in import pack
from course_utils.receipts import MANIFEST
from tests.autograde.submissions import bare
from tests.autograde.tiny_class import TINY, answered, copied, released_course, snapshot

NB = f"{TINY}.ipynb"
METADATA = """\
submission_101:
  :submitters:
  - :name: Ada Lovelace
    :sid: '3031'
    :email: ada@u.edu
  :created_at: 2026-10-05 01:53:56.846853000 Z
  :score: 0.0
submission_102:
  :submitters:
  - :name: Ben Ng
    :sid: '3032'
    :email: ben@u.edu
  - :name: Cyd Ek
    :sid:
    :email: cyd@u.edu
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: &1 2026-10-05 02:00:00.000000000 Z
    zone: &2 !ruby/object:ActiveSupport::TimeZone
      name: Etc/UTC
    time: *1
submission_103:
  :submitters: []
"""
CANVAS_ROSTER = """\
Student,ID,SIS User ID,SIS Login ID,Section,Tiny (7)
    Points Possible,,,,,7
"Lovelace, Ada",501,3031,adal,One,
"Ng, Ben",502,3032,bng,One,
"Ng, Ben",503,3033,bng2,One,
"Muñoz, Zoë",504,3034,zoe,One,
"""


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("course") / "tiny")


@pytest.fixture
def course(released, tmp_path) -> Course:
    return copied(released, tmp_path / "tiny")


def work(course, text="2 * x", **about) -> bytes:
    """Return a notebook as its bytes, which differ by `text`."""
    nb = answered(course, tiny_double=f"def double(x):\n    return {text}")
    nb.metadata.unrolled.update(about)
    return nbformat.writes(nb).encode()


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def packed(course, folder: Path, text="2 * x", student="") -> Path:
    """Return a zip that `unrolled submit` made."""
    return pack(write(folder / NB, work(course, text)), student).zip


def got(course, *sources, roster=None) -> dict[str, list[str]]:
    """Collect; return the states of each student's rows, and see to it that sources stay."""
    before = [snapshot(s) for s in sources if s.is_dir()]
    rows = collect(course, TINY, sources, roster)
    assert [snapshot(s) for s in sources if s.is_dir()] == before
    assert not list(course.build.glob("collect-*"))
    assert not list(course.root.rglob(".draft-*"))
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.student, []).append(row.state)
    return found


def one(course, *sources, roster=None):
    """Collect what gives one row; return that."""
    (row,) = collect(course, TINY, sources, roster)
    return row


def answer(course, student) -> str:
    """Return what a student answered who was collected, as grading reads it."""
    made = {s.student: s for s in intake(course, TINY)}[student]
    assert made.state == "ready"
    cell = next(c for c in made.notebook.cells if c.get("id") == "tiny-double")
    return "".join(cell.source).rpartition("return ")[2]


def names(folder) -> set[str]:
    return {path.name for path in folder.iterdir()}


def stamp(course, student) -> str:
    return (course.submitted / student / TINY / "timestamp.txt").read_text()


# ---- each way of handing in


def test_a_zip_of_ours_is_found_by_what_is_in_it(course, tmp_path):
    archive = packed(course, tmp_path / "ada", student="ada")
    archive = archive.rename(tmp_path / "whatever (1).zip")
    row = one(course, archive)
    assert (row.student, row.state, row.version) == ("ada", "new", "1.0")
    assert row.receipt.count("-") == 3
    assert row.notes[0] == "Time by the student's own clock"
    assert answer(course, "ada") == "2 * x"
    assert names(course.submitted / "ada" / TINY) == {NB, MANIFEST, "timestamp.txt"}
    assert stamp(course, "ada").endswith(" UTC")
    assert row.when == datetime.fromisoformat(stamp(course, "ada").replace(" UTC", "+00:00"))


def test_of_many_zips_the_name_of_the_file_says_whose_they_are(course, tmp_path):
    box = tmp_path / "box"
    for name in ("ada", f"{TINY}-ben", "Zoë van Dyk"):
        archive = packed(course, tmp_path / name, text=f"{len(name)}")
        box.mkdir(exist_ok=True)
        archive.rename(box / f"{name}.zip")
    assert got(course, box) == {"ada": ["new"], "ben": ["new"], "Zoë van Dyk": ["new"]}
    assert answer(course, "ben") == str(len(TINY) + 4)


def test_a_zip_that_nobody_s_name_is_on_is_refused_in_a_line(course, tmp_path):
    row = one(course, packed(course, tmp_path / "x"))
    assert row.state == "refused"
    assert row.notes[0].startswith("nothing says whose this is; put it into a folder named as")
    assert not course.submitted.exists()


def test_a_changed_notebook_has_no_receipt_and_is_taken_with_a_note(course, tmp_path):
    archive = packed(course, tmp_path / "x", student="ada")
    with zipfile.ZipFile(archive) as opened:
        manifest = opened.read(MANIFEST)
    row = one(course, zipped(tmp_path / "ada.zip", {NB: work(course, "3"), MANIFEST: manifest}))
    assert (row.student, row.state, row.receipt) == ("ada", "new", "")
    assert row.notes == [f"No receipt: {NB} is not what the manifest says, changed after packing"]
    assert not (course.submitted / "ada" / TINY / MANIFEST).exists()


def test_canvas_bulk_download(course, tmp_path):
    ours = packed(course, tmp_path / "x", "5", student="bng").read_bytes()
    other = nbformat.writes(new_notebook(metadata={"unrolled": {"assignment": "01_rnn_lstm"}}))
    path = zipped(
        tmp_path / "submissions.zip",
        {
            "lovelaceada_501_9001_00_tiny.ipynb": work(course, "1"),
            "lovelaceada_501_9010_00_tiny-1.ipynb": work(course, "2"),
            "ngben_LATE_502_9002_00_tiny-2026-11-22-115201.zip": ours,
            "muñozzoë_504_9003_my homework.ipynb": work(course, "4"),
            "pietro_505_9004_text.html": b"<p>I could not do it</p>",
            "quinn_506_9005_essay.ipynb": other.encode(),
        },
    )
    rows = {row.student: row for row in collect(course, TINY, [path]) if row.state != "earlier"}
    assert set(rows) == {"501", "502", "504"}
    assert rows["502"].notes == [
        "Late, says Canvas", "Time by the student's own clock", "ngben", "Its manifest names bng",
    ]  # fmt: skip
    assert rows["501"].where == "submissions.zip › lovelaceada_501_9010_00_tiny-1.ipynb"
    assert [answer(course, who) for who in ("501", "502", "504")] == ["2", "5", "4"]
    (kept,) = (course.root / "submitted-before" / "501" / TINY).iterdir()
    assert (kept.name, (kept / NB).read_bytes()) == ("undated", work(course, "1"))


def test_with_a_roster_students_have_the_ids_that_are_known_here(course, tmp_path):
    path = zipped(
        tmp_path / "s.zip",
        {
            "lovelaceada_501_1_a.zip": packed(course, tmp_path / "x", student="AdaL").read_bytes(),
            "munozzoe_999_2_a.ipynb": work(course, "2"),
            "ngben_998_3_a.ipynb": work(course, "3"),
            "nobody_997_4_a.ipynb": work(course, "4"),
        },
    )
    write(tmp_path / "r.csv", CANVAS_ROSTER.encode())
    rows = {row.student: row for row in collect(course, TINY, [path], load(tmp_path / "r.csv"))}
    assert {who: row.state for who, row in rows.items()} == {
        "adal": "new", "zoe": "new", "997": "new", "998": "refused",
    }  # fmt: skip
    assert rows["997"].notes == ["Not in the roster"]
    assert rows["adal"].notes == ["Time by the student's own clock"]
    assert rows["998"].notes == ["the roster knows several as 'ngben': bng, bng2"]


def test_who_is_there_under_another_of_their_ids_stays_the_same_student(course, tmp_path):
    write(tmp_path / "r.csv", CANVAS_ROSTER.encode())
    path = zipped(tmp_path / "s.zip", {"lovelaceada_501_1_a.ipynb": work(course, "1")})
    assert got(course, path) == {"501": ["new"]}
    assert got(course, path, roster=load(tmp_path / "r.csv")) == {"501": ["as before"]}


@pytest.mark.parametrize("wrapped", [False, True])
def test_gradescope_export(course, tmp_path, wrapped):
    top = "assignment_7_export/"
    files = {
        f"{top}submission_metadata.yml": METADATA.encode(),
        f"{top}submission_101/{NB}": work(course, "1"),
        f"{top}submission_102/sub/final.ipynb": work(course, "2"),
        f"{top}submission_103/{NB}": work(course, "3"),
    }
    path = zipped(tmp_path / "export.zip", files)
    if not wrapped:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path / "export")
        path = tmp_path / "export" / top
    rows = {row.student: row for row in collect(course, TINY, [path])}
    assert set(rows) == {"3031", "3032", "cyd@u.edu"}
    assert stamp(course, "3031") == "2026-10-05 01:53:56.846853 UTC"
    assert stamp(course, "cyd@u.edu") == "2026-10-05 02:00:00.000000 UTC"
    assert rows["3032"].notes == ["Together with Cyd Ek", "Ben Ng"]
    assert answer(course, "3032") == answer(course, "cyd@u.edu") == "2"


def test_the_export_s_yaml_makes_plain_values_only(course, tmp_path):
    evil = b"submission_1: !!python/object/apply:os.system ['true']\n"
    path = write(tmp_path / "e" / "submission_metadata.yml", evil).parent
    row = one(course, path)
    assert row.notes == ["e: submission_metadata.yml cannot be read. Export it again."]


@pytest.mark.parametrize("named", ["exchange", "exchange/unrolled", "exchange/unrolled/inbound"])
def test_nbgrader_s_exchange(course, tmp_path, named):
    inbound = tmp_path / "exchange" / "unrolled" / "inbound"
    times = {"1": "2026-10-01 10:00:00.000001 UTC", "2": "2026-10-02 10:00:00.000000 UTC"}
    for text, when in times.items():
        folder = inbound / f"a+b+{TINY}+{when}+c3Rh"
        write(folder / NB, work(course, text))
        write(folder / "timestamp.txt", when.encode())
    write(inbound / f"ben+{TINY}+{times['1']}" / NB, work(course, "7"))
    write(inbound / f"ben+01_rnn_lstm+{times['1']}+c3Rh" / "01_rnn_lstm.ipynb", b"{}")
    write(tmp_path / "exchange" / "unrolled" / "outbound" / TINY / NB, work(course, "8"))
    assert got(course, tmp_path / named) == {"a+b": ["earlier", "new"], "ben": ["new"]}
    assert (answer(course, "a+b"), stamp(course, "a+b")) == ("2", times["2"])
    assert (course.root / "submitted-before/a+b" / TINY / "2026-10-01-100000" / NB).is_file()
    assert got(course, tmp_path / named)["a+b"] == ["earlier", "as before"]
    assert len(list((course.root / "submitted-before/a+b" / TINY).iterdir())) == 1


def test_plain_folders(course, tmp_path):
    box = tmp_path / "box"
    write(box / "ada" / NB, work(course, "1"))
    write(box / "ben" / TINY / NB, work(course, "2"))
    write(box / "ben" / TINY / "timestamp.txt", b"2026-10-01 10:00:00 UTC")
    write(box / "ben" / "01_rnn_lstm" / "01_rnn_lstm.ipynb", b"{}")
    write(box / "cyd" / "my work" / "homework (2).ipynb", work(course, "3"))
    write(box / "cyd" / "my work" / ".ipynb_checkpoints" / "x-checkpoint.ipynb", b"{}")
    write(box / "dora" / "notes.pdf", b"%PDF")
    packed(course, tmp_path / "x", "5").rename(box / "eve.zip")
    write(box / "finn.ipynb", work(course, "6"))
    write(box / ".DS_Store", b"")
    rows = {row.student: row for row in collect(course, TINY, [box])}
    assert {w: r.state for w, r in rows.items()} == {
        "ada": "new", "ben": "new", "cyd": "new", "dora": "refused", "eve": "new", "finn": "new",
    }  # fmt: skip
    assert rows["dora"].notes == ["no notebook of 00_tiny is in it; it holds notes.pdf"]
    assert [answer(course, who) for who in ("ada", "ben", "cyd", "eve", "finn")] == list("12356")
    assert stamp(course, "ben") == "2026-10-01 10:00:00.000000 UTC"


@pytest.mark.parametrize("inside", [NB, f"{TINY}/{NB}"])
def test_folders_of_students_may_be_named_one_by_one(course, tmp_path, inside):
    box = [write(tmp_path / who / inside, work(course, who)) and tmp_path / who for who in "ab"]
    assert got(course, *box) == {"a": ["new"], "b": ["new"]}


def test_a_zip_of_a_folder_of_students(course, tmp_path):
    files = {f"class/{who}/{NB}": work(course, who) for who in "ab"}
    assert got(course, zipped(tmp_path / "class.zip", files)) == {"a": ["new"], "b": ["new"]}
    path = zipped(tmp_path / "cyd.zip", {f"homework/{NB}": work(course, "1")})
    assert got(course, path) == {"cyd": ["new"]}


def test_a_notebook_of_colab_is_recognised_by_its_cells(course, tmp_path):
    nb = bare(answered(course))
    for cell in nb.cells:
        del cell["id"]
    nb.nbformat_minor = 0
    box = write(tmp_path / "box" / "ada" / "Copy of x.ipynb", json.dumps(nb).encode()).parents[1]
    essay = new_notebook(cells=[new_code_cell("import torch")])
    write(box / "ada" / "essay.ipynb", nbformat.writes(essay).encode())
    assert got(course, box) == {"ada": ["new"]}
    assert (course.submitted / "ada" / TINY / NB).read_bytes() == json.dumps(nb).encode()


def test_a_notebook_that_cannot_be_read_is_left_to_grading(course, tmp_path):
    write(tmp_path / "box" / "ada" / "x.ipynb", work(course)[:100])
    write(tmp_path / "box" / "ben" / "x.ipynb", work(course))
    rows = collect(course, TINY, [tmp_path / "box"])
    assert [row.notes for row in rows] == [["x.ipynb is no notebook of this one"], []]
    ada, _ = intake(course, TINY)
    assert (ada.student, ada.state) == ("ada", "unreadable")


def test_asked_files_come_along(course, tmp_path):
    path = course.notebooks / TINY / NB
    nb = nbformat.read(path, as_version=4)
    nb.metadata.unrolled.files = ["w.npy", "gone.txt"]
    nbformat.write(nb, path)
    files = {
        "adal_1_2_00_tiny-1.ipynb": work(course), "adal_1_3_w-1.npy": b"12",
        "adal_1_4_more.txt": b"", "ben_2_5_00_tiny.ipynb": work(course),
    }  # fmt: skip
    rows = collect(course, TINY, [zipped(tmp_path / "s.zip", files)])
    assert names(course.submitted / "1" / TINY) == {NB, "w.npy"}
    assert [row.notes for row in rows] == [
        ["gone.txt is missing", "adal"], ["w.npy is missing", "gone.txt is missing", "ben"],
    ]  # fmt: skip


# ---- nothing is overwritten


def hand_in(course, tmp_path, text, when=""):
    box = tmp_path / "again"
    shutil.rmtree(box, ignore_errors=True)
    write(box / "ada" / NB, work(course, text))
    if when:
        write(box / "ada" / "timestamp.txt", f"2026-10-0{when} 10:00:00 UTC".encode())
    return one(course, box)


def test_a_later_one_takes_the_place_and_the_earlier_is_kept(course, tmp_path):
    hand_in(course, tmp_path, "1", "1")
    row = hand_in(course, tmp_path, "2", "2")
    assert (row.state, answer(course, "ada")) == ("newer", "2")
    before = course.root / "submitted-before" / "ada" / TINY / "2026-10-01-100000"
    assert (before / NB).read_bytes() == work(course, "1")
    assert row.notes == [f"What was there is in submitted-before/ada/{TINY}/2026-10-01-100000"]


def test_an_earlier_one_that_comes_later_does_not(course, tmp_path):
    hand_in(course, tmp_path, "2", "2")
    assert hand_in(course, tmp_path, "1", "1").state == "earlier"
    assert answer(course, "ada") == "2"
    before = course.root / "submitted-before" / "ada" / TINY / "2026-10-01-100000"
    assert (before / NB).read_bytes() == work(course, "1")
    assert hand_in(course, tmp_path, "1", "1").state == "earlier"
    assert len(list(before.parent.iterdir())) == 1


def test_the_same_work_changes_nothing_and_its_first_time_counts(course, tmp_path):
    hand_in(course, tmp_path, "1", "2")
    before = snapshot(course.submitted)
    assert hand_in(course, tmp_path, "1", "3").state == "as before"
    assert hand_in(course, tmp_path, "1").state == "as before"
    assert snapshot(course.submitted) == before
    assert not (course.root / "submitted-before").exists()


def test_without_times_what_comes_later_counts_and_all_are_kept(course, tmp_path):
    assert [hand_in(course, tmp_path, text).state for text in "1233"] == [
        "new", "newer", "newer", "as before",
    ]  # fmt: skip
    assert answer(course, "ada") == "3"
    folder = course.root / "submitted-before" / "ada" / TINY
    assert {p.name for p in folder.iterdir()} == {"undated", "undated-2"}
    assert {(p / NB).read_bytes() for p in folder.iterdir()} == {
        work(course, "1"), work(course, "2"),
    }  # fmt: skip


def test_what_a_ta_put_there_is_kept_too(course, tmp_path):
    write(course.submitted / "ada" / TINY / "note for me.txt", b"ask her")
    hand_in(course, tmp_path, "1")
    folder = course.root / "submitted-before" / "ada" / TINY / "undated"
    assert (folder / "note for me.txt").read_bytes() == b"ask her"


def test_when_the_swap_fails_all_is_as_before(course, tmp_path, monkeypatch):
    hand_in(course, tmp_path, "1")
    before = snapshot(course.submitted)
    rename = Path.rename

    def fails(self, target):
        if ".draft-" in str(self):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    row = hand_in(course, tmp_path, "2")
    assert (row.state, row.notes) == ("refused", ["No space left on device"])
    assert snapshot(course.submitted) == before


def test_a_link_in_submitted_is_not_followed(course, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    course.submitted.mkdir()
    (course.submitted / "ada").symlink_to(tmp_path / "elsewhere")
    row = hand_in(course, tmp_path, "1")
    assert row.state == "refused"
    assert "is a link; links are not followed" in row.notes[0]
    assert list((tmp_path / "elsewhere").iterdir()) == []


# ---- what strangers send


def evil(course, name: str, **facts) -> bytes:
    """Return a zip with an ordinary notebook and one other member."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NB, work(course))
        info = zipfile.ZipInfo("x")
        info.filename = name
        for key, value in facts.items():
            setattr(info, key, value)
        archive.writestr(info, b"/etc/passwd")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "facts", "why"),
    [
        ("../../evil.ipynb", {}, "its path leads out of the zip"),
        ("/tmp/evil.ipynb", {}, "its path leads out of the zip"),
        ("..\\evil.ipynb", {}, "its path leads out of the zip"),
        ("C:\\evil.ipynb", {}, "its path leads out of the zip"),
        ("link", {"external_attr": 0o120777 << 16}, "a link or a device, not a file"),
        ("a\x1b[2Jb", {}, "its name holds signs that do not belong into a name"),
        ("x" * 250, {}, "its path is too long"),
        ("/".join("abcdefghijklmnop"), {}, "its path is too long"),
        (NB.upper().replace("IPYNB", "ipynb"), {}, "a second file of this name"),
    ],
)
def test_what_could_do_harm_stays_out_and_the_rest_goes_on(course, tmp_path, name, facts, why):
    zipped(tmp_path / "box" / "class.zip", {})
    box = tmp_path / "in" / "box"
    write(box / "ada.zip", evil(course, name, **facts))
    write(box / "ben" / NB, work(course))
    rows = collect(course, TINY, [box])
    assert [(r.student, r.state) for r in rows] == [
        ("ada", "new"), ("ben", "new"), ("", "refused"),
    ]  # fmt: skip
    assert rows[-1].where.startswith("box › ada.zip › ")
    assert rows[-1].notes[0].startswith(why)
    assert "\x1b" not in rows[-1].where
    assert {p.name for p in tmp_path.iterdir()} == {"tiny", "box", "in"}


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NB, bytes(40 << 20))
    return data.getvalue()


def password(course) -> bytes:
    data = bytearray(evil(course, "x"))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + (6 if mark[2] == 3 else 8)] |= 1
    return bytes(data)


def nested(course, depth) -> bytes:
    data = work(course)
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("x.zip" if data[:2] == b"PK" else NB, data)
        data = out.getvalue()
    return data


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda course: bomb(), "a zip bomb: "),
        (lambda course: password(course), "it needs a password; ask for it without"),
        (lambda course: nested(course, 3), "a zip in a zip in a zip; unpack it by hand"),
        (lambda course: evil(course, "x")[:200], "not a whole zip ("),
        (lambda course: b"", "not a whole zip ("),
    ],
)
def test_a_zip_that_cannot_be_opened_is_one_line(course, tmp_path, make, why):
    write(tmp_path / "box" / "ada.zip", make(course))
    write(tmp_path / "box" / "ben" / NB, work(course))
    rows = collect(course, TINY, [tmp_path / "box"])
    assert [r.student for r in rows if r.state == "new"] == ["ben"]
    assert any(row.notes[0].startswith(why) for row in rows if row.state == "refused")
    assert not (course.submitted / "ada").exists()


def test_more_files_or_bytes_than_a_zip_may_have(course, tmp_path, monkeypatch):
    box = write(tmp_path / "box" / "ben" / NB, work(course)).parents[1]
    zipped(box / "ada.zip", {f"{n}.txt": b"" for n in range(20)} | {NB: work(course)})
    monkeypatch.setattr(unpacking, "MAX_COUNT", (10, 10, 10))
    assert "21 files in one zip; 10 are taken" in str(collect(course, TINY, [box])[-1].notes)
    monkeypatch.undo()
    monkeypatch.setattr(unpacking, "MAX_MEMBER", 1000)
    assert "larger than 0 MB, or a zip bomb" in str(collect(course, TINY, [box])[-2].notes)


def test_a_student_cannot_hand_in_for_others(course, tmp_path):
    """What looks like an export inside of a student's work is that student's work."""
    box = tmp_path / "box"
    export = {"submission_metadata.yml": METADATA.encode(), f"submission_101/{NB}": work(course)}
    zipped(box / "mallory.zip", export)
    canvas = zipped(tmp_path / "c.zip", {f"adal_501_1_{NB}": work(course, "1")}).read_bytes()
    download = {
        "mallory_666_1_x.zip": canvas,
        "zoe_504_2_x.zip": (box / "mallory.zip").read_bytes(),
    }
    assert got(course, box) == {"mallory": ["new"]}
    assert got(course, zipped(tmp_path / "s.zip", download)) == {"504": ["new"], "666": ["new"]}


def test_links_in_folders_are_not_followed(course, tmp_path):
    secret = write(tmp_path / "secret" / NB, work(course))
    box = write(tmp_path / "box" / "ben" / NB, work(course)).parents[1]
    (box / "ada").symlink_to(secret.parent)
    (box / "cyd").mkdir()
    (box / "cyd" / NB).symlink_to(secret)
    os.mkfifo(box / "pipe.ipynb")
    assert got(course, box) == {"ben": ["new"], "cyd": ["refused"], "": ["refused"] * 3}
    rows = {row.where: row.notes for row in collect(course, TINY, [box])}
    assert rows["box › ada"] == ["a link; links are not followed"]
    assert rows["box › pipe.ipynb"] == ["neither a file nor a folder"]


@pytest.mark.parametrize("student", ["a*", " ada", "..", ".x", "a[1]"])
def test_an_id_that_cannot_be_a_folder_is_refused(course, tmp_path, student):
    path = packed(course, tmp_path / "x", student="ada")
    with zipfile.ZipFile(path) as archive:
        said = json.loads(archive.read(MANIFEST))
    files = {NB: work(course), MANIFEST: json.dumps({**said, "student": student}).encode()}
    row = one(course, zipped(tmp_path / "y.zip", files))
    assert row.state == "refused"
    assert row.notes[0].startswith("the student id ")


def test_several_notebooks_of_which_none_is_named_right_are_not_guessed_among(course, tmp_path):
    for text in "12":
        write(tmp_path / "box" / "ada" / f"try {text}.ipynb", work(course, text))
    row = one(course, tmp_path / "box")
    assert (row.state, row.student) == ("refused", "ada")
    assert row.notes[0].startswith("several notebooks, and nothing tells which counts: ")
    write(tmp_path / "box" / "ada" / NB, work(course, "3"))
    assert got(course, tmp_path / "box") == {"ada": ["new"]}
    assert answer(course, "ada") == "3"


def test_nothing_found_is_one_line(course, tmp_path):
    write(tmp_path / "box" / "ben" / "x.ipynb", work(course, assignment="01_rnn_lstm"))
    with pytest.raises(UserError, match=r"No submission of 00_tiny is in .*\(1 of other assign"):
        collect(course, TINY, [tmp_path / "box"])
    with pytest.raises(UserError, match="nowhere does not exist"):
        collect(course, TINY, [tmp_path / "nowhere"])


# ---- rosters and the table


@pytest.mark.parametrize(
    ("text", "own", "known"),
    [
        ("id,first_name,last_name,email,lms_user_id\nada,Ada,Lovelace,a@u.edu,77\n", "ada",
         ["ada", "77", "A@u.edu"]),
        ("Name;SID;Email\nAda Lovelace;3031;a@u.edu\n", "3031", ["3031", "a@u.edu"]),
        ("First Name\tLast Name\tEmail\nAda\tLovelace\ta@u.edu\n", "a@u.edu", ["a@u.edu"]),
        (CANVAS_ROSTER, "adal", ["501", "3031", "ADAL"]),
    ],
)  # fmt: skip
def test_rosters_of_several_systems_are_read(tmp_path, text, own, known):
    roster = load(write(tmp_path / "r.csv", b"\xef\xbb\xbf" + text.encode()))
    for said in known:
        person = roster.find([said])
        assert person is not None
        assert person.id == own
    for name in ("lovelaceada", "Ada Lovelace", "LOVELACE, Ada"):
        person = roster.find(["?"], name)
        assert person is not None
        assert person.id == own
    assert roster.find(["points possible"], "points possible") is None


def test_what_is_no_roster_is_one_line(tmp_path):
    assert Roster().find(["ada"]) is None
    with pytest.raises(UserError, match="cannot be read: No such file"):
        load(tmp_path / "gone.csv")
    with pytest.raises(UserError, match="names none of the columns"):
        load(write(tmp_path / "r.csv", b"a,b\n1,2\n"))
    with pytest.raises(UserError, match="names none of the columns"):
        load(write(tmp_path / "r.csv", b""))
    with pytest.raises(UserError, match="is not UTF-8 text"):
        load(write(tmp_path / "r.csv", b"\xff\xfe"))


def test_the_table_says_who_from_where_when_and_what_is_to_be_noted(course, tmp_path, capsys):
    box = tmp_path / "box"
    write(box / "ada" / NB, work(course))
    write(box / "ada" / "timestamp.txt", b"2026-10-01 10:00:00 UTC")
    write(box / "=1+1" / NB, work(course))
    write(box / "dora" / "notes.pdf", b"%PDF")
    rows = collect(course, TINY, [box])
    collected.show(rows)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "2 new, 1 refused."
    (ada,) = [line for line in lines if "ada" in line]
    assert [word in ada for word in ("✓", " ada  ", "2026-10-01", "1.0")] == [True] * 4
    path = collected.log(course, TINY, rows)
    collected.log(course, TINY, rows)
    written = list(csv.DictReader(path.open(encoding="utf-8")))
    assert len(written) == 6
    assert [row["student"] for row in written[:3]] == ["'=1+1", "ada", "dora"]
    assert written[1]["when"] == "2026-10-01 10:00:00"
    datetime.fromisoformat(written[1]["collected"]).replace(tzinfo=UTC)
