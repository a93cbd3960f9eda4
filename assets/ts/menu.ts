// Keys and closing for <details class="menu">: arrows move, Escape closes and gives the focus back.
type MenuContext = { $el: HTMLElement; $root: HTMLElement };

function items(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(".menu-item:not([disabled])")];
}

export const menu = () => ({
  close(this: MenuContext) {
    this.$root.removeAttribute("open");
  },
  closeAndReturn(this: MenuContext) {
    if (!this.$root.hasAttribute("open")) return;
    this.$root.removeAttribute("open");
    this.$root.querySelector("summary")?.focus();
  },
  leave(this: MenuContext, event: FocusEvent) {
    const next = event.relatedTarget;
    if (next instanceof Node && !this.$root.contains(next)) this.$root.removeAttribute("open");
  },
  move(this: MenuContext, event: KeyboardEvent) {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const all = items(this.$root);
    const at = all.indexOf(document.activeElement as HTMLElement);
    let next = at;
    if (event.key in steps) next = (at + (steps[event.key] ?? 0) + all.length + (at < 0 && event.key === "ArrowUp" ? 1 : 0)) % all.length;
    else if (event.key === "Home") next = 0;
    else if (event.key === "End") next = all.length - 1;
    else return;
    event.preventDefault();
    this.$root.setAttribute("open", "");
    all[next]?.focus();
  },
});
