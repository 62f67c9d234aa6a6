"""What students write is shown and does nothing: each trick as text, then all in a real browser."""

import html
import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograde.clean import Clean, clean_html, markdown
from autograde.feedback import POLICY, feedback
from autograde.mathml import MOST_CHARS, mathml
from autograde.steps import Steps, logged
from course_utils.checks.outcome import RIGHT, WRONG, Result
from tests.autograde.submissions import cell_of
from tests.autograde.tiny_class import TINY, answered, released_course

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8"
    "z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
AWAY = "http://evil.invalid"
RUN = "window.ran=1"
# In HTML. Whatever is not cut away must be text.
TRICKS = [
    f"<script>{RUN}</script>",
    f"<script src={AWAY}/s.js></script>",
    f"<SCRIPT/x>{RUN}</SCRIPT>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<img src=x onerror={RUN}>",
    f'<img src="{AWAY}/i.png" srcset="{AWAY}/j.png 2x">',
    "<img src=//evil.invalid/p.png>",
    f'<a href="javascript:{RUN}">press</a>',
    f'<a href="&#106;avascript:{RUN}">press</a>',
    f'<a href="java\tscript:{RUN}">press</a>',
    f'<a href=" \x01javascript:{RUN}">press</a>',
    f'<a href="data:text/html,<script>{RUN}</script>">press</a>',
    f'<a href="vbscript:{RUN}">press</a>',
    f"<svg onload={RUN}><circle r=9></svg>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><style><img src=x onerror={RUN}></style></svg>",
    f'<svg><a xlink:href="javascript:{RUN}"><text y=9>press</text></a></svg>',
    f"<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror={RUN}>'>",
    f"<math href='javascript:{RUN}'>press</math>",
    f'<div style="background:url({AWAY}/b.png)">b</div>',
    f'<div style="background-color:red;color:url({AWAY}/c.png)">c</div>',
    '<div style="position:fixed;inset:0;z-index:9;background-color:#fff">cover</div>',
    '<p style="margin:-9999px 0 0 -500px">over the score</p>',
    f"<style>@import '{AWAY}/a.css'; body{{display:none}}</style>",
    f"<link rel=stylesheet href={AWAY}/l.css>",
    f"<iframe src={AWAY}></iframe>",
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f"<object data={AWAY}/o></object><embed src={AWAY}/e>",
    f'<meta http-equiv="refresh" content="0;url={AWAY}">',
    f"<base href={AWAY}/>",
    f"<form action={AWAY} id=f><input name=q autofocus onfocus={RUN}><button>send</button></form>",
    f"<button formaction='javascript:{RUN}'>press</button>",
    f"<video src={AWAY}/v.mp4 autoplay onloadstart={RUN}></video><audio src={AWAY}/a></audio>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<marquee onstart={RUN}>m</marquee>",
    f"<template><script>{RUN}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<![CDATA[<img src=x onerror={RUN}>]]>",
    f"</pre></div></body></html><script>{RUN}</script>",
    "<p id=toc class='panel nbgrader_cell score'>Score: 99 / 99</p>",
    "<a name=top href='//evil.invalid'>press</a>",
    f"<textarea><img src=x onerror={RUN}>",
    f"<title><img src=x onerror={RUN}></title>",
    f"<xmp><p title='</xmp><img src=x onerror={RUN}>'></xmp>",
    f"<img alt='x' src='data:text/html,<script>{RUN}</script>'>",
    f"<plaintext><b onclick={RUN}>b",
]
# In Markdown itself.
MARKDOWN = [
    f"[press](javascript:{RUN})",
    f"[press](<javascript:{RUN}>)",
    f"[press](&#106;avascript:{RUN})",
    f"<javascript:{RUN}>",
    f"[press][1]\n\n[1]: javascript:{RUN}",
    f"![p]({AWAY}/p.png)",
    f'![p]({AWAY}/p.png" onerror="{RUN})',
    f'![p" onerror="{RUN}](x.png)',
    f'[t](http://a.invalid "x\\" onmouseover=\\"{RUN}")',
    f"$\\text{{<img src=x onerror={RUN}>}}$",
    f"$$\\href{{javascript:{RUN}}}{{press}}$$",
    f"$$\\text{{&lt;script&gt;{RUN}&lt;/script&gt;}}$$",
    f'![$x\\text{{" onerror={RUN} x="}}$](x.png)',
    f'<b title="$\\text{{\\" onclick={RUN}}}$">b</b>',
    f"\\begin{{align}}<img src=x onerror={RUN}>\\end{{align}}",
    f"```mermaid\n<img src=x onerror={RUN}>\n```",
    f'```python" onclick="{RUN}\n1\n```',
    f"| <img src=x onerror={RUN}> |\n|---|\n| `<script>{RUN}</script>` |",
    f"# <img src=x onerror={RUN}> heading",
    f"# A formula $\\text{{x onclick={RUN} y}}$ in a heading, of which anchors are made",
    "![a](attachment:missing.png)",
    "![secret](00_tiny.ipynb) ![secret](../../../gradebook.db)",
]
HARMLESS = {
    "a": {"href", "title", "class"},
    "img": {"src", "alt", "title", "width", "height"},
    "div": {"style", "class", "role"},
    "details": set(),
    "p": {"style"},
    "b": {"title", "style"},
}


