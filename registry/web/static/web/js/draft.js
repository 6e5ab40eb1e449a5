/* Drafts (草稿): form[data-draft="/…/draft"] is posted there 1.5 s after its last change, never during a composition.

   <output data-draft-status></output> inside the form says 「草稿已存 10:32」. Files are left out, the CSRF field goes
   along. A failed save says so there and is tried again with the next change; leaving the page is never stopped. */
const QUIET = 1500;
const timers = new WeakMap();

const status = (form, text) => {
  const said = form.querySelector("[data-draft-status]");
  if (said && said.textContent !== text) said.textContent = text;
};

function content(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}

async function save(form) {
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: content(form), credentials: "same-origin", headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const clock = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
    status(form, `草稿已存 ${clock}`);
  } catch {
    status(form, "草稿没有存上，下次改动时再试");
  }
}

function later(event) {
  const form = event.target.form ?? event.target.closest?.("form");
  if (!form?.matches("[data-draft]")) return;
  clearTimeout(timers.get(form));
  if (!event.isComposing && event.type !== "compositionstart") timers.set(form, setTimeout(save, QUIET, form));
}

for (const name of ["input", "change", "compositionstart", "compositionend"]) document.addEventListener(name, later);

// What is sent for good needs no draft any more, and a late draft must not overtake it.
document.addEventListener("submit", (event) => clearTimeout(timers.get(event.target)));
