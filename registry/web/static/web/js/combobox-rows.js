/* Combobox, rows (代码框的选项): the options of a select that fit what was typed, as list rows.

   <option value="21" data-keys="21 dx daxue" data-level="1" disabled?>21 大学</option>. Digits find codes, letters find 拼音,
   汉字 find names. Of a tree of codes (data-level 1, 2, …) the groups above a found row stay visible. A disabled option is
   a group that may not be chosen. */
const CODE = /^([0-9A-Z]{1,10})\s+(.+)$/;

export const words = (text) => text.normalize("NFKC").trim().toLowerCase().split(/\s+/).filter(Boolean);

export const isExact = (row, query) => row.dataset.keys.split(" ").includes(query) || row.dataset.name === query;

function row(source) {
  const text = source.textContent.trim();
  const [, code, name] = CODE.exec(text) ?? [null, "", text];
  const made = document.createElement("li");
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", String(source.selected && source.value !== ""));
  if (source.disabled) made.setAttribute("aria-disabled", "true");
  const keys = `${code} ${source.dataset.keys ?? ""}`.trim().toLowerCase();
  Object.assign(made.dataset, { value: source.value, level: source.dataset.level ?? "1", keys, name: name.toLowerCase() });
  if (code) made.append(span("combo-code", code));
  made.append(span("", name));
  return made;
}

function span(className, text) {
  const made = document.createElement("span");
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

const fits = (option, query) => query.every((word) => option.dataset.name.includes(word) || option.dataset.keys.split(" ").some((key) => key.startsWith(word)));

/* From the last to the first: a row is kept if it fits, or if it stands above one that was kept. */
function keep(rows, query) {
  if (!query.length) return rows;
  let above = 0;
  return rows.reverse().filter((option) => {
    const level = Number(option.dataset.level);
    const kept = level < above || (fits(option, query) && option.ariaDisabled !== "true");
    if (kept) above = level;
    return kept;
  }).reverse();
}

function title(text, className) {
  const made = document.createElement("li");
  made.className = className;
  made.setAttribute("role", "presentation");
  made.textContent = text;
  return made;
}

export function rowsOf(select, query) {
  const rows = [];
  let loose = [];
  const flush = (label) => {
    const kept = keep(loose.filter((source) => source.value || source.disabled).map(row), query);
    if (kept.length && label) rows.push(title(label, "combo-part"));
    rows.push(...kept);
    loose = [];
  };
  for (const part of select.children) {
    if (part.matches("option")) loose.push(part);
    else {
      flush("");
      loose = [...part.children];
      flush(part.label);
    }
  }
  flush("");
  return rows.length ? rows : [title("没有符合的项", "combo-none")];
}
