import type { PythonExtension } from "@vscode/python-extension";
import * as vscode from "vscode";
import type { Command, Source } from "./interpreter.ts";
import type { Log } from "./log.ts";

/** The part of the Python Environments extension's API that is used here. */
interface EnvironmentsExtension {
  getEnvironment(scope: vscode.Uri | undefined): Promise<SelectedEnvironment | undefined>;
  onDidChangeEnvironment: vscode.Event<unknown>;
}

interface SelectedEnvironment {
  execInfo?: { run?: { executable: string; args?: string[] } };
}

/** How long an extension may take before another place is asked; it is listened to when it answers later. */
const PATIENCE_MS = 3_000;

/**
 * Asks the extensions that know which environment the user selected. Neither has to be installed, and neither is
 * waited for long: finding environments can take it minutes, and the server starts meanwhile with what is known.
 */
export class SelectedEnvironments implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly disposables: vscode.Disposable[] = [this.changed];
  private readonly loading = new Map<string, Promise<unknown>>();
  private readonly unanswered = new Map<string, Promise<Command | undefined>>();
  readonly onDidChange = this.changed.event;
  private readonly log: Log;

  constructor(log: Log) {
    this.log = log;
  }

  get sources(): Source[] {
    return [
      this.source("the Python Environments extension", (folder) => this.askEnvironmentsExtension(folder)),
      this.source("the Python extension", (folder) => this.askPythonExtension(folder)),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private source(
    name: string,
    ask: (folder: vscode.Uri | undefined) => Promise<Command | undefined>,
  ): Source {
    const find = async (folder: string | undefined): Promise<Command[]> => {
      const question = `${name} ${folder ?? ""}`;
      const answer =
        this.unanswered.get(question) ?? ask(folder === undefined ? undefined : vscode.Uri.file(folder));
      const command = await this.impatiently(name, question, answer);
      return command ? [command] : [];
    };
    return { name, chosen: true, find };
  }

  private async askEnvironmentsExtension(folder: vscode.Uri | undefined): Promise<Command | undefined> {
    const api = await this.load<EnvironmentsExtension>("ms-python.vscode-python-envs", (loaded) =>
      loaded.onDidChangeEnvironment(() => this.changed.fire()),
    );
    const run = (await api?.getEnvironment(folder))?.execInfo?.run;
    return run ? [run.executable, ...(run.args ?? [])] : undefined;
  }

  private async askPythonExtension(folder: vscode.Uri | undefined): Promise<Command | undefined> {
    const api = await this.load<PythonExtension>("ms-python.python", (loaded) =>
      loaded.environments.onDidChangeActiveEnvironmentPath(() => this.changed.fire()),
    );
    if (!api) {
      return undefined;
    }
    const active = api.environments.getActiveEnvironmentPath(folder);
    const file = (await api.environments.resolveEnvironment(active))?.executable.uri?.fsPath;
    return file ? [file] : undefined;
  }

  /** Activates an extension once; its later changes, and its coming too late, are announced by `onDidChange`. */
  private load<Api>(id: string, listen: (api: Api) => vscode.Disposable): Promise<Api | undefined> {
    const known = this.loading.get(id) as Promise<Api | undefined> | undefined;
    if (known) {
      return known;
    }
    const extension = vscode.extensions.getExtension<Api>(id);
    if (!extension) {
      return Promise.resolve(undefined);
    }
    const loading = Promise.resolve(extension.activate()).then((api) => {
      if (api) {
        this.disposables.push(listen(api));
      }
      return api;
    });
    this.loading.set(id, loading);
    return loading;
  }

  /** An answer that comes too late is kept for the next time, and announced. */
  private async impatiently(
    name: string,
    question: string,
    answer: Promise<Command | undefined>,
  ): Promise<Command | undefined> {
    const late = Symbol("late");
    const settled = answer.catch((error: unknown) => {
      this.log.warn(`${name} could not say which environment is selected: ${String(error)}`);
      return undefined;
    });
    const first = await Promise.race([settled, timeout(PATIENCE_MS, late)]);
    if (first !== late) {
      this.unanswered.delete(question);
      return first;
    }
    this.log.info(`${name} has not answered yet; going on without it until it does.`);
    this.unanswered.set(question, settled);
    void settled.then(() => this.changed.fire());
    return undefined;
  }
}

function timeout<Value>(milliseconds: number, value: Value): Promise<Value> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, value));
}
