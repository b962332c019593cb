import assert from "node:assert/strict";
import { test } from "node:test";
import { joinArguments, splitArguments } from "../../client/src/arguments.ts";

test("a line is split as a shell would split it", () => {
  assert.deepEqual(splitArguments(""), []);
  assert.deepEqual(splitArguments("  --epochs 3\t--name=a "), ["--epochs", "3", "--name=a"]);
  assert.deepEqual(splitArguments(`--name "two words" 'it "is"' ""`), ["--name", "two words", 'it "is"', ""]);
  assert.deepEqual(splitArguments(String.raw`a\ b "c\"d" 'e\f'`), ["a b", 'c"d', String.raw`e\f`]);
  assert.deepEqual(splitArguments(`--open "to the end`), ["--open", "to the end"]);
});

test("what was joined is split into the same", () => {
  const args = ["--epochs", "3", "two words", 'a "quote"', "", String.raw`C:\data`, "it's", "--a=b,c"];
  assert.deepEqual(splitArguments(joinArguments(args)), args);
  assert.equal(joinArguments(["--epochs", "3"]), "--epochs 3");
});
