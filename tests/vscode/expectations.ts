// What the tests compare with.
import assert from "node:assert/strict";

export interface Place {
  line: number;
  column: number;
}

/**
 * Where a piece of code begins, counted from 1; what the text's leading docstring says doesn't count.
 *
 * @param part the piece, where it is only a part of the code that is looked for.
 */
export function placeOf(text: string, code: string, part: string = code): Place {
  const start = text.startsWith('"""') ? text.indexOf('"""', 3) + 3 : 0;
  const offset = text.indexOf(code, start);
  assert.ok(offset >= 0 && code.includes(part), `${code} is not in the text`);
  const lines = text.slice(0, offset + code.indexOf(part)).split("\n");
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

export function equals<Value>(expected: Value): (value: Value) => boolean {
  return (value) => JSON.stringify(value) === JSON.stringify(expected);
}
