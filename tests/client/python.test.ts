import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { after, before, test } from "node:test";
import { canRunServer, isInside, parseAnswer, probePython, pythonsOnPath } from "../../client/src/python.ts";

let folder: string;

before(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "torchvet-unit-")));
});

after(() => fs.rmSync(folder, { recursive: true }));

function program(name: string, script: string): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

test("the server needs Python 3.10", () => {
  const canRun = (major: number, minor: number) => canRunServer({ executable: "", version: [major, minor] });
  assert.equal(canRun(2, 7), false);
  assert.equal(canRun(3, 9), false);
  assert.equal(canRun(3, 10), true);
  assert.equal(canRun(3, 14), true);
  assert.equal(canRun(4, 0), true);
});

test("a Python's answer is found among other output", () => {
  const python = { executable: "/usr/bin/python3", version: [3, 11] };
  assert.deepEqual(parseAnswer("hello\ntorchvet 3 11 /usr/bin/python3\r\n", "/shim"), python);
  assert.deepEqual(parseAnswer("torchvet 3 11 \n", "/shim"), { executable: "/shim", version: [3, 11] });
  assert.equal(parseAnswer("Python 3.11.7\n", "/shim"), undefined);
});

test("a real Python says its version and where it is", async () => {
  const file = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], {
    encoding: "utf8",
  }).trim();
  const python = await probePython([file], folder);
  assert.equal(python?.executable, file);
  assert.equal(python?.version[0], 3);
});

test("what isn't a Python, fails or isn't there is none", async () => {
  assert.equal(await probePython([program("echo", "echo hello")], folder), undefined);
  assert.equal(await probePython([program("fail", "exit 9")], folder), undefined);
  assert.equal(await probePython([path.join(folder, "nowhere")], folder), undefined);
  assert.equal(await probePython([], folder), undefined);
});

test("a bare name is never looked up", async () => {
  assert.equal(await probePython(["python3"], folder), undefined);
});

test("arguments of the command come before Python's own", async () => {
  const file = program("conda", 'echo torchvet 3 12 "/env/$1/$2/$3"');
  assert.deepEqual(await probePython([file, "run"], folder), {
    executable: "/env/run/-I/-S",
    version: [3, 12],
  });
});

test("PATH is searched by name first, then by folder", () => {
  const [one, two] = ["one", "two"].map((name) => path.join(folder, "path", name)) as [string, string];
  for (const file of ["path/one/python", "path/two/python3", "path/two/python", "path/one/python3.11"]) {
    program(file, "");
  }
  fs.mkdirSync(path.join(one, "python3"));
  const environment = { PATH: `${one}:relative:${two}::${path.join(folder, "nowhere")}` };
  assert.deepEqual(pythonsOnPath({ environment, platform: "linux", forbidden: [] }), [
    path.join(two, "python3"),
    path.join(one, "python"),
    path.join(two, "python"),
    path.join(one, "python3.11"),
  ]);
});

test("no Python of a forbidden folder is found, however PATH leads there", () => {
  const workspace = path.join(folder, "workspace");
  const outside = path.join(folder, "outside");
  const hostile = program("workspace/bin/python3", "");
  const good = program("outside/good/python3", "");
  fs.mkdirSync(path.join(outside, "linked"));
  fs.symlinkSync(hostile, path.join(outside, "linked/python3"));
  fs.symlinkSync(path.join(workspace, "bin"), path.join(outside, "folder"));
  fs.symlinkSync(workspace, path.join(folder, "alias"));
  fs.mkdirSync(path.join(workspace, "env"));
  fs.symlinkSync(good, path.join(workspace, "env/python3"));
  const folders = [
    "workspace/bin",
    "workspace/env",
    "outside/linked",
    "outside/folder",
    "alias/bin",
    "outside/good",
  ];
  const environment = { PATH: folders.map((name) => path.join(folder, name)).join(":") };
  for (const forbidden of [workspace, path.join(folder, "alias")]) {
    assert.deepEqual(pythonsOnPath({ environment, platform: "linux", forbidden: [forbidden] }), [good]);
  }
});

test("a folder's neighbours are not inside it", () => {
  const inner = program("home/..odd/python", "");
  assert.equal(isInside(inner, [path.join(folder, "home")]), true);
  assert.equal(isInside(program("home2/python", ""), [path.join(folder, "home")]), false);
  assert.equal(isInside(path.join(folder, "home"), [path.join(folder, "home")]), true);
});
