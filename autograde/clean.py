"""What students wrote, made safe to show as HTML.

A page may hold text, tables, pictures and formulas of a student. It may not hold anything that
runs, loads, moves what is around it, or looks like a part of the page.
"""

import base64
import html
import mimetypes
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import bleach
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor

from autograde.mathml import mathml


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PICTURE_BYTES = 5_000_000
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/svg+xml")

_TAGS = _words(
    "a abbr b blockquote br caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 "
    "h6 hr i img kbd li ol p pre s small span strong sub summary sup table tbody td tfoot th thead "
    "tr u ul var"
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
# Those of course_utils.checks, of highlighted code and of pandas' tables.
_STYLES = _words(
    "background-color border-bottom border-left border-right border-top color font-style "
    "font-weight line-height margin padding text-align text-decoration vertical-align"
)
_STYLE = re.compile(r"(?:(?!url|:\s*-|\s-\d)[\w\s:;.,#%()-])*", re.IGNORECASE)
_CLASS = re.compile(r"highlight|dataframe|anchor-link|language-\w+|err|[a-z]{1,2}\d?")
_PICTURE = re.compile(rf"data:({'|'.join(map(re.escape, _PICTURES))});base64,[A-Za-z0-9+/=\s]*")
_LINK = re.compile(r"(?:https?://|mailto:|#)[^\x00-\x20]*", re.IGNORECASE)
# Dropped with what is in them; other elements that are not allowed are shown as their source.
_UNSEEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)

# Sequences for a terminal, but for those of colours, which become HTML.
_TERMINAL = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\|\Z)"  # titles, links
    r"|\x1b[PX^_].*?(?:\x1b\\|\Z)"  # strings for devices
    r"|\x1b\[[0-?]*[ -/]*[@-ln-~]"  # moving about; what ends in m is a colour
    r"|\x1b[^\[]|\x1b(?!\[[0-9;]*m)"
    r"|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]",
    re.DOTALL,
)


class Cleaned(str):
    """HTML that has been through `clean_html`."""


def clean_html(source: Any) -> Cleaned:
    """Return HTML without what could run, load, or disguise itself. A filter for templates."""
    if isinstance(source, Cleaned):
        return source
    return _clean(source.decode("utf-8", "replace") if isinstance(source, bytes) else str(source))


def _clean(source: str, mark: str = "") -> Cleaned:
    """Return clean HTML, in which no attribute holds the text `mark`."""

    def allowed(tag: str, name: str, value: str) -> bool:
        if mark and mark in value:
            return False
        match name:
            case "class":
                return all(map(_CLASS.fullmatch, value.split()))
            case "id":
                return bool(re.fullmatch(r"h[1-6]", tag))
            case "style":
                return bool(_STYLE.fullmatch(value))
            case "src":
                return tag == "img" and bool(_PICTURE.fullmatch(value))
            case "href":
                return tag == "a" and bool(_LINK.fullmatch(value))
            case "role":
                return value == "status"
        return name in _ATTRIBUTES.get(tag, ())

    return Cleaned(
        bleach.clean(
            _UNSEEN.sub("", _text(source)),
            tags=_TAGS,
            attributes=allowed,
            protocols={"http", "https", "mailto", "data"},
            css_sanitizer=CSSSanitizer(allowed_css_properties=_STYLES),
        )
    )


@pass_context
def markdown2html(context: Any, source: str) -> Cleaned:
    """Return Markdown as clean HTML, formulas as MathML. A filter for templates.

    What is cleaned is the HTML that comes out of it, for Markdown itself can make elements.
    """
    cell = context.get("cell") or {}
    folder = (context.get("resources") or {}).get("metadata", {}).get("path", "")
    return markdown(source, cell.get("attachments") or {}, Path(folder) if folder else None)


def markdown(source: str, attachments: Any = None, folder: Path | None = None) -> Cleaned:
    """Return Markdown as clean HTML. Pictures come from the cell or from the notebook's folder."""
    renderer = _Renderer(attachments or {}, folder)
    try:
        dirty = MarkdownWithMath(renderer=renderer).render(source)
    except (RecursionError, ValueError, KeyError, IndexError):
        return Cleaned(f"<pre>{html.escape(_text(source))}</pre>")
    clean = _clean(dirty, renderer.mark)
    return Cleaned(renderer.marked.sub(lambda found: renderer.formulas[int(found[1])], clean))


