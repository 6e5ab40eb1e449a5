/* Dragging in the tree (在组织树上拖动): a node let go on its new superior opens the same dialog as Ctrl+V (tree-move.js).

   The platform's own dragging: it scrolls the pane at its edges, shows where nothing may be let go, and ends with Esc. A node
   is draggable only under a mouse: under a finger a long press is the menu. Leaving is not asked for, because it is
   reported for every child too: whatever the pointer is over now says what is lit. A closed node opens after a moment. */
import { expand } from "./tree-load.js";
import { forget, moveBelow, moved, obstacle, take } from "./tree-move.js";

const ITEM = '[role="treeitem"]';
const MOMENT = 700;
let dragged = false;
let over = null;
let waiting = 0;

function rest(item) {
  if (item === over) return;
  clearTimeout(waiting);
  over?.classList.remove("is-over");
  over = item;
  if (!item) return;
  item.classList.toggle("is-over", !obstacle(item));
  if (item !== moved()) waiting = setTimeout(() => expand(item), MOMENT);
}

document.addEventListener("pointerdown", (event) => {
  const row = event.target.closest?.(".tree-row[data-move]");
  if (!row) return;
  row.draggable = event.pointerType === "mouse" && !event.target.closest("details");
  // A link would be dragged by itself, as an address.
  for (const link of row.querySelectorAll(":scope > a, .tree-link")) link.draggable = false;
});

document.addEventListener("dragstart", (event) => {
  if (!event.target.matches?.(".tree-row[data-move]")) return;
  take(event.target);
  dragged = true;
  event.dataTransfer.effectAllowed = "move";
  // Some browsers drag only what carries something; nothing readable leaves the page.
  event.dataTransfer.setData("application/x-tree-item", event.target.id);
});

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!dragged || !moved()) return;
    const item = event.target.closest?.(ITEM) ?? null;
    rest(item);
    if (!item || obstacle(item)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
  });
}

document.addEventListener("drop", (event) => {
  if (!dragged || !moved() || !over || obstacle(over)) return;
  event.preventDefault();
  const target = over;
  rest(null);
  moveBelow(target);
});

document.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged = false;
  rest(null);
  forget();
});
