"""The report shows what the gradebook and grading.json say, and no student can write into it."""

import base64
import csv
import hashlib
import io
import json
import re

import pytest
from bs4 import BeautifulSoup

from autograde import scores
from autograde.errors import UserError
from autograde.report import report
from tests.autograde.class_of import (
    ASSIGNMENT,
    fill_gradebook,
    make_course,
    recorded,
    verdict,
    write_record,
)

# In the gradebook's order; the notebook's order is that of the verdicts below.
CELLS = {
    "rnn_lstm-explore": (3, "markdown"),
    "rnn_lstm-rnn-layer-test": (4, "code"),
    "rnn_lstm-lstm-layer-test": (8, "code"),
}
WRONG = "✗ rnn-layer: h_2 is wrong. Is h_{t-1} fed back? expected [0.21 0.5], got [0.14 0.1]"
WRONG_TOO = "✗ rnn-layer: h_3 is wrong. Is h_{t-1} fed back? expected [-1.5e-3 2.0], got [0.7 0.9]"


def verdicts(rnn="", lstm="", **states):
    return [
        verdict("rnn-layer", message=rnn, state=states.get("rnn_state", "failed")),
        verdict("lstm-layer", message=lstm, state=states.get("lstm_state", "failed")),
        verdict("explore", grade_id="rnn_lstm-explore", state="manual"),
    ]


def grades(explore, rnn, lstm):
    """Each (automatic, by hand, waiting)."""
    return dict(zip(CELLS, (explore, rnn, lstm), strict=True))


@pytest.fixture
def course(tmp_path):
    """A class of seven: full marks, late and wrong, untouched, stopped, and three not graded."""
    course = make_course(tmp_path)
    waiting, blank = (None, None, True), (0, None, False)
    fill_gradebook(
        course,
        CELLS,
        {
            "ada": grades((None, 2.5, False), (4, None, False), (8, None, False)),
            "Ben": grades(waiting, (0, None, False), (2, None, False)),
            "Chloé Dupont": grades(blank, blank, blank),
            "dan": grades(waiting, (0, 3, False), (0, None, False)),
            "eve": grades(blank, (4, None, False), (0, None, False)),
            "fay": None,
        },
        penalties={"Ben": 0.5},
    )
    write_record(
        course,
        {
            "ada": recorded(seconds=10.0, hours=4.0, verdicts=verdicts("✓ rnn-layer: right")),
            "Ben": recorded(
                seconds=30.0,
                hours=8.5,
                notes=["the test cell of rnn-layer was deleted: put back"],
                verdicts=verdicts(WRONG, "✗ lstm-layer: the gates are exchanged"),
            ),
            "Chloé Dupont": recorded(
                seconds=11.0,
                verdicts=verdicts(rnn_state="not attempted", lstm_state="not attempted"),
            ),
            "dan": recorded(seconds=12.0, verdicts=verdicts(WRONG_TOO, "boom")),
            "eve": recorded(
                outcome="cell 12 (lstm-layer) stopped after 60 s: endless loop?",
                seconds=75.0,
                verdicts=verdicts(),
            ),
            "fay": recorded("missing", "Nothing was handed in."),
            "gus": recorded("unreadable", "the file is empty", notes=["0 bytes"]),
        },
        finished="2025-11-21T16:20:31+00:00",
    )
    return course


def page(course):
    return BeautifulSoup(report(course, ASSIGNMENT).html.read_text("utf-8"), "html.parser")


def table(course):
    text = report(course, ASSIGNMENT).csv.read_text("utf-8")
    return {row["student"]: row for row in csv.DictReader(io.StringIO(text))}


def words(element):
    return re.sub(r"\s+", " ", element.get_text(" ")).strip()


def row_of(soup, student):
    heading = next(h for h in soup.select(".scores tbody th") if words(h) == student)
    return [words(cell) for cell in heading.find_parent("tr").find_all("td")]


