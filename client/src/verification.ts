import * as path from "node:path";
import * as vscode from "vscode";
import { joinArguments } from "./arguments.ts";
import { mayRun } from "./consent.ts";
import type { Controller } from "./controller.ts";
import { Memory } from "./memory.ts";
import { showProblem, showVerdict } from "./messages.ts";
import { Panel, relative } from "./panel.ts";
import type { FromPanel } from "./panel_state.ts";
import { asMarkdown, shown } from "./report.ts";
import { chooseScript, type Target, targetOf } from "./scripts.ts";
import { NoServer } from "./server.ts";
import { type Answer, CONFIGURED, type Configured, type Progress, STOP, VERIFY } from "./verify_protocol.ts";

/** A run that is refused at once opens no panel. */
const OPEN_AFTER_MS = 700;
const RUNNING = "torchvet.isVerifying";
const HAS_RUN = "torchvet.hasVerified";

interface Run {
  target: Target;
  name: string;
  report: (progress: Progress) => void;
}

/** Verifies scripts on the user's request, one at a time. */
export class Verification implements vscode.Disposable {
  private readonly controller: Controller;
  private readonly memory: Memory;
  private readonly panel: Panel;
  private readonly disposables: vscode.Disposable[];
  private run: Run | undefined;
  private lastTarget: Target | undefined;
  private lastAnswer: Answer | undefined;

