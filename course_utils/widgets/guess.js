
// ---- a prediction: the curve that a reader draws before the truth is shown

const GUESS_RANGE = [-16, 8]; // the decades that it can be drawn in

const within = (value, [least, most]) => Math.min(Math.max(value, least), most);

class Guess {
  constructor(time) {
    this.time = time;
    this.decades = new Float64Array(time).fill(NaN); // NaN where nothing was drawn
    this.lift();
  }

  put(t, decade) {
    this.decades[t - 1] = decade;
  }

  lift() {
    this.pen = null;
  }

  // A stroke of the pen: from where it was, if it was down, in a straight line.
  draw_to(t, decade) {
    const to = [within(Math.round(t), [1, this.time]), within(decade, GUESS_RANGE)];
    const [from_t, from_decade] = this.pen ?? to;
    for (let s = Math.min(from_t, to[0]); s <= Math.max(from_t, to[0]); s++) {
      const part = to[0] === from_t ? 1 : (s - from_t) / (to[0] - from_t);
      this.put(s, from_decade + part * (to[1] - from_decade));
    }
    this.pen = to;
  }

  // The gradient's norms as drawn, straight between the steps that were; null before the first.
  curve() {
    const { decades } = this;
    const known = [...decades.keys()].filter((t) => !Number.isNaN(decades[t]));
    if (known.length === 0) return null;
    return decades.map((_, t) => {
      const after = known.find((s) => s >= t);
      const before = known.findLast((s) => s <= t);
      if (after === undefined || before === undefined) return NaN;
      const part = after === before ? 0 : (t - before) / (after - before);
      return 10 ** (decades[before] + part * (decades[after] - decades[before]));
    });
  }
}
