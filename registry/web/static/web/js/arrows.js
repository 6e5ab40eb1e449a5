/* Arrow keys inside a group (方向键): tabs of information sets, menus, toolbars, the palette.

   data-arrows="x" moves with ← →, data-arrows="y" with ↑ ↓, both with Home and End. The items stay ordinary links and
   buttons, reached with Tab as well. In a text box only ↑ ↓ leave the box; its own keys stay its own. */
import { composing } from "./compose.js";

const ITEMS = "a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), summary";
const STEPS = { x: { ArrowLeft: -1, ArrowRight: 1 }, y: { ArrowUp: -1, ArrowDown: 1 } };

function target(items, at, event, axis) {
  if (event.key === "Home") return items[0];
  if (event.key === "End") return items.at(-1);
  const step = STEPS[axis]?.[event.key];
  return step && items[(at + step + items.length) % items.length];
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || composing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
  const group = event.target.closest?.("[data-arrows]");
  if (!group) return;
  const typing = event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
  if (typing && !(group.dataset.arrows === "y" && /^Arrow(Up|Down)$/.test(event.key))) return;
  const items = [...group.querySelectorAll(ITEMS)].filter((item) => item.getClientRects().length);
  const item = target(items, items.indexOf(event.target.closest(ITEMS)), event, group.dataset.arrows);
  if (!item) return;
  event.preventDefault();
  item.focus();
});
