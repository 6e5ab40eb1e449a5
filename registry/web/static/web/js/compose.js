/* Input-method guard (输入法保护): nothing is asked, filtered or sent while 汉字 are being composed.

   Contract: <input data-live hx-post="…" hx-trigger="typed" …>. The event "typed" comes 250 ms after the text last
   changed outside a composition, and only if it differs from the text of the last "typed". Use it instead of
   "input" or "keyup changed": their filters need eval, and Chromium sends no "input" after a composition ends.
   Any other htmx request begun by a box in composition is stopped here, whatever its trigger. */
const QUIET = 250;
const timers = new WeakMap();
const told = new WeakMap();
let box = null;

/* True for every key that belongs to the input method, the Enter that ends a composition included. */
export function composing(event) {
  return event.isComposing || event.keyCode === 229;
}

function changed(field) {
  if (!field.matches?.("[data-live]")) return;
  clearTimeout(timers.get(field));
  timers.set(field, setTimeout(() => {
    if (told.get(field) === field.value) return;
    told.set(field, field.value);
    field.dispatchEvent(new CustomEvent("typed", { bubbles: true }));
  }, QUIET));
}

document.addEventListener("compositionstart", (event) => { box = event.target; clearTimeout(timers.get(box)); }, true);
document.addEventListener("compositionend", (event) => { box = null; changed(event.target); }, true);
document.addEventListener("input", (event) => { if (!event.isComposing) changed(event.target); }, true);

document.addEventListener("htmx:confirm", (event) => {
  const asked = event.detail.triggeringEvent?.target ?? event.detail.elt;
  if (box && (asked === box || event.detail.elt === box)) event.preventDefault();
});
