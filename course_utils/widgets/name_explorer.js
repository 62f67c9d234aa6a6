
// ---- the name explorer: a box to type into, and what a network makes of each name
//
// One direction: a key press changes `name`, which goes to the kernel; what comes back in `answer`
// is drawn anew. While the kernel is busy, only the newest name waits for it.

const SPOKEN = { " ": "space", "'": "apostrophe", "-": "hyphen" };

const in_percent = (p) => (p > 0 && p < 0.005 ? "< 1" : `${Math.round(100 * p)}`);
const share = (value, words = "") => tag("div", { class: "ne-cell", style: `--share:${value}`, title: words });

class NameExplorer {
  constructor(model, el) {
    this.model = model;
    this.root = tag("div", { class: "ne", role: "group", "aria-label": "Name explorer" });
    this.ask();
    this.sentence = tag("p", { class: "ne-sentence", "aria-hidden": "true" }); // spoken once it rests
    const count = model.get("languages");
    this.people = tag("p", { class: "ne-people" }, `These are ${count} lists of names, not people.`);
    this.spoken = tag("p", { class: "ne-spoken", "aria-live": "polite" });
    this.problem = tag("p", { class: "ne-problem", role: "alert" });
    const heading = tag("p", { class: "ne-heading" }, "Most probable lists");
    this.bars = tag("ol", { class: "ne-bars", "aria-label": "Most probable lists" });
    this.letters = tag("div", { class: "ne-letters", role: "group", "aria-label": "Letter by letter" });
    this.letters.dataset.lmSuppressShortcuts = "true"; // it scrolls by arrow keys where it is wide
    const words = tag("div", { class: "ne-words" }, this.sentence, this.people);
    this.body = tag("div", { class: "ne-body" }, words, heading, this.bars, this.letters);
    this.note = tag("p", { class: "ne-note" });
    this.root.append(this.asking, this.spoken, this.problem, this.body, this.note);
    el.append(this.root);
    this.leave_theme = follow_theme(this.root);
    this.resized = new ResizeObserver(() => this.scrolling());
    this.resized.observe(this.letters);
    this.stop_listening = [
      listen(model, "change:name", () => this.from_kernel()),
      listen(model, "change:answer", () => this.draw()),
    ];
    this.draw();
  }

  // ---- the question

  ask() {
    const text = { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", dir: "auto" };
    this.input = tag("input", { ...text, maxlength: this.model.get("limits").letters });
    this.input.value = this.model.get("name");
    this.input.addEventListener("input", () => {
      this.model.set("name", this.input.value);
      this.model.save_changes();
      this.wait();
    });
    this.read = tag("span", { class: "ne-read" });
    this.asking = tag("div", { class: "ne-ask" }, tag("label", {}, "Name ", this.input), this.read);
  }

  from_kernel() {
    const name = this.model.get("name");
    if (this.input.value !== name) this.input.value = name;
  }

  wait() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      if (this.model.get("answer").name !== this.input.value)
        say(this.read, BUSY);
    }, WAIT_MS);
  }

  // ---- the answer

  draw() {
    const answer = this.model.get("answer");
    const { letters = "", words = "", problem = "", note = "" } = answer;
    this.root.dataset.state = problem ? "problem" : letters ? "read" : "nothing";
    say(this.problem, problem);
    say(this.read, letters ? `the network reads: ${letters.replaceAll(" ", "␣")}` : "");
    say(this.sentence, words.replaceAll(" %", "\u00a0%"));
    if (letters) {
      this.draw_bars(answer);
      this.draw_letters(answer);
    }
    const best = answer.languages?.[0];
    const weight = `Orange: how strongly a small change of the letter moves ${best} (size of the gradient, all letters 100 %).`;
    say(this.note, letters ? `${note || weight} Blue: the probability after each letter, in %.` : "");
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => say(this.spoken, words), REST_MS);
    this.root.dataset.answered = answer.name ?? "";
  }

  draw_bars({ languages, probabilities, percent }) {
    const rows = languages.map((language, n) => {
      const bar = tag("span", { class: "ne-bar", "aria-hidden": "true", style: `--share:${probabilities[n]}` });
      const value = tag("span", { class: "ne-percent" }, percent[n]);
      return tag("li", { title: language }, tag("span", { class: "ne-language" }, language), bar, value);
    });
    this.bars.replaceChildren(...rows);
    this.body.style.setProperty("--rows", rows.length);
  }

  draw_letters({ letters, shares, languages, after }) {
    const each = [...letters];
    const numbered = each.length <= this.model.get("limits").numbered;
    const spoken = (values) => each.map((c, t) => `${SPOKEN[c] ?? c} ${in_percent(values[t])} %`).join(", ");
    const row = (kind, label, words, cells) => {
      const name = tag("span", { class: "ne-again", "aria-hidden": "true" }, label);
      return tag("div", { class: `ne-row ${kind}`, role: "img", "aria-label": words }, name, ...cells);
    };
    const most = Math.max(...shares);
    const weights = shares.map((value, t) => {
      const cell = share(value / most, `${SPOKEN[each[t]] ?? each[t]}: ${in_percent(value)} %`);
      cell.append(tag("span", {}, numbered ? in_percent(value) : ""), tag("i"));
      return cell;
    });
    const title = shares.length ? `Weight of each letter for ${languages[0]}` : "";
    const written = each.map((c) => tag("div", { class: "ne-letter" }, c === " " ? "␣" : c));
    const rows = after.map((values, n) => {
      const cells = values.map((p, t) => {
        const cell = share(p, `after “${letters.slice(0, t + 1)}”: ${languages[n]} ${in_percent(p)} %`);
        if (numbered && p >= 0.005) cell.append(in_percent(p));
        return cell;
      });
      return row("ne-after", languages[n], `${languages[n]} after each letter: ${spoken(values)}`, cells);
    });
    this.letters.style.setProperty("--letters", each.length);
    this.letters.dataset.numbered = numbered;
    this.letters.replaceChildren(
      tag("p", { class: "ne-heading" }, title),
      row("ne-weights", "", shares.length ? `${title}: ${spoken(shares)}` : "", weights),
      row("ne-written", "", `Letters: ${letters}`, written),
      ...rows,
    );
    this.scrolling();
    this.letters.scrollLeft = this.letters.scrollWidth; // where the typing is
  }

  // What scrolls must be reached by keyboard; what doesn't, must not be in the way.
  scrolling() {
    if (this.letters.scrollWidth > this.letters.clientWidth + 1) this.letters.tabIndex = 0;
    else this.letters.removeAttribute("tabindex");
  }

  close() {
    clearTimeout(this.waiting);
    clearTimeout(this.speaking);
    this.leave_theme();
    this.resized.disconnect();
    for (const stop of this.stop_listening) stop();
  }
}

export default {
  render({ model, el }) {
    const explorer = new NameExplorer(model, el);
    return () => explorer.close();
  },
};
