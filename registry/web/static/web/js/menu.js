/* Menus and help (菜单与说明): details.menu and details.help work by themselves; this adds closing, placing and the context menu.

   details.menu > summary + div.menu-list[data-arrows="y"]. One is open at a time; Esc or a click elsewhere closes it.
   Right click on an element with [data-context] opens the first details.menu inside it at the pointer;
   openMenu() does the same from the keyboard (tree.js). */
import { composing } from "./compose.js";
import { place } from "./place.js";

const points = new WeakMap();

export function openMenu(menu, at = null) {
  points.set(menu, at);
  menu.open = true;
  menu.querySelector(".menu-list").querySelector("a[href], button")?.focus({ preventScroll: true });
}

/* At the pointer that opened it, else beside its summary; so it also goes along when the page scrolls. */
function settle(menu) {
  const list = menu.querySelector(":scope > .menu-list, :scope > .help-body");
  place(list, menu.querySelector("summary"), { point: points.get(menu), end: menu.matches(".menu-end") });
}

function closeAll(except) {
  for (const menu of document.querySelectorAll("details.menu[open], details.help[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("details.menu, details.help")) return;
  if (menu.open) {
    closeAll(menu);
    settle(menu);
  } else {
    points.delete(menu);
  }
}, true);

// What a menu asks the server for when it opens makes it longer.
document.addEventListener("htmx:afterSettle", (event) => {
  const menu = event.detail.elt.closest?.("details.menu[open]");
  if (menu) settle(menu);
});
document.addEventListener("click", (event) => closeAll(event.target));
document.addEventListener("scroll", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open], details.help[open]")) {
    if (!menu.contains(event.target) && event.target.contains?.(menu)) settle(menu);
  }
}, true);

document.addEventListener("contextmenu", (event) => {
  const menu = event.target.closest?.("[data-context]")?.querySelector("details.menu");
  if (!menu) return;
  event.preventDefault();
  openMenu(menu, { x: event.clientX, y: event.clientY });
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || composing(event)) return;
  const menu = event.target.closest?.("details.menu, details.help");
  if (!menu) return;
  if (event.key === "Escape" && menu.open) {
    event.preventDefault();
    menu.open = false;
    (menu.closest('[role="treeitem"]') ?? menu.querySelector("summary")).focus();
  } else if (event.key === "ArrowDown" && event.target.matches("summary") && menu.matches(".menu")) {
    event.preventDefault();
    openMenu(menu);
  }
});