def test_the_csv_holds_what_the_gradebook_holds(course):
    rows = table(course)
    assert list(rows["ada"]) == [
        "student", "score", "max_score", "rnn-layer", "lstm-layer", "explore",
        "needs_manual_grading", "hours", "status", "notes",
    ]  # fmt: skip
    assert list(rows["ada"].values()) == [
        "ada", "14.5", "15", "4", "8", "2.5", "0", "4", "graded", "",
    ]  # fmt: skip
    assert rows["Ben"]["score"] == "1.5"  # 2 less half a point for lateness
    assert (rows["Ben"]["explore"], rows["Ben"]["needs_manual_grading"]) == ("", "1")
    assert rows["Ben"]["notes"] == "the test cell of rnn-layer was deleted: put back"
    assert rows["dan"]["rnn-layer"] == "3"  # the mark by hand, not the automatic one
    assert rows["Chloé Dupont"]["score"] == "0"
    assert (rows["fay"]["score"], rows["fay"]["status"]) == ("", "missing")
    assert (rows["gus"]["score"], rows["gus"]["notes"]) == ("", "the file is empty; 0 bytes")


def test_the_table_of_scores_has_a_number_or_a_sign_in_each_cell(course):
    soup = page(course)
    slugs = [words(s) for s in soup.select(".scores .slug span")]
    assert slugs == ["rnn-layer", "lstm-layer", "explore"]
    assert row_of(soup, "ada") == ["14.5", "4", "8", "2.5*", "4", "10 s"]
    assert row_of(soup, "Ben") == ["1.5", "✗ 0", "2", "?", "8.5", "30 s"]
    assert row_of(soup, "Chloé Dupont") == ["0", "○", "○", "–", "", "11 s"]
    assert row_of(soup, "dan") == ["3", "3*", "✗ 0", "?", "", "12 s"]
    assert row_of(soup, "eve") == ["4", "4", "✗ 0", "–", "", "1 min 15 s"]
    assert row_of(soup, "fay") == ["submitted nothing"]
    assert row_of(soup, "gus") == ["not graded: unreadable"]


def test_the_facts_at_the_top(course):
    facts = [words(fact) for fact in page(course).select(".facts > div")]
    assert facts == [
        "Graded 5 of 7",
        "Submissions to look at 2",
        "Answers to mark 2",
        "Median score so far 3 of 15",
        "Median run 12 s",
        "Median work 6.25 h from 2",
    ]


def test_who_needs_a_person_comes_first_with_what_to_do(course):
    soup = page(course)
    assert soup.main.find("section")["id"] == "people"
    gus, eve = [words(case) for case in soup.select(".cases li")]
    assert gus.startswith("gus unreadable The file is empty. 0 bytes.")
    assert gus.endswith(f"unrolled grade {ASSIGNMENT}")
    assert eve.startswith("eve stopped Cell 12 (lstm-layer) stopped after 60 s: endless loop?")
    assert f"unrolled grade {ASSIGNMENT} --student eve --force" in eve
    people = words(soup.select_one("#people"))
    assert "2 answers to mark" in people
    assert [words(r) for r in soup.select(".plain tbody tr")] == ["explore 2 1 3"]
    assert "1 without a notebook 1 Nothing was handed in. fay" in people
    assert "1 the test cell of rnn-layer was deleted: put back Ben" in people


def test_diagnoses_that_differ_in_numbers_only_are_counted_together(tmp_path):
    course = make_course(tmp_path)
    wrong = {"rnn_lstm-rnn-layer-test": (0, None, False)}
    names = [f"s{i:02}" for i in range(11)]
    fill_gradebook(course, {"rnn_lstm-rnn-layer-test": (4, "code")}, dict.fromkeys(names, wrong))
    said = [WRONG] * 5 + [WRONG_TOO] * 4 + ["✗ rnn-layer: detached"] + [""]
    write_record(
        course,
        {n: recorded(verdicts=verdicts(m)[:1]) for n, m in zip(names, said, strict=True)},
    )
    groups = [words(group) for group in page(course).select("#failures .groups li")]
    assert groups[0] == (
        "9 h_2 is wrong. Is h_{t-1} fed back? expected [0.21 0.5], got [0.14 0.1] "
        "(numbers differ) who s00, s01, s02, s03, s04, s05, s06, s07, s08"
    )
    assert groups[1:] == [
        "1 detached s09",
        "1 points lost without a message: read the notebook s10",
    ]


