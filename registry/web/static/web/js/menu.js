/* Menus (菜单): details.menu works by itself; this adds closing, placing and the context menu.

   details.menu > summary + div.menu-list[data-arrows="y"]. One is open at a time; Esc, a click elsewhere or scrolling
   closes it. The list is placed in the window, so that no scrolling pane cuts it off.
   Right click on an element with [data-context] opens the first details.menu inside it at the pointer;
   openMenu() does the same from the keyboard (tree.js). */
import { composing } from "./compose.js";

const EDGE = 8;
let point = null;

export function openMenu(menu, at = null) {
  point = at;
  menu.open = true;
  menu.querySelector(".menu-list").querySelector("a[href], button")?.focus({ preventScroll: true });
}

function place(menu) {
  const list = menu.querySelector(":scope > .menu-list");
  const rect = menu.querySelector("summary").getBoundingClientRect();
  const size = list.getBoundingClientRect();
  const start = menu.matches(".menu-end") ? rect.right - size.width : rect.left;
  const left = point?.x ?? start;
  const below = (point?.y ?? rect.bottom) + 4;
  const above = (point?.y ?? rect.top) - size.height - 4;
  const top = below + size.height + EDGE > innerHeight && above > EDGE ? above : below;
  Object.assign(list.style, {
    position: "fixed",
    right: "auto",
    left: `${Math.max(EDGE, Math.min(left, innerWidth - size.width - EDGE))}px`,
    top: `${Math.max(EDGE, top)}px`,
  });
  point = null;
}

function closeAll(except) {
  for (const menu of document.querySelectorAll("details.menu[open], details.help[open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details.menu[open]")) return;
  closeAll(event.target);
  place(event.target);
}, true);

document.addEventListener("click", (event) => closeAll(event.target));
document.addEventListener("scroll", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) && event.target.contains?.(menu)) menu.open = false;
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
