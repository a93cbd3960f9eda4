// A question before something that is hard to take back: `data-confirm="Sentence?"` on a form or its button,
// or htmx's `hx-confirm`. Asked in our own dialog (base.html), so that it looks and speaks like the rest.
type HtmxConfirm = { question: string | null; elt: HTMLElement; issueRequest: (skip: boolean) => void };

function ask(question: string, label: string, danger: boolean): Promise<boolean> {
  const dialog = document.getElementById("confirm-dialog");
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(window.confirm(question));
  const yes = dialog.querySelector<HTMLButtonElement>("[data-confirm-yes]");
  const text = dialog.querySelector("[data-confirm-text]");
  if (!yes || !text) return Promise.resolve(false);
  text.textContent = question;
  yes.textContent = label;
  yes.className = `btn ${danger ? "btn-danger" : "btn-primary"}`;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function askFor(element: HTMLElement, question: string): Promise<boolean> {
  return ask(question, element.dataset.confirmLabel ?? "Yes, go on", element.dataset.confirmTone !== "plain");
}

const agreed = new WeakSet<HTMLFormElement>();

export function startConfirm(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (agreed.delete(form)) return;
    const submitter = event.submitter;
    const source = submitter?.dataset.confirm ? submitter : form;
    const question = source.dataset.confirm;
    if (!question) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void askFor(source, question).then((yes) => {
      if (!yes) return;
      agreed.add(form);
      form.requestSubmit(submitter instanceof HTMLButtonElement ? submitter : null);
    });
  }, { capture: true });

  document.addEventListener("htmx:confirm", (event) => {
    const detail = (event as CustomEvent<HtmxConfirm>).detail;
    if (!detail.question) return;
    event.preventDefault();
    void askFor(detail.elt, detail.question).then((yes) => {
      if (yes) detail.issueRequest(true);
    });
  });
}
