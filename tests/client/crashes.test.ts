import assert from "node:assert/strict";
import { test } from "node:test";
import { CrashCounter } from "../../client/src/crashes.ts";

const MINUTE = 60_000;

test("four restarts within three minutes, and no more", () => {
  const crashes = new CrashCounter();
  const answers = [0, 1, 2, 3, 4].map((second) => crashes.shouldRestart(second * 1000));
  assert.deepEqual(answers, [true, true, true, true, false]);
});

test("a crash now and then is always followed by a restart", () => {
  const crashes = new CrashCounter();
  const answers = Array.from({ length: 20 }, (_, index) => crashes.shouldRestart(index * MINUTE));
  assert.ok(answers.every((answer) => answer));
});

test("a start that the user asked for forgets the crashes", () => {
  const crashes = new CrashCounter();
  for (const second of [0, 1, 2, 3]) {
    crashes.shouldRestart(second);
  }
  crashes.forget();
  assert.equal(crashes.shouldRestart(5), true);
});
