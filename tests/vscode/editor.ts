// Starts a real VS Code (code-server) with the packaged extension in a home of its own, and a browser that shows it.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { FONTS, QUIET_SETTINGS } from "./appearance.ts";
import { Workbench } from "./workbench.ts";

const REPOSITORY = path.resolve(import.meta.dirname, "../..");
/** The demo's files as they should be. */
export const FIXED_DEMO = path.join(REPOSITORY, "tests/demo/fixed");
const CACHE = path.join(process.env.TORCHVET_CACHE ?? path.join(REPOSITORY, ".cache"), "vscode");
const ENTRY = path.join(CACHE, "code-server/node_modules/code-server/out/node/entry.js");
const PICTURES = path.join(REPOSITORY, "test-output/vscode");
const LISTENING = /HTTP server listening on (http:\/\/[\d.:]+)/;
const START_TIMEOUT_MS = 60_000;
const SIZE = { width: 1280, height: 800, scale: 1 };

const MACHINE_SETTINGS = ["torchvet.interpreter", "torchvet.path", "torchvet.args"];

export interface EditorOptions {
  /** The folder that is opened, or a workspace file that names several; its files may be changed. */
  folder: string;
  settings?: Record<string, unknown>;
  /** Without trust the window opens in Restricted Mode. */
  trusted?: boolean;
  /** What is on PATH; by default a Python with no packages. */
  pathFolders?: string[];
  environment?: Record<string, string>;
  /** The window's. */
  size?: typeof SIZE;
  /** More extensions than torchvet: VSIX files. */
  extensions?: string[];
}

export class Editor {
  readonly workbench: Workbench;
  readonly page: Page;
  readonly home: string;
  readonly folder: string;
  private readonly server: ChildProcess;
  private readonly browser: Browser;

  private constructor(home: string, folder: string, server: ChildProcess, browser: Browser, page: Page) {
    this.home = home;
    this.folder = folder;
    this.server = server;
    this.browser = browser;
    this.page = page;
    this.workbench = new Workbench(page, PICTURES);
  }

  /** Installs the extensions, starts code-server and opens the folder in a browser. */
  static async open(options: EditorOptions): Promise<Editor> {
    const home = temporaryFolder("home");
    const environment = makeEnvironment(home, options);
    const places = [
      "--user-data-dir",
      path.join(home, "data"),
      "--extensions-dir",
      path.join(home, "extensions"),
    ];
    writeUserSettings(home, { ...QUIET_SETTINGS, ...options.settings });
    const extensions = [packagedExtension(), ...(options.extensions ?? [])];
    execFileSync(
      process.execPath,
      [ENTRY, ...places, ...extensions.flatMap((file) => ["--install-extension", file])],
      { env: environment, stdio: "pipe" },
    );
    const server = spawn(
      process.execPath,
      // biome-ignore format: one option a line would hide what belongs together
      [ENTRY, ...places, "--config", path.join(home, "config.yaml"), "--auth", "none", "--bind-addr", "127.0.0.1:0",
       "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override",
       "--reconnection-grace-time", "2", "--vscode-option", "force-disable-user-env", ...(options.trusted === false ? [] : ["--disable-workspace-trust"])],
      { env: environment, stdio: ["ignore", "pipe", "pipe"] },
    );
    process.once("exit", () => server.kill("SIGKILL"));
    try {
      const address = await listeningAddress(server);
      const browser = await openBrowser(home);
      const size = options.size ?? SIZE;
      const page = await browser.newPage({ viewport: size, deviceScaleFactor: size.scale });
      const kind = options.folder.endsWith(".code-workspace") ? "workspace" : "folder";
      await page.goto(`${address}/?${kind}=${encodeURIComponent(options.folder)}`);
      await page.waitForSelector(".monaco-workbench .statusbar", { timeout: START_TIMEOUT_MS });
      return new Editor(home, options.folder, server, browser, page);
    } catch (error) {
      server.kill("SIGKILL");
      throw error;
    }
  }

  /** Closes the browser's window, as a user would, and leaves the rest running. */
  async closeWindow(): Promise<void> {
    await this.page.close();
  }

  async close(): Promise<void> {
    await this.browser.close();
    const ended = new Promise((resolve) => this.server.once("exit", resolve));
    this.server.kill("SIGTERM");
    await ended;
  }

