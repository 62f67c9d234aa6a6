
// ---- panels: axes, curves and points in SVG, the map on a canvas beneath its axes

const FRAME = { width: 470, height: 330, left: 70, right: 16, top: 56, bottom: 50 };
const MAP_COLOURS = ["#08306B", "#1767AE", "#7DBBE6", "#FFFBEF", "#F7AE6C", "#CC5208", "#6B2100"];
const DECADES = 4; // the map's colours reach from 10⁻⁴ to 10⁴
const DOT = "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0";
const DIAMOND = "m0-5.5l5.5 5.5l-5.5 5.5l-5.5-5.5z"; // outside the unit circle

class Panel {
  // `square` keeps the two axes to one scale.
  constructor(title, x_label, y_label, square = false) {
    const { width, height, left, right, top, bottom } = FRAME;
    this.box = document.createElement("div");
    this.box.className = "gx-panel";
    this.svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title }, this.box);
    this.plot = { x: left, y: top, width: width - left - right, height: height - top - bottom };
    if (square) {
      this.plot.x += (this.plot.width - this.plot.height) / 2;
      this.plot.width = this.plot.height;
    }
    const { x, y } = this.plot;
    this.clip = `gx-clip-${Math.random().toString(36).slice(2)}`;
    shape("rect", { ...this.plot }, shape("clipPath", { id: this.clip }, this.svg));
    this.back = shape("g", { class: "gx-axes" }, this.svg);
    this.front = shape("g", { "clip-path": `url(#${this.clip})` }, this.svg);
    this.title = shape("text", { class: "gx-title", x, y: y - 34, text: title }, this.svg);
    this.legend_box = shape("g", { class: "gx-legend" }, this.svg);
    this.words("gx-label", x + this.plot.width / 2, height - 8, x_label);
    const turned = `translate(${x - 52} ${y + this.plot.height / 2}) rotate(-90)`;
    this.words("gx-label", 0, 0, y_label).setAttribute("transform", turned);
    this.curves = {};
  }

  words(kind, x, y, text, anchor = "middle", parent = this.svg) {
    return shape("text", { class: kind, x, y, text, "text-anchor": anchor }, parent);
  }

  // What the lines or points are: [class, text] of each, in a row beneath the title.
  legend(entries) {
    const wanted = JSON.stringify(entries);
    if (wanted === this.drawn_legend) return;
    this.drawn_legend = wanted;
    this.legend_box.replaceChildren();
    let { x, y } = this.plot;
    y -= 14;
    for (const [name, text] of entries) {
      const points = name.startsWith("gx-points");
      const d = points ? `M${x + 18} ${y - 5}${DOT}` : `M${x} ${y - 5}h26`;
      shape("path", { class: name, d }, this.legend_box);
      const words = this.words("gx-key", x + 31, y, text, "start", this.legend_box);
      const width = words.getComputedTextLength(); // 0 while it is not in the page
      if (width === 0) this.drawn_legend = null;
      x += 45 + (width || 8 * text.length);
    }
  }

  // Ranges of the two axes; y in decades where `log`. Draws the axes anew only where they change.
  axes(x_range, y_range, log = false) {
    const wanted = JSON.stringify([x_range, y_range, log]);
    if (wanted === this.drawn_axes) return;
    this.drawn_axes = wanted;
    Object.assign(this, { x_range, y_range, log });
    const { x, y, width, height } = this.plot;
    this.back.replaceChildren();
    shape("rect", { class: "gx-frame", ...this.plot }, this.back);
    for (const tick of round_ticks(...x_range, 6)) {
      shape("line", { class: "gx-grid", x1: this.x(tick), x2: this.x(tick), y1: y, y2: y + height }, this.back);
      this.words("gx-tick", this.x(tick), y + height + 18, minus(tick), "middle", this.back);
    }
    const ticks = log ? log_ticks(...y_range) : round_ticks(...y_range, 5);
    for (const tick of ticks) {
      const at = y + height - ((tick - y_range[0]) / (y_range[1] - y_range[0])) * height;
      shape("line", { class: "gx-grid", x1: x, x2: x + width, y1: at, y2: at }, this.back);
      this.words("gx-tick", x - 7, at + 5, log ? ten_to(tick) : minus(tick), "end", this.back);
    }
  }

  x(value) {
    const [from, to] = this.x_range;
    return this.plot.x + ((value - from) / (to - from)) * this.plot.width;
  }

  y(value) {
    const [from, to] = this.y_range;
    const shown = this.log ? Math.log10(value) : value;
    return this.plot.y + this.plot.height - ((shown - from) / (to - from)) * this.plot.height;
  }

  // The value under a pointer: [x, y], y in decades on a log axis.
  under(event) {
    const box = this.svg.getBoundingClientRect();
    const at_x = ((event.clientX - box.left) / box.width) * FRAME.width - this.plot.x;
    const at_y = ((event.clientY - box.top) / box.height) * FRAME.height - this.plot.y;
    const along = (part, [from, to]) => from + part * (to - from);
    return [along(at_x / this.plot.width, this.x_range), along(1 - at_y / this.plot.height, this.y_range)];
  }

  // A curve of values at steps 1, 2, …; what a log axis has no place for is left out.
  curve(name, values) {
    const path = (this.curves[name] ??= shape("path", { class: `gx-curve gx-${name}` }, this.front));
    let d = "";
    let pen = "M";
    for (let t = 0; values && t < values.length; t++) {
      const value = values[t];
      const y = value === Infinity ? this.plot.y : this.y(value);
      if (Number.isNaN(value) || !Number.isFinite(y)) pen = "M";
      else {
        d += `${pen}${this.x(t + 1).toFixed(1)} ${Math.max(-999, Math.min(999, y)).toFixed(1)}`;
        pen = "L";
      }
    }
    if (values?.length === 1) d += "h0.01"; // a single step is a dot
    path.setAttribute("d", d);
  }

  // A vertical line at a step.
  mark(step) {
    this.marker ??= shape("line", { class: "gx-mark" }, this.front);
    const { y, height } = this.plot;
    const at = this.x(step);
    set(this.marker, { x1: at, x2: at, y1: y, y2: y + height });
  }

  // Points of a complex plane; diamonds outside the unit circle, so that not colour alone tells.
  points(name, real, imaginary) {
    const path = (this.curves[name] ??= shape("path", { class: `gx-points gx-${name}` }, this.front));
    let d = "";
    for (let j = 0; j < real.length; j++) {
      const [x, y] = [this.x(real[j]), this.y(imaginary[j])];
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      const at = `M${x.toFixed(1)} ${y.toFixed(1)}`;
      d += at + (Math.hypot(real[j], imaginary[j]) > 1 ? DIAMOND : DOT);
    }
    path.setAttribute("d", d);
  }

  note(text) {
    const { x, y, width } = this.plot;
    this.noted ??= this.words("gx-note", x + width / 2, y + 20, "");
    say(this.noted, text);
  }
}

