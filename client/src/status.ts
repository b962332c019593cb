import * as vscode from "vscode";
import { DOCUMENTS } from "./documents.ts";
import type { ServerState } from "./server.ts";

const TEXTS: Record<ServerState, string> = {
  stopped: "torchvet is not running",
  starting: "torchvet is starting",
  running: "torchvet",
  analysing: "torchvet is analysing",
  failed: "torchvet stopped after repeated failures",
};

/** The entry behind the `{}` of the status bar, shown for the documents that torchvet looks at. */
export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem("torchvet.status", DOCUMENTS);
  private serverState: ServerState = "stopped";
  private problem: string | undefined;

  constructor() {
    this.item.name = "torchvet";
    this.item.command = { command: "torchvet.showLogs", title: "Show Logs" };
    this.render();
  }

  set state(state: ServerState) {
    this.serverState = state;
    this.render();
  }

  /** @param detail what the server runs with; a problem is shown in its place. */
  explain(detail: string, problem?: string): void {
    this.item.detail = problem ?? detail;
    this.problem = problem;
    this.render();
  }

  dispose(): void {
    this.item.dispose();
  }

  private render(): void {
    this.item.text = TEXTS[this.serverState];
    this.item.busy = ["starting", "analysing"].includes(this.serverState);
    this.item.severity = this.severity();
  }

  private severity(): vscode.LanguageStatusSeverity {
    if (this.serverState === "failed") {
      return vscode.LanguageStatusSeverity.Error;
    }
    return this.problem === undefined
      ? vscode.LanguageStatusSeverity.Information
      : vscode.LanguageStatusSeverity.Warning;
  }
}
