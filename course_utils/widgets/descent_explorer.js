
// ---- the descent explorer: three small autoencoders, and one run of gradient descent in each
//
// Everything is a function of the setting and of the step that is shown. A hand moves either, or
// the step goes on by itself; the kernel is only told what the setting is once it rests.

const PLAYED_S = 10; // from the first step to the last; slowly at first, where most happens
const TICKS = ["lam", "rate", "spread"];

class DescentExplorer {
  constructor(model, el) {
    this.model = model;
    this.given = model.get("given");
    this.setting = model.get("setting");
    this.t = 0;
    this.root = tag("div", { class: "dx", role: "group", "aria-label": "Descent explorer" });
    this.spoken = tag("p", { class: "dx-spoken", "aria-live": "polite" });
    this.build_panels();
    const boxes = [this.surface, this.cloud, this.values].map((panel) => panel.box);
    const panels = tag("div", { class: "dx-panels" }, ...boxes);
    const note = tag("p", { class: "dx-note" }, "Drag a handle, or go to it with Tab and use the arrow keys (Shift: larger steps). λ and the learning rate are the same in all three; σ₂² is the second eigenvalue of XXᵀ/n in the second and the third. The first eigenvalue, and s², are 1.");
    this.root.append(this.presets(), this.sliders(), this.player(), panels, note, this.spoken);
    el.append(this.root);
    this.leave_theme = follow_theme(this.root, () => this.run && this.surface.paint(this.setting.lam, this.root.dataset.theme));
    this.stop_listening = listen(model, "change:setting", () => this.from_model());
    this.compute();
  }

  build_panels() {
    const { limits, steps } = this.given;
    this.surface = new SurfacePanel(["One weight each: ", "s²(1 − w₁w₂)² + λ(w₁² + w₂²)"],
      "The loss of one weight each", [limits.start, limits.start], ["w₁", "w₂"]);
    this.cloud = new DescentPanel(["Two numbers to one and back: ", "where the decoder points"],
      "A cloud of points with its principal directions", [limits.tip, limits.tip], ["x₁", "x₂"]);
    this.values = new DescentPanel(["Three numbers to two and back: ", "singular values of W₂"],
      "Singular values of the decoder by step", [[0, steps], [0, 1.5]], ["step", "s"]);
    this.surface.grip("start of the path, w₁ and w₂", limits.start, (start) => this.change({ start }));
    this.cloud.grip("start of encoder and decoder", limits.tip, (tip) => this.change({ tip }));
    this.draw_what_stays();
  }

  draw_what_stays() {
    const { surface: one, cloud, values } = this;
    const [from, to] = one.ranges[0];
    const bend = (n) => { const w = 0.4 * 6.25 ** (n / 60); return [w, 1 / w]; };
    const mirrored = (n) => bend(n).map((w) => -w);
    this.valley = one.path("valley", one.back);
    set(this.valley, { d: one.line(bend, 60) + one.line(mirrored, 60) });
    set(one.path("balanced", one.back), { d: one.line((n) => [[from, from], [to, to]][n], 1) });
    one.parts = make(one, ["ahead", "halo", "done", "minimum", "saddle", "now"]);
    one.explain([["minimum", PLUS, "minimum"], ["saddle", CROSS, "saddle"], ["done", "", "path"],
      ["valley", "", "w₁w₂ = 1"], ["balanced", "", "w₁ = w₂"]]);
    cloud.parts = make(cloud, ["points", "axis", "ahead", "rebuilt", "trail", "decoder", "encoder"]);
    cloud.names = [0, 1].map(() => shape("text", { class: "dx-name", "text-anchor": "middle" }, cloud.front));
    cloud.explain([["decoder", "", "decoder W₂"], ["encoder", "", "encoder W₁ᵀ"], ["axis", "", "±2σᵢuᵢ"],
      ["points", SMALL, "x"], ["rebuilt", SMALL, "W₂W₁x"]]);
    values.parts = make(values, ["formula", "ahead", "s1", "s2", "step"]);
    values.explain([["s1", "", "s₁"], ["s2", "", "s₂"], ["formula", "", "√(1 − λ/σᵢ²)"]]);
  }

  // ---- controls

  presets() {
    const buttons = Object.entries(this.given.presets).map(([name, part]) => button(name, () => {
      this.pause();
      this.t = 0;
      this.change(part);
    }));
    const another = button("another start", () => this.change({ run: (this.setting.run + 1) % this.given.starts.length }));
    another.title = "other weights to begin with, on the right";
    return tag("div", { class: "dx-row" }, ...buttons, another);
  }

  slider(text, [min, max], step, action) {
    const input = tag("input", { type: "range", min, max, step });
    const value = tag("span", { class: "dx-value" });
    input.addEventListener("input", () => action(Number(input.value)));
    return { input, value, label: tag("label", {}, tag("span", {}, text), input, value) };
  }

