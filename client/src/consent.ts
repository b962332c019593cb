import * as vscode from "vscode";
import type { Memory } from "./memory.ts";

const RUN = "Run";
const ALWAYS = "Run, and Don't Ask Again";
const MANAGE = "Manage Workspace Trust";

/** Whether the script may be run: never without the workspace's trust, and once with a word about what happens. */
export async function mayRun(name: string, memory: Memory): Promise<boolean> {
  if (!vscode.workspace.isTrusted) {
    void explainTrust();
    return false;
  }
  if (memory.agreed) {
    return true;
  }
  const detail =
    "The script runs in your environment, as if you had started it, until its first batch is learnt. " +
    "Checkpoints and trackers are kept from writing; whatever else it does, it does.";
  const pressed = await vscode.window.showInformationMessage(
    `torchvet will run ${name}.`,
    { modal: true, detail },
    RUN,
    ALWAYS,
  );
  if (pressed === ALWAYS) {
    await memory.agree();
  }
  return pressed !== undefined;
}

async function explainTrust(): Promise<void> {
  const pressed = await vscode.window.showWarningMessage(
    "torchvet runs no script in a workspace that you don't trust.",
    MANAGE,
  );
  if (pressed === MANAGE) {
    await vscode.commands.executeCommand("workbench.trust.manage");
  }
}
