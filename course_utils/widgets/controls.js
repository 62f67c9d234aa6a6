
// ---- what the hand moves: buttons, choices, sliders, boxes to tick

const PHI = { none: "none", relu: "ReLU", tanh: "tanh" };
const SLIDERS = [
  // name, label, from, to, step
  ["weight_scale", "weight scale", 0, 5, 0.02],
  ["bias_scale", "bias scale", 0, 20, 0.1],
  ["forget_bias", "forget-gate bias", -3, 6, 0.1],
  ["time", "length T", 5, 200, 1],
  ["hidden", "hidden units", 1, 64, 1],
];

function choice(text, options, action) {
  const select = tag("select", {}, ...options.map(([value, name]) => tag("option", { value }, name)));
  select.addEventListener("change", () => action(select.value));
  return { select, label: tag("label", {}, `${text} `, select) };
}

function checkbox(text, action) {
  const box = tag("input", { type: "checkbox" });
  box.addEventListener("change", action);
  return { box, label: tag("label", {}, box, ` ${text}`) };
}

function slider(text, range, action) {
  const input = tag("input", { type: "range", ...range });
  const value = tag("span", { class: "gx-value" });
  input.addEventListener("input", () => action(Number(input.value)));
  return { input, value, label: tag("label", {}, tag("span", {}, text), input, value) };
}

const row = (...children) => tag("div", { class: "gx-row" }, ...children);

// What is moved here goes to the explorer; what the explorer's setting then is, `show` tells.
class Controls {
  constructor(explorer) {
    const own_cell = explorer.model.get("own_cell");
    const presets = Object.entries(explorer.model.get("presets")).map(([name, setting]) =>
      button(name, () => {
        explorer.change({ ...setting, own: explorer.setting.own && setting.cell === own_cell });
      }),
    );
    const another = button("another network", () => explorer.change({ seed: explorer.setting.seed + 1 }));
    another.title = "other weights of the same size";
    this.rows = [
      tag("div", { class: "gx-bar" }, ...presets, another),
      this.choose(explorer, own_cell),
      this.slide(explorer),
      this.play(explorer),
    ];
  }

  choose(explorer, own_cell) {
    const cells = [["RNN", "RNN"], ["LSTM", "LSTM"]];
    if (own_cell) cells.push(["own", `your ${own_cell}`]);
    const losses = [["", "at the last step"], ["yes", "at every step"]];
    this.choices = {
      cell: choice("cell", cells, (value) => {
        const own = value === "own";
        explorer.change({ own, cell: own ? own_cell : value });
      }),
      nonlinearity: choice("nonlinearity φ", Object.entries(PHI), (nonlinearity) =>
        explorer.change({ nonlinearity })),
      every_step: choice("loss", losses, (value) => explorer.change({ every_step: value === "yes" })),
    };
    this.tick = tag("output", { class: "gx-tick-word", "aria-live": "polite" });
    this.tick.hidden = !own_cell;
    return row(...Object.values(this.choices).map((each) => each.label), this.tick);
  }

  slide(explorer) {
    this.sliders = {};
    const box = tag("div", { class: "gx-sliders" });
    for (const [name, label, min, max, step] of SLIDERS) {
      const made = slider(label, { min, max, step }, (value) => explorer.change({ [name]: value }));
      made.label.classList.add(`gx-${name}`);
      this.sliders[name] = made;
      box.append(made.label);
    }
    return box;
  }

  play(explorer) {
    this.ghost = checkbox("ghost of the other cell", () => explorer.refresh());
    this.predict = checkbox("predict first", () => explorer.ask_anew());
    this.reveal = button("show the truth", () => explorer.reveal());
    const decades = { min: GUESS_RANGE[0], max: GUESS_RANGE[1], step: 0.5 };
    this.guessing = slider("your guess at step t: 10^", decades, (decade) => explorer.guess_here(decade));
    return row(this.ghost.label, this.predict.label, this.guessing.label, this.reveal);
  }

  // The controls say what the setting is; those that it doesn't use rest.
  show(setting, hiding) {
    const { choices, sliders } = this;
    choices.cell.select.value = setting.own ? "own" : setting.cell;
    choices.nonlinearity.select.value = setting.nonlinearity;
    choices.nonlinearity.select.disabled = setting.cell === "LSTM";
    choices.every_step.select.value = setting.every_step ? "yes" : "";
    for (const [name, , , , step] of SLIDERS) {
      const { input, value } = sliders[name];
      if (Number(input.value) !== setting[name]) input.value = setting[name];
      say(value, step < 1 ? setting[name].toFixed(2) : `${setting[name]}`);
    }
    sliders.forget_bias.label.hidden = setting.cell !== "LSTM";
    this.reveal.hidden = !hiding;
    this.guessing.label.hidden = !hiding;
  }

  show_guess(decade) {
    const none = Number.isNaN(decade);
    this.guessing.input.value = none ? 0 : decade;
    say(this.guessing.value, none ? "–" : decade.toFixed(1));
  }
}
