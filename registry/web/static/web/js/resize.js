/* Width of the tree pane (树宽): drag the handle or use ← → Home End on it; remembered in this browser.

   .split-bar[role=separator][tabindex=0][aria-orientation=vertical][aria-label][aria-controls] with
   aria-valuemin, aria-valuemax and aria-valuenow in pixels. The width is the custom property --tree-width. */
const BAR = '.split-bar[role="separator"]';
const STEP = 16;

const limit = (bar, width) => Math.round(Math.max(Number(bar.ariaValueMin), Math.min(Number(bar.ariaValueMax), width)));

function widen(bar, width) {
  const fitted = limit(bar, width);
  bar.ariaValueNow = String(fitted);
  document.documentElement.style.setProperty("--tree-width", `${fitted}px`);
  try {
    localStorage.setItem("tree-width", String(fitted));
  } catch {
    // storage is switched off by policy: the width lasts as long as the page
  }
}

const now = (bar) => bar.previousElementSibling.getBoundingClientRect().width;

document.addEventListener("pointerdown", (event) => {
  const bar = event.target.closest?.(BAR);
  if (!bar || event.button !== 0) return;
  const start = now(bar) - event.clientX;
  const drag = (moved) => widen(bar, start + moved.clientX);
  bar.classList.add("is-dragged");
  bar.setPointerCapture(event.pointerId);
  bar.addEventListener("pointermove", drag);
  bar.addEventListener("lostpointercapture", () => {
    bar.removeEventListener("pointermove", drag);
    bar.classList.remove("is-dragged");
  }, { once: true });
});

document.addEventListener("keydown", (event) => {
  const bar = event.target;
  if (!bar.matches?.(BAR)) return;
  const widths = { ArrowLeft: now(bar) - STEP, ArrowRight: now(bar) + STEP, Home: Number(bar.ariaValueMin), End: Number(bar.ariaValueMax) };
  if (!(event.key in widths)) return;
  event.preventDefault();
  widen(bar, widths[event.key]);
});
