/* Announcements (读屏播报): announce(text) speaks through a live region, inside the open dialog if there is one,
   because the rest of the page is inert then. Regions are <p data-announcer role="status|alert">; overlays.html has
   them for the page, others are made when needed. */
export function topmost() {
  const open = [...document.querySelectorAll("dialog[open]")].filter((dialog) => dialog.matches("[data-modal]"));
  return open.at(-1) ?? document.body;
}

export function announce(text, urgent = false) {
  const region = regionIn(topmost(), urgent ? "alert" : "status");
  // The same sentence twice is two events: emptying first makes the second one a change.
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

function regionIn(parent, role) {
  const found = parent.querySelector(`:scope > [data-announcer][role="${role}"]`);
  if (found) return found;
  const region = document.createElement("p");
  region.className = "visually-hidden";
  region.dataset.announcer = "";
  region.setAttribute("role", role);
  parent.append(region);
  return region;
}
