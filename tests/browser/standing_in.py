"""A widget in a bare page, with a stand-in for the notebook between it and Python."""

from __future__ import annotations

import anywidget

PAGE = """
async ({ source, css, state, question, dark }) => {
  document.body.style.cssText = `margin:0; background:${dark ? "#111" : "#fff"}`;
  document.head.innerHTML = `<meta charset="utf-8"><style>${css}</style>`;
  const listeners = {};
  const model = {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; },
    save_changes: async () => {
      state.answer = await window.kernel(state[question]);
      for (const callback of listeners["change:answer"] ?? []) callback();
    },
    on: (event, callback) => { (listeners[event] ??= []).push(callback); },
    off: (event, gone) => { listeners[event] = listeners[event].filter((c) => c !== gone); },
  };
  const el = document.createElement("div");
  document.body.replaceChildren(el);
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const stop = (await import(url)).default.render({ model, el });
  window.stop = () => { stop(); return Object.values(listeners).flat().length; };
}
"""


def page_of(
    browser, widget: anywidget.AnyWidget, question: str, width: int = 900, dark: bool = False
) -> tuple[object, list[str]]:
    """The page, and the errors in it, a list that fills by itself.

    What the page says in the widget's `question` is set there, and its `answer` goes back.
    """
    page = browser.new_page(viewport={"width": width, "height": 800})

    def kernel(said: object) -> dict:
        setattr(widget, question, said)
        return widget.answer

    page.expose_function("kernel", kernel)
    page.goto("about:blank")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    own = set(widget.keys) - set(anywidget.AnyWidget.class_trait_names())
    state = {name: getattr(widget, name) for name in own if not name.startswith("_")}
    given = {"source": widget._esm, "css": widget._css, "state": state}
    page.evaluate(PAGE, given | {"question": question, "dark": dark})
    return page, errors
