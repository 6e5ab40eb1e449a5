/* Picking rows (勾选): 全选本页, ranges with Shift, how many are picked, and the bar for many.

   [data-select] > … input[data-select-all] in the head, input[data-select-row] in the rows,
     .bulk with output[data-select-count], input[data-select-every] for "全部 1,204 人" and button[data-select-none].
   tr.is-selected and .bulk.is-active are set here; values are ordinary check boxes, so forms work without it. */
let last = null;

const rowsOf = (list) => [...list.querySelectorAll("[data-select-row]:not(:disabled)")];

function refresh(list) {
  const rows = rowsOf(list);
  const picked = rows.filter((box) => box.checked);
  const all = list.querySelector("[data-select-all]");
  const every = list.querySelector("[data-select-every]");
  for (const box of rows) box.closest("tr, li")?.classList.toggle("is-selected", box.checked);
  if (all) {
    all.checked = rows.length > 0 && picked.length === rows.length;
    all.indeterminate = picked.length > 0 && !all.checked;
  }
  if (every && !all?.checked) every.checked = false;
  const count = list.querySelector("[data-select-count]");
  const words = every?.checked ? every.dataset.selectEvery : `${picked.length}`;
  if (count && count.textContent !== words) count.textContent = words;
  list.querySelector(".bulk")?.classList.toggle("is-active", picked.length > 0);
}

function range(list, box) {
  const rows = rowsOf(list);
  const [from, to] = [rows.indexOf(last), rows.indexOf(box)].sort((a, b) => a - b);
  if (from < 0) return;
  for (const other of rows.slice(from, to + 1)) other.checked = box.checked;
}

document.addEventListener("click", (event) => {
  const list = event.target.closest?.("[data-select]");
  if (!list) return;
  const box = event.target.closest("[data-select-row]");
  if (box && event.shiftKey && last?.isConnected) range(list, box);
  if (box) last = box;
  if (event.target.closest("[data-select-none]")) for (const other of rowsOf(list)) other.checked = false;
  else if (!box) return; // the box for all is not counted before its change has reached the rows
  refresh(list);
});

document.addEventListener("change", (event) => {
  const list = event.target.closest?.("[data-select]");
  if (!list) return;
  if (event.target.matches("[data-select-all]")) for (const box of rowsOf(list)) box.checked = event.target.checked;
  refresh(list);
});

function refreshAll(root) {
  const own = root.closest("[data-select]");
  for (const list of own ? [own] : root.querySelectorAll("[data-select]")) refresh(list);
}
document.addEventListener("htmx:afterSettle", (event) => refreshAll(event.detail.elt));
window.addEventListener("pageshow", () => refreshAll(document.body));
