/* Combobox, building (代码框的搭建): <select data-combobox> becomes a box, an opener and a list; the select stays the value.

   The id moves to the box, so labels and error links lead there; aria-describedby, aria-invalid and data-focus too. */
const MOVED = ["aria-describedby", "aria-invalid", "aria-label", "data-focus", "autofocus"];

const make = (tag, properties, attributes = {}) => {
  const made = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};

export function build(select) {
  const listId = `${select.id}-list`;
  const name = select.labels[0]?.textContent.trim() ?? select.getAttribute("aria-label") ?? "";
  const combo = make("div", { className: "combo" });
  const box = textBox(select, listId);
  const opener = make("button", { type: "button", className: "combo-open", tabIndex: -1 }, { "aria-label": `打开代码表：${name}` });
  opener.append(make("span", { className: "caret" }));
  const list = make("ul", { id: listId, className: "combo-list", hidden: true }, { role: "listbox", "aria-label": name });
  select.before(combo);
  combo.append(box, opener, list, select);
  select.removeAttribute("id");
  // A hidden control cannot show the browser's "fill this in": the server says it, and the box is aria-required.
  select.required = false;
  return box;
}

function textBox(select, listId) {
  const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId };
  for (const name of MOVED) if (select.hasAttribute(name)) states[name] = select.getAttribute(name);
  if (select.required) states["aria-required"] = "true";
  return make("input", {
    id: select.id,
    className: "input",
    type: "text",
    autocomplete: "off",
    spellcheck: false,
    placeholder: select.dataset.placeholder ?? "代码、拼音或名称",
    disabled: select.disabled,
  }, states);
}
