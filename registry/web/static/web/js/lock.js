/* Lock (锁屏): after fourteen minutes without a key or a pointer the page is covered; the password uncovers it.

   dialog#lock[data-lock][data-stay] > form[data-unlock]. data-lock tells the server to answer nothing more, data-stay that
   somebody is there though nothing is sent. What is typed stays in the page; the server's own limit is fifteen minutes. */
const AWAY = 14 * 60 * 1000;
const TOLD = 4 * 60 * 1000;
const lock = document.getElementById("lock");
let moved = Date.now();
let told = Date.now();

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const tell = (address) => fetch(address, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": token(), "HX-Request": "true" } }).catch(() => null);

export function cover() {
  if (!lock || lock.open) return;
  document.documentElement.dataset.locked = "";
  lock.showModal();
  lock.querySelector("input[type=password]").focus();
}

function look() {
  if (!lock || lock.open) return;
  if (Date.now() - moved >= AWAY) {
    tell(lock.dataset.lock);
    cover();
  } else if (moved > told && Date.now() - told >= TOLD) {
    told = Date.now();
    tell(lock.dataset.stay);
  }
}

async function unlock(form) {
  const said = form.querySelector("[data-unlock-said]");
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin", headers: { "X-CSRFToken": token() } }).catch(() => null);
  form.reset();
  if (answer?.status === 204) {
    said.hidden = true;
    moved = told = Date.now();
    delete document.documentElement.dataset.locked;
    lock.close();
    return;
  }
  const plain = answer?.headers.get("Content-Type")?.startsWith("text/plain");
  if (answer && !plain) location.assign(form.querySelector("a").href); // the session is over for good
  said.textContent = plain ? await answer.text() : "网络不通，请稍后再试。";
  said.hidden = false;
}

if (lock) {
  for (const name of ["pointerdown", "keydown", "input", "wheel"]) document.addEventListener(name, () => { if (!lock.open) moved = Date.now(); }, { passive: true });
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("session:idle", cover);
  lock.addEventListener("cancel", (event) => event.preventDefault());
  lock.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    unlock(event.target);
  });
}
