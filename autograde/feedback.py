"""Feedback pages: nbgrader's own, without what students must not see, and without what runs."""

import html
import re
import shutil
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader
from nbconvert import HTMLExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List, default

from autograde.course import Course
from autograde.errors import UserError
from autograde.steps import convert, logged
from autograde.veil import shows_expected, veil

_REGION = re.compile(
    r"^[^\n]*BEGIN (HIDDEN TESTS|MARK SCHEME).*?(?:^[^\n]*END \1[^\n]*\n?|\Z)",
    re.MULTILINE | re.DOTALL,
)
_TELLING = 12  # characters from which a line of a hidden region is known again in an output


# For browsers: no script, no frame, no form, and nothing from anywhere. Pictures lie in the page.
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)
_HEAD = f"""
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="referrer" content="no-referrer">"""
_TEMPLATES = Path(__file__).parent / "templates"


class StripHidden(NbGraderPreprocessor):
    """Take hidden tests and rubrics out of a page: their source, and what outputs show of it.

    An error in a cell with hidden tests keeps its message, without the values that were expected
    (see autograde.veil); its traceback would show their lines.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Strip all cells of a notebook, in place."""
        secrets = {
            line
            for cell in nb.cells
            for region in _REGION.finditer(cell.source)
            for line in map(str.strip, region[0].splitlines())
            if len(line) >= _TELLING
        }
        shown = shows_expected(self.config)
        for cell in nb.cells:
            hidden = bool(_REGION.search(cell.source))
            cell.source = _REGION.sub("", cell.source).rstrip()
            for output in cell.get("outputs", []):
                if output.output_type == "error" and hidden:
                    output.traceback = [f"{output.ename}: {output.evalue}"]
                if any(secret in text for text in _texts(output) for secret in secrets):
                    _redact(output)
                elif hidden and not shown:
                    veil(output)
        return nb, resources


def _texts(output: NotebookNode) -> list[str]:
    """Return all that an output shows, as text."""
    if output.output_type == "stream":
        return [output.text]
    if output.output_type == "error":
        return [output.evalue, "\n".join(output.traceback)]
    shown = [str(value) for value in output.data.values()]
    return [*shown, *(html.unescape(re.sub(r"<[^>]*>", "", text)) for text in shown)]


def _redact(output: NotebookNode) -> None:
    note = "(left out, because it shows lines of the hidden tests)"
    if output.output_type == "stream":
        output.text = note
    elif output.output_type == "error":
        output.evalue, output.traceback = note, [f"{output.ename}: {note}"]
    else:
        output.data = NotebookNode({"text/plain": note})


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback page for a browser that is told to run nothing and to load nothing.

    templates/feedback.html.j2 gives it its looks. Its formulas are MathML (see autograde.clean), so
    MathJax is not needed.
    """

    extra_loaders = List([FileSystemLoader(_TEMPLATES)])

    @default("template_file")
    def _our_template(self) -> str:
        return "feedback.html.j2"

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        page, resources = super().from_notebook_node(nb, resources, **kw)
        head, end, body = page.partition("</head>")
        head = re.sub(r"<script\b.*?</script>|@font-face\s*\{.*?\}", "", head, flags=re.DOTALL)
        assert end
        assert head.count("<head>") == 1
        return head.replace("<head>", f"<head>{_HEAD}") + end + body, resources


def feedback(course: Course, assignment: str) -> list[Path]:
    """Write a page for each student that was graded; return the pages.

    Raises UserError when nobody was graded or c.Unrolled.show_expected is neither True nor False,
    and, after writing all other pages, when some failed.
    """
    graded = sorted(p.parent.name for p in course.autograded.glob(f"*/{assignment}") if p.is_dir())
    if not graded:
        raise UserError(
            f"Nobody has been graded for {assignment} yet. Run `unrolled grade {assignment}` first."
        )
    shows_expected(course.config())  # so that a bad setting is said once
    failed = []
    with logged(course, f"feedback-{assignment}") as (log, path):
        for student in graded:
            shutil.rmtree(course.feedback / student / assignment, ignore_errors=True)
            try:
                convert(GenerateFeedback, course, assignment, student, log)
            except Exception:
                log.exception("feedback for %s", student)
                failed.append(student)
    if failed:
        raise UserError(
            f"No feedback page could be made for {', '.join(failed)}; all others are written. "
            f"See {path}."
        )
    return sorted(course.feedback.glob(f"*/{assignment}/*.html"))