FORBIDDEN = "script style svg iframe object embed meta base form link input title".split()  # noqa: SIM905


def assert_harmless(page):
    """Assert that nothing in a piece of HTML could run, load or lie over something else."""
    for element in BeautifulSoup(str(page), "html.parser").find_all(True):
        known = HARMLESS.get(element.name, {"id", "class", "style", "align", "display"})
        assert element.name not in FORBIDDEN
        if not element.find_parents("math") and element.name != "math":
            assert set(element.attrs) <= known, element
        for name, value in element.attrs.items():
            assert not name.startswith("on")
            if name == "href":
                assert re.match(r"https?://|mailto:|#", value), element
            if name == "src":
                assert value.startswith("data:image/"), element
            if name == "style":
                assert not re.search("url|position|-[0-9]|inset", value), element


@pytest.mark.parametrize("trick", TRICKS)
def test_html_of_a_student_does_nothing(trick):
    assert_harmless(clean_html(trick))
    assert_harmless(markdown(trick))
    assert_harmless(markdown(f"before {trick} after"))


@pytest.mark.parametrize("trick", MARKDOWN)
def test_markdown_of_a_student_does_nothing(trick, tmp_path):
    assert_harmless(markdown(trick))
    assert_harmless(markdown(trick, {}, tmp_path))


@pytest.mark.parametrize("outcome", [RIGHT, WRONG])
def test_a_check_looks_as_it_did(outcome):
    result = Result("rnn-layer", outcome, "h_1 < h_2\nand <b>so</b> on")
    before, after = (
        BeautifulSoup(h, "html.parser") for h in (result.html, clean_html(result.html))
    )
    assert after.get_text() == before.get_text()
    for old, new in zip(before.find_all(True), after.find_all(True), strict=True):
        assert new.name == old.name
        assert new.get("style", "").rstrip(";") == old.get("style", "")
        assert new.get("role") == old.get("role")


def test_what_is_clean_stays_as_it_is():
    once = clean_html("<b>a</b> & <i title='x'>b</i> <script>c</script>")
    assert once == "<b>a</b> &amp; <i>b</i> "
    assert clean_html(once) is once
    assert clean_html(b"<u>\xff</u>") == "<u>\ufffd</u>"


WRITTEN = """## Why

- *one*
- **two** `f(x)`

1. a

> said

| a | b |
|---|--:|
| 1 | 2 |

```python
def f(): pass
```

<details><summary>Hint</summary>

more

</details>

[link](https://example.org) ~~gone~~
"""


def test_markdown_keeps_what_people_write():
    soup = BeautifulSoup(markdown(WRITTEN), "html.parser")
    kept = "h2 li em strong code ol blockquote table th td details summary del pre"
    assert [tag for tag in kept.split() if not soup.find(tag)] == []
    assert soup.find("span", "k").get_text() == "def"
    assert soup.find("a", href="https://example.org")
    assert soup.find("h2")["id"] == "Why"


def test_aligned_formulas_have_their_rows_below_each_other():
    made = mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}", block=True)
    assert made.count("<mtr") == 2
    assert "&amp;" not in made


def test_formulas_are_mathml():
    page = markdown("The state $h_t = \\tanh(x_t)$ and\n\n$$\\frac{a}{b} < 1$$\n\nend.")
    soup = BeautifulSoup(page, "html.parser")
    inline, block = soup.find_all("math")
    assert (inline["display"], block["display"]) == ("inline", "block")
    assert inline.find("msub").get_text() == "ht"
    assert block.find("mfrac")
    assert block.find_all("mo")[-1].get_text() == "<"


@pytest.mark.parametrize(
    "tex", ["\\frac{a", "x" * (MOST_CHARS + 1), "{" * 1500, "\\left(" * 300, "\\begin{nothing}"]
)
def test_a_formula_that_cannot_be_read_is_shown_as_typed(tex):
    assert mathml(tex) in (f"<code>${tex}$</code>", mathml(tex))
    assert_harmless(mathml(tex))


