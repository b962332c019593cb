import assert from "node:assert/strict";
import * as fs from "node:fs";
import { test } from "node:test";

interface Manifest {
  version: string;
  contributes: {
    commands: { command: string }[];
    configuration: { properties: Record<string, { scope: string; default: unknown }> };
  };
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
}

const manifest = JSON.parse(fs.readFileSync("package.json", "utf8")) as Manifest;
const settings = manifest.contributes.configuration.properties;
/** What may be run, but in a folder's own way. */
const OF_VERIFICATIONS = ["torchvet.verify.args", "torchvet.verify.env", "torchvet.verify.script"];
const sources = fs
  .readdirSync("client/src")
  .map((name) => fs.readFileSync(`client/src/${name}`, "utf8"))
  .join("\n");

test("the extension and the Python package have one version", () => {
  const text = fs.readFileSync("server/torchvet/__init__.py", "utf8");
  assert.equal(/__version__ = "(.+)"/.exec(text)?.[1], manifest.version);
});

test("every command in the palette is registered", () => {
  for (const { command } of manifest.contributes.commands) {
    assert.ok(sources.includes(`registerCommand("${command}"`), command);
  }
});

test("every setting is read", () => {
  for (const name of Object.keys(settings).map((key) => key.replace("torchvet.", ""))) {
    assert.ok(
      name === "trace.server" || sources.includes(`.get("${name}")`) || sources.includes(`("${name}")`),
      name,
    );
  }
});

test("settings that name what is run are restricted, and belong to the machine", () => {
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  const programs = ["torchvet.args", "torchvet.interpreter", "torchvet.path"];
  assert.deepEqual([...restricted].sort(), [...programs, ...OF_VERIFICATIONS]);
  for (const name of programs) {
    assert.equal(settings[name]?.scope, "machine-overridable", name);
  }
});

test("the lock file names no registry", () => {
  assert.ok(!fs.readFileSync("package-lock.json", "utf8").includes('"resolved"'));
});

test("source files stay short", () => {
  for (const folder of ["client/src", "client/panel"]) {
    for (const name of fs.readdirSync(folder).filter((each) => each.endsWith(".ts"))) {
      const lines = fs.readFileSync(`${folder}/${name}`, "utf8").split("\n").length;
      assert.ok(lines < 250, `${name} has ${lines} lines`);
    }
  }
});
