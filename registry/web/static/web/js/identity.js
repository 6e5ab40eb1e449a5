/* Identity number while it is typed (公民身份号码): grouped 6-8-3-1, and at the 18th sign what the number says.

   <input class="input input-identity" name="…" data-identity data-identity-today="2026-11-21"
          data-identity-provinces='{"11":"北京市"}' inputmode="text" autocomplete="off" aria-describedby="x-said">
   <output id="x-said" class="field-facts" data-identity-said></output> in the same .field.
   Blanks are only for the eye: "formdata" takes them out, so forms, htmx and drafts send the bare number. The number is
   sent by its form and nowhere else. The server checks everything again. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";
const GROUPS = [6, 14, 17];

export const bare = (text) => text.normalize("NFKC").toUpperCase().replace(/[^0-9X]/g, "").slice(0, 18);

const grouped = (number) => [...number].map((sign, at) => (GROUPS.includes(at) ? ` ${sign}` : sign)).join("");

export const checkSign = (number) => CHECKS[WEIGHTS.reduce((sum, weight, at) => sum + weight * Number(number[at]), 0) % 11];

function birthOf(number) {
  const text = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : "";
}

function ageOn(birth, today) {
  return Number(today.slice(0, 4)) - Number(birth.slice(0, 4)) - (today.slice(5) < birth.slice(5) ? 1 : 0);
}

/* What is wrong, or what the number says: [good, words…]. */
export function judge(number, { provinces, today }) {
  if (number.length === 15 && !number.includes("X")) return [false, "15 位旧号码", "保存时请确认换算成 18 位"];
  if (number.length < 18) return [false, `还差 ${18 - number.length} 位`];
  if (number.slice(0, 17).includes("X")) return [false, "X 只能在最后一位"];
  if (number[17] !== checkSign(number)) return [false, `校验位应为 ${checkSign(number)}`, "请逐位核对"];
  const birth = birthOf(number);
  if (!birth || birth > today) return [false, "第 7 至 14 位不是有效的出生日期"];
  const place = provinces[number.slice(0, 2)];
  if (!place) return [false, `没有以 ${number.slice(0, 2)} 开头的行政区划`];
  return [true, "号码有效", Number(number[16]) % 2 ? "男" : "女", birth, `${ageOn(birth, today)} 岁`, place];
}

function say(field, facts) {
  const said = field.closest(".field")?.querySelector("[data-identity-said]");
  if (!said || said.textContent === facts.slice(1).join("")) return;
  said.classList.toggle("is-good", facts[0] === true);
  said.classList.toggle("is-bad", facts[0] === false);
  said.replaceChildren(...facts.slice(1).map((text) => Object.assign(document.createElement("span"), { textContent: text })));
}

function setting(field) {
  return {
    provinces: JSON.parse(field.dataset.identityProvinces ?? "{}"),
    today: field.dataset.identityToday ?? new Date().toLocaleDateString("sv-SE"),
  };
}

function tidy(field) {
  const before = bare(field.value.slice(0, field.selectionStart)).length;
  const shown = grouped(bare(field.value));
  if (field.value === shown) return;
  field.value = shown;
  const caret = before + GROUPS.filter((at) => at < before).length;
  field.setSelectionRange(caret, caret);
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (event.isComposing || !field.matches?.("[data-identity]")) return;
  tidy(field);
  const number = bare(field.value);
  // Half a number says nothing: the live region would speak at every key.
  say(field, number.length === 18 ? judge(number, setting(field)) : []);
});

document.addEventListener("focusout", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-identity]")) return;
  tidy(field);
  const number = bare(field.value);
  say(field, number ? judge(number, setting(field)) : []);
});

document.addEventListener("formdata", (event) => {
  for (const field of event.target.elements) {
    if (field.matches("[data-identity][name]") && !field.disabled) event.formData.set(field.name, bare(field.value));
  }
});
