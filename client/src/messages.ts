import * as vscode from "vscode";
import type { Choice } from "./interpreter.ts";
import { OLDEST_SERVER_PYTHON } from "./python.ts";

const SELECT = "Select Interpreter";
const SETTING = "Open Setting";
const LOGS = "Show Logs";
const RESTART = "Restart Server";

/** One sentence that says what is missing. */
export function noPythonSentence(choice: Choice): string {
  const needed = `torchvet needs Python ${OLDEST_SERVER_PYTHON.join(".")} or newer to run`;
  const [old] = choice.tooOld;
  return old
    ? `${needed}; only ${old.version.join(".")} was found (${old.executable}).`
    : `${needed}, and no Python was found.`;
}

/** Says that there is no Python, with a button that leads to where one is chosen. */
export async function showNoPython(choice: Choice): Promise<void> {
  const button = vscode.extensions.getExtension("ms-python.python") ? SELECT : SETTING;
  const pressed = await vscode.window.showErrorMessage(noPythonSentence(choice), button);
  if (pressed === SELECT) {
    await vscode.commands.executeCommand("python.setInterpreter");
  } else if (pressed === SETTING) {
    await openSetting("torchvet.interpreter");
  }
}

/** A setting that names a program belongs to the machine where it runs, which a remote window shows on a page of its own. */
async function openSetting(query: string): Promise<void> {
  const page = vscode.env.remoteName === undefined ? "openSettings" : "openRemoteSettings";
  await vscode.commands.executeCommand(`workbench.action.${page}`, { query });
}

export async function showServerFailed(): Promise<void> {
  const pressed = await vscode.window.showErrorMessage(
    "The torchvet server ended unexpectedly several times and is not started again.",
    RESTART,
    LOGS,
  );
  if (pressed === RESTART) {
    await vscode.commands.executeCommand("torchvet.restart");
  } else if (pressed === LOGS) {
    await vscode.commands.executeCommand("torchvet.showLogs");
  }
}
