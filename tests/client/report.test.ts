import assert from "node:assert/strict";
import { test } from "node:test";
import { advance, initialState } from "../../client/src/panel_state.ts";
import { asMarkdown, facts } from "../../client/src/report.ts";
import type { Progress, Result } from "../../client/src/verify_protocol.ts";

const RESULT: Result = {
  verdict: "overfits",
  summary: "The model learns one batch, but see what is wrong.",
  script: "/work/train.py",
  device: "cpu",
  steps: 3,
  seconds: 4.06,
  loss: { initial: 2.3199, final: 0.5, history: [2.3199, 1, 0.5] },
  accuracy: { initial: 0.125, final: 1 },
  findings: [
    {
      code: "TV201",
      severity: "warning",
      message: "The training runs in eval mode.",
      advice: "Call model.train().",
      filename: "/work/train.py",
      location: { row: 38, column: 9 },
      text: "output = model(images)",
      related: [
        { message: "set to eval mode here", filename: "/work/train.py", location: { row: 49, column: 5 } },
      ],
    },
  ],
  error: null,
  held: "loader",
  held_back: [],
};

test("a result as Markdown", () => {
  const text = asMarkdown(RESULT, (file) => file.replace("/work/", ""));
  assert.equal(
    text,
    `### Verify \`train.py\`: overfits

The model learns one batch, but see what is wrong.

- loss 2.32 → 0.5
- accuracy 13 % → 100 %
- 3 steps
- 4.1 s
- cpu

\`█▃▁\`

- \`train.py:38\` warning TV201 **The training runs in eval mode.**

  \`\`\`python
  output = model(images)
  \`\`\`
  - \`train.py:49\` set to eval mode here

  Call model.train().
`,
  );
});

test("a result without losses has fewer facts", () => {
  const crashed: Result = { ...RESULT, loss: null, accuracy: null, device: null, steps: 1, findings: [] };
  assert.deepEqual(facts(crashed), ["1 step", "4.1 s"]);
  assert.ok(!asMarkdown(crashed, String).includes("█"));
  const infinite = { ...crashed, loss: { initial: 2, final: null, history: [2, null] } };
  assert.equal(facts(infinite)[0], "loss 2 → not a finite number");
});

test("progress adds up, and begins anew with a second run", () => {
  const state = initialState("train.py", "");
  const more = (changes: Partial<Progress>): void =>
    advance(state, {
      script: null,
      steps: 200,
      again: false,
      torch: null,
      step: null,
      losses: [],
      accuracy: null,
      output: "",
      ...changes,
    });
  more({ torch: "2.13.0", output: "a" });
  more({ step: 2, losses: [3, 2], accuracy: 0.5, output: "b" });
  assert.deepEqual([state.torch, state.losses, state.accuracy, state.output], ["2.13.0", [3, 2], 0.5, "ab"]);
  more({ again: true, losses: [4] });
  assert.deepEqual([state.losses, state.isSecondRun], [[4], true]);
  more({ output: "x".repeat(200_000) });
  assert.equal(state.output.length, 100_000);
});
