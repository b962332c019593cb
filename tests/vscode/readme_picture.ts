// Takes the README's picture, docs/images/quick-fix.png, anew: node tests/vscode/readme_picture.ts (make package first).
import * as fs from "node:fs";
import * as path from "node:path";
import { demoCopy, Editor } from "./editor.ts";
import { placeOf } from "./expectations.ts";

const NAME = "train_eval_mode.py";
const PICTURE = path.resolve(import.meta.dirname, "../../docs/images/quick-fix.png");

const folder = demoCopy();
const editor = await Editor.open({
  folder,
  size: { width: 1000, height: 640, scale: 2 },
  settings: {
    "workbench.activityBar.location": "hidden",
    "workbench.sideBar.location": "right",
    "workbench.layoutControl.enabled": false,
    "window.commandCenter": false,
    "editor.occurrencesHighlight": "off",
    "editor.stickyScroll.enabled": false,
    "editor.scrollbar.vertical": "hidden",
    "editor.overviewRulerBorder": false,
    "breadcrumbs.enabled": false,
  },
});
const { workbench } = editor;
await workbench.openFile(NAME);
await workbench.showProblems();
const { line, column } = placeOf(
  fs.readFileSync(path.join(folder, NAME), "utf8"),
  "output = model(images)\n        loss =",
  "model(images)",
);
await workbench.goTo(line, column);
await workbench.eventually(
  "squiggle",
  () => workbench.squiggles(),
  (seen) => seen.length === 1,
);
await workbench.runCommand("View: Toggle Primary Side Bar Visibility");
await workbench.goTo(line, column);
await workbench.openLightbulb();
fs.mkdirSync(path.dirname(PICTURE), { recursive: true });
await workbench.page.screenshot({ path: PICTURE, animations: "disabled" });
await editor.close();
