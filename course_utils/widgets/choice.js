
// ---- options to click on; the answer is written into the source of the cell

// The editor of the cell that the element stands in. There is none where pages keep outputs in a
// frame of their own (VS Code, Colab), in a view of the output alone, or while the input is hidden.
function editor_around(element) {
  const content = element.closest(".jp-CodeCell")?.querySelector(".jp-InputArea-editor .cm-content");
  const view = content?.cmTile?.root?.view ?? content?.cmView?.view;
  return view?.state && !view.state.readOnly ? view : null;
}

// Where the value of the last `name = …` in a Python source stands, as [from, to]; or null.
function place_of_value(source, name) {
  const start = [...source.matchAll(new RegExp(`^${name}[ \\t]*(:[^=\\n]*)?=(?!=)[ \\t]*`, "gm"))].at(-1);
  if (!start) return null;
  const from = start.index + start[0].length;
  return [from, end_of_value(source, from) ?? end_of_line(source, from)];
}

// Behind the last sign of the value: lists may go over several lines, and a comment may follow.
// Null for brackets and quotes that are never closed.
function end_of_value(source, from) {
  let [depth, quote, end] = [0, "", from];
  for (let at = from; at < source.length; at++) {
    const sign = source[at];
    if (quote) {
      if (sign === "\n" && quote.length === 1) return null;
      if (sign === "\\") at++;
      else if (source.startsWith(quote, at)) [at, quote] = [at + quote.length - 1, ""];
    } else if (sign === '"' || sign === "'") {
      quote = source.startsWith(sign.repeat(3), at) ? sign.repeat(3) : sign;
      at += quote.length - 1;
    } else if (depth === 0 && "\n;#".includes(sign)) {
      return end;
    } else if (sign === "#") {
      at = end_of_line(source, at) - 1;
      continue;
    } else {
      depth += "([{".includes(sign) - ")]}".includes(sign);
    }
    if (sign.trim()) end = at + 1;
  }
  return depth === 0 && !quote ? end : null;
}

function end_of_line(source, from) {
  const end = source.indexOf("\n", from);
  return end < 0 ? source.length : end;
}

// What stands behind `name =` in the cell, where, and in which editor; or null.
function standing(element, name) {
  const editor = editor_around(element);
  const source = editor?.state.doc.toString() ?? "";
  const place = place_of_value(source, name);
  return place && { editor, from: place[0], to: place[1], value: source.slice(...place) };
}

// Writes `name = value` over the one that stands in the cell, if there is one.
function write(element, name, value) {
  const { editor, from, to, value: before } = standing(element, name) ?? { value };
  if (value !== before)
    editor.dispatch({ changes: { from, to, insert: value }, userEvent: "input.choose" });
}

class Choice {
  constructor(model, el) {
    this.model = model;
    this.question = model.get("question");
    const { slug, asks, options } = this.question;
    const group = `${slug}-${Math.random()}`;
    this.boxes = options.map(([key]) => this.box(key, group));
    const labels = options.map(([key, text], n) =>
      tag("label", {}, this.boxes[n], tag("b", {}, key), tag("span", {}, text)),
    );
    this.words = tag("p", { class: "ch-words", role: "status" });
    const legend = tag("legend", {}, tag("b", {}, slug), ` ${asks}`);
    this.root = tag("div", { class: "ch" }, tag("fieldset", {}, legend, ...labels), this.words);
    el.append(this.root);
    this.leave_theme = follow_theme(this.root);
    this.leave_answer = listen(model, "change:answer", () => this.mark());
    this.root.addEventListener("focusout", ({ relatedTarget }) => {
      this.gone = !this.root.contains(relatedTarget);
      this.leave();
    });
    this.closed = new AbortController();
    for (const event of ["pointerdown", "pointerup", "pointercancel"])
      window.addEventListener(event, () => this.press(event), { capture: true, signal: this.closed.signal });
    this.mark();
  }

  press(event) {
    this.pressed = event === "pointerdown";
    setTimeout(() => this.leave()); // once the click has arrived
  }

  box(key, group) {
    const type = this.question.several ? "checkbox" : "radio";
    const box = tag("input", { type, name: group, value: key });
    box.addEventListener("change", () => this.answer());
    return box;
  }

  marked() {
    return this.boxes.filter((box) => box.checked).map((box) => box.value);
  }

  // The answer as Python writes it.
  value(keys) {
    if (!keys.length) return "None";
    const quoted = keys.map((key) => JSON.stringify(key));
    return this.question.several ? `[${quoted.join(", ")}]` : quoted[0];
  }

  answer() {
    const keys = this.marked();
    write(this.root, this.question.name, this.value(keys));
    this.touched = true;
    this.tell(keys);
    this.waiting = String(keys);
    this.model.set("marked", keys);
    this.model.save_changes();
  }

  // Mark what the variable holds. A busy kernel may still be answering an earlier click.
  mark() {
    const keys = this.model.get("answer");
    if ((this.waiting ?? String(keys)) !== String(keys)) return;
    if (this.waiting === undefined) {
      for (const box of this.boxes) box.checked = keys.includes(box.value);
      this.tell(keys);
    }
    this.waiting = undefined;
  }

  tell(keys) {
    clearTimeout(this.soon);
    if (!this.root.isConnected) {
      this.soon = setTimeout(() => this.tell(keys), WAIT_MS / 10); // no cell around it yet
      return;
    }
    const { cell, words, name } = this.question;
    const changed = String(keys) !== String(cell);
    const line = tag("code", {}, `${name} = ${this.value(keys)}`);
    const written = standing(this.root, name)?.value === this.value(keys);
    if (written && (changed || this.touched))
      this.words.replaceChildren(line, " now stands in the cell. Save the notebook to keep it.");
    else if (changed)
      this.words.replaceChildren("To keep this answer, write this line into the cell above: ", line);
    else say(this.words, words);
  }

  // The kernel may draw the widget anew from now on, and what stands below it moves meanwhile. So
  // this waits until the mouse is released: the click that leads away would be lost.
  leave() {
    if (!this.gone || this.pressed) return;
    this.gone = false;
    if (!this.touched || this.root.contains(document.activeElement)) return;
    this.model.set("left", this.model.get("left") + 1);
    this.model.save_changes();
  }

  close() {
    clearTimeout(this.soon);
    this.leave_theme();
    this.leave_answer();
    this.closed.abort();
  }
}

export default {
  render({ model, el }) {
    const choice = new Choice(model, el);
    return () => choice.close();
  },
};
