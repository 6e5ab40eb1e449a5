/* Dialogs and drawers (对话框与抽屉): native <dialog>, filled by htmx.

   <a href="/…" data-dialog> or data-dialog="wide|drawer"   loads its page's fragment; without JavaScript it is a page
   <a href="/search/" data-open="palette">                  opens <dialog id="palette">, already in the page
   Anything swapped into #dialog-body opens #dialog. [data-close] and the event "dialog:close" (HX-Trigger) close it.
   Closing returns focus to the opener, or to its successor with the same id, and empties #dialog-body. Esc with
   unsaved changes asks once more. The platform keeps focus inside. */
import { shelf, toast } from "./toast.js";

// What should be read or filled first; the closing button stands first in the markup and last here.
const FIRST = [
  "[data-focus]",
  "[aria-invalid=true]",
  "[autofocus]",
  ".dialog-body :is(input:not([type=hidden]), textarea, select)",
  ".dialog-foot .btn-main",
  "a[href], button",
];
const openers = new WeakMap();

export function load(opener, address = opener.href ?? opener.dataset.href) {
  const dialog = document.getElementById("dialog");
  dialog.classList.toggle("is-drawer", opener.dataset.dialog === "drawer");
  dialog.classList.toggle("is-wide", opener.dataset.dialog === "wide");
  openers.set(dialog, opener);
  window.htmx.ajax("GET", address, { source: opener, target: "#dialog-body", swap: "innerHTML" });
}

function show(dialog, opener) {
  if (dialog.open) return;
  openers.set(dialog, opener ?? openers.get(dialog) ?? document.activeElement);
  dialog.dataset.modal = "";
  dialog.showModal();
  FIRST.map((selector) => dialog.querySelector(selector)).find(Boolean)?.focus();
}

function home(opener) {
  const same = opener?.isConnected ? opener : opener?.id && document.getElementById(opener.id);
  // An entry of a menu that was closed meanwhile cannot have the focus: the menu's own place has it.
  const menu = same && !same.getClientRects().length && same.closest("details");
  const place = menu ? menu.closest('[role="treeitem"]') ?? menu.querySelector("summary") : same;
  (place || document.getElementById("page"))?.focus();
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const opener = event.target.closest("[data-dialog], [data-open]");
  if (opener && opener.ariaDisabled !== "true") {
    const ready = document.getElementById(opener.dataset.open ?? "dialog");
    if (!ready) return;
    event.preventDefault();
    if (opener.dataset.open) show(ready, opener);
    else load(opener);
  } else {
    event.target.closest("[data-close]")?.closest("dialog")?.close();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "dialog-body") return;
  const dialog = document.getElementById("dialog");
  delete dialog.dataset.dirty;
  show(dialog);
});

document.addEventListener("dialog:close", () => document.getElementById("dialog")?.close());

document.addEventListener("input", (event) => {
  const dialog = event.target.closest("dialog#dialog");
  if (dialog) dialog.dataset.dirty = "";
});

document.addEventListener("cancel", (event) => {
  if (!event.target.matches("dialog[data-dirty]")) return;
  event.preventDefault();
  delete event.target.dataset.dirty;
  toast({ level: "wait", text: "填写的内容还没有保存：再按一次 Esc 就放弃，或按 Ctrl+S 保存。" });
}, true);

document.addEventListener("close", (event) => {
  if (!event.target.matches("dialog")) return;
  delete event.target.dataset.modal;
  delete event.target.dataset.dirty;
  event.target.querySelector("#dialog-body")?.replaceChildren();
  if (event.target.querySelector("#toasts")) shelf();
  home(openers.get(event.target));
}, true);
