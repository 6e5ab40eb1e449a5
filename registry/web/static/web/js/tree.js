/* Tree (组织树) by keyboard, after the WAI-ARIA tree pattern with declared properties.

   ul[role=tree][aria-label] > li[role=none]
     > .tree-row[role=treeitem][aria-level][aria-setsize][aria-posinset][aria-expanded?][aria-owns?]
         > a.tree-toggle[hx-get][hx-target="#group"] + .tree-name > a.tree-link …
     + ul[role=group]#group, which aria-owns names
   Which item Tab reaches: tree-roving.js.
   ↑ ↓ ← → Home End PageUp PageDown move · Enter clicks the link · Space marks (event "tree:select") · * opens all
   brothers · letters, digits and 拼音 initials (data-keys) jump among loaded brothers · Shift+F10 or the menu key
   opens the item's menu. Loading and the sentence spoken afterwards: tree-load.js; moving a node: tree-move.js. */
import { composing } from "./compose.js";
import { openMenu } from "./menu.js";
import { collapse, expand, isOpen } from "./tree-load.js";
import { settle } from "./tree-roving.js";

const ITEM = '[role="treeitem"]';
const PAGE = 10;
const FORGET = 700;
let typed = "";
let typedAt = 0;

const link = (item) => item.querySelector(".tree-link");
const brothers = (item) => [...item.closest("li").parentElement.children].map((node) => node.querySelector(ITEM)).filter(Boolean);
const shown = (tree) => [...tree.querySelectorAll(ITEM)].filter((item) => item.getClientRects().length);
const firstChild = (item) => item.nextElementSibling?.querySelector(ITEM);
const parent = (item) => item.closest('[role="group"]')?.closest("li").querySelector(ITEM);

function go(item) {
  if (!item) return;
  settle(item.closest('[role="tree"]'), item);
  item.focus();
}

function select(item) {
  for (const other of item.closest('[role="tree"]').querySelectorAll(`${ITEM}[aria-selected="true"]`)) other.setAttribute("aria-selected", "false");
  item.setAttribute("aria-selected", "true");
  item.dispatchEvent(new CustomEvent("tree:select", { bubbles: true }));
}

function jump(item, letter) {
  typed = Date.now() - typedAt > FORGET ? letter : typed + letter;
  typedAt = Date.now();
  const list = brothers(item);
  const from = list.indexOf(item) + (typed.length === 1 ? 1 : 0);
  const names = (other) => [link(other)?.textContent.trim() ?? "", ...(other.dataset.keys ?? "").split(" ")];
  const fits = (other) => names(other).some((name) => name.toLowerCase().startsWith(typed));
  go([...list.slice(from), ...list.slice(0, from)].find(fits));
}

const MOVES = {
  ArrowDown: (item, all) => go(all[all.indexOf(item) + 1]),
  ArrowUp: (item, all) => go(all[all.indexOf(item) - 1]),
  Home: (item, all) => go(all[0]),
  End: (item, all) => go(all.at(-1)),
  PageDown: (item, all) => go(all[Math.min(all.indexOf(item) + PAGE, all.length - 1)]),
  PageUp: (item, all) => go(all[Math.max(all.indexOf(item) - PAGE, 0)]),
  ArrowRight: (item) => (isOpen(item) ? go(firstChild(item)) : expand(item)),
  ArrowLeft: (item) => (isOpen(item) ? collapse(item) : go(parent(item))),
  Enter: (item) => link(item)?.click(),
  " ": select,
  "*": (item) => brothers(item).forEach(expand),
};

document.addEventListener("keydown", (event) => {
  const item = event.target;
  if (!item.matches?.(ITEM) || composing(event) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const menu = item.querySelector("details.menu");
  if (menu && (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey))) openMenu(menu);
  else if (MOVES[event.key]) MOVES[event.key](item, shown(item.closest('[role="tree"]')));
  else if (/^[\p{L}\p{N}]$/u.test(event.key)) jump(item, event.key.toLowerCase());
  else return;
  event.preventDefault();
});

/* A click on a row gives focus to its item, so that arrows go on from there; the link itself is followed as usual. */
document.addEventListener("click", (event) => {
  const item = event.target.closest?.(ITEM);
  if (!item || event.target.closest("details")) return;
  go(item);
  if (event.target.closest(".tree-link") && !item.closest(".tree-more")) select(item);
});
