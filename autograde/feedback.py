"""Feedback pages: nbgrader's own, without what students must not see, and without what runs."""

import html
import re
import shutil
from pathlib import Path
from typing import Any

from nbconvert import HTMLExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import NbGraderPreprocessor

from autograde.course import Course
from autograde.errors import UserError
from autograde.steps import convert, logged

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
<meta name="referrer" content="no-referrer">
<style>
.rendered_html math {{ font-size: 1.1em; }}
.rendered_html math[display="block"] {{ margin: 1em 0; }}
summary {{ display: list-item; cursor: pointer; }}
.rendered_html pre, .output_area pre {{ white-space: pre-wrap; overflow-wrap: anywhere; }}
</style>"""


class StripHidden(NbGraderPreprocessor):
    """Take hidden tests and rubrics out of a page: their source, and what outputs show of it.

    An error in a cell with hidden tests keeps its message; its traceback would show their lines.
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
        for cell in nb.cells:
            hidden = bool(_REGION.search(cell.source))
            cell.source = _REGION.sub("", cell.source).rstrip()
            for output in cell.get("outputs", []):
                if output.output_type == "error" and hidden:
                    output.traceback = [f"{output.ename}: {output.evalue}"]
                if any(secret in text for text in _texts(output) for secret in secrets):
                    _redact(output)
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

    Its formulas are MathML (see autograde.clean), so MathJax is not needed.
    """

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

    Raises UserError when nobody was graded, and, after writing all other pages, when some failed.
    """
    graded = sorted(p.parent.name for p in course.autograded.glob(f"*/{assignment}") if p.is_dir())
    if not graded:
        raise UserError(
            f"Nobody has been graded for {assignment} yet. Run `unrolled grade {assignment}` first."
        )
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
