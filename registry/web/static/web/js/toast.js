/* Toasts (提示条): what has just happened, seen and spoken.

   From the server: HX-Trigger {"toast": {"text": "已退回", "level": "ok", "undo": "/…/undo"}}, or in the page
   <div id="toasts"><div class="toast toast-ok" data-toast><p>保存成功</p></div></div>.
   level: ok, info (leave after 6 s, not while pointed at or focused) · wait, stop (stay until closed). "undo" adds a button
   that posts there. */
import { announce, topmost } from "./announce.js";

const STAY = 6000;

export function toast({ text, level = "info", undo = "" }) {
  const box = document.createElement("div");
  box.className = `toast toast-${level}`;
  box.dataset.toast = "";
  const words = document.createElement("p");
  words.textContent = text;
  box.append(words);
  if (undo) box.append(button("撤销", "btn btn-s", () => takeBack(box, undo)));
  shelf().append(box);
  live(box);
}

function live(box) {
  const stays = box.matches(".toast-stop, .toast-wait");
  box.append(button("×", "toast-x", () => box.remove(), "关闭提示"));
  announce(box.querySelector("p").textContent, stays);
  if (!stays) leave(box);
}

function leave(box) {
  setTimeout(() => (box.matches(":hover, :focus-within") ? leave(box) : box.remove()), STAY);
}

function takeBack(box, url) {
  box.remove();
  window.htmx.ajax("POST", url, { source: document.body, swap: "none" });
}

function button(text, className, act, label) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

/* While a dialog is open the page under it is inert, so the shelf moves into the dialog; dialog.js brings it back. */
export function shelf() {
  let found = document.getElementById("toasts");
  if (!found) {
    found = document.createElement("div");
    found.id = "toasts";
  }
  if (found.parentElement !== topmost()) topmost().append(found);
  return found;
}

document.addEventListener("toast", (event) => toast(event.detail));
document.querySelectorAll("#toasts > [data-toast]").forEach(live);
