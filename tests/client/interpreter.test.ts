import assert from "node:assert/strict";
import { test } from "node:test";
import { type Command, chooseInterpreters, remembering, type Source } from "../../client/src/interpreter.ts";
import type { Python } from "../../client/src/python.ts";

const NEW: Python = { executable: "/new/python", version: [3, 12] };
const OLD: Python = { executable: "/old/python", version: [3, 8] };

function source(name: string, answers: Record<string, string[]>, chosen = false): Source {
  return { name, chosen, find: async (folder) => (answers[folder ?? ""] ?? []).map((file) => [file]) };
}

async function probe(command: Command): Promise<Python | undefined> {
  return [NEW, OLD].find((python) => python.executable === command[0]);
}

test("the first source that names a Python that runs decides", async () => {
  const sources = [
    source("first", {}),
    source("second", { "/work": ["/new/python"] }),
    source("third", { "/work": ["/old/python"] }),
  ];
  const choice = await chooseInterpreters(["/work"], sources, [], probe);
  assert.deepEqual(choice.environments.get("/work"), { python: NEW, source: "second" });
  assert.equal(choice.server, NEW);
});

test("what can't be run is passed over, and told where somebody chose it", async () => {
  const sources = [
    source("the setting", { "/work": ["/gone/python"] }, true),
    source("PATH", { "/work": ["/broken/python", "/new/python"] }),
  ];
  const choice = await chooseInterpreters(["/work"], sources, [], probe);
  assert.equal(choice.environments.get("/work")?.source, "PATH");
  assert.deepEqual(choice.problems, ["/gone/python, named by the setting, can't be run as Python."]);
});

test("each folder has its own environment, and files outside have theirs", async () => {
  const sources = [source("some", { "/one": ["/old/python"], "/two": ["/new/python"], "": ["/new/python"] })];
  const choice = await chooseInterpreters(["/one", "/two"], sources, [], probe);
  assert.equal(choice.environments.get("/one")?.python, OLD);
  assert.equal(choice.environments.get("/two")?.python, NEW);
  assert.equal(choice.environments.get(undefined)?.python, NEW);
});

test("an environment that is too old keeps its packages, and another Python runs the server", async () => {
  const choice = await chooseInterpreters(
    ["/work"],
    [source("some", { "/work": ["/old/python"] })],
    [["/old/python"], ["/broken/python"], ["/new/python"]],
    probe,
  );
  assert.equal(choice.environments.get("/work")?.python, OLD);
  assert.equal(choice.server, NEW);
  assert.deepEqual(choice.tooOld, [OLD]);
});

test("other Pythons aren't started when the environment's own can run the server", async () => {
  const asked: string[] = [];
  await chooseInterpreters(
    ["/work"],
    [source("some", { "/work": ["/new/python"] })],
    [["/other/python"]],
    async (command) => {
      asked.push(command[0] ?? "");
      return probe(command);
    },
  );
  assert.deepEqual(asked, ["/new/python"]);
});

test("with no Python at all there is none to run the server", async () => {
  const choice = await chooseInterpreters(["/work"], [source("some", {})], [["/old/python"]], probe);
  assert.equal(choice.server, undefined);
  assert.equal(choice.environments.size, 0);
  assert.deepEqual(choice.tooOld, [OLD]);
});

test("a command is started once, however many folders name it", async () => {
  let starts = 0;
  const once = remembering(async () => {
    starts++;
    return NEW;
  });
  const folders = ["/one", "/two", "/three"];
  const everywhere = Object.fromEntries(folders.map((folder) => [folder, ["/new/python"]]));
  await chooseInterpreters(folders, [source("some", everywhere)], [], once);
  assert.equal(starts, 1);
});

test("a command is told apart by its arguments", async () => {
  const asked: Command[] = [];
  const once = remembering(async (command) => {
    asked.push(command);
    return NEW;
  });
  await once(["/conda", "run", "-n", "one", "python"]);
  await once(["/conda", "run", "-n", "two", "python"]);
  assert.equal(asked.length, 2);
});
