/* A unit's code while it is typed (单位代码): the check character of GB 32100 (18) or GB 11714 (9), as soon as it is there.

   <input class="input" name="…" data-credit autocomplete="off"> and <output class="field-facts" data-credit-said></output>
   in the same .field. The code is sent by its form and nowhere else. The server checks everything again. */
const SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const NEVER = { O: "数字 0", I: "数字 1", S: "数字 5", Z: "数字 2", V: "字母 U 或 Y" };
const ALL = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const UNIFIED = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const OLDER = [3, 7, 9, 10, 5, 8, 4, 2];

const bare = (text) => text.normalize("NFKC").toUpperCase().replace(/[^0-9A-Z]/g, "");
const sum = (weights, code, signs) => weights.reduce((total, weight, at) => total + weight * signs.indexOf(code[at]), 0);

export const checkUnified = (code) => SIGNS[(31 - (sum(UNIFIED, code, SIGNS) % 31)) % 31];
export const checkOlder = (code) => "0X987654321"[sum(OLDER, code, ALL) % 11];

/* What is wrong, or what the code is: [good, words…]; nothing while it is half typed. */
export function judge(code, done) {
  if (code === "0") return done ? [true, "暂无代码", "领到代码后请补填"] : [];
  if (code.length === 18) {
    const odd = [...code].findIndex((sign) => !SIGNS.includes(sign));
    if (odd >= 0) return [false, `第 ${odd + 1} 位不会是 ${code[odd]}`, NEVER[code[odd]] ? `是否为${NEVER[code[odd]]}？` : "请核对"];
    if (code[17] !== checkUnified(code)) return [false, `校验位应为 ${checkUnified(code)}`, "请逐位核对"];
    return [true, "统一社会信用代码有效"];
  }
  if (code.length === 9 && done) {
    if (code[8] !== checkOlder(code)) return [false, `校验位应为 ${checkOlder(code)}`, "请逐位核对"];
    return [true, "组织机构代码有效"];
  }
  return done && code ? [false, `现有 ${code.length} 位`, "应为 18 位，或 9 位组织机构代码；没有代码填 0"] : [];
}

function say(field, done) {
  const said = field.closest(".field")?.querySelector("[data-credit-said]");
  if (!said) return;
  const [good, ...words] = judge(bare(field.value), done);
  if (said.textContent === words.join("")) return;
  said.classList.toggle("is-good", good === true);
  said.classList.toggle("is-bad", good === false);
  said.replaceChildren(...words.map((text) => Object.assign(document.createElement("span"), { textContent: text })));
}

document.addEventListener("input", (event) => {
  if (!event.isComposing && event.target.matches?.("[data-credit]")) say(event.target, false);
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("[data-credit]")) say(event.target, true);
});
