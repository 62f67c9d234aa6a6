
// ---- the latent explorer: two planes, what each decoder paints, a pad, and a strip of digits
//
// A hand moves a handle, draws, or chooses a digit of the strip. PCA answers here, in the page; the
// reader's autoencoder answers from the kernel: `asked` goes there and `answer` comes back.

const say_error = (error) => `mean squared error ${error.toFixed(4)}`;

class LatentExplorer {
  constructor(model, el) {
    this.model = model;
    this.n = 0; // of the last question
    this.root = tag("div", { class: "le", role: "group", "aria-label": "Latent explorer" });
    this.problem = tag("p", { class: "le-problem", role: "alert" });
    this.busy = tag("p", { class: "le-busy" });
    this.spoken = tag("p", { class: "le-spoken", "aria-live": "polite" });
    this.root.append(this.problem);
    say(this.problem, model.get("problem"));
    el.append(this.root);
    this.shown = model.get("shown");
    this.leave_theme = follow_theme(this.root, () => this.recolour());
    if (!this.shown.own) return; // there is no network, and the problem says so
    this.build();
    this.stop_listening = listen(model, "change:answer", () => this.answered());
    this.choose(0);
  }

  build() {
    const { labels, own, pca } = this.shown;
    this.mean = floats(pca.mean);
    this.components = floats(pca.components);
    this.own = new LatentSide(own, labels, `Your ${own.name}`, (z) => this.move_own(z));
    this.pca = new LatentSide(pca, labels, "PCA, two numbers", (z) => this.move_pca(z));
    const sides = tag("div", { class: "le-sides" }, this.own.box, this.pca.box);
    const note = tag("p", { class: "le-note" }, "Drag a handle, or go to it with Tab and use the arrow keys (Shift: larger steps). The ring is around the digit nearest to it, in both planes. Click a digit of the strip, or draw one: both encode it, and the handles go there.");
    this.root.append(sides, tag("div", { class: "le-lower" }, this.drawing(), this.strip()), note, this.busy, this.spoken);
  }

  recolour() {
    const colours = this.shown.colours?.[this.root.dataset.theme] ?? [];
    colours.forEach((colour, n) => this.root.style.setProperty(`--le-digit-${n}`, colour));
  }

  drawing() {
    this.pad = new DrawingPad((pixels) => this.encode(pixels));
    this.read = digit_canvas("the drawing as it is encoded");
    paint(this.read, new Uint8Array(SIDE * SIDE));
    this.clear = button("clear", () => {
      this.pad.clear();
      paint(this.read, new Uint8Array(SIDE * SIDE));
    });
    const beside = tag("div", { class: "le-beside" }, this.read, tag("span", {}, "as it is encoded"), this.clear);
    const row = tag("div", { class: "le-drawing" }, this.pad.canvas, beside);
    return tag("section", {}, tag("p", { class: "le-heading" }, "Draw a digit"), row);
  }

  strip() {
    const { strip, own, pca } = this.shown;
    const grid = tag("div", { class: "le-strip", style: `--digits: ${strip.images.length}` });
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const line = (name, images, wrap = (canvas) => canvas) => {
      const cells = images.map((image, n) => {
        const canvas = digit_canvas();
        paint(canvas, from_text(image));
        return wrap(canvas, n);
      });
      grid.append(tag("span", { class: "le-name" }, ...name), ...cells);
    };
    this.buttons = [];
    line(["original"], strip.images, (canvas, n) => {
      const chosen = button("", () => this.choose(n));
      chosen.append(canvas);
      chosen.setAttribute("aria-label", `encode this ${strip.labels[n]}`);
      this.buttons.push(chosen);
      return chosen;
    });
    for (const side of [own, pca])
      line([`${side.name} `, tag("b", {}, mean(side.strip.errors).toFixed(4))], side.strip.painted);
    const all = `All ${this.shown.labels.length} digits: mean squared error ${own.error.toFixed(4)}, PCA ${pca.error.toFixed(4)}; the nearest other digit is of the same kind for ${own.agreement.toFixed(0)} %, PCA ${pca.agreement.toFixed(0)} %.`;
    const heading = "Reconstructions, with the mean squared error of each row";
    return tag("section", {}, tag("p", { class: "le-heading" }, heading), grid, tag("p", { class: "le-all" }, all));
  }

