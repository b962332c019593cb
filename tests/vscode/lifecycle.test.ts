// The server's process: how it ends, and what the user is told when it doesn't start.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { afterEach, test } from "node:test";
import { barePythonFolder, demoCopy, Editor, type EditorOptions, temporaryFolder } from "./editor.ts";
import { equals } from "./expectations.ts";
import type { Workbench } from "./workbench.ts";

let editor: Editor | undefined;

afterEach(async () => {
  await editor?.close();
  editor = undefined;
});

/** Opens the demo and goes to a mistake in it. */
async function openMistake(
  options: Partial<EditorOptions> = {},
): Promise<{ editor: Editor; workbench: Workbench }> {
  editor = await Editor.open({ folder: demoCopy(), ...options });
  await editor.workbench.openFile("zero_grad_missing.py");
  await editor.workbench.goTo(40);
  return { editor, workbench: editor.workbench };
}

function squiggleCount(workbench: Workbench): Promise<number> {
  return workbench.squiggles().then((squiggles) => squiggles.length);
}

test("a server that is killed is started again, and ends with its window", async () => {
  const { editor, workbench } = await openMistake();
  await workbench.eventually("squiggle", () => squiggleCount(workbench), equals(1));
  const [first] = editor.serverProcesses();
  assert.ok(first);
  process.kill(first, "SIGKILL");
  await workbench.eventually(
    "second process",
    () => editor.serverProcesses(),
    (processes) => processes.length === 1 && processes[0] !== first,
  );
  await workbench.eventually("squiggle again", () => squiggleCount(workbench), equals(1));
  assert.deepEqual(await workbench.notifications(), []);

  await editor.closeWindow();
  await workbench.eventually("end of the server", () => editor.serverProcesses(), equals<number[]>([]));
});

test("a server that can't start is reported once", async () => {
  const broken = path.join(temporaryFolder("broken"), "torchvet");
  fs.writeFileSync(broken, "#!/bin/sh\nexit 3\n", { mode: 0o755 });
  const { editor, workbench } = await openMistake({ settings: { "torchvet.path": broken } });
  const told = await workbench.eventually(
    "message",
    () => workbench.notifications(),
    (messages) => messages.length > 0,
  );
  await workbench.picture("server-fails");
  assert.deepEqual(told, ["The torchvet server ended unexpectedly several times and is not started again."]);
  await workbench.eventually(
    "starts",
    () => editor.log().match(/\[info\] Starting/g)?.length,
    equals<number | undefined>(5),
  );
});

test("a server that never answers doesn't hold up the next one", async () => {
  const silent = path.join(temporaryFolder("silent"), "torchvet");
  fs.writeFileSync(silent, `#!/bin/sh\nexec ${process.execPath} -e 'setInterval(() => {}, 1000)'\n`, {
    mode: 0o755,
  });
  const { editor, workbench } = await openMistake({ settings: { "torchvet.path": silent } });
  await workbench.eventually("start", () => editor.log().includes(silent), equals(true));
  editor.changeSettings({ "torchvet.path": "" });
  await workbench.eventually("squiggle", () => squiggleCount(workbench), equals(1));
  assert.deepEqual(await workbench.notifications(), []);
});

test("without a Python one message says so, and an interpreter in the settings is enough", async () => {
  const { editor, workbench } = await openMistake({ pathFolders: [temporaryFolder("empty")] });
  const told = await workbench.eventually(
    "message",
    () => workbench.notifications(),
    (messages) => messages.length > 0,
  );
  await workbench.picture("no-python");
  assert.deepEqual(told, ["torchvet needs Python 3.10 or newer to run, and no Python was found."]);
  await workbench.page.getByRole("button", { name: "Open Setting" }).click();
  await workbench.page
    .locator(".settings-editor .setting-item-label", { hasText: "Interpreter" })
    .first()
    .waitFor();
  await workbench.picture("no-python-setting");
  await workbench.pressEscape();

  await workbench.openFile("zero_grad_missing.py");
  await workbench.goTo(40);
  editor.changeSettings({ "torchvet.interpreter": path.join(barePythonFolder(), "python3") });
  await workbench.eventually("squiggle", () => squiggleCount(workbench), equals(1));
  assert.deepEqual(await workbench.notifications(), []);
});
