/* Early switches (界面偏好，先行生效): the only script that runs before the first paint, so that a narrow menu or
   dense rows do not jump. It is a classic script in <head>; everything else is a module loaded by main.js.
   What the account says (attributes rendered by the server) wins over what this browser remembers.
   localStorage holds exactly three names: density, nav, tree-width. Never anything about a person. */
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  let stored = {};
  try {
    stored = { density: localStorage.getItem("density"), nav: localStorage.getItem("nav"), width: localStorage.getItem("tree-width") };
  } catch {
    return; // storage is switched off by policy: the defaults serve
  }
  if (stored.density && !root.dataset.density) root.dataset.density = stored.density;
  if (stored.nav && !root.dataset.nav) root.dataset.nav = stored.nav;
  if (/^\d{3}$/.test(stored.width ?? "")) root.style.setProperty("--tree-width", `${stored.width}px`);
})();