  // ---- what a hand does

  move_own(z) {
    this.own.stand(z);
    this.ring(this.own, z);
    this.ask("z", { z });
  }

  move_pca(z) {
    this.pca.stand(z);
    this.ring(this.pca, z);
    this.pca.show(this.decode(z), this.near);
    this.speak(`PCA: ${coordinates(z)}. ${this.near}.`);
  }

  // A drawing, as bytes: both encode it.
  encode(pixels) {
    paint(this.read, pixels);
    this.ring(null);
    const x = Float32Array.from(pixels, (value) => value / 255);
    const z = [0, 1].map((k) => x.reduce((sum, value, n) => sum + this.components[k * x.length + n] * (value - this.mean[n]), 0));
    this.pca.stand(z);
    const painted = this.decode(z);
    const error = painted.reduce((sum, value, n) => sum + (value / 255 - x[n]) ** 2, 0) / x.length;
    this.pca.show(painted, say_error(error));
    this.ask("image", { image: to_text(pixels) });
  }

  // A digit of the strip: what becomes of it is known.
  choose(n) {
    this.ring(null);
    this.asking = null; // no answer that is still on its way is awaited
    this.rest();
    this.root.dataset.answered = this.n;
    for (const name of ["own", "pca"]) {
      const { z, painted, errors } = this.shown[name].strip;
      this[name].stand(z[n]);
      this[name].show(from_text(painted[n]), say_error(errors[n]));
    }
    this.own.box.dataset.problem = "false";
    say(this.problem, "");
    this.speak(`Digit ${this.shown.strip.labels[n]}. ${this.shown.own.name}: ${coordinates(this.own.plane.z)}.`);
  }

  ring(side, z) {
    const n = side ? side.plane.nearest(z) : null;
    this.own.plane.ring_around(n);
    this.pca.plane.ring_around(n);
    this.near = side ? `nearest: a ${this.shown.labels[n]}` : "";
  }

  decode(z) {
    return this.mean.map((value, n) => 255 * (value + z[0] * this.components[n] + z[1] * this.components[this.mean.length + n]));
  }

  // ---- the kernel's part

  ask(what, question) {
    this.n += 1;
    if (this.asking !== what) this.since = this.n; // older answers are to another kind of question
    this.asking = what;
    this.model.set("asked", { n: this.n, ...question });
    this.model.save_changes();
    this.waiting ??= setTimeout(() => say(this.busy, BUSY), WAIT_MS);
  }

  answered() {
    const { n, z, painted, error, problem } = this.model.get("answer");
    if (!this.asking || !(n >= this.since && n <= this.n)) return;
    this.rest();
    if (n < this.n) this.waiting = setTimeout(() => say(this.busy, BUSY), WAIT_MS);
    say(this.problem, problem);
    this.own.box.dataset.problem = Boolean(problem);
    if (!problem) {
      if (this.asking === "image") this.own.stand(z);
      this.own.show(from_text(painted), this.asking === "image" ? say_error(error) : this.near);
      this.speak(`${this.shown.own.name}: ${coordinates(this.own.plane.z)}. ${this.own.words.textContent}.`);
    }
    this.root.dataset.answered = n;
  }

  rest() {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    say(this.busy, "");
  }

  speak(words) {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => say(this.spoken, words), REST_MS);
  }

  close() {
    clearTimeout(this.waiting);
    clearTimeout(this.speaking);
    this.leave_theme();
    this.stop_listening?.();
  }
}

export default {
  render({ model, el }) {
    const explorer = new LatentExplorer(model, el);
    return () => explorer.close();
  },
};