  sliders() {
    const { limits } = this.given;
    const names = { lam: "penalty λ", rate: "learning rate", spread: "σ₂²" };
    this.controls = Object.fromEntries(TICKS.map((name) =>
      [name, this.slider(names[name], limits[name], 0.01, (value) => this.change({ [name]: value }))]));
    return tag("div", { class: "dx-sliders" }, ...TICKS.map((name) => this.controls[name].label));
  }

  player() {
    this.play_button = button("play", () => (this.playing ? this.pause() : this.play()));
    const one = button("one step", () => this.go(this.t + 1));
    const back = button("to the start", () => this.go(0));
    this.steps = this.slider("step", [0, this.given.steps], 1, (t) => this.go(t));
    this.ahead = tag("input", { type: "checkbox" });
    this.ahead.checked = true;
    this.ahead.addEventListener("change", () => this.draw());
    const ahead = tag("label", { class: "dx-tick-box" }, this.ahead, " show what comes");
    return tag("div", { class: "dx-row dx-player" }, this.play_button, one, back, this.steps.label, ahead);
  }

  // ---- what changes

  change(part) {
    this.setting = { ...this.setting, ...part };
    this.compute();
    clearTimeout(this.saving);
    this.saving = setTimeout(() => {
      this.model.set("setting", this.setting);
      this.model.save_changes();
    }, 250);
  }

  from_model() {
    const setting = this.model.get("setting");
    if (JSON.stringify(setting) === JSON.stringify(this.setting)) return;
    this.setting = setting;
    this.compute();
  }

  // By hand: what plays rests.
  go(t) {
    this.pause();
    this.t = Math.min(Math.max(t, 0), this.given.steps);
    this.draw();
  }

  play() {
    const { steps } = this.given;
    if (this.t >= steps) this.t = 0;
    const begun = performance.now() - 1000 * PLAYED_S * Math.sqrt(this.t / steps);
    say(this.play_button, "pause");
    const frame = (now) => {
      const part = Math.max(now - begun, 0) / (1000 * PLAYED_S);
      this.t = Math.max(this.t, Math.min(Math.floor(steps * part * part), steps));
      this.draw();
      if (this.t < steps) this.playing = requestAnimationFrame(frame);
      else this.pause();
    };
    this.playing = requestAnimationFrame(frame);
  }

  pause() {
    cancelAnimationFrame(this.playing);
    this.playing = null;
    say(this.play_button, "play");
  }

  compute() {
    this.run = experiment(this.setting, this.given);
    const { eigenvalues, deep } = this.run;
    const size = 6; // numbers of W₂
    deep.s = Array.from({ length: deep.last + 1 }, (_, t) => singular_values(deep.W2.subarray(t * size, (t + 1) * size)));
    deep.formula = predicted(eigenvalues, 2, this.setting.lam);
    for (const name of TICKS) {
      const { input, value } = this.controls[name];
      if (Number(input.value) !== this.setting[name]) input.value = this.setting[name];
      say(value, this.setting[name].toFixed(2));
    }
    this.draw_setting();
    this.draw();
  }

  // ---- pictures

  draw_setting() {
    const { lam, start, tip } = this.setting;
    const { surface: one, cloud, values } = this;
    const { plane, deep } = this.run;
    one.paint(lam, this.root.dataset.theme);
    one.hold(start);
    this.valley.dataset.least = lam === 0; // without a penalty all of it is least
    set(one.parts.minimum, { d: lam > 0 ? one.marks(minima(lam), PLUS) : "" });
    set(one.parts.saddle, { d: lam < 1 ? one.marks([[0, 0]], CROSS) : "" });
    cloud.hold(tip);
    set(cloud.parts.points, { d: cloud.marks(plane.points, SMALL) });
    const ends = plane.directions.map(([x, y]) => [[-2 * x, -2 * y], [2 * x, 2 * y]]);
    set(cloud.parts.axis, { d: ends.map((two) => cloud.line((n) => two[n], 1)).join("") });
    ends.forEach(([, [x, y]], n) => {
      const further = (n ? -1 : 1) * (1 + 0.28 / Math.hypot(x, y)); // the start is near the other end
      const [at_x, at_y] = cloud.at([further * x, further * y]);
      set(cloud.names[n], { x: at_x, y: at_y + 4, text: ["u₁", "u₂"][n] });
    });
    const level = (value) => values.line((n) => [n * this.given.steps, value], 1);
    set(values.parts.formula, { d: deep.formula.map(level).join("") });
  }

