// htmx under a strict content security policy, and with Django's CSRF protection.
import type htmxType from "htmx.org";

type RequestDetail = { headers: Record<string, string>; verb: string };

export function csrfToken(): string {
  const field = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  return field?.value ?? document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
}

function busyBar(): HTMLElement | null {
  return document.querySelector(".page-progress");
}

export function startHtmx(htmx: typeof htmxType): void {
  htmx.config.includeIndicatorStyles = false;
  htmx.config.allowEval = false;
  htmx.config.selfRequestsOnly = true;
  // Browsers' back button asks the server again instead of keeping pages (and secrets on them) in storage.
  htmx.config.historyCacheSize = 0;
  // A rejected form comes back as 4xx with the form in it: show it. Other errors become a message.
  htmx.config.responseHandling = [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "400|409|422", swap: true, error: false },
    { code: "[45]..", swap: false, error: true },
  ];

  document.addEventListener("htmx:configRequest", (event) => {
    const detail = (event as CustomEvent<RequestDetail>).detail;
    const token = csrfToken();
    if (token && detail.verb.toLowerCase() !== "get") detail.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:beforeRequest", () => busyBar()?.setAttribute("data-busy", ""));
  document.addEventListener("htmx:afterRequest", () => busyBar()?.removeAttribute("data-busy"));
}
