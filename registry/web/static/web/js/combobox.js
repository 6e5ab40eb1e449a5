/* Combobox (代码框), ARIA 1.2: a text box with a list that is opened, filtered and chosen from.

   .combo > input.input[role=combobox][aria-controls][aria-expanded][aria-autocomplete=list] + button.combo-open?
          + ul.combo-list[role=listbox][hidden] > li[role=option][data-value][data-level?][aria-disabled?]
          + (select | input[type=hidden]) that holds the value which is sent
   combobox-select.js makes this from <select data-combobox>; combobox-remote.js lets htmx fill the list.
   F4 and ↓ open · ↑ ↓ PageUp PageDown move · Enter takes · Esc closes. Keys of a composition are left alone, the Enter
   that ends one included. Leaving the box settles what was typed; so does the event "settle", sent by keys.js. */
import { active, close, isOpen, kindOf, listOf, move, open, take, toggle } from "./combobox-list.js";
import { composing } from "./compose.js";
import { place } from "./place.js";

const BOX = '.combo > [role="combobox"]';
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
const isBox = (event) => event.target.matches?.(BOX);

document.addEventListener("keydown", (event) => {
  if (!isBox(event) || composing(event)) return;
  const box = event.target;
  const option = active(box);
  if (STEPS[event.key]) move(box, STEPS[event.key]);
  else if (event.key === "F4") toggle(box);
  else if (event.key === "Enter" && option) take(box, option);
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

// Where the page scrolls, the list goes along; its own scrolling does not count.
document.addEventListener("scroll", (event) => {
  const box = document.activeElement?.matches(BOX) ? document.activeElement : null;
  if (box && isOpen(box) && !event.target.closest?.(".combo-list")) place(listOf(box), box);
}, true);

document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.(".combo-list, .combo-open")) event.preventDefault(); // focus stays in the box
});
document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".combo")?.querySelector(BOX);
  const option = event.target.closest?.('.combo-list [role="option"]');
  if (box && option && option.ariaDisabled !== "true") take(box, option);
  else if (box && event.target.closest(".combo-open")) {
    box.focus();
    toggle(box);
  }
});
