/* Tree loading (组织树按需载入): children come by htmx when a node is first opened, later they are only shown.

   The toggle's own hx-get fills its group; without JavaScript its href opens the node on a new page. While loading the
   item is aria-busy; afterwards 「已展开 12 个下级」 is spoken. "再显示 100" is li.tree-more whose link replaces the li
   (hx-target="closest li" hx-swap="outerHTML"); focus then goes to the first item that came. */
import { announce } from "./announce.js";
import { settle } from "./tree-roving.js";

const ITEM = '[role="treeitem"]';
let gap = null;

export const isOpen = (item) => item.getAttribute("aria-expanded") === "true";
const group = (item) => item.nextElementSibling;

export function expand(item) {
  if (item.getAttribute("aria-expanded") !== "false" || item.ariaBusy === "true") return;
  if (group(item)?.children.length) show(item);
  else item.querySelector("a.tree-toggle")?.click();
}

export function collapse(item) {
  item.setAttribute("aria-expanded", "false");
  // Focus must not stay inside what is no longer seen.
  if (group(item)?.contains(document.activeElement)) {
    settle(item.closest('[role="tree"]'), item);
    item.focus();
  }
  announce("已收起");
}

function show(item) {
  item.setAttribute("aria-expanded", "true");
  const first = group(item).querySelector(ITEM);
  announce(`已展开 ${first?.getAttribute("aria-setsize") ?? group(item).children.length} 个下级`);
}

/* Before htmx sees the click: what is loaded is only shown or hidden. */
document.addEventListener("click", (event) => {
  const pressed = event.target.closest?.("a.tree-toggle");
  if (!pressed) return;
  const item = pressed.closest(ITEM);
  if (!isOpen(item) && !group(item)?.children.length) {
    item.ariaBusy = "true";
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (isOpen(item)) collapse(item);
  else show(item);
}, true);

document.addEventListener("htmx:beforeSwap", (event) => {
  const more = event.detail.target.closest?.(".tree-more");
  gap = more && { parent: more.parentElement, at: [...more.parentElement.children].indexOf(more), held: more.contains(document.activeElement) };
});

document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  if (gap) {
    const { parent, at, held } = gap;
    gap = null;
    const first = parent.children[at]?.querySelector(ITEM);
    settle(parent.closest('[role="tree"]'), held ? first : undefined);
    if (held) first?.focus();
    announce("已显示更多下级");
  } else if (target.matches('[role="group"]')) {
    const item = target.previousElementSibling;
    item.ariaBusy = null;
    show(item);
    settle(item.closest('[role="tree"]'));
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const item = event.detail.elt.closest?.(`${ITEM}[aria-busy="true"]`);
  if (item && !event.detail.successful) item.ariaBusy = null;
});
