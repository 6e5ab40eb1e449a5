/* Switches of the look (界面偏好): density, mode and text size act at once; the form around them tells the server.

   <input type="radio" name="density" value="roomy|normal|dense" data-switch="density">
   <input type="checkbox" name="mode" value="memorial|distinct" data-switch="mode">
   <input type="radio" name="text" value="normal|large" data-switch="text">
   Only the density is remembered in this browser as well (early.js); modes belong to the account. */
const root = document.documentElement;

function apply(name, field) {
  if (field.type !== "checkbox") {
    root.dataset[name] = field.value;
    return;
  }
  const values = new Set((root.dataset[name] ?? "").split(" ").filter(Boolean));
  if (field.checked) values.add(field.value);
  else values.delete(field.value);
  root.dataset[name] = [...values].join(" ");
}

document.addEventListener("change", (event) => {
  const name = event.target.dataset?.switch;
  if (!name) return;
  apply(name, event.target);
  if (name !== "density") return;
  try {
    localStorage.setItem("density", event.target.value);
  } catch {
    // storage is switched off by policy: the account still remembers
  }
});