function log_ticks(from, to) {
  const every = Math.max(1, Math.ceil((to - from) / 6));
  const ticks = [];
  for (let tick = Math.ceil(from / every) * every; tick <= to; tick += every) ticks.push(tick);
  return ticks;
}

// Decades that hold all positive values, in steps of four so that the axis rests while a hand moves.
function decades(curves, [least, most]) {
  let [from, to] = [least, most];
  for (const curve of curves)
    for (const value of curve ?? [])
      if (value > 0 && value < Infinity) {
        const power = Math.log10(value);
        from = Math.min(from, power);
        to = Math.max(to, power);
      }
  return [Math.max(-44, 4 * Math.floor(from / 4)), Math.min(44, 4 * Math.ceil(to / 4))];
}

// ---- the map

const PALETTE = (() => {
  const stops = MAP_COLOURS.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  const colours = new Uint32Array(257);
  for (let n = 0; n <= 256; n++) {
    const place = (n / 256) * (stops.length - 1);
    const low = Math.min(Math.floor(place), stops.length - 2);
    const [r, g, b] = stops[low].map((c, i) => Math.round(c + (stops[low + 1][i] - c) * (place - low)));
    colours[n] = (255 << 24) | (b << 16) | (g << 8) | r; // little-endian RGBA
  }
  return colours;
})();

class MapPanel extends Panel {
  constructor() {
    super("Who feels whom: ‖∂Lₖ/∂hₜ‖", "hidden state at step t", "loss at step k", true);
    this.box.classList.add("gx-map");
    const { x, y, width, height } = this.plot;
    const percent = (part, whole) => `${(100 * part) / whole}%`;
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    Object.assign(this.canvas.style, {
      left: percent(x, FRAME.width),
      top: percent(y, FRAME.height),
      width: percent(width, FRAME.width),
      height: percent(height, FRAME.height),
    });
    this.box.prepend(this.canvas);
    this.row = shape("line", { class: "gx-mark" }, this.front);
    this.colours(x + width + 14, y, height);
  }

  // The colours' scale at the right edge.
  colours(x, y, height) {
    const id = `${this.clip}-scale`;
    const gradient = shape("linearGradient", { id, x1: 0, x2: 0, y1: 1, y2: 0 }, this.svg);
    MAP_COLOURS.forEach((colour, n) => {
      shape("stop", { offset: n / (MAP_COLOURS.length - 1), "stop-color": colour }, gradient);
    });
    shape("rect", { x, y, width: 12, height, fill: `url(#${id})` }, this.svg);
    for (const [at, text] of [[10, "10⁴"], [height / 2 + 5, "1"], [height, "10⁻⁴"]])
      this.words("gx-tick", x + 17, y + at, text, "start");
  }

  // map[k·time + t]; nothing where a prediction is awaited.
  paint(map, time) {
    if (this.canvas.width !== time) {
      this.canvas.width = this.canvas.height = time;
      this.context = this.canvas.getContext("2d");
      this.image = this.context.createImageData(time, time);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    this.axes([0.5, time + 0.5], [0.5, time + 0.5]);
    const { pixels } = this;
    pixels.fill(0);
    const scale = 128 / (DECADES * Math.LN10);
    for (let k = 0; map && k < time; k++) {
      const line = (time - 1 - k) * time; // the first loss is at the bottom
      for (let t = 0; t <= k; t++) {
        const place = 128 + scale * Math.log(map[k * time + t]); // −∞ for 0
        pixels[line + t] = PALETTE[place <= 0 ? 0 : place < 256 ? Math.round(place) : 256]; // NaN: 256
      }
    }
    this.context.putImageData(this.image, 0, 0);
  }

  mark_both(t, k) {
    this.mark(t);
    const { x, width } = this.plot;
    set(this.row, { x1: x, x2: x + width, y1: this.y(k), y2: this.y(k) });
  }
}
