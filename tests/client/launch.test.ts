import assert from "node:assert/strict";
import * as path from "node:path";
import { test } from "node:test";
import type { Choice } from "../../client/src/interpreter.ts";
import { describeLaunch, type LaunchInput, sameLaunch, settingsFor } from "../../client/src/launch.ts";
import type { Python } from "../../client/src/python.ts";

const PYTHON: Python = { executable: "/env/bin/python", version: [3, 12] };
const SETTINGS = { enable: true, select: [], ignore: [], severity: {}, codeLens: true, verify: {} };

function choice(server: Python | undefined): Choice {
  const environments = new Map(server ? [["/work", { python: server, source: "some" }]] : []);
  return { environments, server, tooOld: [], problems: [] };
}

function input(changes: Partial<LaunchInput> = {}): LaunchInput {
  return {
    extensionFolder: "/extension",
    program: { interpreter: "", path: "", args: [] },
    trusted: true,
    choice: choice(PYTHON),
    settings: SETTINGS,
    folders: [{ uri: "file:///work", path: "/work", settings: { ...SETTINGS, select: ["TV3"] } }],
    ...changes,
  };
}

test("the bundled server runs isolated from the user's packages", () => {
  const launch = describeLaunch(input({ program: { interpreter: "", path: "", args: ["--log", "x"] } }));
  assert.equal(launch?.command, "/env/bin/python");
  assert.deepEqual(launch?.args, [
    "-I",
    "-S",
    path.join("/extension", "bundled", "bootstrap.py"),
    "server",
    "--log",
    "x",
  ]);
});

test("each folder's settings go with the interpreter that was found for it", () => {
  const options = describeLaunch(input())?.initializationOptions;
  assert.deepEqual(options, {
    settings: { ...SETTINGS, interpreter: null },
    folders: { "file:///work": { ...SETTINGS, select: ["TV3"], interpreter: "/env/bin/python" } },
    trusted: true,
  });
  assert.ok(options);
  assert.equal(settingsFor(options, "file:///work").interpreter, "/env/bin/python");
  assert.equal(settingsFor(options, "file:///elsewhere").interpreter, null);
  assert.equal(settingsFor(options, undefined).interpreter, null);
});

test("an executable of the user's takes the bundled server's place, and needs no Python", () => {
  const program = { interpreter: "", path: "/usr/bin/torchvet", args: [] };
  const launch = describeLaunch(input({ program, choice: choice(undefined) }));
  assert.equal(launch?.command, "/usr/bin/torchvet");
  assert.deepEqual(launch?.args, ["server"]);
});

test("without a Python there is nothing to launch", () => {
  assert.equal(describeLaunch(input({ choice: choice(undefined) })), undefined);
});

test("only what differs is worth a restart", () => {
  assert.equal(sameLaunch(describeLaunch(input()), describeLaunch(input())), true);
  assert.equal(sameLaunch(describeLaunch(input()), describeLaunch(input({ trusted: false }))), false);
  assert.equal(sameLaunch(describeLaunch(input()), undefined), false);
  assert.equal(sameLaunch(undefined, undefined), true);
});
