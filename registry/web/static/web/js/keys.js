/* Keys (快捷键): an element says which key presses it, data-key="Ctrl+S"; several names with blanks between.

   Usual names: Ctrl+K palette, F3 the box that finds, Ctrl+S save, Ctrl+Enter save and next, F2 edit, Ctrl+ArrowLeft / Ctrl+ArrowRight previous and
   next person, Escape back, Alt+A agree, Alt+R send back, Alt+H hold. Links inside [data-tabs] are Alt+1 … Alt+9 by order.
   ? shows the list: <dialog id="keys">, whose [data-keys-here] is filled with the keys of the page.
   In an open dialog only its own elements are asked. In a text box only Ctrl, Alt and function keys act, and never Ctrl with
   an arrow. form[data-enter-next]: Enter goes to the next field, and to the main button after the last.
   Nothing acts while composing, nor on an element that is aria-disabled or not seen. */
import { topmost } from "./announce.js";
import { composing } from "./compose.js";

const TEXT = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select";
const FIELDS = "input:not([type=hidden]):not([disabled]):not([readonly]), select:not([disabled]), textarea:not([disabled]), .btn-main";
const seen = (element) => element.getClientRects().length > 0 && element.ariaDisabled !== "true";

function nameOf(event) {
  const digit = event.altKey && /^Digit(\d)$/.exec(event.code)?.[1];
  const key = digit || (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  return [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", key].filter(Boolean).join("+");
}

function bound(name) {
  const scope = topmost();
  const named = [...scope.querySelectorAll(`[data-key~="${CSS.escape(name)}"]`)].find(seen);
  const tab = /^Alt\+([1-9])$/.exec(name)?.[1];
  return named ?? (tab && [...scope.querySelectorAll("[data-tabs] a[href]")].filter(seen)[tab - 1]);
}

function press(element) {
  // What stands in the box now must be what is saved: boxes tidy up as if they had been left.
  document.activeElement?.dispatchEvent(new CustomEvent("settle", { bubbles: true }));
  if (!element.matches(TEXT)) return element.click();
  element.focus();
  element.select?.();
}

function next(field) {
  const fields = [...field.form.querySelectorAll(FIELDS)].filter(seen);
  const following = fields[fields.indexOf(field) + 1];
  following?.focus();
  following?.select?.();
}

function help() {
  const dialog = document.getElementById("keys");
  const here = dialog?.querySelector("[data-keys-here]");
  here?.replaceChildren(...[...document.querySelectorAll("[data-key]")].filter(seen).map(line));
  dialog?.showModal();
  if (dialog) dialog.dataset.modal = "";
}

function line(element) {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  const keys = document.createElement("dd");
  const words = element.cloneNode(true);
  words.querySelectorAll("kbd").forEach((kbd) => kbd.remove());
  term.textContent = element.getAttribute("aria-label") ?? element.title ?? "";
  term.textContent ||= words.textContent.trim();
  const kbd = document.createElement("kbd");
  kbd.textContent = element.dataset.key.split(" ")[0].replace("ArrowLeft", "←").replace("ArrowRight", "→").replace("Escape", "Esc");
  keys.append(kbd);
  row.append(term, keys);
  return row;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || composing(event)) return;
  const typing = event.target.matches?.(TEXT);
  const name = nameOf(event);
  if (name === "Enter" && typing && !event.target.matches("textarea") && event.target.closest("form[data-enter-next]")) {
    event.preventDefault();
    return next(event.target);
  }
  if (typing && !/^(Ctrl\+(?!Arrow)|Alt\+|F\d)/.test(name)) return;
  const element = bound(name);
  if (!element && name !== "?") return;
  event.preventDefault();
  if (element) press(element);
  else if (topmost() === document.body) help();
});
