// The dashboard's side navigation on small screens. Without script `#sidebar` opens it by :target.
export function startDrawer(): void {
  const sidebar = document.getElementById("sidebar");
  const opener = document.querySelector<HTMLElement>("[data-drawer-open]");
  if (!sidebar || !opener) return;

  const set = (open: boolean): void => {
    sidebar.toggleAttribute("data-open", open);
    // What lies under the veil cannot be reached while the drawer is open.
    document.querySelector(".shell-main")?.toggleAttribute("inert", open);
    opener.setAttribute("aria-expanded", String(open));
    if (open) sidebar.querySelector<HTMLElement>("a, button")?.focus();
    else opener.focus();
  };
  opener.setAttribute("role", "button");
  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    set(true);
  });
  opener.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    set(true);
  });
  for (const closer of document.querySelectorAll("[data-drawer-close]")) {
    closer.addEventListener("click", (event) => {
      event.preventDefault();
      set(false);
    });
  }
  window.matchMedia("(min-width: 64rem)").addEventListener("change", () => {
    if (sidebar.hasAttribute("data-open")) set(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && sidebar.hasAttribute("data-open")) set(false);
  });
}
