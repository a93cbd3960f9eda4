// Lets a file be dropped on the ground around a plain file input, and shows that it will land there.
export function startFileDrop(): void {
  const zone = (event: Event): HTMLElement | null => (event.target as Element).closest?.<HTMLElement>("[data-drop]") ?? null;

  document.addEventListener("dragover", (event) => {
    const over = zone(event);
    if (!over) return;
    event.preventDefault();
    over.dataset.over = "";
  });
  document.addEventListener("dragleave", (event) => {
    const left = zone(event);
    if (left && !left.contains(event.relatedTarget as Node | null)) delete left.dataset.over;
  });
  document.addEventListener("drop", (event) => {
    const over = zone(event);
    const input = over?.querySelector<HTMLInputElement>("input[type=file]");
    if (!over || !input || !event.dataTransfer) return;
    event.preventDefault();
    delete over.dataset.over;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
