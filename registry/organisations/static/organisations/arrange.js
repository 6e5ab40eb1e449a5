/* Putting in order (党组织排序): rows of form[data-arrange] move by the buttons [data-step] or by the number in their box.

   The row that moves is the one whose radio button is chosen; who enters a number chooses its row. The boxes always say
   where the rows stand, so that what is sent is what is seen. Nothing is sent before it is saved; without JavaScript the
   buttons stay hidden and the numbers are sent as they were typed. */
import { announce } from "../web/js/announce.js";

const form = document.querySelector("form[data-arrange]");
const body = form.querySelector("tbody");
const STEPS = { first: () => 0, up: (at) => at - 1, down: (at) => at + 1, last: (at, end) => end };
const box = (row) => row.querySelector("input[inputmode]");
const chosen = () => body.querySelector("input[type=radio]:checked")?.closest("tr");

function choose(row) {
  body.querySelector(".is-selected")?.classList.remove("is-selected");
  row.classList.add("is-selected");
  row.querySelector("input[type=radio]").checked = true;
}

function renumber(from, to) {
  for (let at = from; at <= to; at += 1) box(body.rows[at]).value = at + 1;
}

function move(row, wanted) {
  const at = row.sectionRowIndex;
  const to = Math.min(Math.max(wanted, 0), body.rows.length - 1);
  const held = row.contains(document.activeElement) && document.activeElement;
  if (to !== at) body.insertBefore(row, body.rows[to > at ? to + 1 : to] ?? null);
  renumber(Math.min(at, to), Math.max(at, to));
  if (held) held.focus();
  row.scrollIntoView({ block: "nearest" });
  announce(`已移到第 ${to + 1} 位`);
}

function typed(event) {
  const row = event.target.closest?.("tr");
  if (!row || event.target !== box(row)) return;
  const number = Number(event.target.value.normalize("NFKC"));
  if (Number.isInteger(number) && number > 0 && number !== row.sectionRowIndex + 1) move(row, number - 1);
}

body.addEventListener("focusin", (event) => {
  if (event.target.matches("input[inputmode]")) choose(event.target.closest("tr"));
});
body.addEventListener("change", (event) => {
  if (event.target.type === "radio") choose(event.target.closest("tr"));
  else typed(event);
});
body.addEventListener("settle", typed);
body.addEventListener("keydown", (event) => {
  // Enter in a box moves its row; what is moved is saved when all is as it should be.
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("input[inputmode]")) return;
  event.preventDefault();
  typed(event);
  event.target.select();
});
form.querySelector("[role=toolbar]").addEventListener("click", (event) => {
  const step = STEPS[event.target.closest("[data-step]")?.dataset.step];
  const row = chosen();
  if (step && row) move(row, step(row.sectionRowIndex, body.rows.length - 1));
  else if (step) announce("请先选中要移动的党组织", true);
});
form.querySelector("[role=toolbar]").hidden = false;
