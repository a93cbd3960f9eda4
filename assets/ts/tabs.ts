// Tabs inside one page: [role=tablist] with buttons that name their panel. Tabs that are links need no script.
function select(list: Element, tab: HTMLElement): void {
  for (const other of list.querySelectorAll<HTMLElement>("[role=tab]")) {
    const on = other === tab;
    other.setAttribute("aria-selected", String(on));
    other.tabIndex = on ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls") ?? "");
    if (panel) panel.hidden = !on;
  }
}

export function startTabs(): void {
  // On a phone the row scrolls; the tab one is on must not be out of sight.
  for (const current of document.querySelectorAll<HTMLElement>(".tabs > :is([aria-current=page], [aria-selected=true])")) {
    const row = current.parentElement;
    if (row) row.scrollLeft = current.offsetLeft - row.offsetLeft - 16;
  }
  document.addEventListener("click", (event) => {
    const tab = (event.target as Element).closest<HTMLElement>("[role=tab]");
    const list = tab?.closest("[role=tablist]");
    if (tab && list) select(list, tab);
  });
  document.addEventListener("keydown", (event) => {
    const tab = (event.target as Element).closest<HTMLElement>("[role=tab]");
    const list = tab?.closest("[role=tablist]");
    if (!tab || !list) return;
    const all = [...list.querySelectorAll<HTMLElement>("[role=tab]")];
    const at = all.indexOf(tab);
    const goal = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    const next = all[(goal + all.length) % all.length];
    if (!next) return;
    select(list, next);
    next.focus();
  });
}