def test_exercises_that_run_come_first_the_worst_at_the_top(course):
    soup = page(course)
    assert [words(h) for h in soup.select(".failure h3")] == ["lstm-layer", "rnn-layer", "explore"]
    said = [words(s) for s in soup.select(".failure .said")]
    assert said[0] == "4 of 5 lost points: 2 wrong, 1 partly right, 1 not attempted"
    assert said[2] == "3 of 5 lost points: 1 partly right, 2 no answer"


def test_a_mark_given_by_hand_afterwards_is_shown_by_the_next_report(course):
    assert row_of(page(course), "Ben")[3] == "?"
    from nbgrader.api import Gradebook

    with Gradebook(course.db_url, course_id="unrolled") as book:
        grade = book.find_grade("rnn_lstm-explore", ASSIGNMENT, ASSIGNMENT, "Ben")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()
    assert row_of(page(course), "Ben")[3] == "1.5*"
    assert table(course)["Ben"]["explore"] == "1.5"


def test_the_class_that_plain_nbgrader_graded_is_reported_too(course):
    (course.reports / ASSIGNMENT / "grading.json").unlink()
    soup = page(course)
    assert row_of(soup, "ada")[0] == "14.5"
    assert soup.select_one("#time") is None
    assert table(course)["fay"]["status"] == "missing"


HOSTILE = '<script>alert("x")</script>'


def test_text_from_students_stays_text(tmp_path):
    course = make_course(tmp_path)
    name = f"{HOSTILE}'\"&"
    fill_gradebook(
        course,
        {"rnn_lstm-rnn-layer-test": (4, "code")},
        {name: {"rnn_lstm-rnn-layer-test": (0, None, False)}},
    )
    message = f'"><img src=x onerror=alert(1)>{HOSTILE} {{{{ 7*7 }}}} \x1b[31mred\x00\u202e'
    write_record(
        course,
        {
            name: recorded(outcome=HOSTILE, notes=[HOSTILE], verdicts=verdicts(message)[:1]),
            "gus\ud800": recorded("refused", f"{HOSTILE}\n\r"),
        },
    )
    text = report(course, ASSIGNMENT).html.read_text("utf-8")
    soup = BeautifulSoup(text, "html.parser")
    assert len(soup.find_all("script")) == 1
    assert not soup.find_all("img")
    assert not any(a.startswith("on") for tag in soup.find_all() for a in tag.attrs)
    assert "49" not in words(soup.select_one("#failures"))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e]", text)
    assert words(soup.select_one(".failure .groups li")).count("<script>") == 2  # message, name


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\n@"])
def test_no_text_in_the_csv_is_a_formula(tmp_path, start):
    course = make_course(tmp_path)
    write_record(
        course,
        {f"{start}cmd|' /C calc'!A0": recorded("unreadable", f"{start}SUM(1)", notes=["=x"])},
    )
    text = report(course, ASSIGNMENT).csv.read_text("utf-8")
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    assert any("cmd|" in cell for cell in cells)
    assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@"))]


def test_an_empty_class(tmp_path):
    course = make_course(tmp_path)
    write_record(course, {})
    assert "Nobody has submitted anything yet" in words(page(course).main)
    assert table(course) == {}


def test_only_unreadable_submissions(tmp_path):
    course = make_course(tmp_path)
    entry = recorded("unreadable", "it is not JSON")
    write_record(course, {"ada": entry, "ben": entry, "cy": recorded("failed", "no kernel")})
    soup = page(course)
    assert words(soup.select_one(".facts > div")) == "Graded 0 of 3"
    both, failed = [words(case) for case in soup.select(".cases li")]
    assert both.startswith("ada, ben unreadable It is not JSON.")
    assert failed == f"cy failed No kernel. Nothing is lost: run unrolled grade {ASSIGNMENT}"
    assert soup.select_one(".scores") is None
    assert [row["status"] for row in table(course).values()] == ["unreadable"] * 2 + ["failed"]


