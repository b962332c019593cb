// Verifies scripts in a real VS Code: the panel with its curve, findings and links, the lens, and how a run is ended.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { after, before, test } from "node:test";
import type { FrameLocator } from "playwright-core";
import { barePythonFolder, demoCopy, Editor, FIXED_DEMO } from "./editor.ts";
import { placeOf } from "./expectations.ts";
import type { Workbench } from "./workbench.ts";

/** Has torch. */
const PYTHON = path.resolve(import.meta.dirname, "../../.venv/bin/python");
const PATIENCE_MS = 120_000;

const BROADCASTS = `import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
data = TensorDataset(torch.randn(64, 4), torch.randn(64))
model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(20):
    for x, y in DataLoader(data, batch_size=8):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
`;

const NAME = "train_eval_mode.py";

const ENDLESS = `import os, subprocess, sys, time
from pathlib import Path
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(86398)"])
Path("pids.txt").write_text(f"{os.getpid()} {child.pid}")
print("it begins", flush=True)
time.sleep(86398)
`;

let folder: string;
let editor: Editor;
let workbench: Workbench;
let panel: FrameLocator;

before(async () => {
  folder = demoCopy();
  fs.writeFileSync(path.join(folder, "broadcasts.py"), BROADCASTS);
  fs.writeFileSync(path.join(folder, "endless.py"), ENDLESS);
  editor = await Editor.open({
    folder,
    settings: {
      "torchvet.interpreter": PYTHON,
      "torchvet.verify.env": { OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" },
      "torchvet.verify.timeout": 120,
    },
    size: { width: 1440, height: 900, scale: 1 },
  });
  workbench = editor.workbench;
  panel = workbench.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
});

after(() => editor.close());

const word = () => panel.locator("#word");

async function expectVerdict(text: string): Promise<void> {
  await word().getByText(text, { exact: true }).waitFor({ timeout: PATIENCE_MS });
}

/** What the code lenses say that are in view. */
function lenses(): Promise<string[]> {
  return workbench.page.locator(".codelens-decoration a").allInnerTexts();
}

async function expectLenses(...expected: RegExp[]): Promise<void> {
  const fits = (seen: string[]) =>
    seen.length === expected.length && expected.every((each, index) => each.test(seen[index] ?? ""));
  await workbench.eventually("lenses", lenses, fits, PATIENCE_MS);
}

/** Chooses a script in the palette's list. */
async function verifyByPalette(name: string): Promise<void> {
  await workbench.beginCommand("torchvet: Verify: Overfit One Batch");
  const rows = workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: name });
  await rows.first().click();
}

/** Puts the focus into the group of the scripts, not that of the panel. */
async function focusEditors(): Promise<void> {
  await workbench.page.keyboard.press("Control+1");
  await workbench.page.locator(".editor-group-container.active .tab", { hasText: NAME }).waitFor();
}

