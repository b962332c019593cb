// What the workspace and the user's packages must not be able to do.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { barePythonFolder, demoCopy, Editor, temporaryFolder } from "./editor.ts";
import { equals } from "./expectations.ts";

let folder: string;
let traps: string;
let editor: Editor | undefined;

beforeEach(() => {
  folder = demoCopy();
  traps = temporaryFolder("traps");
});

afterEach(async () => {
  await editor?.close();
  editor = undefined;
});

/** Puts a program into the workspace that leaves a trace when it is run. */
function setTrap(name: string): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\necho "$@" >> "${traps}/${name.replaceAll("/", "-")}"\nexit 1\n`, {
    mode: 0o755,
  });
  return file;
}

function sprung(): string[] {
  return fs.readdirSync(traps).sort();
}

async function expectSquiggle(editor: Editor): Promise<void> {
  const { workbench } = editor;
  await workbench.openFile("zero_grad_missing.py");
  await workbench.goTo(40);
  await workbench.eventually("squiggle", async () => (await workbench.squiggles()).length, equals(1));
}

test("in Restricted Mode files are checked, and nothing of the workspace is run", async () => {
  const names = [".venv/bin/python", "venv/bin/python", "tools/python3", "tools/python", "tools/torchvet"];
  const [environment, , onPath] = names.map(setTrap);
  assert.ok(environment && onPath);
  fs.writeFileSync(path.join(folder, ".venv/pyvenv.cfg"), "home = /usr/bin\n");
  for (const name of ["typing_extensions.py", "sitecustomize.py", "usercustomize.py", "pygls.py"]) {
    fs.writeFileSync(
      path.join(folder, name),
      `open(${JSON.stringify(path.join(traps, name))}, "w").close()\n`,
    );
  }
  fs.mkdirSync(path.join(folder, ".vscode"));
  const settings = {
    "torchvet.interpreter": environment,
    "torchvet.path": path.join(folder, "tools/torchvet"),
    "torchvet.args": ["--hostile"],
    "torchvet.severity": { TV301: "error" },
  };
  fs.writeFileSync(path.join(folder, ".vscode/settings.json"), JSON.stringify(settings));
  editor = await Editor.open({
    folder,
    trusted: false,
    pathFolders: [path.dirname(onPath), barePythonFolder()],
  });
  const { workbench } = editor;
  await expectSquiggle(editor);
  await workbench.page.locator(".statusbar").getByText("Restricted Mode").waitFor();
  await workbench.picture("restricted-mode");
  assert.equal(
    (await workbench.squiggles())[0]?.severity,
    "error",
    "what runs nothing is read from the workspace",
  );
  assert.doesNotMatch(editor.log(), /--hostile/);
  assert.deepEqual(sprung(), []);

  await workbench.runCommand("Workspaces: Manage Workspace Trust");
  await workbench.page.getByRole("button", { name: "Trust", exact: true }).first().click();
  await workbench.eventually("traps after trust", sprung, (seen) => seen.includes("tools-torchvet"));
});

test("the user's packages and environment variables don't get in the way", async () => {
  const environment = path.join(folder, ".venv");
  execFileSync("python3", ["-m", "venv", "--without-pip", environment]);
  const python = path.join(environment, "bin/python");
  const ask = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const packages = execFileSync(python, ["-c", ask], { encoding: "utf8" }).trim();
  const hostile = temporaryFolder("hostile");
  for (const place of [packages, hostile, folder]) {
    for (const name of [
      "typing_extensions",
      "attr",
      "attrs",
      "pygls",
      "lsprotocol",
      "sitecustomize",
      "torchvet",
    ]) {
      const trap = JSON.stringify(path.join(traps, name));
      fs.writeFileSync(path.join(place, `${name}.py`), `open(${trap}, "w").close()\nraise SystemExit(9)\n`);
    }
  }
  const trap = path.join(traps, "pth");
  fs.writeFileSync(
    path.join(packages, "hostile.pth"),
    `import pathlib; pathlib.Path(${JSON.stringify(trap)}).touch()\n`,
  );
  const variables = {
    PYTHONPATH: hostile,
    PYTHONHOME: "/nowhere",
    PYTHONSTARTUP: path.join(hostile, "attr.py"),
  };
  editor = await Editor.open({ folder, environment: { ...variables, VIRTUAL_ENV: environment } });
  await expectSquiggle(editor);
  assert.match(editor.log(), new RegExp(`Starting ${python} -I -S`));
  assert.deepEqual(await editor.workbench.notifications(), []);
  assert.deepEqual(sprung(), []);
});
