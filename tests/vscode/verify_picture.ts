// Takes the picture of a verification, docs/images/verify.png, anew: node tests/vscode/verify_picture.ts (make package first).
import * as path from "node:path";
import { demoCopy, Editor } from "./editor.ts";

const NAME = "train_eval_mode.py";
const PICTURE = path.resolve(import.meta.dirname, "../../docs/images/verify.png");
const PATIENCE_MS = 180_000;

const editor = await Editor.open({
  folder: demoCopy(),
  size: { width: 1200, height: 780, scale: 1.25 },
  settings: {
    "torchvet.interpreter": path.resolve(import.meta.dirname, "../../.venv/bin/python"),
    "workbench.activityBar.location": "hidden",
    "workbench.sideBar.location": "right",
    "workbench.layoutControl.enabled": false,
    "window.commandCenter": false,
    "editor.fontSize": 12,
    "editor.occurrencesHighlight": "off",
    "editor.stickyScroll.enabled": false,
    "editor.scrollbar.vertical": "hidden",
    "editor.scrollbar.horizontal": "hidden",
    "editor.overviewRulerBorder": false,
    "breadcrumbs.enabled": false,
  },
});
const { page, workbench } = editor;
await workbench.runCommand("View: Toggle Primary Side Bar Visibility");
await workbench.openFile(NAME);
await workbench.goTo(37);
await page.locator(".codelens-decoration a", { hasText: "Overfit one batch" }).click();
await page.locator(".monaco-dialog-box").getByRole("button", { name: "Run", exact: true }).click();
const panel = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
await panel.getByRole("button", { name: "Run again" }).waitFor({ timeout: PATIENCE_MS });
await page.locator(".codelens-decoration a", { hasText: "Learns one batch" }).waitFor();
await page.locator(".notification-toast").waitFor({ state: "detached" });
await page.screenshot({ path: PICTURE, animations: "disabled" });
await editor.close();