  constructor(controller: Controller, context: vscode.ExtensionContext) {
    this.controller = controller;
    this.memory = new Memory(context.workspaceState);
    this.panel = new Panel(context.extensionUri);
    this.disposables = [
      this.panel,
      this.panel.onDidAsk((wish) => this.carryOut(wish)),
      controller.server.onDidProgress((progress) => this.progressed(progress)),
      vscode.commands.registerCommand("torchvet.verify", (argument: unknown) => this.start(argument)),
      vscode.commands.registerCommand("torchvet.stopVerification", () => this.stop()),
      vscode.commands.registerCommand("torchvet.showVerification", (argument: unknown) =>
        this.show(argument),
      ),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** @param argument names the script where a lens or a menu is the origin; from the palette there is none. */
  private async start(argument: unknown): Promise<void> {
    if (this.run) {
      this.panel.show(true);
      vscode.window.setStatusBarMessage(`torchvet: ${this.run.name} is being verified already`, 5_000);
      return;
    }
    if (!vscode.workspace.isTrusted) {
      await mayRun("", this.memory);
      return;
    }
    const target = targetOf(argument, this.memory) ?? (await this.choose());
    if (target) {
      await this.verify(target);
    }
  }

  private async choose(): Promise<Target | undefined> {
    const configured = await this.ask<Configured[]>(CONFIGURED, {});
    return configured && chooseScript(this.memory, configured);
  }

  private async verify(target: Target): Promise<void> {
    const name = target.script ? path.basename(target.script.fsPath) : "the configured function";
    if (this.run || !(await mayRun(name, this.memory)) || !(await saveScripts())) {
      return;
    }
    if (target.script) {
      const script = target.script.toString();
      await this.memory.remember({ script, ...(target.args ? { args: target.args } : {}) });
    }
    const progress = { location: vscode.ProgressLocation.Notification, cancellable: true };
    await vscode.window.withProgress({ ...progress, title: `Verify ${name}` }, async (shower, token) => {
      token.onCancellationRequested(() => this.stop());
      let told = 0;
      const report = (progress: Progress) => {
        const increment = (100 * ((progress.step ?? 0) - told)) / progress.steps;
        told = progress.step ?? told;
        shower.report({ message: inWords(progress), ...(progress.again ? {} : { increment }) });
      };
      shower.report({ message: "starting" });
      await this.follow({ target, name, report });
    });
  }

  private async follow(run: Run): Promise<void> {
    this.setRun(run);
    this.lastTarget = run.target;
    void vscode.commands.executeCommand("setContext", HAS_RUN, true);
    this.lastAnswer = undefined;
    this.panel.begin(run.name, joinArguments(run.target.args ?? []));
    const opening = setTimeout(() => this.panel.show(true), this.panel.isOpen ? 0 : OPEN_AFTER_MS);
    try {
      const { script, args } = run.target;
      const answer = await this.ask<Answer>(VERIFY, { script: script?.toString(), args });
      if (answer) {
        this.finish(run, answer);
      } else {
        const message = "The verification has ended with the language server.";
        this.panel.finish({ problem: { kind: "failed", message } });
      }
    } finally {
      clearTimeout(opening);
      this.setRun(undefined);
    }
  }

  private finish(run: Run, answer: Answer): void {
    this.lastAnswer = answer;
    this.panel.finish(answer);
    if (answer.problem) {
      void showProblem(answer.problem);
    } else if (!this.panel.isOpen) {
      this.panel.show(true);
    } else if (answer.result && !this.panel.isVisible) {
      void showVerdict(run.name, answer.result, () => this.panel.show(false));
    }
  }

  private setRun(run: Run | undefined): void {
    this.run = run;
    void vscode.commands.executeCommand("setContext", RUNNING, run !== undefined);
  }

  private progressed(progress: Progress): void {
    this.panel.advance(progress);
    this.run?.report(progress);
  }

  private async stop(): Promise<void> {
    if (this.run) {
      await this.ask<boolean>(STOP, { script: this.run.target.script?.toString() });
    }
  }

  private async show(argument: unknown): Promise<void> {
    if (this.panel.isOpen || this.lastTarget) {
      this.panel.show(false);
    } else {
      await this.start(argument);
    }
  }

  private async carryOut(wish: FromPanel): Promise<void> {
    if (wish.type === "again" && this.lastTarget) {
      await this.verify(this.lastTarget);
    } else if (wish.type === "stop") {
      await this.stop();
    } else if (wish.type === "copy" && this.lastAnswer?.result) {
      await vscode.env.clipboard.writeText(asMarkdown(this.lastAnswer.result, relative));
      vscode.window.setStatusBarMessage("torchvet: copied as Markdown", 3_000);
    } else if (wish.type === "interpreter" && this.lastAnswer?.problem) {
      await showProblem(this.lastAnswer.problem);
    } else if (wish.type === "open") {
      await openPlace(wish.filename, wish.row, wish.column);
    }
  }

  /** Asks the server; says so and gives undefined where there is none. */
  private async ask<Value>(method: string, params: object): Promise<Value | undefined> {
    try {
      return await this.controller.request<Value>(method, params);
    } catch (error) {
      if (!(error instanceof NoServer)) {
        throw error;
      }
      void vscode.window.showWarningMessage("torchvet's server is not running, so nothing can be verified.");
      return undefined;
    }
  }
}

function inWords({ accuracy, again, losses, step, steps }: Progress): string {
  const loss = losses.at(-1);
  if (step && loss !== undefined) {
    const right = accuracy === null ? "" : `, ${Math.round(100 * accuracy)} % right`;
    return `step ${step} of ${steps}, loss ${shown(loss)}${right}`;
  }
  if (again) {
    return "once more, since the script ended early";
  }
  return "waiting for the first step";
}

/** Saves the scripts that have changed; false where one can't be saved. */
async function saveScripts(): Promise<boolean> {
  const changed = vscode.workspace.textDocuments.filter(
    ({ isDirty, languageId, uri }) => isDirty && languageId === "python" && uri.scheme === "file",
  );
  const saved = await Promise.all(changed.map((document) => document.save()));
  return saved.every(Boolean);
}

async function openPlace(filename: string, row: number, column: number): Promise<void> {
  const uri = vscode.Uri.file(filename);
  const known = vscode.window.visibleTextEditors.find(({ document }) => document.uri.fsPath === uri.fsPath);
  const position = new vscode.Position(row - 1, column - 1);
  await vscode.window.showTextDocument(uri, {
    selection: new vscode.Range(position, position),
    viewColumn: known?.viewColumn ?? vscode.ViewColumn.One,
  });
}
