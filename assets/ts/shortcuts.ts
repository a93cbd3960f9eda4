// "/" puts the cursor into the page's search box, as people expect from tools they work in.
function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

export function startShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    const search = document.querySelector<HTMLInputElement>("[data-shortcut-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}
