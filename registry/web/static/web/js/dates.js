/* Dates typed as they are written (日期): 19900904, 1990-9-4, 1990.9, 1990年9月4日, full-width digits.

   <input class="input input-date" data-date="day|month|year" data-date-max="2026-11-21" aria-describedby="x-said">
   <output id="x-said" class="field-facts" for="…" data-date-said></output> somewhere in the same .field.
   data-date names the coarsest precision that is accepted. On leaving, the box shows 1990-09-04; ↑ ↓ change the part at the
   caret; "90年9月" asks for the century with two buttons. The server parses again; what is not understood stays as typed. */
const CENTURIES = ["19", "20"];
const DEPTH = { day: 3, month: 2, year: 1 };
const pad = (number, width = 2) => String(number).padStart(width, "0");
const daysIn = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/* Parts as numbers, or null: [1990], [1990, 9], [1990, 9, 4]. A year of two digits stays below 100. */
export function read(text) {
  const plain = text.normalize("NFKC").replace(/\s/g, "");
  const solid = /^(\d{4})(\d{2})?(\d{2})?$/.exec(plain);
  const parts = solid ?? /^(\d{2}|\d{4})[-./年](?:(\d{1,2})[-./月]?(?:(\d{1,2})日?)?)?$/.exec(plain);
  if (!parts) return null;
  const numbers = parts.slice(1).filter(Boolean).map(Number);
  const [year, month = 1, day = 1] = numbers;
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year < 100 ? year + 2000 : year, month) ? numbers : null;
}

const write = ([year, ...rest]) => [pad(year, 4), ...rest.map((part) => pad(part))].join("-");

function say(field, ...content) {
  const said = field.closest(".field")?.querySelector("[data-date-said]");
  if (!said) return;
  said.classList.toggle("is-bad", content.length > 0);
  said.replaceChildren(...content);
}

function century(field, parts) {
  say(field, "是哪一年？", ...CENTURIES.map((start) => {
    const full = write([Number(start) * 100 + parts[0], ...parts.slice(1)]);
    return Object.assign(document.createElement("button"), { type: "button", className: "btn btn-s", textContent: full, onclick: () => put(field, full) });
  }));
}

function put(field, text) {
  if (field.value !== text) {
    field.value = text;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const late = field.dataset.dateMax && text > field.dataset.dateMax.slice(0, text.length);
  say(field, ...(late ? [`不能晚于 ${field.dataset.dateMax}`] : []));
}

function settle(field) {
  const parts = read(field.value);
  const coarse = parts && parts.length < DEPTH[field.dataset.date];
  if (!field.value.trim()) say(field);
  else if (!parts) say(field, "看不懂这个日期：请写成 1990-09-04 或 19900904");
  else if (parts[0] < 100) century(field, parts);
  else if (coarse) say(field, `请写到${field.dataset.date === "day" ? "日" : "月"}，例如 ${field.dataset.date === "day" ? "1990-09-04" : "1990-09"}`);
  else put(field, write(parts));
}

function turn(field, step) {
  const parts = read(field.value);
  if (!parts || parts[0] < 100) return;
  const at = Math.min([...field.value.slice(0, field.selectionStart)].filter((sign) => /\D/.test(sign)).length, parts.length - 1);
  if (at === 0) parts[0] += step;
  if (at === 1) parts[1] = ((parts[1] + step + 11) % 12) + 1;
  if (parts.length === 3) {
    const last = daysIn(parts[0], parts[1]);
    parts[2] = at === 2 ? ((parts[2] + step + last - 1) % last) + 1 : Math.min(parts[2], last);
  }
  put(field, write(parts));
  const start = [0, 5, 8][at];
  field.setSelectionRange(start, start + [4, 2, 2][at]);
}

for (const name of ["focusout", "settle"]) {
  document.addEventListener(name, (event) => { if (event.target.matches?.("[data-date]")) settle(event.target); });
}
document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!step || event.isComposing || !event.target.matches?.("[data-date]")) return;
  event.preventDefault();
  turn(event.target, step);
});
