// `data-copy="text"` or `data-copy-from="id"`: copies, and says so to eyes and screen readers.
import { toast } from "./toasts";

export function startCopy(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy], [data-copy-from]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copyFrom ?? "");
    const text = button.dataset.copy ?? (source instanceof HTMLInputElement ? source.value : source?.textContent) ?? "";
    navigator.clipboard.writeText(text).then(
      () => toast("success", "Copied."),
      () => toast("error", "The browser did not allow copying. Select the text and copy it by hand."),
    );
  });
}
