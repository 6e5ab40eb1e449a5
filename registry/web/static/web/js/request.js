/* Requests (请求): the CSRF header for htmx, the busy line, one sending per click, and errors in plain words.

   <meta name="csrf-token" content="…"> must stand in <head>. A server that says no with its own words sends an
   HX-Trigger "toast"; then this file stays silent. A form that may be sent again (a download) carries data-again. */
import { toast } from "./toast.js";

const WORDS = {
  403: "没有权限做这一步，或登录已过期：请刷新页面再试，仍不行请联系本级安全保密管理员。",
  404: "要找的内容不存在，或不在您的管辖范围内：请返回列表重新查找。",
  409: "这条内容刚被别人改过：请刷新页面，看清最新内容后再操作。",
  413: "文件太大，服务器没有接收：请缩小后再传。",
  429: "操作太频繁：请等一分钟再试。",
};
const BROKEN = "系统出错，刚才的操作没有完成，已填的内容还在：请稍后再试，仍不行请把当前时间告诉管理员。";
const OFFLINE = "网络不通，请求没有送到，已填的内容还在：请检查网络后重试。";
let running = 0;

function busy(step) {
  running = Math.max(0, running + step);
  document.documentElement.toggleAttribute("data-busy", running > 0);
}

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
  // A page that asks by itself how far something has come is nobody at the keyboard: the session does not go on by it.
  if (event.detail.elt.matches('[hx-trigger*="every"]')) event.detail.headers["HX-Polling"] = "true";
});
document.addEventListener("htmx:beforeSend", ({ detail }) => {
  busy(1);
  if (detail.elt.matches("form")) detail.elt.ariaBusy = "true";
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  busy(-1);
  detail.elt.ariaBusy = null;
});

document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  if (!xhr.getResponseHeader("HX-Trigger")) toast({ level: "stop", text: WORDS[xhr.status] ?? BROKEN });
});
document.addEventListener("htmx:sendError", () => toast({ level: "stop", text: OFFLINE }));
document.addEventListener("htmx:timeout", () => toast({ level: "stop", text: OFFLINE }));

/* The second click of a double click must not be answered with "already done"; htmx would queue it and send it later. */
document.addEventListener("htmx:confirm", (event) => {
  if (event.detail.elt.matches('form[aria-busy="true"]')) event.preventDefault();
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.matches("[data-again], [target]")) return;
  if (form.ariaBusy === "true") event.preventDefault();
  else if (form.method !== "dialog") form.ariaBusy = "true";
});
/* The answer brings the form anew: what is typed into the one under way would be lost without a word. */
document.addEventListener("beforeinput", (event) => {
  if (event.target.form?.ariaBusy === "true") event.preventDefault();
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) form.ariaBusy = null;
});
