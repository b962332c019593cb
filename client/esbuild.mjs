// Bundles the extension into client/out/extension.js; with --tests, the unit tests into build/client-tests/.
import { readdirSync } from "node:fs";
import { build } from "esbuild";

const common = { bundle: true, platform: "node", target: "node20", logLevel: "warning" };

async function buildExtension() {
  const production = process.argv.includes("--production");
  await build({
    ...common,
    entryPoints: ["client/src/extension.ts"],
    outfile: "client/out/extension.js",
    format: "cjs",
    external: ["vscode"],
    minify: production,
    sourcemap: production ? false : "linked",
    legalComments: "none",
  });
}

async function buildTests() {
  const folder = "tests/client";
  await build({
    ...common,
    entryPoints: readdirSync(folder)
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => `${folder}/${name}`),
    outdir: "build/client-tests",
    outExtension: { ".js": ".mjs" },
    format: "esm",
  });
}

await (process.argv.includes("--tests") ? buildTests() : buildExtension());