  draw() {
    const { t, run } = this;
    if (Number(this.steps.input.value) !== t) this.steps.input.value = t;
    say(this.steps.value, `${t}`);
    this.draw_surface(run.scalar, Math.min(t, run.scalar.last));
    this.draw_cloud(run.cloud, Math.min(t, run.cloud.last));
    this.draw_values(run.deep, Math.min(t, run.deep.last));
    this.root.dataset.drawn = Number(this.root.dataset.drawn ?? 0) + 1;
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => this.speak(), REST_MS);
  }

  draw_surface(run, t) {
    const { surface: one } = this;
    const point = (n) => [run.W1[n], run.W2[n]];
    const done = one.line(point, t);
    set(one.parts.ahead, { d: this.ahead.checked ? one.line(point, run.last) : "" });
    set(one.parts.halo, { d: done });
    set(one.parts.done, { d: done });
    set(one.parts.now, { d: one.marks([point(t)], DISC) });
    const where = `w₁ ${fixed(run.W1[t])}, w₂ ${fixed(run.W2[t])}, loss ${fixed(run.loss[t], 3)} (least ${fixed(lowest(this.setting.lam), 3)})`;
    one.tell(this.told(run, where, this.ending(run)));
  }

  // Where the path leads; not said before it is there while what comes is hidden.
  ending(run) {
    if (!this.ahead.checked && this.t < run.last) return "";
    const end = [run.W1[run.last], run.W2[run.last]];
    const near = ([x, y]) => Math.hypot(end[0] - x, end[1] - y) < 0.02;
    const { lam } = this.setting;
    if (lam === 0 && Math.abs(end[0] * end[1] - 1) < 0.02)
      return "The path ends in the valley: without a penalty, all of it is least.";
    const minimum = minima(lam).find(near);
    if (minimum) return `The path ends in the minimum ${pair(minimum)}.`;
    if (near([0, 0])) return "The path ends at the saddle (0, 0).";
    return "The path is still on its way at the last step.";
  }

  draw_cloud(run, t) {
    const { cloud } = this;
    const point = (n) => [run.W2[2 * n], run.W2[2 * n + 1]];
    const [[a, b], [x, y]] = [[run.W1[2 * t], run.W1[2 * t + 1]], point(t)];
    const code = this.run.plane.points.map(([p, q]) => a * p + b * q);
    const arrow = (end) => cloud.line((n) => [[0, 0], end][n], 1) + cloud.marks([end], arrow_head(end));
    set(cloud.parts.ahead, { d: this.ahead.checked ? cloud.line(point, run.last) : "" });
    set(cloud.parts.trail, { d: cloud.line(point, t) });
    set(cloud.parts.rebuilt, { d: cloud.marks(code.map((z) => [z * x, z * y]), SMALL) });
    set(cloud.parts.encoder, { d: arrow([a, b]) });
    set(cloud.parts.decoder, { d: arrow([x, y]) });
    const degrees = Math.hypot(x, y) > 1e-9 ? `${fixed(angle([x, y], this.given.tilt), 1)}° from u₁` : "nowhere";
    cloud.tell(this.told(run, `Decoder ${degrees}, length ${fixed(Math.hypot(x, y))}; loss ${fixed(run.loss[t], 3)}`));
  }

  draw_values(run, t) {
    const { values } = this;
    const curve = (which, last) => values.line((n) => [n, run.s[n][which]], last);
    set(values.parts.ahead, { d: this.ahead.checked ? curve(0, run.last) + curve(1, run.last) : "" });
    set(values.parts.s1, { d: curve(0, t) });
    set(values.parts.s2, { d: curve(1, t) });
    set(values.parts.step, { d: values.line((n) => [this.t, 2 * n], 1) });
    const [s, formula] = [run.s[t], run.formula].map((two) => two.map((v) => fixed(v)).join(" and "));
    values.tell(this.told(run, `s₁ and s₂: ${s}; formula${this.setting.lam ? "" : " for λ → 0"}: ${formula}`));
  }

  told(run, words, ending = "") {
    if (run.last < this.given.steps && (this.ahead.checked || this.t >= run.last))
      return `${words}. It runs away at step ${run.last + 1}: the learning rate is too large.`;
    return `${words}. ${ending}`.trim();
  }

  speak() {
    if (this.playing) return; // once it rests
    const said = [this.surface, this.cloud, this.values].map((panel) => panel.words.textContent);
    say(this.spoken, `Step ${this.t}. ${said.join(" ")}`);
  }

  close() {
    this.pause();
    clearTimeout(this.saving);
    clearTimeout(this.speaking);
    this.leave_theme();
    this.stop_listening();
  }
}

function make(panel, names) {
  return Object.fromEntries(names.map((name) => [name, panel.path(name)]));
}

// Two short strokes back from the end of an arrow.
function arrow_head([x, y]) {
  const length = Math.hypot(x, y);
  if (length < 0.05) return "";
  const [a, b] = [(-9 * x) / length, (9 * y) / length]; // back, in the picture
  const stroke = (sign) => `l${(a - 0.5 * sign * b).toFixed(1)} ${(b + 0.5 * sign * a).toFixed(1)}`;
  const back = (sign) => `l${(-a + 0.5 * sign * b).toFixed(1)} ${(-b - 0.5 * sign * a).toFixed(1)}`;
  return stroke(1) + back(1) + stroke(-1);
}

export default {
  render({ model, el }) {
    const explorer = new DescentExplorer(model, el);
    return () => explorer.close();
  },
};
