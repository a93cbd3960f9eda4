// Gives each cell the name of its column, which the phone layout shows beside the value, and keeps the table's
// meaning for screen readers where CSS turns its rows into blocks.
const ROLES: ReadonlyArray<readonly [string, string]> = [
  ["table", "table"], ["thead", "rowgroup"], ["tbody", "rowgroup"], ["tr", "row"], ["td", "cell"],
  ["thead th", "columnheader"], ["tbody th", "rowheader"],
];

function label(table: HTMLTableElement): void {
  const names = [...table.querySelectorAll("thead th")].map((head) => head.textContent?.trim() ?? "");
  for (const row of table.querySelectorAll("tbody > tr")) {
    [...row.children].forEach((cell, column) => {
      const name = names[column];
      if (column > 0 && name && !cell.hasAttribute("data-label")) cell.setAttribute("data-label", name);
    });
  }
  for (const [selector, role] of ROLES) {
    const found = selector === "table" ? [table] : table.querySelectorAll(selector);
    for (const element of found) element.setAttribute("role", role);
  }
}

export function labelTables(root: Document | HTMLElement): void {
  const around = root instanceof HTMLElement ? root.closest<HTMLTableElement>("table.table-cards") : null;
  if (around) label(around);
  for (const table of root.querySelectorAll<HTMLTableElement>("table.table-cards")) label(table);
}
