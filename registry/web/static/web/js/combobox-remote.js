/* Combobox over the registry (党组织、党员选择框): the list is an HTML fragment the server finds by POST.

   .combo > input[type=hidden][name=target] + input.input[role=combobox][name=target_text][data-live]
              [hx-post][hx-trigger="typed"][hx-target="#…-list"] + ul.combo-list#…-list[hidden]
   The fragment: <li role="option" aria-selected="false" data-value="12" data-text="…">…</li>, own recent partners first;
   asked with an empty text it holds only those. Choosing fills the hidden value and sends "change" from it. Text that was
   typed and not chosen clears the hidden value: the server resolves the text or says what is wrong with it. */
const labels = new WeakMap();
const asked = new WeakMap();
const hidden = (box) => box.closest(".combo").querySelector('input[type="hidden"]');
const label = (box) => labels.get(box) ?? box.defaultValue;

export function fill(box, list) {
  if (list.children.length || asked.get(box) === box.value) return;
  asked.set(box, box.value);
  box.dispatchEvent(new CustomEvent("typed", { bubbles: true }));
}

export function best(box, options) {
  return box.value.trim() && box.value !== label(box) ? options[0] : null;
}

export function choose(box, option) {
  box.value = option.dataset.text ?? option.textContent.trim();
  labels.set(box, box.value);
  store(box, option.dataset.value);
}

/* What was found for the text before is no answer to this one: Enter must not take it. */
export function typed(box) {
  if (box.value === label(box)) return;
  store(box, "");
  box.removeAttribute("aria-activedescendant");
  box.closest(".combo").querySelector(".combo-list").replaceChildren();
}

function store(box, value) {
  const field = hidden(box);
  if (field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
