
// ---- buttons that pack and upgrade the notebook; the kernel does the work on the saved file

class HandIn {
  constructor(model, el) {
    this.model = model;
    this.pack = button("Pack for handing in", () => this.ask("pack"));
    this.pack.className = "hi-first";
    this.upgrade = button("", () => this.ask("upgrade"));
    this.note = tag("p", { class: "hi-note" });
    this.lines = tag("div", { class: "hi-lines", role: "status" });
    const row = tag("div", { class: "hi-row" }, this.pack, this.upgrade);
    this.root = tag("div", { class: "hi" }, row, this.note, this.lines);
    el.append(this.root);
    this.stop = [
      follow_theme(this.root),
      listen(model, "change:answer", () => this.answered()),
    ];
    this.tell();
  }

  tell() {
    const { lines, trouble, newer } = this.model.get("answer");
    this.upgrade.hidden = !newer;
    say(this.upgrade, `Upgrade to version ${newer}`);
    say(this.note, `Save ${this.model.get("name")} first (Ctrl+S, on a Mac ⌘S): the saved file is taken.`);
    this.show(lines, trouble);
  }

  ask(what) {
    this.pack.disabled = this.upgrade.disabled = true;
    this.soon = setTimeout(() => this.show([BUSY], false), WAIT_MS);
    this.model.set("asked", `${what} ${Date.now()}`);
    this.model.save_changes();
  }

  answered() {
    clearTimeout(this.soon);
    this.pack.disabled = this.upgrade.disabled = false;
    this.tell();
  }

  show(lines, trouble) {
    this.lines.className = `hi-lines${trouble ? " hi-trouble" : ""}`;
    this.lines.replaceChildren(...lines.map((line) => tag("p", {}, line)));
  }

  close() {
    clearTimeout(this.soon);
    for (const stop of this.stop) stop();
  }
}

export default {
  render({ model, el }) {
    const buttons = new HandIn(model, el);
    return () => buttons.close();
  },
};
