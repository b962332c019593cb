import { type ChildProcess, spawn } from "node:child_process";
import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn } from "vscode-languageclient/node";
import { CrashCounter } from "./crashes.ts";
import { DOCUMENTS } from "./documents.ts";
import { type Launch, settingsFor } from "./launch.ts";
import type { Log } from "./log.ts";
import { PROGRESS, type Progress } from "./verify_protocol.ts";

export type ServerState = "stopped" | "starting" | "running" | "analysing" | "failed";

/** The server says when an analysis takes longer than a moment. */
const STATUS = "torchvet/status";

/** There is no server to ask. */
export class NoServer extends Error {}

/** Leaves messages to the log: what a user has to know is said once, by others. */
class QuietClient extends LanguageClient {
  /** Set when the process is ended on purpose, also while it is starting: then its end is no error. */
  isLeaving = false;

  override error(message: string, data?: unknown): void {
    if (this.isLeaving) {
      this.debug(message, data);
    } else {
      super.error(message, data, false);
    }
  }
}

/** One process and the client that talks to it. */
interface Session {
  launch: Launch;
  client: QuietClient;
  process?: ChildProcess;
  /** Set when it is ended on purpose, or has been counted as crashed: its end is no news any more. */
  over: boolean;
}

/** The language server's process: one at a time, started and stopped in the order of the calls. */
export class Server implements vscode.Disposable {
  private readonly stateChanged = new vscode.EventEmitter<ServerState>();
  private readonly progressed = new vscode.EventEmitter<Progress>();
  private readonly crashes = new CrashCounter();
  private session: Session | undefined;
  private queue: Promise<void> = Promise.resolve();
  private readonly log: Log;
  private readonly workingFolder: string;
  readonly onDidChangeState = this.stateChanged.event;
  /** A verification goes on. */
  readonly onDidProgress = this.progressed.event;

  /** @param workingFolder where the process runs; never a folder of the workspace. */
  constructor(log: Log, workingFolder: string) {
    this.log = log;
    this.workingFolder = workingFolder;
  }

  /** Ends what runs and starts `launch`; undefined only ends. */
  apply(launch: Launch | undefined): Promise<void> {
    this.crashes.forget();
    this.abandonStart();
    return this.enqueue(async () => {
      await this.end();
      if (launch) {
        await this.start(launch);
      } else {
        this.stateChanged.fire("stopped");
      }
    });
  }

  /**
   * Asks the server, once it has started.
   *
   * @throws NoServer where none runs, or where it ends before it has answered.
   */
  async request<Answer>(method: string, params: object): Promise<Answer> {
    await this.queue;
    const session = this.session;
    if (!session?.client.isRunning()) {
      throw new NoServer();
    }
    try {
      return await session.client.sendRequest<Answer>(method, params);
    } catch (error) {
      throw session.over || !session.client.isRunning() ? new NoServer() : error;
    }
  }

  dispose(): void {
    this.session?.process?.kill();
    this.stateChanged.dispose();
    this.progressed.dispose();
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(work).catch((error: unknown) => this.log.error(String(error)));
    return this.queue;
  }

  /** A server that never answers its first request must not hold up the next one. */
  private abandonStart(): void {
    const session = this.session;
    if (session && !session.client.isRunning()) {
      session.over = true;
      session.client.isLeaving = true;
      session.process?.kill("SIGKILL");
    }
  }

  private async start(launch: Launch): Promise<void> {
    const session: Session = { launch, client: this.createClient(launch, () => session), over: false };
    this.session = session;
    session.client.onNotification(STATUS, ({ state }: { state: string }) => {
      if (this.session === session && !session.over) {
        this.stateChanged.fire(state === "analysing" ? "analysing" : "running");
      }
    });
    session.client.onNotification(PROGRESS, (progress: Progress) => this.progressed.fire(progress));
    this.log.info(`Starting ${[launch.command, ...launch.args].join(" ")}`);
    this.stateChanged.fire("starting");
    try {
      await session.client.start();
      this.stateChanged.fire("running");
    } catch (error) {
      if (!session.over) {
        this.log.error(`The language server did not start: ${String(error)}`);
        this.ended(session);
      }
    }
  }

  private async end(): Promise<void> {
    const session = this.session;
    this.session = undefined;
    if (!session) {
      return;
    }
    session.over = true;
    session.client.isLeaving = true;
    try {
      await session.client.dispose();
    } catch {
      session.process?.kill("SIGKILL");
    }
  }

  /** Called when a process ended that was not asked to: tries again a few times, then says so once. */
  private ended(session: Session): void {
    if (session.over) {
      return;
    }
    session.over = true;
    session.process?.kill("SIGKILL");
    session.client.dispose().catch(() => undefined);
    if (this.crashes.shouldRestart()) {
      this.log.warn("The language server ended unexpectedly and is started again.");
      void this.enqueue(async () => {
        if (this.session === session) {
          await this.start(session.launch);
        }
      });
      return;
    }
    this.log.error("The language server ended unexpectedly too often and is not started again.");
    this.stateChanged.fire("failed");
  }

  private createClient(launch: Launch, session: () => Session): QuietClient {
    const startProcess = async (): Promise<ChildProcess> => {
      const child = await spawnServer(launch, this.workingFolder);
      session().process = child;
      if (session().over) {
        child.kill("SIGKILL");
      }
      return child;
    };
    return new QuietClient("torchvet", "torchvet", startProcess, {
      documentSelector: DOCUMENTS,
      initializationOptions: { ...launch.initializationOptions, status: true, verify: true },
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      middleware: {
        workspace: {
          // The server's questions are answered with the interpreter that was found, not with the setting as written.
          configuration: ({ items }) =>
            items.map((item) => settingsFor(launch.initializationOptions, item.scopeUri)),
          // A change of settings starts the server anew.
          didChangeConfiguration: async () => undefined,
        },
      },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          this.ended(session());
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    });
  }
}

function spawnServer(launch: Launch, workingFolder: string): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(launch.command, launch.args, { cwd: workingFolder, windowsHide: true });
    child.once("spawn", () => resolve(child));
    child.once("error", reject);
  });
}
