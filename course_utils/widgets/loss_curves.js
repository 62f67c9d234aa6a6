
// ---- curves of the loss while a network trains
//
// Everything is drawn anew from `shown`, which comes at most five times a second.

const DASHES = ["", "11 7", "14 6 2 6", "2 6", "16 6 2 6 2 6"]; // as LINE_STYLES of the still figures
const SPEAK_MS = 5000; // screen readers are told the latest losses no more often than that
const FONT = 'system-ui, "DejaVu Sans", sans-serif';

// A curve's points: steps, and for each of them the mean, the smallest and the largest loss.
function points({ name, blocks, values }) {
  const { buffer, byteOffset, byteLength } = values;
  const numbers = new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
  const row = (n) => numbers.subarray(n * blocks, (n + 1) * blocks);
  const curve = { name, steps: row(0), mean: row(1) };
  return numbers.length > 2 * blocks ? { ...curve, least: row(2), most: row(3) } : curve;
}

const drawable = (value) => value > 0 && value < Infinity;

// The range of a log axis and its ticks: whole decades, 1-2-5, or round numbers where losses differ
// by less than a factor of two. All of it as losses, not decades.
function loss_axis(curves) {
  let [low, high] = [Infinity, 0];
  for (const { mean, least, most } of curves)
    for (const values of [mean, least ?? [], most ?? []])
      for (const value of values)
        if (drawable(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (high === 0) [low, high] = [0.01, 1];
  if (high / low < 2) {
    const scale = 10 ** Math.floor(Math.log10(low));
    const middle = Math.sqrt(low / scale) * Math.sqrt(high / scale);
    const ticks = round_ticks(Math.min(low / scale, 0.975 * middle), Math.max(high / scale, 1.025 * middle), 4);
    const unit = ticks[1] - ticks[0];
    if (ticks[0] * scale > low) ticks.unshift(ticks[0] - unit);
    if (ticks.at(-1) * scale < high) ticks.push(ticks.at(-1) + unit);
    const losses = ticks.map((tick) => Number((tick * scale).toPrecision(12)));
    return { from: Math.min(low, losses[0]), to: Math.max(high, losses.at(-1)), ticks: losses };
  }
  const round = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    round.push(...[1, 2, 5].map((factor) => Number(`${factor}e${power}`)));
  const from = round.findLast((tick) => tick <= low && tick > 0) ?? low;
  const to = round.find((tick) => tick >= high && tick < Infinity) ?? high;
  const decades = Math.log10(to) - Math.log10(from);
  if (decades <= 2.7) return { from, to, ticks: round.filter((tick) => tick >= from && tick <= to) };
  const every = Math.ceil(decades / 7);
  const ticks = round.filter((tick) => tick >= from && tick <= to && Math.round(Math.log10(tick)) % every === 0);
  return { from, to, ticks: ticks.filter((tick) => String(tick.toExponential()).startsWith("1e")) };
}

// 0.002 and 500, but 2·10⁻⁵ and 10⁶.
const tick_text = (value) => {
  if (value >= 1e-4 && value < 1e5) return String(Number(value.toPrecision(3)));
  const [factor, power] = value.toExponential(2).split("e").map(Number);
  return `${factor === 1 ? "" : `${factor}·`}${ten_to(power)}`;
};

// The last step that the axis shows: a little more than there are, so that it rests between updates.
function last_step(steps) {
  const unit = 10 ** Math.floor(Math.log10(Math.max(steps, 10)));
  return unit * [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * unit >= steps);
}

class LossCurves {
  constructor(model, el) {
    this.model = model;
    this.root = document.createElement("div");
    this.root.className = "lc";
    this.svg = shape("svg", { role: "img" }, this.root);
    // The picture's description holds these words already; spoken they are only now and then.
    this.words = set(document.createElement("p"), { class: "lc-words", "aria-hidden": "true" });
    this.spoken = set(document.createElement("p"), { class: "lc-spoken", "aria-live": "polite" });
    this.root.append(this.words, this.spoken);
    el.append(this.root);
    this.pen = document.createElement("canvas").getContext("2d");
    this.on_change = () => this.soon();
    model.on("change:shown", this.on_change);
    this.resized = new ResizeObserver(() => {
      if (this.svg.clientWidth !== this.width) this.soon();
    });
    this.resized.observe(this.root);
    this.leave_theme = follow_theme(this.root, () => this.soon());
    this.draw();
  }

  // Of several changes within a frame only the newest is drawn.
  soon() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  draw() {
    const { curves, words, finished } = this.model.get("shown");
    this.curves = curves.map(points);
    this.palette = this.model.get("colours")[this.root.dataset.theme];
    this.lay_out();
    this.svg.setAttribute("aria-label", words);
    this.words.textContent = words;
    this.tell(words, finished);
    this.axes();
    const ends = this.curves.map((curve, n) => this.curve(curve, n));
    this.legend(ends);
    this.root.dataset.drawn = String(Number(this.root.dataset.drawn ?? 0) + 1);
  }

  // ---- size, margins and scales

  lay_out() {
    this.width = this.svg.clientWidth;
    const width = this.width || 800;
    const font = width >= 1100 ? 18 : 15;
    const height = Math.round(Math.min(460, Math.max(260, 0.42 * width)));
    set(this.svg, { viewBox: `0 0 ${width} ${height}`, height, "font-size": font });
    this.pen.font = `${font}px ${FONT}`;
    const widest = (texts) => Math.max(0, ...texts.map((text) => this.pen.measureText(text).width));
    this.axis = loss_axis(this.curves);
    this.labels = this.curves.map(({ name }) => this.fitting(name, 0.35 * width));
    const left = widest(this.axis.ticks.map(tick_text)) + 2.4 * font;
    const right = widest(this.labels) + 4.2 * font;
    const top = 2.2 * font;
    this.font = font;
    this.plot = { x: left, y: top, width: width - left - right, height: height - top - 3.4 * font };
    const steps = this.curves.map((curve) => curve.steps.at(-1) ?? 0);
    this.until = last_step(Math.max(...steps, 0));
  }

  fitting(text, room) {
    let short = text;
    while (short.length > 1 && this.pen.measureText(short).width > room) short = `${short.slice(0, -2)}…`;
    return short;
  }

  x(step) {
    return this.plot.x + (step / this.until) * this.plot.width;
  }

  y(loss) {
    const { from, to } = this.axis;
    const [low, high, at] = [from, to, Math.max(loss, from)].map(Math.log);
    const part = (at - low) / (high - low);
    return this.plot.y + (1 - part) * this.plot.height;
  }

  // ---- what is drawn

  axes() {
    const { svg, font } = this;
    const { x, y, width, height } = this.plot;
    const text = (words, at, anchor = "middle") => shape("text", { ...at, "text-anchor": anchor, text: words }, svg);
    svg.replaceChildren();
    for (const tick of round_ticks(0, this.until, Math.max(3, Math.min(8, width / (6 * font))))) {
      const at = this.x(tick);
      shape("line", { class: "lc-grid", x1: at, x2: at, y1: y, y2: y + height }, svg);
      text(String(tick), { class: "lc-tick", x: at, y: y + height + 1.3 * font });
    }
    for (const tick of this.axis.ticks) {
      const at = this.y(tick);
      shape("line", { class: "lc-grid", x1: x, x2: x + width, y1: at, y2: at }, svg);
      text(tick_text(tick), { class: "lc-tick", x: x - 0.5 * font, y: at + 0.35 * font }, "end");
    }
    shape("rect", { class: "lc-frame", ...this.plot }, svg);
    text(this.model.get("title"), { class: "lc-title", x, y: y - 0.8 * font }, "start");
    text("step of training", { class: "lc-label", x: x + width / 2, y: y + height + 2.9 * font });
    const turned = `translate(${font} ${y + height / 2}) rotate(-90)`;
    text("loss", { class: "lc-label", transform: turned });
  }

  // Returns where the curve ends.
  curve({ name, steps, mean, least, most }, n) {
    const colour = this.palette[n % this.palette.length];
    let [d, band, end] = ["", "", null];
    const at = (t, values) => `${this.x(steps[t]).toFixed(1)} ${this.y(values[t]).toFixed(1)}`;
    for (let t = 0; t < steps.length; t++) {
      if (!drawable(mean[t])) continue;
      const first = t;
      while (drawable(mean[t + 1])) t++;
      const stretch = Array.from({ length: t - first + 1 }, (_, k) => first + k);
      d += `M${stretch.map((s) => at(s, mean)).join("L")}${first === t ? "h0.01" : ""}`; // alone: a dot
      if (least) {
        const back = stretch.toReversed().map((s) => at(s, least));
        band += `M${stretch.map((s) => at(s, most)).join("L")}L${back.join("L")}Z`;
      }
      end = [this.x(steps[t]), this.y(mean[t])];
    }
    const known = { "data-name": name };
    if (least) shape("path", { class: "lc-band", ...known, fill: colour, d: band }, this.svg);
    shape("path", { class: "lc-curve", ...known, ...this.look(n), d }, this.svg);
    return end;
  }

  // Colour and line style; the style shifts with every round of colours.
  look(n) {
    const count = this.palette.length;
    const dash = DASHES[(n + Math.floor(n / count)) % DASHES.length];
    return { stroke: this.palette[n % count], "stroke-dasharray": dash };
  }

  // Names beside the curves' ends, moved apart where they would overlap.
  legend(ends) {
    const { font } = this;
    const { x, y, width, height } = this.plot;
    const bottom = y + height;
    const gap = Math.min(1.35 * font, height / ends.length);
    const places = ends.map((end, n) => ({ n, end, y: end ? end[1] : bottom }));
    places.sort((a, b) => a.y - b.y);
    places.forEach((place, k) => {
      place.y = Math.max(place.y, k ? places[k - 1].y + gap : y);
    });
    places.toReversed().forEach((place, k) => {
      place.y = Math.min(place.y, bottom - k * gap);
    });
    const from = x + width + 0.5 * font;
    for (const { n, end, y: at } of places) {
      if (end) shape("path", { class: "lc-leader", d: `M${end[0] + 3} ${end[1]}L${from} ${at}` }, this.svg);
      shape("path", { class: "lc-curve lc-sample", ...this.look(n), d: `M${from + 3} ${at}h${2 * font}` }, this.svg);
      const label = { class: "lc-name", x: from + 2.6 * font, y: at + 0.35 * font, text: this.labels[n] };
      shape("title", { text: this.curves[n].name }, shape("text", label, this.svg));
    }
  }

  // To screen readers, which read the line aloud whenever it changes.
  tell(words, at_once) {
    clearTimeout(this.telling);
    const wait = (this.told ?? -Infinity) + SPEAK_MS - performance.now();
    if (!at_once && wait > 0) {
      this.telling = setTimeout(() => this.tell(words), wait);
    } else if (this.spoken.textContent !== words) {
      this.spoken.textContent = words;
      this.told = performance.now();
    }
  }

  // ---- light and dark

  close() {
    clearTimeout(this.telling);
    cancelAnimationFrame(this.frame);
    this.leave_theme();
    this.resized.disconnect();
    this.model.off("change:shown", this.on_change);
  }
}

export default {
  render({ model, el }) {
    const curves = new LossCurves(model, el);
    return () => curves.close();
  },
};
