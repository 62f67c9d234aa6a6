// The built-in cells in the browser: forward, backward, eigenvalues. Numbers only, no drawing.
// tests/browser/test_engine.py holds every number here to autograd (see networks.py).
//
//   RNN   h_t = φ(W_h h_{t-1} + W_x x_t + b)
//   LSTM  C_t = f∘C_{t-1} + i∘g,  h_t = o∘tanh(C_t); the rows of W_h, W_x, b are i, f, g, o
//   both  ŷ_t = W_f·h_t + b_f,    L_k = (ŷ_k − y_k)²
//
// `forget_bias` is added to the forget gate's part of b.
//
// A matrix is a Float64Array of its rows. Steps are counted from 0 here.

const NONLINEARITIES = {
  // φ, and φ' by the value of φ
  none: [(z) => z, () => 1],
  relu: [(z) => Math.max(z, 0), (h) => (h > 0 ? 1 : 0)],
  tanh: [Math.tanh, (h) => 1 - h * h],
};
const FLOAT32 = [1.1754943508222875e-38, 3.4028234663852886e38];
const MAP_WORK = 6e6; // multiplications that a map may take while a hand is dragging

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

// ---- drawing a network: the same numbers as networks.py, from a hash of (seed, stream, index)

function mix(h) {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export function uniform(seed, stream, count, bound) {
  const key = mix(mix(seed) + stream);
  const drawn = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    const bits = mix(key + Math.imul(n, 0x9e3779b9));
    drawn[n] = bound * ((2 * bits) / 2 ** 32 - 1);
  }
  return drawn;
}

export function draw({ cell, hidden, seed, weight_scale, bias_scale, forget_bias }) {
  const rows = (cell === "LSTM" ? 4 : 1) * hidden;
  const bound = 1 / Math.sqrt(hidden);
  const scaled = (stream, count, factor) =>
    uniform(seed, stream, count, bound).map((value) => factor * value);
  const b = scaled(2, rows, bias_scale);
  if (cell === "LSTM") for (let j = hidden; j < 2 * hidden; j++) b[j] += forget_bias;
  return {
    cell,
    hidden,
    W_h: scaled(0, rows * hidden, weight_scale),
    W_x: scaled(1, rows, weight_scale),
    b,
    W_f: scaled(3, hidden, 1),
    b_f: scaled(4, 1, 1)[0],
  };
}

// The running-average task of the notebook: one sequence and its targets.
export function sequence(seed, time) {
  const x = uniform(seed, 5, time, 1);
  const y = new Float64Array(time);
  let sum = 0;
  for (let t = 0; t < time; t++) y[t] = (sum += x[t]) / (t + 1);
  return { x, y };
}

// ---- one step of each cell, forwards and backwards

// Writes W_h h + W_x x + b for step t into z.
function affine(net, h, x, z) {
  const { W_h, W_x, b, hidden: H } = net;
  for (let row = 0, at = 0; row < b.length; row++) {
    let sum = b[row] + W_x[row] * x;
    for (let j = 0; j < H; j++) sum += W_h[at++] * h[j];
    z[row] = sum;
  }
}

// Returns W_hᵀ d, the gradient that arrives at the state before. Four rows at a time: most of the
// time goes into this loop.
function transposed(net, d, into) {
  const { W_h, hidden: H } = net;
  into.fill(0);
  let row = 0;
  for (; row + 3 < d.length; row += 4) {
    const [d0, d1, d2, d3] = [d[row], d[row + 1], d[row + 2], d[row + 3]];
    for (let j = 0, at = row * H; j < H; j++, at++)
      into[j] += W_h[at] * d0 + W_h[at + H] * d1 + W_h[at + 2 * H] * d2 + W_h[at + 3 * H] * d3;
  }
  for (; row < d.length; row++)
    for (let j = 0, at = row * H; j < H; j++, at++) into[j] += W_h[at] * d[row];
  return into;
}

// All steps: h, and what going back needs. `phi` is a name in NONLINEARITIES; an LSTM has its own.
function forward(net, x, phi) {
  const { hidden: H, cell } = net;
  const time = x.length;
  const run = { h: new Float64Array(time * H), cell };
  const z = new Float64Array(net.b.length);
  let h = new Float64Array(H);
  if (cell === "RNN") {
    const [value] = NONLINEARITIES[phi];
    for (let t = 0; t < time; t++) {
      affine(net, h, x[t], z);
      h = run.h.subarray(t * H, (t + 1) * H);
      for (let j = 0; j < H; j++) h[j] = value(z[j]);
    }
    return run;
  }
  for (const name of ["i", "f", "g", "o", "tanh_C", "C_before"])
    run[name] = new Float64Array(time * H);
  const C = new Float64Array(H);
  for (let t = 0; t < time; t++) {
    affine(net, h, x[t], z);
    h = run.h.subarray(t * H, (t + 1) * H);
    for (let j = 0, at = t * H; j < H; j++, at++) {
      run.C_before[at] = C[j];
      run.i[at] = sigmoid(z[j]);
      run.f[at] = sigmoid(z[H + j]);
      run.g[at] = Math.tanh(z[2 * H + j]);
      run.o[at] = sigmoid(z[3 * H + j]);
      C[j] = run.f[at] * C[j] + run.i[at] * run.g[at];
      run.tanh_C[at] = Math.tanh(C[j]);
      h[j] = run.o[at] * run.tanh_C[at];
    }
  }
  return run;
}

