/* Placing (浮层定位): a list that opens beside its anchor is placed in the window, below or above, wherever there is more room;
   so no scrolling pane, table or dialog cuts it off. Without JavaScript the sheets place it below. */
const EDGE = 8;
const GAP = 4;

export function place(list, anchor, { point = null, end = false } = {}) {
  const rect = point ? { left: point.x, right: point.x, top: point.y, bottom: point.y } : anchor.getBoundingClientRect();
  const below = innerHeight - rect.bottom - GAP - EDGE;
  const above = rect.top - GAP - EDGE;
  Object.assign(list.style, { position: "fixed", right: "auto", bottom: "auto", maxHeight: `min(32rem, ${Math.max(below, above)}px)` });
  const size = list.getBoundingClientRect();
  const left = end ? rect.right - size.width : rect.left;
  const top = size.height > below && above > below ? rect.top - GAP - size.height : rect.bottom + GAP;
  list.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - size.width - EDGE))}px`;
  list.style.top = `${Math.max(EDGE, top)}px`;
}
