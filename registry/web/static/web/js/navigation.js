/* Main menu (主菜单): a drawer on narrow screens, narrow or wide on others.

   a.nav-toggle[data-nav-toggle][href="#nav"][aria-controls=nav]. On a narrow screen html[data-drawer="open"] shows #nav; Esc, a
   click beside it or on .nav-close puts it away and returns focus. On a wide screen html[data-nav="narrow"] folds it to 56 px,
   remembered in this browser. The tab of the present page or part is scrolled into sight. Without JavaScript the link's target #nav opens the drawer. */
const root = document.documentElement;
const narrow = matchMedia("(max-width: 47.99rem)");
const toggle = () => document.querySelector("[data-nav-toggle]");

function tell() {
  const open = narrow.matches ? root.dataset.drawer === "open" : root.dataset.nav !== "narrow";
  const link = toggle();
  if (!link) return;
  link.setAttribute("role", "button");
  link.ariaExpanded = String(open);
}

function drawer(open) {
  if (open) root.dataset.drawer = "open";
  else delete root.dataset.drawer;
  tell();
  (open ? document.querySelector("#nav a") : toggle())?.focus();
}

function fold() {
  root.dataset.nav = root.dataset.nav === "narrow" ? "wide" : "narrow";
  tell();
  try {
    localStorage.setItem("nav", root.dataset.nav);
  } catch {
    // storage is switched off by policy: the menu stays folded as long as the page
  }
}

document.addEventListener("click", (event) => {
  const inside = event.target.closest?.("#nav");
  if (event.target.closest?.("[data-nav-toggle]")) {
    event.preventDefault();
    if (narrow.matches) drawer(root.dataset.drawer !== "open");
    else fold();
  } else if (root.dataset.drawer && (!inside || event.target.closest(".nav-close"))) {
    event.preventDefault();
    drawer(false);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches?.("[data-nav-toggle]")) {
    event.preventDefault();
    event.target.click();
  } else if (event.key === "Escape" && root.dataset.drawer && !event.defaultPrevented) {
    event.preventDefault();
    drawer(false);
  }
});

narrow.addEventListener("change", tell);
tell();
// Of many opened pages, and of the tabs of a file on a narrow screen, the present one is in sight.
// Only sideways: the page itself stays where it is.
function showCurrent() {
  for (const tab of document.querySelectorAll('.tab.is-current, [data-tabs] [aria-current="page"]')) {
    const bar = tab.closest("ul");
    bar.scrollLeft += Math.max(0, tab.getBoundingClientRect().right - bar.getBoundingClientRect().right);
  }
}

showCurrent();
document.addEventListener("htmx:load", showCurrent);
