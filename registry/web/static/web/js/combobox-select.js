/* Combobox over a code list (代码集下拉): filters in the page, no request; the <select> is what is sent.

   What is typed and left must be a choice: an exact code or name, or the only one that fits, is taken; anything else
   empties the value and says so under the box, so that a wrong word is never sent as the old code. */
import { announce } from "./announce.js";
import { build } from "./combobox-build.js";
import { isExact, rowsOf, words } from "./combobox-rows.js";

const labels = new WeakMap();
const selectOf = (box) => box.closest(".combo").querySelector("select");

function write(box) {
  const option = selectOf(box).selectedOptions[0];
  labels.set(box, option?.value ? option.textContent.trim() : "");
  box.value = labels.get(box);
}

function fault(box, text) {
  const id = `${box.id}-unknown`;
  document.getElementById(id)?.remove();
  box.toggleAttribute("aria-invalid", false);
  if (!text) return;
  const made = Object.assign(document.createElement("p"), { id, className: "field-error" });
  made.append(Object.assign(document.createElement("b"), { textContent: "错误" }), ` ${text}`);
  box.setAttribute("aria-invalid", "true");
  box.closest(".combo").after(made);
  announce(text, true);
}

function set(box, value) {
  const select = selectOf(box);
  const changed = select.value !== value;
  select.value = value;
  if (changed) select.dispatchEvent(new Event("change", { bubbles: true }));
}

export function fill(box, list) {
  const untouched = box.value === labels.get(box);
  list.replaceChildren(...rowsOf(selectOf(box), untouched ? [] : words(box.value)));
}

export function best(box, options) {
  const query = words(box.value).join(" ");
  if (!query || box.value === labels.get(box)) return options.find((option) => option.ariaSelected === "true") ?? null;
  return options.find((option) => isExact(option, query)) ?? options[0];
}

export function choose(box, option) {
  set(box, option.dataset.value);
  fault(box, "");
  write(box);
}

export function typed(box, open) {
  open(box);
}

export function settle(box) {
  if (box.value === labels.get(box)) return;
  const query = words(box.value);
  const rows = rowsOf(selectOf(box), query).filter((row) => row.matches('[role="option"]:not([aria-disabled])'));
  const values = new Set(rows.map((row) => row.dataset.value));
  const hit = rows.find((row) => isExact(row, query.join(" "))) ?? (values.size === 1 ? rows[0] : null);
  if (hit && query.length) return choose(box, hit);
  set(box, "");
  labels.set(box, box.value);
  fault(box, query.length ? `代码表里没有“${box.value.trim()}”：请从列表中选择，按 F4 打开。` : "");
}

function enhance() {
  for (const select of document.querySelectorAll("select[data-combobox][id]")) write(build(select));
}

// Right after the swap, before a dialog gives focus to its first field; "htmx:load" would come 20 ms too late.
document.addEventListener("htmx:afterSwap", enhance);
enhance();
