// What happens while somebody types, changes settings and runs the palette's commands.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { after, before, test } from "node:test";
import { demoCopy, Editor, FIXED_DEMO } from "./editor.ts";
import { equals, placeOf } from "./expectations.ts";
import type { Squiggle, Workbench } from "./workbench.ts";

const NONE: Squiggle[] = [];

let folder: string;
let editor: Editor;
let workbench: Workbench;

before(async () => {
  folder = demoCopy();
  fs.copyFileSync(
    path.join(import.meta.dirname, "fixtures/notebook.ipynb"),
    path.join(folder, "notebook.ipynb"),
  );
  editor = await Editor.open({ folder });
  workbench = editor.workbench;
});

after(() => editor.close());

function lineIn(name: string, part: string): number {
  return placeOf(fs.readFileSync(path.join(folder, name), "utf8"), part).line;
}

async function expectSquiggles(what: string, expected: Squiggle[]): Promise<void> {
  await workbench.eventually(what, () => workbench.squiggles(), equals(expected));
}

test("a mistake is underlined while it is typed, and no longer when it is undone", async () => {
  const line = lineIn("correct.py", "optimizer.zero_grad()");
  await workbench.openFile("correct.py");
  await workbench.goTo(line);
  await workbench.runCommand("Delete Line");
  await expectSquiggles("typed mistake", [{ line, severity: "warning" }]);
  await workbench.page.keyboard.press("Control+Z");
  await expectSquiggles("undone mistake", NONE);
});

test("a squiggle stays while another line can't be parsed", async () => {
  const line = lineIn("zero_grad_missing.py", "loss.backward()");
  await workbench.openFile("zero_grad_missing.py");
  await workbench.goTo(line);
  await expectSquiggles("before", [{ line, severity: "warning" }]);
  await workbench.goTo(line + 4, 100);
  await workbench.page.keyboard.press("Enter");
  await workbench.page.keyboard.type("if scheduler.last_epoch ==");
  await workbench.expectText("if scheduler.last_epoch ==");
  await workbench.page.waitForTimeout(1500);
  await expectSquiggles("with a broken line", [{ line, severity: "warning" }]);
  await workbench.runCommand("File: Revert File");
});

test("a rule that the settings ignore is silent, and comes back", async () => {
  const line = lineIn("zero_grad_missing.py", "loss.backward()");
  await workbench.openFile("zero_grad_missing.py");
  await workbench.goTo(line);
  await expectSquiggles("at first", [{ line, severity: "warning" }]);
  editor.changeSettings({ "torchvet.ignore": ["TV3"] });
  await expectSquiggles("ignored", NONE);
  editor.changeSettings({ "torchvet.ignore": [], "torchvet.severity": { TV301: "error" } });
  await expectSquiggles("with another severity", [{ line, severity: "error" }]);
  editor.changeSettings({ "torchvet.severity": {}, "torchvet.enable": false });
  await expectSquiggles("switched off", NONE);
  await workbench.eventually("server gone", () => editor.serverProcesses(), equals<number[]>([]));
  editor.changeSettings({ "torchvet.enable": true });
  await expectSquiggles("switched on", [{ line, severity: "warning" }]);
});

test("Fix All applies the safe fixes", async () => {
  const name = "zero_grad_misplaced.py";
  const line = lineIn(name, "optimizer.zero_grad()");
  await workbench.openFile(name);
  await workbench.goTo(line);
  await expectSquiggles("before Fix All", [{ line, severity: "error" }]);
  await workbench.runCommand("torchvet: Fix All");
  await expectSquiggles("after Fix All", NONE);
  const saved = await workbench.save(path.join(folder, name));
  assert.equal(saved, fs.readFileSync(path.join(FIXED_DEMO, name), "utf8"));
});

test("Disable for this line silences one finding", async () => {
  const name = "first_batch.py";
  const file = path.join(folder, name);
  const { line, column } = placeOf(fs.readFileSync(file, "utf8"), "train_loader[0]");
  await workbench.openFile(name);
  await workbench.goTo(line, column);
  await workbench.eventually(
    "both findings",
    () => workbench.squiggles(),
    (seen) => seen.length === 2,
  );
  await workbench.openLightbulb();
  await workbench.choose("torchvet (TV102): Disable for this line");
  await workbench.eventually(
    "one finding",
    () => workbench.squiggles(),
    (seen) => seen.length === 1,
  );
  assert.match(await workbench.save(file), /train_loader\[0\]\) {2}# torchvet: ignore\[TV102\]\n/);
});

test("the cells of a notebook are checked and fixed as one program", async () => {
  const file = path.join(folder, "notebook.ipynb");
  await workbench.openFile("notebook.ipynb");
  const squiggle = workbench.page.locator(".notebookOverlay .squiggly-warning");
  await squiggle.waitFor();
  await workbench.picture("notebook");
  await workbench.runCommand("torchvet: Fix All");
  await squiggle.waitFor({ state: "detached" });
  await workbench.picture("notebook-mended");
  assert.match(await workbench.save(file), /"\s+optimizer\.zero_grad\(\)\\n",\s+"\s+loss\.backward\(\)/);
});

test("Restart Server starts another process, and the squiggles come back", async () => {
  const line = lineIn("train_eval_mode.py", "optimizer.step()");
  await workbench.openFile("train_eval_mode.py");
  await workbench.goTo(line);
  await workbench.eventually(
    "squiggle",
    () => workbench.squiggles(),
    (seen) => seen.length === 1,
  );
  const [before] = editor.serverProcesses();
  await workbench.runCommand("torchvet: Restart Server");
  await workbench.eventually(
    "another process",
    () => editor.serverProcesses(),
    (processes) => processes.length === 1 && processes[0] !== before,
  );
  await workbench.eventually(
    "squiggle again",
    () => workbench.squiggles(),
    (seen) => seen.length === 1,
  );
});

test("the status item says what the server runs with", async () => {
  await workbench.openFile("correct.py");
  await workbench.page.locator('[id="status.languageStatus"]').click();
  const item = workbench.page.locator(".hover-language-status", { hasText: "torchvet" });
  await item.getByText("Runs with").waitFor();
  await workbench.picture("status");
  await workbench.pressEscape();
});

test("Show Logs shows what the server runs with", async () => {
  await workbench.runCommand("torchvet: Show Logs");
  await workbench.page.locator(".panel .view-lines").getByText("Starting").first().waitFor();
  await workbench.picture("logs");
  assert.deepEqual(editor.complaints(), []);
});
