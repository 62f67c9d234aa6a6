// What all widgets use: elements, numbers as text, ticks, light and dark.

const SVG = "http://www.w3.org/2000/svg";
const REST_MS = 700; // screen readers are told once the hand rests
const WAIT_MS = 600; // without an answer from then on, the kernel counts as busy
const BUSY = "… the kernel is busy: it answers when its cell has finished";

function shape(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  set(made, attributes);
  parent?.append(made);
  return made;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else element.setAttribute(name, value);
  }
  return element;
}

// A text that stays is not set again: the page would be laid out anew.
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// "3.2e−4" without the e: 3.2·10⁻⁴, and plain numbers where they are short.
function readable(value) {
  if (!Number.isFinite(value)) return "∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 0.01 && size < 1000) return `${Number(value.toPrecision(3))}`;
  const power = Math.floor(Math.log10(size));
  const factor = (value / 10 ** power).toFixed(1);
  return `${factor}·${ten_to(power)}`;
}

const ten_to = (power) => `10${[...String(power)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻").join("")}`;

const minus = (tick) => String(tick).replace("-", "−");

// The next of … 0.1, 0.2, 0.5, 1, 2, 5, 10 …
function round_up(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return unit * [1, 2, 5, 10].find((factor) => factor * unit >= value);
}

function round_ticks(from, to, wanted) {
  const step = round_up((to - from) / wanted);
  const ticks = from === 0.5 ? [1] : []; // an axis of steps begins with the first
  for (let tick = Math.ceil(from / step - 1e-9); tick <= to / step + 1e-9; tick++)
    if (from !== 0.5 || tick * step > 1 + 0.06 * (to - from)) ticks.push(Number((tick * step).toPrecision(12)));
  return ticks;
}

function tag(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  set(element, attributes);
  element.append(...children);
  // Without this, notebooks take keys pressed on a control for their own shortcuts.
  if (["input", "select", "button"].includes(name)) element.dataset.lmSuppressShortcuts = "true";
  return element;
}

function button(text, action) {
  const made = tag("button", { type: "button" }, text);
  made.addEventListener("click", action);
  return made;
}

// Calls back at each event of the widget's model; returns how to stop.
function listen(model, event, callback) {
  model.on(event, callback);
  return () => model.off(event, callback);
}

// Keeps `root.dataset.theme` at "light" or "dark", as what lies behind it; returns how to stop.
function follow_theme(root, changed = () => {}) {
  const look = () => {
    const theme = is_dark(root.parentElement) ? "dark" : "light";
    if (root.dataset.theme === theme) return;
    root.dataset.theme = theme;
    changed();
  };
  const soon = () => [0, 300, 1200].forEach((ms) => setTimeout(look, ms)); // styles come later
  const watcher = new MutationObserver(soon);
  for (const element of [document.documentElement, document.body])
    watcher.observe(element, { attributes: true });
  look();
  soon();
  return () => watcher.disconnect();
}

// Is what lies behind the element dark?
function is_dark(element) {
  for (let at = element; at; at = at.parentElement) {
    const [r, g, b, alpha = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (alpha > 0 && b !== undefined) return 0.3 * r + 0.59 * g + 0.11 * b < 128;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches;
}