// Returns a function that takes ∂L/∂h_t (and for an LSTM, in its second argument, what arrives at
// C_t from later steps, changed in place) through step t, and gives ∂L/∂h_{t-1}.
function backward(net, run, phi) {
  const { hidden: H, cell } = net;
  const d = new Float64Array(net.b.length); // ∂L/∂z_t
  const into = new Float64Array(H);
  if (cell === "RNN") {
    const [, slope] = NONLINEARITIES[phi];
    return (t, dh) => {
      for (let j = 0, at = t * H; j < H; j++, at++) d[j] = dh[j] * slope(run.h[at]);
      return transposed(net, d, into);
    };
  }
  const { i, f, g, o, tanh_C, C_before } = run;
  return (t, dh, dC) => {
    for (let j = 0, at = t * H; j < H; j++, at++) {
      const through = dC[j] + dh[j] * o[at] * (1 - tanh_C[at] * tanh_C[at]);
      d[j] = through * g[at] * i[at] * (1 - i[at]);
      d[H + j] = through * C_before[at] * f[at] * (1 - f[at]);
      d[2 * H + j] = through * i[at] * (1 - g[at] * g[at]);
      d[3 * H + j] = dh[j] * tanh_C[at] * o[at] * (1 - o[at]);
      dC[j] = through * f[at];
    }
    return transposed(net, d, into);
  };
}

function norm(values, start = 0, end = values.length) {
  let sum = 0;
  for (let j = start; j < end; j++) sum += values[j] * values[j];
  if (sum > 1e-280 && sum < 1e280) return Math.sqrt(sum);
  let largest = 0; // the squares left what a number can hold
  for (let j = start; j < end; j++) largest = Math.max(largest, Math.abs(values[j]));
  if (!(largest > 0 && largest < Infinity)) return largest;
  sum = 0;
  for (let j = start; j < end; j++) sum += (values[j] / largest) ** 2;
  return largest * Math.sqrt(sum);
}

// ---- what the explorer shows

// ‖∂L_k/∂h_t‖ for one k and t = 0 … k, written into `row`.
function one_loss(net, step_back, seed_of, k, row) {
  const dC = new Float64Array(net.hidden);
  let dh = seed_of(k);
  row[k] = norm(dh);
  for (let t = k; t > 0; t--) {
    dh = step_back(t, dh, dC);
    row[t - 1] = norm(dh);
  }
}

// ‖∂L/∂h_t‖ for the mean of all losses.
function all_losses(net, step_back, seed_of, time) {
  const { hidden: H } = net;
  const norms = new Float64Array(time);
  const dC = new Float64Array(H);
  const dh = new Float64Array(H);
  for (let t = time - 1; t >= 0; t--) {
    const own = seed_of(t);
    for (let j = 0; j < H; j++) dh[j] += own[j] / time;
    norms[t] = norm(dh);
    if (t > 0) dh.set(step_back(t, dh, dC));
  }
  return norms;
}

// The first step, from `from` on in the direction `by`, whose number leaves float32: what PyTorch
// would show as infinite or as zero. −1 where there is none.
function leaves_float32(norms, from, by) {
  const found = { overflow: -1, underflow: -1 };
  for (let t = from; t >= 0 && t < norms.length; t += by) {
    if (found.overflow < 0 && !(norms[t] <= FLOAT32[1])) found.overflow = t;
    if (found.underflow < 0 && norms[t] < FLOAT32[0]) found.underflow = t;
  }
  return found;
}

