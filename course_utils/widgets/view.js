
// ---- the explorer: controls, four linked panels, words
//
// One direction: a control changes `setting`; `refresh` computes and draws all that follows from it.
// `setting` also goes to the kernel, which answers only for the student's own module.

const PHI = { none: "none", relu: "ReLU", tanh: "tanh" };
const SLIDERS = [
  // name, label, from, to, step
  ["weight_scale", "weight scale", 0, 5, 0.02],
  ["bias_scale", "bias scale", 0, 20, 0.1],
  ["forget_bias", "forget-gate bias", -3, 6, 0.1],
  ["time", "length T", 5, 200, 1],
  ["hidden", "hidden units", 1, 64, 1],
];
const SETTLED_MS = 150;
const PROMPT_MS = 300;

class Explorer {
  constructor(model, el) {
    this.model = model;
    this.setting = { ...model.get("setting") };
    this.step = 10;
    this.loss_pointed_at = null;
    this.ask_anew();
    this.root = tag("div", { class: "gx", role: "group", "aria-label": "Gradient explorer" });
    this.panels = {
      gradients: new Panel("Gradient that reaches each step", "step t", "‖∂L/∂hₜ‖"),
      states: new Panel("Size of the hidden state", "step t", "‖hₜ‖"),
      map: new MapPanel(),
      eigenvalues: new Panel("Eigenvalues", "real part", "imaginary part", true),
    };
    this.controls();
    this.root.append(tag("div", { class: "gx-panels" }, ...Object.values(this.panels).map((p) => p.box)));
    this.words();
    this.pointing();
    el.append(this.root);
    this.leave_theme = follow_theme(this.root);
    this.stop_listening = [
      this.listen("change:setting", () => this.from_kernel()),
      this.listen("change:answer", () => {
        this.answered_at = performance.now();
        if (this.moving) this.refresh();
        else this.rest();
      }),
    ];
    this.change({}, false);
  }

  listen(event, callback) {
    this.model.on(event, callback);
    return () => this.model.off(event, callback);
  }

  // ---- controls

  controls() {
    const own_cell = this.model.get("own_cell");
    const presets = Object.entries(this.model.get("presets")).map(([name, setting]) =>
      this.button(name, () => {
        this.change({ ...setting, own: this.setting.own && setting.cell === own_cell });
      }),
    );
    const another = this.button("another network", () => this.change({ seed: this.setting.seed + 1 }));
    another.title = "other weights of the same size";
    this.bar = tag("div", { class: "gx-bar" }, ...presets, another);
    const cells = [["RNN", "RNN"], ["LSTM", "LSTM"]];
    if (own_cell) cells.push(["own", `your ${own_cell}`]);
    this.choices = {
      cell: this.choice("cell", cells, (value) =>
        value === "own" ? { own: true, cell: own_cell } : { own: false, cell: value }),
      nonlinearity: this.choice("nonlinearity φ", Object.entries(PHI), (value) => ({ nonlinearity: value })),
      every_step: this.choice("loss", [["", "at the last step"], ["yes", "at every step"]], (value) => ({
        every_step: value === "yes",
      })),
    };
    this.tick = tag("output", { class: "gx-tick-word", "aria-live": "polite" });
    this.tick.hidden = !own_cell;
    const choices = Object.values(this.choices).map((choice) => choice.label);
    const row = tag("div", { class: "gx-row" }, ...choices, this.tick);
    this.sliders = {};
    const sliders = tag("div", { class: "gx-sliders" });
    for (const [name, label, min, max, step] of SLIDERS) {
      const slider = this.slider(label, { min, max, step }, (value) => this.change({ [name]: value }));
      slider.label.classList.add(`gx-${name}`);
      this.sliders[name] = slider;
      sliders.append(slider.label);
    }
    this.ghost = this.checkbox("ghost of the other cell", () => this.refresh());
    this.predict = this.checkbox("predict first", () => {
      this.ask_anew();
      this.refresh();
      this.summarise();
    });
    this.reveal = this.button("show the truth", () => {
      this.revealed = true;
      this.refresh();
      this.summarise();
    });
    const decades = { min: GUESS_RANGE[0], max: GUESS_RANGE[1], step: 0.5 };
    this.guessing = this.slider("your guess at step t: 10^", decades, (value) => {
      this.guess.put(this.step, value);
      this.refresh();
    });
    const play = tag("div", { class: "gx-row" });
    play.append(this.ghost.label, this.predict.label, this.guessing.label, this.reveal);
    this.root.append(this.bar, row, sliders, play);
  }

  button(text, action) {
    const button = tag("button", { type: "button" }, text);
    button.addEventListener("click", action);
    return button;
  }