  /** The torchvet servers that belong to this editor, as `ps` sees them. */
  serverProcesses(): number[] {
    const lines = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
    return lines
      .filter(
        (line) => line.includes(path.join(this.home, "extensions")) && line.includes("bootstrap.py server"),
      )
      .map((line) => Number.parseInt(line, 10));
  }

  /** Changes the workspace's settings, as if they had been edited. */
  changeSettings(changes: Record<string, unknown>): void {
    addSettings(path.join(this.folder, ".vscode/settings.json"), changes);
  }

  /** The first complaints of the log. */
  complaints(): string[] {
    return this.log()
      .split("\n")
      .filter((line) => /\[(error|warning)\]/.test(line))
      .slice(0, 5);
  }

  /** What the extension has written into its output channel. */
  log(): string {
    return findFiles(path.join(this.home, "data/logs"), "torchvet.log")
      .map((file) => fs.readFileSync(file, "utf8"))
      .join("\n");
  }
}

const temporaryFolders: string[] = [];
process.once("exit", () => {
  for (const folder of temporaryFolders) {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

/** A new folder that is removed when the tests of this file are over. */
export function temporaryFolder(name: string): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `torchvet-${name}-`)));
  temporaryFolders.push(folder);
  return folder;
}

/** A folder that holds nothing but a Python, called python3, with no packages around it. */
export function barePythonFolder(): string {
  const folder = temporaryFolder("python");
  execFileSync("python3", ["-m", "venv", "--without-pip", folder]);
  return path.join(folder, "bin");
}

/** The demo, copied, so that it may be changed. */
export function demoCopy(): string {
  const folder = path.join(temporaryFolder("workspace"), "demo");
  fs.mkdirSync(folder);
  for (const name of fs.readdirSync(path.join(REPOSITORY, "demo")).filter((entry) => entry.endsWith(".py"))) {
    fs.copyFileSync(path.join(REPOSITORY, "demo", name), path.join(folder, name));
  }
  return folder;
}

function makeEnvironment(home: string, options: EditorOptions): Record<string, string> {
  return {
    HOME: home,
    PATH: (options.pathFolders ?? [barePythonFolder()]).join(path.delimiter),
    LANG: "C.UTF-8",
    SHELL: "/bin/false",
    ...options.environment,
  };
}

/** The user's settings; those that name programs belong to the machine, and stand in a file of their own. */
function writeUserSettings(home: string, settings: Record<string, unknown>): void {
  const machine = Object.entries(settings).filter(([key]) => MACHINE_SETTINGS.includes(key));
  addSettings(path.join(home, "data/User/settings.json"), settings);
  addSettings(path.join(home, "data/Machine/settings.json"), Object.fromEntries(machine));
}

function addSettings(file: string, changes: Record<string, unknown>): void {
  const before = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify({ ...before, ...changes }, undefined, 2));
}

function packagedExtension(): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(REPOSITORY, "package.json"), "utf8"));
  return path.join(REPOSITORY, `dist/torchvet-${version}.vsix`);
}

function listeningAddress(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(
      () => reject(new Error(`code-server did not start:\n${output}`)),
      START_TIMEOUT_MS,
    );
    const listen = (chunk: Buffer): void => {
      output += chunk.toString();
      const address = LISTENING.exec(output)?.[1];
      if (address) {
        clearTimeout(timer);
        resolve(address);
      }
    };
    server.stdout?.on("data", listen);
    server.stderr?.on("data", listen);
    server.once("exit", () => reject(new Error(`code-server ended:\n${output}`)));
  });
}

function openBrowser(home: string): Promise<Browser> {
  const fonts = path.join(home, "fonts.conf");
  fs.writeFileSync(fonts, FONTS);
  // biome-ignore format: one option a line would hide what belongs together
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--font-render-hinting=none"];
  return chromium.launch({
    executablePath: process.env.TORCHVET_CHROMIUM ?? "/usr/bin/chromium",
    args,
    env: { ...process.env, FONTCONFIG_FILE: fonts },
  });
}

function findFiles(folder: string, name: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file).endsWith(name))
    .map((file) => path.join(folder, file));
}
