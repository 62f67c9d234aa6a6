
// ---- what stands in each panel

// Without a nonlinearity and with a loss at the last step: ‖∂L/∂h_T‖ ρ^(T−t).
function predicted_slope(gradient_norms, radius) {
  const last = gradient_norms.length - 1;
  return gradient_norms.map((_, t) => gradient_norms[last] * radius ** (last - t));
}

// `truth` is null while it is hidden, `drawn` where nothing is; `least` decades are always in view.
function draw_gradients(panel, time, { truth, ghost, slope, drawn, least, legend }) {
  const seen = truth && ghost?.gradient_norms;
  panel.axes([0.5, time + 0.5], decades([truth?.gradient_norms, seen, drawn], least), true);
  panel.curve("ghost", seen);
  panel.curve("predicted", slope);
  panel.curve("drawn", drawn);
  panel.curve("curve-main", truth?.gradient_norms);
  panel.legend([
    ...(truth ? legend : []),
    ...(slope ? [["gx-curve gx-predicted", "slope ρᵀ⁻ᵗ"]] : []),
    ...(drawn ? [["gx-curve gx-drawn", "your drawing"]] : []),
  ]);
}

function draw_states(panel, time, { shown, ghost, legend }) {
  const across = [0.5, time + 0.5];
  const sizes = [...shown.state_norms, ...(ghost?.state_norms ?? [])].filter((n) => n < Infinity);
  const most = Math.max(...sizes, 1e-3);
  if (most > 30) panel.axes(across, decades([shown.state_norms, ghost?.state_norms], [0, 4]), true);
  else panel.axes(across, [0, round_up(most)]);
  panel.curve("ghost", ghost?.state_norms);
  panel.curve("curve-main", shown.state_norms);
  panel.legend(legend);
}

function draw_eigenvalues(panel, { real, imaginary, radius }, lstm) {
  const edge = radius <= 1.2 ? 1.25 : radius <= 2 ? 2.1 : Math.ceil(1.05 * radius);
  panel.axes([-edge, edge], [-edge, edge]);
  panel.circle ??= shape("circle", { class: "gx-circle" }, panel.back.parentNode);
  set(panel.circle, { cx: panel.x(0), cy: panel.y(0), r: panel.x(1) - panel.x(0) });
  panel.points("eigenvalues", real, imaginary);
  panel.legend([
    ["gx-points", lstm ? "at step T" : "Wʰ"],
    ["gx-points gx-at-step", lstm ? "at step t" : "one step back from t"],
  ]);
  const of = lstm ? "Forget gates, largest" : "Eigenvalues of Wʰ, ρ =";
  say(panel.title, `${of} ${Number.isFinite(radius) ? radius.toFixed(3) : "∞"}`);
}
