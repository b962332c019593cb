import * as vscode from "vscode";
import { SelectedEnvironments } from "./environments.ts";
import type { Choice } from "./interpreter.ts";
import { type Launch, sameLaunch } from "./launch.ts";
import type { Log } from "./log.ts";
import { noPythonSentence, showNoPython, showServerFailed } from "./messages.ts";
import { type Selection, select } from "./selection.ts";
import { Server, type ServerState } from "./server.ts";
import { Status } from "./status.ts";

/** Changes of settings and environments come in bursts. */
const SETTLE_MS = 300;

/** Keeps the server running with what the settings, the workspace's trust and the selected environments say. */
export class Controller implements vscode.Disposable {
  readonly server: Server;
  private readonly status = new Status();
  private readonly environments: SelectedEnvironments;
  private readonly disposables: vscode.Disposable[];
  private readonly log: Log;
  private readonly extensionFolder: string;
  private current: Launch | undefined;
  private timer: NodeJS.Timeout | undefined;
  private updates = 0;
  private updating: Promise<void> = Promise.resolve();
  private complained = false;

  constructor(log: Log, extensionFolder: string) {
    this.log = log;
    this.extensionFolder = extensionFolder;
    this.server = new Server(log, extensionFolder);
    this.environments = new SelectedEnvironments(log);
    this.disposables = [this.server, this.status, this.environments, ...this.listen()];
  }

  /** Looks at everything anew and starts the server anew, whether or not something has changed. */
  async restart(): Promise<void> {
    this.complained = false;
    this.updating = this.update(true);
    await this.updating;
  }

  /** Asks the server, also where the window has just been opened. */
  async request<Answer>(method: string, params: object): Promise<Answer> {
    await this.updating;
    return this.server.request<Answer>(method, params);
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.updates++;
    await this.server.apply(undefined);
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private listen(): vscode.Disposable[] {
    const soon = () => this.updateSoon();
    const environment = vscode.workspace.createFileSystemWatcher("**/{.venv,venv}/pyvenv.cfg", false, true);
    return [
      environment,
      environment.onDidCreate(soon),
      environment.onDidDelete(soon),
      this.server.onDidChangeState((state) => this.serverChanged(state)),
      this.environments.onDidChange(soon),
      vscode.workspace.onDidGrantWorkspaceTrust(soon),
      vscode.workspace.onDidChangeWorkspaceFolders(soon),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("torchvet")) {
          soon();
        }
      }),
    ];
  }

  private updateSoon(): void {
    clearTimeout(this.timer);
    const update = () => this.update(false).catch((error: unknown) => this.log.error(String(error)));
    this.timer = setTimeout(update, SETTLE_MS);
  }

  private async update(always: boolean): Promise<void> {
    const mine = ++this.updates;
    const selection = await select(this.extensionFolder, this.environments);
    if (mine !== this.updates) {
      return;
    }
    const { launch } = selection;
    this.explain(selection);
    if (always || !sameLaunch(launch, this.current)) {
      this.current = launch;
      await this.server.apply(launch);
    }
  }

  private serverChanged(state: ServerState): void {
    this.status.state = state;
    if (state === "failed") {
      void showServerFailed();
    }
  }

  private explain({ launch, choice }: Selection): void {
    this.logChoice(choice);
    if (!choice) {
      this.status.explain("Switched off by the setting torchvet.enable");
    } else if (launch) {
      this.status.explain(`Runs with ${launch.command}`, choice.problems[0]);
      this.complained = false;
    } else {
      this.status.explain("", noPythonSentence(choice));
      this.complain(choice);
    }
  }

  private logChoice(choice: Choice | undefined): void {
    for (const problem of choice?.problems ?? []) {
      this.log.warn(problem);
    }
    for (const [folder, { python, source }] of choice?.environments ?? []) {
      const place = folder ?? "files outside all folders";
      this.log.info(
        `Packages for ${place}: Python ${python.version.join(".")}, ${python.executable}, from ${source}`,
      );
    }
  }

  /** Says once that there is no Python, until there was one or the user asks again. */
  private complain(choice: Choice): void {
    if (!this.complained) {
      this.complained = true;
      this.log.error(noPythonSentence(choice));
      void showNoPython(choice);
    }
  }
}
