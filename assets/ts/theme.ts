// Light, dark or as the device says. The first paint is decided by the inline script in base.html, which uses
// the same key; this file answers the switch and follows the device while the choice is "auto".
const KEY = "atrium-theme";
type Choice = "auto" | "light" | "dark";

const deviceIsDark = window.matchMedia("(prefers-color-scheme: dark)");

function stored(): Choice | null {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" || value === "auto" ? value : null;
  } catch {
    return null;
  }
}

function choice(): Choice {
  const preset = document.documentElement.dataset.themeDefault;
  return stored() ?? (preset === "light" || preset === "dark" ? preset : "auto");
}

function apply(): void {
  const wanted = choice();
  const shown = wanted === "auto" ? (deviceIsDark.matches ? "dark" : "light") : wanted;
  document.documentElement.dataset.theme = shown;
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === wanted));
  }
}

export function startTheme(): void {
  apply();
  deviceIsDark.addEventListener("change", apply);
  window.addEventListener("storage", apply);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-theme-set]");
    if (!button) return;
    try {
      localStorage.setItem(KEY, button.dataset.themeSet ?? "auto");
    } catch {
      // Storage may be forbidden; the choice then lasts for this page only.
      document.documentElement.dataset.themeDefault = button.dataset.themeSet;
    }
    apply();
  });
}
