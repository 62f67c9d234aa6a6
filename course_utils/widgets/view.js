
// ---- the explorer: four linked panels that follow the controls
//
// One direction: a control changes `setting`; `refresh` computes and draws all that follows from it.
// `setting` also goes to the kernel, which answers only for the student's own module.

const SETTLED_MS = 150;
const PROMPT_MS = 100;

class Explorer {
  constructor(model, el) {
    this.model = model;
    this.setting = { ...model.get("setting") };
    this.step = 10;
    this.loss_pointed_at = null;
    this.asked_at = null; // when the kernel was asked for what it has not answered
    this.took = Infinity; // its last answer, ms
    this.forget_guess();
    this.root = tag("div", { class: "gx", role: "group", "aria-label": "Gradient explorer" });
    this.panels = {
      gradients: new Panel("Gradient that reaches each step", "step t", "‖∂L/∂hₜ‖"),
      states: new Panel("Size of the hidden state", "step t", "‖hₜ‖"),
      map: new MapPanel(),
      eigenvalues: new Panel("Eigenvalues", "real part", "imaginary part", true),
    };
    this.controls = new Controls(this);
    const panels = tag("div", { class: "gx-panels" }, ...Object.values(this.panels).map((p) => p.box));
    this.root.append(...this.controls.rows, panels);
    this.words();
    this.pointing();
    el.append(this.root);
    this.leave_theme = follow_theme(this.root);
    this.stop_listening = [
      listen(model, "change:setting", () => this.from_kernel()),
      listen(model, "change:answer", () => {
        this.took = performance.now() - (this.asked_at ?? -Infinity);
        this.asked_at = null;
        if (this.moving) this.refresh();
        else this.rest();
      }),
    ];
    this.change({}, false);
  }

  // ---- words, and the step that is highlighted

  words() {
    this.stepper = slider("step t", { min: 1, max: 2, step: 1 }, (value) => this.point(value));
    this.readout = tag("output", { class: "gx-readout" });
    this.summary = tag("p", { class: "gx-summary", "aria-live": "polite" });
    this.problem = tag("p", { class: "gx-problem", role: "alert" });
    const stepping = row(this.stepper.label, this.readout);
    stepping.classList.add("gx-stepper");
    this.root.append(stepping, this.summary, this.problem);
  }

  point(t, k = null) {
    const { time } = this.setting;
    this.step = Math.min(Math.max(Math.round(t), 1), time);
    this.loss_pointed_at = k; // null: the last one
    this.loss_step = k === null ? time : Math.min(Math.max(Math.round(k), 1), time);
    this.stepper.input.value = this.step;
    this.controls.show_guess(this.guess.decades[this.step - 1]);
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
    say(this.readout, parts.join(" · "));
  }

  // ---- predict first

  forget_guess() {
    this.guess = new Guess(this.setting.time);
    this.revealed = false;
  }

  ask_anew() {
    this.forget_guess();
    this.refresh();
    this.summarise();
  }

  reveal() {
    this.revealed = true;
    this.refresh();
    this.summarise();
  }

  predicting() {
    return this.controls.predict.box.checked;
  }

  hiding() {
    return this.predicting() && !this.revealed;
  }

  guess_here(decade) {
    this.guess.put(this.step, decade);
    this.refresh();
  }

  sketch(t, decade) {
    this.guess.draw_to(t, decade);
    this.point(t);
    this.refresh();
  }

  // ---- from a change to pixels

  change(patch, tell_kernel = true) {
    this.setting = { ...this.setting, ...patch };
    if (this.revealed || this.guess.time !== this.setting.time) this.forget_guess();
    const tell = () => {
      if (tell_kernel) this.model.set("setting", this.setting);
      this.model.save_changes();
    };
    if (this.setting.own) {
      tell();
      this.asked_at ??= performance.now();
    }
    this.moving = true;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.moving = false;
      tell(); // sooner, the kernel need not follow what the browser computes
      this.rest();
    }, SETTLED_MS);
    // Where the kernel answers at once, one drawing, with its numbers, is enough.
    const same_steps = this.shown?.time === this.setting.time;
    if (this.setting.own && same_steps && this.kernel_is_prompt()) this.show_setting();
    else this.refresh();
  }

  show_setting() {
    this.controls.show(this.setting, this.hiding());
    this.stepper.input.max = this.setting.time;
  }

  kernel_is_prompt() {
    return Math.max(this.took, performance.now() - this.asked_at) < PROMPT_MS;
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
    const own = this.own_numbers();
    const fresh = JSON.stringify(own?.setting) === JSON.stringify(setting);
    const use_own = own?.map && own.time === setting.time && (fresh || this.moving);
    // Of the built-in network only the eigenvalues are seen while the kernel's numbers move.
    const built_in = use_own && this.moving ? spectrum(setting) : remembered(explore, setting, this.moving);
    this.shown = { ...built_in, time: setting.time, ...(use_own ? own : {}) };
    this.waiting = setting.own && !fresh;
    this.show_setting();
    this.draw_curves(built_in.radius);
    draw_eigenvalues(this.panels.eigenvalues, built_in, setting.cell === "LSTM");
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
    const other = setting.cell === "LSTM" ? "RNN" : "LSTM";
    const ghost = this.controls.ghost.box.checked ? explore({ ...setting, cell: other }, true) : null;
    const name = shown.setting ? `your ${setting.cell}` : setting.cell;
    const legend = [["gx-curve", name], ...(ghost ? [["gx-curve gx-ghost", other]] : [])];
    const truth = this.hiding() ? null : shown;
    const drawn = this.predicting() ? this.guess.curve() : null;
    const linear = setting.cell === "RNN" && setting.nonlinearity === "none" && !setting.every_step;
    const slope = truth && linear ? predicted_slope(shown.gradient_norms, radius) : null;
    const least = this.predicting() ? GUESS_RANGE : [-8, 4];
    draw_gradients(panels.gradients, setting.time, { truth, ghost, slope, drawn, least, legend });
    panels.gradients.note(this.hiding() ? "draw here where the curve will go" : "");
    draw_states(panels.states, setting.time, { shown, ghost, legend });
    panels.map.paint(truth?.map, setting.time);
    panels.map.note(truth ? "" : "hidden until you have drawn");
  }

  // ---- what is said once things rest

  summarise() {
    const { shown, setting } = this;
    const own = this.own_numbers();
    say(this.controls.tick, this.judgement(own));
    const { svg } = this.panels.gradients;
    if (this.hiding()) {
      svg.setAttribute("aria-label", "Hidden until you have drawn where the gradient will go");
      this.summary.textContent =
        "Draw where the gradient will go, from the last step back to the first: with the mouse, " +
        "or with the two sliders. Then show the truth.";
      return;
    }
    const words = in_words(shown, this.predicting() ? this.guess.curve() : null);
    this.summary.textContent = words;
    svg.setAttribute("aria-label", words);
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
    say(this.problem, text);
  }

  close() {
    clearTimeout(this.settling);
    this.leave_theme();
    for (const stop of this.stop_listening) stop();
  }
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
