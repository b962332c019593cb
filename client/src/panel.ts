import * as vscode from "vscode";
import { pageFor } from "./panel_page.ts";
import { advance, type FromPanel, initialState, type PanelState, type ToPanel } from "./panel_state.ts";
import { facts } from "./report.ts";
import type { Answer, Progress } from "./verify_protocol.ts";

const VIEW_TYPE = "torchvet.verification";

/** The panel that shows a verification while it runs, and its result after. */
export class Panel implements vscode.Disposable {
  private readonly asked = new vscode.EventEmitter<FromPanel>();
  private readonly folder: vscode.Uri;
  private panel: vscode.WebviewPanel | undefined;
  private state: PanelState | undefined;
  /** What somebody at the panel wishes. */
  readonly onDidAsk = this.asked.event;

  /** @param extensionFolder where the page's script and style lie. */
  constructor(extensionFolder: vscode.Uri) {
    this.folder = vscode.Uri.joinPath(extensionFolder, "client", "out");
  }

  get isVisible(): boolean {
    return this.panel?.visible === true;
  }

  get isOpen(): boolean {
    return this.panel !== undefined;
  }

  /** Begins with a new run. */
  begin(name: string, args: string): void {
    this.state = initialState(name, args);
    this.sendState();
  }

  advance(progress: Progress): void {
    if (this.state) {
      advance(this.state, progress);
      this.send({ type: "progress", progress });
    }
  }

  finish({ result, problem }: Answer): void {
    if (!this.state) {
      return;
    }
    if (result) {
      this.state.result = result;
      this.state.facts = facts(result);
      this.state.names = Object.fromEntries(filesOf(result).map((file) => [file, relative(file)]));
      this.state.losses = result.loss?.history ?? this.state.losses;
      this.state.phase = "done";
    } else if (problem) {
      this.state.problem = problem;
      this.state.phase = "problem";
    }
    this.sendState();
  }

  /** Opens the panel beside the editor, or brings it to the front, and leaves the focus where it is. */
  show(preserveFocus: boolean): void {
    if (this.panel) {
      this.panel.reveal(undefined, preserveFocus);
    } else if (this.state) {
      this.panel = this.open(preserveFocus);
    }
  }

  dispose(): void {
    this.panel?.dispose();
    this.asked.dispose();
  }

  private open(preserveFocus: boolean): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(
      VIEW_TYPE,
      "Verify",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus },
      { enableScripts: true, localResourceRoots: [this.folder], enableFindWidget: true },
    );
    panel.webview.onDidReceiveMessage((message: FromPanel) => {
      if (message.type === "ready") {
        this.sendState();
      } else {
        this.asked.fire(message);
      }
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.html = pageFor(panel.webview, this.folder);
    panel.title = this.title;
    return panel;
  }

  private get title(): string {
    return `Verify ${this.state?.name ?? ""}`.trim();
  }

  private sendState(): void {
    if (this.panel && this.state) {
      this.panel.title = this.title;
      this.send({ type: "state", state: this.state });
    }
  }

  private send(message: ToPanel): void {
    void this.panel?.webview.postMessage(message);
  }
}

function filesOf(result: NonNullable<Answer["result"]>): string[] {
  const places = result.findings.flatMap((finding) => [finding, ...finding.related]);
  return [...places, result.error].flatMap((place) => (place?.filename ? [place.filename] : []));
}

/** A file's path from the workspace's folder. */
export function relative(file: string): string {
  return vscode.workspace.asRelativePath(file, (vscode.workspace.workspaceFolders ?? []).length > 1);
}
