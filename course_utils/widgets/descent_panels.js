
// ---- panels: axes, paths and a handle in SVG; the loss surface on a canvas beneath

const PLOT = { size: 280, left: 34, top: 8, width: 232, height: 232 };
const NUDGE = 0.01; // of an axis, for an arrow key; with Shift ten times that
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
const PLUS = "m-7 0h14m-7-7v14";
const CROSS = "m-5-5l10 10m0-10l-10 10";
const DISC = "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0";
const SMALL = "m-1.7 0a1.7 1.7 0 1 0 3.4 0a1.7 1.7 0 1 0-3.4 0";

const fixed = (value, digits = 2) => minus(value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1"));
const pair = ([x, y]) => `(${fixed(x)}, ${fixed(y)})`;

class DescentPanel {
  constructor(heading, described, ranges, names) {
    Object.assign(this, { described, ranges });
    const { size, left, top, width, height } = PLOT;
    this.svg = shape("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": described });
    const clip = `dx-clip-${Math.random().toString(36).slice(2)}`;
    const frame = { x: left, y: top, width, height };
    shape("rect", frame, shape("clipPath", { id: clip }, this.svg));
    this.back = shape("g", { "clip-path": `url(#${clip})` }, this.svg);
    shape("rect", { class: "dx-frame", ...frame }, this.svg);
    this.axes(names);
    this.front = shape("g", { "clip-path": `url(#${clip})` }, this.svg);
    this.plot = tag("div", { class: "dx-plot" }, this.svg);
    this.legend = tag("p", { class: "dx-legend", "aria-hidden": "true" });
    this.words = tag("p", { class: "dx-words" });
    const title = tag("p", { class: "dx-heading" }, heading[0], tag("span", {}, heading[1]));
    this.box = tag("section", { class: "dx-panel" }, title, this.plot, this.words, this.legend);
  }

  axes([x_name, y_name]) {
    const { left, top, width, height } = PLOT;
    const words = (x, y, text, anchor) =>
      shape("text", { class: "dx-tick", x, y, text, "text-anchor": anchor }, this.svg);
    for (const tick of round_ticks(...this.ranges[0], 4))
      words(this.at([tick, 0])[0], top + height + 17, minus(tick), "middle");
    for (const tick of round_ticks(...this.ranges[1], 4)) {
      const y = this.at([0, tick])[1] + 4;
      if (y > top + 24) words(left - 5, y, minus(tick), "end"); // above stands the axis' name
    }
    words(left + width, top + height + 32, x_name, "end");
    words(left - 5, top + 12, y_name, "end");
  }

  // From numbers to the picture's units.
  at([x, y]) {
    const part = [x, y].map((v, axis) => (v - this.ranges[axis][0]) / (this.ranges[axis][1] - this.ranges[axis][0]));
    return [PLOT.left + part[0] * PLOT.width, PLOT.top + (1 - part[1]) * PLOT.height];
  }

  path(kind, where = this.front) {
    return shape("path", { class: `dx-${kind}` }, where);
  }

  // A line through points 0 … last of a function; what would not be seen of it is left out.
  line(point, last) {
    let d = "";
    let before = "";
    for (let n = 0; n <= last; n++) {
      const seen = this.place(point(n));
      if (seen !== before) d += `${d ? "L" : "M"}${seen}`;
      before = seen;
    }
    return d;
  }

  place(point) {
    return this.at(point).map((v) => Math.min(Math.max(v, -999), 1999).toFixed(1)).join(" ");
  }

  // Marks of one form, each at a point.
  marks(points, form) {
    return points.map((point) => `M${this.place(point)}${form}`).join("");
  }

  // What the lines and marks are: [class, form, text] of each; without a form it is a line.
  explain(entries) {
    const each = entries.map(([kind, form, text]) => {
      const svg = shape("svg", { viewBox: "0 0 26 16", class: "dx-swatch" });
      shape("path", { class: `dx-${kind}`, d: form ? `M13 8${form}` : "M1 8h24" }, svg);
      return tag("span", {}, svg, text);
    });
    this.legend.replaceChildren(...each);
  }

  // A handle at a point, which a hand can move within `limits`; `moved` is told.
  grip(name, limits, moved) {
    this.handle = tag("div", { class: "dx-handle", role: "slider", tabindex: 0, "aria-label": name });
    this.handle.dataset.lmSuppressShortcuts = "true"; // see common.js
    set(this.handle, { "aria-roledescription": "handle in a plane" });
    set(this.handle, { "aria-valuemin": limits[0], "aria-valuemax": limits[1] });
    this.plot.append(this.handle);
    this.plot.classList.add("dx-held");
    const within = (point) => point.map((v) => Number(Math.min(Math.max(v, limits[0]), limits[1]).toFixed(3)));
    this.by_mouse((point) => moved(within(point)));
    this.handle.addEventListener("keydown", (event) => {
      const way = WAYS[event.key];
      if (event.ctrlKey || event.metaKey || event.altKey || !way) return;
      event.preventDefault(); // the page doesn't scroll
      const step = NUDGE * (limits[1] - limits[0]) * (event.shiftKey ? 10 : 1);
      moved(within(this.held.map((v, axis) => v + step * way[axis])));
    });
  }

  by_mouse(moved) {
    let dragging = false;
    const under = (event) => {
      const box = this.svg.getBoundingClientRect();
      const x = (((event.clientX - box.left) / box.width) * PLOT.size - PLOT.left) / PLOT.width;
      const y = 1 - (((event.clientY - box.top) / box.height) * PLOT.size - PLOT.top) / PLOT.height;
      return [x, y].map((part, axis) => this.ranges[axis][0] + part * (this.ranges[axis][1] - this.ranges[axis][0]));
    };
    this.plot.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault(); // no text is selected
      this.plot.setPointerCapture(event.pointerId);
      this.handle.focus({ preventScroll: true });
      dragging = true;
      moved(under(event));
    });
    this.plot.addEventListener("pointermove", (event) => {
      if (dragging) moved(under(event));
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
      this.plot.addEventListener(end, () => { dragging = false; });
  }

  hold(point) {
    this.held = point;
    const [x, y] = this.at(point);
    set(this.handle, { style: `left: ${(100 * x) / PLOT.size}%; top: ${(100 * y) / PLOT.size}%` });
    set(this.handle, { "aria-valuenow": point[0].toFixed(2), "aria-valuetext": pair(point) });
  }

  tell(words) {
    say(this.words, words);
    this.svg.setAttribute("aria-label", `${this.described}. ${words}`);
  }
}