function picture(): Promise<string> {
  return panel.locator("#chart canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

/** Which editors the window will show when it is loaded anew: VS Code writes them down now and then. */
function storedEditors(): Promise<string> {
  return workbench.page.evaluate(async () => {
    const ended = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
    const states: unknown[] = [];
    for (const name of names.filter((each) => each.startsWith("vscode-web-state-db"))) {
      const database = await ended(indexedDB.open(name));
      const items = database.transaction("ItemTable").objectStore("ItemTable");
      states.push(await ended(items.get("memento/workbench.parts.editor")));
      database.close();
    }
    return states.join("\n");
  });
}

/** The processes of the endless script that are alive. */
function sleepers(): string[] {
  const file = path.join(folder, "pids.txt");
  const pids = fs.existsSync(file) ? fs.readFileSync(file, "utf8").split(" ") : [];
  return pids.filter((pid) => fs.existsSync(`/proc/${pid}`));
}

test("the first run tells what it will do, and then shows the curve, the verdict and what is wrong", async () => {
  const text = fs.readFileSync(path.join(folder, NAME), "utf8");
  await workbench.openFile(NAME);
  await workbench.goTo(placeOf(text, "for batch, (images").line);
  await expectLenses(/^Overfit one batch$/);
  await workbench.page.locator(".codelens-decoration a").first().click();
  const dialog = workbench.page.locator(".monaco-dialog-box");
  await dialog.getByText(`torchvet will run ${NAME}`).waitFor();
  await workbench.picture("verify-notice");
  await dialog.getByRole("button", { name: "Run, and Don't Ask Again" }).click();
  await workbench.page.locator(".notification-toast", { hasText: `Verify ${NAME}` }).waitFor();
  await panel.locator("#chart canvas").waitFor({ timeout: PATIENCE_MS });
  await workbench.picture("verify-running");
  await expectVerdict("Learns one batch, with a warning");
  await expectLenses(/^Overfit one batch$/, /^Learns one batch: 2\.\d+ → 0\.\d+ \(1 warning\)$/);
  await workbench.picture("verify-before");
  assert.match(await panel.locator("#facts").innerText(), /accuracy \d+ % → 100 % · \d+ steps · .* · cpu$/);
  assert.deepEqual(await workbench.notifications(), []);
});

test("a finding's link leads to its line", async () => {
  const text = fs.readFileSync(path.join(folder, NAME), "utf8");
  const { line } = placeOf(text, "output = model(images)\n        loss =");
  await panel.getByRole("button", { name: `${NAME}:${line}` }).click();
  await workbench.page.locator('[id="status.editor.selection"]', { hasText: `Ln ${line}, Col 9` }).waitFor();
});

test("what the run has shown is told to screen readers, and reached by the keyboard", async () => {
  assert.match((await panel.getByRole("status").innerText()) ?? "", /Learns one batch/);
  const label = await panel.getByRole("img").getAttribute("aria-label");
  assert.match(label ?? "", /^Curve of the loss: from 2\.\d+ to 0\.\d+ in \d+ steps$/);
  await panel.getByRole("button", { name: "Run again" }).focus();
  const reached: string[] = [];
  for (let presses = 0; presses < 5; presses++) {
    await workbench.page.keyboard.press("Tab");
    reached.push(await panel.locator(":focus").innerText());
  }
  assert.deepEqual(reached.slice(0, 1), ["Copy as Markdown"]);
  assert.match(reached.slice(1, 3).join(" "), /^train_eval_mode\.py:\d+ train_eval_mode\.py:\d+$/);
  assert.deepEqual(reached.slice(3), ["Loss as a table", "Output of the script"]);
  await panel.getByText("Loss as a table").focus();
  await workbench.page.keyboard.press("Enter");
  assert.match(await panel.locator("#table tr").first().innerText(), /^1\s+2\.\d+$/);
  await panel.getByText("Output of the script").click();
  assert.match(await panel.locator("#output").innerText(), /epoch 0, batch {3}0: loss 2/);
  await workbench.picture("verify-details");
  await panel.getByText("Output of the script").click();
  await panel.getByText("Loss as a table").click();
});

test("the curve takes the colours of another theme", async () => {
  for (const [theme, name] of [
    ["Default Dark Modern", "dark"],
    ["Default High Contrast", "high-contrast"],
    ["Default Light Modern", "light"],
  ]) {
    const before = await picture();
    editor.changeSettings({ "workbench.colorTheme": theme });
    await workbench.eventually("other colours", picture, (now) => now !== before);
    await workbench.picture(`verify-${name}`);
  }
});

test("after the fix another run saves the file, and finds nothing wrong", async () => {
  const file = path.join(folder, NAME);
  const { line, column } = placeOf(
    fs.readFileSync(file, "utf8"),
    "output = model(images)\n        loss =",
    "model(",
  );
  await focusEditors();
  await workbench.goTo(line, column);
  await workbench.openLightbulb();
  await workbench.choose("torchvet (TV201): Move model.train() into the loop");
  await expectLenses(/^Overfit one batch$/);
  await panel.getByRole("button", { name: "Run again" }).click();
  await expectVerdict("Learns one batch");
  await expectLenses(/^Overfit one batch$/, /^Learns one batch: 2\.\d+ → 0\.\d+$/);
  assert.equal(fs.readFileSync(file, "utf8"), fs.readFileSync(path.join(FIXED_DEMO, NAME), "utf8"));
  assert.equal(await panel.locator("#findings").isVisible(), false);
  const hints = workbench.page.locator(".editor-group-container .squiggly-hint");
  await workbench.eventually(
    "no hint",
    () => hints.count(),
    (count) => count === 0,
  );
  await workbench.picture("verify-after");
});

test("the result is copied as Markdown", async () => {
  await workbench.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await panel.getByRole("button", { name: "Copy as Markdown" }).click();
  const copied = () => workbench.page.evaluate(() => navigator.clipboard.readText());
  await workbench.eventually("Markdown", copied, (text) =>
    text.startsWith(`### Verify \`${NAME}\`: overfits\n\nThe model learns one batch`),
  );
});

test("what only the run can show is a problem until the code changes", async () => {
  const { line } = placeOf(BROADCASTS, "loss = nn.functional");
  await workbench.showProblems();
  await focusEditors();
  await workbench.openFile("broadcasts.py");
  await verifyByPalette("broadcasts.py");
  await panel.getByRole("button", { name: `broadcasts.py:${line}` }).waitFor({ timeout: PATIENCE_MS });
  const measured = async () => (await workbench.problems()).filter(({ code }) => code === "verify");
  const [problem] = await workbench.eventually("problem", measured, (found) => found.length === 1);
  assert.equal(problem?.line, line);
  await workbench.picture("verify-problem");
  await workbench.goTo(line, 1);
  await workbench.page.keyboard.type("pass;");
  await workbench.eventually("no problem", measured, (found) => found.length === 0);
  await workbench.runCommand("File: Revert File");
  await workbench.eventually("problem again", measured, (found) => found.length === 1);
});

test("Cancel ends the script and all that it has started", async () => {
  await focusEditors();
  await workbench.openFile("endless.py");
  await verifyByPalette("endless.py");
  await workbench.eventually("sleepers", sleepers, (found) => found.length === 2, PATIENCE_MS);
  const toast = workbench.page.locator(".notification-toast", { hasText: "Verify endless.py" });
  await toast.waitFor();
  await panel.getByText("Output of the script").click();
  await panel.locator("#output", { hasText: "it begins" }).waitFor();
  await workbench.picture("verify-endless");
  await toast.getByRole("button", { name: "Cancel" }).click();
  await expectVerdict("Stopped");
  await workbench.eventually("no process", sleepers, (found) => found.length === 0);
  await workbench.picture("verify-cancelled");
});

test("Stop Verification ends it as well, and so does a window that is loaded anew, without its panel", async () => {
  await verifyByPalette("endless.py");
  await workbench.eventually("sleepers", sleepers, (found) => found.length === 2, PATIENCE_MS);
  await workbench.runCommand("torchvet: Stop Verification");
  await expectVerdict("Stopped");
  await workbench.eventually("no process", sleepers, (found) => found.length === 0);
  assert.deepEqual(editor.complaints(), []);

  fs.rmSync(path.join(folder, "pids.txt"));
  await panel.getByRole("button", { name: "Run again" }).click();
  await workbench.eventually("sleepers", sleepers, (found) => found.length === 2, PATIENCE_MS);
  await workbench.eventually("written down", storedEditors, (text) => text.includes("endless.py"));
  await workbench.page.reload();
  await workbench.eventually("no process", sleepers, (found) => found.length === 0);
  await workbench.page.locator(".tab", { hasText: "endless.py" }).first().waitFor();
  assert.equal(await workbench.page.locator(".tab", { hasText: "Verify" }).count(), 0);
});

test("an interpreter without torch is named, with the way to another one", async () => {
  const bare = path.join(barePythonFolder(), "python3");
  editor.changeSettings({ "torchvet.interpreter": bare });
  await workbench.eventually(
    "restart",
    () => editor.log(),
    (log) => log.includes(`Starting ${bare}`),
  );
  await workbench.openFile("correct.py");
  await verifyByPalette("correct.py");
  const [told] = await workbench.eventually(
    "message",
    () => workbench.notifications(),
    (messages) =>
      messages.some((message) => message.includes("torch")) &&
      !messages.some((message) => message.startsWith("Verify")),
  );
  assert.match(
    told ?? "",
    /^Torch can't be imported by .*python.*: choose the interpreter you train with\.$/,
  );
  await workbench.picture("verify-no-torch");
  await workbench.page.getByRole("button", { name: "Open Setting" }).waitFor();
});

test("nothing is run in a workspace that isn't trusted", async () => {
  const hostile = demoCopy();
  const trace = path.join(hostile, "trace");
  fs.writeFileSync(path.join(hostile, "hostile.py"), `open(${JSON.stringify(trace)}, "w")\n`);
  const restricted = await Editor.open({
    folder: hostile,
    trusted: false,
    settings: { "torchvet.interpreter": PYTHON },
  });
  try {
    const { workbench } = restricted;
    await workbench.openFile("hostile.py");
    await workbench.runCommand("torchvet: Verify: Overfit One Batch");
    const sentence = "torchvet runs no script in a workspace that you don't trust.";
    await workbench.eventually(
      "message",
      () => workbench.notifications(),
      (messages) => messages.includes(sentence),
    );
    await workbench.picture("verify-untrusted");
    await workbench.page.getByRole("button", { name: "Manage Workspace Trust" }).click();
    await workbench.page.locator(".workspace-trust-editor").waitFor();
    assert.ok(!fs.existsSync(trace));
  } finally {
    await restricted.close();
  }
});
