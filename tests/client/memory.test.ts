import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory, type Store } from "../../client/src/memory.ts";

function store(values: Record<string, unknown> = {}): Store {
  return {
    get: <Value>(key: string) => values[key] as Value | undefined,
    update: async (key, value) => {
      values[key] = value;
    },
  };
}

test("the last scripts are remembered, each with its arguments", async () => {
  const memory = new Memory(store());
  assert.deepEqual(memory.scripts, []);
  for (const name of ["a", "b", "c", "d", "e", "f", "b"]) {
    await memory.remember({ script: name, args: [`--${name}`] });
  }
  assert.deepEqual(
    memory.scripts.map(({ script }) => script),
    ["b", "f", "e", "d", "c"],
  );
  assert.deepEqual(memory.argumentsFor("f"), ["--f"]);
  assert.equal(memory.argumentsFor("a"), undefined);
});

test("a script without arguments takes those of the settings", async () => {
  const memory = new Memory(store());
  await memory.remember({ script: "a" });
  assert.equal(memory.argumentsFor("a"), undefined);
});

test("what another version has kept does no harm", () => {
  const memory = new Memory(store({ "torchvet.verify.scripts": [{ script: 3 }, null, { script: "a" }] }));
  assert.deepEqual(memory.scripts, [{ script: "a" }]);
  assert.deepEqual(new Memory(store({ "torchvet.verify.scripts": "a" })).scripts, []);
});

test("whoever agreed is not asked again", async () => {
  const kept = store();
  assert.equal(new Memory(kept).agreed, false);
  await new Memory(kept).agree();
  assert.equal(new Memory(kept).agreed, true);
});
