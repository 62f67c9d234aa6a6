// Runs in the page before anything else. It notes when a key was pressed or the mouse moved, and
// when a frame with changed data was on the screen.
//
// "On the screen" is the first message after the frame's animation callbacks: style, layout and
// paint lie between the two.

window.probe = (() => {
  const probe = { frames: [], moves: [], coalesced: 0, pressed: null, shown: null };
  const { port1, port2 } = new MessageChannel();
  const waiting = [];
  port1.onmessage = () => waiting.shift()();
  const soon = (call) => {
    waiting.push(call);
    port2.postMessage(null);
  };

  // A change made in an animation callback is painted in the same frame, any other in the next.
  let in_frame = false;
  const next_frame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) =>
    next_frame((now) => {
      in_frame = true;
      soon(() => (in_frame = false));
      callback(now);
    });

  let painting = false;
  function changed() {
    if (painting) return;
    painting = true;
    const after_paint = () =>
      soon(() => {
        painting = false;
        const now = performance.now();
        probe.frames.push(now);
        probe.shown?.(now - probe.pressed);
        probe.shown = null;
      });
    if (in_frame) after_paint();
    else next_frame(after_paint);
  }

  // The explorer: its gradient curve is another. With `own`, only where numbers from the kernel are
  // drawn, which the explorer counts.
  probe.watch_explorer = (own) => {
    const root = document.querySelector(".gx");
    const curve = root.querySelector(".gx-panel path.gx-curve-main");
    const drawn = () => [curve.getAttribute("d"), own ? root.dataset.answered : ""];
    if (own && !root.dataset.answered) throw new Error("no number of the kernel's is drawn");
    let last = drawn();
    const look = () => {
      const now = drawn();
      if (now[0] === last[0] || (own && now[1] === last[1])) return;
      last = now;
      changed();
    };
    new MutationObserver(look).observe(root, {
      subtree: true,
      attributeFilter: ["d", "data-answered"],
    });
  };

  // ipympl: a new picture is drawn into its canvas. Whether it differs is not asked: one more
  // picture than needed counts for it, not against it.
  probe.watch_canvas = () => {
    const context = CanvasRenderingContext2D.prototype;
    const { drawImage } = context;
    context.drawImage = function (source, ...where) {
      if (source instanceof HTMLImageElement) changed();
      return drawImage.call(this, source, ...where);
    };
  };

  // Fulfilled with the milliseconds from the next trusted arrow key to the changed frame.
  probe.listen = () => {
    probe.pressed = null;
    probe.latency = new Promise((resolve) => (probe.shown = resolve));
  };
  const on = (type, listener) => window.addEventListener(type, listener, { capture: true });
  on("keydown", (event) => {
    if (event.isTrusted && event.key.startsWith("Arrow")) probe.pressed = event.timeStamp;
  });
  on("pointermove", (event) => {
    if (!event.isTrusted || !event.buttons) return;
    probe.moves.push(event.timeStamp);
    probe.coalesced += event.getCoalescedEvents().length;
  });
  return probe;
})();
