// What every page loads: htmx, Alpine (its build without eval) and our small behaviours.
import Alpine from "@alpinejs/csp";
import htmx from "htmx.org";

import { startConfirm } from "./confirm";
import { startCopy } from "./copy";
import { startDialogs } from "./dialogs";
import { startDrawer } from "./drawer";
import { startFileDrop } from "./file-drop";
import { startHtmx } from "./htmx-setup";
import { menu } from "./menu";
import { startShortcuts } from "./shortcuts";
import { labelTables } from "./tables";
import { startTabs } from "./tabs";
import { startTheme } from "./theme";
import { startToasts } from "./toasts";

declare global {
  interface Window {
    htmx: typeof htmx;
    Alpine: typeof Alpine;
  }
}

window.htmx = htmx;
window.Alpine = Alpine;

startHtmx(htmx);
startTheme();
startDialogs();
startConfirm();
startDrawer();
startTabs();
startCopy();
startFileDrop();
startShortcuts();
startToasts();
labelTables(document);
htmx.onLoad((added) => labelTables(added as HTMLElement));

Alpine.data("menu", menu);
Alpine.start();
