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
  /** The code around the mistake, which stands once in the file. */
  around: string;
  underlined: string;
  /** What the lightbulb offers first; empty where another mistake's fix mends this one as well. */
  fix: string;
}

const DEMO: Record<string, Mistake[]> = {
  "train_eval_mode.py": [
    {
      code: "TV201",
      severity: "warning",
      around: "output = model(images)\n        loss =",
      underlined: "model(images)",
      fix: "Move model.train() into the loop",
    },
  ],
  "zero_grad_missing.py": [
    {
      code: "TV301",
      severity: "warning",
      around: "loss.backward()",
      underlined: "loss.backward()",
      fix: "Insert optimizer.zero_grad()",
    },
  ],
  "zero_grad_misplaced.py": [
    {
      code: "TV302",
      severity: "error",
      around: "optimizer.zero_grad()",
      underlined: "optimizer.zero_grad()",
      fix: "Move optimizer.zero_grad() before the backward",
    },
  ],
  "softmax_cross_entropy.py": [
    {
      code: "TV401",
      severity: "warning",
      around: "F.cross_entropy(output, labels)",
      underlined: "output",
      fix: "Take the softmax off",
    },
    {
      code: "TV401",
      severity: "warning",
      around: 'F.cross_entropy(output, labels, reduction="sum")',
      underlined: "output",
      fix: "",
    },
  ],
  "first_batch.py": [
    {
      code: "TV103",
      severity: "warning",
      around: "list(train_loader)[0]",
      underlined: "list(train_loader)[0]",
      fix: "Replace by next(iter(train_loader))",
    },
    {
      code: "TV102",
      severity: "error",
      around: "train_loader[0]",
      underlined: "train_loader[0]",
      fix: "Replace by next(iter(train_loader))",
    },
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

interface Found extends Mistake {
  line: number;
  column: number;
}

function findIn(name: string, mistakes: Mistake[]): Found[] {
  const text = fs.readFileSync(path.join(folder, name), "utf8");
  return mistakes.map((mistake) => ({ ...mistake, ...placeOf(text, mistake.around, mistake.underlined) }));
}

for (const [name, mistakes] of Object.entries(DEMO)) {
  test(`${name} is underlined where its mistakes are`, async () => {
    const found = findIn(name, mistakes);
    await workbench.openFile(name);
    for (const { line, severity } of found) {
      await workbench.goTo(line);
      await workbench.eventually(
        `${name} squiggle in line ${line}`,
        () => workbench.squiggles(),
        (squiggles) => squiggles.some((squiggle) => equals({ line, severity })(squiggle)),
      );
      const others = (await workbench.squiggles()).filter(
        (squiggle) => !found.some((mistake) => mistake.line === squiggle.line),
      );
      assert.deepEqual(others, []);
    }
    await workbench.picture(`${name}-squiggles`);
  });

  test(`${name}: the Problems panel and the hover give code and message`, async () => {
    const found = findIn(name, mistakes);
    const expected = found.map(({ code, line }) => ({ code, line }));
    const problems = await workbench.eventually(
      `${name} problems`,
      () => workbench.problems(),
      (listed) => equals(expected)(listed.map(({ code, line }) => ({ code, line }))),
    );
    for (const [index, { code, line, column }] of found.entries()) {
      const message = problems[index]?.message ?? "";
      assert.ok(message.length > 20, message);
      await workbench.expectHover(line, column, [code, message]);
      await workbench.picture(`${name}-${line}-hover`);
      await workbench.pressEscape();
    }
  });

  test(`${name} is mended by the lightbulb`, async () => {
    const file = path.join(folder, name);
    for (const mistake of mistakes.filter(({ fix }) => fix)) {
      const [found] = findIn(name, [mistake]);
      assert.ok(found);
      await workbench.goTo(found.line, found.column);
      const entries = await workbench.openLightbulb();
      await workbench.picture(`${name}-${found.line}-lightbulb`);
      assert.deepEqual(entries, [
        `torchvet (${found.code}): ${found.fix}`,
        `torchvet (${found.code}): Disable for this line`,
      ]);
      await workbench.choose(`torchvet (${found.code}): ${found.fix}`);
      await workbench.save(file);
    }
    await workbench.eventually(`${name} without problems`, () => workbench.problems(), equals<Problem[]>([]));
    await workbench.eventually(
      `${name} without squiggles`,
      () => workbench.squiggles(),
      equals<Squiggle[]>([]),
    );
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
  assert.deepEqual(editor.complaints(), []);
});
