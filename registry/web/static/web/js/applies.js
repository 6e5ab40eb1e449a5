/* Fields that only some categories have (适用的项目): hidden, and not sent, while another category is chosen.

   <div class="field" data-applies="kind" data-heads="2 3"> is for values of the field "kind" that begin with 2 or 3. As long
   as nothing is chosen every field is there. What was typed comes back with the choice. The server checks everything again. */
const fields = (root) => [...root.querySelectorAll("[data-applies]")];

function settle(field) {
  const chosen = field.closest("form")?.elements[field.dataset.applies]?.value;
  const fits = !chosen || field.dataset.heads.split(" ").some((head) => chosen.startsWith(head));
  field.hidden = !fits;
  for (const one of field.querySelectorAll("input, select, textarea")) one.disabled = !fits;
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form) fields(form).filter((field) => field.dataset.applies === event.target.name).forEach(settle);
});
document.addEventListener("htmx:afterSwap", (event) => fields(event.target).forEach(settle));
fields(document).forEach(settle);
