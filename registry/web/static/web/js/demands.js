/* Demands on a new password (密码要求): each line of [data-demands] says while one types whether it is met.

   Only what the page can know is judged here (length, classes, the best-known ones); the rest stays a plain line, and the
   server judges all of them again. */
const KINDS = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/];
const JUDGED = {
  length: (text) => [...text].length >= 10 && [...text].length <= 128,
  classes: (text) => KINDS.filter((kind) => kind.test(text)).length >= 3,
};

function judge(input) {
  for (const line of input.form?.querySelectorAll("[data-demand]") ?? []) {
    const met = JUDGED[line.dataset.demand]?.(input.value);
    if (met === undefined) continue;
    line.dataset.met = input.value ? String(met) : "";
    line.title = input.value ? (met ? "已满足" : "还不满足") : "";
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-password]")) judge(event.target);
});