class _Renderer(IPythonRenderer):
    """nbconvert's renderer, with formulas of its own and only pictures that are at hand."""

    def __init__(self, attachments: dict[str, Any], folder: Path | None) -> None:
        super().__init__(escape=False, allow_harmful_protocols=False)
        self.bundles, self.folder = attachments, folder
        # Formulas are put in after cleaning, where a mark is left that nobody can foresee.
        self.mark = f"formula{secrets.token_hex(16)}n"
        self.marked = re.compile(rf"{self.mark}(\d+)z")
        self.formulas: list[str] = []

    def inline_math(self, body: str) -> str:
        return self._formula(mathml(body))

    def block_math(self, body: str) -> str:
        return self._formula(mathml(body, block=True))

    def latex_environment(self, name: str, body: str) -> str:
        return self._formula(mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True))

    def _formula(self, formula: str) -> str:
        self.formulas.append(formula)
        return f"{self.mark}{len(self.formulas) - 1}z"

    def block_mermaidjs(self, code: str) -> str:
        return f"<pre>{html.escape(code)}</pre>"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        found = self._attached(url) if url.startswith("attachment:") else self._beside(url)
        if not _PICTURE.fullmatch(found):
            return f"[{text or html.escape(url)}]"
        alt = html.unescape(re.sub(r"<[^>]*>", "", text))
        return f'<img src="{found}" alt="{html.escape(alt)}">'

    def _attached(self, url: str) -> str:
        bundle = self.bundles.get(url.removeprefix("attachment:"), {})
        return next((f"data:{k};base64,{bundle[k]}" for k in _PICTURES if k in bundle), "")

    def _beside(self, url: str) -> str:
        """Return a picture from the notebook's folder; no other file and no link is read."""
        kind = mimetypes.guess_type(url)[0]
        if _PICTURE.fullmatch(url) or self.folder is None or kind not in _PICTURES:
            return url
        try:
            root = self.folder.resolve()
            path = (root / unquote(url)).resolve()
            if not path.is_relative_to(root) or path.stat().st_size > PICTURE_BYTES:
                return ""
            return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
        except (OSError, ValueError):  # not there, or no name at all
            return ""


class Clean(NbGraderPreprocessor):
    """Leaves of outputs and attachments what a page can show safely. Sources stay as they are."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Clean all cells of a notebook, in place."""
        nb.metadata.pop("widgets", None)
        nb.metadata.pop("title", None)
        for cell in nb.cells:
            cell.metadata.pop("tags", None)
            cell.metadata.pop("raw_mimetype", None)
            about = cell.metadata.get("nbgrader")
            if about and not re.fullmatch(r"[\w.-]*", str(about.get("grade_id", ""))):
                del cell.metadata["nbgrader"]
            if "attachments" in cell:
                cell.attachments = {
                    name: kept for name, b in cell.attachments.items() if (kept := _pictures(b))
                }
            if cell.cell_type == "code":
                cell.outputs = [_output(output) for output in cell.outputs]
        return nb, resources


def _output(output: NotebookNode) -> NotebookNode:
    kind = output.output_type
    if kind == "stream":
        return new_output(kind, name=output.name, text=_text(output.text))
    if kind == "error":
        lines = [_text(line) for line in output.traceback]
        return new_output(
            kind, ename=_text(output.ename), evalue=_text(output.evalue), traceback=lines
        )
    given = {k: v for k, v in output.data.items() if isinstance(v, str)}
    data = _pictures(given)
    for mime in ("text/plain", "text/html", "text/markdown"):
        if mime in given:
            data[mime] = clean_html(given[mime]) if mime == "text/html" else _text(given[mime])
    if "text/latex" in given and "text/html" not in given:
        data["text/markdown"] = _text(given["text/latex"])  # where formulas are looked for
    return new_output(kind, data, metadata=_sizes(output.get("metadata", {})))


def _pictures(bundle: Any) -> NotebookNode:
    """Return the pictures among data of several types."""
    items = bundle.items() if isinstance(bundle, dict) else ()
    return NotebookNode(
        {
            mime: data
            for mime, data in items
            if mime in _PICTURES
            and isinstance(data, str)
            and (mime == "image/svg+xml" or re.fullmatch(r"[A-Za-z0-9+/=\s]*", data))
        }
    )


def _sizes(metadata: Any) -> dict[str, Any]:
    """Return the sizes of pictures, and nothing else of an output's metadata."""
    return {
        mime: {
            side: value
            for side in ("width", "height")
            if isinstance(value := metadata[mime].get(side), int | float)
        }
        for mime in _PICTURES
        if isinstance(metadata.get(mime), dict)
    }


def _text(text: Any) -> str:
    """Return text without what steers a terminal or turns the direction of writing."""
    return _TERMINAL.sub("", "".join(text) if isinstance(text, list) else str(text))
