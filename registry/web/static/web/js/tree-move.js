/* Moving in the tree (在组织树上改变隶属关系): which node is to go, where it may go, and the dialog that then asks for the rest.

   .tree-row[data-move="/…/move/"] may be moved: the address of its dialog · [data-takes="all" | "branches"][data-uid] may
   have others below it. By keyboard, as files are moved: Ctrl+X on a node marks it, Ctrl+V on another opens the dialog with
   that one filled in, Esc forgets. With the mouse: tree-drag.js. Nothing is moved here: the dialog previews and asks. */
import { announce, topmost } from "./announce.js";
import { composing } from "./compose.js";
import { load } from "./dialog.js";
import { toast } from "./toast.js";

const ITEM = '[role="treeitem"]';
let moving = null;

const nameOf = (item) => item.querySelector(".tree-link")?.textContent.trim() ?? "";
const isBranch = (item) => item.hasAttribute("data-branch");
const superior = (item) => item.closest('[role="group"]')?.previousElementSibling;

export const moved = () => (moving?.isConnected ? moving : null);

export function take(item) {
  forget();
  moving = item;
  item.classList.add("is-moved");
}

export function forget() {
  moving?.classList.remove("is-moved");
  moving = null;
}

/* Why the node that is to go cannot stand below this one, in one sentence; empty if it can. */
export function obstacle(item) {
  const [what, where] = [nameOf(moving), nameOf(item)];
  if (item === moving) return `不能把“${what}”移到它自己之下：请另选新的上级党组织。`;
  if (moving.nextElementSibling?.contains(item)) return `“${where}”在“${what}”之下，不能做它的上级：请另选新的上级党组织。`;
  if (item === superior(moving)) return `“${what}”已经在“${where}”之下：请另选新的上级党组织。`;
  if (!item.dataset.takes) return `“${where}”之下不能设党组织：请另选一个党委或党总支。`;
  if (item.dataset.takes === "branches" && !isBranch(moving)) return `党总支之下只设党支部，“${what}”不是党支部：请另选一个党委。`;
  return "";
}

/* The dialog of the move with the new superior filled in; afterwards focus is again on the node that was to go. */
export function moveBelow(item) {
  const what = moving;
  const superiorNamed = `${what.dataset.move}?parent=${item.dataset.uid}`;
  forget();
  load(what, superiorNamed);
}

function cut(item) {
  if (!item.dataset.move) {
    toast({ level: "wait", text: `“${nameOf(item)}”的隶属关系不由您的岗位调整：已撤销的只能查看，其他的请报上级党组织办理。` });
    return;
  }
  take(item);
  toast({ text: `已选定“${nameOf(item)}”：到新的上级党组织上按 Ctrl+V，或按 Esc 放弃。` });
}

function paste(item) {
  const problem = moved() ? obstacle(item) : "还没有选定要移动的党组织：请先在它上面按 Ctrl+X。";
  if (problem) toast({ level: "wait", text: problem });
  else moveBelow(item);
}

const KEYS = { x: cut, v: paste };

document.addEventListener("keydown", (event) => {
  if (composing(event) || event.defaultPrevented || event.altKey || event.shiftKey) return;
  const key = event.ctrlKey || event.metaKey ? KEYS[event.key.toLowerCase()] : null;
  const item = event.target.closest?.(ITEM);
  if (key && item === event.target && !item.closest(".tree-more")) {
    event.preventDefault();
    key(item);
  } else if (event.key === "Escape" && moved() && topmost() === document.body && !event.target.closest?.("details[open]")) {
    event.preventDefault();
    announce(`已放弃移动“${nameOf(moving)}”`);
    forget();
  }
});