def test_a_formulas_elements_are_those_of_formulas(monkeypatch):
    from xml.etree.ElementTree import Element, SubElement

    import latex2mathml.converter

    tree = Element("math", display="inline", onclick=RUN, href="javascript:0", width='1" x="')
    SubElement(tree, "mi").text = "&#x003B1;<script>&lt;script&gt;"
    monkeypatch.setattr(latex2mathml.converter, "convert_to_element", lambda *a, **k: tree)
    assert mathml("x") == ('<math display="inline"><mi>α&lt;script&gt;&lt;script&gt;</mi></math>')
    SubElement(tree, "script").text = RUN
    assert mathml("x<") == "<code>$x&lt;$</code>"


def test_deeply_nested_text_is_shown_as_text():
    deep = "> " * 5000 + "x"
    assert_harmless(markdown(deep))
    assert "x" in markdown(deep)
    assert_harmless(clean_html("<div>" * 3000 + "x"))


def test_pictures_come_from_the_cell_or_its_folder_and_are_pictures(tmp_path):
    folder = tmp_path / "autograded"
    folder.mkdir()
    (folder / "a b.png").write_bytes(b"png")
    (folder / "notes.ipynb").write_text("hidden")
    (tmp_path / "other.png").write_bytes(b"other")
    (folder / "link.png").symlink_to(tmp_path / "other.png")
    (folder / "large.png").write_bytes(bytes(6_000_000))
    attachments = {"p.png": {"text/html": "aGk=", "image/png": PIXEL}, "t": {"text/html": "aGk="}}

    def sources(text):
        soup = BeautifulSoup(markdown(text, attachments, folder), "html.parser")
        return [image.get("src") for image in soup.find_all("img")]

    assert sources("![x](attachment:p.png)") == [f"data:image/png;base64,{PIXEL}"]
    assert sources("![x](<a b.png>)") == ["data:image/png;base64,cG5n"]
    assert sources(f"![x](data:image/png;base64,{PIXEL})") == [f"data:image/png;base64,{PIXEL}"]
    for name in ("attachment:t", "attachment:none", "notes.ipynb", "../other.png", "link.png",
                 "large.png", "none.png", "x\0.png", "http://a.invalid/a.png"):  # fmt: skip
        assert sources(f"![x](<{name}>)") == []
    assert markdown("![a *b*](none.png)", {}, folder) == "<p>[a <em>b</em>]</p>\n"


def cleaned(*cells):
    nb, _ = Clean().preprocess(new_notebook(cells=list(cells)), {})
    nbformat.validate(nb)
    return nb.cells


def outputs(*given):
    return cleaned(new_code_cell("f()", outputs=list(given)))[0].outputs


def test_only_what_can_be_shown_safely_stays_of_an_output():
    data = {
        "text/html": f"<b>x</b><script>{RUN}</script>",
        "text/plain": "x",
        "image/png": PIXEL,
        "image/jpeg": 'x" onerror="y',
        "image/svg+xml": "<svg onload='x'/>",
        "application/javascript": RUN,
        "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
        "application/pdf": "x",
        "text/vnd.mermaid": "x",
        "text/latex": "$x$",
    }
    metadata = {"text/html": {"isolated": True}, "image/png": {"width": 3, "height": "3 onload=x"}}
    (got,) = outputs(new_output("display_data", data, metadata=metadata))
    assert got.data == {
        "text/html": "<b>x</b>",
        "text/plain": "x",
        "image/png": PIXEL,
        "image/svg+xml": "<svg onload='x'/>",  # the page shows it as a picture
    }
    assert got.metadata == {"image/png": {"width": 3}}


def test_a_formula_that_is_an_output_is_shown_as_one():
    (got,) = outputs(new_output("display_data", {"text/latex": "$x$", "text/plain": "x"}))
    assert got.data == {"text/markdown": "$x$", "text/plain": "x"}


def test_terminal_sequences_go_and_colours_stay():
    steer = (
        "\x1b]0;title\x07\x1b[2J\x1b[1;1H\x1b]8;;http://a.invalid\x1b\\link\x1bc\u202egnp.exe\b\r"
    )
    stream, error = outputs(
        new_output("stream", text=f"{steer}\x1b[31mred\x1b[0m\ttab\n"),
        new_output("error", ename=f"E{steer}", evalue=steer, traceback=[f"{steer}\x1b[1;31mline"]),
    )
    assert stream.text == "linkgnp.exe\x1b[31mred\x1b[0m\ttab\n"
    assert (error.ename, error.evalue) == ("Elinkgnp.exe", "linkgnp.exe")
    assert error.traceback == ["linkgnp.exe\x1b[1;31mline"]


