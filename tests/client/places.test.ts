import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { after, before, test } from "node:test";
import { pathSource, settingSource, virtualEnvironmentSource } from "../../client/src/places.ts";

let folder: string;

before(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "torchvet-unit-")));
  for (const name of [".venv", "venv", "envs/torch"]) {
    fs.mkdirSync(path.join(folder, name, "bin"), { recursive: true });
    fs.writeFileSync(path.join(folder, name, "bin/python"), "");
  }
});

after(() => fs.rmSync(folder, { recursive: true }));

test("the setting names a Python, or the folder of an environment", async () => {
  const written = (value: string, forbidden: string[] = []) =>
    settingSource(() => value, forbidden).find(folder);
  assert.deepEqual(await written("/usr/bin/python3"), [["/usr/bin/python3"]]);
  assert.deepEqual(await written("envs/torch"), [[path.join(folder, "envs/torch/bin/python")]]);
  assert.deepEqual(await written(""), []);
});

test("the setting can't name what lies in a forbidden folder", async () => {
  const inside = settingSource(() => path.join(folder, ".venv/bin/python"), [folder]);
  assert.deepEqual(await inside.find(folder), []);
});

test("a folder's .venv comes before its venv, and files outside folders have none", async () => {
  const source = virtualEnvironmentSource();
  const python = (name: string) => [path.join(folder, name, "bin/python")];
  assert.deepEqual(await source.find(folder), [python(".venv"), python("venv")]);
  assert.deepEqual(await source.find(undefined), []);
  assert.deepEqual(await source.find(path.join(folder, "envs")), []);
});

test("PATH is the same for every folder", async () => {
  const source = pathSource(["/usr/bin/python3"]);
  assert.deepEqual(await source.find(undefined), [["/usr/bin/python3"]]);
  assert.deepEqual(await source.find("/work"), [["/usr/bin/python3"]]);
});
