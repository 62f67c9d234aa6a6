
// ---- what the curves say, in words

function verdict(factor) {
  if (Number.isNaN(factor)) return "there is none";
  const words = [[1e-3, "it vanishes"], [0.1, "it fades"], [10, "it keeps its size"], [1e3, "it grows"]];
  return words.find(([below]) => factor < below)?.[1] ?? "it explodes";
}

// `drawn` is the reader's prediction, or null.
function in_words(shown, drawn) {
  const { time, states, gradients } = shown;
  const [first, last] = [shown.gradient_norms[0], shown.gradient_norms[time - 1]];
  const sentences = [
    `From step ${time} back to step 1 the gradient goes from ${readable(last)} ` +
      `to ${readable(first)}: ${verdict(first / last)}.`,
  ];
  const said = drawn ? drawn[0] / drawn[time - 1] : NaN;
  if (!Number.isNaN(said))
    sentences.push(`You drew a factor of ${readable(said)}; it is ${readable(first / last)}.`);
  const inf = "PyTorch says inf or nan.";
  if (states.overflow >= 0)
    sentences.push(`The states overflow float32 from step ${states.overflow + 1}: ${inf}`);
  if (gradients.overflow >= 0)
    sentences.push(`The gradients overflow float32 back from step ${gradients.overflow + 1}: ${inf}`);
  if (gradients.underflow >= 0)
    sentences.push(`They underflow float32 back from step ${gradients.underflow + 1}: nothing is left.`);
  return sentences.join(" ");
}
