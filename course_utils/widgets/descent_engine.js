// Gradient descent on small linear autoencoders, in the browser. Numbers only, no drawing.
// tests/browser/test_descent_engine.py holds every number here to autograd and to descent.py.
//
//   L = (1/n)‖X − W₂W₁X‖² + λ‖W₁‖² + λ‖W₂‖²,   C = XXᵀ/n,   W₁ (k, m),   W₂ (m, k)
//
// A matrix is a Float64Array of its rows; a run is one such array with all steps in a row.

const FAR = 1e3; // a weight beyond this will not come back

// A B, of shapes (rows, inner) and (inner, columns).
function times(A, B, rows, inner, columns) {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let l = 0; l < inner; l++)
      for (let j = 0; j < columns; j++) out[i * columns + j] += A[i * inner + l] * B[l * columns + j];
  return out;
}

function transposed(A, rows, columns) {
  return Float64Array.from(A, (_, n) => A[(n % rows) * columns + Math.floor(n / rows)]);
}

const squares = (A) => A.reduce((sum, value) => sum + value * value, 0);

// The loss and both gradients at once.
export function slopes({ C, m, k }, W1, W2, lam) {
  const E = times(W2, W1, m, k, m);
  for (let i = 0; i < m; i++) E[i * m + i] -= 1;
  const R = times(E, C, m, m, m); // (W₂W₁ − I) C
  const loss = R.reduce((sum, value, n) => sum + value * E[n], 0) + lam * (squares(W1) + squares(W2));
  const G1 = times(transposed(W2, m, k), R, k, m, m).map((g, n) => 2 * (g + lam * W1[n]));
  const G2 = times(R, transposed(W1, k, m), m, m, k).map((g, n) => 2 * (g + lam * W2[n]));
  return { loss, G1, G2 };
}

// The weights and the loss before the first step and after each. Where the weights run away the
// run ends: `last` is its last step.
export function descend(problem, W1, W2, lam, rate, steps) {
  const size = problem.m * problem.k;
  const run = { W1: new Float64Array((steps + 1) * size), W2: new Float64Array((steps + 1) * size) };
  run.loss = new Float64Array(steps + 1);
  run.last = -1;
  for (let t = 0; t <= steps; t++) {
    if (![...W1, ...W2].every((weight) => Math.abs(weight) <= FAR)) break;
    const { loss, G1, G2 } = slopes(problem, W1, W2, lam);
    run.W1.set(W1, t * size);
    run.W2.set(W2, t * size);
    run.loss[t] = loss;
    run.last = t;
    W1 = W1.map((weight, n) => weight - rate * G1[n]);
    W2 = W2.map((weight, n) => weight - rate * G2[n]);
  }
  return run;
}

// The singular values of W (m, 2), the larger first, from the eigenvalues of WᵀW.
export function singular_values(W) {
  let [a, b, c] = [0, 0, 0];
  for (let n = 0; n < W.length; n += 2) {
    a += W[n] * W[n];
    b += W[n] * W[n + 1];
    c += W[n + 1] * W[n + 1];
  }
  const middle = (a + c) / 2;
  const apart = Math.hypot((a - c) / 2, b);
  return [Math.sqrt(middle + apart), Math.sqrt(Math.max(middle - apart, 0))];
}

// √(1 − λ/σ²) for the k largest eigenvalues σ², 0 where the penalty wins.
export function predicted(eigenvalues, k, lam) {
  const largest = [...eigenvalues].sort((a, b) => b - a).slice(0, k);
  return largest.map((value) => Math.sqrt(Math.max(1 - lam / value, 0)));
}

// The loss of one weight each for s² = 1, and its least value.
export const surface = (w1, w2, lam) => (1 - w1 * w2) ** 2 + lam * (w1 * w1 + w2 * w2);
export const lowest = (lam) => (lam < 1 ? lam * (2 - lam) : 1);

// Where it is least: two places, or the origin alone from λ = 1 on.
export function minima(lam) {
  const w = Math.sqrt(Math.max(1 - lam, 0));
  return w > 0 ? [[w, w], [-w, -w]] : [[0, 0]];
}

// The cloud for a second eigenvalue: its points [x, y], its covariance, its directions.
export function spread_out(Z, tilt, spread) {
  const [c, s, narrow] = [Math.cos(tilt), Math.sin(tilt), Math.sqrt(spread)];
  const points = Z[0].map((z, n) => [c * z - s * narrow * Z[1][n], s * z + c * narrow * Z[1][n]]);
  const off = c * s * (1 - spread);
  const C = Float64Array.of(c * c + s * s * spread, off, off, s * s + c * c * spread);
  return { points, C, directions: [[c, s], [-s * narrow, c * narrow]] };
}

// Degrees between a direction of the plane and the cloud's first one, from 0 to 90.
export function angle([x, y], tilt) {
  const [c, s] = [Math.cos(tilt), Math.sin(tilt)];
  return (180 / Math.PI) * Math.atan2(Math.abs(c * y - s * x), Math.abs(c * x + s * y));
}

// All three runs for a setting; `given` is what descent.py has drawn.
export function experiment({ lam, rate, spread, start, tip, run }, given) {
  const { Z, tilt, third, starts, steps } = given;
  const eigenvalues = [1, spread, third * spread];
  const plane = spread_out(Z, tilt, spread);
  const row = (values) => Float64Array.from(values);
  const D = row([eigenvalues[0], 0, 0, 0, eigenvalues[1], 0, 0, 0, eigenvalues[2]]);
  return {
    eigenvalues,
    plane,
    scalar: descend({ C: row([1]), m: 1, k: 1 }, row([start[0]]), row([start[1]]), lam, rate, steps),
    cloud: descend({ C: plane.C, m: 2, k: 1 }, row(tip), row(tip), lam, rate, steps),
    deep: descend({ C: D, m: 3, k: 2 }, row(starts[run].W1), row(starts[run].W2), lam, rate, steps),
  };
}
