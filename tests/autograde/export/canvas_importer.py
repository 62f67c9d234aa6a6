"""What Canvas makes of a file that is given to its gradebook, by its importer's own rules."""

import csv
import io
import re
from dataclasses import dataclass

COMPUTED = (
    "Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade|"
    "Override Score|Override Grade|Override Status"
)


@dataclass(frozen=True)
class User:
    """A student as Canvas knows one."""

    id: int
    name: str
    sortable: str
    sis_user: str = ""
    login: str = ""


class InvalidHeaderRowError(Exception):
    """Canvas refuses the file."""


@dataclass
class Imported:
    """Scores by assignment and user's id; titles that would become assignments; unknown names."""

    scores: dict[str, dict[int, str]]
    points: dict[str, str]
    new_assignments: list[str]
    unknown: list[str]


def imported(data: bytes, users: list[User], assignments: dict[int, str]) -> Imported:
    """Import a file into a course with these users and these assignments (title by id)."""
    text = data.decode("utf-8-sig")
    rows = [
        [_decimal_point(cell) for cell in row]
        for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text))
        if row and not re.fullmatch(r"[;, ]+", ",".join(row))
    ]
    first = _information_columns(rows[0])
    found = Imported({}, {}, [], [])
    titles: dict[int, str] = {}
    for column, head in list(enumerate(rows[0]))[first:]:
        if re.search(COMPUTED, head):
            continue
        named = re.fullmatch(r"(.*)\s\((\d+)\)", head)
        number = int(named[2]) if named else 0
        title = assignments.get(number) or (head if head in assignments.values() else "")
        if not title:
            found.new_assignments.append(head)
        titles[column] = title or head
        found.scores[title or head] = {}
    for row in rows[1:]:
        if "Points Possible" in row[0]:
            found.points = {title: row[column] for column, title in titles.items()}
            read_only = [c for c in titles if re.search(r"read\s+only", row[c])]
            for column in read_only:
                del found.scores[titles.pop(column)]
        elif all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", c, re.I) for c in row):
            continue
        elif (user := _user(row, rows[0], users)) is None:
            found.unknown.append(row[0])
        else:
            for column, title in titles.items():
                found.scores[title][user.id] = row[column].strip()
    return found


def _delimiter(text: str) -> str:
    lines = text.splitlines()[:3]
    counts = {}
    for sign in ";,":
        widths = {len(next(csv.reader([line], delimiter=sign))) for line in lines}
        counts[sign] = widths.pop() if len(widths) == 1 else 0
    return ";" if counts[";"] > counts[","] else ","


def _decimal_point(cell: str) -> str:
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *whole, last = re.split(r"[,.]", cell)
    return f"{''.join(whole)}.{last}" if whole else last


def _information_columns(heads: list[str]) -> int:
    if not (len(heads) > 3 and "Student" in heads[0] and "ID" in heads[1]):
        raise InvalidHeaderRowError(heads)
    columns = 3
    if re.search(r"SIS\s+Login\s+ID", heads[2]):
        columns += 1
    elif re.search(r"SIS\s+User\s+ID", heads[2]) and re.search(r"SIS\s+Login\s+ID", heads[3]):
        columns += 2 + ("Integration ID" in heads[4])
        columns += "Root Account" in heads[columns - 1]
    if "Section" not in heads[columns - 1]:
        raise InvalidHeaderRowError(heads)
    return columns


def _user(row: list[str], heads: list[str], users: list[User]) -> User | None:
    """Look by ID, then by SIS User ID, then by SIS Login ID, then by name."""

    def cell(head: str) -> str:
        return row[heads.index(head)] if head in heads else ""

    looks = [
        lambda u: row[1] and u.id == int((re.match(r"\d+", row[1]) or ["0"])[0]),
        lambda u: cell("SIS User ID") and u.sis_user == cell("SIS User ID"),
        lambda u: cell("SIS Login ID") and u.login == cell("SIS Login ID"),
        lambda u: row[0] in (u.name, u.sortable),
    ]
    for fits in looks:
        for user in users:
            if fits(user):
                return user
    return None
