/* Combobox (代码框), ARIA 1.2: a text box with a list that is opened, filtered and chosen from.

   .combo > input.input[role=combobox][aria-controls][aria-expanded][aria-autocomplete=list] + button.combo-open?
          + ul.combo-list[role=listbox][hidden] > li[role=option][data-value][data-level?][aria-disabled?]
          + (select | input[type=hidden]) that holds the value which is sent
   combobox-select.js makes this from <select data-combobox>; combobox-remote.js lets htmx fill the list.
   F4 and ↓ open · ↑ ↓ PageUp PageDown move · Enter takes · Esc closes. Keys of a composition are left alone, the Enter
   that ends one included. Leaving the box settles what was typed; so does the event "settle", sent by keys.js. */
import { announce } from "./announce.js";
import { composing } from "./compose.js";
import * as remote from "./combobox-remote.js";
import * as local from "./combobox-select.js";

const BOX = '.combo > [role="combobox"]';
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
const kindOf = (box) => (box.closest(".combo").querySelector("select") ? local : remote);
const usable = (list) => [...list.querySelectorAll('[role="option"]:not([aria-disabled="true"])')];
const isOpen = (box) => box.getAttribute("aria-expanded") === "true";
const isBox = (event) => event.target.matches?.(BOX);

function open(box) {
  const list = listOf(box);
  kindOf(box).fill(box, list);
  list.hidden = false;
  box.setAttribute("aria-expanded", "true");
  list.classList.remove("is-above");
  list.classList.toggle("is-above", list.getBoundingClientRect().bottom > innerHeight && box.getBoundingClientRect().top > innerHeight / 2);
  const options = usable(list);
  activate(box, kindOf(box).best(box, options));
  announce(options.length ? `${options.length} 项可选` : "没有符合的项");
}

function close(box) {
  listOf(box).hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function activate(box, option) {
  const list = listOf(box);
  list.querySelector(".is-active")?.classList.remove("is-active");
  box.removeAttribute("aria-activedescendant");
  if (!option) return;
  option.id ||= `${list.id}-${[...list.children].indexOf(option)}`;
  option.classList.add("is-active");
  box.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function take(box, option) {
  kindOf(box).choose(box, option);
  close(box);
}

function move(box, step) {
  if (!isOpen(box)) return open(box);
  const options = usable(listOf(box));
  const at = options.findIndex((option) => option.matches(".is-active"));
  activate(box, options[at < 0 ? 0 : Math.max(0, Math.min(at + step, options.length - 1))]);
}

document.addEventListener("keydown", (event) => {
  if (!isBox(event) || composing(event)) return;
  const box = event.target;
  const active = isOpen(box) && listOf(box).querySelector(".is-active");
  if (STEPS[event.key]) move(box, STEPS[event.key]);
  else if (event.key === "F4") (isOpen(box) ? close : open)(box);
  else if (event.key === "Enter" && active) take(box, active);
  else if (event.key === "Escape" && isOpen(box)) close(box);
  else return;
  event.preventDefault();
});

for (const name of ["input", "compositionend"]) {
  document.addEventListener(name, (event) => {
    if (isBox(event) && !event.isComposing) kindOf(event.target).typed(event.target, open);
  });
}
for (const name of ["focusout", "settle"]) {
  document.addEventListener(name, (event) => {
    if (!isBox(event)) return;
    kindOf(event.target).settle?.(event.target);
    close(event.target);
  });
}

document.addEventListener("htmx:afterSwap", (event) => {
  const box = event.detail.target.matches(".combo-list") && event.detail.target.closest(".combo").querySelector(BOX);
  if (box && box === document.activeElement) open(box);
});

document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.(".combo-list, .combo-open")) event.preventDefault(); // focus stays in the box
});
document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".combo")?.querySelector(BOX);
  const option = event.target.closest?.('.combo-list [role="option"]');
  if (box && option && option.ariaDisabled !== "true") take(box, option);
  else if (box && event.target.closest(".combo-open")) {
    box.focus();
    (isOpen(box) ? close : open)(box);
  }
});
