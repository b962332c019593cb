// Bundles the extension and the page of its panel into client/out/; with --tests, the unit tests into build/client-tests/.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const COMMON = { bundle: true, platform: "node", target: "node20", logLevel: "warning" };
const TESTS = "tests/client";
const BUILT_TESTS = "build/client-tests";
const RULE = "=".repeat(80);

async function buildExtension() {
  const production = process.argv.includes("--production");
  const options = {
    ...COMMON,
    minify: production,
    sourcemap: production ? false : "linked",
    legalComments: "none",
    metafile: true,
  };
  const extension = build({
    ...options,
    entryPoints: ["client/src/extension.ts"],
    outfile: "client/out/extension.js",
    format: "cjs",
    external: ["vscode"],
  });
  const panel = build({
    ...options,
    entryPoints: { panel: "client/panel/main.ts" },
    outdir: "client/out",
    format: "iife",
    platform: "browser",
    target: "es2022",
  });
  const style = build({
    ...options,
    entryPoints: { panel: "client/panel/panel.css" },
    outdir: "client/out",
    sourcemap: false,
  });
  const built = await Promise.all([extension, panel, style]);
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync("client/out/ThirdPartyNotices.txt", notices(inputs));
}

/** The licences of the packages that went into the bundle, as each of them asks. */
function notices(inputs) {
  const packages = inputs.map((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(packages)]
    .filter((folder) => folder !== undefined)
    .sort()
    .map((folder) => {
      const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (file === undefined) {
        throw new Error(`${name} carries no licence.`);
      }
      return `${RULE}\n${name} ${version}\n${RULE}\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
    })
    .join("\n");
}

async function buildTests() {
  if (existsSync(BUILT_TESTS)) {
    rmSync(BUILT_TESTS, { recursive: true });
  }
  await build({
    ...COMMON,
    entryPoints: readdirSync(TESTS)
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => `${TESTS}/${name}`),
    outdir: BUILT_TESTS,
    outExtension: { ".js": ".mjs" },
    format: "esm",
  });
}

await (process.argv.includes("--tests") ? buildTests() : buildExtension());