def test_an_earlier_score_of_what_is_now_unreadable_is_pointed_out(course):
    record = json.loads((course.reports / ASSIGNMENT / "grading.json").read_text("utf-8"))
    students = record["students"]
    students["ada"] = recorded("unreadable", "it is cut off")
    write_record(course, students)
    case = words(page(course).select(".cases li")[0])
    assert "The gradebook still holds the scores of an earlier submission." in case
    assert row_of(page(course), "ada")[0] == "14.5"


def test_a_student_s_feedback_page_is_linked_when_it_is_there(course):
    assert page(course).select(".scores tbody a") == []
    file = course.feedback / "Chloé Dupont" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    file.parent.mkdir(parents=True)
    file.touch()
    [link, *_] = page(course).select(".scores tbody a")
    assert link["href"] == (f"../../feedback/Chlo%C3%A9%20Dupont/{ASSIGNMENT}/{ASSIGNMENT}.html")


def test_the_page_needs_nothing_from_elsewhere(course):
    text = report(course, ASSIGNMENT).html.read_text("utf-8")
    links = re.findall(r'<a href="http://localhost:8888/formgrader/[^"]*">', text)
    assert links
    for link in links:
        text = text.replace(link, "")
    assert not re.search(r"https?:|@import|url\(|<link|\bsrc=", text)


def graded_notebook(course, student, source, written="Nothing."):
    """Put a graded notebook where grading leaves it."""
    about = {"grade": False, "solution": True, "grade_id": "rnn_lstm-rnn-layer"}
    essay = {"grade": True, "solution": True, "grade_id": "rnn_lstm-explore"}
    nb = {
        "cells": [
            {"cell_type": "code", "metadata": {"nbgrader": about}, "source": source},
            {"cell_type": "markdown", "metadata": {"nbgrader": essay}, "source": [written]},
        ]
    }
    path = course.autograded / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(nb), encoding="utf-8")


def test_known_mistakes_are_named_and_what_nobody_knows_is_told_apart(course):
    folder = course.solutions / ASSIGNMENT / "mistakes"
    folder.mkdir()
    (folder / "rnn-layer.py").write_text('# %% h0-each-time says="fed back?"\nclass A: pass\n')
    soup = page(course)
    by_title = {
        (words(part.h3), words(title)): [words(x) for x in title.find_next("ul").select("li")]
        for part in soup.select(".failure")
        for title in part.select("h4")
    }
    [known] = by_title["rnn-layer", "Known mistakes"]
    assert known.startswith("1 h0-each-time : h_2 is wrong.")
    assert known.endswith("Ben")
    assert by_title["lstm-layer", "Other errors"][0].startswith("1 boom dan")
    assert by_title["explore", "Blank"] == ["2 no answer Chloé Dupont, eve"]


def test_mistakes_that_cannot_be_read_are_told_and_the_rest_is_shown(course):
    folder = course.solutions / ASSIGNMENT / "mistakes"
    folder.mkdir()
    (folder / "rnn-layer.py").write_text("# %% without-says\nclass A: pass\n")
    soup = page(course)
    assert "no mistake is named" not in words(soup)
    assert words(soup.select_one(".trouble")).startswith("The known mistakes could not be read")
    assert len(soup.select(".failure")) == 3


def test_the_points_of_each_exercise_are_spread_out(course):
    rows = [[words(x) for x in row.select("th, td")] for row in page(course).select(".spreads tr")]
    assert rows[0][:5] == ["Exercise", "points", "mean", "none", "to ¼"]
    assert rows[1] == ["rnn-layer", "4", "55 %", "1", "", "", "1", "", "2", "1", ""]
    assert rows[3] == ["explore", "3", "28 %", "", "", "", "", "1", "", "2", "2"]