// Everything that one setting of the controls shows. With `quick`, a large map has only every
// `stride`-th row computed; the rows between are copies.
export function explore(options, quick = false) {
  const { time, hidden: H, nonlinearity, every_step, seed } = options;
  const net = draw(options);
  const { x, y } = sequence(seed, time);
  const run = forward(net, x, nonlinearity);
  const state_norms = new Float64Array(time);
  const prediction = new Float64Array(time);
  for (let t = 0; t < time; t++) {
    state_norms[t] = norm(run.h, t * H, (t + 1) * H);
    let sum = net.b_f;
    for (let j = 0; j < H; j++) sum += net.W_f[j] * run.h[t * H + j];
    prediction[t] = sum;
  }
  const step_back = backward(net, run, nonlinearity);
  const seed_of = (k) => net.W_f.map((w) => 2 * (prediction[k] - y[k]) * w); // ∂L_k/∂h_k
  const work = (time * time * net.W_h.length) / 2;
  const stride = quick ? Math.max(1, Math.ceil(work / MAP_WORK)) : 1;
  const map = new Float64Array(time * time);
  for (let k = time - 1; k >= 0; k -= stride) {
    const row = map.subarray(k * time, (k + 1) * time);
    one_loss(net, step_back, seed_of, k, row);
    for (let near = k - 1; near > Math.max(k - stride, -1); near--)
      map.set(row.subarray(0, near + 1), near * time);
  }
  const gradient_norms = every_step
    ? all_losses(net, step_back, seed_of, time)
    : map.slice((time - 1) * time);
  return {
    x,
    y,
    prediction,
    state_norms,
    gradient_norms,
    map,
    stride,
    ...(net.cell === "RNN" ? eigenvalues_of(options) : forget_gates(run, H, time - 1)),
    states: leaves_float32(state_norms, 0, 1),
    gradients: leaves_float32(gradient_norms, time - 1, -1),
  };
}

// The direct path ∂C_t/∂C_{t-1} = diag(f_t): its eigenvalues are the forget gates.
function forget_gates(run, H, t) {
  const real = run.f.slice(t * H, (t + 1) * H);
  return { real, imaginary: new Float64Array(H), radius: Math.max(...real) };
}

// What `explore` says of the eigenvalues, alone: those of W_h, or an LSTM's forget gates at step T.
export function spectrum(options) {
  return options.cell === "RNN" ? eigenvalues_of(options) : step_spectrum(options, options.time - 1);
}

// What one step back does at step t, for the reader who points at it: the eigenvalues of
// ∂h_t/∂h_{t-1} = diag(φ'(z_t)) W_h, or an LSTM's forget gates at t.
export function step_spectrum(options, t) {
  const { hidden: H, nonlinearity, seed } = options;
  const net = draw(options);
  const run = forward(net, sequence(seed, t + 1).x, nonlinearity); // what comes later changes nothing
  if (net.cell === "LSTM") return forget_gates(run, H, t);
  const [, slope] = NONLINEARITIES[nonlinearity];
  const J = net.W_h.map((value, at) => slope(run.h[t * H + Math.floor(at / H)]) * value);
  const [real, imaginary] = J.every(Number.isFinite) ? eigenvalues(J, H) : [[], []];
  return { real, imaginary, radius: largest_size(real, imaginary) };
}

// Where the numbers of another implementation leave `reference`, those of `explore`, in words; ""
// where they agree. A chaotic network multiplies rounding as it does everything else: how far,
// tells a change of all weights by about one rounding.
export function difference(own, options, reference) {
  const moved = explore({ ...options, weight_scale: options.weight_scale * (1 + 4e-16) });
  for (const [name, sign] of [["state_norms", "‖h‖"], ["gradient_norms", "‖∂L/∂h‖"], ["map", "the map"]]) {
    const [there, here, nudged] = [own[name], reference[name], moved[name]];
    let spread = 0;
    for (let n = 0; n < here.length; n++) {
      const change = Math.abs(nudged[n] - here[n]);
      if (change > spread) spread = change;
    }
    for (let n = 0; n < here.length; n++) {
      const same = there[n] === here[n] || !Number.isFinite(here[n]);
      if (same || Math.abs(there[n] - here[n]) <= 1e-6 * Math.abs(here[n]) + 30 * spread + 1e-300) continue;
      if (name === "map") return `${sign} differs at loss ${Math.floor(n / options.time) + 1}`;
      return `${sign} differs at step ${n + 1}`;
    }
  }
  return "";
}

let known = {}; // the eigenvalues of the last W_h drawn, before its scale

function eigenvalues_of({ hidden, seed, weight_scale }) {
  if (known.hidden !== hidden || known.seed !== seed) {
    const W = uniform(seed, 0, hidden * hidden, 1 / Math.sqrt(hidden));
    known = { hidden, seed, values: eigenvalues(W, hidden) };
  }
  const [real, imaginary] = known.values.map((part) => part.map((v) => weight_scale * v));
  return { real, imaginary, radius: largest_size(real, imaginary) };
}

function largest_size(real, imaginary) {
  let radius = 0;
  for (let j = 0; j < real.length; j++) radius = Math.max(radius, Math.hypot(real[j], imaginary[j]));
  return radius;
}