// ---- the loss of one weight each, as heights

const GRAIN = 2 * PLOT.width; // pixels of the canvas, along each side
const FLOOR = 0.05; // added before the logarithm: heights from there on differ in colour
const LEVEL = 0.45; // from one line to the next, in powers of two
const INKS = {
  light: { low: [255, 255, 255], high: [32, 116, 178], line: [31, 35, 40] },
  dark: { low: [13, 17, 23], high: [56, 139, 200], line: [230, 237, 243] },
};

class SurfacePanel extends DescentPanel {
  constructor(...given) {
    super(...given);
    this.canvas = tag("canvas", { class: "dx-heights", "aria-hidden": "true", width: GRAIN, height: GRAIN });
    const { size, left, top, width, height } = PLOT;
    const at = { left, top, width, height };
    for (const [name, value] of Object.entries(at)) this.canvas.style[name] = `${(100 * value) / size}%`;
    this.plot.prepend(this.canvas);
    this.context = this.canvas.getContext("2d");
    this.image = this.context.createImageData(GRAIN, GRAIN);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  // The surface is the same with w₁ and w₂ exchanged, and with both signs turned: a quarter is
  // computed, and stands in four places.
  paint(lam, theme) {
    const wanted = `${lam} ${theme}`;
    if (wanted === this.painted) return;
    this.painted = wanted;
    const { pixels } = this;
    const [from, to] = this.ranges[0];
    const apart = (to - from) / GRAIN;
    const last = GRAIN - 1;
    const colour = heights(lam, theme, apart);
    for (let i = 0; i < GRAIN / 2; i++)
      for (let j = i; j <= last - i; j++) {
        const value = colour(from + (i + 0.5) * apart, from + (j + 0.5) * apart);
        pixels[(last - j) * GRAIN + i] = pixels[(last - i) * GRAIN + j] = value;
        pixels[j * GRAIN + last - i] = pixels[i * GRAIN + last - j] = value;
      }
    this.context.putImageData(this.image, 0, 0);
  }
}

// A function that gives a place's colour: the higher the bluer, with lines of equal height that
// are as wide wherever the surface is steep.
function heights(lam, theme, apart) {
  const least = lowest(lam);
  const [bottom, top] = [Math.log2(FLOOR), Math.log2(26)];
  const { low, high, line } = INKS[theme];
  return (w1, w2) => {
    const above = Math.max(surface(w1, w2, lam) - least, 0) + FLOOR;
    const height = (Math.log2(above) - bottom) / LEVEL;
    const off = 1 - w1 * w2;
    const steep = Math.hypot(lam * w1 - off * w2, lam * w2 - off * w1) * (2 / (above * Math.LN2 * LEVEL));
    const ink = 0.45 * Math.min(Math.max(1.6 - Math.abs(height - Math.floor(height) - 0.5) / (steep * apart), 0), 1);
    const part = 0.85 * Math.min((height * LEVEL) / (top - bottom), 1);
    const mixed = (n) => {
      const ground = low[n] + part * (high[n] - low[n]);
      return ground + ink * (line[n] - ground);
    };
    return (255 << 24) | (mixed(2) << 16) | (mixed(1) << 8) | mixed(0); // little-endian RGBA
  };
}