def test_metadata_that_templates_write_into_the_page_go():
    nbgrader = {"grade_id": '"><script>', "grade": True, "solution": True, "points": 1}
    fine = {**nbgrader, "grade_id": "tiny-why"}
    markdown, other, raw = cleaned(
        new_markdown_cell(
            "x",
            metadata={"tags": ["<b>"], "nbgrader": nbgrader},
            attachments={"a": {"text/html": "x"}, "b": {"image/png": PIXEL, "text/html": "x"}},
        ),
        new_code_cell("x", metadata={"nbgrader": fine}),
        new_raw_cell("x", metadata={"raw_mimetype": "text/html"}),
    )
    assert markdown.metadata == raw.metadata == {}
    assert markdown.attachments == {"b": {"image/png": PIXEL}}
    assert other.metadata.nbgrader == fine


NAME = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Return the feedback page of somebody who tried everything."""
    course = released_course(tmp_path_factory.mktemp("course") / "tiny")
    nb = answered(course, tiny_why="$h_t = \\frac{a}{b}$\n\n" + "\n\n".join([*MARKDOWN, *TRICKS]))
    check = Result("double", WRONG, "double(21) should be 42").html
    everything, isolated = "\n".join(TRICKS), {"text/html": {"isolated": True}}
    cell_of(nb, "tiny-double").outputs = [
        new_output("stream", text=f"</pre>{everything}\x1b[31mred\x1b[0m\x1b]0;t\x07"),
        new_output("error", ename=NAME, evalue=everything, traceback=[everything, "\x1b[1m</pre>"]),
        new_output("execute_result", {"text/plain": f"</pre>{everything}"}, execution_count=1),
        *(new_output("display_data", {kind: everything, "text/plain": "p"}) for kind in (
            "text/html", "text/markdown", "text/latex", "application/javascript",
            "application/vnd.jupyter.widget-view+json", "text/vnd.mermaid", "application/pdf")),
        *(new_output("display_data", {"image/svg+xml": svg}) for svg in (
            f"<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'><script>{RUN}</script>"
            f"<image href='{AWAY}/svg.png'/><rect width='30' height='30' fill='green'/></svg>",
            f"'><script>{RUN}</script>")),
        new_output("display_data", {"text/html": everything}, metadata=isolated),
        new_output("display_data", {"image/png": f'x" onerror="{RUN}'}),
    ]  # fmt: skip
    cell_of(nb, "tiny-double-test").outputs = [
        new_output("display_data", {"text/html": check, "text/plain": "x"}),
        new_output("error", ename="AssertionError", evalue="wrong", traceback=["t"]),
    ]
    nb.cells.append(new_raw_cell(everything, metadata={"raw_mimetype": "text/html"}))
    nb.cells.append(new_code_cell("%%html\n" + everything, metadata={"tags": [f"'><script>{RUN}"]}))
    nb.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"x": f"</script>{RUN}"}}
    nb.metadata["title"] = f"<script>{RUN}</script>"
    with logged(course, "steps") as (log, _), Steps(course, TINY, log) as steps:
        steps.save(NAME.replace("/", ""), nb)
    (page,) = feedback(course, TINY)
    return page


def test_the_page_forbids_scripts_and_network_before_anything_else(hostile):
    head = BeautifulSoup(hostile.read_text("utf-8"), "html.parser").head
    first = head.find(True)
    assert (first["http-equiv"], first["content"]) == ("Content-Security-Policy", POLICY)
    assert "default-src 'none'" in POLICY
    assert "script-src" not in POLICY
    assert not head.find("script")


@pytest.mark.browser
@pytest.mark.parametrize("policy", [True, False], ids=["as written", "without its policy"])
def test_a_page_full_of_tricks_runs_and_requests_nothing(hostile, browser, tmp_path, policy):
    path = tmp_path / "page.html"
    page_text = hostile.read_text("utf-8")
    path.write_text(page_text if policy else page_text.replace(html.escape(POLICY, False), ""))
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: said.append(message.text))
    page.on("popup", lambda popup: said.append("popup"))
    page.goto(path.as_uri())
    for press in page.get_by_text("press").all():
        if press.is_visible() and not (press.get_attribute("href") or "").startswith("http"):
            press.dispatch_event("click")
    page.wait_for_timeout(300)
    assert [url for url in asked if not url.startswith("data:image/")] == [path.as_uri()]
    assert said == []
    assert page.evaluate("window.ran") is None
    assert page.url.split("#")[0] == path.as_uri()
    assert page.locator("math mfrac").first.bounding_box()["height"] > 10
    check = page.get_by_role("status").filter(has_text="double(21) should be 42")
    assert check.evaluate("e => getComputedStyle(e).borderLeftColor") == "rgb(224, 49, 49)"
    page.screenshot(path=tmp_path / "page.png", full_page=True)