  choice(text, options, patch) {
    const select = tag("select", {}, ...options.map(([value, name]) => tag("option", { value }, name)));
    select.addEventListener("change", () => this.change(patch(select.value)));
    return { select, label: tag("label", {}, `${text} `, select) };
  }

  checkbox(text, action) {
    const box = tag("input", { type: "checkbox" });
    box.addEventListener("change", action);
    return { box, label: tag("label", {}, box, ` ${text}`) };
  }

  slider(text, range, action) {
    const input = tag("input", { type: "range", ...range });
    const value = tag("span", { class: "gx-value" });
    input.addEventListener("input", () => action(Number(input.value)));
    return { input, value, label: tag("label", {}, tag("span", {}, text), input, value) };
  }

  // The controls say what the setting is; those that it doesn't use rest.
  show_setting() {
    const { setting, choices, sliders } = this;
    choices.cell.select.value = setting.own ? "own" : setting.cell;
    choices.nonlinearity.select.value = setting.nonlinearity;
    choices.nonlinearity.select.disabled = setting.cell === "LSTM";
    choices.every_step.select.value = setting.every_step ? "yes" : "";
    for (const [name, , , , step] of SLIDERS) {
      const { input, value } = sliders[name];
      if (Number(input.value) !== setting[name]) input.value = setting[name];
      value.textContent = step < 1 ? setting[name].toFixed(2) : setting[name];
    }
    sliders.forget_bias.label.hidden = setting.cell !== "LSTM";
    this.stepper.input.max = setting.time;
    this.reveal.hidden = !this.hiding();
    this.guessing.label.hidden = !this.hiding();
  }

  // ---- words, and the step that is highlighted

  words() {
    this.stepper = this.slider("step t", { min: 1, max: 2, step: 1 }, (value) => this.point(value));
    this.readout = tag("output", { class: "gx-readout" });
    this.summary = tag("p", { class: "gx-summary", "aria-live": "polite" });
    this.problem = tag("p", { class: "gx-problem", role: "alert" });
    const row = tag("div", { class: "gx-row gx-stepper" }, this.stepper.label, this.readout);
    this.root.append(row, this.summary, this.problem);
  }

  point(t, k = null) {
    const { time } = this.setting;
    this.step = Math.min(Math.max(Math.round(t), 1), time);
    this.loss_pointed_at = k; // null: the last one
    this.loss_step = k === null ? time : Math.min(Math.max(Math.round(k), 1), time);
    this.stepper.input.value = this.step;
    const guessed = this.guess.decades[this.step - 1];
    this.guessing.input.value = Number.isNaN(guessed) ? 0 : guessed;
    this.guessing.value.textContent = Number.isNaN(guessed) ? "–" : guessed.toFixed(1);
    this.highlight();
  }

  pointing() {
    const { gradients, states, map } = this.panels;
    for (const panel of [gradients, states, map])
      panel.svg.addEventListener("pointermove", (event) => {
        const [t, k] = panel.under(event);
        if (panel === gradients && event.buttons && this.hiding()) this.sketch(t, k);
        else this.point(t, panel === map ? k : null);
      });
    gradients.svg.addEventListener("pointerdown", (event) => {
      if (!this.hiding()) return;
      event.preventDefault();
      gradients.svg.setPointerCapture(event.pointerId);
      this.guess.lift();
      this.sketch(...gradients.under(event));
    });
  }

  highlight() {
    const { step: t, loss_step: k, shown, panels } = this;
    panels.gradients.mark(t);
    panels.states.mark(t);
    panels.map.mark_both(t, k);
    const at_step = remembered(step_spectrum, this.setting, t - 1);
    panels.eigenvalues.points("at-step", at_step.real, at_step.imaginary);
    const one_step = this.setting.cell === "LSTM" ? "largest forget gate" : "ρ of one step back";
    const parts = [`step ${t}: ‖h‖ ${readable(shown.state_norms[t - 1])}`];
    if (!this.hiding()) {
      parts.push(`‖∂L/∂h‖ ${readable(shown.gradient_norms[t - 1])}`);
      const alone = t > k ? 0 : shown.map[(k - 1) * shown.time + t - 1];
      if (k !== this.setting.time) parts.push(`of loss ${k} alone ${readable(alone)}`);
    }
    parts.push(`${one_step} ${readable(at_step.radius)}`);
    this.readout.textContent = parts.join(" · ");
  }

  // ---- predict first

  ask_anew() {
    this.guess = new Guess(this.setting.time);
    this.revealed = false;
  }

  hiding() {
    return this.predict.box.checked && !this.revealed;
  }

  sketch(t, decade) {
    this.guess.draw_to(t, decade);
    this.point(t);
    this.refresh();
  }

  // ---- from a change to pixels

