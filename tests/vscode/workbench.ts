// What a person does and sees in the window.
import * as fs from "node:fs";
import * as path from "node:path";
import type { Page } from "playwright-core";

const PATIENCE_MS = 60_000;
const POLL_MS = 100;
const RETRY_MS = 3_000;
const SEVERITIES = ["error", "warning", "info"] as const;

export interface Squiggle {
  line: number;
  severity: (typeof SEVERITIES)[number];
}

export interface Problem {
  /** With "verify" before it where a run has shown it. */
  code: string;
  message: string;
  line: number;
}

export class Workbench {
  readonly page: Page;
  private readonly pictures: string;

  constructor(page: Page, pictures: string) {
    this.page = page;
    this.pictures = pictures;
    page.setDefaultTimeout(PATIENCE_MS);
  }

  async openFile(name: string): Promise<void> {
    await this.ask("Control+P", name);
    await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name }).waitFor();
    await this.page.keyboard.press("Enter");
    await this.page.locator(".tab.active", { hasText: name }).waitFor();
    const notebook = ".notebookOverlay .monaco-editor";
    const text = `.editor-group-container.active [data-uri$="/${name}"]`;
    await this.page
      .locator(name.endsWith(".ipynb") ? notebook : text)
      .first()
      .waitFor();
  }

  async goTo(line: number, column = 1): Promise<void> {
    const place = this.page.locator('[id="status.editor.selection"]', { hasText: `Ln ${line},` });
    await this.persist(`line ${line}`, async () => {
      await this.ask("Control+G", `:${line}:${column}`);
      await this.page.keyboard.press("Enter");
      await this.quickInputGone();
      await place.waitFor({ timeout: RETRY_MS });
    });
  }

  /** Waits until the active editor shows a line that ends so. */
  async expectText(end: string): Promise<void> {
    await this.eventually(
      `a line that ends in ${end}`,
      () => this.page.locator(".editor-group-container.active .view-line").allInnerTexts(),
      (lines) => lines.some((line) => line.replaceAll("\u00a0", " ").trimEnd().endsWith(end)),
    );
  }

  /** Saves the active file, and gives what it holds then. */
  async save(file: string): Promise<string> {
    await this.page.keyboard.press("Control+S");
    await this.page.locator(".tab.active.dirty").waitFor({ state: "detached" });
    return fs.readFileSync(file, "utf8");
  }

  /** Runs a command by its name, as the palette shows it. */
  async runCommand(name: string): Promise<void> {
    await this.beginCommand(name);
    await this.quickInputGone();
  }

  /** Begins a command that asks something. */
  async beginCommand(name: string): Promise<void> {
    await this.ask("F1", `>${name}`);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click();
  }

  /** The squiggles that are in view, from above; the three dots of a hint are none. */
  async squiggles(): Promise<Squiggle[]> {
    const seen = await this.page.evaluate((severities) => {
      const editor = document.querySelector(".editor-group-container.active .monaco-editor");
      const top = (element: Element): number => element.getBoundingClientRect().top;
      const numbers = [...(editor?.querySelectorAll(".margin-view-overlays .line-numbers") ?? [])];
      const lineAt = (y: number): number =>
        Number(numbers.find((number) => Math.abs(top(number) - y) < 8)?.textContent ?? 0);
      return severities.flatMap((severity) =>
        [...(editor?.querySelectorAll(`.squiggly-${severity}`) ?? [])].map((element) => ({
          line: lineAt(top(element)),
          severity,
        })),
      );
    }, SEVERITIES);
    return seen.sort((one, other) => one.line - other.line);
  }

  /** What the Problems panel lists, by line. */
  async problems(): Promise<Problem[]> {
    const rows = this.page.locator(".markers-panel .monaco-list-row");
    const listed = (await rows.allInnerTexts()).flatMap((text) => parseProblem(text.replace(/\s+/g, " ")));
    return listed.sort((one, other) => one.line - other.line);
  }

  async showProblems(): Promise<void> {
    if (!(await this.page.locator(".markers-panel").isVisible())) {
      await this.page.keyboard.press("Control+Shift+M");
      await this.page.locator(".markers-panel").waitFor();
    }
  }

  /** Waits for a hover at a place in the active file that holds all of these texts. */
  async expectHover(line: number, column: number, texts: string[]): Promise<void> {
    await this.goTo(line, column);
    await this.page.keyboard.press("Control+K");
    await this.page.keyboard.press("Control+I");
    await this.eventually(
      `hover at ${line}:${column}`,
      async () => (await this.page.locator(".monaco-hover:not(.hidden)").allInnerTexts()).join("\n"),
      (shown) => texts.every((text) => shown.includes(text)),
    );
  }

  /** Opens the lightbulb's menu where the cursor is, and reads it. */
  async openLightbulb(): Promise<string[]> {
    const entries = this.page.locator(".action-widget .monaco-list-row.action");
    await this.persist("lightbulb", async () => {
      await this.page.keyboard.press("Control+.");
      await entries.first().waitFor({ timeout: RETRY_MS });
    });
    return entries.allInnerTexts();
  }

  /** Takes an entry of the open lightbulb's menu, and waits for what it does to the text. */
  async choose(entry: string): Promise<void> {
    await this.page.locator(".action-widget .monaco-list-row.action", { hasText: entry }).first().click();
    await this.page.locator(".tab.active.dirty").waitFor();
  }

  async pressEscape(): Promise<void> {
    await this.page.keyboard.press("Escape");
  }

  notifications(): Promise<string[]> {
    return this.page.locator(".notification-toast .notification-list-item-message").allInnerTexts();
  }

  /** Waits until `look` gives what `accept` accepts, and returns it. */
  async eventually<Value>(
    what: string,
    look: () => Promise<Value> | Value,
    accept: (value: Value) => boolean,
    patience = PATIENCE_MS,
  ): Promise<Value> {
    const end = Date.now() + patience;
    let value = await look();
    while (!accept(value)) {
      if (Date.now() > end) {
        await this.picture(`failed-${what}`);
        throw new Error(`${what}: still ${JSON.stringify(value)} after ${patience / 1000} s`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      value = await look();
    }
    return value;
  }

  /** Keeps what the window shows as test-output/vscode/NAME.png. */
  async picture(name: string): Promise<void> {
    fs.mkdirSync(this.pictures, { recursive: true });
    const file = path.join(this.pictures, `${name.replace(/[^\w-]+/g, "-")}.png`);
    await this.page.screenshot({ path: file, animations: "disabled" });
  }

  /** Opens the box at the top and writes into it. */
  private async ask(key: string, text: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input[type=text]").first();
    await this.persist(`box of ${key}`, async () => {
      await this.page.keyboard.press(key);
      await input.fill(text, { timeout: RETRY_MS });
    });
  }

  /** Repeats what has no effect while a view that is just opening takes the focus away. */
  private async persist(what: string, act: () => Promise<void>): Promise<void> {
    const attempt = (): Promise<boolean> =>
      act().then(
        () => true,
        () => false,
      );
    await this.eventually(what, attempt, (done) => done);
  }

  private async quickInputGone(): Promise<void> {
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }
}

function parseProblem(label: string): Problem[] {
  const match = /^(.*) torchvet ?(verify)? ?\(?(TV\d{3})?\)? ?\[Ln (\d+), Col \d+\]/.exec(label);
  if (!match) {
    return [];
  }
  const [, message = "", verify, code = "", line] = match;
  return [{ message, code: verify ? `${verify} ${code}`.trim() : code, line: Number(line) }];
}
