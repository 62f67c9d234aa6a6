// Eigenvalues of a real matrix: complex QR iterations on its Hessenberg form, with Wilkinson's
// shift and deflation (Golub and Van Loan, Matrix Computations, ch. 7)

export function eigenvalues(W, n) {
  const re = Float64Array.from(W);
  const im = new Float64Array(n * n);
  hessenberg(re, n);
  const small = (p) => {
    const size = (at) => Math.abs(re[at]) + Math.abs(im[at]);
    const below = size(p * n + p - 1);
    const around = size(p * n + p) + size((p - 1) * n + p - 1);
    return below <= Number.EPSILON * around || below < 1e-300;
  };
  let tries = 0;
  for (let last = n - 1; last > 0; ) {
    let first = last;
    while (first > 0 && !small(first)) first--;
    if (first === last) {
      last--;
      tries = 0;
      continue;
    }
    if (++tries > 60) throw new Error("the eigenvalues did not converge");
    qr_step(re, im, n, first, last, tries % 11 === 10);
  }
  const diagonal = (part) => Float64Array.from({ length: n }, (_, j) => part[j * n + j]);
  return [diagonal(re), diagonal(im)];
}

// Householder reflections make everything below the first subdiagonal zero.
function hessenberg(A, n) {
  const v = new Float64Array(n);
  for (let column = 0; column < n - 2; column++) {
    let length = 0;
    for (let i = column + 1; i < n; i++) length = Math.hypot(length, A[i * n + column]);
    if (length === 0) continue;
    for (let i = column + 1; i < n; i++) v[i] = A[i * n + column];
    v[column + 1] += v[column + 1] < 0 ? -length : length;
    let square = 0;
    for (let i = column + 1; i < n; i++) square += v[i] * v[i];
    for (let j = column; j < n; j++) {
      let dot = 0;
      for (let i = column + 1; i < n; i++) dot += v[i] * A[i * n + j];
      for (let i = column + 1; i < n; i++) A[i * n + j] -= ((2 * dot) / square) * v[i];
    }
    for (let i = 0; i < n; i++) {
      let dot = 0;
      for (let j = column + 1; j < n; j++) dot += A[i * n + j] * v[j];
      for (let j = column + 1; j < n; j++) A[i * n + j] -= ((2 * dot) / square) * v[j];
    }
    for (let i = column + 2; i < n; i++) A[i * n + column] = 0;
  }
}

// A ← RQ + μ for A − μ = QR, on rows and columns first … last of a Hessenberg matrix.
function qr_step(re, im, n, first, last, exceptional) {
  const [mu_re, mu_im] = exceptional
    ? [re[last * n + last] + Math.abs(re[last * n + last - 1]), im[last * n + last]]
    : wilkinson(re, im, n, last);
  for (let j = first; j <= last; j++) {
    re[j * n + j] -= mu_re;
    im[j * n + j] -= mu_im;
  }
  const turns = [];
  for (let k = first; k < last; k++) {
    // Givens: [c s; −s̄ c] with real c takes (a, b) to (r, 0)
    const a = [re[k * n + k], im[k * n + k]];
    const b = [re[(k + 1) * n + k], im[(k + 1) * n + k]];
    const size_a = Math.hypot(...a);
    const r = Math.hypot(size_a, ...b);
    const c = r === 0 ? 1 : size_a / r;
    const unit = size_a === 0 ? [1, 0] : [a[0] / size_a, a[1] / size_a];
    const s =
      r === 0 ? [0, 0] : [(unit[0] * b[0] + unit[1] * b[1]) / r, (unit[1] * b[0] - unit[0] * b[1]) / r];
    turns.push([c, s]);
    for (let j = k; j <= last; j++) {
      const p = k * n + j, q = p + n;
      const [pr, pi, qr, qi] = [re[p], im[p], re[q], im[q]];
      re[p] = c * pr + s[0] * qr - s[1] * qi;
      im[p] = c * pi + s[0] * qi + s[1] * qr;
      re[q] = c * qr - s[0] * pr - s[1] * pi;
      im[q] = c * qi - s[0] * pi + s[1] * pr;
    }
  }
  turns.forEach(([c, s], turn) => {
    const k = first + turn;
    for (let i = first; i <= Math.min(k + 1, last); i++) {
      const p = i * n + k, q = p + 1;
      const [pr, pi, qr, qi] = [re[p], im[p], re[q], im[q]];
      re[p] = c * pr + s[0] * qr + s[1] * qi;
      im[p] = c * pi + s[0] * qi - s[1] * qr;
      re[q] = c * qr - s[0] * pr + s[1] * pi;
      im[q] = c * qi - s[0] * pi - s[1] * pr;
    }
  });
  for (let j = first; j <= last; j++) {
    re[j * n + j] += mu_re;
    im[j * n + j] += mu_im;
  }
}

// The eigenvalue of the last 2 × 2 block that is nearer to its last entry.
function wilkinson(re, im, n, last) {
  const at = (i, j) => [re[i * n + j], im[i * n + j]];
  const [a, b, c, d] = [at(last - 1, last - 1), at(last - 1, last), at(last, last - 1), at(last, last)];
  const half = [(a[0] - d[0]) / 2, (a[1] - d[1]) / 2];
  const bc = [b[0] * c[0] - b[1] * c[1], b[0] * c[1] + b[1] * c[0]];
  const inside = [half[0] ** 2 - half[1] ** 2 + bc[0], 2 * half[0] * half[1] + bc[1]];
  let root = square_root(inside);
  if (half[0] * root[0] + half[1] * root[1] < 0) root = [-root[0], -root[1]];
  const below = [half[0] + root[0], half[1] + root[1]];
  const size = below[0] ** 2 + below[1] ** 2;
  if (size === 0) return d;
  return [
    d[0] - (bc[0] * below[0] + bc[1] * below[1]) / size,
    d[1] - (bc[1] * below[0] - bc[0] * below[1]) / size,
  ];
}

function square_root([x, y]) {
  const size = Math.hypot(x, y);
  const real = Math.sqrt((size + Math.abs(x)) / 2);
  if (real === 0) return [0, 0];
  return x >= 0 ? [real, y / (2 * real)] : [Math.abs(y) / (2 * real), y < 0 ? -real : real];
}
