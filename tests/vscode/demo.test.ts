// Opens each file of the demo as a user would: reads its squiggles, the Problems panel and the hover, and takes the
// lightbulb's fixes. The Python around has no packages at all.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { after, before, test } from "node:test";
import { demoCopy, Editor, FIXED_DEMO } from "./editor.ts";
import { equals, placeOf } from "./expectations.ts";
import type { Problem, Squiggle, Workbench } from "./workbench.ts";

/** Other files were underlined in a fraction of it. */
const LONG_ENOUGH_MS = 3_000;

interface Mistake {
  code: string;
  severity: Squiggle["severity"];
  /** The text that is underlined, which stands once in the file. */
  underlined: string;
  /** How the lightbulb's fix begins. */
  fix: string;
}

const DEMO: Record<string, Mistake[]> = {
  "train_eval_mode.py": [
    { code: "TV201", severity: "warning", underlined: "optimizer.step()", fix: "Move model.train()" },
  ],
  "zero_grad_missing.py": [
    {
      code: "TV301",
      severity: "warning",
      underlined: "loss.backward()",
      fix: "Insert optimizer.zero_grad()",
    },
  ],
  "zero_grad_misplaced.py": [
    {
      code: "TV302",
      severity: "error",
      underlined: "optimizer.zero_grad()",
      fix: "Move optimizer.zero_grad()",
    },
  ],
  "softmax_cross_entropy.py": [
    { code: "TV401", severity: "warning", underlined: "F.softmax(self.layers(x), dim=1)", fix: "Return" },
  ],
  "first_batch.py": [
    { code: "TV103", severity: "warning", underlined: "list(train_loader)[0]", fix: "" },
    { code: "TV102", severity: "error", underlined: "train_loader[0]", fix: "" },
  ],
};

let folder: string;
let editor: Editor;
let workbench: Workbench;

before(async () => {
  folder = demoCopy();
  editor = await Editor.open({ folder });
  workbench = editor.workbench;
  await workbench.showProblems();
});

after(() => editor.close());

for (const [name, mistakes] of Object.entries(DEMO)) {
  test(`${name} is underlined where its mistakes are`, async () => {
    const text = fs.readFileSync(path.join(folder, name), "utf8");
    const places = mistakes.map((mistake) => ({ ...mistake, ...placeOf(text, mistake.underlined) }));
    await workbench.openFile(name);
    await workbench.goTo(places[0]?.line ?? 1);
    const expected = places.map(({ line, severity }) => ({ line, severity }));
    await workbench.eventually(`${name} squiggles`, () => workbench.squiggles(), equals(expected));
    await workbench.picture(`${name}-squiggles`);

    const expectedProblems = places.map(({ code, line }) => ({ code, line }));
    const problems = await workbench.eventually(
      `${name} problems`,
      () => workbench.problems(),
      (listed) => equals(expectedProblems)(listed.map(({ code, line }) => ({ code, line }))),
    );
    for (const { code, line, column } of places) {
      const message = problems.find((problem) => problem.code === code)?.message ?? "";
      assert.ok(message.length > 20, message);
      const hover = await workbench.hoverText(line, column);
      assert.ok(hover.includes(code) && hover.includes(message), hover);
      await workbench.picture(`${name}-${code}-hover`);
      await workbench.pressEscape();
    }
  });

  test(`${name} is mended by the lightbulb`, async () => {
    const file = path.join(folder, name);
    for (const { code, fix, underlined } of mistakes) {
      const { line, column } = placeOf(fs.readFileSync(file, "utf8"), underlined);
      await workbench.goTo(line, column);
      const entries = await workbench.openLightbulb();
      await workbench.picture(`${name}-${code}-lightbulb`);
      assert.ok(entries.includes(`torchvet (${code}): Disable for this line`), entries.join("\n"));
      const wanted = entries.find((entry) => entry.startsWith(`torchvet (${code}): ${fix}`));
      assert.ok(wanted, entries.join("\n"));
      await workbench.choose(wanted);
      await workbench.save(file);
    }
    await workbench.eventually(
      `${name} without squiggles`,
      () => workbench.squiggles(),
      equals<Squiggle[]>([]),
    );
    await workbench.eventually(`${name} without problems`, () => workbench.problems(), equals<Problem[]>([]));
    await workbench.picture(`${name}-mended`);
    assert.equal(fs.readFileSync(file, "utf8"), fs.readFileSync(path.join(FIXED_DEMO, name), "utf8"));
  });
}

test("correct.py has nothing to say about", async () => {
  await workbench.openFile("correct.py");
  await workbench.goTo(45);
  await workbench.page.waitForTimeout(LONG_ENOUGH_MS);
  assert.deepEqual(await workbench.squiggles(), []);
  assert.deepEqual(await workbench.problems(), []);
  await workbench.picture("correct.py");
});

test("nothing went wrong on the way", async () => {
  assert.deepEqual(await workbench.notifications(), []);
  assert.doesNotMatch(editor.log(), /\[(error|warning)\]/);
});
