
// ---- a pad to draw a digit on, and digits as MNIST has them

const SIDE = 28;
const FINE = 4; // an image is drawn four times as large and averaged
const BOX = 20; // MNIST's digits fill a box of 20 pixels …
const PEN = 2.6; // … with strokes of about this width
const LEAST = 0.12; // of the pad: what is smaller, as a dot, isn't blown up to the whole box

function digit_canvas(words) {
  const canvas = tag("canvas", { class: "le-digit", width: SIDE, height: SIDE });
  return set(canvas, words ? { role: "img", "aria-label": words } : { "aria-hidden": "true" });
}

// Pixels from 0 (paper) to 255 (ink); the dark theme turns paper and ink around.
function paint(canvas, pixels) {
  const image = new ImageData(SIDE, SIDE);
  for (let n = 0; n < SIDE * SIDE; n++) image.data.fill(255 - pixels[n], 4 * n, 4 * n + 3).fill(255, 4 * n + 3, 4 * n + 4);
  canvas.getContext("2d").putImageData(image, 0, 0);
}

class DrawingPad {
  // `changed` is called while a stroke is drawn.
  constructor(changed) {
    this.changed = changed;
    this.strokes = []; // of points, in parts of the pad
    this.canvas = tag("canvas", { class: "le-pad", width: 280, height: 280, role: "img" });
    this.canvas.setAttribute("aria-label", "pad: draw a digit with mouse, pen or finger");
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      this.canvas.setPointerCapture(event.pointerId);
      this.strokes.push([]);
      this.drawing = true;
      this.add(event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (this.drawing) this.add(event);
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
      this.canvas.addEventListener(end, () => { this.drawing = false; });
    this.show();
  }

  add(event) {
    const box = this.canvas.getBoundingClientRect();
    const events = event.getCoalescedEvents?.() ?? [];
    for (const { clientX, clientY } of events.length ? events : [event])
      this.strokes.at(-1).push([(clientX - box.left) / box.width, (clientY - box.top) / box.height]);
    this.show();
    this.changed(this.pixels());
  }

  clear() {
    this.strokes = [];
    this.show();
  }

  show() {
    const { width } = this.canvas;
    const pen = this.canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, width, width);
    draw_strokes(pen, this.strokes, (at) => at * width, (at) => at * width, 0.08 * width);
  }

  // The drawing as MNIST's digits are: in a box of 20 × 20, its centre of mass in the middle.
  pixels() {
    const [xs, ys] = [0, 1].map((axis) => this.strokes.flat().map((point) => point[axis]));
    const [x, y] = [xs, ys].map((all) => [Math.min(...all), Math.max(...all)]);
    const scale = (BOX - PEN) / Math.max(x[1] - x[0], y[1] - y[0], LEAST);
    const middle = [x, y].map(([from, to]) => SIDE / 2 - (scale * (from + to)) / 2);
    const first = this.averaged(scale, middle);
    let [mass, right, down] = [0, 0, 0];
    first.forEach((value, n) => {
      mass += value;
      right += value * ((n % SIDE) - SIDE / 2); // pixel 14 is MNIST's middle
      down += value * (Math.floor(n / SIDE) - SIDE / 2);
    });
    return this.averaged(scale, [middle[0] - right / mass, middle[1] - down / mass]);
  }

  averaged(scale, [right, down]) {
    const wide = FINE * SIDE;
    this.paper ??= tag("canvas", { width: wide, height: wide }).getContext("2d", { willReadFrequently: true });
    this.paper.clearRect(0, 0, wide, wide);
    draw_strokes(this.paper, this.strokes, (at) => FINE * (scale * at + right), (at) => FINE * (scale * at + down), FINE * PEN);
    const { data } = this.paper.getImageData(0, 0, wide, wide);
    const sums = new Float32Array(SIDE * SIDE);
    for (let n = 0; n < wide * wide; n++)
      sums[SIDE * Math.floor(n / wide / FINE) + Math.floor((n % wide) / FINE)] += data[4 * n + 3];
    return Uint8Array.from(sums, (sum) => Math.round(sum / FINE ** 2));
  }
}

function draw_strokes(pen, strokes, x, y, width) {
  Object.assign(pen, { lineWidth: width, lineCap: "round", lineJoin: "round", strokeStyle: "black" });
  for (const stroke of strokes) {
    pen.beginPath();
    pen.moveTo(x(stroke[0][0]) - 0.01, y(stroke[0][1])); // a line of no length would not be drawn
    for (const point of stroke) pen.lineTo(x(point[0]), y(point[1]));
    pen.stroke();
  }
}

// ---- bytes and numbers as text, and back

const from_text = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const floats = (text) => new Float32Array(from_text(text).buffer);
const to_text = (bytes) => btoa(String.fromCharCode(...bytes));
