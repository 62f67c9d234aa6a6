
// ---- a plane of two latent numbers: digits where they are encoded, and a handle

const PLANE = { size: 300, left: 36, top: 8, width: 256, height: 264 };
const STEP = 0.02; // of an axis, for an arrow key; with Shift five times that
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

class LatentPlane {
  // `moved` is called with the new point whenever a hand moves the handle.
  constructor(name, points, labels, moved) {
    Object.assign(this, { name, points, moved });
    this.ranges = [0, 1].map((axis) => with_margin(points.map((z) => z[axis])));
    const { size } = PLANE;
    const words = { role: "img", "aria-label": `${points.length} digits in the plane of ${name}` };
    this.svg = shape("svg", { viewBox: `0 0 ${size} ${size}`, ...words });
    this.axes();
    this.marks = points.map((z, n) => {
      const [x, y] = this.at(z);
      const mark = { x, y: y + 4, text: labels[n], style: `fill: var(--le-digit-${labels[n] % 10})` };
      return shape("text", { class: "le-mark", ...mark }, this.svg);
    });
    this.ring = shape("circle", { class: "le-ring", r: 9, visibility: "hidden" }, this.svg);
    const spoken = { role: "slider", tabindex: 0, "aria-roledescription": "handle in a plane" };
    this.handle = tag("div", { class: "le-handle", "aria-label": `point in the plane of ${name}`, ...spoken });
    this.handle.dataset.lmSuppressShortcuts = "true";
    set(this.handle, { "aria-valuemin": this.ranges[0][0], "aria-valuemax": this.ranges[0][1] });
    this.box = tag("div", { class: "le-plane" }, this.svg, this.handle);
    this.by_mouse();
    this.handle.addEventListener("keydown", (event) => this.by_key(event));
  }

  axes() {
    const { left, top, width, height, size } = PLANE;
    const frame = { x: left, y: top, width, height };
    shape("rect", { class: "le-frame", ...frame }, this.svg);
    const words = (x, y, text, anchor) =>
      shape("text", { class: "le-tick", x, y, text, "text-anchor": anchor }, this.svg);
    for (const tick of round_ticks(...this.ranges[0], 6)) words(this.at([tick, 0])[0], size - 14, minus(tick), "middle");
    for (const tick of round_ticks(...this.ranges[1], 6)) {
      const y = this.at([0, tick])[1] + 4;
      if (y > top + 24) words(left - 5, y, minus(tick), "end"); // above stands the axis' name
    }
    words(left + width, size - 2, "z₁", "end");
    words(left - 5, top + 10, "z₂", "end");
  }

  // From latent numbers to the picture's units, and back.
  at(z) {
    const { left, top, width, height } = PLANE;
    const part = z.map((value, axis) => (value - this.ranges[axis][0]) / (this.ranges[axis][1] - this.ranges[axis][0]));
    return [left + part[0] * width, top + (1 - part[1]) * height];
  }

  under(event) {
    const box = this.svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * PLANE.size - PLANE.left;
    const y = ((event.clientY - box.top) / box.height) * PLANE.size - PLANE.top;
    const parts = [x / PLANE.width, 1 - y / PLANE.height];
    return this.inside(parts.map((part, axis) => {
      const [from, to] = this.ranges[axis];
      return from + part * (to - from);
    }));
  }

  inside(z) {
    return z.map((value, axis) => Math.min(Math.max(value, this.ranges[axis][0]), this.ranges[axis][1]));
  }

  by_mouse() {
    this.box.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault(); // no text is selected
      this.box.setPointerCapture(event.pointerId);
      this.handle.focus({ preventScroll: true });
      this.dragging = true;
      this.moved(this.under(event));
    });
    this.box.addEventListener("pointermove", (event) => {
      if (this.dragging) this.moved(this.under(event));
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
      this.box.addEventListener(end, () => { this.dragging = false; });
  }

  by_key(event) {
    const way = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !(way || event.key === "Home")) return;
    event.preventDefault(); // the page doesn't scroll
    const middle = this.ranges.map(([from, to]) => (from + to) / 2);
    const step = STEP * (event.shiftKey ? 5 : 1);
    const wide = this.ranges.map(([from, to]) => to - from);
    this.moved(way ? this.inside(this.inside(this.z).map((v, n) => v + way[n] * step * wide[n])) : middle);
  }

  // Where the handle stands; for a point outside of the picture, at its edge.
  place(z) {
    this.z = z;
    const seen = this.inside(z);
    this.handle.dataset.outside = seen.some((value, axis) => value !== z[axis]);
    const [x, y] = this.at(seen);
    const { size } = PLANE;
    set(this.handle, { style: `left: ${(100 * x) / size}%; top: ${(100 * y) / size}%` });
    set(this.handle, { "aria-valuenow": z[0].toFixed(2), "aria-valuetext": coordinates(z) });
  }

  // The digit whose mark is nearest in the picture.
  nearest(z) {
    const [x, y] = this.at(z);
    this.places ??= this.points.map((point) => this.at(point));
    let [best, least] = [0, Infinity];
    this.places.forEach(([a, b], n) => {
      const apart = (a - x) ** 2 + (b - y) ** 2;
      if (apart < least) [best, least] = [n, apart];
    });
    return best;
  }

  ring_around(n) {
    const [cx, cy] = n === null ? [0, 0] : this.at(this.points[n]);
    set(this.ring, { cx, cy, visibility: n === null ? "hidden" : "visible" });
  }
}

// A plane, and beside it what its decoder paints where the handle is.
class LatentSide {
  constructor(side, labels, heading, moved) {
    this.plane = new LatentPlane(side.name, side.points, labels, moved);
    this.canvas = digit_canvas(`the digit that ${side.name} paints at the handle`);
    this.place = tag("p", { class: "le-place" });
    this.words = tag("p", { class: "le-words" });
    const painted = tag("div", { class: "le-painted" }, this.canvas, this.place, this.words);
    const view = tag("div", { class: "le-view" }, this.plane.box, painted);
    this.box = tag("section", { class: "le-side" }, tag("p", { class: "le-heading" }, heading), view);
  }

  stand(z) {
    this.plane.place(z);
    say(this.place, coordinates(z).replace(", ", "\n"));
  }

  show(pixels, words) {
    paint(this.canvas, pixels);
    say(this.words, words);
  }
}

function with_margin(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = 0.05 * (high - low) || 1;
  return [low - margin, high + margin];
}

const coordinates = (z) => `z₁ ${short(z[0])}, z₂ ${short(z[1])}`;
const short = (value) => minus(Math.abs(value) < 1e4 ? value.toFixed(2) : value.toExponential(1));
