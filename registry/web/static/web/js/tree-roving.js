/* Roving focus of trees (组织树的焦点): Tab reaches exactly one item of a tree, and no link inside it.

   The server writes no tabindex, so that without JavaScript every link of the tree can be reached with Tab. */
const ITEM = '[role="treeitem"]';
const TREE = '[role="tree"]';

/* The item to be reached: the given one, else the one before, else the selected, else the first. */
export function settle(tree, item) {
  const kept = item ?? tree.querySelector(`${ITEM}[tabindex="0"]`) ?? tree.querySelector(`${ITEM}[aria-selected="true"]`) ?? tree.querySelector(ITEM);
  for (const other of tree.querySelectorAll(ITEM)) other.tabIndex = other === kept ? 0 : -1;
  for (const inner of tree.querySelectorAll(".tree-row a, .tree-row summary")) inner.tabIndex = -1;
}

function settleAll(root) {
  const own = root.closest(TREE);
  for (const tree of own ? [own] : root.querySelectorAll(TREE)) settle(tree);
}

document.addEventListener("htmx:load", (event) => settleAll(event.target));
settleAll(document.body);
