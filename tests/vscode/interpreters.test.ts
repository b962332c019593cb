// Which Python is taken: the one selected in the Python extension (a stand-in here), and another one where it is old.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { afterEach, before, test } from "node:test";
import { barePythonFolder, demoCopy, Editor, type EditorOptions, temporaryFolder } from "./editor.ts";
import { equals } from "./expectations.ts";

const VSCE = path.resolve(import.meta.dirname, "../../node_modules/.bin/vsce");

let pythonExtension: string;
let environmentsExtension: string;
let selected: string;
let editor: Editor | undefined;

before(() => {
  pythonExtension = packed("python-extension");
  environmentsExtension = packed("environments-extension");
  selected = path.join(temporaryFolder("selected"), "python.txt");
});

function packed(fixture: string): string {
  const vsix = path.join(temporaryFolder("extension"), `${fixture}.vsix`);
  const command = ["package", "--allow-missing-repository", "--skip-license", "--out", vsix];
  const cwd = path.join(import.meta.dirname, "fixtures", fixture);
  execFileSync(process.execPath, [VSCE, ...command], { cwd, stdio: "pipe" });
  return vsix;
}

afterEach(async () => {
  await editor?.close();
  editor = undefined;
});

async function openWith(python: string, options: Partial<EditorOptions> = {}): Promise<Editor> {
  fs.writeFileSync(selected, python);
  editor = await Editor.open({
    folder: demoCopy(),
    extensions: [pythonExtension, ...(options.extensions ?? [])],
    environment: { TORCHVET_SELECTED: selected, ...options.environment },
  });
  await editor.workbench.openFile("zero_grad_missing.py");
  await editor.workbench.goTo(40);
  return editor;
}

function starts(editor: Editor): string[] {
  return [...editor.log().matchAll(/\[info\] Starting (\S+)/g)].map((match) => match[1] ?? "");
}

test("the Python that is selected runs the server, and another selection restarts it once", async () => {
  const [first, second] = [barePythonFolder(), barePythonFolder()].map((folder) =>
    path.join(folder, "python3"),
  );
  assert.ok(first && second);
  const editor = await openWith(first);
  const { workbench } = editor;
  await workbench.eventually("squiggle", async () => (await workbench.squiggles()).length, equals(1));
  assert.deepEqual(starts(editor), [first]);

  fs.writeFileSync(selected, first);
  await workbench.page.waitForTimeout(1500);
  assert.deepEqual(starts(editor), [first], "announcing the same selection restarts nothing");

  fs.writeFileSync(selected, second);
  await workbench.eventually("restart", () => starts(editor), equals([first, second]));
  await workbench.eventually("squiggle again", async () => (await workbench.squiggles()).length, equals(1));
  await workbench.page.waitForTimeout(1000);
  assert.deepEqual(starts(editor), [first, second]);
});

test("where the selected Python is too old another one runs the server", async () => {
  const old = path.join(temporaryFolder("old"), "python3");
  fs.writeFileSync(old, `#!/bin/sh\necho "torchvet 3 7 ${old}"\n`, { mode: 0o755 });
  const editor = await openWith(old);
  const { workbench } = editor;
  await workbench.eventually("squiggle", async () => (await workbench.squiggles()).length, equals(1));
  assert.match(editor.log(), new RegExp(`Python 3\\.7, ${old}, from the Python extension`));
  assert.equal(starts(editor).length, 1);
  assert.doesNotMatch(starts(editor)[0] ?? "", /torchvet-old/);
});

test("an environment that is found late is taken when it is there", async () => {
  const [early, late] = [barePythonFolder(), barePythonFolder()].map((folder) =>
    path.join(folder, "python3"),
  );
  assert.ok(early && late);
  const conda = path.join(temporaryFolder("conda"), "conda");
  fs.writeFileSync(conda, `#!/bin/sh\n[ "$1" = run ] && shift && exec ${late} "$@"\n`, { mode: 0o755 });
  const editor = await openWith(early, {
    extensions: [environmentsExtension],
    environment: { TORCHVET_ENVIRONMENT: `${conda} run` },
  });
  const { workbench } = editor;
  await workbench.eventually("both", () => starts(editor), equals([early, late]));
  assert.match(editor.log(), /the Python Environments extension has not answered yet/);
  await workbench.eventually("squiggle", async () => (await workbench.squiggles()).length, equals(1));
  assert.deepEqual(await workbench.notifications(), []);
});

test("each folder of a workspace has its own environment and settings, and one server serves all", async () => {
  const home = temporaryFolder("workspace");
  const folders = ["one", "two"].map((name) => {
    const folder = path.join(home, name);
    fs.renameSync(demoCopy(), folder);
    execFileSync("python3", ["-m", "venv", "--without-pip", path.join(folder, ".venv")]);
    fs.renameSync(path.join(folder, "zero_grad_missing.py"), path.join(folder, `missing_in_${name}.py`));
    return folder;
  });
  const [one, two] = folders;
  assert.ok(one && two);
  fs.mkdirSync(path.join(one, ".vscode"));
  fs.writeFileSync(path.join(one, ".vscode/settings.json"), '{ "torchvet.ignore": ["TV301"] }');
  const workspace = path.join(home, "both.code-workspace");
  fs.writeFileSync(workspace, JSON.stringify({ folders: folders.map((folder) => ({ path: folder })) }));

  editor = await Editor.open({ folder: workspace });
  const { workbench } = editor;
  await workbench.openFile("missing_in_two.py");
  await workbench.goTo(40);
  await workbench.eventually("squiggle", async () => (await workbench.squiggles()).length, equals(1));
  await workbench.openFile("missing_in_one.py");
  await workbench.goTo(40);
  await workbench.page.locator(".squiggly-hint").first().waitFor();
  assert.deepEqual(await workbench.squiggles(), []);
  for (const folder of folders) {
    const python = path.join(folder, ".venv/bin/python");
    const found = `Packages for ${folder}: Python \\d.\\d+, ${python}, from the folder's virtual environment`;
    assert.match(editor.log(), new RegExp(found));
  }
  assert.equal(editor.serverProcesses().length, 1);
});
