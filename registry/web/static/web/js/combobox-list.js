/* Combobox, its list (代码框的列表): opening, moving in it, taking from it. What the list holds and what a choice means is
   decided by the kind of box: over a <select> in the page (combobox-select.js) or over the registry (combobox-remote.js). */
import { announce } from "./announce.js";
import * as remote from "./combobox-remote.js";
import * as local from "./combobox-select.js";
import { place } from "./place.js";

export const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
export const kindOf = (box) => (box.closest(".combo").querySelector("select") ? local : remote);
export const isOpen = (box) => box.getAttribute("aria-expanded") === "true";
const usable = (list) => [...list.querySelectorAll('[role="option"]:not([aria-disabled="true"])')];

export function open(box) {
  const list = listOf(box);
  kindOf(box).fill(box, list);
  list.hidden = false;
  box.setAttribute("aria-expanded", "true");
  list.style.minWidth = `${box.offsetWidth}px`;
  place(list, box);
  const options = usable(list);
  activate(box, kindOf(box).best(box, options));
  announce(options.length ? `${options.length} 项可选` : "没有符合的项");
}

export function close(box) {
  listOf(box).hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

export const toggle = (box) => (isOpen(box) ? close : open)(box);

export const active = (box) => (isOpen(box) ? listOf(box).querySelector(".is-active") : null);

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

export function move(box, step) {
  if (!isOpen(box)) return open(box);
  const options = usable(listOf(box));
  const at = options.indexOf(active(box));
  activate(box, options[at < 0 ? 0 : Math.max(0, Math.min(at + step, options.length - 1))]);
}

export function take(box, option) {
  kindOf(box).choose(box, option);
  close(box);
}