  change(patch, tell_kernel = true) {
    this.setting = { ...this.setting, ...patch };
    if (this.revealed || this.guess.time !== this.setting.time) this.ask_anew();
    if (tell_kernel) this.model.set("setting", this.setting);
    if (this.setting.own) this.model.save_changes();
    this.moving = true;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.moving = false;
      this.model.save_changes(); // the kernel need not follow what the browser computes
      this.rest();
    }, SETTLED_MS);
    // A kernel that answers promptly will have this drawn with its numbers: one drawing is enough.
    const prompt = performance.now() - this.answered_at < PROMPT_MS;
    const same_steps = this.shown?.time === this.setting.time;
    if (this.setting.own && prompt && same_steps) this.show_setting();
    else this.refresh();
  }

  // What a moment without change shows: the whole map, and words.
  rest() {
    this.draw();
    this.summarise();
  }

  from_kernel() {
    const setting = this.model.get("setting");
    if (JSON.stringify(setting) !== JSON.stringify(this.setting)) {
      this.setting = { ...setting };
      this.change({}, false);
    }
  }

  // At once for the first change within a frame; for more of them, once more with the newest.
  refresh() {
    if (this.frame) {
      this.again = true;
      return;
    }
    this.draw();
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      if (this.again) {
        this.again = false;
        this.refresh();
      }
    });
  }

  // The student's module, where it is chosen and the kernel has answered for these controls.
  own_numbers() {
    const answer = this.model.get("answer");
    if (!this.setting.own || !answer?.setting) return null;
    const numbers = { answer, setting: answer.setting, error: answer.error, time: answer.setting.time };
    for (const name of ["state_norms", "gradient_norms", "map"]) {
      const data = answer[name];
      if (!data) continue;
      const { buffer, byteOffset, byteLength } = data;
      numbers[name] = new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
    }
    return numbers;
  }

  draw() {
    const { setting } = this;
    const built_in = remembered(explore, setting, this.moving);
    const own = this.own_numbers();
    const fresh = JSON.stringify(own?.setting) === JSON.stringify(setting);
    const use_own = own?.map && own.time === setting.time && (fresh || this.moving);
    this.shown = { ...built_in, time: setting.time, ...(use_own ? own : {}) };
    this.waiting = setting.own && !fresh;
    this.show_setting();
    this.draw_curves(built_in.radius);
    this.draw_eigenvalues(built_in);
    this.point(this.step, this.loss_pointed_at);
    this.tell_problem(own);
    if (use_own && own.answer !== this.answer) {
      this.answer = own.answer;
      this.root.dataset.answered = String(Number(this.root.dataset.answered ?? 0) + 1);
    }
    this.root.dataset.drawn = String(Number(this.root.dataset.drawn ?? 0) + 1);
  }

  draw_curves(radius) {
    const { shown, setting, panels } = this;
    const { time } = shown;
    const truth = this.hiding() ? null : shown;
    const ghost = this.ghost.box.checked
      ? explore({ ...setting, cell: setting.cell === "LSTM" ? "RNN" : "LSTM" }, true)
      : null;
    const last = shown.gradient_norms[time - 1];
    const linear = setting.cell === "RNN" && setting.nonlinearity === "none" && !setting.every_step;
    const slope = (_, t) => last * radius ** (time - 1 - t);
    const predicted = linear && truth ? shown.gradient_norms.map(slope) : null;
    const drawn = this.predict.box.checked ? this.guess.curve() : null;
    const across = [0.5, time + 0.5];
    const { gradients, states } = panels;
    const visible = [truth?.gradient_norms, truth && ghost?.gradient_norms, drawn];
    const range = decades(visible, this.predict.box.checked ? GUESS_RANGE : [-8, 4]);
    gradients.axes(across, range, true);
    gradients.curve("ghost", truth && ghost?.gradient_norms);
    gradients.curve("predicted", predicted);
    gradients.curve("drawn", drawn);
    gradients.curve("curve-main", truth?.gradient_norms);
    const { cell } = setting;
    const name = this.shown.setting ? `your ${cell}` : cell;
    const main = [["gx-curve", name]];
    if (ghost) main.push(["gx-curve gx-ghost", cell === "LSTM" ? "RNN" : "LSTM"]);
    states.legend(main);
    gradients.legend([
      ...(truth ? main : []),
      ...(predicted ? [["gx-curve gx-predicted", "slope ρᵀ⁻ᵗ"]] : []),
      ...(drawn ? [["gx-curve gx-drawn", "your drawing"]] : []),
    ]);
    gradients.note(this.hiding() ? "draw here where the curve will go" : "");
    const sizes = [...shown.state_norms, ...(ghost?.state_norms ?? [])].filter((n) => n < Infinity);
    const most = Math.max(...sizes, 1e-3);
    if (most > 30) states.axes(across, decades([shown.state_norms, ghost?.state_norms], [0, 4]), true);
    else states.axes(across, [0, round_up(most)]);
    states.curve("ghost", ghost?.state_norms);
    states.curve("curve-main", shown.state_norms);
    panels.map.paint(truth?.map, time);
    panels.map.note(truth ? "" : "hidden until you have drawn");
  }

  draw_eigenvalues({ real, imaginary, radius }) {
    const panel = this.panels.eigenvalues;
    const edge = radius <= 1.2 ? 1.25 : radius <= 2 ? 2.1 : Math.ceil(1.05 * radius);
    panel.axes([-edge, edge], [-edge, edge]);
    this.circle ??= shape("circle", { class: "gx-circle" }, panel.back.parentNode);
    set(this.circle, { cx: panel.x(0), cy: panel.y(0), r: panel.x(1) - panel.x(0) });
    panel.points("eigenvalues", real, imaginary);
    const lstm = this.setting.cell === "LSTM";
    panel.legend([
      ["gx-points", lstm ? "at step T" : "Wʰ"],
      ["gx-points gx-at-step", lstm ? "at step t" : "one step back from t"],
    ]);
    const of = lstm ? "Forget gates, largest" : "Eigenvalues of Wʰ, ρ =";
    panel.title.textContent = `${of} ${Number.isFinite(radius) ? radius.toFixed(3) : "∞"}`;
  }

  // ---- what is said once things rest

  summarise() {
    const { shown, setting } = this;
    const own = this.own_numbers();
    this.tick.textContent = this.judgement(own);
    const { svg } = this.panels.gradients;
    if (this.hiding()) {
      svg.setAttribute("aria-label", "Hidden until you have drawn where the gradient will go");
      this.summary.textContent =
        "Draw where the gradient will go, from the last step back to the first: with the mouse, " +
        "or with the two sliders. Then show the truth.";
      return;
    }
    const first = shown.gradient_norms[0];
    const last = shown.gradient_norms[setting.time - 1];
    const sentences = [
      `From step ${setting.time} back to step 1 the gradient goes from ${readable(last)} ` +
        `to ${readable(first)}: ${verdict(first / last)}.`,
    ];
    const drawn = this.predict.box.checked ? this.guess.curve() : null;
    const said = drawn ? drawn[0] / drawn[setting.time - 1] : NaN;
    if (!Number.isNaN(said))
      sentences.push(`You drew a factor of ${readable(said)}; it is ${readable(first / last)}.`);
    const { states, gradients } = shown;
    const inf = "PyTorch says inf or nan.";
    if (states.overflow >= 0)
      sentences.push(`The states overflow float32 from step ${states.overflow + 1}: ${inf}`);
    if (gradients.overflow >= 0)
      sentences.push(`The gradients overflow float32 back from step ${gradients.overflow + 1}: ${inf}`);
    if (gradients.underflow >= 0)
      sentences.push(
        `They underflow float32 back from step ${gradients.underflow + 1}: nothing is left.`,
      );
    this.summary.textContent = sentences.join(" ");
    svg.setAttribute("aria-label", sentences.join(" "));
  }

  judgement(own) {
    if (!this.setting.own || own?.error) return "";
    if (this.waiting || !own?.map) return "…";
    const where = difference(own, this.setting, remembered(explore, this.setting, false));
    const name = `your ${this.setting.cell}`;
    return where ? `✗ ${name} is not the reference's: ${where}` : `✓ ${name} matches the reference`;
  }

  tell_problem(own) {
    let text = "";
    if (this.setting.own && own?.error) text = `${own.error} (Shown: the reference.)`;
    else if (this.setting.own && this.waiting && !this.moving)
      text = "Waiting for the kernel: while another cell runs, the reference is shown.";
    if (this.problem.textContent !== text) this.problem.textContent = text;
  }

  close() {
    clearTimeout(this.settling);
    this.leave_theme();
    for (const stop of this.stop_listening) stop();
  }
}

function verdict(factor) {
  if (Number.isNaN(factor)) return "there is none";
  const words = [[1e-3, "it vanishes"], [0.1, "it fades"], [10, "it keeps its size"], [1e3, "it grows"]];
  return words.find(([below]) => factor < below)?.[1] ?? "it explodes";
}

// The last result of `compute`: an answer of the kernel's is drawn over a reference that is known.
const memory = new Map();

function remembered(compute, setting, more) {
  const key = JSON.stringify([setting, more]);
  const known = memory.get(compute);
  if (known?.key === key) return known.value;
  const value = compute(setting, more);
  memory.set(compute, { key, value });
  return value;
}

export default {
  render({ model, el }) {
    const explorer = new Explorer(model, el);
    return () => explorer.close();
  },
};
