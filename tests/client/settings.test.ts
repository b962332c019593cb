import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ConfigurationReader,
  expand,
  readCheckSettings,
  readProgramSettings,
} from "../../client/src/settings.ts";

function reader(values: Record<string, unknown>): ConfigurationReader {
  return { get: <T>(key: string) => values[key] as T | undefined };
}

test("settings that are not there have their defaults", () => {
  assert.deepEqual(readCheckSettings(reader({})), {
    enable: true,
    select: [],
    ignore: [],
    severity: {},
    codeLens: true,
    verify: {},
  });
  assert.deepEqual(readProgramSettings(reader({}), {}), { interpreter: "", path: "", args: [] });
});

test("settings of a wrong type count as not set", () => {
  const settings = readCheckSettings(
    reader({ enable: "no", select: "TV3", ignore: [1, "TV101"], severity: { TV301: "error", TV302: 4 } }),
  );
  const { codeLens, enable, ignore, select, severity } = settings;
  assert.deepEqual({ codeLens, enable, select }, { codeLens: true, enable: true, select: [] });
  assert.deepEqual([ignore, severity], [["TV101"], { TV301: "error" }]);
  assert.deepEqual(readCheckSettings(reader({ severity: null })).severity, {});
});

test("variables in paths are replaced", () => {
  const variables = {
    workspaceFolder: "/work/project",
    userHome: "/home/me",
    environment: { CONDA_PREFIX: "/opt/conda" },
  };
  const cases: [string, string][] = [
    [" ${workspaceFolder}/.venv/bin/python ", "/work/project/.venv/bin/python"],
    ["~/python", "/home/me/python"],
    ["~user/python", "~user/python"],
    ["${userHome}/a/${userHome}", "/home/me/a//home/me"],
    ["${env:CONDA_PREFIX}/bin/python", "/opt/conda/bin/python"],
    ["${env:NOWHERE}/bin/python", "/bin/python"],
    ["${unknown}/python", "${unknown}/python"],
  ];
  for (const [written, meant] of cases) {
    assert.equal(expand(written, variables), meant);
  }
});

test("a replacement is not itself replaced", () => {
  assert.equal(
    expand("${env:A}", { environment: { A: "$&${userHome}" }, userHome: "/home/me" }),
    "$&${userHome}",
  );
});

test("of the settings of verifications only what is set is told", () => {
  const set: Record<string, unknown> = {
    "verify.script": "",
    "verify.args": ["--small"],
    "verify.steps": null,
    "verify.timeout": 30,
    "verify.env": {},
    codeLens: false,
  };
  const settings = readCheckSettings({ get: <T>(key: string) => set[key] as T | undefined });
  assert.deepEqual(settings.verify, { args: ["--small"], timeout: 30 });
  assert.equal(settings.codeLens, false);
});