def test_what_waits_for_marks_has_a_link_to_its_field(course):
    graded_notebook(course, "Ben", "x = 1")
    soup = page(course)
    mark = next(a for a in soup.select(".scores td.mark a"))
    assert re.fullmatch(
        r"http://localhost:8888/formgrader/submissions/[0-9a-f]{32}/\?index=2", mark["href"]
    )
    assert [a["href"] for a in soup.select("#people .go a")] == [mark["href"]]
    assert soup.select_one("#people .next a")["href"].endswith(
        f"/formgrader/gradebook/{ASSIGNMENT}/{ASSIGNMENT}"
    )


CODE = "\n".join(f"weight_{n} = x[{n}] ** {n} - shift / {n + 2}  # {{}}" for n in range(9))


def test_similar_submissions_stand_side_by_side(course):
    graded_notebook(course, "ada", CODE.replace("{}", "mine"))
    graded_notebook(course, "Ben", CODE.replace("weight", "w").replace("{}", HOSTILE))
    graded_notebook(course, "dan", "pass")
    soup = page(course)
    [pair] = soup.select(".pair")
    assert words(pair.summary).startswith("Ben and ada : ")
    assert "in 1 exercise (rnn-layer 100 %)" in words(pair.summary)
    left, right = pair.select(".sides pre")
    assert len(left.select(".same")) == len(right.select(".same")) == 9
    assert HOSTILE in left.get_text()
    assert len(soup.find_all("script")) == 1


def test_nobody_alike_is_said_and_one_notebook_is_not_compared(course):
    graded_notebook(course, "ada", CODE)
    assert page(course).select("#similar") == []
    graded_notebook(course, "Ben", "pass")
    assert "None of 2:" in words(page(course).select_one("#similar"))


def test_names_lead_to_feedback_and_to_the_exercise_in_it(course):
    file = course.feedback / "Ben" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    file.parent.mkdir(parents=True)
    file.touch()
    address = f"../../feedback/Ben/{ASSIGNMENT}/{ASSIGNMENT}.html"
    links = page(course).select(f'a[href^="{address}"]')
    places = {(link.find_parent("section")["id"], words(link)) for link in links}
    assert places == {
        ("people", "Ben"), ("scores", "Ben"), ("failures", "Ben"), ("time", "Ben"),
        ("scores", "✗ 0"), ("scores", "2"),
    }  # fmt: skip
    cells = {link["href"].removeprefix(address) for link in links}
    assert cells == {"", "#rnn_lstm-rnn-layer-test", "#rnn_lstm-lstm-layer-test"}


def test_nothing_graded_yet_is_one_clear_line(tmp_path):
    course = make_course(tmp_path)
    with pytest.raises(UserError, match=r"Nothing is graded yet for 01_rnn_lstm.*unrolled grade"):
        report(course, ASSIGNMENT)
    assert not course.gradebook.exists()
    assert not course.reports.exists()


def test_another_assignment_in_the_gradebook_is_not_this_one(course):
    (course.reports / ASSIGNMENT / "grading.json").unlink()
    (course.solutions / "02_other").mkdir()
    known = scores.read(course, "02_other")
    assert known.exercises == []
    assert {student.status for student in known.students} == {"missing"}


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"students": 3}', "{}"])
def test_a_damaged_record_is_one_clear_line(tmp_path, text):
    course = make_course(tmp_path)
    write_record(course, {})
    (course.reports / ASSIGNMENT / "grading.json").write_text(text)
    with pytest.raises(UserError, match=r"grading\.json is damaged"):
        report(course, ASSIGNMENT)


def test_a_damaged_gradebook_is_one_clear_line(course):
    course.gradebook.write_bytes(b"this is no database, however long it may be" * 100)
    with pytest.raises(UserError, match=r"gradebook\.db cannot be read .*unrolled doctor"):
        report(course, ASSIGNMENT)


def test_reading_changes_nothing(course):
    before = course.gradebook.read_bytes()
    scores.read(course, ASSIGNMENT)
    assert course.gradebook.read_bytes() == before


def test_the_page_forbids_all_scripts_but_its_own(course):
    soup = page(course)
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    digest = hashlib.sha256(soup.find("script").string.encode()).digest()
    assert f"script-src 'sha256-{base64.b64encode(digest).decode()}';" in policy
    assert "default-src 'none'" in policy
    assert len(soup.find_all("script")) == 1
