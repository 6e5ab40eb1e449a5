/* Focus after a swap (换页后的焦点): after every htmx swap it is decided where focus is and what is spoken.

   In the new content: [data-focus] takes focus, else the first [aria-invalid="true"] if the request came from a form;
   else the element with the id that had focus before; else, if focus was lost, the swapped target itself.
   [data-announce="…"] in the new content is spoken. Trees and dialogs decide for themselves.
   base.html sets htmx's defaultSettleDelay to 0, so this happens with the swap: later, it would take the focus away from
   somebody who already types. Nothing is settled either (attributesToSettle): a style carried over breaks the policy. */
import { announce } from "./announce.js";

const spoken = new WeakSet();
let before = null;
let decided = null;

function reach(element) {
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
  element.focus();
}

function within(root, selector) {
  return root.matches(selector) ? root : root.querySelector(selector);
}

function speak(root) {
  const note = within(root, "[data-announce]");
  if (!note || spoken.has(note)) return;
  spoken.add(note);
  announce(note.dataset.announce);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const active = document.activeElement;
  before = { id: active?.id, inside: event.detail.target.contains(active) };
});

// htmx reports a swap once for the target and once for each new element; the first that names a place decides.
document.addEventListener("htmx:afterSettle", (event) => {
  const { elt, xhr, requestConfig } = event.detail;
  if (!elt.isConnected || elt.closest('[role="tree"]')) return;
  speak(elt);
  if (decided === xhr) return;
  const asked = within(elt, "[data-focus]") ?? (requestConfig?.elt.matches("form") ? within(elt, '[aria-invalid="true"]') : null);
  if (asked) {
    decided = xhr;
    reach(asked);
  } else if (before?.inside && document.activeElement === document.body) {
    reach((before.id && document.getElementById(before.id)) || elt);
  }
});
