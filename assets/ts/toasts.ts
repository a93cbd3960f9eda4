// Short messages in the corner. The server's messages are in the page already; this adds those made later:
// by htmx (response header HX-Trigger: {"toast": {"level": "success", "message": "Saved."}}) or by script.
type Level = "success" | "info" | "warning" | "error";

const SECONDS = 7;

function leaveLater(message: HTMLElement): void {
  // Errors stay until they are dismissed; the clock waits while somebody reads.
  if (message.dataset.level === "error") return;
  let timer = window.setTimeout(() => message.remove(), SECONDS * 1000);
  const hold = (): void => window.clearTimeout(timer);
  const resume = (): void => {
    timer = window.setTimeout(() => message.remove(), 2500);
  };
  message.addEventListener("pointerenter", hold);
  message.addEventListener("focusin", hold);
  message.addEventListener("pointerleave", resume);
  message.addEventListener("focusout", resume);
}

export function toast(level: Level, text: string): void {
  const region = document.getElementById("toasts");
  const model = document.getElementById(`toast-${level}`);
  if (!region || !(model instanceof HTMLTemplateElement)) return;
  const message = model.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  const place = message?.querySelector("[data-toast-text]");
  if (!message || !place) return;
  place.textContent = text;
  region.append(message);
  leaveLater(message);
}

export function startToasts(): void {
  document.querySelectorAll<HTMLElement>("#toasts > .toast").forEach(leaveLater);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-toast-dismiss]");
    button?.closest(".toast")?.remove();
  });
  document.addEventListener("toast", (event) => {
    const { level, message } = (event as CustomEvent<{ level?: Level; message?: string }>).detail;
    if (message) toast(level ?? "info", message);
  });
  // allauth's passkey script says only that it failed: mostly somebody closed the browser's question.
  document.addEventListener("allauth.error", () => toast("warning", "The passkey was not used. Try again, or choose another way."));
  document.addEventListener("htmx:responseError", () => toast("error", "That did not work. Nothing was changed; please try again."));
  document.addEventListener("htmx:sendError", () => toast("error", "The server could not be reached. Check your connection and try again."));
}
